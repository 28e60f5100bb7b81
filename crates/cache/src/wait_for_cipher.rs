//! Waits until the encrypting library is ready. SQLite calls itself initialised before SQLCipher has
//! begun (`sqlite3_initialize` sets `isInit`, gives its lock back and runs `SQLITE_EXTRA_INIT` after
//! that), so that of two threads that open their first databases at the same moment one finds its key
//! refused. It must not open a file.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::time::Duration;
use tokio::sync::OnceCell;

/// Once it took a key, it takes every one.
static READY: OnceCell<()> = OnceCell::const_new();
/// The other thread needs a few milliseconds.
const TRIES: u32 = 500;
const BETWEEN: Duration = Duration::from_millis(2);

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
        .pragma("key", "'ready'")
        .disable_statement_logging();
    options.connect().await?.close().await
}
