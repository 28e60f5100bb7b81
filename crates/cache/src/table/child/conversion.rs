//! Business outcomes.

use super::ConversationChild;
use super::former_outcome::{self, OutcomeHistory};
use crate::bulk::{BulkInsert, BulkStatement, id_list};
use crate::content_hash::ContentHash;
use crate::error::Result;
use crate::from_row::from_row;
use crate::table::search::parse_ids;
use crate::time;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use model::plausible_time::{KeptTime, TimeMark};
use model::record::ConversionRecord;
use model::request::InferredOutcomes;
use model::search::DurationSpan;
use model::view::ConversionView;
use model::{ConversionKind, RemoteId, SourceId};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Tells one mark from the other in a hash.
const TAKEN_BACK: i64 = 1 << 62;

impl ConversationChild for ConversionRecord {
    const KIND: &'static str = "conversion";
    const PUT: BulkInsert = BulkInsert {
        head: "INSERT INTO conversion
            (conversation_id, remote_id, hash, kind, record, url, occurred_at, confirmed,
             time_said, taken_back_at, counted_in, moved_to)",
        columns: 12,
        tail: "ON CONFLICT (conversation_id, remote_id) DO UPDATE SET hash = excluded.hash,
            kind = excluded.kind, record = excluded.record, url = excluded.url,
            occurred_at = excluded.occurred_at, confirmed = excluded.confirmed,
            time_said = excluded.time_said, taken_back_at = excluded.taken_back_at,
            counted_in = excluded.counted_in, moved_to = excluded.moved_to",
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
            .mark(time::millis_of(self.time_said))
            .mark(time::millis_of(self.taken_back_at).map(|at| at | TAKEN_BACK))
            .word(self.counted_in.as_ref().map(RemoteId::as_str))
            .mark(past_of(self))
            .finish()
    }

    fn bind(&self, statement: BulkStatement) -> BulkStatement {
        statement
            .bind(self.kind.as_str())
            .bind(self.record.as_str())
            .bind(self.url.as_deref())
            .bind(time::millis(self.occurred_at))
            .bind(self.confirmed)
            .bind(time::millis_of(self.time_said))
            .bind(time::millis_of(self.taken_back_at))
            .bind(self.counted_in.as_ref().map(RemoteId::as_str))
            .bind(self.moved_to.as_ref().map(RemoteId::as_str))
    }
}

/// The hash of where an outcome was moved to and of what it was; none where neither is told, so that most are
/// what they were before there was such a thing.
fn past_of(outcome: &ConversionRecord) -> Option<i64> {
    if outcome.moved_to.is_none() && outcome.earlier.is_empty() {
        return None;
    }
    let moved = outcome.moved_to.as_ref().map(RemoteId::as_str);
    let hash = ContentHash::new().optional(moved);
    let former = outcome.earlier.iter().fold(hash, |hash, it| {
        hash.text(it.kind.as_str())
            .text(&it.record)
            .optional(it.url.as_deref())
            .number(time::millis(it.occurred_at))
            .number(i64::from(it.confirmed))
            .number(time::millis_of(it.time_said).unwrap_or(i64::MIN))
            .number(time::millis_of(it.taken_back_at).unwrap_or(i64::MIN))
            .optional(it.moved_to.as_ref().map(RemoteId::as_str))
            .number(time::millis(it.until))
    });
    Some(former.finish())
}

/// Which kinds of outcome a conversation has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OutcomeKinds {
    /// Confirmed, one bit a known kind.
    pub(crate) known: u8,
    /// [`OutcomeKinds::UNKNOWN`] and [`OutcomeKinds::INFERRED`], and behind them inferred ones, one bit a known kind.
    pub(crate) other: u8,
}

impl OutcomeKinds {
    /// A confirmed outcome of a kind that this version does not know.
    pub(crate) const UNKNOWN: u8 = 1;
    /// An outcome that was inferred. It shows as a badge, and is counted where a reader wants it to be.
    pub(crate) const INFERRED: u8 = 2;
    /// How many bits stand before those of the inferred kinds.
    const BEFORE_INFERRED: u8 = 2;

