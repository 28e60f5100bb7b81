//! The sync ledger: one row a run.

use crate::error::Result;
use crate::from_row::from_row;
use crate::table::last_look::ReadUntil;
use crate::time;
use chrono::{DateTime, Utc};
use model::SourceId;
use model::feed::RecordCounts;
use sqlx::SqliteConnection;

/// Runs kept of each source; older ones are of no use to anybody.
const KEPT: i64 = 200;

/// A run of a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RunId(pub(crate) i64);

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    /// At the end of the feed.
    Complete,
    /// Stopped by the manager; it resumes where it stopped.
    Stopped,
    /// The server cannot be reached.
    Offline,
    /// The token was not accepted.
    SignInNeeded,
    /// Another store answers at the address, in words for people.
    OtherStore(String),
    /// Anything else, in words for people.
    Failed(String),
}

/// A run as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; none while it goes on, or after a crash.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<RunOutcome>,
    /// What the server said that it holds.
    pub server: Option<RecordCounts>,
}

struct CachedRun {
    started_at: i64,
    ended_at: Option<i64>,
    outcome: Option<String>,
    message: Option<String>,
    server_conversations: Option<i64>,
    server_messages: Option<i64>,
    server_conversions: Option<i64>,
    server_leads: Option<i64>,
}

from_row!(
    CachedRun:
    started_at,
    ended_at,
    outcome,
    message,
    server_conversations,
    server_messages,
    server_conversions,
    server_leads,
);

/// Until when what happened at each source is known here, in milliseconds: to when the newest run began that came to the
/// end of the feed. Of a source that was never read to its end it is when the first run began: what is here of it was
/// read since.
pub(crate) async fn known_until(conn: &mut SqliteConnection) -> Result<Vec<(i64, i64)>> {
    Ok(sqlx::query_as(
        "SELECT source_id, coalesce(
             max(CASE WHEN outcome = 'complete' THEN started_at END), min(started_at))
         FROM run GROUP BY source_id",
    )
    .fetch_all(conn)
    .await?)
}

/// Writes the beginning of a run, and forgets the oldest ones.
pub(crate) async fn begin(
    conn: &mut SqliteConnection,
    source: SourceId,
    at: DateTime<Utc>,
) -> Result<RunId> {
    let id: i64 =
        sqlx::query_scalar("INSERT INTO run (source_id, started_at) VALUES (?, ?) RETURNING id")
            .bind(source.0)
            .bind(time::millis(at))
            .fetch_one(&mut *conn)
            .await?;
    forget_oldest(conn, source).await?;
    Ok(RunId(id))
}

async fn forget_oldest(conn: &mut SqliteConnection, source: SourceId) -> Result<()> {
    sqlx::query(
        "DELETE FROM run WHERE source_id = ?1 AND id < (
             SELECT min(id) FROM (SELECT id FROM run WHERE source_id = ?1 ORDER BY id DESC LIMIT ?2))
         AND id <> (SELECT coalesce(max(id), 0) FROM run WHERE source_id = ?1 AND outcome = 'complete')",
    )
    .bind(source.0)
    .bind(KEPT)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes the end of a run.
pub(crate) async fn end(
    conn: &mut SqliteConnection,
    run: RunId,
    at: DateTime<Utc>,
    outcome: &RunOutcome,
    server: Option<RecordCounts>,
) -> Result<()> {
    let (word, message) = words(outcome);
    sqlx::query(
        "UPDATE run SET ended_at = ?, outcome = ?, message = ?, server_conversations = ?,
             server_messages = ?, server_conversions = ?, server_leads = ? WHERE id = ?",
    )
    .bind(time::millis(at))
    .bind(word)
    .bind(message)
    .bind(server.map(|counts| counts.conversations.cast_signed()))
    .bind(server.map(|counts| counts.messages.cast_signed()))
    .bind(server.map(|counts| counts.conversions.cast_signed()))
    .bind(server.map(|counts| counts.leads.cast_signed()))
    .bind(run.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest run of a source.
pub(crate) async fn last(conn: &mut SqliteConnection, source: SourceId) -> Result<Option<RunRow>> {
    let stored: Option<CachedRun> = sqlx::query_as(
        "SELECT started_at, ended_at, outcome, message, server_conversations, server_messages,
             server_conversions, server_leads
         FROM run WHERE source_id = ? ORDER BY id DESC LIMIT 1",
    )
    .bind(source.0)
    .fetch_optional(conn)
    .await?;
    Ok(stored.map(CachedRun::into_row))
}

/// When a run of a source last reached the end of the feed.
pub(crate) async fn last_complete(
    conn: &mut SqliteConnection,
    source: SourceId,
) -> Result<Option<DateTime<Utc>>> {
    let at: Option<i64> = sqlx::query_scalar(
        "SELECT ended_at FROM run
         WHERE source_id = ? AND outcome = 'complete' AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1",
    )
    .bind(source.0)
    .fetch_optional(conn)
    .await?;
    Ok(at.map(time::instant))
}

/// By source, when the last run began that reached the end of the feed, in milliseconds.
pub(crate) async fn read_until(conn: &mut SqliteConnection) -> Result<ReadUntil> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT source_id, max(started_at) FROM run WHERE outcome = 'complete' GROUP BY source_id",
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().collect())
}

impl CachedRun {
    fn into_row(self) -> RunRow {
        RunRow {
            started_at: time::instant(self.started_at),
            ended_at: self.ended_at.map(time::instant),
            server: self.server(),
            outcome: self.outcome.map(|word| outcome_of(&word, self.message)),
        }
    }

    fn server(&self) -> Option<RecordCounts> {
        Some(RecordCounts {
            conversations: self.server_conversations?.cast_unsigned(),
            messages: self.server_messages?.cast_unsigned(),
            conversions: self.server_conversions?.cast_unsigned(),
            leads: self.server_leads?.cast_unsigned(),
        })
    }
}

fn words(outcome: &RunOutcome) -> (&'static str, Option<&str>) {
    match outcome {
        RunOutcome::Complete => ("complete", None),
        RunOutcome::Stopped => ("stopped", None),
        RunOutcome::Offline => ("offline", None),
        RunOutcome::SignInNeeded => ("sign_in_needed", None),
        RunOutcome::OtherStore(message) => ("other_store", Some(message)),
        RunOutcome::Failed(message) => ("failed", Some(message)),
    }
}

fn outcome_of(word: &str, message: Option<String>) -> RunOutcome {
    match word {
        "complete" => RunOutcome::Complete,
        "stopped" => RunOutcome::Stopped,
        "offline" => RunOutcome::Offline,
        "sign_in_needed" => RunOutcome::SignInNeeded,
        "other_store" => RunOutcome::OtherStore(message.unwrap_or_default()),
        _ => RunOutcome::Failed(message.unwrap_or_default()),
    }
}
