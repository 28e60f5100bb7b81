//! Endings: who ended a conversation, and the clean-up of those that went quiet. No channel is cleaned
//! up while an exchange on it may still continue by its own rule.

use super::ended_by::EndedBy;
use super::import::bare;
use super::table::conversation;
use super::transaction::StoreTransaction;
use super::write_summary::WriteStatus;
use super::{Store, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use model::session::quiet_limit;
use model::{Channel, RemoteId, Status};
use sqlx::Row as _;

/// Conversations that one transaction of the clean-up ends.
const STALE_BATCH: i64 = 200;

/// The conversations that are quiet since before `$1`, by channel; those of every channel that has no
/// rule of its own are looked for at once. Each has an index of its own.
const QUIET: [(&str, Option<Channel>); 3] = [
    (
        "SELECT key FROM conversation WHERE status = 'active' AND channel = 'email' \
         AND last_activity_at < $1 ORDER BY last_activity_at LIMIT $2",
        Some(Channel::Email),
    ),
    (
        "SELECT key FROM conversation WHERE status = 'active' AND channel = 'whatsapp' \
         AND last_activity_at < $1 ORDER BY last_activity_at LIMIT $2",
        Some(Channel::WhatsApp),
    ),
    (
        "SELECT key FROM conversation WHERE status = 'active' AND channel <> 'email' \
         AND channel <> 'whatsapp' AND last_activity_at < $1 ORDER BY last_activity_at LIMIT $2",
        None,
    ),
];

impl Store {
    /// Ends a conversation: nothing can be appended from then on.
    ///
    /// # Errors
    /// There is no such conversation.
    pub async fn end(
        &self,
        id: &RemoteId,
        by: EndedBy,
        at: DateTime<Utc>,
    ) -> Result<WriteStatus, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let outcome = transaction.end(id, by, at).await?;
        transaction.commit().await?;
        Ok(outcome)
    }

    /// Ends every active conversation that was quiet for longer than `quiet`, and for longer than an
    /// exchange on its channel may pause: 48 hours on e-mail, 24 on WhatsApp. How many there were.
    ///
    /// # Errors
    /// The database failed. What was ended before that stays ended.
    pub async fn end_stale(&self, quiet: TimeDelta) -> Result<u64, StoreError> {
        let (now, mut ended) = (self.clock().now(), 0);
        for (sql, channel) in QUIET {
            let quiet = channel.map_or(quiet, |channel| quiet_limit(&channel, quiet));
            let Some(before) = now.checked_sub_signed(quiet) else {
                continue;
            };
            loop {
                let batch = self.end_some_stale(sql, before, now).await?;
                ended += batch;
                if batch == 0 {
                    break;
                }
            }
        }
        Ok(ended)
    }

    async fn end_some_stale(
        &self,
        sql: &'static str,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let stale = sqlx::query_scalar::<_, i64>(sql)
            .bind(before.timestamp_micros())
            .bind(STALE_BATCH)
            .fetch_all(transaction.connection())
            .await?;
        for key in &stale {
            if let Some(head) = conversation::by_key(transaction.connection(), *key).await? {
                transaction.close(&head, EndedBy::CleanUp, now).await?;
            }
        }
        transaction.commit().await?;
        Ok(stale.len() as u64)
    }

    /// How many conversations were ended by whom; `None` for those that came here ended.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn endings(&self) -> Result<Vec<(Option<String>, u64)>, StoreError> {
        let rows = sqlx::query(
            "SELECT ended_by, count(*) FROM conversation WHERE status = 'ended' \
             GROUP BY ended_by ORDER BY ended_by",
        );
        let rows = rows.fetch_all(&mut *self.read().await?).await?;
        let read = |row: &crate::store::db::DbRow| {
            let count = row.try_get::<i64, _>(1)?;
            Ok((row.try_get(0)?, u64::try_from(count).unwrap_or_default()))
        };
        let rows = rows.iter().map(read).collect::<sqlx::Result<_>>();
        rows.map_err(Into::into)
    }
}

impl StoreTransaction<'_> {
    /// See [`Store::end`].
    pub(super) async fn end(
        &mut self,
        id: &RemoteId,
        by: EndedBy,
        at: DateTime<Utc>,
    ) -> Result<WriteStatus, StoreError> {
        let head = self.head(id).await?;
        if head.record.status == Some(Status::Ended) {
            return Ok(WriteStatus::AlreadyKnown);
        }
        self.close(&head, by, at).await?;
        Ok(WriteStatus::Recorded)
    }

    async fn close(
        &mut self,
        head: &conversation::ConversationHead,
        by: EndedBy,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut change = bare(head);
        change.conversation.status = Some(Status::Ended);
        change.conversation.ended_at = Some(at);
        self.put_known(head, &change).await?;
        self.ended_by(head, by);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::QUIET;
    use crate::store::session::tests::plan;

    #[tokio::test]
    async fn the_clean_up_walks_what_is_quiet_and_nothing_else() {
        for ((sql, _), index) in QUIET.iter().zip(["email", "whatsapp", "other"]) {
            let plan = plan(sql).await;
            let expected = format!("INDEX conversation_quiet_{index} (last_activity_at<?)");
            assert_eq!(plan.len(), 1, "{plan:?}");
            assert!(plan[0].starts_with("SEARCH conversation USING"), "{plan:?}");
            assert!(plan[0].ends_with(&expected), "{plan:?}");
        }
    }
}
