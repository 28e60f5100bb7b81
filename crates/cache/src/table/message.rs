//! Messages. The id is conversation id << 20 | arrival ordinal, so that a conversation's messages lie
//! side by side and are read by one range.

use crate::bulk::{BulkInsert, id_list};
use crate::content_hash::ContentHash;
use crate::error::{CacheError, Result};
use crate::from_row::from_row;
use crate::time;
use body::{ConversionFault, ReadableText};
use chrono::{DateTime, Utc};
use model::record::{EarlierText, MessageRecord};
use model::{BodyFormat, Delivery, MessageId, RemoteId, Sender, SourceId, visible};
use sqlx::SqliteConnection;
use std::borrow::Cow;
use std::collections::HashMap;

/// Bits of the arrival ordinal.
pub(crate) const ORDINAL_BITS: u32 = 20;
/// A conversation with more messages than this is a server's mistake; those beyond are refused.
pub(crate) const MOST: i64 = 1 << ORDINAL_BITS;

const PUT: BulkInsert = BulkInsert {
    head: "INSERT INTO message
        (id, remote_id, hash, sent_at, sender, sender_name, delivery, format, body, text, hidden,
         links, time_said, earlier)",
    columns: 14,
    tail: "ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, sent_at = excluded.sent_at,
        sender = excluded.sender, sender_name = excluded.sender_name, delivery = excluded.delivery,
        format = excluded.format, body = excluded.body, text = excluded.text, hidden = excluded.hidden,
        links = excluded.links, time_said = excluded.time_said, earlier = excluded.earlier",
};

/// What is known of a message before the database is asked.
#[derive(Debug)]
pub(crate) struct PreparedMessage {
    /// The hash of its content.
    pub(crate) hash: i64,
    reading: MessageReading,
    /// Its words, folded for the index; none where no reader sees it.
    pub(crate) words: Option<String>,
    /// The words that its sender hid, folded alike.
    pub(crate) hidden_words: Option<String>,
    /// The words of its links' addresses, folded alike.
    pub(crate) link_words: Option<String>,
}

/// What a body says, beside the body.
#[derive(Clone, Debug)]
struct MessageReading {
    /// The readable text where it differs from the body.
    text: Option<String>,
    /// What its sender hid.
    hidden: Option<String>,
    /// Where its links lead, where it does not say so.
    links: Option<String>,
    fault: Option<ConversionFault>,
}

impl MessageReading {
    fn of(record: &MessageRecord) -> Self {
        let ReadableText {
            shown,
            hidden,
            links,
            fault,
        } = body::text(&record.format, &record.body);
        Self {
            text: (shown != record.body).then_some(shown),
            hidden: (!hidden.is_empty()).then_some(hidden),
            links: (!links.is_empty()).then_some(links),
            fault,
        }
    }

    fn shown<'r>(&'r self, record: &'r MessageRecord) -> &'r str {
        self.text.as_deref().unwrap_or(&record.body)
    }
}

impl PreparedMessage {
    /// Makes what can be made without a connection: some microseconds a message.
    pub(crate) fn of(record: &MessageRecord) -> Self {
        let reading = MessageReading::of(record);
        let is_seen = record.sender.is_visible();
        let hidden = reading.hidden.as_deref().filter(|_| is_seen);
        let links = reading.links.as_deref().filter(|_| is_seen);
        Self {
            hash: hash(record),
            words: is_seen.then(|| query::indexable(reading.shown(record))),
            hidden_words: hidden.map(query::indexable),
            link_words: links.map(query::indexable),
            reading,
        }
    }
}

/// A message to be written.
pub(crate) struct MessageWrite<'p> {
    pub(crate) id: i64,
    pub(crate) hash: i64,
    pub(crate) record: &'p MessageRecord,
    reading: Cow<'p, MessageReading>,
    /// The words for the index, where they have been made.
    pub(crate) words: Option<&'p str>,
    /// The hidden words, likewise.
    pub(crate) hidden_words: Option<&'p str>,
    /// The words of its links' addresses, likewise.
    pub(crate) link_words: Option<&'p str>,
}

impl<'p> MessageWrite<'p> {
    /// Prepares a message. Its readable text is made here, unless it was made before.
    pub(crate) fn new(
        id: i64,
        hash: i64,
        record: &'p MessageRecord,
        prepared: Option<&'p PreparedMessage>,
    ) -> Self {
        let reading = match prepared {
            Some(known) => Cow::Borrowed(&known.reading),
            None => Cow::Owned(MessageReading::of(record)),
        };
        Self {
            id,
            hash,
            record,
            reading,
            words: prepared.and_then(|known| known.words.as_deref()),
            hidden_words: prepared.and_then(|known| known.hidden_words.as_deref()),
            link_words: prepared.and_then(|known| known.link_words.as_deref()),
        }
    }

    /// The readable text.
    pub(crate) fn shown(&self) -> &str {
        self.reading.shown(self.record)
    }

    /// What its sender hid.
    pub(crate) fn hidden(&self) -> Option<&str> {
        self.reading.hidden.as_deref()
    }

