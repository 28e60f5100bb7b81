//! In which language conversations are held that were here before Daybook told languages: told by and by.

use crate::error::Result;
use crate::spoken_language::LanguageSample;
use crate::table::message::{self, ReadableMessage};
use model::visible;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Whether there are conversations of which nobody has told it yet.
pub(crate) async fn is_untold(conn: &mut SqliteConnection) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM conversation INDEXED BY conversation_untold WHERE language = '')",
    )
    .fetch_one(conn)
    .await?)
}

/// Tells it of some of them: one bounded step. Answers of how many.
pub(crate) async fn tell_some(conn: &mut SqliteConnection, most: i64) -> Result<i64> {
    let untold: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM conversation INDEXED BY conversation_untold WHERE language = '' LIMIT ?",
    )
    .bind(most)
    .fetch_all(&mut *conn)
    .await?;
    let messages = message::shown(conn, untold.iter().copied()).await?;
    let of_one = messages.chunk_by(|a, b| a.conversation() == b.conversation());
    let said: HashMap<i64, &[ReadableMessage]> = of_one
        .map(|of_one| (of_one[0].conversation(), of_one))
        .collect();
    for id in &untold {
        let language = language_of(said.get(id).copied().unwrap_or_default());
        sqlx::query("UPDATE conversation SET language = ? WHERE id = ?")
            .bind(language)
            .bind(id)
            .execute(&mut *conn)
            .await?;
    }
    Ok(i64::try_from(untold.len()).unwrap_or(i64::MAX))
}

fn language_of(messages: &[ReadableMessage]) -> &'static str {
    let mut sample = LanguageSample::default();
    let is_read = |it: &&ReadableMessage| it.is_visible() && visible(&it.text).is_some();
    for message in messages.iter().filter(is_read) {
        sample.hear(&message.sender, &message.text);
    }
    sample.language()
}
