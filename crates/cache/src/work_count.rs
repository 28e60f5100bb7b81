//! Counts the steps that the engine's virtual machine takes, for tests that hold how work grows: a count is the
//! same on a slow machine. It measures nothing but the connections that are opened after it was begun.

use sqlx::SqliteConnection;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

static COUNTS: AtomicBool = AtomicBool::new(false);
static STEPS: AtomicU64 = AtomicU64::new(0);

/// Connections that are opened from now on are counted, all of this process together.
pub fn begin() {
    COUNTS.store(true, Ordering::Relaxed);
}

/// Steps since the last time that this was asked.
#[must_use]
pub fn take_steps() -> u64 {
    STEPS.swap(0, Ordering::Relaxed)
}

/// Counts what a connection does from now on.
pub(crate) async fn watch(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    if COUNTS.load(Ordering::Relaxed) {
        let mut handle = connection.lock_handle().await?;
        handle.set_progress_handler(1, || {
            STEPS.fetch_add(1, Ordering::Relaxed);
            true
        });
    }
    Ok(())
}
