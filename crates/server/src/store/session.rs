//! Sessions: which conversation a new exchange continues, and which have gone quiet. Each call is one
//! transaction, so that what was read is still so when it is written.

use super::table::conversation::{self, Head};
use super::transaction::Transaction;
use super::{Store, StoreError};
use crate::store::db::Connection;
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::ConversationChange;
use model::record::{ConversationRecord, Place};
use model::{Channel, Escalation, Origin, RemoteId, Status};

/// Conversations that one transaction of the clean-up ends.
const STALE_BATCH: i64 = 200;
/// How many open conversations of one thread or number are looked at for the one that goes on: another
/// subject or another space may stand before it.
const MOST_OPEN: i64 = 20;
/// How long an e-mail thread stays one session.
const EMAIL_HOURS: i64 = 48;
/// How long a number stays one session.
const WHATSAPP_HOURS: i64 = 24;

/// An exchange that begins, or goes on.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    /// The client's id for the conversation, if it gives one.
    pub(crate) id: Option<RemoteId>,
    /// The session id, where it must be a certain one; else it is random.
    pub(crate) session_id: Option<String>,
    /// The space.
    pub(crate) space: RemoteId,
    /// The channel.
    pub(crate) channel: Channel,
    /// The origin.
    pub(crate) origin: Origin,
    /// The subject.
    pub(crate) subject: Option<String>,
    /// What the channel calls one exchange: the chat window, the e-mail thread, the call.
    pub(crate) thread: Option<String>,
    /// A known person.
    pub(crate) customer: Option<RemoteId>,
    /// The address or number of somebody not known.
    pub(crate) external_identifier: Option<String>,
    /// The token of a visitor's browser.
    pub(crate) visitor_token: Option<String>,
    /// Where the visitor is.
    pub(crate) place: Place,
}

/// Whether an exchange began or went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Session {
    /// A new conversation was made.
    Begun,
    /// An open one goes on.
    Continued,
}

impl Store {
    /// The conversation of an exchange: the open one that it continues, or a new one.
    ///
    /// # Errors
    /// The space or the customer is unknown, the id is taken or was deleted, or the database failed.
    pub(crate) async fn begin_session(
        &self,
        beginning: &Beginning,
    ) -> Result<(ConversationRecord, Session), StoreError> {
        let now = self.clock().now();
        let mut pen = self.pen().await?;
        let mut transaction = Transaction::begin(pen.connection()?).await?;
        let begun = transaction.begin_session(beginning, now).await?;
        transaction.commit().await?;
        Ok(begun)
    }

    /// Ends every active conversation with no activity since `before`; how many there were.
    ///
    /// # Errors
    /// The database failed. What was ended before that stays ended.
    pub async fn end_stale(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut ended = 0;
        loop {
            let batch = self.end_some_stale(before).await?;
            if batch == 0 {
                return Ok(ended);
            }
            ended += batch;
        }
    }

    async fn end_some_stale(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let now = self.clock().now();
        let mut pen = self.pen().await?;
        let mut transaction = Transaction::begin(pen.connection()?).await?;
        let stale = sqlx::query_scalar::<_, i64>(
            "SELECT key FROM conversation WHERE status = 'active' AND last_activity_at < $1 \
             ORDER BY last_activity_at LIMIT $2",
        );
        let stale = stale
            .bind(before.timestamp_micros())
            .bind(STALE_BATCH)
            .fetch_all(transaction.connection())
            .await?;
        for key in &stale {
            if let Some(head) = conversation::by_key(transaction.connection(), *key).await? {
                let mut change = super::write::bare(&head);
                change.conversation.status = Some(Status::Ended);
                change.conversation.ended_at = Some(now);
                transaction.put_known(&head, &change).await?;
            }
        }
        transaction.commit().await?;
        Ok(stale.len() as u64)
    }

    /// The head of a conversation.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub(crate) async fn head_of(&self, id: &RemoteId) -> Result<ConversationRecord, StoreError> {
        let head = conversation::by_id(&mut *self.glance().await?, id).await?;
        let missing = || StoreError::NotFound {
            what: "conversation",
            id: id.to_string(),
        };
        head.map(|head| head.record).ok_or_else(missing)
    }
}

impl Transaction<'_> {
    /// See [`Store::begin_session`].
    pub(super) async fn begin_session(
        &mut self,
        beginning: &Beginning,
        now: DateTime<Utc>,
    ) -> Result<(ConversationRecord, Session), StoreError> {
        if let Some(head) = open(self.connection(), beginning, now).await? {
            return Ok((head.record, Session::Continued));
        }
        let record = beginning.record(now);
        let change = ConversationChange {
            conversation: record.clone(),
            messages: Vec::new(),
            conversions: Vec::new(),
            leads: Vec::new(),
            tickets: Vec::new(),
            inbox_items: Vec::new(),
        };
        self.put_many(std::slice::from_ref(&change)).await?;
        if let Some(thread) = &beginning.thread {
            sqlx::query("UPDATE conversation SET thread = $1 WHERE id = $2")
                .bind(thread)
                .bind(record.id.as_str())
                .execute(self.connection())
                .await?;
        }
        Ok((record, Session::Begun))
    }
}

