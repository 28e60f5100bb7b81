//! The lock file beside a store in a file: it keeps a `token create` beside a running server from
//! checkpointing at the same instant (see open.rs). It must not know a database.

use super::StoreError;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file whose lock is the right to write.
#[derive(Debug)]
pub(super) struct LockFile {
    path: PathBuf,
    file: Arc<File>,
}

impl LockFile {
    /// The lock file of the store at `path`.
    pub(super) fn beside(path: &Path) -> Result<Self, StoreError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let mut options = File::options();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => Ok(Self {
                path,
                file: Arc::new(file),
            }),
            Err(source) => Err(StoreError::Io { path, source }),
        }
    }

    /// Waits for the lock. Another process holds it for one transaction at a time.
    pub(super) async fn acquire(&self) -> Result<StoreFileLock, StoreError> {
        let io = |source| StoreError::Io {
            path: self.path.clone(),
            source,
        };
        match self.file.try_lock() {
            Ok(()) => return Ok(StoreFileLock(Arc::clone(&self.file))),
            Err(TryLockError::Error(source)) => return Err(io(source)),
            Err(TryLockError::WouldBlock) => {}
        }
        let file = Arc::clone(&self.file);
        // The lock is made and owned inside the task: if the caller goes away, it is given back.
        let waiting =
            tokio::task::spawn_blocking(move || file.lock().map(|()| StoreFileLock(file)));
        waiting
            .await
            .map_err(|error| io(std::io::Error::other(error)))?
            .map_err(io)
    }
}

/// Waits for the lock, where the store has one.
pub(super) async fn acquire(lock: Option<&LockFile>) -> Result<Option<StoreFileLock>, StoreError> {
    match lock {
        Some(lock) => lock.acquire().await.map(Some),
        None => Ok(None),
    }
}

/// The lock, held until dropped.
#[derive(Debug)]
pub(super) struct StoreFileLock(Arc<File>);

impl Drop for StoreFileLock {
    fn drop(&mut self) {
        // Closing the file gives the lock back too: a failure here is made good at the latest then.
        let _ = self.0.unlock();
    }
}
