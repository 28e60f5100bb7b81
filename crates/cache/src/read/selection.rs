//! A selection that is walked from end to end: an export, a production set. It holds what its filter selected by
//! itself, since the lists of the window come and go meanwhile. Which rows are shown is not decided here.

use super::detail::complete;
use super::reader::CacheReader;
use super::result_set::ResultSet;
use super::rows::{self, RowHighlight};
use crate::error::Result;
use crate::read::detail::StoredConversation;
use crate::table::conversation;
use chrono::{DateTime, Utc};
use model::metrics::Metrics;
use model::request::{ListFilter, ListSort};
use model::search::{SearchDiagnosis, SearchMeaning};
use model::view::ConversationRow;
use query::Expr;
use std::collections::HashMap;
use std::sync::Arc;

/// What a filter selected at one moment.
#[derive(Clone, Debug)]
pub struct HeldSelection {
    results: Arc<ResultSet>,
}

impl HeldSelection {
    /// Conversations in all.
    #[must_use]
    pub fn total(&self) -> u32 {
        u32::try_from(self.results.selection.ids.len()).unwrap_or(u32::MAX)
    }

    /// The numbers of the strip for it.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.results.selection.metrics
    }

    /// What its search asks; none where nothing is asked.
    #[must_use]
    pub fn meaning(&self) -> Option<SearchMeaning> {
        self.results.meaning()
    }

    /// What its search asks, to be asked of texts.
    #[must_use]
    pub fn expression(&self) -> &Expr {
        &self.results.query.expr
    }

    /// What of its search was not understood as typed.
    #[must_use]
    pub fn diagnoses(&self) -> &[SearchDiagnosis] {
        &self.results.query.diagnoses
    }

    /// The generation of the conversations when it was made.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.results.moment.generation
    }

    fn slice(&self, start: u32, count: u32) -> &[u32] {
        rows::slice(&self.results.selection.ids, start, count)
    }
}

impl CacheReader {
    /// Selects and holds.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn hold_selection(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        now: DateTime<Utc>,
    ) -> Result<HeldSelection> {
        let results = self.results_of(filter, now).await?;
        let results = self.sorted(results, sort).await?;
        Ok(HeldSelection { results })
    }

    /// Rows of a selection, without marks of its search. What is gone since is left out.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn selected_rows(
        &self,
        selection: &HeldSelection,
        start: u32,
        count: u32,
    ) -> Result<Vec<ConversationRow>> {
        let marks = self.shared.marks().await?;
        let ids = selection.slice(start, count);
        let mut rows = rows::read(&self.shared.pool, ids, RowHighlight::Nothing).await?;
        for row in &mut rows {
            row.marks = marks.row(row.id.0);
        }
        Ok(rows)
    }

    /// The same, whole. What the manager noted is only in the row.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn selected_conversations(
        &self,
        selection: &HeldSelection,
        start: u32,
        count: u32,
    ) -> Result<Vec<StoredConversation>> {
        let marks = self.shared.marks().await?;
        let ids = selection.slice(start, count);
        let mut conn = self.shared.pool.lease().await?;
        let wanted = ids.iter().map(|id| i64::from(*id));
        let listed = conversation::listed(&mut conn, wanted).await?;
        let mut listed: HashMap<i64, _> = listed.into_iter().map(|one| (one.row.id, one)).collect();
        let mut read = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(one) = listed.remove(&i64::from(*id)) {
                let mut stored = complete(&mut conn, one).await?;
                stored.row.marks = marks.row(stored.row.id.0);
                read.push(stored);
            }
        }
        conn.whole(read).await
    }

    /// The generation of the conversations now.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn generation(&self) -> Result<u64> {
        self.shared.pass(|index| index.generation()).await
    }
}