/// The open conversation that this exchange continues.
async fn open(
    connection: &mut Connection,
    beginning: &Beginning,
    now: DateTime<Utc>,
) -> Result<Option<Head>, StoreError> {
    if let Some(id) = &beginning.id
        && let Some(head) = conversation::by_id(connection, id).await?
    {
        let same =
            head.record.space_id == beginning.space && head.record.channel == beginning.channel;
        return if same {
            Ok(Some(head))
        } else {
            Err(StoreError::Conflict)
        };
    }
    let (sql, name) = match (&beginning.channel, &beginning.thread) {
        (Channel::WhatsApp, _) => (
            "SELECT key FROM conversation WHERE external_identifier = $1 AND channel = $2 \
             AND status = 'active' ORDER BY last_activity_at DESC LIMIT $3",
            &beginning.external_identifier,
        ),
        (_, thread) => (
            "SELECT key FROM conversation WHERE thread = $1 AND channel = $2 \
             AND status = 'active' ORDER BY last_activity_at DESC LIMIT $3",
            thread,
        ),
    };
    let Some(name) = name else {
        return Ok(None);
    };
    let keys = sqlx::query_scalar::<_, i64>(sql)
        .bind(name)
        .bind(beginning.channel.as_str())
        .bind(MOST_OPEN)
        .fetch_all(&mut *connection)
        .await?;
    for key in keys {
        let head = conversation::by_key(connection, key).await?;
        if let Some(head) = head.filter(|head| beginning.continues(&head.record, now)) {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

impl Beginning {
    /// Whether an exchange of the same thread or number is still the same session.
    fn continues(&self, open: &ConversationRecord, now: DateTime<Utc>) -> bool {
        let quiet = now - open.last_activity_at;
        let within = match self.channel {
            Channel::Email => {
                quiet < TimeDelta::hours(EMAIL_HOURS)
                    && bare_subject(self.subject.as_deref())
                        == bare_subject(open.subject.as_deref())
            }
            Channel::WhatsApp => quiet < TimeDelta::hours(WHATSAPP_HOURS),
            _ => true,
        };
        within && open.space_id == self.space
    }

    fn record(&self, now: DateTime<Utc>) -> ConversationRecord {
        ConversationRecord {
            id: self
                .id
                .clone()
                .unwrap_or_else(|| random_id().as_str().into()),
            session_id: self.session_id.clone().unwrap_or_else(random_id),
            space_id: self.space.clone(),
            channel: self.channel.clone(),
            origin: self.origin.clone(),
            subject: self.subject.clone(),
            customer_id: self.customer.clone(),
            external_identifier: self.external_identifier.clone(),
            visitor_token: self.visitor_token.clone(),
            place: self.place.clone(),
            status: Some(Status::Active),
            escalation: Escalation::None,
            started_at: now,
            last_activity_at: now,
            ended_at: None,
        }
    }
}

/// 192 random bits of the operating system's.
pub(super) fn random_id() -> String {
    random_bits::<24>()
}

/// So many random bytes of the operating system's, in letters that stand in any address.
pub(super) fn random_bits<const BYTES: usize>() -> String {
    use base64::Engine as _;
    use rand::TryRngCore as _;
    let mut bytes = [0; BYTES];
    // The thread's generator is seeded by the system as well, should the system itself be silent.
    if rand::rngs::OsRng.try_fill_bytes(&mut bytes).is_err() {
        rand::Rng::fill(&mut rand::rng(), &mut bytes[..]);
    }
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// A subject without what mail programs put before it, blanks and case folded.
fn bare_subject(subject: Option<&str>) -> String {
    let mut text = subject.unwrap_or_default().trim().to_lowercase();
    while let Some(rest) = ["re:", "fwd:", "fw:", "aw:", "wg:"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
    {
        text = rest.trim_start().to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_id_is_random_and_long() {
        let ids = (0..1000).map(|_| random_id());
        let ids = ids.collect::<std::collections::HashSet<_>>();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 32));
    }

    #[test]
    fn answers_and_forwards_keep_their_subject() {
        let cases = [
            ("Re: Office for six", "office for six"),
            ("RE: Fwd:  Office   for six ", "office for six"),
            ("Reading room", "reading room"),
            ("", ""),
        ];
        for (subject, bare) in cases {
            assert_eq!(bare_subject(Some(subject)), bare);
        }
        assert_eq!(bare_subject(None), "");
    }
}
