//! `cargo xtask bench`: what Daybook costs, through the application layer and with the cache
//! encrypted. Each figure stands beside a limit or a peer that was measured in the same run, round by
//! round, because the machine drifts; medians are reported.
//!
//! Each measurement runs in a process of its own, so that its peak memory is its own.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench is a program: its report goes to the terminal"
)]

mod figures;
mod fixture;
mod limit;
mod machine;
mod more_reads;
mod nexudus;
mod peers;
mod question;
mod read;
mod report;
mod serve;
mod sync_run;
mod window;
mod worker;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use figures::{Size, median};
use journeys::driver::Programs;
use std::path::{Path, PathBuf};

/// Rounds of the interleaved measurements, unless said otherwise.
const ROUNDS: usize = 5;
/// Starts of the window, after one that is not counted.
const STARTS: usize = 9;

#[derive(Parser)]
#[command(about = "Measures Daybook against limits and peers")]
struct Args {
    #[command(subcommand)]
    worker: Option<Worker>,
    /// Conversations, one number a size
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    sizes: Vec<u32>,
    /// Rounds of the interleaved measurements; 100,000 conversations take at most three, 1,000,000 one
    #[arg(long, default_value_t = ROUNDS)]
    rounds: usize,
    /// Only the window, on the homes that an earlier run has left
    #[arg(long)]
    window: bool,
    /// Where servers and caches lie between runs
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
}

/// One measurement in a process of its own; it prints one line of JSON.
#[derive(Subcommand)]
enum Worker {
    /// Fills a server's store once.
    Fill { store: PathBuf, conversations: u32 },
    /// Serves a store; prints its address and a token, and ends with its standard input.
    Serve { store: PathBuf },
    /// A first sync into an empty home.
    Sync {
        url: String,
        token: String,
        home: PathBuf,
    },
    /// A first sync while a reader keeps asking.
    Crowded {
        url: String,
        token: String,
        home: PathBuf,
    },
    /// Serves the practice script as Nexudus would; prints its address, and ends with its standard
    /// input.
    Mock { conversations: u32 },
    /// A first sync from that into an empty home.
    Nexudus { url: String, home: PathBuf },
    /// The full-text index alone, over the same text, not encrypted.
    Limit { conversations: u32, file: PathBuf },
    /// Everything a reader asks of a filled home.
    Read { home: PathBuf },
    /// Start of the process to the first rows.
    Start { home: PathBuf },
    /// Start of the desktop application to its first painted rows.
    Window { home: PathBuf },
    /// Scrolling in the desktop application.
    Scroll { home: PathBuf },
    /// Keys pressed in the desktop application.
    Keys { home: PathBuf },
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    match args.worker {
        Some(Worker::Fill {
            store,
            conversations,
        }) => serve::fill(&store, conversations).await,
        Some(Worker::Serve { store }) => serve::serve(&store).await,
        Some(Worker::Sync { url, token, home }) => sync_run::first(&url, &token, &home).await,
        Some(Worker::Crowded { url, token, home }) => sync_run::crowded(&url, &token, &home).await,
        Some(Worker::Mock { conversations }) => nexudus::serve(conversations).await,
        Some(Worker::Nexudus { url, home }) => nexudus::first(&url, &home).await,
        Some(Worker::Limit {
            conversations,
            file,
        }) => limit::run(conversations, &file).await,
        Some(Worker::Read { home }) => read::run(&home).await,
        Some(Worker::Start { home }) => read::start(&home).await,
        Some(Worker::Window { home }) => window::start(&home).await,
        Some(Worker::Scroll { home }) => window::scroll(&home).await,
        Some(Worker::Keys { home }) => window::keys(&home).await,
        None => measure(&args),
    }
}