    /// Adds an outcome that stands.
    pub(crate) fn add(&mut self, kind: &ConversionKind, confirmed: bool) {
        match kind.bit() {
            Some(bit) if confirmed => self.known |= 1 << bit,
            None if confirmed => self.other |= Self::UNKNOWN,
            Some(bit) => self.other |= Self::INFERRED | 1 << (bit + Self::BEFORE_INFERRED),
            None => self.other |= Self::INFERRED,
        }
    }

    /// The inferred ones, one bit a known kind, of what is stored of the others.
    pub(crate) const fn inferred(other: u8) -> u8 {
        other >> Self::BEFORE_INFERRED
    }
}

struct CachedConversion {
    conversation_id: i64,
    remote_id: String,
    kind: String,
    record: String,
    url: Option<String>,
    occurred_at: i64,
    confirmed: bool,
    time_said: Option<i64>,
    taken_back_at: Option<i64>,
    counted_in: Option<String>,
    moved_to: Option<String>,
    started_at: i64,
}

from_row!(
    CachedConversion:
    conversation_id,
    remote_id,
    kind,
    record,
    url,
    occurred_at,
    confirmed,
    time_said,
    taken_back_at,
    counted_in,
    moved_to,
    started_at
);

/// The outcomes of some conversations with what was said of each before, each by time. One that its source took
/// back and does not tell of any more is among them.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    conversations: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Vec<ConversionView>>> {
    let ids: Vec<i64> = conversations.into_iter().collect();
    let mut histories = former_outcome::of(conn, ids.iter().copied()).await?;
    let mut by_conversation: HashMap<i64, Vec<ConversionView>> = HashMap::new();
    for row in rows(conn, ids.iter().copied()).await? {
        let of_one = histories.get_mut(&row.conversation_id);
        let history = of_one.and_then(|all| all.remove(&row.remote_id));
        let shown = by_conversation.entry(row.conversation_id).or_default();
        shown.push(row.into_view(history.unwrap_or_default()));
    }
    for (conversation, left) in histories {
        let gone: Vec<ConversionView> = left.into_values().filter_map(gone).collect();
        if !gone.is_empty() {
            let shown = by_conversation.entry(conversation).or_default();
            shown.extend(gone);
            shown.sort_by_key(|it| it.occurred_at);
        }
    }
    Ok(by_conversation)
}

async fn rows(
    conn: &mut SqliteConnection,
    conversations: impl IntoIterator<Item = i64>,
) -> Result<Vec<CachedConversion>> {
    Ok(sqlx::query_as(
        "SELECT conversation_id, conversion.remote_id AS remote_id, kind, record, url, occurred_at, confirmed,
                time_said, taken_back_at, counted_in, moved_to, started_at
         FROM conversion JOIN conversation ON conversation.id = conversation_id
         WHERE conversation_id IN (SELECT value FROM json_each(?))
         ORDER BY conversation_id, occurred_at, conversion.remote_id",
    )
    .bind(id_list(conversations))
    .fetch_all(conn)
    .await?)
}

/// The outcomes of some conversations as their source told them last, by conversation and the server's id, without
/// what was said of them before.
pub(crate) async fn records(
    conn: &mut SqliteConnection,
    conversations: impl IntoIterator<Item = i64>,
) -> Result<HashMap<(i64, String), ConversionRecord>> {
    let rows = rows(conn, conversations).await?;
    let records = rows.into_iter().map(|row| {
        let key = (row.conversation_id, row.remote_id.clone());
        (key, row.into_record())
    });
    Ok(records.collect())
}

/// An outcome as [`records`] will answer it once it is written.
pub(crate) fn as_stored(told: &ConversionRecord) -> ConversionRecord {
    let kept = |at| time::instant(time::millis(at));
    ConversionRecord {
        occurred_at: kept(told.occurred_at),
        time_said: told.time_said.map(kept),
        taken_back_at: told.taken_back_at.map(kept),
        earlier: Vec::new(),
        ..told.clone()
    }
}

