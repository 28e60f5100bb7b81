//! What the window wants to find again: panes, theme, last filter. Kept in the manager's own file,
//! encrypted, because a filter may hold a person's name.

use crate::App;
use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;

/// The entry in the manager's own file.
const ENTRY: &str = "window";
/// The most that a window may want remembered, in bytes: a few kilobytes are usual.
const MOST: usize = 64 * 1024;

impl App {
    /// Keeps what the window wants to find again: JSON text, which only the window reads.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when it is more than 64 KiB; [`AppError::Locked`] before unlocking.
    pub async fn save_window_state(&self, value: &str) -> Result<(), AppError> {
        if value.len() > MOST {
            return Err(InputRefusal::TooMuchToRemember.into());
        }
        Ok(self.unlocked().await?.writer.remember(ENTRY, value).await?)
    }
}

impl UnlockedHome {
    /// What the window kept; empty at first.
    pub(crate) async fn window_state(&self) -> Result<String, AppError> {
        Ok(self.reader.recall(ENTRY).await?.unwrap_or_default())
    }
}
