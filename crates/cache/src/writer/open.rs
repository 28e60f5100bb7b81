//! Opening: keys, pragmas, versions, file modes, and who may write.
//!
//! The SQLite inside the pinned SQLCipher 4.10 is 3.50.4. It has the WAL-reset bug (mended in
//! 3.51.3), which needs two connections that write or checkpoint at once. So one connection alone
//! does either: the readers are opened read-only, and a lock file keeps a second process from
//! writing. A second process may read; its writes are refused.

use super::cache_writer::CacheWriter;
use crate::error::OpenError;
use crate::key::CacheKey;
use crate::read::reader::CacheReader;
use crate::read::state::SharedState;
use crate::schema::{self, FileSchema};
use crate::wait_for_cipher::wait_for_cipher;
use sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How a file of SQLite begins when nobody encrypts it.
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";
/// The readers: enough that a long search does not hold up the list.
const READERS: usize = 3;
/// How long a connection waits for another one.
const BUSY: Duration = Duration::from_secs(5);
const LOCK_FILE: &str = "cache.lock";

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ConnectionPurpose {
    /// To make the first page.
    Begin,
    Write,
    Read,
}

/// Opens `dir/cache.db` and `dir/work.db`, making both and the folder where they are missing.
///
/// # Errors
/// [`OpenError`] tells a wrong key, a newer schema, a file that is not encrypted, and a folder that
/// cannot be used apart.
pub async fn open(dir: &Path, key: &CacheKey) -> Result<(CacheWriter, CacheReader), OpenError> {
    make_private_dir(dir)?;
    let lock = take_lock(dir)?;
    let purpose = if lock.is_some() {
        ConnectionPurpose::Write
    } else {
        ConnectionPurpose::Read
    };
    let first = prepare(dir, key, &schema::CACHE, purpose).await?;
    let shared = match share(dir, key, purpose).await {
        Ok(shared) => Arc::new(shared),
        Err(error) => return Err(closed(first, error).await),
    };
    let first = if lock.is_some() {
        Some(first)
    } else {
        // It was of use to look, and a second process reads with the others.
        let _ = first.close().await;
        None
    };
    let writer = CacheWriter::new(first, lock, Arc::clone(&shared));
    writer.warm_up();
    Ok((writer, CacheReader::new(shared)))
}

/// Opens what readers and writer share.
async fn share(
    dir: &Path,
    key: &CacheKey,
    purpose: ConnectionPurpose,
) -> Result<SharedState, OpenError> {
    let mut shared = SharedState::new(prepare(dir, key, &schema::WORK, purpose).await?);
    for _ in 0..READERS {
        let reader = connect(dir, key, &schema::CACHE, ConnectionPurpose::Read).await?;
        shared.pool.add(reader);
    }
    shared
        .watch_from_store()
        .await
        .map_err(|source| schema::CACHE.refused(source))?;
    Ok(shared)
}

