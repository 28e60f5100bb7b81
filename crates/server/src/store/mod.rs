//! The store over SQLite or PostgreSQL: one connection that writes, and pools that read, so that what
//! reads everything keeps nobody waiting. It owns every line of the server's SQL. It must not know HTTP.

mod address;
mod append;
mod backup;
mod backup_seal;
mod bound_store;
mod call_to_action;
mod conversation_buffer;
mod cursor;
pub(crate) mod db;
mod dead_letters;
pub mod deletion_log;
mod deletion_replay;
#[cfg(test)]
mod disk_errors;
mod ended_by;
mod ending;
mod error;
mod feed;
#[cfg(feature = "testing")]
mod feed_holes;
mod follow_up;
mod gauges;
mod group_commit;
mod identity_keys;
mod import;
mod lock_file;
mod merge;
mod metrics;
mod migrations;
mod notify;
mod open;
mod outcome;
mod outcome_revision;
mod privacy;
mod reach_standing;
mod read_view;
mod records;
mod replay;
mod scan_pool;
mod session;
mod standing;
mod table;
mod tokens;
mod transaction;
mod transcript;
mod unreadable_rows;
mod wait;
mod write_lock;
mod write_summary;
mod writing;

pub use address::StoreAddress;
pub(crate) use append::TimeOrigin;
pub use backup::{restore, restore_without};
pub(crate) use bound_store::BoundStore;
pub use call_to_action::OfferUptake;
pub(crate) use call_to_action::{LinkOffer, StoredLink};
pub use ended_by::EndedBy;
pub use error::StoreError;
pub use import::{FillState, ImportedConversation};
pub use metrics::MetricScope;
pub(crate) use outcome::{NewOutcome, TiedOutcomes};
pub(crate) use outcome_revision::{CorrectedFields, OutcomeRevision};
pub use privacy::DeletionReceipt;
pub(crate) use privacy::PersonReport;
pub(crate) use records::{ConversationPage, RecordPage};
pub(crate) use replay::ReplayedConversation;
pub(crate) use session::{CustomerOwnership, ExchangeStart, SessionContinuity};
pub(crate) use table::MAX_ROWS_PER_EVENT;
pub use table::dead_letter::DeadLetter;
pub(crate) use table::dead_letter::NewDeadLetter;
pub(crate) use table::record::{PersonDetails, StoredRecord};
pub use table::token::{NewToken, TokenId, TokenRight, TokenRow};
pub(crate) use transcript::{
    AttemptResult, ClaimedTranscript, TranscriptLimits, TranscriptReceipt, TranscriptRequest,
    UnreadableTranscript,
};
pub use write_summary::{WriteStatus, WriteSummary};

use crate::ServerClock;
use cursor::StoreId;
use db::{DatabaseEngine, DbPool};
use group_commit::CommitQueue;
use lock_file::{LockFile, StoreFileLock};
use model::feed::RecordCounts;
use notify::CommitNotifier;
use open::WriterReconnect;
use read_view::ReadView;
use scan_pool::{ScanPool, TableScan};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use tokio::sync::Mutex;
use unreadable_rows::UnreadableRows;
use write_lock::WriterConnection;

/// How many rows a page of the feed may hold before it ends: from 1 to [`PageLimit::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageLimit(u32);

impl PageLimit {
    /// What a reader gets that does not ask: about half a megabyte of JSON.
    pub const DEFAULT: Self = Self(2_000);
    /// The most that a reader gets: keeps a page within a few megabytes and some milliseconds.
    pub const MAX: Self = Self(10_000);

    /// A limit; more than the most is the most.
    ///
    /// # Errors
    /// [`StoreError::BadLimit`] for 0.
    pub fn new(rows: u32) -> Result<Self, StoreError> {
        if rows == 0 {
            Err(StoreError::BadLimit)
        } else {
            Ok(Self(rows.min(Self::MAX.0)))
        }
    }

