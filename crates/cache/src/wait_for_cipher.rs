//! Waits until the encrypting library is ready. SQLite calls itself initialised before SQLCipher has
//! begun (`sqlite3_initialize` sets `isInit`, gives its lock back and runs `SQLITE_EXTRA_INIT` after
//! that), so that of two threads that open their first databases at the same moment one finds its key
//! refused. It must not open a file.
//!
//! It also silences the library, which writes lines of its own to stderr about every page that it
//! refuses: what a person reads is said by us.

use crate::connection_close::OpeningConnection;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::time::Duration;
use tokio::sync::OnceCell;

/// Once it took a key, it takes every one.
static READY: OnceCell<()> = OnceCell::const_new();
/// The other thread needs a few milliseconds.
const TRIES: u32 = 500;
const BETWEEN: Duration = Duration::from_millis(2);
/// The log is told first, since a refused key is worth a line to it, and again when the key was taken: the
/// library sets its log up when it begins.
const SILENCE_AND_KEY: &str =
    "PRAGMA cipher_log_level = NONE; PRAGMA key = 'ready'; PRAGMA cipher_log_level = NONE";

/// Returns when a key can be given.
///
/// # Errors
/// The last refusal, after a second of them.
pub(crate) async fn wait_for_cipher() -> sqlx::Result<()> {
    READY.get_or_try_init(wait).await.copied()
}

async fn wait() -> sqlx::Result<()> {
    for _ in 1..TRIES {
        if take_a_key().await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN).await;
    }
    take_a_key().await
}

/// Gives a key to a database in memory that nobody will use.
async fn take_a_key() -> sqlx::Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(":memory:")
        .disable_statement_logging();
    let mut conn = OpeningConnection::new(options.connect().await?);
    let taken = sqlx::raw_sql(SILENCE_AND_KEY).execute(conn.get()?).await;
    conn.close().await?;
    taken.map(drop)
}
