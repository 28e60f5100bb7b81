//! Opens the store: the only place that says how. On SQLite, WAL, and every commit is synced, because
//! the server is where the truth lives: an acknowledged write survives a power cut. PostgreSQL does
//! the same unless its operator says otherwise.

use super::cursor::StoreId;
use super::db::{DatabaseEngine, DbConnection, DbDriver, DbPool};
use super::error::primary_code;
use super::lock_file::LockFile;
use super::migrations;
use super::read_view::ending_views;
use super::table::meta;
use super::{StoreAddress, StoreError, identity_keys};
use sqlx::any::AnyConnectOptions;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use url::Url;

/// How long a request waits for a reader before the store says that it is busy.
const READER_TIMEOUT: Duration = Duration::from_secs(5);
/// Readers at once. Each costs a thread; more than the cores only queue inside the machine.
const READERS: u32 = 4;
/// Readers beside them for questions of one row that everybody's requests begin with: whose a token is.
const QUICK: u32 = 2;
/// Readers beside them for what reads whole tables: it must not keep anybody else waiting.
pub(super) const HEAVY: u32 = 2;
/// How long a connection to a database server may be idle before it is asked whether it is alive.
const ASKED_AFTER: Duration = Duration::from_secs(1);
/// SQLite's code for a file that is not a database.
const NOT_A_DATABASE: i64 = 26;

impl FromStr for StoreAddress {
    type Err = StoreError;

    /// Reads a path, `sqlite:FILE` or `postgres://…`.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            return Url::parse(text)
                .map(|url| Self::Postgres(Box::new(url)))
                .map_err(|_| StoreError::BadAddress);
        }
        Ok(Self::File(PathBuf::from(
            text.strip_prefix("sqlite:").unwrap_or(text),
        )))
    }
}

/// What opening yields.
pub(super) struct StoreConnections {
    pub(super) id: StoreId,
    pub(super) engine: DatabaseEngine,
    pub(super) writer: DbConnection,
    /// For a file alone: PostgreSQL has locks of its own.
    pub(super) lock: Option<LockFile>,
    /// How to make the writer anew: a connection to a file is never lost.
    pub(super) remake: Option<WriterReconnect>,
    pub(super) readers: DbPool,
    /// For who must not wait behind the readers.
    pub(super) quick: DbPool,
    /// For what reads everything.
    pub(super) heavy: DbPool,
}

/// How a connection to a database server is made anew, to the same store.
#[derive(Debug)]
pub(super) struct WriterReconnect {
    options: AnyConnectOptions,
    id: StoreId,
}

impl WriterReconnect {
    /// A connection. That the server is away is worth another try later.
    pub(super) async fn connect(&self) -> Result<DbConnection, StoreError> {
        let made = self.options.connect().await;
        let mut connection = made.map_err(|error| {
            tracing::warn!(%error, "the database server does not let us in");
            StoreError::Busy
        })?;
        let held = meta::get(&mut connection, ID).await?;
        if held.as_deref() == Some(&hex::encode(self.id.0)) {
            return Ok(connection);
        }
        Err(StoreError::Damaged(
            "another store answers at its address now; start the server again",
        ))
    }
}

/// Opens, migrates and identifies the store.
pub(super) async fn open(address: &StoreAddress) -> Result<StoreConnections, StoreError> {
    sqlx::any::install_default_drivers();
    match address {
        StoreAddress::File(path) => open_file(address, path).await,
        StoreAddress::Postgres(url) => open_postgres(address, url).await,
    }
}

async fn open_file(address: &StoreAddress, path: &Path) -> Result<StoreConnections, StoreError> {
    create_private(path)?;
    let lock = LockFile::beside(path)?;
    let held = lock.acquire().await?;
    let options = options(&file_url(path)?)?;
    let mut writer = options
        .connect()
        .await
        .map_err(|error| not_ours(address, error))?;
    pragmas(&mut writer, WRITER)
        .await
        .map_err(|error| not_ours(address, error))?;
    let migrator = migrations::sqlite();
    migrate(address, &migrator, &mut writer).await?;
    identity_keys::renew(&mut writer).await?;
    let id = identify(&mut writer).await?;
    drop(held);
    let pool = |most| {
        let pool = pool(most).after_connect(|connection, _| Box::pin(pragmas(connection, READER)));
        pool.connect_lazy_with(options.clone())
    };
    Ok(StoreConnections {
        id,
        engine: DatabaseEngine::Sqlite,
        writer,
        lock: Some(lock),
        remake: None,
        readers: pool(READERS),
        quick: pool(QUICK),
        heavy: pool(HEAVY),
    })
}

