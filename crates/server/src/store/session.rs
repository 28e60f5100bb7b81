//! Sessions: which conversation a new exchange continues, and what it adds to that. Each call is one
//! transaction, so that what was read is still so when it is written.

use super::group_commit::WriteRequest;
use super::import::bare;
use super::reach_standing::{self, ReachStanding};
use super::table::conversation::{self, ContinuationTrace, ConversationHead};
use super::table::merged;
use super::table::reach::ReachKeys;
use super::transaction::StoreTransaction;
use super::{Store, StoreError};
use chrono::{DateTime, Utc};
use model::identity::{NumberHome, is_same, lookup_key};
use model::record::{ConversationRecord, GeoPlace};
use model::session::{bare_subject, continuation_window};
use model::{Channel, Escalation, Origin, Reach, RemoteId, Status};

/// An exchange that begins, or goes on.
#[derive(Clone, Debug)]
pub(crate) struct ExchangeStart {
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
    pub(crate) place: GeoPlace,
    /// How far who begins it reaches: a customer beyond is not known to them. The space is within.
    pub(crate) reach: Reach,
    /// Whether it may say that a conversation was another customer's.
    pub(crate) ownership: CustomerOwnership,
}

/// Whether who names a conversation by its id may say whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CustomerOwnership {
    /// It stays whose it is: a chatbot that is handed an id must not take over somebody else's conversation.
    Fixed,
    /// The operator's own programs correct it.
    Correctable,
}

/// Whether an exchange began or went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionContinuity {
    /// A new conversation was made.
    Begun,
    /// An open one goes on.
    Continued,
}

