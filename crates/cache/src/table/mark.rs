//! What the manager noted about conversations and messages, in work.db. Nothing of it is in cache.db.

use crate::error::{CacheError, Result};
use crate::from_row::from_row;
use crate::index::marked::{MarkKey, MarkedConversation};
use crate::table::salvaged::SalvagedTable;
use crate::time;
use model::FlagKind;
use model::marks::{ConversationMarks, MessageFlag, Rating};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// What of a damaged work.db is copied over its earlier generation.
pub(crate) const SALVAGED: [SalvagedTable; 2] = [
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(store, conversation, starred, reviewed_at, rating, tags, note)
             FROM conversation_mark ORDER BY store, conversation",
            "SELECT json_array(store, conversation, starred, reviewed_at, rating, tags, note)
             FROM conversation_mark ORDER BY store DESC, conversation DESC",
        ],
        put: "INSERT OR REPLACE INTO conversation_mark
                (store, conversation, starred, reviewed_at, rating, tags, note)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4, row ->> 5, row ->> 6
             FROM (SELECT ? AS row)",
    },
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(store, conversation, message, kind, note)
             FROM message_flag ORDER BY store, conversation, message",
            "SELECT json_array(store, conversation, message, kind, note)
             FROM message_flag ORDER BY store DESC, conversation DESC, message DESC",
        ],
        put: "INSERT OR REPLACE INTO message_flag (store, conversation, message, kind, note)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4 FROM (SELECT ? AS row)",
    },
];

struct MarksRow {
    store: String,
    conversation: String,
    starred: bool,
    reviewed_at: Option<i64>,
    rating: Option<i64>,
    tags: String,
    note: Option<String>,
}

from_row!(
    MarksRow:
    store,
    conversation,
    starred,
    reviewed_at,
    rating,
    tags,
    note
);

struct FlagRow {
    store: String,
    conversation: String,
    message: String,
    kind: String,
    note: Option<String>,
}

from_row!(
    FlagRow:
    store,
    conversation,
    message,
    kind,
    note
);

impl MarksRow {
    fn marks(self) -> Result<(MarkKey, ConversationMarks)> {
        let what = || CacheError::Damaged {
            what: "the marks of a conversation",
        };
        let rating = self.rating.map(|number| {
            let number = u8::try_from(number).ok();
            number.and_then(|number| Rating::try_from(number).ok())
        });
        let marks = ConversationMarks {
            starred: self.starred,
            reviewed_at: self.reviewed_at.map(time::instant),
            rating: rating.map(|rating| rating.ok_or_else(what)).transpose()?,
            tags: serde_json::from_str(&self.tags).map_err(|_| what())?,
            note: self.note,
        };
        Ok((MarkKey::new(self.store, self.conversation), marks))
    }
}

impl FlagRow {
    fn flag(self) -> (MarkKey, String, MessageFlag) {
        let flag = MessageFlag {
            kind: FlagKind::from(self.kind.as_str()),
            note: self.note,
        };
        let key = MarkKey::new(self.store, self.conversation);
        (key, self.message, flag)
    }
}

/// Everything that is noted.
pub(crate) async fn all(
    work: &mut SqliteConnection,
) -> Result<HashMap<MarkKey, MarkedConversation>> {
    let marks: Vec<MarksRow> = sqlx::query_as(
        "SELECT store, conversation, starred, reviewed_at, rating, tags, note FROM conversation_mark",
    )
    .fetch_all(&mut *work)
    .await?;
    let flags: Vec<FlagRow> =
        sqlx::query_as("SELECT store, conversation, message, kind, note FROM message_flag")
            .fetch_all(work)
            .await?;
    let mut all: HashMap<MarkKey, MarkedConversation> = HashMap::with_capacity(marks.len());
    for stored in marks {
        let (key, marks) = stored.marks()?;
        all.entry(key).or_default().marks = marks;
    }
    for stored in flags {
        let (key, message, flag) = stored.flag();
        all.entry(key).or_default().flags.insert(message, flag);
    }
    Ok(all)
}

/// What is noted about one conversation.
pub(crate) async fn of(work: &mut SqliteConnection, key: &MarkKey) -> Result<MarkedConversation> {
    let marks: Option<MarksRow> = sqlx::query_as(
        "SELECT store, conversation, starred, reviewed_at, rating, tags, note FROM conversation_mark
         WHERE store = ? AND conversation = ?",
    )
    .bind(key.store.as_str())
    .bind(key.conversation.as_str())
    .fetch_optional(&mut *work)
    .await?;
    let flags: Vec<FlagRow> = sqlx::query_as(
        "SELECT store, conversation, message, kind, note FROM message_flag
         WHERE store = ? AND conversation = ?",
    )
    .bind(key.store.as_str())
    .bind(key.conversation.as_str())
    .fetch_all(work)
    .await?;
    let marks = marks.map(MarksRow::marks).transpose()?;
    let flags = flags.into_iter().map(|flag| {
        let (_, message, flag) = flag.flag();
        (message, flag)
    });
    Ok(MarkedConversation {
        marks: marks.map(|(_, marks)| marks).unwrap_or_default(),
        flags: flags.collect(),
    })
}

/// Makes what is noted about a conversation this. Of nothing no row is kept.
pub(crate) async fn put(
    work: &mut SqliteConnection,
    key: &MarkKey,
    marks: &ConversationMarks,
) -> Result<()> {
    if marks.is_empty() {
        sqlx::query("DELETE FROM conversation_mark WHERE store = ? AND conversation = ?")
            .bind(key.store.as_str())
            .bind(key.conversation.as_str())
            .execute(work)
            .await?;
        return Ok(());
    }
    sqlx::query(
        "INSERT OR REPLACE INTO conversation_mark
            (store, conversation, starred, reviewed_at, rating, tags, note)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(key.store.as_str())
    .bind(key.conversation.as_str())
    .bind(marks.starred)
    .bind(time::millis_of(marks.reviewed_at))
    .bind(marks.rating.map(|rating| i64::from(rating.get())))
    .bind(serde_json::to_string(&marks.tags)?)
    .bind(marks.note.as_deref())
    .execute(work)
    .await?;
    Ok(())
}

/// Makes the flag of a message this; none for no flag.
pub(crate) async fn put_flag(
    work: &mut SqliteConnection,
    key: &MarkKey,
    message: &str,
    flag: Option<&MessageFlag>,
) -> Result<()> {
    let Some(flag) = flag else {
        sqlx::query(
            "DELETE FROM message_flag WHERE store = ? AND conversation = ? AND message = ?",
        )
        .bind(key.store.as_str())
        .bind(key.conversation.as_str())
        .bind(message)
        .execute(work)
        .await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT OR REPLACE INTO message_flag (store, conversation, message, kind, note)
         VALUES (?, ?, ?, ?, ?)",
    )
    .bind(key.store.as_str())
    .bind(key.conversation.as_str())
    .bind(message)
    .bind(flag.kind.as_str())
    .bind(flag.note.as_deref())
    .execute(work)
    .await?;
    Ok(())
}
