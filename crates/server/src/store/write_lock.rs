//! The right to write: one holder in this process, one process at a time. The lock file is what keeps
//! a `token create` beside a running server from checkpointing at the same instant (see open.rs).

use super::notify::CommitNotifier;
use super::open::WriterReconnect;
use super::transaction::WriteTransaction;
use super::{Store, StoreError, StoreState};
use crate::store::db::DbConnection;
use sqlx::Connection as _;
use std::fs::{File, TryLockError};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout};

/// How long after a commit the connection is trusted. A connection that was quiet for longer, or whose
/// last transaction did not end well, is asked before it writes.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long a database may take to say that a connection is alive, or to let a new one in.
const PATIENCE: Duration = Duration::from_secs(5);

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
    pub(super) async fn acquire(&self) -> Result<FileLock, StoreError> {
        let io = |source| StoreError::Io {
            path: self.path.clone(),
            source,
        };
        match self.file.try_lock() {
            Ok(()) => return Ok(FileLock(Arc::clone(&self.file))),
            Err(TryLockError::Error(source)) => return Err(io(source)),
            Err(TryLockError::WouldBlock) => {}
        }
        let file = Arc::clone(&self.file);
        // The lock is made and owned inside the task: if the caller goes away, it is given back.
        let waiting = tokio::task::spawn_blocking(move || file.lock().map(|()| FileLock(file)));
        waiting
            .await
            .map_err(|error| io(std::io::Error::other(error)))?
            .map_err(io)
    }
}

/// Waits for the lock, where the store has one.
pub(super) async fn acquire(lock: Option<&LockFile>) -> Result<Option<FileLock>, StoreError> {
    match lock {
        Some(lock) => lock.acquire().await.map(Some),
        None => Ok(None),
    }
}

/// The lock, held until dropped.
#[derive(Debug)]
pub(super) struct FileLock(Arc<File>);

impl Drop for FileLock {
    fn drop(&mut self) {
        // Closing the file gives the lock back too: a failure here is made good at the latest then.
        let _ = self.0.unlock();
    }
}

/// The connection that writes, and who is told of what it wrote.
#[derive(Debug)]
pub(super) struct WriterConnection {
    pub(super) connection: DbConnection,
    pub(super) news: Arc<CommitNotifier>,
    /// When it last committed, unless something else was begun since.
    pub(super) proved: Option<Instant>,
}

impl WriterConnection {
    /// A writer over a connection of its own.
    pub(super) fn new(connection: DbConnection, news: Arc<CommitNotifier>) -> Self {
        Self {
            connection,
            news,
            proved: None,
        }
    }

    /// Makes the connection anew where it can be lost and was, or can no longer write: a database server
    /// may be restarted, or hand its work over to another, under a server that runs on.
    async fn renew_if_lost(&mut self, remake: &WriterReconnect) -> Result<(), StoreError> {
        let trusted = self.proved.take();
        if trusted.is_some_and(|at| at.elapsed() < TRUSTED) {
            return Ok(());
        }
        if matches!(
            timeout(PATIENCE, can_write(&mut self.connection)).await,
            Ok(true)
        ) {
            return Ok(());
        }
        tracing::warn!("the connection that writes was lost; it is made anew");
        let made = timeout(PATIENCE, remake.connect()).await;
        self.connection = made.unwrap_or(Err(StoreError::Busy))?;
        Ok(())
    }
}

/// Whether a connection is alive and not to a copy that only reads.
async fn can_write(connection: &mut DbConnection) -> bool {
    let asked = sqlx::query_scalar::<_, String>("SHOW transaction_read_only");
    let only_reads = asked.fetch_one(connection).await;
    matches!(only_reads.as_deref(), Ok("off"))
}

impl Deref for WriterConnection {
    type Target = DbConnection;

    fn deref(&self) -> &DbConnection {
        &self.connection
    }
}

impl DerefMut for WriterConnection {
    fn deref_mut(&mut self) -> &mut DbConnection {
        &mut self.connection
    }
}

/// The right to write, with the connection to do it. Fields drop in order: the connection is given
/// back to this process before the lock is given back to others.
pub(super) struct WriteGuard {
    connection: Option<OwnedMutexGuard<Option<WriterConnection>>>,
    _lock: Option<FileLock>,
}

impl WriteGuard {
    /// The connection.
    pub(super) fn connection(&mut self) -> Result<&mut WriterConnection, StoreError> {
        let held = self.connection.as_mut().and_then(|it| it.as_mut());
        held.ok_or(StoreError::Closed)
    }
}

impl Drop for WriteGuard {
    /// On PostgreSQL a transaction that was given up is rolled back with the next statement of its
    /// connection. Until then it would keep every other server from writing: so it is sent at once.
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        let unsent = connection.as_ref().is_some_and(|it| it.should_flush());
        if let (true, Ok(runtime)) = (unsent, tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move {
                if let Some(connection) = connection.as_mut() {
                    // If it cannot be sent the connection is broken, and the server notices.
                    let _ = timeout(PATIENCE, connection.flush()).await;
                }
            });
        }
    }
}

impl Store {
    /// Waits for the right to write.
    pub(super) async fn lock_for_write(&self) -> Result<WriteGuard, StoreError> {
        let inner: &StoreState = &self.0;
        let mut connection = inner.writer.clone().lock_owned().await;
        if let (Some(writer), Some(remake)) = (connection.as_mut(), &inner.remake) {
            writer.renew_if_lost(remake).await?;
        }
        let connection = Some(connection);
        let lock = acquire(inner.lock.as_ref()).await?;
        Ok(WriteGuard {
            connection,
            _lock: lock,
        })
    }
}

/// How long [`Store::check_writable`] waits for its turn.
const TURN: Duration = Duration::from_secs(5);

impl Store {
    /// Whether a write could be made now: takes the right to write as a write does, and gives it back.
    ///
    /// # Errors
    /// It could not, or not within a few seconds.
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        let store = self.clone();
        // One asks for all: who asks again and again must not queue up before those who write. It goes on
        // by itself, because a connection that is left in the middle of a wait is lost.
        let asked = async move {
            let _turn = store.0.asking.lock().await;
            let mut pen = store.lock_for_write().await?;
            WriteTransaction::begin(pen.connection()?)
                .await?
                .give_up()
                .await
        };
        match timeout(TURN, tokio::spawn(asked)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(StoreError::Busy),
        }
    }
}