fn measure(args: &Args) -> Result<()> {
    std::fs::create_dir_all(&args.folder)?;
    println!("{}\n", machine::describe());
    let mut sizes = Vec::new();
    for conversations in &args.sizes {
        let rounds = match conversations {
            0..100_000 => args.rounds,
            100_000..1_000_000 => args.rounds.min(3),
            _ => 1,
        };
        machine::check_room(&args.folder, *conversations)?;
        if args.window {
            sizes.push(only_window(&args.folder, *conversations)?);
            continue;
        }
        eprintln!("== {conversations} conversations, {rounds} rounds");
        sizes.push(measure_size(&args.folder, *conversations, rounds)?);
    }
    if args.window {
        report::print_window(&sizes);
    } else {
        report::print(&sizes);
    }
    Ok(())
}

fn only_window(folder: &Path, conversations: u32) -> Result<Size> {
    let mut size = Size {
        conversations,
        ..Size::default()
    };
    let home = folder.join(conversations.to_string()).join("home");
    windows(&mut size, path(&home)?)?;
    Ok(size)
}

fn measure_size(folder: &Path, conversations: u32, rounds: usize) -> Result<Size> {
    let folder = folder.join(conversations.to_string());
    std::fs::create_dir_all(&folder)?;
    let store = folder.join("server.db");
    if !store.exists() {
        worker::run(&["fill", path(&store)?, &conversations.to_string()])?;
    }
    let server = worker::Server::start(&["serve", path(&store)?])?;
    let mock = (conversations <= nexudus::MOST)
        .then(|| worker::Server::start(&["mock", &conversations.to_string()]))
        .transpose()?;
    let home = folder.join("home");
    let mut size = Size {
        conversations,
        ..Size::default()
    };
    for round in 0..rounds {
        eprintln!("   round {}: Nexudus, sync, limit", round + 1);
        let other = folder.join("nexudus");
        fresh(&other)?;
        if let Some(mock) = &mock {
            size.add_nexudus(&worker::run(&["nexudus", &mock.url, path(&other)?])?)?;
        }
        fresh(&other)?;
        fresh(&home)?;
        size.add_sync(&worker::run(&[
            "sync",
            &server.url,
            &server.token,
            path(&home)?,
        ])?)?;
        let index = folder.join("limit.db");
        size.add_limit(&worker::run(&[
            "limit",
            &conversations.to_string(),
            path(&index)?,
        ])?)?;
    }
    drop(mock);
    limit::remove(&folder.join("limit.db"));
    size.disk_bytes = machine::bytes_on_disk(&home.join("cache.db"))?;
    eprintln!("   reading");
    for _ in 0..rounds.min(3) {
        size.add_read(&worker::run(&["read", path(&home)?])?);
        size.add_start(&worker::run(&["start", path(&home)?])?)?;
    }
    windows(&mut size, path(&home)?)?;
    eprintln!("   reading while a sync runs");
    let crowded = folder.join("crowded");
    fresh(&crowded)?;
    size.crowded = worker::run(&["crowded", &server.url, &server.token, path(&crowded)?])?;
    // Only the home is read again; at a million conversations the rest fills a disk.
    fresh(&crowded)?;
    eprintln!("   peers");
    size.peers = peers::run(&folder, &server)?;
    drop(server);
    eprintln!("   first sync: {:.0} messages/s", median(&size.sync_rates));
    Ok(size)
}

/// The window, where one was handed in.
fn windows(size: &mut Size, home: &str) -> Result<()> {
    if Programs::handed_in().is_none() {
        eprintln!("   no window: run `cargo xtask bench`");
        return Ok(());
    }
    eprintln!("   {STARTS} starts of the window, then scrolling and keys");
    // The first start reads the programs from the disk; all later ones find them in memory.
    worker::run(&["window", home])?;
    for _ in 0..STARTS {
        size.add_window(&worker::run(&["window", home])?)?;
    }
    size.scroll = worker::run(&["scroll", home])?;
    size.keys = worker::run(&["keys", home])?;
    Ok(())
}

fn fresh(home: &Path) -> Result<()> {
    if home.exists() {
        std::fs::remove_dir_all(home)?;
    }
    Ok(())
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().context("the folder's name is not text")
}
