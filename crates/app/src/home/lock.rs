//! One process per home: the cache allows a single writer, and two windows on one home would fight.
//!
//! It must not wait: a second process is told at once. Who only looks whether the home is held shares the
//! lock for an instant, which is why a taker tries for some milliseconds.

use crate::home::folder::HomeFolder;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::time::{Duration, Instant};

/// A look takes far less.
const LOOKED_AT: Duration = Duration::from_millis(50);

/// Held as long as this process uses the home. The system releases it when the process ends,
/// however it ends, so a crash never leaves a home locked.
#[derive(Debug)]
pub(crate) struct HomeLock {
    _file: File,
}

/// Why the lock was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    /// Another process holds it.
    #[error("another Daybook uses this home")]
    Held,
    /// The file cannot be made or locked.
    #[error("the lock file cannot be used")]
    Io(#[from] io::Error),
}

impl HomeLock {
    /// Takes the lock, or says at once that it is held.
    pub(crate) fn take(home: &HomeFolder) -> Result<Self, LockError> {
        let file = open_private(home)?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < LOOKED_AT => {
                    std::thread::yield_now();
                }
                Err(TryLockError::WouldBlock) => return Err(LockError::Held),
                Err(TryLockError::Error(error)) => return Err(LockError::Io(error)),
            }
        }
    }

    /// Whether a process has the home now. It keeps nobody out, and writes nothing.
    pub(crate) fn is_held(home: &HomeFolder) -> bool {
        let looked = File::open(home.lock_file()).map(|file| file.try_lock_shared());
        matches!(looked, Ok(Err(TryLockError::WouldBlock)))
    }
}

fn open_private(home: &HomeFolder) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(home.lock_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_refused_until_the_first_lets_go() {
        let place = tempfile::tempdir().expect("a folder");
        let home = HomeFolder::at(place.path());
        assert!(!HomeLock::is_held(&home), "nobody was here");
        let first = HomeLock::take(&home).expect("the first");
        assert!(HomeLock::is_held(&home));
        assert!(matches!(HomeLock::take(&home), Err(LockError::Held)));
        drop(first);
        assert!(!HomeLock::is_held(&home));
        HomeLock::take(&home).expect("after the first let go");
    }
}
