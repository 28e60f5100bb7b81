//! What the window wants to find again: panes, theme, last filter. Kept in the manager's own file,
//! encrypted, because a filter may hold a person's name.

use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;

/// The entry in the manager's own file.
const ENTRY: &str = "window";
/// The most that a window may want remembered, in bytes: a few kilobytes are usual.
const MOST: usize = 64 * 1024;

/// Keeps what the window wants to find again: JSON text, which only the window reads.
pub(crate) async fn save_window_state(home: &UnlockedHome, value: &str) -> Result<(), AppError> {
    if value.len() > MOST {
        return Err(InputRefusal::TooMuchToRemember.into());
    }
    Ok(home.writer.remember(ENTRY, value).await?)
}

/// What the window kept; empty at first.
pub(crate) async fn window_state(home: &UnlockedHome) -> Result<String, AppError> {
    Ok(home.reader.recall(ENTRY).await?.unwrap_or_default())
}
