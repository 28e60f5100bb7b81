//! Transcripts that were asked for: who waits, who was served, who was given up.

use super::{instant, micros};
use crate::store::StoreError;
use crate::store::db::DbConnection;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::Row as _;
use std::time::Duration;

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
}

/// How many were asked for since an instant, and the first of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecentTranscripts {
    /// How many.
    pub(crate) count: i64,
    /// The first, if there is one.
    pub(crate) first: Option<DateTime<Utc>>,
}

impl RecentTranscripts {
    /// How long until one more passes; none if it passes now.
    pub(crate) fn wait(self, per_hour: u32, now: DateTime<Utc>) -> Option<Duration> {
        if self.count < i64::from(per_hour) {
            return None;
        }
        let free = self.first? + LIMIT_WINDOW - now;
        Some(free.to_std().unwrap_or_default())
    }
}

/// Inserts a request.
pub(crate) async fn insert(
    connection: &mut DbConnection,
    request: &TranscriptRow<'_>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO transcript (id, conversation, email, requested_at, attempts, next_attempt_at) \
         VALUES ($1, $2, $3, $4, 0, $4)",
    )
    .bind(request.id)
    .bind(request.conversation)
    .bind(request.email)
    .bind(micros(request.at))
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

/// Requests for a conversation after `since`.
pub(crate) async fn of_conversation(
    connection: &mut DbConnection,
    conversation: i64,
    since: DateTime<Utc>,
) -> Result<RecentTranscripts, StoreError> {
    let query = sqlx::query(
        "SELECT count(*), min(requested_at) FROM transcript \
         WHERE conversation = $1 AND requested_at > $2",
    );
    recent(query.bind(conversation).bind(micros(since)), connection).await
}

/// Requests to an address after `since`.
pub(crate) async fn to_address(
    connection: &mut DbConnection,
    email: &str,
    since: DateTime<Utc>,
) -> Result<RecentTranscripts, StoreError> {
    let query = sqlx::query(
        "SELECT count(*), min(requested_at) FROM transcript \
         WHERE email = $1 AND requested_at > $2",
    );
    recent(query.bind(email).bind(micros(since)), connection).await
}

async fn recent(
    query: sqlx::query::Query<'_, crate::store::db::DbDriver, sqlx::any::AnyArguments>,
    connection: &mut DbConnection,
) -> Result<RecentTranscripts, StoreError> {
    let row = query.fetch_one(&mut *connection).await?;
    let first = row.try_get::<Option<i64>, _>(1)?;
    Ok(RecentTranscripts {
        count: row.try_get(0)?,
        first: first.map(|_| instant(&row, 1)).transpose()?,
    })
}

/// The transcript that has been due for longest.
pub(crate) async fn first_due(
    connection: &mut DbConnection,
    now: DateTime<Utc>,
) -> Result<Option<DueTranscript>, StoreError> {
    let row = sqlx::query(
        "SELECT id, conversation, email, attempts FROM transcript \
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
    }))
}

/// Counts an attempt, and says when the next one comes should nothing be heard of this one.
pub(crate) async fn begin_attempt(
    connection: &mut DbConnection,
    id: &str,
    next: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE transcript SET attempts = attempts + 1, next_attempt_at = $2 WHERE id = $1",
    )
    .bind(id)
    .bind(micros(next))
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
