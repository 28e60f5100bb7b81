//! `source resync`, over a server whose store was put back from a backup.

use super::{Bench, plain};
use server::{Config, Store};

impl Bench {
    /// The server copies its store, hears of one more conversation that is synced, loses the store, and has
    /// the copy put back at the same address.
    fn lose_and_restore(&mut self) {
        let copy = self.folder.path().join("copy");
        let back = self.folder.path().join("back.db");
        self.runtime.block_on(async {
            self.store.back_up(&copy).await.expect("a backup");
            self.store.put(&plain(77)).await.expect("one more");
        });
        assert_eq!(self.run(&["sync"]).code, 0);
        let address = self.url.trim_start_matches("http://").to_owned();
        self.serving.abort();
        (self.store, self.serving) = self.runtime.block_on(async {
            let _aborted = (&mut self.serving).await;
            self.store.close().await.expect("closed");
            server::restore(&copy, &back).await.expect("restored");
            let store = Store::open(&back).await.expect("the store");
            let listener = tokio::net::TcpListener::bind(address).await;
            let listener = listener.expect("the same port");
            let router = server::app(store.clone(), Config::loopback());
            let serving = tokio::spawn(async move {
                let served = server::serve(listener, router, std::future::pending());
                served.await.expect("serving");
            });
            (store, serving)
        });
    }

    /// How many conversations are here.
    fn listed(&self) -> u64 {
        let total = &self.run(&["metrics", "--json"]).json()["total"];
        total.as_u64().expect("a number")
    }
}

#[test]
fn a_store_that_was_put_back_is_synced_anew_on_demand() {
    let mut bench = Bench::synced();
    let there = bench.listed();
    bench.lose_and_restore();
    assert_eq!(bench.listed(), there + 1);
    let refused = bench.run(&["sync"]);
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("source resync"),
        "{}",
        refused.stderr
    );
    let state = bench.run(&["source", "list", "--json"]).json();
    assert_eq!(state[0]["sync"]["state"], "other_store", "{state}");
    let text = bench.run(&["source", "list"]).stdout;
    assert!(text.contains("another store"), "{text}");
    assert_eq!(bench.listed(), there + 1, "nothing is touched");
    let anew = bench.run(&["source", "resync", "Harbour", "--json"]).json();
    assert_eq!(anew[0]["source"], "Harbour", "{anew}");
    assert_eq!(anew[0]["removed"], there + 1, "{anew}");
    assert_eq!(bench.listed(), there);
    let state = bench.run(&["source", "list", "--json"]).json();
    assert_eq!(state[0]["sync"]["state"], "idle", "{state}");
    assert_eq!(state[0]["completeness"]["state"], "complete", "{state}");
    let again = bench.run(&["source", "resync", "Harbour"]);
    assert_eq!(again.code, 2, "{}", again.stderr);
    assert_eq!(bench.run(&["source", "resync", "Nobody"]).code, 3);
}
