//! `source resync`, over a server whose store was put back from a backup.

use super::{TestBench, plain};
use server::Store;

impl TestBench {
    /// The server copies its store, hears of one more conversation that is synced, loses the store, and has
    /// the copy put back at the same address.
    fn lose_and_restore(&mut self) {
        let copy = self.home.folder().join("copy");
        let back = self.home.folder().join("back.db");
        self.runtime.block_on(async {
            let store = &self.server.store;
            store.back_up(&copy).await.expect("a backup");
            store.put(&plain(77)).await.expect("one more");
        });
        assert_eq!(self.run(&["sync"]).code, 0);
        self.runtime.block_on(async {
            self.server.stop().await;
            self.server.store.close().await.expect("closed");
            server::restore(&copy, &back).await.expect("restored");
            self.server.store = Store::open(&back).await.expect("the store");
            self.server.start_again().await;
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
    let mut bench = TestBench::synced();
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
