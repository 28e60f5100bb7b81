//! What can go wrong in the store. Messages name no SQL and no personal data.

use super::StoreAddress;
use model::RemoteId;
use std::io;
use std::path::PathBuf;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder cannot be used.
    #[error("cannot use {}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is something else.
    #[error("{0} is not a store of daybook-server")]
    NotAStore(StoreAddress),
    /// A newer daybook-server wrote the file.
    #[error("{0} was written by a newer daybook-server; use that version or a newer one")]
    NewerSchema(StoreAddress),
    /// The store cannot be relied on.
    #[error("the store or backup is damaged: {0}")]
    Damaged(&'static str),
    /// There is something where a new file was to be made.
    #[error("{} is there already, and nothing is overwritten", .0.display())]
    Exists(PathBuf),
    /// A file that a server has open, or had open when it was copied.
    #[error(
        "{} has a write-ahead log beside it: it is a store in use and no backup; make one with daybook-server backup",
        .0.display()
    )]
    InUse(PathBuf),
    /// What was asked for is for files.
    #[error(
        "the store is a PostgreSQL database: copy it with pg_dump, put it back with pg_restore, and then say daybook-server renew-id"
    )]
    NotAFile,
    /// The address of the store cannot be read.
    #[error(
        "the store's address cannot be read: name a file, sqlite:FILE or postgres://user@host/database"
    )]
    BadAddress,
    /// The database server does not answer, or does not let us in.
    #[error("cannot reach the database at {address}")]
    Unreachable {
        /// Which database.
        address: StoreAddress,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The disk is full.
    #[error("the disk is full; nothing of this change was written")]
    Full,
    /// The disk cannot be read or written.
    #[error(
        "the disk failed; nothing of this change was written, and what was written before is safe"
    )]
    DiskFailed(#[source] sqlx::Error),
    /// Another process holds the file for too long, or every reader is taken.
    #[error("the store is busy; try again")]
    Busy,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The cursor cannot be used here.
    #[error("this cursor cannot be used: {0}. Start again without one")]
    BadCursor(&'static str),
    /// The page limit is out of range.
    #[error("limit must be a whole number from 1 to {max}", max = super::PageLimit::MAX.get())]
    BadLimit,
    /// A conversation names a space that is not here.
    #[error("there is no space {0}; put it first")]
    UnknownSpace(RemoteId),
    /// A conversation names a customer that is not here.
    #[error("there is no customer {0}; put it first")]
    UnknownCustomer(RemoteId),
    /// There is no such thing.
    #[error("there is no {what} {id}")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// It is known in a space that the token is not bound to.
    #[error(
        "this {0} is known in a space that this token is not bound to; a token for all spaces can do that"
    )]
    OutOfReach(&'static str),
    /// The conversation has ended: nothing can be added.
    #[error("conversation {0} has ended; nothing can be added to it")]
    Ended(RemoteId),
    /// The conversation was deleted for privacy, and does not come back.
    #[error("conversation {0} was deleted and cannot be written again")]
    Deleted(RemoteId),
    /// The session's conversation was deleted for privacy, and nothing is kept of what comes for it.
    #[error("the conversation of this session was deleted; nothing is kept of what comes for it")]
    SessionDeleted,
    /// The person was deleted for privacy, and does not come back.
    #[error("this person was deleted and cannot be written again")]
    PersonDeleted,
    /// Two things claim the same identifier.
    #[error(
        "an identifier is taken already (a session id, or the id of a row within its conversation)"
    )]
    Conflict,
    /// More rows in one change than a change can hold.
    #[error("a change can hold at most {max} rows of a kind", max = super::MAX_ROWS_PER_EVENT)]
    TooManyRows,
    /// The store holds something already, and would have been filled.
    #[error("the store is not empty; name a new file to fill")]
    NotEmpty,
    /// A fill was cut short, and nobody knows what it was to become.
    #[error("a fill of this store was cut short; delete the file and fill it again")]
    HalfFilled,
    /// A fill was cut short; the command that goes on with it.
    #[error(
        "this store is half filled; `{0}` with the same store goes on with that, and to fill it otherwise delete the file"
    )]
    FillOpen(String),
    /// Somebody else plays conversations of the same fill.
    #[error("another process fills this store already; let that one end")]
    FilledElsewhere,
    /// The database said no.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("the store's schema cannot be brought up to date")]
    Migrate(#[source] sqlx::migrate::MigrateError),
}

impl StoreError {
    /// Whether the same call may succeed later with nothing changed by the caller.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Busy | Self::Full | Self::DiskFailed(_) | Self::Unreachable { .. }
        )
    }
}

// SQLite's result codes, see https://www.sqlite.org/rescode.html.
const BUSY: i64 = 5;
const LOCKED: i64 = 6;
const IO_ERROR: i64 = 10;
const CORRUPT: i64 = 11;
const FULL: i64 = 13;
const CONSTRAINT: i64 = 19;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let of_sqlite = match primary_code(&error) {
            Some(IO_ERROR) => return Self::DiskFailed(error),
            Some(BUSY | LOCKED) => Some(Self::Busy),
            Some(FULL) => Some(Self::Full),
            Some(CORRUPT) => Some(Self::Damaged("its pages contradict each other")),
            Some(CONSTRAINT) => Some(Self::Conflict),
            _ => None,
        };
        let known = of_sqlite.or_else(|| of_postgres(&error));
        known.unwrap_or_else(|| match error {
            // A connection that broke is made anew at the next call.
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => Self::Busy,
            sqlx::Error::PoolClosed => Self::Closed,
            other => Self::Database(other),
        })
    }
}

/// What a SQLSTATE means here, see <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
#[cfg(feature = "postgres")]
fn of_postgres(error: &sqlx::Error) -> Option<StoreError> {
    let error = error.as_database_error()?;
    error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?;
    match error.code()?.as_ref() {
        "53100" => Some(StoreError::Full),
        // Serialisation, deadlock, lock not had, too many connections, shutting down or starting, a
        // copy that only reads until it has taken over.
        "40001" | "40P01" | "55P03" | "53300" | "57P01" | "57P02" | "57P03" | "25006" => {
            Some(StoreError::Busy)
        }
        code if code.starts_with("23") => Some(StoreError::Conflict),
        _ => None,
    }
}

/// Without the driver no error comes from there.
#[cfg(not(feature = "postgres"))]
fn of_postgres(_: &sqlx::Error) -> Option<StoreError> {
    None
}

/// SQLite's primary result code: the low byte of the extended one.
pub(crate) fn primary_code(error: &sqlx::Error) -> Option<i64> {
    let error = error.as_database_error()?;
    error.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    error.code()?.parse::<i64>().ok().map(|code| code & 0xff)
}
