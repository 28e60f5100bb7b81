//! The right to write: one holder in this process, one process at a time.
//!
//! Transactions are statements of our own, not sqlx's, as in the cache's writer: on a full disk and after
//! an I/O error SQLite itself rolls back, and sqlx's count of open transactions does not survive that. It
//! would refuse every transaction after the first that ended so.

use super::StoreError;
use super::lock_file::StoreFileLock;
use super::notify::CommitNotifier;
use super::open::WriterReconnect;
use crate::clock::ServerClock;
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
    /// Whether a transaction may be open.
    pub(super) standing: WriterStanding,
    /// Says when what is written was said.
    pub(super) clock: ServerClock,
}

/// What is known of the writing connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WriterStanding {
    /// No transaction is open.
    Idle,
    /// A transaction was begun, and nobody saw it end.
    Begun,
}

impl WriterConnection {
    /// A writer over a connection of its own.
    pub(super) fn new(
        connection: DbConnection,
        news: Arc<CommitNotifier>,
        clock: ServerClock,
    ) -> Self {
        Self {
            connection,
            news,
            proved: None,
            standing: WriterStanding::Idle,
            clock,
        }
    }

    /// Takes back what a transaction left behind that did not come to its end.
    pub(super) async fn recover(&mut self) {
        if self.standing == WriterStanding::Begun {
            // Usually the database has rolled back already, which is no error of ours.
            let _ = sqlx::raw_sql("ROLLBACK")
                .execute(&mut self.connection)
                .await;
            self.standing = WriterStanding::Idle;
        }
    }

    /// Whether the database does not know yet that a transaction is over.
    fn is_unsettled(&self) -> bool {
        self.standing == WriterStanding::Begun || self.connection.should_flush()
    }

    async fn settle(&mut self) {
        self.recover().await;
        // If it cannot be sent the connection is broken, and the server notices.
        let _ = self.connection.flush().await;
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
        self.standing = WriterStanding::Idle;
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
    lock: Option<StoreFileLock>,
}

impl WriteGuard {
    /// Takes the connection; the lock, where there is one, is held as long.
    pub(super) fn new(
        connection: OwnedMutexGuard<Option<WriterConnection>>,
        lock: Option<StoreFileLock>,
    ) -> Self {
        Self {
            connection: Some(connection),
            lock,
        }
    }

    /// The connection.
    pub(super) fn connection(&mut self) -> Result<&mut WriterConnection, StoreError> {
        let held = self.connection.as_mut().and_then(|it| it.as_mut());
        held.ok_or(StoreError::Closed)
    }
}

impl Drop for WriteGuard {
    /// A transaction that was given up keeps every other process from writing until it is rolled back: so
    /// it is at once, and the lock is held as long. Without a runtime the next one to write does it.
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        let unsettled = connection.as_ref().is_some_and(|it| it.is_unsettled());
        if let (true, Ok(runtime)) = (unsettled, tokio::runtime::Handle::try_current()) {
            let lock = self.lock.take();
            runtime.spawn(async move {
                if let Some(writer) = connection.as_mut() {
                    let _ = timeout(PATIENCE, writer.settle()).await;
                }
                // In this order: this process first, the others after it.
                drop(connection);
                drop(lock);
            });
        }
    }
}
