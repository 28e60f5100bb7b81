//! The readers: a few connections that can neither write nor checkpoint. They are opened read-only,
//! so that even the last of them to close leaves the log alone (see `writer::open` for why that matters).

use crate::connection_close::close_and_wait;
use crate::error::{CacheError, Result};
use sqlx::{Connection, SqliteConnection};
use std::ops::{Deref, DerefMut};
use tokio::sync::{Mutex, MutexGuard, Semaphore, SemaphorePermit};

/// The connections.
#[derive(Debug)]
pub(crate) struct ReaderPool {
    connections: Vec<Mutex<Option<SqliteConnection>>>,
    free: Semaphore,
}

/// A connection on loan.
pub(crate) struct ReaderLease<'p> {
    // Declared before the permit, so that the connection is free when the permit is.
    connection: OccupiedSlot<'p>,
    _permit: SemaphorePermit<'p>,
}

/// A slot that holds a connection; made only after that was seen.
struct OccupiedSlot<'p>(tokio::sync::MappedMutexGuard<'p, SqliteConnection>);

impl ReaderPool {
    /// A pool without connections.
    pub(crate) fn new() -> Self {
        Self {
            connections: Vec::new(),
            free: Semaphore::new(0),
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
        let connection =
            MutexGuard::try_map(guard, Option::as_mut).map_err(|_| CacheError::Closed)?;
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
