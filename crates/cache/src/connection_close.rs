//! The beginning of a connection, and the end of one that nobody closed.
//!
//! SQLCipher frees its own heap when the process exits. A connection that is merely dropped closes
//! some time later, on its own thread; if the exit comes first, that thread reads freed memory and the
//! process ends with a segmentation fault. So whatever holds a connection waits in its `Drop` until
//! the connection is closed. That blocks for a moment, which is why everything else closes properly.

use sqlx::{Connection, SqliteConnection};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};

/// A connection that is being made ready. Whatever becomes of it, a refusal or a caller that leaves, it is
/// closed, and that is waited for: SQLCipher must never be freed under a connection that has a key.
#[derive(Debug)]
pub(crate) struct OpeningConnection(Option<SqliteConnection>);

impl OpeningConnection {
    /// Takes a connection over that has no key yet: until then its end may come at any time.
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self(Some(connection))
    }

    /// The connection.
    pub(crate) fn get(&mut self) -> sqlx::Result<&mut SqliteConnection> {
        self.0.as_mut().ok_or(sqlx::Error::WorkerCrashed)
    }

    /// It is ready: whoever takes it closes it.
    pub(crate) fn take(mut self) -> sqlx::Result<SqliteConnection> {
        self.0.take().ok_or(sqlx::Error::WorkerCrashed)
    }

    /// Ends it in order.
    pub(crate) async fn close(mut self) -> sqlx::Result<()> {
        match self.0.take() {
            Some(connection) => connection.close().await,
            None => Ok(()),
        }
    }
}

impl Drop for OpeningConnection {
    fn drop(&mut self) {
        close_and_wait(self.0.take());
    }
}

/// Closes a connection and waits for it.
pub(crate) fn close_and_wait(connection: Option<SqliteConnection>) {
    if let Some(connection) = connection {
        // It is dropped: nobody is left to tell.
        let _ = wait(connection.close());
    }
}

/// Waits for what another thread does, with or without a runtime: a runtime may be what is ending.
fn wait<F: Future>(work: F) -> F::Output {
    let waker = Arc::new(ThreadWaker(thread::current())).into();
    let mut work = pin!(work);
    loop {
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => return done,
            Poll::Pending => thread::park(),
        }
    }
}

struct ThreadWaker(Thread);

impl Wake for ThreadWaker {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
