//! The right to write: one holder in this process, one process at a time.

use super::StoreError;
use super::lock_file::StoreFileLock;
use super::notify::CommitNotifier;
use super::open::WriterReconnect;
use crate::store::db::DbConnection;
use sqlx::Connection as _;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout};

/// How long after a commit the connection is trusted. A connection that was quiet for longer, or whose
/// last transaction did not end well, is asked before it writes.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long a database may take to say that a connection is alive, or to let a new one in.
const PATIENCE: Duration = Duration::from_secs(5);

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
    pub(super) async fn renew_if_lost(
        &mut self,
        remake: &WriterReconnect,
    ) -> Result<(), StoreError> {
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
    _lock: Option<StoreFileLock>,
}

impl WriteGuard {
    /// Takes the connection; the lock, where there is one, is held as long.
    pub(super) fn new(
        connection: OwnedMutexGuard<Option<WriterConnection>>,
        lock: Option<StoreFileLock>,
    ) -> Self {
        Self {
            connection: Some(connection),
            _lock: lock,
        }
    }

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