    /// Where its links lead, where it does not say so.
    pub(crate) fn links(&self) -> Option<&str> {
        self.reading.links.as_deref()
    }

    /// Why it is named among the rows that are not as they were sent. It is kept all the same, with its
    /// body as it came.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        Some(match self.reading.fault? {
            ConversionFault::OverBudget => {
                "the body would become more than a message may: it is shown shortened"
            }
            ConversionFault::Failed => "the body could not be read: it is shown as it came",
        })
    }
}

/// A message as a reader sees it, for lists and search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadableMessage {
    pub(crate) id: i64,
    pub(crate) sent_at: i64,
    pub(crate) sender: String,
    pub(crate) text: String,
    /// What its sender hid.
    pub(crate) hidden: Option<String>,
    /// Where its links lead, where it does not say so.
    pub(crate) links: Option<String>,
}

from_row!(
    ReadableMessage:
    id,
    sent_at,
    sender,
    text,
    hidden,
    links
);

impl ReadableMessage {
    /// The conversation it belongs to.
    pub(crate) fn conversation(&self) -> i64 {
        self.id >> ORDINAL_BITS
    }

    /// Whether a reader sees it by default.
    pub(crate) fn is_visible(&self) -> bool {
        Sender::from(self.sender.as_str()).is_visible()
    }

    /// Whether it says something that a reader sees: what is told of words is told of these.
    pub(crate) fn is_read(&self) -> bool {
        self.is_visible() && visible(&self.text).is_some()
    }
}

/// Messages that stand in the order of their conversations, by conversation.
pub(crate) fn by_conversation(messages: &[ReadableMessage]) -> HashMap<i64, &[ReadableMessage]> {
    let of_one = messages.chunk_by(|a, b| a.conversation() == b.conversation());
    of_one
        .map(|of_one| (of_one[0].conversation(), of_one))
        .collect()
}

/// A message as it stands in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// Local id.
    pub id: MessageId,
    /// The server's id.
    pub remote_id: RemoteId,
    /// Who wrote it.
    pub sender: Sender,
    /// The writer's name.
    pub sender_name: Option<String>,
    /// By which road.
    pub delivery: Option<Delivery>,
    /// How the body is written.
    pub format: BodyFormat,
    /// The body as it came; hostile.
    pub body: String,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// The time that was sent with it, where that cannot be.
    pub time_said: Option<DateTime<Utc>>,
    /// What it said before its sender changed it; hostile.
    pub earlier: Vec<EarlierText>,
}

struct CachedMessage {
    id: i64,
    remote_id: String,
    sent_at: i64,
    sender: String,
    sender_name: Option<String>,
    delivery: Option<String>,
    format: String,
    body: String,
    time_said: Option<i64>,
    earlier: Option<String>,
}

from_row!(
    CachedMessage:
    id,
    remote_id,
    sent_at,
    sender,
    sender_name,
    delivery,
    format,
    body,
    time_said,
    earlier
);

/// The ids that a conversation's messages can have.
pub(crate) fn range(conversation: i64) -> (i64, i64) {
    let first = conversation << ORDINAL_BITS;
    (first, first | (MOST - 1))
}

/// The hash of a record's content.
pub(crate) fn hash(record: &MessageRecord) -> i64 {
    ContentHash::new()
        .text(record.sender.as_str())
        .optional(record.sender_name.as_deref())
        .optional(record.delivery.as_ref().map(Delivery::as_str))
        .text(record.format.as_str())
        .text(&record.body)
        .number(time::millis(record.sent_at))
        .mark(time::millis_of(record.time_said))
        .earlier(&record.earlier)
        .finish()
}

/// Writes messages.
pub(crate) async fn put(conn: &mut SqliteConnection, rows: &[&MessageWrite<'_>]) -> Result<()> {
    let earlier = |row: &&MessageWrite<'_>| earlier_json(&row.record.earlier);
    let earlier = rows.iter().map(earlier).collect::<Result<Vec<_>>>()?;
    let rows: Vec<_> = rows.iter().zip(earlier).collect();
    PUT.run(conn, &rows, |statement, (row, earlier)| {
        statement
            .bind(row.id)
            .bind(row.record.id.as_str())
            .bind(row.hash)
            .bind(time::millis(row.record.sent_at))
            .bind(row.record.sender.as_str())
            .bind(row.record.sender_name.as_deref())
            .bind(row.record.delivery.as_ref().map(Delivery::as_str))
            .bind(row.record.format.as_str())
            .bind(row.record.body.as_str())
            .bind(row.reading.text.as_deref())
            .bind(row.hidden())
            .bind(row.links())
            .bind(time::millis_of(row.record.time_said))
            .bind(earlier.clone())
    })
    .await
}

/// Earlier texts as they are kept: none for most messages.
fn earlier_json(earlier: &[EarlierText]) -> Result<Option<String>> {
    if earlier.is_empty() {
        return Ok(None);
    }
    let text = serde_json::to_string(earlier).map_err(|_| CacheError::Damaged {
        what: "the earlier texts of a message",
    })?;
    Ok(Some(text))
}

/// Id and hash of the messages of some conversations, by conversation and remote id.
pub(crate) async fn hashes(
    conn: &mut SqliteConnection,
    conversations: impl IntoIterator<Item = i64>,
) -> Result<HashMap<(i64, String), (i64, i64)>> {
    // CROSS JOIN fixes the order: each wanted conversation is one range of the table. Left to choose,
    // SQLite may walk the table and look every message up in the list.
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(
        "SELECT message.id, message.remote_id, message.hash
         FROM json_each(?) AS wanted CROSS JOIN message
             ON message.id BETWEEN (wanted.value << 20) AND ((wanted.value << 20) | 1048575)",
    )
    .bind(id_list(conversations))
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, remote, hash)| ((id >> ORDINAL_BITS, remote), (id, hash)))
        .collect())
}

