//! CACHE: the encrypted SQLite cache; every line of the desktop's SQL.
//!
//! Two files. `cache.db` can be downloaded again; `work.db` is the manager's own. Both are SQLCipher
//! with the same raw key. [`Reader`] and [`Writer`] are different types over different connections:
//! one connection alone writes and checkpoints (see `open` for the bug that makes this a rule), and
//! readers cannot write.
//!
//! How it is built for a million conversations:
//! - A page of the feed becomes rows, full text, counts and its cursor in one transaction, so that
//!   every prefix of the log is consistent (`commit`). Rows go in 64 to a statement.
//! - A message's id is its conversation's id and an ordinal, so that a conversation is one range scan.
//! - What lists, tabs and numbers need of a conversation is 32 bytes in memory (`spine`), loaded in
//!   the background from packed rows. Filters and numbers are one pass; nothing is counted in SQL.
//! - Full text is one contentless document a conversation; a search answers ids in one row.
//! - An open list is an array of ids: any window is a slice and a read by primary key. No OFFSET.
//!
//! This crate must never know a server, a window or a clock: time is passed in.

mod bulk;
mod commit;
mod content;
mod ending;
mod error;
mod key;
mod open;
mod pool;
mod read;
mod ready;
mod schema;
mod shared;
mod spine;
mod stamp;
mod table;
mod writer;

pub use commit::reading::Page;
pub use error::{CacheError, OpenError, Result};
pub use key::CacheKey;
pub use open::{open, wipe_cache};
pub use read::detail::StoredConversation;
pub use read::{Overview, Reader};
pub use table::message::StoredMessage;
pub use table::run::{RunId, RunOutcome, RunRow};
pub use table::source::{NewSource, SourceRow};
pub use writer::{Committed, Writer};
