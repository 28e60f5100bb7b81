//! Business outcomes.

use super::ConversationChild;
use crate::bulk::{BulkInsert, BulkStatement, id_list};
use crate::content_hash::ContentHash;
use crate::error::Result;
use crate::table::from_row::from_row;
use crate::time;
use chrono::{DateTime, Utc};
use model::record::ConversionRecord;
use model::view::ConversionView;
use model::{ConversionKind, RemoteId};
use sqlx::SqliteConnection;
use std::collections::HashMap;

impl ConversationChild for ConversionRecord {
    const KIND: &'static str = "conversion";
    const PUT: BulkInsert = BulkInsert {
        head: "INSERT INTO conversion
            (conversation_id, remote_id, hash, kind, record, url, occurred_at, confirmed)",
        columns: 8,
        tail: "ON CONFLICT (conversation_id, remote_id) DO UPDATE SET hash = excluded.hash,
            kind = excluded.kind, record = excluded.record, url = excluded.url,
            occurred_at = excluded.occurred_at, confirmed = excluded.confirmed",
    };
    const HASHES: &'static str = "SELECT conversation_id, remote_id, hash FROM conversion
        WHERE conversation_id IN (SELECT value FROM json_each(?))";

    fn remote(&self) -> &RemoteId {
        &self.id
    }

    fn at(&self) -> DateTime<Utc> {
        self.occurred_at
    }

    fn hash(&self) -> i64 {
        ContentHash::new()
            .text(self.kind.as_str())
            .text(&self.record)
            .optional(self.url.as_deref())
            .number(time::millis(self.occurred_at))
            .number(i64::from(self.confirmed))
            .finish()
    }

    fn bind(&self, statement: BulkStatement) -> BulkStatement {
        statement
            .bind(self.kind.as_str())
            .bind(self.record.as_str())
            .bind(self.url.as_deref())
            .bind(time::millis(self.occurred_at))
            .bind(self.confirmed)
    }
}

/// Which kinds of outcome a conversation has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OutcomeKinds {
    /// Confirmed, one bit a known kind.
    pub(crate) known: u8,
    /// [`OutcomeKinds::UNKNOWN`] and [`OutcomeKinds::INFERRED`].
    pub(crate) other: u8,
}

impl OutcomeKinds {
    /// A confirmed outcome of a kind that this version does not know.
    pub(crate) const UNKNOWN: u8 = 1;
    /// An outcome that was inferred. It shows as a badge and is counted in no number.
    pub(crate) const INFERRED: u8 = 2;

    /// Adds an outcome.
    pub(crate) fn add(&mut self, kind: &ConversionKind, confirmed: bool) {
        match kind.bit() {
            _ if !confirmed => self.other |= Self::INFERRED,
            Some(bit) => self.known |= 1 << bit,
            None => self.other |= Self::UNKNOWN,
        }
    }
}

struct CachedConversion {
    conversation_id: i64,
    kind: String,
    record: String,
    url: Option<String>,
    occurred_at: i64,
    confirmed: bool,
}

from_row!(CachedConversion {
    conversation_id,
    kind,
    record,
    url,
    occurred_at,
    confirmed
});

/// The outcomes of some conversations, each by time.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    conversations: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Vec<ConversionView>>> {
    let rows: Vec<CachedConversion> = sqlx::query_as(
        "SELECT conversation_id, kind, record, url, occurred_at, confirmed FROM conversion
         WHERE conversation_id IN (SELECT value FROM json_each(?))
         ORDER BY conversation_id, occurred_at, remote_id",
    )
    .bind(id_list(conversations))
    .fetch_all(conn)
    .await?;
    let mut by_conversation: HashMap<i64, Vec<ConversionView>> = HashMap::new();
    for row in rows {
        by_conversation
            .entry(row.conversation_id)
            .or_default()
            .push(row.into_view());
    }
    Ok(by_conversation)
}

/// The kinds of one conversation's outcomes.
pub(crate) async fn kinds(conn: &mut SqliteConnection, conversation: i64) -> Result<OutcomeKinds> {
    let rows: Vec<(String, bool)> =
        sqlx::query_as("SELECT kind, confirmed FROM conversion WHERE conversation_id = ?")
            .bind(conversation)
            .fetch_all(conn)
            .await?;
    let mut kinds = OutcomeKinds::default();
    for (kind, confirmed) in rows {
        kinds.add(&ConversionKind::from(kind.as_str()), confirmed);
    }
    Ok(kinds)
}

/// Conversations with a confirmed outcome of a kind that has no bit, ascending.
pub(crate) async fn with_kind(conn: &mut SqliteConnection, kind: &str) -> Result<Vec<u32>> {
    let ids: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(id) FROM (
             SELECT DISTINCT conversation_id AS id FROM conversion WHERE kind = ? AND confirmed = 1 ORDER BY id)",
    )
    .bind(kind)
    .fetch_one(conn)
    .await?;
    Ok(ids
        .map(|text| crate::table::search::parse_ids(&text))
        .unwrap_or_default())
}

impl CachedConversion {
    fn into_view(self) -> ConversionView {
        ConversionView {
            kind: ConversionKind::from(self.kind.as_str()),
            record: self.record,
            url: self.url,
            occurred_at: time::instant(self.occurred_at),
            confirmed: self.confirmed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inferred_outcome_is_counted_in_no_kind() {
        let mut kinds = OutcomeKinds::default();
        kinds.add(&ConversionKind::Booking, false);
        assert_eq!(
            kinds,
            OutcomeKinds {
                known: 0,
                other: OutcomeKinds::INFERRED
            }
        );
        kinds.add(&ConversionKind::Booking, true);
        kinds.add(&ConversionKind::Other("locker".to_owned()), true);
        assert_eq!(
            kinds,
            OutcomeKinds {
                known: 1 << 3,
                other: OutcomeKinds::INFERRED | OutcomeKinds::UNKNOWN
            }
        );
    }
}