/// An outcome of which there is only history; none where it was never taken back.
fn gone(history: OutcomeHistory) -> Option<ConversionView> {
    let mut earlier = history.in_order();
    let last = earlier.pop()?;
    last.taken_back_at?;
    Some(ConversionView {
        kind: last.kind,
        record: last.record,
        url: last.url,
        occurred_at: last.occurred_at,
        confirmed: last.confirmed,
        time_mark: None,
        taken_back_at: last.taken_back_at,
        counted_in: None,
        moved_to: last.moved_to,
        earlier,
        offered_at: None,
    })
}

/// The kinds of one conversation's outcomes.
pub(crate) async fn kinds(conn: &mut SqliteConnection, conversation: i64) -> Result<OutcomeKinds> {
    let rows: Vec<(String, bool)> = sqlx::query_as(
        "SELECT kind, confirmed FROM conversion
             WHERE conversation_id = ? AND taken_back_at IS NULL AND counted_in IS NULL",
    )
    .bind(conversation)
    .fetch_all(conn)
    .await?;
    let mut kinds = OutcomeKinds::default();
    for (kind, confirmed) in rows {
        kinds.add(&ConversionKind::from(kind.as_str()), confirmed);
    }
    Ok(kinds)
}

/// The conversations whose first confirmed outcome came so long after their beginning, ascending. One from before
/// the beginning has no such time.
pub(crate) async fn converted_after(
    conn: &mut SqliteConnection,
    span: DurationSpan,
) -> Result<Vec<u32>> {
    let ids: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(id) FROM (
             SELECT conversation_id AS id FROM conversion
             JOIN conversation ON conversation.id = conversation_id
             WHERE confirmed = 1 AND taken_back_at IS NULL AND counted_in IS NULL
                 AND occurred_at >= started_at
             GROUP BY conversation_id
             HAVING min(occurred_at - started_at) / 1000 BETWEEN ? AND ? ORDER BY 1)",
    )
    .bind(span.shortest.unwrap_or(0))
    .bind(span.longest.unwrap_or(u32::MAX))
    .fetch_one(conn)
    .await?;
    Ok(ids.map(|text| parse_ids(&text)).unwrap_or_default())
}

/// Conversations of a source with an outcome that came, or was taken back, after an instant in milliseconds.
pub(crate) async fn since(
    conn: &mut SqliteConnection,
    source: SourceId,
    until: i64,
) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT conversation_id FROM conversion
         JOIN conversation ON conversation.id = conversation_id
         WHERE source_id = ? AND coalesce(taken_back_at, occurred_at) > ? AND counted_in IS NULL",
    )
    .bind(source.0)
    .bind(until)
    .fetch_all(conn)
    .await?)
}

/// When a confirmed outcome came.
#[derive(Clone, Debug)]
pub(crate) struct OutcomeTime {
    pub(crate) conversation: u32,
    pub(crate) kind: ConversionKind,
    /// Whole seconds from the beginning of the conversation.
    pub(crate) seconds: u32,
}

/// One as it is stored.
struct OutcomeTimeRow {
    id: i64,
    kind: String,
    seconds: i64,
}

from_row!(OutcomeTimeRow: id, kind, seconds);

impl OutcomeTimeRow {
    fn hand_over(self, take: &mut impl FnMut(OutcomeTime)) {
        if let Ok(conversation) = u32::try_from(self.id) {
            take(OutcomeTime {
                conversation,
                kind: ConversionKind::from(self.kind.as_str()),
                seconds: u32::try_from(self.seconds).unwrap_or(u32::MAX),
            });
        }
    }
}

/// Hands over when every outcome that counts came. One from before the beginning has no such time.
pub(crate) async fn each_time(
    conn: &mut SqliteConnection,
    mut take: impl FnMut(OutcomeTime),
) -> Result<()> {
    let question =
        "SELECT conversation_id AS id, kind, (occurred_at - started_at) / 1000 AS seconds
         FROM conversion JOIN conversation ON conversation.id = conversation_id
         WHERE confirmed = 1 AND taken_back_at IS NULL AND counted_in IS NULL
             AND occurred_at >= started_at";
    let mut rows = sqlx::query_as::<_, OutcomeTimeRow>(question).fetch(conn);
    while let Some(row) = rows.try_next().await? {
        row.hand_over(&mut take);
    }
    Ok(())
}

