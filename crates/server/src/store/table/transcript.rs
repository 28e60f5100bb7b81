//! Transcripts that were asked for: who waits, who was served, who was given up.

use super::{instant, micros};
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow};
use chrono::{DateTime, TimeDelta, Utc};
use model::identity::lookup_key;
use sqlx::Row as _;

/// The time over which the limits count.
pub(crate) const LIMIT_WINDOW: TimeDelta = TimeDelta::hours(1);

/// A transcript on its way into the store.
pub(crate) struct TranscriptRow<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// The conversation's key.
    pub(crate) conversation: i64,
    /// Where it goes.
    pub(crate) email: &'a str,
    /// When it was asked for; it is due at once.
    pub(crate) at: DateTime<Utc>,
}

/// A transcript that is due.
#[derive(Clone, Debug)]
pub(crate) struct DueTranscript {
    /// Its id.
    pub(crate) id: String,
    /// The conversation's key.
    pub(crate) conversation: i64,
    /// Where it goes.
    pub(crate) email: String,
    /// Attempts before this one.
    pub(crate) attempts: i64,
    /// How the last of them ended.
    pub(crate) last_error: Option<String>,
}

impl DueTranscript {
    /// Whether the last two attempts were begun and nobody heard of their ends.
    pub(crate) fn has_ended_nowhere(&self) -> bool {
        self.last_error.as_deref() == Some(UNDER_WAY_AGAIN)
    }

    fn under_way(&self) -> &'static str {
        match self.last_error.as_deref() {
            Some(UNDER_WAY) => UNDER_WAY_AGAIN,
            _ => UNDER_WAY,
        }
    }
}

/// What stands where the end of an attempt is to be told, as long as it is under way. Found by the next one,
/// the process ended meanwhile: with a restart, or of what it was to write.
const UNDER_WAY: &str = "an attempt is under way";
/// The same, where that was found.
const UNDER_WAY_AGAIN: &str = "an attempt is under way, and the one before never ended";

/// A transcript that was asked for not long ago.
#[derive(Clone, Debug)]
pub(crate) struct RecentTranscript {
    /// The conversation's key.
    pub(crate) conversation: i64,
    /// The key of the conversation's space.
    pub(crate) space: i64,
    /// Where it goes.
    pub(crate) email: String,
    /// When it was asked for.
    pub(crate) at: DateTime<Utc>,
}

/// Inserts a request.
pub(crate) async fn insert(
    connection: &mut DbConnection,
    request: &TranscriptRow<'_>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO transcript (id, conversation, email, requested_at, attempts, next_attempt_at, \
             email_key) VALUES ($1, $2, $3, $4, 0, $4, $5)",
    )
    .bind(request.id)
    .bind(request.conversation)
    .bind(request.email)
    .bind(micros(request.at))
    .bind(lookup_key(request.email))
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Where a transcript goes and when it was asked for; none if nobody did.
pub(crate) async fn asked_before(
    connection: &mut DbConnection,
    id: &str,
) -> Result<Option<(String, DateTime<Utc>)>, StoreError> {
    let row = sqlx::query("SELECT email, requested_at FROM transcript WHERE id = $1");
    let row = row.bind(id).fetch_optional(&mut *connection).await?;
    let read = |row| Ok((sqlx::Row::try_get(&row, 0)?, instant(&row, 1)?));
    row.map(read).transpose()
}

/// What was asked for after `since`, the first one first. It is no more than the server's limit of an hour.
pub(crate) async fn since(
    connection: &mut DbConnection,
    since: DateTime<Utc>,
) -> Result<Vec<RecentTranscript>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.conversation, c.space, t.email, t.requested_at FROM transcript AS t \
         JOIN conversation AS c ON c.key = t.conversation \
         WHERE t.requested_at > $1 ORDER BY t.requested_at",
    );
    let rows = rows.bind(micros(since)).fetch_all(&mut *connection).await?;
    let read = |row: &DbRow| {
        Ok(RecentTranscript {
            conversation: row.try_get(0)?,
            space: row.try_get(1)?,
            email: row.try_get(2)?,
            at: instant(row, 3)?,
        })
    };
    let rows = rows.iter().map(read).collect::<sqlx::Result<_>>();
    rows.map_err(Into::into)
}

/// The transcript that has been due for longest.
pub(crate) async fn first_due(
    connection: &mut DbConnection,
    now: DateTime<Utc>,
) -> Result<Option<DueTranscript>, StoreError> {
    let row = sqlx::query(
        "SELECT id, conversation, email, attempts, last_error FROM transcript \
         WHERE sent_at IS NULL AND failed_at IS NULL AND next_attempt_at <= $1 \
         ORDER BY next_attempt_at LIMIT 1",
    )
    .bind(micros(now))
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(DueTranscript {
        id: row.try_get(0)?,
        conversation: row.try_get(1)?,
        email: row.try_get(2)?,
        attempts: row.try_get(3)?,
        last_error: row.try_get(4)?,
    }))
}

/// Counts an attempt, and says when the next one comes should nothing be heard of this one.
pub(crate) async fn begin_attempt(
    connection: &mut DbConnection,
    due: &DueTranscript,
    next: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE transcript SET attempts = attempts + 1, next_attempt_at = $2, last_error = $3 \
         WHERE id = $1",
    )
    .bind(due.id.as_str())
    .bind(micros(next))
    .bind(due.under_way())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// It was handed over.
pub(crate) async fn sent(
    connection: &mut DbConnection,
    id: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE transcript SET sent_at = $2, last_error = NULL WHERE id = $1")
        .bind(id)
        .bind(micros(at))
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// It was not taken; it is tried again.
pub(crate) async fn postponed(
    connection: &mut DbConnection,
    id: &str,
    until: DateTime<Utc>,
    error: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE transcript SET next_attempt_at = $2, last_error = $3 WHERE id = $1")
        .bind(id)
        .bind(micros(until))
        .bind(error)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// It is given up.
pub(crate) async fn given_up(
    connection: &mut DbConnection,
    id: &str,
    at: DateTime<Utc>,
    error: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE transcript SET failed_at = $2, last_error = $3 WHERE id = $1")
        .bind(id)
        .bind(micros(at))
        .bind(error)
        .execute(&mut *connection)
        .await?;
    Ok(())
}
