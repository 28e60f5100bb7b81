//! What rules ask of the words of conversations: kept beside each head with the version that derived it. What an
//! older version derived is derived anew from the messages.

use crate::bulk::id_list;
use crate::error::Result;
use crate::table::message::{self, ReadableMessage};
use crate::table::question;
use crate::table::search::parse_ids;
use insights::{Speaker, SpeechReading, SpokenLine, TEXT_FACTS_VERSION, TextFacts, TextReader};
use model::Sender;
use query::indexable;
use sqlx::SqliteConnection;
use std::sync::LazyLock;

/// What rules ask is read of the same words that the full-text index has.
static TEXTS: LazyLock<TextReader> = LazyLock::new(|| TextReader::new(indexable));

/// What is stored of this version lies between these.
const CURRENT: (i64, i64) = (
    (TEXT_FACTS_VERSION as i64) << 32,
    ((TEXT_FACTS_VERSION as i64) << 32) | u32::MAX as i64,
);

/// Begins to read a conversation, which has this session id.
pub(crate) fn begin(session_id: &str) -> SpeechReading<'_> {
    TEXTS.begin(session_id)
}

/// A message that a reader sees, with its words as the index has them.
pub(crate) fn line<'m>(
    sender: &str,
    text: &'m str,
    words: &'m str,
    links: Option<&'m str>,
) -> SpokenLine<'m> {
    let speaker = match Sender::from(sender) {
        Sender::Customer => Speaker::Customer,
        Sender::AiAgent => Speaker::Assistant,
        Sender::Operator => Speaker::Operator,
        _ => Speaker::Other,
    };
    SpokenLine {
        speaker,
        text,
        words,
        links,
    }
}

/// What holds of messages in the order of time.
fn facts_of(session_id: &str, messages: &[ReadableMessage]) -> TextFacts {
    let mut reading = begin(session_id);
    for message in messages.iter().filter(|it| it.is_read()) {
        let words = indexable(&message.text);
        let links = message.links.as_deref();
        reading.hear(line(&message.sender, &message.text, &words, links));
    }
    reading.finish()
}

/// Every conversation by what holds of its words, from the index alone: what is stored, and who has it, ascending.
pub(crate) async fn groups(conn: &mut SqliteConnection) -> Result<Vec<(i64, Vec<u32>)>> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT text_facts, group_concat(id) FROM (
             SELECT text_facts, id FROM conversation INDEXED BY conversation_by_text_facts
             ORDER BY text_facts, id)
         GROUP BY text_facts",
    )
    .fetch_all(conn)
    .await?;
    let group = |(facts, ids): (i64, String)| (facts, parse_ids(&ids));
    Ok(rows.into_iter().map(group).collect())
}

/// What is stored of some conversations, in no order.
pub(crate) async fn stored(conn: &mut SqliteConnection, ids: &[u32]) -> Result<Vec<(u32, i64)>> {
    let rows: Vec<(u32, i64)> = sqlx::query_as(
        "SELECT id, text_facts FROM conversation WHERE id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(ids.iter().map(|id| i64::from(*id))))
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// What holds of some conversations, derived from their messages, in no order.
pub(crate) async fn derived(
    conn: &mut SqliteConnection,
    ids: &[u32],
) -> Result<Vec<(u32, TextFacts)>> {
    let wanted = || ids.iter().map(|id| i64::from(*id));
    let sessions: Vec<(u32, String)> = sqlx::query_as(
        "SELECT id, session_id FROM conversation WHERE id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(wanted()))
    .fetch_all(&mut *conn)
    .await?;
    let messages = message::shown(conn, wanted()).await?;
    let by_conversation = message::by_conversation(&messages);
    let facts = |(id, session): (u32, String)| {
        let said = by_conversation
            .get(&i64::from(id))
            .copied()
            .unwrap_or_default();
        (id, facts_of(&session, said))
    };
    Ok(sessions.into_iter().map(facts).collect())
}

/// The conversations of which another version derived what their words make of them, ascending.
pub(crate) async fn outdated(conn: &mut SqliteConnection) -> Result<Vec<u32>> {
    let mut old: Vec<u32> = sqlx::query_scalar(
        "SELECT id FROM conversation WHERE text_facts < ?1
         UNION ALL
         SELECT id FROM conversation WHERE text_facts > ?2",
    )
    .bind(CURRENT.0)
    .bind(CURRENT.1)
    .fetch_all(conn)
    .await?;
    old.sort_unstable();
    Ok(old)
}

/// Derives anew what another version derived: one bounded step. Answers whether there was anything to do.
pub(crate) async fn renew_some(conn: &mut SqliteConnection, most: i64) -> Result<bool> {
    // Two ranges and no OR: each is a look into the index.
    let old: Vec<u32> = sqlx::query_scalar(
        "SELECT id FROM (SELECT id FROM conversation WHERE text_facts < ?1 LIMIT ?3)
         UNION ALL
         SELECT id FROM (SELECT id FROM conversation WHERE text_facts > ?2 LIMIT ?3)",
    )
    .bind(CURRENT.0)
    .bind(CURRENT.1)
    .bind(most)
    .fetch_all(&mut *conn)
    .await?;
    question::renew(conn, &old).await?;
    for (id, facts) in derived(conn, &old).await? {
        sqlx::query("UPDATE conversation SET text_facts = ? WHERE id = ?")
            .bind(facts.to_stored())
            .bind(id)
            .execute(&mut *conn)
            .await?;
    }
    Ok(!old.is_empty())
}
