//! In which language conversations are held that were here before Daybook told languages: told by and by.

use crate::error::Result;
use crate::spoken_language::LanguageSample;
use crate::table::message::{self, ReadableMessage};
use sqlx::SqliteConnection;

/// Whether there are conversations of which nobody has told it yet.
pub(crate) async fn is_untold(conn: &mut SqliteConnection) -> Result<bool> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM conversation INDEXED BY conversation_untold WHERE language = '')",
    )
    .fetch_one(conn)
    .await?)
}

/// Tells it of some of them: one bounded step. Answers of which.
pub(crate) async fn tell_some(conn: &mut SqliteConnection, most: i64) -> Result<Vec<i64>> {
    let untold: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM conversation INDEXED BY conversation_untold WHERE language = '' LIMIT ?",
    )
    .bind(most)
    .fetch_all(&mut *conn)
    .await?;
    let messages = message::shown(conn, untold.iter().copied()).await?;
    let said = message::by_conversation(&messages);
    for id in &untold {
        let language = language_of(said.get(id).copied().unwrap_or_default());
        sqlx::query("UPDATE conversation SET language = ? WHERE id = ?")
            .bind(language)
            .bind(id)
            .execute(&mut *conn)
            .await?;
    }
    Ok(untold)
}

fn language_of(messages: &[ReadableMessage]) -> &'static str {
    let mut sample = LanguageSample::default();
    for message in messages.iter().filter(|it| it.is_read()) {
        sample.hear(&message.sender, &message.text);
    }
    sample.language()
}
