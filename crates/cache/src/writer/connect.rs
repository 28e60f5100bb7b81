//! Connections to the two files: how each is opened, given its key, and looked at before anything is done
//! with it. A refusal here says what the file is: foreign, newer, damaged, or written with another key.

use crate::connection_close::OpeningConnection;
use crate::error::OpenError;
use crate::key::CacheKey;
use crate::schema::{self, FileSchema};
use crate::wait_for_cipher::wait_for_cipher;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// How a file of SQLite begins when nobody encrypts it.
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";
/// How long a connection waits for another one.
const BUSY: Duration = Duration::from_secs(5);

/// What holds for every connection.
const EVERY: &str = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;";
/// What a connection that writes keeps in memory.
pub(super) const WRITER_MEMORY: &str = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;";
/// What one that reads does.
const READER_MEMORY: &str = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;";
/// Said of a file that exists, this would write to it at each opening.
const BEGIN: &str = "PRAGMA auto_vacuum = INCREMENTAL;";
const WRITE: &str = "PRAGMA journal_mode = WAL; PRAGMA secure_delete = FAST; \
     PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;";
const READ: &str = "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;";

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectionPurpose {
    /// To make the first page.
    Begin,
    Write,
    Read,
    /// To read where nothing can be written, not even what readers tell each other. The file must not be
    /// written meanwhile, and its log must be empty.
    ReadStill,
}

/// Whether anything was ever written to the file.
pub(super) fn is_begun(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|file| file.len() > 0)
}

/// Whether the file is there and empty: cut off, or never begun.
pub(super) fn is_emptied(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|file| file.len() == 0)
}

/// Looks at a file with a connection that cannot write: what is refused stays as it was to the byte.
/// Answers the version of its schema.
pub(super) async fn look(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
) -> Result<i64, OpenError> {
    refuse_plain(&dir.join(schema.file), schema)?;
    let (conn, version) = connect_to_read(dir, key, schema).await?;
    // It has written nothing, so that nothing is lost if it does not close well.
    let _ = conn.close().await;
    Ok(version)
}

/// A connection that only reads, and the version of the schema. It needs no room on the disk and no right
/// to write in the folder, where the file is at rest.
pub(super) async fn connect_to_read(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
) -> Result<(OpeningConnection, i64), OpenError> {
    match seen(dir, key, schema, ConnectionPurpose::Read).await {
        Err(error) if error.takes_no_writes() && is_at_rest(dir, schema) => {
            seen(dir, key, schema, ConnectionPurpose::ReadStill).await
        }
        answered => answered,
    }
}

/// Whether the whole of the file is in the file, and nothing in its log.
fn is_at_rest(dir: &Path, schema: &FileSchema) -> bool {
    !is_begun(&dir.join(format!("{}-wal", schema.file)))
}

async fn seen(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
    purpose: ConnectionPurpose,
) -> Result<(OpeningConnection, i64), OpenError> {
    let mut conn = connect(dir, key, schema, purpose).await?;
    let lent = borrowed(&mut conn, schema)?;
    let version = match assert_encrypts(lent, schema).await {
        Ok(()) => schema.check(lent).await,
        Err(error) => Err(error),
    };
    match version {
        Ok(version) => Ok((conn, version)),
        Err(error) => Err(closed(conn, error).await),
    }
}

/// Makes a file's first page, and sees that it is not plain. The connection ends before the file is
/// read: closing a file ends this process's locks on it, those of open connections included.
pub(super) async fn begin(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
) -> Result<(), OpenError> {
    let mut conn = connect(dir, key, schema, ConnectionPurpose::Begin).await?;
    let encrypts = assert_encrypts(borrowed(&mut conn, schema)?, schema).await;
    conn.close()
        .await
        .map_err(|source| schema.refused(source))?;
    encrypts?;
    refuse_plain(&dir.join(schema.file), schema)
}

/// Ends a connection that is not handed on: dropped, it would be at work for a while after its error
/// was told.
pub(super) async fn closed(conn: OpeningConnection, error: OpenError) -> OpenError {
    let _ = conn.close().await;
    error
}

/// The connection, to ask it something.
pub(super) fn borrowed<'c>(
    conn: &'c mut OpeningConnection,
    schema: &FileSchema,
) -> Result<&'c mut SqliteConnection, OpenError> {
    conn.get().map_err(|source| schema.refused(source))
}

