//! Beginning a source anew with the store that answers at its address now: after a restore on the server,
//! which makes another store, or a move to a new one.
//!
//! It happens when the manager says so and never by itself: what came after the backup is on this laptop
//! alone, and goes. The source's name, its token and what the manager wrote stay.

use crate::App;
use crate::error::{AppError, InputRefusal};
use crate::source::daybook::may_read;
use model::SourceId;

impl App {
    /// Empties a source and has it begin anew with the store that answers at its address. The rows come
    /// with the next sync, which is asked for. How many conversations left this laptop.
    ///
    /// # Errors
    /// [`AppError::Source`] where the server cannot be reached or does not accept the token,
    /// [`AppError::Invalid`] where it is the same store as ever, [`AppError::AlreadyConnected`] where
    /// another source reads it: nothing was changed then. [`AppError::AlreadySyncing`] where a sync began
    /// meanwhile; [`AppError::Cache`] when the store here fails.
    pub async fn reset_source(&self, source: SourceId) -> Result<u64, AppError> {
        let open = self.unlocked().await?;
        let row = open.source_row(source).await?;
        let hello = open.server_of(&row).await?.hello().await?;
        may_read(&hello)?;
        if row.identity.as_deref() == Some(hello.identity.as_str()) {
            return Err(InputRefusal::SameStore.into());
        }
        open.refuse_connected(&hello.identity).await?;
        open.monitor.stop(source).await;
        open.cross_checks.leave(source).await;
        let run = open.monitor.begin(source, &open.root);
        let run = run.ok_or(AppError::AlreadySyncing)?;
        let gone = open.writer.begin_anew(source, &hello.identity).await?;
        open.forget_check(source).await?;
        drop(run);
        open.monitor.forget(source);
        open.wake.notify_one();
        Ok(gone)
    }
}
