//! The readers: a few connections that can neither write nor checkpoint. They are opened read-only,
//! so that even the last of them to close leaves the log alone (see `writer::open` for why that matters).
//!
//! SQLCipher gives a damaged page as one of noughts, and only from then on refuses: every page, on that
//! connection, for good. The end of a long value can so be missing without a word, and what is whole is refused.
//! Both are asked of the connection: before it is lent, when another one takes its place, and after values
//! were read that go over pages of their own, which are then not handed out.

use crate::connection_close::close_and_wait;
use crate::error::{CacheError, Result};
use sqlx::{Connection, SqliteConnection};
use std::fmt;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use tokio::sync::{Mutex, MutexGuard, Semaphore, SemaphorePermit};

/// Opens one more connection; none where that does not succeed.
pub(crate) type OpenReader =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = Option<SqliteConnection>> + Send>> + Send + Sync>;

/// The connections.
pub(crate) struct ReaderPool {
    connections: Vec<Mutex<Option<SqliteConnection>>>,
    free: Semaphore,
    open: OpenReader,
}

/// A connection on loan.
pub(crate) struct ReaderLease<'p> {
    // Declared before the permit, so that the connection is free when the permit is.
    connection: OccupiedSlot<'p>,
    _permit: SemaphorePermit<'p>,
}

/// A slot that holds a connection; made only after that was seen.
struct OccupiedSlot<'p>(tokio::sync::MappedMutexGuard<'p, SqliteConnection>);

/// Puts another connection in the place of one that reads nothing any more. Where none opens, the old one says
/// why it cannot read.
async fn replace_spoilt(connection: &mut SqliteConnection, open: &OpenReader) {
    if read_first_page(connection).await.is_err()
        && let Some(other) = open().await
    {
        let spoilt = std::mem::replace(connection, other);
        // Whoever leaves meanwhile must not leave a connection that closes after the process ends.
        close_and_wait(Some(spoilt));
    }
}

/// Asks for the first page. A connection that met damage has no page in memory any more, and gets none.
async fn read_first_page(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
    let asked = sqlx::query_scalar("PRAGMA schema_version");
    asked.fetch_one(connection).await
}

impl ReaderPool {
    /// A pool without connections, and how one more is opened.
    pub(crate) fn new(open: OpenReader) -> Self {
        Self {
            connections: Vec::new(),
            free: Semaphore::new(0),
            open,
        }
    }

    /// Takes a connection over.
    pub(crate) fn add(&mut self, connection: SqliteConnection) {
        self.connections.push(Mutex::new(Some(connection)));
        self.free.add_permits(1);
    }

    /// Waits for a free connection.
    pub(crate) async fn lease(&self) -> Result<ReaderLease<'_>> {
        let permit = self.free.acquire().await.map_err(|_| CacheError::Closed)?;
        let mut guard = None;
        for slot in &self.connections {
            guard = slot.try_lock().ok();
            if guard.is_some() {
                break;
            }
        }
        let guard = guard.ok_or(CacheError::Closed)?;
        let mut connection =
            MutexGuard::try_map(guard, Option::as_mut).map_err(|_| CacheError::Closed)?;
        replace_spoilt(&mut connection, &self.open).await;
        Ok(ReaderLease {
            connection: OccupiedSlot(connection),
            _permit: permit,
        })
    }

    /// Waits for every reader to end, and closes the connections.
    pub(crate) async fn close(&self) {
        self.free.close();
        for slot in &self.connections {
            if let Some(connection) = slot.lock().await.take() {
                // A reader that does not close well has nothing to lose.
                let _ = connection.close().await;
            }
        }
    }
}

impl ReaderLease<'_> {
    /// Hands out what was read, where every page of it was as it was written.
    ///
    /// # Errors
    /// [`CacheError::Damaged`] where one was not, even though the engine said nothing.
    pub(crate) async fn whole<T>(mut self, read: T) -> Result<T> {
        read_first_page(&mut self).await?;
        Ok(read)
    }
}

impl fmt::Debug for ReaderPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReaderPool")
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

impl Drop for ReaderPool {
    fn drop(&mut self) {
        for slot in &mut self.connections {
            close_and_wait(slot.get_mut().take());
        }
    }
}

impl Deref for ReaderLease<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection.0
    }
}

impl DerefMut for ReaderLease<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection.0
    }
}