/// Deletes `cache.db` and nothing else; the next sync downloads it again. The cache must be closed.
///
/// # Errors
/// The error of the file system; a file that is not there is none.
pub async fn wipe_cache(dir: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let file = dir.join(format!("{}{suffix}", schema::CACHE.file));
        match tokio::fs::remove_file(&file).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Opens a file that was looked at before, and brings it up to date where this process may write.
async fn prepare(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
    purpose: ConnectionPurpose,
) -> Result<SqliteConnection, OpenError> {
    let file = dir.join(schema.file);
    refuse_plain(&file, schema)?;
    let version = if is_begun(&file) {
        look(dir, key, schema).await?
    } else {
        0
    };
    if purpose == ConnectionPurpose::Read {
        if version < schema.known() {
            return Err(OpenError::InUse);
        }
        return connect(dir, key, schema, ConnectionPurpose::Read).await;
    }
    if !is_begun(&file) {
        begin(dir, key, schema).await?;
    }
    let mut conn = connect(dir, key, schema, ConnectionPurpose::Write).await?;
    match schema.migrate(&mut conn).await {
        Ok(()) => Ok(conn),
        Err(error) => Err(closed(conn, error).await),
    }
}

/// Looks at a file with a connection that cannot write: what is refused stays as it was to the byte.
/// Answers the version of its schema.
async fn look(dir: &Path, key: &CacheKey, schema: &FileSchema) -> Result<i64, OpenError> {
    let mut conn = connect(dir, key, schema, ConnectionPurpose::Read).await?;
    let seen = match assert_encrypts(&mut conn, schema).await {
        Ok(()) => schema.check(&mut conn).await,
        Err(error) => Err(error),
    };
    // It has written nothing, so that nothing is lost if it does not close well.
    let _ = conn.close().await;
    seen
}

/// Makes a file's first page, and sees that it is not plain. The connection ends before the file is
/// read: closing a file ends this process's locks on it, those of open connections included.
async fn begin(dir: &Path, key: &CacheKey, schema: &FileSchema) -> Result<(), OpenError> {
    let file = dir.join(schema.file);
    drop(make_private_file(&file)?);
    let mut conn = connect(dir, key, schema, ConnectionPurpose::Begin).await?;
    let encrypts = assert_encrypts(&mut conn, schema).await;
    conn.close()
        .await
        .map_err(|source| schema.refused(source))?;
    encrypts?;
    refuse_plain(&file, schema)
}

/// Ends a connection that is not handed on: dropped, it would be at work for a while after its error
/// was told.
async fn closed(conn: SqliteConnection, error: OpenError) -> OpenError {
    let _ = conn.close().await;
    error
}

/// Whether anything was ever written to the file.
fn is_begun(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|file| file.len() > 0)
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

async fn connect(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
    purpose: ConnectionPurpose,
) -> Result<SqliteConnection, OpenError> {
    wait_for_cipher()
        .await
        .map_err(|source| schema.refused(source))?;
    options(dir, key, schema, purpose)
        .connect()
        .await
        .map_err(|source| schema.refused(source))
}

fn options(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
    purpose: ConnectionPurpose,
) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(dir.join(schema.file))
        .pragma("key", key.pragma())
        .busy_timeout(BUSY)
        .pragma("temp_store", "MEMORY")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging();
    match purpose {
        // Said of a file that exists, this would write to it at each opening.
        ConnectionPurpose::Begin => {
            for_writing(options, schema).auto_vacuum(SqliteAutoVacuum::Incremental)
        }
        ConnectionPurpose::Write => for_writing(options, schema),
        // Statements of a window are few and small; rows are many, and each costs a wake-up.
        ConnectionPurpose::Read => options
            .read_only(true)
            .row_buffer_size(1024)
            .pragma("query_only", "ON")
            .pragma("wal_autocheckpoint", "0")
            .pragma("cache_size", "-16384"),
    }
}

fn for_writing(options: SqliteConnectOptions, schema: &FileSchema) -> SqliteConnectOptions {
    // The cache can be downloaded again and every prefix of its log is consistent; what the manager
    // made cannot, so each of its commits reaches the disk.
    let synchronous = if schema.file == schema::WORK.file {
        SqliteSynchronous::Full
    } else {
        SqliteSynchronous::Normal
    };
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .row_buffer_size(1024)
        .pragma("secure_delete", "FAST")
        .pragma("cache_size", "-65536")
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
}

fn refuse_plain(file: &Path, schema: &FileSchema) -> Result<(), OpenError> {
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

/// Takes the right to write, if no other process has it.
fn take_lock(dir: &Path) -> Result<Option<File>, OpenError> {
    let path = dir.join(LOCK_FILE);
    let file = make_private_file(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(OpenError::Io { path, source }),
    }
}

fn make_private_dir(dir: &Path) -> Result<(), OpenError> {
    let fault = |source| OpenError::Io {
        path: dir.to_owned(),
        source,
    };
    std::fs::create_dir_all(dir).map_err(fault)?;
    set_mode(dir, 0o700).map_err(fault)
}

/// Makes a file that only its owner reads before the engine does, so that the log beside it inherits
/// the mode.
fn make_private_file(path: &Path) -> Result<File, OpenError> {
    let fault = |source| OpenError::Io {
        path: path.to_owned(),
        source,
    };
    let file = File::options()
        .read(true)
        .append(true)
        .create(true)
        .open(path)
        .map_err(fault)?;
    set_mode(path, 0o600).map_err(fault)?;
    Ok(file)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> std::io::Result<()> {
    // Profiles of other systems are private to their user already.
    Ok(())
}