/// The messages of some conversations as a reader sees them, hidden ones included, by conversation
/// and time.
pub(crate) async fn shown(
    conn: &mut SqliteConnection,
    conversations: impl IntoIterator<Item = i64>,
) -> Result<Vec<ReadableMessage>> {
    let mut rows: Vec<ReadableMessage> = sqlx::query_as(
        "SELECT message.id, message.sent_at, message.sender,
             coalesce(message.text, message.body) AS text, message.hidden, message.links
         FROM json_each(?) AS wanted CROSS JOIN message
             ON message.id BETWEEN (wanted.value << 20) AND ((wanted.value << 20) | 1048575)",
    )
    .bind(id_list(conversations))
    .fetch_all(conn)
    .await?;
    rows.sort_unstable_by_key(|row| (row.conversation(), row.sent_at, row.id));
    Ok(rows)
}

/// The server's id of a message.
pub(crate) async fn remote_id(conn: &mut SqliteConnection, id: i64) -> Result<Option<String>> {
    let found = sqlx::query_scalar("SELECT remote_id FROM message WHERE id = ?").bind(id);
    Ok(found.fetch_optional(conn).await?)
}

/// The messages of one conversation, by time.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    conversation: i64,
) -> Result<Vec<StoredMessage>> {
    let (first, last) = range(conversation);
    let rows: Vec<CachedMessage> = sqlx::query_as(
        "SELECT id, remote_id, sent_at, sender, sender_name, delivery, format, body, time_said, earlier
         FROM message
         WHERE id BETWEEN ? AND ? ORDER BY sent_at, id",
    )
    .bind(first)
    .bind(last)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(CachedMessage::into_message).collect()
}

/// How the bodies of some messages are written, and the bodies, by the remote ids of conversation and message.
pub(crate) async fn bodies<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    named: impl IntoIterator<Item = (&'t str, &'t str)>,
) -> Result<HashMap<(String, String), (BodyFormat, String)>> {
    let named: Vec<[&str; 2]> = named.into_iter().map(|(of, id)| [of, id]).collect();
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT conversation.remote_id, message.remote_id, message.format, message.body
         FROM json_each(?) AS wanted
         CROSS JOIN conversation
             ON conversation.source_id = ? AND conversation.remote_id = wanted.value ->> 0
         CROSS JOIN message
             ON message.id BETWEEN (conversation.id << 20) AND ((conversation.id << 20) | 1048575)
             AND message.remote_id = wanted.value ->> 1",
    )
    .bind(
        serde_json::to_string(&named).map_err(|_| CacheError::Damaged {
            what: "the names of messages",
        })?,
    )
    .bind(source.0)
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter();
    let rows = rows.map(|(of, id, format, body)| ((of, id), (format.as_str().into(), body)));
    Ok(rows.collect())
}

/// Deletes a conversation's messages; answers how many there were.
pub(crate) async fn purge(conn: &mut SqliteConnection, conversation: i64) -> Result<i64> {
    let (first, last) = range(conversation);
    let done = sqlx::query("DELETE FROM message WHERE id BETWEEN ? AND ?")
        .bind(first)
        .bind(last)
        .execute(conn)
        .await?;
    Ok(done.rows_affected().cast_signed())
}

impl CachedMessage {
    fn into_message(self) -> Result<StoredMessage> {
        let earlier = self.earlier.as_deref().map(serde_json::from_str);
        let earlier = earlier.transpose().map_err(|_| CacheError::Damaged {
            what: "the earlier texts of a message",
        })?;
        Ok(StoredMessage {
            id: MessageId(self.id),
            remote_id: RemoteId(self.remote_id),
            sender: Sender::from(self.sender.as_str()),
            sender_name: self.sender_name,
            delivery: self.delivery.as_deref().map(Delivery::from),
            format: BodyFormat::from(self.format.as_str()),
            body: self.body,
            sent_at: time::instant(self.sent_at),
            time_said: self.time_said.map(time::instant),
            earlier: earlier.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_neighbours_do_not_meet() {
        let ((_, last), (first, _)) = (range(7), range(8));
        assert_eq!(last + 1, first);
        assert_eq!(last >> ORDINAL_BITS, 7);
    }
}
