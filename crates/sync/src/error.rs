//! How a run can end before its end, in words for people. Whatever was committed stays committed.

use cache::{CacheError, RunOutcome};
use sources::SourceError;
use std::time::Duration;

/// A run that did not reach its end.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// It was stopped on demand.
    #[error("The sync was stopped. What arrived is kept; the next one goes on from there.")]
    Cancelled,
    /// The server.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The store on this laptop.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// Another store answers where this source's store used to be.
    #[error(
        "Another store answers at this address: it was put back from a backup, or is a new one. Nothing was mixed: what is on this laptop stays as it was. If that store is right, sync the source anew (`source resync` in a terminal); what came after its backup is on this laptop alone, and goes then."
    )]
    DifferentServer {
        /// The identity of the store that this source was filled from.
        expected: String,
        /// The identity of the one that answers now.
        found: String,
    },
    /// The feed goes on far beyond what the server itself said that there is.
    #[error(
        "The server gives far more changes than it said that it has, so the sync was ended. What arrived is kept, and the next sync goes on from there; tell the operator of the server if it stays."
    )]
    EndlessFeed,
    /// The source was removed while it was synced.
    #[error("This source was removed.")]
    NoSuchSource,
}

impl SyncError {
    /// Whether another run can succeed with nobody doing anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Source(error) => error.is_retryable(),
            Self::Cache(error) => error.is_retryable(),
            Self::Cancelled | Self::EndlessFeed => true,
            Self::DifferentServer { .. } | Self::NoSuchSource => false,
        }
    }

    /// How long the server wants us to stay away.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Source(error) => error.retry_after(),
            _ => None,
        }
    }

    /// What the ledger says of it.
    pub(crate) fn outcome(&self) -> RunOutcome {
        match self {
            Self::Cancelled => RunOutcome::Stopped,
            Self::Source(SourceError::Offline | SourceError::TimedOut) => RunOutcome::Offline,
            Self::Source(SourceError::SignInNeeded) => RunOutcome::SignInNeeded,
            Self::DifferentServer { .. } => RunOutcome::OtherStore(self.to_string()),
            other => RunOutcome::Failed(other.to_string()),
        }
    }
}
