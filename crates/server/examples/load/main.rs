//! Load on loopback: fills a store with many conversations, serves it from a process of its own, and
//! measures what a chatbot and a laptop would feel. Prints a table for docs/BENCHMARKS.md.
//!
//! ```text
//! cargo build --release -p daybook-server --bin daybook-server --example load
//! target/release/examples/load --db /tmp/load.db --conversations 1000000
//! target/release/examples/load --db postgres://postgres@127.0.0.1:5433/load --postmaster PID
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot go on says so; what it prints is what it is for"
)]

mod client;
mod fill;
mod memory;
mod served;

use clap::Parser;
use client::Timed;
use std::time::Instant;

#[derive(Parser)]
struct Arguments {
    /// The store: a file, or postgres://…
    #[arg(long)]
    db: String,
    /// How many conversations it shall hold; those that are there are not made again.
    #[arg(long, default_value_t = 1_000_000)]
    conversations: u32,
    /// How many messages are appended at each number of clients.
    #[arg(long, default_value_t = 20_000)]
    appends: u32,
    /// The process id of PostgreSQL's postmaster, so that its memory can be read.
    #[arg(long)]
    postmaster: Option<u32>,
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    fill::fill(&arguments.db, arguments.conversations).await;
    let (write, read) = fill::tokens(&arguments.db).await;
    let served = served::Served::start(&arguments.db);
    let resting = served.memory();
    println!("| what | per second | p50 ms | p99 ms |");
    println!("|---|---|---|---|");
    let created = "conversations created";
    let open = client::open_conversations(&served.url, &write, 2_000, 8).await;
    row(
        &format!("{created}, 8 clients"),
        &open.timed,
        open.ids.len(),
    );
    let more = client::open_conversations(&served.url, &write, 8_000, 64).await;
    row(
        &format!("{created}, 64 clients"),
        &more.timed,
        more.ids.len(),
    );
    for (clients, sessions) in [(8, &open.sessions), (64, &more.sessions)] {
        let timed = client::convert(&served.url, &write, sessions, clients).await;
        let what = format!("outcomes delivered, {clients} clients");
        row(&what, &timed, sessions.len());
    }
    for clients in [1, 8, 64] {
        let timed =
            client::append(&served.url, &write, &open.ids, arguments.appends, clients).await;
        let what = format!("messages appended, {clients} clients");
        row(&what, &timed, arguments.appends as usize);
    }
    for (encoding, words) in [("identity", "plain"), ("zstd", "zstd")] {
        let begun = Instant::now();
        let feed = client::feed(&served.url, &read, encoding, 400).await;
        let what = format!("feed rows, {words}, pages of 2,000 (times are a page's)");
        row(&what, &feed.timed, feed.rows);
        let seconds = begun.elapsed().as_secs_f64();
        eprintln!("{} MB in {seconds:.1} s", feed.bytes / 1_000_000);
    }
    let first = client::metrics(&served.url, &read, 1).await;
    row("/v1/metrics over everything, first", &first, 1);
    let metrics = client::metrics(&served.url, &read, 20).await;
    row("/v1/metrics over everything, again", &metrics, 20);
    println!(
        "| memory of the server, at rest / after all this, MB | {resting} / {} | | |",
        served.memory()
    );
    if let Some(pid) = arguments.postmaster {
        println!(
            "| memory of PostgreSQL (proportional), MB | {} | | |",
            memory::of_family(pid)
        );
    }
}

fn row(what: &str, timed: &Timed, count: usize) {
    let rate = count as f64 / timed.total.as_secs_f64();
    let (p50, p99) = (timed.quantile(0.5), timed.quantile(0.99));
    println!("| {what} | {rate:.0} | {p50:.2} | {p99:.2} |");
}
