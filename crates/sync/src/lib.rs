//! ENGINE: brings a server's changes into the cache: plan (pure), fetch, commit; progress and back-off.
//!
//! The one rule: a cursor moves in the same transaction as the rows that it covers, so a run may stop
//! anywhere and the next goes on from there. This crate must never know a kind of server, SQL or a
//! window, and it has no clock of its own.

mod backoff;
mod clock;
mod engine;
mod error;
mod feed_course;
mod gap_ledger;
mod pipeline;
mod plan;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use backoff::BackoffPolicy;
pub use clock::SyncClock;
pub use engine::SyncEngine;
pub use error::SyncError;
pub use plan::{SyncLedger, SyncOperation, plan};

use model::Reach;
use model::view::Completeness;

/// How much is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncMode {
    /// What changed since the last time.
    Incremental,
    /// Everything, and what the server does not have any more is removed at the end.
    Full,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineReport {
    /// Batches committed.
    pub batches: u64,
    /// Conversations written, new or changed; one that changed twice counts twice.
    pub conversations: u64,
    /// Of these, new to this laptop.
    pub new_conversations: u64,
    /// Messages written.
    pub messages: u64,
    /// Rows that could not be used and were put aside; the rest of their batch was kept.
    pub quarantined: u64,
    /// Conversations removed because a full pass did not find them on the server.
    pub removed: u64,
    /// Laptop against server at the end.
    pub completeness: Completeness,
    /// How far the sign-in reaches at the server.
    pub reach: Reach,
}
