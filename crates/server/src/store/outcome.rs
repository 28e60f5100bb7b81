//! Outcomes: what became of a conversation, and the business records that it made. An ended
//! conversation takes outcomes too: people act later.

use super::group_commit::WriteRequest;
use super::import::{bare, missing};
use super::reach_standing::{self, ReachStanding};
use super::table::conversation::ConversationHead;
use super::table::reach::ReachKeys;
use super::table::record::{self, PersonDetails, StoredRecord};
use super::table::tombstone;
use super::transaction::StoreTransaction;
use super::{Store, StoreError, TimeOrigin, WriteStatus};
use crate::record_links::RecordKind;
use crate::store::table::child;
use chrono::{DateTime, Utc};
use model::feed::ConversationChange;
use model::plausible_time::{KeptTime, TimedRecord as _};
use model::record::{ConversationRecord, ConversionRecord};
use model::{ConversionKind, Reach, RemoteId};

/// An outcome as the booking, sign-up or sales system delivers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewOutcome {
    /// The session that the call to action carried.
    pub(crate) session_id: String,
    /// What happened.
    pub(crate) kind: ConversionKind,
    /// The record that it made.
    pub(crate) record: RemoteId,
    /// When.
    pub(crate) occurred_at: KeptTime,
    /// Whose clock says so.
    pub(crate) dated_by: TimeOrigin,
    /// The record's page in the system that has it; none for the page of this server.
    pub(crate) url: Option<String>,
    /// Who.
    pub(crate) person: PersonDetails,
    /// Who signed up, as the system knows the person.
    pub(crate) coworker: Option<RemoteId>,
    /// The plan, the room.
    pub(crate) title: Option<String>,
    /// How far who delivers it reaches.
    pub(crate) reach: Reach,
}

/// The outcomes that a delivery came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TiedOutcomes {
    /// They, as they are held.
    pub(crate) conversions: Vec<ConversionRecord>,
    /// Whether any is new, or changed.
    pub(crate) status: WriteStatus,
    /// When their conversation began.
    pub(crate) began: DateTime<Utc>,
}

impl Store {
    /// Ties an outcome to the conversation of its session, with the record that it made: a sign-up of
    /// somebody new is two outcomes. Delivered twice it counts once, and what is newly said of the
    /// record is learnt. The outcomes as they are held, and whether any is new.
    ///
    /// # Errors
    /// There is no such session, or the database failed.
    pub(crate) async fn convert(&self, outcome: &NewOutcome) -> Result<TiedOutcomes, StoreError> {
        self.commit_grouped(outcome.clone()).await
    }

    /// Ties an outcome to the conversation of a session, with no record. The same outcome (kind and
    /// record) delivered twice counts once.
    ///
    /// # Errors
    /// There is no such session, or the outcome's id is taken.
    pub async fn put_outcome(
        &self,
        session_id: &str,
        outcome: &ConversionRecord,
    ) -> Result<WriteStatus, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let head = transaction.head_of_session(session_id).await?;
        let done = transaction
            .tie(&head, std::slice::from_ref(outcome), None)
            .await?;
        transaction.commit().await?;
        Ok(done)
    }
}

impl WriteRequest for NewOutcome {
    type Done = TiedOutcomes;

    fn conversation(&self) -> Option<&RemoteId> {
        None
    }

    async fn execute(
        &self,
        transaction: &mut StoreTransaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<Self::Done, StoreError> {
        transaction.convert(self, now).await
    }
}

impl StoreTransaction<'_> {
    /// See [`Store::convert`].
    pub(super) async fn convert(
        &mut self,
        outcome: &NewOutcome,
        now: DateTime<Utc>,
    ) -> Result<TiedOutcomes, StoreError> {
        let head = self.head_of_session(&outcome.session_id).await?;
        self.refuse_beyond(outcome, &head).await?;
        self.refuse_deleted(outcome.persons()).await?;
        let held = self.held(&head).await?;
        let mut outcomes = vec![outcome.tied(&outcome.kind, &outcome.record)];
        if let Some(coworker) = &outcome.coworker {
            let signed_up = outcome.tied(&ConversionKind::Customer, coworker);
            let new = self.signs_up(outcome, coworker, now).await?;
            if new || find(&held, &signed_up).is_some() {
                outcomes.push(signed_up);
            }
        }
        if let Some(kind) = RecordKind::of(&outcome.kind) {
            let known = record::get(self.connection(), kind, outcome.record.as_str()).await?;
            self.learn_record(kind, &outcome.record, known, outcome, now)
                .await?;
        }
        // The first delivery says when, unless that could not be.
        let mut conversions = Vec::with_capacity(outcomes.len());
        for it in outcomes {
            conversions.push(match find(&held, &it) {
                Some(held) => outcome.beside(held, it),
                None => self.beside_elsewhere(outcome, it).await?,
            });
        }
        let customer = outcome.coworker.as_ref();
        let status = self
            .tie_beside(&head, &held, &conversions, customer)
            .await?;
        if status == WriteStatus::Recorded {
            for it in &conversions {
                self.count_once(&it.kind, &it.record).await?;
            }
            let held = self.held(&head).await?;
            let stands = |it: ConversionRecord| find(&held, &it).cloned().unwrap_or(it);
            conversions = conversions.into_iter().map(stands).collect();
        }
        Ok(TiedOutcomes {
            conversions,
            status,
            began: head.record.started_at,
        })
    }