/// Hands a connection on to who closes it from now on.
pub(super) fn ready(
    conn: OpeningConnection,
    schema: &FileSchema,
) -> Result<SqliteConnection, OpenError> {
    conn.take().map_err(|source| schema.refused(source))
}

/// The library encrypts, and not only says so by taking a key: a build without SQLCipher takes one too.
async fn assert_encrypts(
    conn: &mut SqliteConnection,
    schema: &FileSchema,
) -> Result<(), OpenError> {
    let version: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_optional(conn)
        .await
        .map_err(|source| schema.refused(source))?;
    match version {
        Some(version) if !version.is_empty() => Ok(()),
        _ => Err(OpenError::NotEncrypted { file: schema.file }),
    }
}

/// Opens a file and gives it its key. The driver's own way of running pragmas would drop a connection that
/// has a key, and end it at some later time, when one of them is refused.
pub(super) async fn connect(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
    purpose: ConnectionPurpose,
) -> Result<OpeningConnection, OpenError> {
    connect_at(&dir.join(schema.file), key, schema, purpose).await
}

/// The same for a file that has another name.
pub(super) async fn connect_at(
    file: &Path,
    key: &CacheKey,
    schema: &FileSchema,
    purpose: ConnectionPurpose,
) -> Result<OpeningConnection, OpenError> {
    let refused = |source| schema.refused(source);
    wait_for_cipher().await.map_err(refused)?;
    let opened = options(file, purpose).connect().await;
    let mut conn = OpeningConnection::new(opened.map_err(refused)?);
    let done = sqlx::raw_sql(AssertSqlSafe(pragmas(key, schema, purpose)))
        .execute(borrowed(&mut conn, schema)?)
        .await;
    #[cfg(feature = "testing")]
    crate::work_count::watch(borrowed(&mut conn, schema)?)
        .await
        .map_err(refused)?;
    match done {
        Ok(_) => Ok(conn),
        Err(source) => Err(closed(conn, schema.refused(source)).await),
    }
}

/// How the driver opens a file. It reads nothing of it.
fn options(file: &Path, purpose: ConnectionPurpose) -> SqliteConnectOptions {
    let reads = matches!(
        purpose,
        ConnectionPurpose::Read | ConnectionPurpose::ReadStill
    );
    // Statements of a window are few and small; rows are many, and each costs a wake-up.
    SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(BUSY)
        .row_buffer_size(1024)
        .read_only(reads)
        .immutable(purpose == ConnectionPurpose::ReadStill)
        .disable_statement_logging()
}

/// Each purpose's pragmas, the key first. What they name is our own: a pragma takes no binds.
fn pragmas(key: &CacheKey, schema: &FileSchema, purpose: ConnectionPurpose) -> String {
    let own = match purpose {
        ConnectionPurpose::Begin => [BEGIN, WRITE, synchronous(schema), WRITER_MEMORY],
        ConnectionPurpose::Write => ["", WRITE, synchronous(schema), WRITER_MEMORY],
        ConnectionPurpose::Read | ConnectionPurpose::ReadStill => ["", READ, "", READER_MEMORY],
    };
    let own = own.join(" ");
    format!("PRAGMA key = {}; {own} {EVERY}", key.pragma().as_str())
}

/// The cache can be downloaded again and every prefix of its log is consistent; what the manager made
/// cannot, so each of its commits reaches the disk.
fn synchronous(schema: &FileSchema) -> &'static str {
    if schema.file == schema::CACHE.file {
        "PRAGMA synchronous = NORMAL;"
    } else {
        "PRAGMA synchronous = FULL;"
    }
}

/// Refuses a file that nobody encrypted.
pub(super) fn refuse_plain(file: &Path, schema: &FileSchema) -> Result<(), OpenError> {
    let mut header = [0_u8; 16];
    let read = match File::open(file) {
        Ok(mut open) => open.read_exact(&mut header),
        Err(_) => return Ok(()),
    };
    if read.is_ok() && &header == PLAIN_HEADER {
        Err(OpenError::NotEncrypted { file: schema.file })
    } else {
        Ok(())
    }
}