    /// The number of rows.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// A store. Cheap to clone; all clones are the same store.
#[derive(Clone, Debug)]
pub struct Store(Arc<StoreState>);

#[derive(Debug)]
struct StoreState {
    id: StoreId,
    clock: ServerClock,
    /// The one connection that writes and checkpoints; none once closed.
    writer: Arc<Mutex<Option<WriterConnection>>>,
    news: Arc<CommitNotifier>,
    /// Words that wait for the pen.
    group: CommitQueue,
    engine: DatabaseEngine,
    /// Keeps writers of other processes away while this one writes or checkpoints.
    lock: Option<LockFile>,
    /// How the writer is made anew, where it can be lost.
    remake: Option<WriterReconnect>,
    /// Who asks whether a write could be made: one at a time.
    asking: Mutex<()>,
    readers: DbPool,
    /// For questions of a row or two.
    quick: DbPool,
    /// For what reads whole tables.
    heavy: ScanPool,
    /// Whether the write-ahead log may still hold what was deleted; a process before this one may
    /// have left it so.
    unscrubbed: AtomicBool,
    /// Dead letters that were dropped because of their age since the store was opened.
    expired_letters: AtomicU64,
    /// Damaged rows that readers of the feed were not told.
    unreadable: UnreadableRows,
}

impl Store {
    /// Opens the store at `path`, makes it if it is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// The file cannot be used, is something else, or was written by a newer version.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with_clock(path, ServerClock::system()).await
    }

    /// The same, with a clock of the caller's.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub async fn open_with_clock(path: &Path, clock: ServerClock) -> Result<Self, StoreError> {
        Self::connect_with_clock(&StoreAddress::File(path.to_owned()), clock).await
    }

    /// Opens the store at an address, makes it if it is not there (a PostgreSQL database must be
    /// there, and may be empty), and brings its schema up to date.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub async fn connect(address: &StoreAddress) -> Result<Self, StoreError> {
        Self::connect_with_clock(address, ServerClock::system()).await
    }

    /// The same, with a clock of the caller's.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub async fn connect_with_clock(
        address: &StoreAddress,
        clock: ServerClock,
    ) -> Result<Self, StoreError> {
        let opened = open::open(address).await?;
        let news = Arc::new(CommitNotifier::new());
        let writer = WriterConnection::new(opened.writer, news.clone(), clock.clone());
        Ok(Self(Arc::new(StoreState {
            id: opened.id,
            engine: opened.engine,
            clock,
            writer: Arc::new(Mutex::new(Some(writer))),
            news,
            group: CommitQueue::default(),
            lock: opened.lock,
            remake: opened.remake,
            asking: Mutex::new(()),
            readers: opened.readers,
            quick: opened.quick,
            heavy: ScanPool::new(opened.heavy),
            unscrubbed: AtomicBool::new(true),
            expired_letters: AtomicU64::new(0),
            unreadable: UnreadableRows::default(),
        })))
    }

    /// Closes the store, the readers first: the last to close checkpoints, and that is the writer.
    /// Who waits for news waits no longer.
    ///
    /// # Errors
    /// The database could not be closed in order. Nothing acknowledged is lost by it.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.news.close();
        self.0.readers.close().await;
        self.0.quick.close().await;
        self.0.heavy.close().await;
        let Some(writer) = self.0.writer.lock().await.take() else {
            return Ok(());
        };
        let _lock: Option<StoreFileLock> = lock_file::acquire(self.0.lock.as_ref()).await?;
        sqlx::Connection::close(writer.connection)
            .await
            .map_err(Into::into)
    }

    /// A random id of the store, made once: another id at the same address is another store.
    #[must_use]
    pub fn store_id(&self) -> String {
        hex::encode(self.0.id.0)
    }

    /// What the store holds.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn counts(&self) -> Result<RecordCounts, StoreError> {
        table::total::get(&mut *self.glance().await?).await
    }

    /// The clock that the store was opened with.
    pub(crate) fn clock(&self) -> &ServerClock {
        &self.0.clock
    }

    /// A consistent view for reading. Dropping it ends it.
    async fn read(&self) -> Result<ReadView, StoreError> {
        ReadView::begin(&self.0.readers, self.0.engine).await
    }

    /// The same for a question of a row or two. It waits for no page of the feed and no count.
    async fn glance(&self) -> Result<ReadView, StoreError> {
        ReadView::begin(&self.0.quick, self.0.engine).await
    }

    /// A consistent view for a read of whole tables.
    ///
    /// # Errors
    /// Too many are under way: the store is busy.
    async fn begin_scan(&self) -> Result<TableScan, StoreError> {
        self.0.heavy.begin(self.0.engine).await
    }
}
