//! Why a practice space could not be started or made.

use crate::StoreError;
use std::io;

/// The practice space could not be started.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// The folder or the loopback port cannot be used.
    #[error("cannot start the practice space")]
    Io(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PracticeError {
    /// Whether the same call may succeed later with nothing changed by the caller.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Io(_) => true,
            Self::Store(error) => error.is_retryable(),
        }
    }
}
