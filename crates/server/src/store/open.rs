//! Opens the store's file: the only place that says how. WAL; every commit is synced, because the
//! server is where the truth lives: an acknowledged write survives a power cut.

use super::StoreError;
use super::cursor::StoreId;
use super::error::primary_code;
use super::pen::LockFile;
use super::table::meta;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, SqliteConnection};
use std::path::Path;
use std::time::Duration;

/// How long a statement waits for another process's write before the store says that it is busy.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a reader before the store says that it is busy.
const READER_TIMEOUT: Duration = Duration::from_secs(5);
/// Readers at once. Each costs a thread; more than the cores only queue inside the machine.
const READERS: u32 = 4;
/// Rows that a reader may be ahead of its decoding. sqlx's own 50 makes the two threads take turns.
const ROW_BUFFER: usize = 1_024;
/// Page cache of a connection, in KiB (negative, as SQLite wants it).
const CACHE_KIB: &str = "-16384";
/// SQLite's code for a file that is not a database.
const NOT_A_DATABASE: i64 = 26;

/// What opening yields.
pub(super) struct Opened {
    pub(super) id: StoreId,
    pub(super) writer: SqliteConnection,
    pub(super) lock: LockFile,
    pub(super) readers: SqlitePool,
}

/// Opens, migrates and identifies the store.
pub(super) async fn open(path: &Path) -> Result<Opened, StoreError> {
    create_private(path)?;
    let lock = LockFile::beside(path)?;
    let held = lock.acquire().await?;
    let mut writer = writer_options(path)
        .connect()
        .await
        .map_err(|error| not_ours(path, error))?;
    migrate(path, &mut writer).await?;
    let id = identify(&mut writer).await?;
    drop(held);
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(READER_TIMEOUT)
        .test_before_acquire(false);
    let readers = pool.connect_lazy_with(reader_options(path));
    Ok(Opened {
        id,
        writer,
        lock,
        readers,
    })
}

/// The file holds conversations in the clear: only its owner may read it. SQLite gives the files
/// beside it the same mode.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let io = |source| StoreError::Io {
        path: path.to_owned(),
        source,
    };
    options.open(path).map(drop).map_err(io)
}

fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .row_buffer_size(ROW_BUFFER)
        .pragma("cache_size", CACHE_KIB)
        .pragma("temp_store", "memory")
}

fn writer_options(path: &Path) -> SqliteConnectOptions {
    common(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // What is deleted for privacy is overwritten, not left in free pages.
        .pragma("secure_delete", "on")
        .thread_name(|_| "daybook-store-writer".to_owned())
}

/// Readers never write and never checkpoint: SQLite before 3.51.3 can corrupt the write-ahead log
/// when two connections do so at once.
fn reader_options(path: &Path) -> SqliteConnectOptions {
    common(path)
        .pragma("query_only", "on")
        .pragma("wal_autocheckpoint", "0")
        .thread_name(|nth| format!("daybook-store-reader-{nth}"))
}

async fn migrate(path: &Path, writer: &mut SqliteConnection) -> Result<(), StoreError> {
    let migrator = sqlx::migrate!("../../migrations/server/sqlite");
    match migrator.run(&mut *writer).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..)) => {
            Err(StoreError::NewerSchema(path.to_owned()))
        }
        Err(MigrateError::Execute(error)) => Err(not_ours(path, error)),
        Err(error) => Err(StoreError::Migrate(error)),
    }
}

/// A file that SQLite cannot read is not ours; anything else is as it is.
fn not_ours(path: &Path, error: sqlx::Error) -> StoreError {
    if primary_code(&error) == Some(NOT_A_DATABASE) {
        StoreError::NotAStore(path.to_owned())
    } else {
        error.into()
    }
}

/// The store's id, made on first opening.
async fn identify(writer: &mut SqliteConnection) -> Result<StoreId, StoreError> {
    const NAME: &str = "store_id";
    let held = meta::get(writer, NAME).await?;
    let held = held
        .and_then(|text| hex::decode(text).ok())
        .and_then(|it| it.try_into().ok());
    if let Some(id) = held {
        return Ok(StoreId(id));
    }
    let id: [u8; 16] = rand::random();
    meta::set(writer, NAME, &hex::encode(id)).await?;
    Ok(StoreId(id))
}
