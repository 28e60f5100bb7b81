//! What machine this is, and what a process and its files take.

use anyhow::{Context, Result, bail};
use std::path::Path;

/// Date, processor, cores and memory, for the head of a report.
#[expect(clippy::disallowed_methods, reason = "a report bears its date")]
pub(crate) fn describe() -> String {
    let date = chrono::Utc::now().format("%Y-%m-%d");
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_default();
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    format!("{date} · {processor} · {cores} cores · {memory} of memory")
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// What a conversation takes at the worst moment, in bytes: the server's store, the home and the home
/// of the crowded sync, each with a write-ahead log; twice what was seen.
const ROOM: u64 = 20_000;

/// Whether a size fits on the disk.
///
/// # Errors
/// When it does not, with both numbers.
pub(crate) fn check_room(folder: &Path, conversations: u32) -> Result<()> {
    let disk = rustix::fs::statvfs(folder)?;
    let free = disk.f_bavail * disk.f_frsize;
    let needed = u64::from(conversations) * ROOM;
    if free < needed {
        bail!("{conversations} conversations need {needed} bytes of disk, and {free} are free");
    }
    Ok(())
}

/// The most memory that this process ever held, in bytes.
pub(crate) fn peak_memory() -> u64 {
    status("VmHWM")
}

/// The memory that this process holds now, in bytes.
pub(crate) fn memory() -> u64 {
    status("VmRSS")
}

fn status(name: &str) -> u64 {
    let text = field("/proc/self/status", name).unwrap_or_default();
    let kilobytes: u64 = text
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(0);
    kilobytes * 1024
}

/// A database file with its log, in bytes.
pub(crate) fn bytes_on_disk(database: &Path) -> Result<u64> {
    let main = std::fs::metadata(database)
        .context("the cache lies where it should")?
        .len();
    let log = database.with_extension("db-wal");
    Ok(main + std::fs::metadata(log).map_or(0, |log| log.len()))
}