/// The same of some conversations.
pub(crate) async fn times_of(
    conn: &mut SqliteConnection,
    ids: &[u32],
    mut take: impl FnMut(OutcomeTime),
) -> Result<()> {
    let question =
        "SELECT conversation_id AS id, kind, (occurred_at - started_at) / 1000 AS seconds
         FROM conversion JOIN conversation ON conversation.id = conversation_id
         WHERE confirmed = 1 AND taken_back_at IS NULL AND counted_in IS NULL
             AND occurred_at >= started_at
             AND conversation_id IN (SELECT value FROM json_each(?))";
    let mut rows = sqlx::query_as::<_, OutcomeTimeRow>(question)
        .bind(id_list(ids.iter().map(|id| i64::from(*id))))
        .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        row.hand_over(&mut take);
    }
    Ok(())
}

/// Conversations with a confirmed outcome of a kind that has no bit, ascending.
pub(crate) async fn with_kind(
    conn: &mut SqliteConnection,
    kind: &str,
    inferred: InferredOutcomes,
) -> Result<Vec<u32>> {
    let ids: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(id) FROM (
             SELECT DISTINCT conversation_id AS id FROM conversion WHERE kind = ?1 AND (confirmed = 1 OR ?2)
                 AND taken_back_at IS NULL AND counted_in IS NULL ORDER BY id)",
    )
    .bind(kind)
    .bind(inferred.are_counted())
    .fetch_one(conn)
    .await?;
    Ok(ids.map(|text| parse_ids(&text)).unwrap_or_default())
}

impl CachedConversion {
    fn into_record(self) -> ConversionRecord {
        ConversionRecord {
            id: RemoteId(self.remote_id),
            kind: ConversionKind::from(self.kind.as_str()),
            record: self.record,
            url: self.url,
            occurred_at: time::instant(self.occurred_at),
            confirmed: self.confirmed,
            time_said: self.time_said.map(time::instant),
            taken_back_at: self.taken_back_at.map(time::instant),
            counted_in: self.counted_in.map(RemoteId),
            moved_to: self.moved_to.map(RemoteId),
            earlier: Vec::new(),
        }
    }

    fn into_view(self, history: OutcomeHistory) -> ConversionView {
        let time = KeptTime {
            at: time::instant(self.occurred_at),
            said: self.time_said.map(time::instant),
        };
        ConversionView {
            kind: ConversionKind::from(self.kind.as_str()),
            record: self.record,
            url: self.url,
            occurred_at: time.at,
            confirmed: self.confirmed,
            time_mark: TimeMark::of_outcome(time, time::instant(self.started_at)),
            taken_back_at: self.taken_back_at.map(time::instant),
            counted_in: self.counted_in.map(RemoteId),
            moved_to: self.moved_to.map(RemoteId),
            earlier: history.in_order(),
            offered_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inferred_outcomes_are_kept_by_kind_beside_the_confirmed() {
        let locker = ConversionKind::Other("locker".to_owned());
        let mut kinds = OutcomeKinds::default();
        let mut told = |kind: &ConversionKind, confirmed| {
            kinds.add(kind, confirmed);
            (
                kinds.known,
                kinds.other & 3,
                OutcomeKinds::inferred(kinds.other),
            )
        };
        assert_eq!(told(&locker, false), (0, OutcomeKinds::INFERRED, 0));
        let inferred = told(&ConversionKind::Booking, false);
        assert_eq!(inferred, (0, OutcomeKinds::INFERRED, 1 << 3));
        let both = told(&ConversionKind::DayPass, true);
        assert_eq!(both, (1 << 4, OutcomeKinds::INFERRED, 1 << 3));
        let all = OutcomeKinds::INFERRED | OutcomeKinds::UNKNOWN;
        assert_eq!(told(&locker, true), (1 << 4, all, 1 << 3));
    }
}
