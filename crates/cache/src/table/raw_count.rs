//! Numbers of some conversations, counted from their rows and from nothing that is derived. A scope is a JSON array
//! of ids.

use crate::bulk::id_list;
use crate::error::Result;
use crate::from_row::from_row;
use crate::table::message::ORDINAL_BITS;
use insights::share;
use model::metrics::{ChannelCount, Metrics, Share};
use model::request::InferredOutcomes;
use model::{Channel, ConversionKind, SourceId};
use sqlx::SqliteConnection;

/// Every conversation of the live sources, or of some of them, as a scope.
pub(crate) async fn everything(
    conn: &mut SqliteConnection,
    only: Option<&[SourceId]>,
) -> Result<String> {
    let only = only.map(|only| id_list(only.iter().map(|id| id.0)));
    Ok(sqlx::query_scalar(
        "SELECT json_group_array(conversation.id)
         FROM conversation JOIN source ON source.id = source_id AND source.state = 'live'
         WHERE ?1 IS NULL OR source_id IN (SELECT value FROM json_each(?1))",
    )
    .bind(only)
    .fetch_one(conn)
    .await?)
}

/// The numbers of a scope. The trend is left out.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    scope: &str,
    inferred: InferredOutcomes,
) -> Result<Metrics> {
    let heads = heads(conn, scope).await?;
    let kinds = kinds(conn, scope, inferred).await?;
    let visible = visible_messages(conn, scope).await?;
    let any = with_outcome(conn, scope, inferred).await?;
    let leads = with_lead(conn, scope).await?;
    let total = heads.total.cast_unsigned();
    let of_kind = |kind: &ConversionKind| kind_share(&kinds, kind, total);
    let known = heads.active + heads.ended > 0;
    Ok(Metrics {
        total,
        bookings: of_kind(&ConversionKind::Booking),
        customers: of_kind(&ConversionKind::Customer),
        tours: of_kind(&ConversionKind::Tour),
        contracts: of_kind(&ConversionKind::Contract),
        day_passes: of_kind(&ConversionKind::DayPass),
        any_conversion: share(any, total),
        leads: share(leads, total),
        escalated: heads.escalated.cast_unsigned(),
        active: known.then_some(heads.active.cast_unsigned()),
        ended: known.then_some(heads.ended.cast_unsigned()),
        average_messages: mean(visible, total),
        by_channel: by_channel(conn, scope).await?,
        trend: Vec::new(),
    })
}

/// What the heads say.
struct HeadCounts {
    total: i64,
    escalated: i64,
    active: i64,
    ended: i64,
}

from_row!(HeadCounts: total, escalated, active, ended);

async fn heads(conn: &mut SqliteConnection, scope: &str) -> Result<HeadCounts> {
    Ok(sqlx::query_as(
        "SELECT count(*) AS total,
             count(*) FILTER (WHERE escalation <> 'none') AS escalated,
             count(*) FILTER (WHERE status = 'active') AS active,
             count(*) FILTER (WHERE status = 'ended') AS ended
         FROM conversation WHERE id IN (SELECT value FROM json_each(?))",
    )
    .bind(scope)
    .fetch_one(conn)
    .await?)
}

/// Conversations by the kind of outcome: standing, counted here, and confirmed unless inferred ones count.
async fn kinds(
    conn: &mut SqliteConnection,
    scope: &str,
    inferred: InferredOutcomes,
) -> Result<Vec<(String, i64)>> {
    Ok(sqlx::query_as(
        "SELECT kind, count(DISTINCT conversation_id) FROM conversion
         WHERE (confirmed = 1 OR ?2) AND taken_back_at IS NULL AND counted_in IS NULL
             AND conversation_id IN (SELECT value FROM json_each(?1))
         GROUP BY kind",
    )
    .bind(scope)
    .bind(inferred.are_counted())
    .fetch_all(conn)
    .await?)
}

fn kind_share(kinds: &[(String, i64)], kind: &ConversionKind, total: u64) -> Share {
    let of_kind = kinds
        .iter()
        .filter(|(name, _)| ConversionKind::from(name.as_str()) == *kind);
    let conversations: i64 = of_kind.map(|(_, count)| count).sum();
    share(conversations.cast_unsigned(), total)
}

async fn with_outcome(
    conn: &mut SqliteConnection,
    scope: &str,
    inferred: InferredOutcomes,
) -> Result<u64> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(DISTINCT conversation_id) FROM conversion
         WHERE (confirmed = 1 OR ?2) AND taken_back_at IS NULL AND counted_in IS NULL
             AND conversation_id IN (SELECT value FROM json_each(?1))",
    )
    .bind(scope)
    .bind(inferred.are_counted())
    .fetch_one(conn)
    .await?;
    Ok(count.cast_unsigned())
}

async fn with_lead(conn: &mut SqliteConnection, scope: &str) -> Result<u64> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(DISTINCT conversation_id) FROM lead
         WHERE conversation_id IN (SELECT value FROM json_each(?))",
    )
    .bind(scope)
    .fetch_one(conn)
    .await?;
    Ok(count.cast_unsigned())
}

/// Messages that a reader sees.
async fn visible_messages(conn: &mut SqliteConnection, scope: &str) -> Result<u64> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM json_each(?1) AS scope CROSS JOIN message
             ON message.id BETWEEN (scope.value << ?2) AND (((scope.value + 1) << ?2) - 1)
         WHERE sender NOT IN ('system', 'tool')",
    )
    .bind(scope)
    .bind(ORDINAL_BITS)
    .fetch_one(conn)
    .await?;
    Ok(count.cast_unsigned())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of messages are far below 2^53"
)]
fn mean(messages: u64, conversations: u64) -> Option<f64> {
    (conversations > 0).then(|| messages as f64 / conversations as f64)
}

/// In the order of display.
async fn by_channel(conn: &mut SqliteConnection, scope: &str) -> Result<Vec<ChannelCount>> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT name, count(*) FROM conversation JOIN channel ON code = channel
         WHERE id IN (SELECT value FROM json_each(?)) GROUP BY name",
    )
    .bind(scope)
    .fetch_all(conn)
    .await?;
    let count = |(name, conversations): (String, i64)| ChannelCount {
        channel: Channel::from(name.as_str()),
        conversations: conversations.cast_unsigned(),
    };
    let mut channels: Vec<ChannelCount> = rows.into_iter().map(count).collect();
    channels.sort_by(|a, b| a.channel.cmp(&b.channel));
    Ok(channels)
}