    /// An outcome that its conversation does not hold yet. One that was taken back wherever it was reported
    /// is so here too, unless this reports it again.
    async fn beside_elsewhere(
        &mut self,
        outcome: &NewOutcome,
        mut it: ConversionRecord,
    ) -> Result<ConversionRecord, StoreError> {
        let elsewhere = self.outcomes_of(&it.kind, &it.record).await?;
        if elsewhere.iter().all(|held| held.taken_back_at.is_some()) {
            let last = elsewhere.iter().max_by_key(|held| held.taken_back_at);
            let gone = last.filter(|held| !outcome.reports_again(held));
            it.taken_back_at = gone.and_then(|held| held.taken_back_at);
        }
        Ok(it)
    }

    /// Refuses an outcome that would be known, or change what is known, beyond the reach of who delivers it.
    async fn refuse_beyond(
        &mut self,
        outcome: &NewOutcome,
        head: &ConversationHead,
    ) -> Result<(), StoreError> {
        if outcome.reach.is_everywhere() {
            return Ok(());
        }
        self.settle().await?;
        let reach = ReachKeys::of(self.connection(), &outcome.reach).await?;
        if !reach.includes(head.space) {
            return Err(missing("session", &outcome.session_id));
        }
        self.refuse_record_beyond(&reach, &outcome.kind, &outcome.record)
            .await?;
        let Some(coworker) = &outcome.coworker else {
            return Ok(());
        };
        self.refuse_record_beyond(&reach, &ConversionKind::Customer, coworker)
            .await?;
        match self.find_customer(coworker).await? {
            Some(key) if self.is_customer_beyond(&outcome.reach, key).await? => {
                Err(StoreError::OutOfReach("customer"))
            }
            _ => Ok(()),
        }
    }

    async fn refuse_record_beyond(
        &mut self,
        reach: &ReachKeys,
        kind: &ConversionKind,
        id: &RemoteId,
    ) -> Result<(), StoreError> {
        if self.is_outcome_beyond(reach, kind, id.as_str()).await? {
            return Err(StoreError::OutOfReach("outcome"));
        }
        let Some(kind) = RecordKind::of(kind) else {
            return Ok(());
        };
        let Some(held) = record::get(self.connection(), kind, id.as_str()).await? else {
            return Ok(());
        };
        match reach_standing::of_record(self.connection(), reach, &held).await? {
            ReachStanding::Unknown | ReachStanding::Within => Ok(()),
            ReachStanding::Shared | ReachStanding::Beyond => Err(StoreError::OutOfReach("record")),
        }
    }

    /// The head of a session's conversation.
    pub(super) async fn head_of_session(
        &mut self,
        session_id: &str,
    ) -> Result<ConversationHead, StoreError> {
        match self.find_session(session_id).await? {
            Some(head) => Ok(head),
            None if tombstone::is_session(self.connection(), session_id).await? => {
                Err(StoreError::SessionDeleted)
            }
            None => Err(missing("session", session_id)),
        }
    }

    /// Writes the outcomes that are not held yet. A conversation with nobody known becomes that of the
    /// customer.
    pub(super) async fn tie(
        &mut self,
        head: &ConversationHead,
        outcomes: &[ConversionRecord],
        customer: Option<&RemoteId>,
    ) -> Result<WriteStatus, StoreError> {
        let held = self.held(head).await?;
        let first = |it: &ConversionRecord| find(&held, it).unwrap_or(it).clone();
        let outcomes = outcomes.iter().map(first).collect::<Vec<_>>();
        self.tie_beside(head, &held, &outcomes, customer).await
    }

    /// The same beside what the conversation holds.
    async fn tie_beside(
        &mut self,
        head: &ConversationHead,
        held: &[ConversionRecord],
        outcomes: &[ConversionRecord],
        customer: Option<&RemoteId>,
    ) -> Result<WriteStatus, StoreError> {
        let new = outcomes.iter().filter(|it| find(held, it) != Some(*it));
        let change = ConversationChange {
            conversions: new.cloned().collect(),
            conversation: self.of_customer(head, customer).await?,
            ..bare(head)
        };
        if change.conversions.is_empty() {
            return Ok(WriteStatus::AlreadyKnown);
        }
        let mut ids = change.conversions.iter().map(|it| &it.id);
        if ids.any(|id| held.iter().any(|it| it.id == *id)) {
            // Another outcome under the same id takes its place.
            self.put_known(head, &change).await?;
        } else {
            let added = self.add(head, &change.conversions).await?;
            self.change_head(head, added, &change.conversation).await?;
        }
        Ok(WriteStatus::Recorded)
    }

