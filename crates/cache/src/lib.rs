//! CACHE: the encrypted SQLite cache; every line of the desktop's SQL.
//!
//! Two files. `cache.db` can be downloaded again; `work.db` is the manager's own. Both are SQLCipher
//! with the same raw key. [`CacheReader`] and [`CacheWriter`] are different types over different connections:
//! one connection alone writes and checkpoints (see `writer::open` for the bug that makes this a rule), and
//! readers cannot write.
//!
//! How it is built for a million conversations:
//! - A page of the feed becomes rows, full text, counts and its cursor in one transaction, so that
//!   every prefix of the log is consistent (`commit`). Rows go in 64 to a statement.
//! - A message's id is its conversation's id and an ordinal, so that a conversation is one range scan.
//! - What lists, tabs and numbers need of a conversation is 32 bytes in memory (`index`), loaded in
//!   the background from packed rows. Filters and numbers are one pass; nothing is counted in SQL,
//!   but where the numbers are checked (`read::recount`).
//! - Full text is one contentless document a conversation; a search answers ids in one row.
//! - An open list is an array of ids: any window is a slice and a read by primary key. No OFFSET.
//!
//! This crate must never know a server, a window or a clock: time is passed in.

mod audit_chain;
mod audit_seal;
mod bulk;
mod commit;
mod connection_close;
mod content_hash;
mod error;
mod from_row;
mod index;
mod key;
mod name_words;
mod pool;
mod read;
mod schema;
mod spoken_language;
mod table;
mod time;
mod wait_for_cipher;
#[cfg(feature = "testing")]
pub mod work_count;
mod writer;

pub use audit_chain::AuditDraft;
pub use audit_seal::AuditSeal;
pub use commit::prepared::PreparedChanges;
pub use error::{CacheError, OpenError, Result};
pub use key::CacheKey;
pub use read::coverage::HeldDay;
pub use read::detail::StoredConversation;
pub use read::known_names::RecordedNames;
pub use read::person_names::names_fit;
pub use read::queues::QueueItem;
pub use read::reader::{CacheOverview, CacheReader};
pub use read::rules::{RuleCount, RuleSplit};
pub use read::selection::HeldSelection;
pub use read::themes::{ThemeCounts, ThemeFindings, WordingCount};
pub use table::deletion::StoredDeletion;
pub use table::message::StoredMessage;
pub use table::quarantine::QuarantineEntry;
pub use table::run::{RunId, RunOutcome, RunRow};
pub use table::source::{NewSource, SourceRow};
pub use writer::cache_writer::{CacheWriter, CommitReport};
pub use writer::open::{open, open_beside, opens_with, repair, wipe_all, wipe_cache};
pub use writer::read_only_sql::{SqlLimits, SqlSession};