impl Store {
    /// The conversation of an exchange: the open one that it continues, which learns what the exchange
    /// knows beyond it, or a new one.
    ///
    /// # Errors
    /// The space or the customer is unknown, the id is of a conversation that has ended, was deleted or
    /// is another's, or the database failed.
    pub(crate) async fn begin_session(
        &self,
        beginning: &ExchangeStart,
    ) -> Result<(ConversationRecord, SessionContinuity), StoreError> {
        self.commit_grouped(beginning.clone()).await
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

impl WriteRequest for ExchangeStart {
    type Done = (ConversationRecord, SessionContinuity);

    fn conversation(&self) -> Option<&RemoteId> {
        self.id.as_ref()
    }

    async fn execute(
        &self,
        transaction: &mut StoreTransaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<Self::Done, StoreError> {
        transaction.begin_session(self, now).await
    }
}

impl StoreTransaction<'_> {
    /// See [`Store::begin_session`].
    pub(super) async fn begin_session(
        &mut self,
        beginning: &ExchangeStart,
        now: DateTime<Utc>,
    ) -> Result<(ConversationRecord, SessionContinuity), StoreError> {
        let mut standing = beginning.clone();
        let customer = match &beginning.customer {
            Some(named) => {
                self.customer(named).await?;
                let id = self.standing_customer(named).await?;
                let key = self.customer(&id).await?;
                if self.is_customer_beyond(&beginning.reach, key).await? {
                    return Err(StoreError::UnknownCustomer(named.clone()));
                }
                standing.customer = Some(id);
                Some(key)
            }
            None => None,
        };
        let (named, beginning) = (beginning.customer.as_ref(), &standing);
        let home = match &beginning.external_identifier {
            Some(_) => self.number_home(&beginning.space).await?,
            None => NumberHome::NOWHERE,
        };
        let open = match self.named(beginning, home).await? {
            None => self.open(beginning, home, customer, now).await?,
            open => open,
        };
        match open {
            Some(head) if beginning.corrects(&head.record) => {
                self.correct_customer(&head, named, beginning).await
            }
            Some(head) => self.learn(&head, beginning).await,
            None => {
                let made = self.make(beginning, now).await?;
                self.remember_named(&made.0.id, named, beginning.customer.as_ref())
                    .await?;
                Ok(made)
            }
        }
    }

    /// Whether a customer is known beyond reach alone.
    pub(super) async fn is_customer_beyond(
        &mut self,
        reach: &Reach,
        customer: i64,
    ) -> Result<bool, StoreError> {
        if reach.is_everywhere() {
            return Ok(false);
        }
        // Conversations that wait to be written count.
        self.settle().await?;
        let reach = ReachKeys::of(self.connection(), reach).await?;
        let standing = reach_standing::of_customer(self.connection(), &reach, customer).await?;
        Ok(standing == ReachStanding::Beyond)
    }

    /// A conversation that names a customer who was merged is that customer's again when they are separated.
    async fn remember_named(
        &mut self,
        id: &RemoteId,
        named: Option<&RemoteId>,
        standing: Option<&RemoteId>,
    ) -> Result<(), StoreError> {
        if let Some(named) = named.filter(|named| Some(*named) != standing) {
            let head = self.head(id).await?;
            self.insert_conversation(head.key).await?;
            merged::remember(self.connection(), head.key, named).await?;
        }
        Ok(())
    }

    /// The conversation is given to another customer; the same call with the one before undoes it.
    async fn correct_customer(
        &mut self,
        head: &ConversationHead,
        named: Option<&RemoteId>,
        beginning: &ExchangeStart,
    ) -> Result<(ConversationRecord, SessionContinuity), StoreError> {
        let mut record = head.record.clone();
        record.customer_id.clone_from(&beginning.customer);
        beginning.tell(&mut record);
        self.change_head(head, 0, &record).await?;
        // A separation of the customer before must not take back what is not theirs any more.
        merged::forget_conversation(self.connection(), head.key).await?;
        let standing = beginning.customer.as_ref();
        self.remember_named(&record.id, named, standing).await?;
        Ok((record, SessionContinuity::Continued))
    }

    /// The open conversation that the client names by an id.
    async fn named(
        &mut self,
        beginning: &ExchangeStart,
        home: NumberHome,
    ) -> Result<Option<ConversationHead>, StoreError> {
        let Some(id) = &beginning.id else {
            return Ok(None);
        };
        let Some(head) = self.lookup(id).await? else {
            return Ok(None);
        };
        let held = &head.record;
        if held.channel != beginning.channel || !beginning.may_continue(held, home) {
            return Err(StoreError::Conflict);
        }
        if held.status == Some(Status::Ended) {
            return Err(StoreError::Ended(id.clone()));
        }
        Ok(Some(head))
    }

    /// The open conversation that this exchange continues by the rule of its channel.
    async fn open(
        &mut self,
        beginning: &ExchangeStart,
        home: NumberHome,
        customer: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<Option<ConversationHead>, StoreError> {
        let number = beginning.number();
        let since = continuation_window(&beginning.channel).map(|window| now - window);
        for trace in beginning.traces(number.as_deref(), customer) {
            let mut open = self.open_of(&trace, since).await?;
            open.retain(|head| beginning.continues(&head.record, home));
            // What the token opens comes before what nobody has locked: a stranger may have begun that.
            let own =
                |head: &ConversationHead| head.record.visitor_token == beginning.visitor_token;
            let place = open.iter().position(own).unwrap_or_default();
            if place < open.len() {
                return Ok(Some(open.swap_remove(place)));
            }
        }
        Ok(None)
    }

    /// An open conversation goes on, and learns what the exchange knows and it did not.
    async fn learn(
        &mut self,
        head: &ConversationHead,
        beginning: &ExchangeStart,
    ) -> Result<(ConversationRecord, SessionContinuity), StoreError> {
        let mut change = bare(head);
        beginning.tell(&mut change.conversation);
        self.put_known(head, &change).await?;
        Ok((change.conversation, SessionContinuity::Continued))
    }

    async fn make(
        &mut self,
        beginning: &ExchangeStart,
        now: DateTime<Utc>,
    ) -> Result<(ConversationRecord, SessionContinuity), StoreError> {
        let record = beginning.record(now);
        if beginning.id.is_none() {
            // So many random bits were never anybody's.
            self.set_free(record.id.clone());
        }
        self.begin_conversation(record.clone(), beginning.thread.clone())
            .await?;
        Ok((record, SessionContinuity::Begun))
    }
}

impl ExchangeStart {
    /// The number of a WhatsApp exchange.
    fn number(&self) -> Option<String> {
        let identifier = self.external_identifier.as_ref();
        let identifier = identifier.filter(|_| self.channel == Channel::WhatsApp);
        identifier.map(|it| lookup_key(it))
    }

    /// By what to look for the open conversation: on WhatsApp by the number, then by the person, and
    /// by the thread only where neither is known; elsewhere by the thread.
    fn traces<'a>(
        &'a self,
        number: Option<&'a str>,
        customer: Option<i64>,
    ) -> Vec<ContinuationTrace<'a>> {
        let customer = customer.filter(|_| self.channel == Channel::WhatsApp);
        let number = number.map(ContinuationTrace::Number);
        let customer = customer.map(|key| ContinuationTrace::Customer(key, &self.channel));
        let traces = number.into_iter().chain(customer).collect::<Vec<_>>();
        if traces.is_empty() {
            let thread = self.thread.as_deref();
            let thread = thread.map(|thread| ContinuationTrace::Thread(thread, &self.channel));
            return thread.into_iter().collect();
        }
        traces
    }

    /// Whether an exchange that was traced to an open conversation of its channel is the same session.
    fn continues(&self, open: &ConversationRecord, home: NumberHome) -> bool {
        let same_subject = self.channel != Channel::Email
            || bare_subject(self.subject.as_deref()) == bare_subject(open.subject.as_deref());
        same_subject && self.may_continue(open, home)
    }

    /// Whether the exchange is of the same space, and of nobody else as far as both sides say.
    fn may_continue(&self, open: &ConversationRecord, home: NumberHome) -> bool {
        let (mine, held) = (&self.external_identifier, &open.external_identifier);
        let same = match (mine, held) {
            (Some(mine), Some(held)) => is_same(mine, held, home.on(&self.channel)),
            _ => true,
        };
        let same_person =
            agree(&self.customer, &open.customer_id) && self.shows(open.visitor_token.as_deref());
        same && self.space == open.space_id && (same_person || self.may_correct(open))
    }

    /// Whether an operator's program names the conversation and its customer. It is not asked for the visitor's token:
    /// it may read that anyhow. Nor is it when it says once more what it said before.
    fn may_correct(&self, open: &ConversationRecord) -> bool {
        self.ownership == CustomerOwnership::Correctable
            && self.id.as_ref() == Some(&open.id)
            && self.customer.is_some()
            && open.customer_id.is_some()
    }

    /// Whether it says that the conversation is another customer's than was thought.
    fn corrects(&self, open: &ConversationRecord) -> bool {
        self.may_correct(open) && self.customer != open.customer_id
    }

    /// Whether the exchange shows the visitor's token, where one was set: it is a lock, and who leaves it out
    /// has not opened it.
    fn shows(&self, held: Option<&str>) -> bool {
        held.is_none() || self.visitor_token.as_deref() == held
    }

    /// Adds what is known here and was not.
    fn tell(&self, open: &mut ConversationRecord) {
        fill(&mut open.customer_id, &self.customer);
        fill(&mut open.external_identifier, &self.external_identifier);
        fill(&mut open.visitor_token, &self.visitor_token);
        let (held, mine) = (&mut open.place, &self.place);
        // Of another place not even a part is taken.
        if agree(&held.city, &mine.city)
            && agree(&held.region, &mine.region)
            && agree(&held.country, &mine.country)
        {
            fill(&mut held.city, &mine.city);
            fill(&mut held.region, &mine.region);
            fill(&mut held.country, &mine.country);
        }
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

/// Whether two sides say the same, or one of them says nothing.
fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// Says it where nothing was said.
fn fill<T: Clone>(held: &mut Option<T>, known: &Option<T>) {
    if held.is_none() {
        held.clone_from(known);
    }
}

/// 192 random bits of the operating system's.
pub(super) fn random_id() -> String {
    random_bits::<24>()
}

/// So many random bytes of the operating system's, in letters that stand in any address. None begins with a
/// dash, which a terminal takes for an option; drawing again costs one in 64 of the texts, and so no bits
/// worth counting.
pub(super) fn random_bits<const BYTES: usize>() -> String {
    let mut text = any_bits::<BYTES>();
    while text.starts_with('-') {
        text = any_bits::<BYTES>();
    }
    text
}

fn any_bits<const BYTES: usize>() -> String {
    use base64::Engine as _;
    use rand::TryRngCore as _;
    let mut bytes = [0; BYTES];
    // The thread's generator is seeded by the system as well, should the system itself be silent.
    if rand::rngs::OsRng.try_fill_bytes(&mut bytes).is_err() {
        rand::Rng::fill(&mut rand::rng(), &mut bytes[..]);
    }
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use sqlx::{AssertSqlSafe, Row as _};

    /// How the bundled SQLite answers a statement, with the schema as the migrations leave it.
    pub(crate) async fn plan(sql: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store.db")).await.unwrap();
        let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps = sqlx::query(sql).persistent(false);
        let mut view = store.read().await.unwrap();
        let steps = steps.fetch_all(&mut *view).await.unwrap();
        drop(view);
        store.close().await.unwrap();
        let steps = steps.iter().map(|step| step.try_get("detail"));
        steps.collect::<sqlx::Result<_>>().unwrap()
    }

    #[tokio::test]
    async fn an_exchange_walks_the_open_conversations_of_its_own_trace_alone() {
        let (customer, channel) = (1, Channel::WhatsApp);
        let cases = [
            (
                ContinuationTrace::Thread("w", &channel),
                "conversation_open_thread (thread=? AND channel=? AND last_activity_at>?)",
            ),
            (
                ContinuationTrace::Number("44"),
                "conversation_by_identity (identity=? AND last_activity_at>?)",
            ),
            (
                ContinuationTrace::Customer(customer, &channel),
                "conversation_by_customer (customer=? AND last_activity_at>?)",
            ),
        ];
        for (trace, index) in cases {
            let plan = plan(trace.sql()).await;
            assert_eq!(plan[0], format!("SEARCH c USING INDEX {index}"), "{plan:?}");
            assert!(
                plan.iter().all(|step| !step.contains("TEMP B-TREE")),
                "{plan:?}"
            );
        }
    }

    #[test]
    fn a_session_id_is_random_and_long() {
        let ids = (0..2000).map(|_| random_id());
        let ids = ids.collect::<std::collections::HashSet<_>>();
        assert_eq!(ids.len(), 2000);
        assert!(ids.iter().all(|id| id.len() == 32 && !id.starts_with('-')));
    }
}
