//! What can go wrong: at opening, and after it. No message here holds a key or personal data.

use std::path::PathBuf;

/// Why the cache does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file was written with another key.
    #[error("the key does not open {file}")]
    WrongKey {
        /// Which file.
        file: &'static str,
    },
    /// Some of the file is not as it was written, or all of it is gone.
    #[error("{file} is damaged")]
    Damaged {
        /// Which file.
        file: &'static str,
    },
    /// The disk is full.
    #[error("the disk is full; nothing was lost")]
    Full,
    /// The files must first be made or brought up to date, and this process only reads.
    #[error("the files of this folder must first be made or brought up to date")]
    Unready,
    /// The file was written by a newer Daybook.
    #[error(
        "{file} was written by a newer Daybook (schema {found}, this one knows {known}); update Daybook"
    )]
    NewerSchema {
        /// Which file.
        file: &'static str,
        /// Its schema.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// The file, or the library, does not encrypt.
    #[error("{file} is not encrypted; Daybook does not use it")]
    NotEncrypted {
        /// Which file.
        file: &'static str,
    },
    /// The file belongs to another program.
    #[error("{file} is not a Daybook file")]
    NotDaybook {
        /// Which file.
        file: &'static str,
    },
    /// Another Daybook has the folder open, and the files must first be made or brought up to date.
    #[error("another Daybook is at work in this folder; try again when it has closed")]
    InUse,
    /// The folder or a file in it cannot be used.
    #[error("cannot use {path}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database engine refused.
    #[error("the database engine refused to open {file}")]
    Database {
        /// Which file.
        file: &'static str,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
}

impl OpenError {
    /// Whether the same call can succeed later without anything being repaired.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::InUse)
    }

    /// Whether the disk or the folder takes no writes: then the files may still be read.
    #[must_use]
    pub fn takes_no_writes(&self) -> bool {
        match self {
            Self::Full => true,
            Self::Database { source, .. } => is_out_of_reach(source),
            Self::Io { source, .. } => matches!(
                source.kind(),
                std::io::ErrorKind::StorageFull
                    | std::io::ErrorKind::ReadOnlyFilesystem
                    | std::io::ErrorKind::PermissionDenied
                    | std::io::ErrorKind::QuotaExceeded
                    | std::io::ErrorKind::FileTooLarge
            ),
            _ => false,
        }
    }
}

/// Why a read or a write failed.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// Another source has this name.
    #[error("another source is called {name}")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// Another saved view has this name.
    #[error("another saved view has this name")]
    ViewNameTaken,
    /// A statement of an auditor is none that is understood here.
    #[error("the statement was refused: {reason}")]
    SqlRefused {
        /// Why.
        reason: String,
    },
    /// A statement of an auditor took longer than it may.
    #[error("the statement took longer than {seconds} s")]
    SqlTooSlow {
        /// How long it may take.
        seconds: u64,
    },
    /// The list is no longer held: open it again.
    #[error("the list is no longer held")]
    StaleList,
    /// There is no such source or run.
    #[error("not found in the cache")]
    NotFound,
    /// The disk is full. Nothing was lost; the page comes again with the next sync.
    #[error("the disk is full; nothing was lost")]
    Full,
    /// Another Daybook is open on the same folder and writes there; this one only reads.
    #[error("another Daybook is open on this folder; this one can only read")]
    InUse,
    /// The cache was closed.
    #[error("the cache is closed")]
    Closed,
    /// A stored value does not read as what it must be.
    #[error("the cache is damaged: {what}")]
    Damaged {
        /// Which value.
        what: &'static str,
    },
    /// A record could not be written as JSON.
    #[error("a record cannot be written as JSON")]
    Unwritable(#[from] serde_json::Error),
    /// What was deleted is gone from every answer, and some of its bytes are still in a file.
    #[error("what was deleted is still in a file")]
    TracesStay,
    /// A file that was put aside after damage cannot be removed. What was deleted is gone from the files in use.
    #[error("a file that was put aside after damage cannot be removed")]
    SetAsideStays(#[source] std::io::Error),
    /// The database engine refused.
    #[error("the database engine refused")]
    Database(#[source] sqlx::Error),
}

impl CacheError {
    /// Whether the same call can succeed later without anything being repaired.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Full | Self::InUse => true,
            Self::Database(source) => is_busy(source),
            _ => false,
        }
    }
}

/// The result of a read or a write.
pub type Result<T> = std::result::Result<T, CacheError>;

/// `SQLITE_BUSY` and `SQLITE_LOCKED`, without their extended parts.
const BUSY: [i64; 2] = [5, 6];
/// `SQLITE_FULL`.
const FULL: i64 = 13;
/// `SQLITE_CORRUPT`.
const CORRUPT: i64 = 11;
/// `SQLITE_NOMEM`, which is also what the engine says where SQLCipher gave it no page. Memory that ran out
/// is told alike; a repair looks before it puts anything aside.
const NO_PAGE: i64 = 7;
/// `SQLITE_ERROR`.
const UNNAMED: i64 = 1;
/// What the engine says where SQLCipher refused a page: it has no words of its own for that. A faulty
/// statement has.
const NO_WORDS: &str = "SQL logic error";
/// `SQLITE_PERM`, `SQLITE_READONLY`, `SQLITE_IOERR`, `SQLITE_FULL`, `SQLITE_CANTOPEN`: what lies around the
/// file refuses, and not the file.
const OUT_OF_REACH: [i64; 5] = [3, 8, 10, FULL, 14];
/// `SQLITE_NOTADB`: the first page does not decrypt to a database.
const NOT_A_DATABASE: i64 = 26;

fn primary_code(error: &sqlx::Error) -> Option<i64> {
    let code: i64 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

fn is_busy(error: &sqlx::Error) -> bool {
    primary_code(error).is_some_and(|code| BUSY.contains(&code))
}

/// Whether a page is not as it was written.
pub(crate) fn is_damage(error: &sqlx::Error) -> bool {
    match primary_code(error) {
        Some(CORRUPT | NO_PAGE) => true,
        Some(UNNAMED) => error
            .as_database_error()
            .is_some_and(|error| error.message() == NO_WORDS),
        _ => false,
    }
}

/// Whether the disk is full.
pub(crate) fn is_full(error: &sqlx::Error) -> bool {
    primary_code(error) == Some(FULL)
}

/// Whether the disk or the folder refuses what a connection needs beside the file.
pub(crate) fn is_out_of_reach(error: &sqlx::Error) -> bool {
    primary_code(error).is_some_and(|code| OUT_OF_REACH.contains(&code))
}

/// Whether a file does not decrypt with the key that was given.
pub(crate) fn is_wrong_key(error: &sqlx::Error) -> bool {
    primary_code(error) == Some(NOT_A_DATABASE)
}

impl From<sqlx::Error> for CacheError {
    fn from(error: sqlx::Error) -> Self {
        if is_full(&error) {
            Self::Full
        } else if is_damage(&error) || is_wrong_key(&error) {
            // A key that opened the file once is not wrong.
            Self::Damaged { what: "a page" }
        } else {
            Self::Database(error)
        }
    }
}