    /// The record of a conversation, of a customer if it was nobody's.
    async fn of_customer(
        &mut self,
        head: &ConversationHead,
        customer: Option<&RemoteId>,
    ) -> Result<ConversationRecord, StoreError> {
        let mut record = head.record.clone();
        if let (None, Some(customer)) = (&record.customer_id, customer)
            && self.find_customer(customer).await?.is_some()
        {
            record.customer_id = Some(self.standing_customer(customer).await?);
        }
        Ok(record)
    }

    /// The outcomes that a conversation holds.
    async fn held(&mut self, head: &ConversationHead) -> Result<Vec<ConversionRecord>, StoreError> {
        child::of_conversation::<ConversionRecord>(self.connection(), head.key).await
    }

    /// Writes the person of a sign-up; whether it made a customer of somebody new.
    async fn signs_up(
        &mut self,
        outcome: &NewOutcome,
        coworker: &RemoteId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let kind = RecordKind::Coworker;
        let held = record::get(self.connection(), kind, coworker.as_str()).await?;
        let known = held.is_some() || self.find_customer(coworker).await?.is_some();
        if !known {
            let customer = outcome.person.customer(coworker);
            self.put_customers(std::slice::from_ref(&customer)).await?;
        }
        self.learn_record(kind, coworker, held, outcome, now)
            .await?;
        Ok(!known)
    }

    /// Creates or updates a record with what an outcome says.
    async fn learn_record(
        &mut self,
        kind: RecordKind,
        id: &RemoteId,
        held: Option<StoredRecord>,
        outcome: &NewOutcome,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let before = held.clone();
        let mut it = held.unwrap_or_else(|| StoredRecord::new(kind, id.as_str(), now));
        let title = outcome
            .title
            .as_deref()
            .filter(|_| kind != RecordKind::Coworker);
        it.learn(&outcome.person, title, &outcome.session_id);
        if before.as_ref() == Some(&it) {
            return Ok(());
        }
        it.updated_at = now;
        record::learn(self.connection(), &it, &outcome.session_id).await
    }
}

/// The outcome of the same kind with the same record.
fn find<'a>(held: &'a [ConversionRecord], it: &ConversionRecord) -> Option<&'a ConversionRecord> {
    held.iter()
        .find(|held| held.kind == it.kind && held.record == it.record)
}

impl NewOutcome {
    /// The ids of persons that it would write.
    fn persons(&self) -> impl Iterator<Item = &str> {
        let own = (self.kind == ConversionKind::Customer).then_some(&self.record);
        self.coworker.iter().chain(own).map(RemoteId::as_str)
    }

    /// The outcome as it stands when it is delivered beside the same one: a time that could not be is
    /// corrected, and one that was taken back and is reported again stands again. Where it was moved away
    /// from, it stays so.
    fn beside(&self, held: &ConversionRecord, it: ConversionRecord) -> ConversionRecord {
        let mut held = held.clone();
        if held.moved_to.is_none() && self.reports_again(&held) {
            let (id, earlier) = (held.id, held.earlier);
            return ConversionRecord { id, earlier, ..it };
        }
        held.set_time(self.dated_by.after(held.time(), it.time()));
        held
    }

    /// Whether this reports anew what was taken back, and is no copy of the report that came late: it says a
    /// time that was never said of it, or it says none and came after that.
    fn reports_again(&self, held: &ConversionRecord) -> bool {
        let Some(taken_back_at) = held.taken_back_at else {
            return false;
        };
        let at = self.occurred_at.at.timestamp_micros();
        if self.dated_by == TimeOrigin::Receiver {
            return at >= taken_back_at.timestamp_micros();
        }
        let said = held.earlier.iter().map(|it| it.occurred_at);
        let mut said = said.chain([held.occurred_at]);
        self.occurred_at.said.is_none() && !said.any(|it| it.timestamp_micros() == at)
    }

    fn tied(&self, kind: &ConversionKind, record: &RemoteId) -> ConversionRecord {
        let own = self.url.as_ref().filter(|_| *kind == self.kind);
        ConversionRecord {
            id: RemoteId::from(format!("{}:{record}", kind.as_str()).as_str()),
            url: match own {
                Some(url) => Some(url.clone()),
                None => RecordKind::of(kind).map(|it| it.path(record.as_str())),
            },
            kind: kind.clone(),
            record: record.to_string(),
            occurred_at: self.occurred_at.at,
            confirmed: true,
            time_said: self.occurred_at.said,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
        }
    }
}