async fn open_postgres(address: &StoreAddress, url: &Url) -> Result<StoreConnections, StoreError> {
    let options = options(url)?;
    let unreachable = |source| StoreError::Unreachable {
        address: address.clone(),
        source,
    };
    let mut writer = options.connect().await.map_err(unreachable)?;
    // sqlx takes an advisory lock meanwhile: two servers may start at once.
    let migrator = migrations::postgres();
    migrate(address, &migrator, &mut writer).await?;
    identity_keys::renew(&mut writer).await?;
    let id = identify(&mut writer).await?;
    Ok(StoreConnections {
        id,
        engine: DatabaseEngine::Postgres,
        writer,
        lock: None,
        readers: remote_pool(READERS, &options),
        quick: remote_pool(QUICK, &options),
        heavy: remote_pool(HEAVY, &options),
        remake: Some(WriterReconnect { options, id }),
    })
}

/// Connections over which nothing came for a while are asked whether they are alive.
fn remote_pool(most: u32, options: &AnyConnectOptions) -> DbPool {
    let pool = pool(most).before_acquire(|connection, meta| {
        Box::pin(async move {
            if meta.idle_for > ASKED_AFTER {
                connection.ping().await?;
            }
            Ok(true)
        })
    });
    pool.connect_lazy_with(options.clone())
}

fn pool(most: u32) -> PoolOptions<DbDriver> {
    ending_views(PoolOptions::new())
        .max_connections(most)
        .acquire_timeout(READER_TIMEOUT)
        .test_before_acquire(false)
}

/// A statement's text stays out of the log: it may name what a person wrote.
fn options(url: &Url) -> Result<AnyConnectOptions, StoreError> {
    Ok(AnyConnectOptions::from_url(url)?.disable_statement_logging())
}

/// The file as sqlx wants it named. Only a path of UTF-8 can be named so.
fn file_url(path: &Path) -> Result<Url, StoreError> {
    let absolute = std::path::absolute(path).map_err(|source| StoreError::Io {
        path: path.to_owned(),
        source,
    })?;
    let mut url = Url::from_file_path(&absolute).map_err(|()| StoreError::BadAddress)?;
    url.set_query(None);
    let text = url.as_str().replacen("file://", "sqlite://", 1);
    Url::parse(&text).map_err(|_| StoreError::BadAddress)
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

/// The connection that writes. What is deleted for privacy is overwritten, not left in free pages.
const WRITER: &str = "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = on; \
     PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA secure_delete = on; \
     PRAGMA cache_size = -16384; PRAGMA temp_store = memory";
/// The connections that read. They never write and never checkpoint: SQLite before 3.51.3 can
/// corrupt the write-ahead log when two connections do so at once.
const READER: &str = "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = on; \
     PRAGMA query_only = on; PRAGMA wal_autocheckpoint = 0; \
     PRAGMA cache_size = -16384; PRAGMA temp_store = memory";

async fn pragmas(connection: &mut DbConnection, all: &'static str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(all).execute(connection).await.map(drop)
}

async fn migrate(
    address: &StoreAddress,
    migrator: &Migrator,
    writer: &mut DbConnection,
) -> Result<(), StoreError> {
    match migrator.run(&mut *writer).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..)) => {
            Err(StoreError::NewerSchema(address.clone()))
        }
        Err(MigrateError::Execute(error)) => Err(not_ours(address, error)),
        Err(error) => Err(StoreError::Migrate(error)),
    }
}

/// A file that SQLite cannot read is not ours; anything else is as it is.
fn not_ours(address: &StoreAddress, error: sqlx::Error) -> StoreError {
    if primary_code(&error) == Some(NOT_A_DATABASE) {
        StoreError::NotAStore(address.clone())
    } else {
        error.into()
    }
}

/// Opens what was copied from `named`, which must be a store of ours, by a connection alone, and brings
/// its schema up to date.
pub(super) async fn open_copy(
    named: &StoreAddress,
    copy: &Path,
) -> Result<DbConnection, StoreError> {
    sqlx::any::install_default_drivers();
    let refused = |error| not_ours(named, error);
    let mut connection = options(&file_url(copy)?)?
        .connect()
        .await
        .map_err(refused)?;
    pragmas(&mut connection, WRITER).await.map_err(refused)?;
    // Asked before anything is written: the migrations would make a store of any database.
    let tables = sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' \
         AND name IN ('meta', 'event', 'conversation', '_sqlx_migrations')",
    );
    if tables.fetch_one(&mut connection).await.map_err(refused)? < 4 {
        return Err(StoreError::NotAStore(named.clone()));
    }
    let migrator = migrations::sqlite();
    migrate(named, &migrator, &mut connection).await?;
    Ok(connection)
}

const ID: &str = "store_id";

/// The store's id, made on first opening.
async fn identify(writer: &mut DbConnection) -> Result<StoreId, StoreError> {
    let held = meta::get(writer, ID).await?;
    let held = held
        .and_then(|text| hex::decode(text).ok())
        .and_then(|it| it.try_into().ok());
    if let Some(id) = held {
        return Ok(StoreId(id));
    }
    let id = StoreId::random();
    set_id(writer, id).await?;
    Ok(id)
}

/// Gives the store another id: from now on it is another store.
pub(super) async fn set_id(writer: &mut DbConnection, id: StoreId) -> Result<(), StoreError> {
    meta::set(writer, ID, &hex::encode(id.0)).await
}
