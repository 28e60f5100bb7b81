//! What customers asked, by conversation: derived from their messages when these come, so that nobody who asks for themes
//! waits for texts to be read. Which of it is alike is not told here.

use crate::bulk::{BulkInsert, id_list};
use crate::error::Result;
use crate::from_row::from_row;
use crate::table::message::{self, ReadableMessage};
use insights::QuestionReader;
use model::Sender;
use query::indexable;
use sqlx::SqliteConnection;
use std::sync::LazyLock;

/// Questions of one conversation that are kept: whoever asks more asks nothing that many ask.
const MOST: usize = 24;

/// Questions are told by the same words that the full-text index has.
static READER: LazyLock<QuestionReader> = LazyLock::new(|| QuestionReader::new(indexable));

const PUT: BulkInsert = BulkInsert {
    head: "INSERT INTO question (conversation, asked)",
    columns: 2,
    tail: "ON CONFLICT (conversation) DO UPDATE SET asked = excluded.asked",
};

/// What a conversation's customer asked, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct QuestionList(Vec<String>);

impl QuestionList {
    /// Takes a message that a reader sees.
    pub(crate) fn hear(&mut self, sender: &str, text: &str) {
        if sender == Sender::Customer.as_str() && self.0.len() < MOST {
            self.0.extend(READER.questions(text));
            self.0.truncate(MOST);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As it is kept.
    pub(crate) fn stored(&self) -> String {
        // Displaying a value cannot fail, as serialising a type of somebody else's could.
        serde_json::Value::from_iter(self.0.iter().map(String::as_str)).to_string()
    }
}

/// What was asked in a conversation.
pub(crate) struct AskedRow {
    pub(crate) conversation: u32,
    pub(crate) source_id: i64,
    pub(crate) language: String,
    pub(crate) asked: String,
}

from_row!(AskedRow: conversation, source_id, language, asked);

impl AskedRow {
    /// The questions. What cannot be read is none: it is derived again by the next version.
    pub(crate) fn questions(&self) -> Vec<String> {
        serde_json::from_str(&self.asked).unwrap_or_default()
    }
}

/// Writes what was asked in some conversations.
pub(crate) async fn put(conn: &mut SqliteConnection, rows: &[(i64, String)]) -> Result<()> {
    PUT.run(conn, rows, |statement, (id, asked)| {
        statement.bind(*id).bind(asked.clone())
    })
    .await
}

/// Forgets what was asked in a conversation.
pub(crate) async fn purge(conn: &mut SqliteConnection, conversation: i64) -> Result<()> {
    sqlx::query("DELETE FROM question WHERE conversation = ?")
        .bind(conversation)
        .execute(conn)
        .await?;
    Ok(())
}

/// How many conversations ask something.
pub(crate) async fn count(conn: &mut SqliteConnection) -> Result<u64> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM question")
        .fetch_one(conn)
        .await?;
    Ok(count.unsigned_abs())
}

/// What was asked in the next conversations after one, so many at most.
pub(crate) async fn after(
    conn: &mut SqliteConnection,
    conversation: i64,
    most: i64,
) -> Result<Vec<AskedRow>> {
    Ok(sqlx::query_as(
        "SELECT question.conversation, conversation.source_id, conversation.language, question.asked
         FROM question CROSS JOIN conversation ON conversation.id = question.conversation
         WHERE question.conversation > ? ORDER BY question.conversation LIMIT ?",
    )
    .bind(conversation)
    .bind(most)
    .fetch_all(conn)
    .await?)
}

/// What was asked in some conversations, as it is kept, in no order.
pub(crate) async fn of(conn: &mut SqliteConnection, ids: &[u32]) -> Result<Vec<AskedRow>> {
    Ok(sqlx::query_as(
        "SELECT question.conversation, conversation.source_id, conversation.language, question.asked
         FROM json_each(?) AS wanted
         CROSS JOIN question ON question.conversation = wanted.value
         CROSS JOIN conversation ON conversation.id = question.conversation",
    )
    .bind(id_list(ids.iter().map(|id| i64::from(*id))))
    .fetch_all(conn)
    .await?)
}

/// The same, derived from the messages of conversations whose rows are of another version.
pub(crate) async fn derived(conn: &mut SqliteConnection, ids: &[u32]) -> Result<Vec<AskedRow>> {
    let wanted = || ids.iter().map(|id| i64::from(*id));
    let heads: Vec<(u32, i64, String)> = sqlx::query_as(
        "SELECT id, source_id, language FROM conversation
         WHERE id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(wanted()))
    .fetch_all(&mut *conn)
    .await?;
    let messages = message::shown(conn, wanted()).await?;
    let by_conversation = message::by_conversation(&messages);
    let row = |(conversation, source_id, language): (u32, i64, String)| {
        let said = by_conversation.get(&i64::from(conversation)).copied();
        AskedRow {
            conversation,
            source_id,
            language,
            asked: list_of(said.unwrap_or_default()).stored(),
        }
    };
    Ok(heads.into_iter().map(row).collect())
}

/// Derives anew what was asked in some conversations.
pub(crate) async fn renew(conn: &mut SqliteConnection, ids: &[u32]) -> Result<()> {
    let mut asked = Vec::new();
    for row in derived(conn, ids).await? {
        purge(conn, row.conversation.into()).await?;
        if !row.questions().is_empty() {
            asked.push((row.conversation.into(), row.asked));
        }
    }
    put(conn, &asked).await
}

fn list_of(messages: &[ReadableMessage]) -> QuestionList {
    let mut list = QuestionList::default();
    for message in messages.iter().filter(|it| it.is_read()) {
        list.hear(&message.sender, &message.text);
    }
    list
}

/// The messages of a conversation that answer some of its questions, which are told by their places: for each the first
/// turn of the assistant behind it. Where an operator answers, or nobody, there is none.
pub(crate) fn answers<'m>(
    messages: &'m [ReadableMessage],
    places: &[u16],
) -> Vec<Vec<&'m ReadableMessage>> {
    let read: Vec<&ReadableMessage> = messages.iter().filter(|it| it.is_read()).collect();
    let mut found = Vec::new();
    let mut place = 0;
    for (at, message) in read.iter().enumerate() {
        if message.sender != Sender::Customer.as_str() {
            continue;
        }
        let asked = READER.questions(&message.text).len();
        let is_meant =
            (place..place + asked).any(|place| places.iter().any(|it| usize::from(*it) == place));
        place += asked;
        // Two questions of one message get one answer.
        if is_meant {
            found.extend(turn_after(&read[at + 1..]));
        }
    }
    found
}

fn turn_after<'m>(later: &[&'m ReadableMessage]) -> Option<Vec<&'m ReadableMessage>> {
    let is = |message: &&&ReadableMessage, sender: &Sender| message.sender == sender.as_str();
    let others = later.iter().skip_while(|it| is(it, &Sender::Customer));
    let turn: Vec<&ReadableMessage> = others
        .take_while(|it| is(it, &Sender::AiAgent))
        .copied()
        .collect();
    (!turn.is_empty()).then_some(turn)
}
