//! SERVERS: what Daybook reads from. One trait, one contract test suite that each kind of server passes,
//! the HTTP that they go through, and the plainest kind: a daybook-server.
//!
//! This crate must never know the cache, a window or a zone: instants are UTC, and a cursor is handed
//! back to whoever keeps the rows. It alone names the HTTP client.

mod address;
#[cfg(feature = "testing")]
pub mod contract;
pub mod daybook;
mod decode;
mod error;
pub mod http;
#[cfg(test)]
mod misbehaving_server;
#[cfg(test)]
mod network_faults;
mod retry_after;
mod secret;
mod text_cut;

pub use daybook::{DaybookSource, daybook};
pub use error::SourceError;
pub use model::capability::SourceCapabilities;
pub use secret::SecretText;

use async_trait::async_trait;
use model::feed::{ChangeSet, RecordCounts};
use model::metrics::ServerMetrics;
use model::{Reach, RemoteId, Role};
use std::time::Duration;

/// Who answers, and what the sign-in may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerIdentity {
    /// What makes this store this store: another identity at the same address is another store, and
    /// its rows must not be mixed with those already here.
    pub identity: String,
    /// What the sign-in may do.
    pub role: Role,
    /// Where it may: what is beyond is not told.
    pub reach: Reach,
    /// The server's version, for the curious.
    pub version: String,
}

/// What one request brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceBatch {
    /// The rows.
    pub changes: ChangeSet,
    /// The cursor after them. To be stored in the same transaction as the rows.
    pub next: String,
    /// Changes that this batch covers: the unit of progress, not a number of rows.
    pub covered: u64,
    /// Changes after this batch, where the server says so.
    pub remaining: Option<u64>,
    /// What else the answer says, that would have to be asked for.
    pub standing: ServerStanding,
}

/// What an answer says of the server beside its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerStanding {
    /// Who answered; see [`Source::identify`].
    pub server: Option<ServerIdentity>,
    /// What it holds, with this batch; see [`Source::counts`].
    pub counts: Option<RecordCounts>,
}

impl SourceBatch {
    /// Whether nothing follows for now.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.covered == 0 || self.remaining == Some(0)
    }
}

/// What came of waiting for news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LongPoll {
    /// Something is new.
    Changed,
    /// Nothing was new for as long as the server let us wait. It may be asked again at once.
    TimedOut,
    /// This server cannot be waited on, or not now. Asking again at once would only be a burden.
    Unsupported,
}

/// A configured server account that can be read.
///
/// Implementations are cheap to share, ask the server for one thing per call, never retry by
/// themselves (the sync engine does, with one budget for all), and never touch what they return
/// after it was checked.
#[async_trait]
pub trait Source: Send + Sync {
    /// What this kind of server has. It is the same for every source of the kind.
    fn capabilities(&self) -> SourceCapabilities;

    /// The streams to pull, in the order in which they are to be pulled. A stream has a cursor.
    fn streams(&self) -> Vec<String>;

    /// Asks who answers.
    ///
    /// # Errors
    /// Any [`SourceError`]; [`SourceError::NotDaybook`] where something else answers.
    async fn identify(&self) -> Result<ServerIdentity, SourceError>;

    /// Asks for what comes after a cursor, or for the beginning. The answer is whole or an error.
    ///
    /// # Errors
    /// Any [`SourceError`]; [`SourceError::CursorRejected`] where the server no longer knows `after`.
    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError>;

    /// After an answer that was too large: the next pull asks for less. Whether it can: where it already
    /// asked for the least that there is, the answer stays too large.
    fn ask_for_less(&self) -> bool {
        false
    }

    /// Waits for something that comes after a cursor, as long as the server lets it. Nothing is read:
    /// that is for [`Source::pull`].
    ///
    /// # Errors
    /// Any [`SourceError`].
    async fn long_poll(&self, stream: &str, after: &str) -> Result<LongPoll, SourceError> {
        let _whatever = (stream, after);
        Ok(LongPoll::Unsupported)
    }

    /// The dashboard's numbers as the server counts them by the same definitions; `None` where this kind
    /// of server has none.
    ///
    /// # Errors
    /// Any [`SourceError`].
    async fn dashboard(&self) -> Result<Option<ServerMetrics>, SourceError> {
        Ok(None)
    }

    /// Whether pulls say who answers: then nobody need ask before the first one, as long as nothing of it is kept
    /// unless it was said.
    fn introduces_itself(&self) -> bool {
        false
    }

    /// Whether everything can be read anew without asking much of the server: then a difference of the counts
    /// that no pull explains is looked into so.
    fn is_quick_to_reread(&self) -> bool {
        false
    }

    /// How many pulls may be answered before the rows of an earlier one are written: more of them keep
    /// more of a computer busy, but a source that looks at what was written must not say more than one.
    fn pages_ahead(&self) -> usize {
        1
    }

    /// Whether a pass from the beginning that ended at this cursor told every conversation of the
    /// server. Where it could not read them all, what it did not tell may be there all the same, and
    /// nothing is removed on its word.
    fn has_told_all(&self, cursor: &str) -> bool {
        let _whatever = cursor;
        true
    }

    /// Has the server delete a conversation for privacy. One that is not there any more is deleted.
    ///
    /// # Errors
    /// Any [`SourceError`]; [`SourceError::Forbidden`] where the sign-in may not, or this kind of server has no such
    /// thing.
    async fn delete_conversation(&self, id: &RemoteId) -> Result<(), SourceError> {
        let _whatever = id;
        Err(SourceError::may_not_delete())
    }

    /// What the server holds, for the comparison after a sync; `None` where it cannot say.
    ///
    /// # Errors
    /// Any [`SourceError`].
    async fn counts(&self) -> Result<Option<RecordCounts>, SourceError>;

    /// About how long so many more changes take, where the server's limits and not the line decide
    /// that.
    fn time_left(&self, remaining: u64) -> Option<Duration> {
        let _whatever = remaining;
        None
    }
}
