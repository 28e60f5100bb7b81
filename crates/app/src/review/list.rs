//! The conversation list and the metric strip, straight from the cache. No network is touched here.

use crate::App;
use crate::error::{AppError, InputRefusal};
use model::metrics::Metrics;
use model::request::{ListFilter, ListWindow, OpenList};
use model::view::{ConversationRow, ListOpened};

/// The longest search text, in characters: longer than any question, shorter than an attack.
const SEARCH_MOST: usize = 2_000;
/// The most rows in one answer: several screens; more would only make the window wait.
pub(crate) const ROWS_MOST: u32 = 1_000;

impl App {
    /// Opens a list: its size, its tabs, its metrics and its first rows.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a monstrous search; [`AppError::Locked`] before unlocking;
    /// [`AppError::Cache`] when the store fails.
    pub async fn open_list(&self, mut request: OpenList) -> Result<ListOpened, AppError> {
        check(&request.filter)?;
        request.first_rows = request.first_rows.min(ROWS_MOST);
        let open = self.unlocked().await?;
        Ok(open.reader.open_list(&request, open.now()).await?)
    }

    /// Rows of an open list, at most 1,000 at once.
    ///
    /// # Errors
    /// [`cache::CacheError::StaleList`] when the list is no longer held; else as [`App::open_list`].
    pub async fn list_window(
        &self,
        mut window: ListWindow,
    ) -> Result<Vec<ConversationRow>, AppError> {
        window.count = window.count.min(ROWS_MOST);
        Ok(self.unlocked().await?.reader.list_window(&window).await?)
    }

    /// The metric strip alone.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn metrics(&self, filter: &ListFilter) -> Result<Metrics, AppError> {
        check(filter)?;
        let open = self.unlocked().await?;
        Ok(open.reader.metrics(filter, open.now()).await?)
    }
}

fn check(filter: &ListFilter) -> Result<(), AppError> {
    if filter.text.chars().nth(SEARCH_MOST).is_some() {
        return Err(InputRefusal::SearchTooLong.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monstrous_search_is_refused() {
        let search = |length| ListFilter {
            text: "é".repeat(length),
            ..ListFilter::default()
        };
        assert!(check(&search(SEARCH_MOST)).is_ok());
        assert!(check(&search(SEARCH_MOST + 1)).is_err());
    }
}
