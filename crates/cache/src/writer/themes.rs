//! Writing what the manager decides of questions, in work.db: each change whole or not at all.

use super::cache_writer::CacheWriter;
use super::source_list::{begin, end};
use crate::error::Result;
use crate::table::question_decision;
use model::theme::ThemeDecision;
use sqlx::SqliteConnection;

impl CacheWriter {
    /// Writes decisions; answers those that take the change back.
    ///
    /// # Errors
    /// [`crate::CacheError::InUse`] where another process writes.
    pub async fn decide_themes(&self, decisions: Vec<ThemeDecision>) -> Result<Vec<ThemeDecision>> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let shared = &writer.inner.shared;
            let mut work = shared.work.lock().await;
            let work = work.writable()?;
            begin(work).await?;
            let put = put_all(work, &decisions).await;
            let put = end(work, put).await;
            shared.questions.decided();
            shared.marks.touch();
            put
        })
        .await
    }
}

async fn put_all(
    work: &mut SqliteConnection,
    decisions: &[ThemeDecision],
) -> Result<Vec<ThemeDecision>> {
    let mut before = Vec::with_capacity(decisions.len());
    for decision in decisions {
        before.push(question_decision::put(work, decision).await?);
    }
    // What was decided last is taken back first.
    before.reverse();
    Ok(before)
}
