//! The writing connection and its transactions. It knows nothing of what is written in them.
//!
//! Transactions are statements of our own, not sqlx's: SQLite itself rolls back on a full disk, and
//! sqlx's count of open transactions does not survive that.

use crate::connection_close::close_and_wait;
use crate::error::{CacheError, Result};
use crate::index::IndexDelta;
use crate::read::state::SharedState;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::MutexGuard;

/// What a page of the log holds is copied back, and what remains is cut off.
const LAST_WORDS: &str = "PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)";

/// The connection, and what is known of it.
#[derive(Debug)]
pub(crate) struct WriteConnection {
    connection: Option<SqliteConnection>,
    state: TransactionState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransactionState {
    Clean,
    /// A transaction was begun.
    Begun,
    /// A commit was begun, and whether the index heard of it is not known.
    Unsettled,
}

impl WriteConnection {
    /// Takes the connection over; none where this process may not write.
    pub(crate) fn new(connection: Option<SqliteConnection>) -> Self {
        Self {
            connection,
            state: TransactionState::Clean,
        }
    }

    /// Ends the connection; the writer is the last to close, and leaves no log behind.
    pub(crate) async fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // Whatever fails here is made good by the next opening.
            let _ = sqlx::raw_sql("ROLLBACK").execute(&mut connection).await;
            let _ = sqlx::raw_sql(LAST_WORDS).execute(&mut connection).await;
            let _ = connection.close().await;
        }
    }

    /// The connection, as it is between two transactions.
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or(CacheError::Closed)
    }

    /// Makes good what a dropped call left behind.
    pub(super) async fn recover(&mut self, shared: &SharedState) -> Result<()> {
        if self.state == TransactionState::Clean {
            return Ok(());
        }
        // Usually there is nothing to roll back any more, which is no error of ours.
        let _ = sqlx::raw_sql("ROLLBACK").execute(self.connection()?).await;
        if self.state == TransactionState::Unsettled {
            shared.distrust();
        }
        self.state = TransactionState::Clean;
        Ok(())
    }
}

impl Drop for WriteConnection {
    fn drop(&mut self) {
        close_and_wait(self.connection.take());
    }
}

/// A transaction under way. Dropped without an end, it is rolled back before the next one begins.
pub(crate) struct WriteTransaction<'w> {
    connection: MutexGuard<'w, WriteConnection>,
    shared: &'w SharedState,
}

impl<'w> WriteTransaction<'w> {
    /// Begins a transaction.
    pub(crate) async fn begin(
        mut connection: MutexGuard<'w, WriteConnection>,
        shared: &'w SharedState,
    ) -> Result<Self> {
        connection.recover(shared).await?;
        // Said before it is: a caller that leaves meanwhile leaves a transaction behind.
        connection.state = TransactionState::Begun;
        sqlx::raw_sql("BEGIN IMMEDIATE")
            .execute(connection.connection()?)
            .await?;
        Ok(Self { connection, shared })
    }

    /// The connection.
    pub(crate) fn conn(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.connection()
    }

    /// Commits what was done, or rolls it back where it failed.
    pub(crate) async fn end<T>(mut self, done: Result<T>) -> Result<T> {
        match done {
            Ok(value) => {
                self.commit().await?;
                self.connection.state = TransactionState::Clean;
                Ok(value)
            }
            Err(error) => {
                self.connection.recover(self.shared).await?;
                Err(error)
            }
        }
    }

    /// The same, and hands what changed to the index and the watchers.
    pub(crate) async fn publish<T>(mut self, done: Result<(T, IndexDelta)>) -> Result<T> {
        match done {
            Ok((value, delta)) => {
                self.commit().await?;
                // Nothing is awaited between the commit and this, so no dropped call comes between.
                self.shared.publish(delta);
                self.connection.state = TransactionState::Clean;
                Ok(value)
            }
            Err(error) => {
                self.connection.recover(self.shared).await?;
                Err(error)
            }
        }
    }

    async fn commit(&mut self) -> Result<()> {
        self.connection.state = TransactionState::Unsettled;
        let done = sqlx::raw_sql("COMMIT")
            .execute(self.connection.connection()?)
            .await;
        if let Err(error) = done {
            self.connection.recover(self.shared).await?;
            return Err(error.into());
        }
        Ok(())
    }
}
