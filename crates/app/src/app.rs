//! The application as one value: cheap to clone, and the owner of everything that runs.
//!
//! Dropping the last clone stops every background task at its next safe point; [`App::close`] also
//! waits for them and closes the store in order.

use crate::board::Board;
use crate::error::AppError;
use crate::home::Home;
use crate::lock::{HomeLock, LockError};
use crate::open::{Open, Seat};
use crate::options::{Company, Options};
use model::event::Event;
use std::sync::Arc;
use tokio::sync::{RwLock, broadcast};
use tokio_util::sync::{CancellationToken, DropGuard};

/// The application.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
}

/// What the clones share.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) home: Home,
    pub(crate) options: Options,
    pub(crate) board: Arc<Board>,
    /// What is there once the home is unlocked. The lock is held for writing only while unlocking
    /// and closing.
    pub(crate) open: RwLock<Option<Arc<Open>>>,
    /// The parent of every background task.
    pub(crate) root: CancellationToken,
    _stop: DropGuard,
    /// Absent where this process only reads beside the one that has the home.
    pub(crate) lock: Option<HomeLock>,
}

impl App {
    /// Takes possession of a home: makes its folders and locks it for this process. Nothing is
    /// unlocked yet.
    ///
    /// # Errors
    /// [`AppError::HomeInUse`] when another process has it; [`AppError::Home`] or
    /// [`AppError::Files`] when the folder cannot be used.
    pub fn locate(home: Home, options: Options) -> Result<Self, AppError> {
        home.prepare()?;
        let lock = match (HomeLock::take(&home), options.company) {
            (Ok(lock), _) => Some(lock),
            (Err(LockError::Held), Company::ReadBeside) => None,
            (Err(LockError::Held), Company::Refuse) => return Err(AppError::HomeInUse),
            (Err(LockError::Io(error)), _) => return Err(AppError::Files(error)),
        };
        let root = CancellationToken::new();
        let stop = root.clone().drop_guard();
        let inner = Inner {
            home,
            options,
            board: Board::new(),
            open: RwLock::default(),
            root,
            _stop: stop,
            lock,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Everything that changes from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.board.listen()
    }

    /// Stops every run at its next safe point, waits for it, and closes the store: readers first,
    /// then the writer, which folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.inner.root.cancel();
        let open = self.inner.open.write().await.take();
        if let Some(open) = open {
            open.close().await;
        }
    }

    /// Whose the home is.
    pub(crate) fn seat(&self) -> Seat {
        if self.inner.lock.is_some() {
            Seat::Owner
        } else {
            Seat::Guest
        }
    }

    /// What is there once the home is unlocked.
    pub(crate) async fn opened(&self) -> Result<Arc<Open>, AppError> {
        self.inner.open.read().await.clone().ok_or(AppError::Locked)
    }
}
