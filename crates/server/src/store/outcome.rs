//! Outcomes: what became of a conversation, and the business records that it made. An ended
//! conversation takes outcomes too: people act later.

use super::table::conversation::{self, Head};
use super::table::record::{self, Person, Record};
use super::table::{conversion, people, tombstone};
use super::transaction::Transaction;
use super::write::{bare, missing};
use super::{Outcome, Store, StoreError};
use crate::links::RecordKind;
use crate::store::table::child;
use chrono::{DateTime, Utc};
use model::record::{ConversionRecord, CustomerRecord};
use model::{ConversionKind, RemoteId};

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
    pub(crate) occurred_at: DateTime<Utc>,
    /// The record's page in the system that has it; none for the page of this server.
    pub(crate) url: Option<String>,
    /// Who.
    pub(crate) person: Person,
    /// Who signed up, as the system knows the person.
    pub(crate) coworker: Option<RemoteId>,
    /// The plan, the room.
    pub(crate) title: Option<String>,
}

impl Store {
    /// Ties an outcome to the conversation of its session, with the record that it made: a sign-up of
    /// somebody new is two outcomes. Delivered twice it counts once, and what is newly said of the
    /// record is learnt. The outcomes as they are held, and whether any is new.
    ///
    /// # Errors
    /// There is no such session, or the database failed.
    pub(crate) async fn convert(
        &self,
        outcome: &NewOutcome,
    ) -> Result<(Vec<ConversionRecord>, Outcome), StoreError> {
        let now = self.clock().now();
        let mut pen = self.pen().await?;
        let mut transaction = Transaction::begin(pen.connection()?).await?;
        let done = transaction.convert(outcome, now).await?;
        transaction.commit().await?;
        Ok(done)
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
    ) -> Result<Outcome, StoreError> {
        let mut pen = self.pen().await?;
        let mut transaction = Transaction::begin(pen.connection()?).await?;
        let head = transaction.head_of_session(session_id).await?;
        let done = transaction
            .tie(&head, std::slice::from_ref(outcome), None)
            .await?;
        transaction.commit().await?;
        Ok(done)
    }

    /// A record of the business; none if nobody has heard of it.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn business_record(
        &self,
        kind: RecordKind,
        id: &str,
    ) -> Result<Option<Record>, StoreError> {
        record::get(&mut *self.read().await?, kind, id).await
    }
}

impl Transaction<'_> {
    /// See [`Store::convert`].
    pub(super) async fn convert(
        &mut self,
        outcome: &NewOutcome,
        now: DateTime<Utc>,
    ) -> Result<(Vec<ConversionRecord>, Outcome), StoreError> {
        let head = self.head_of_session(&outcome.session_id).await?;
        self.refuse_deleted(outcome.persons()).await?;
        let mut outcomes = vec![outcome.tied(&outcome.kind, &outcome.record)];
        if let Some(coworker) = &outcome.coworker
            && self.signs_up(&head, outcome, coworker, now).await?
        {
            outcomes.push(outcome.tied(&ConversionKind::Customer, coworker));
        }
        if let Some(kind) = RecordKind::of(&outcome.kind) {
            self.learn_record(kind, &outcome.record, outcome, now)
                .await?;
        }
        let customer = outcome.coworker.as_ref();
        let done = self.tie(&head, &outcomes, customer).await?;
        Ok((self.held(&head, &outcomes).await?, done))
    }

    /// The head of a session's conversation.
    pub(super) async fn head_of_session(&mut self, session_id: &str) -> Result<Head, StoreError> {
        let head = conversation::by_session(self.connection(), session_id).await?;
        match head {
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
        head: &Head,
        outcomes: &[ConversionRecord],
        customer: Option<&RemoteId>,
    ) -> Result<Outcome, StoreError> {
        let mut change = bare(head);
        for it in outcomes {
            let held = conversion::id_of(self.connection(), head.key, &it.kind, &it.record);
            if held.await?.is_none() {
                change.conversions.push(it.clone());
            }
        }
        if change.conversions.is_empty() {
            return Ok(Outcome::AlreadyKnown);
        }
        if let (None, Some(customer)) = (&change.conversation.customer_id, customer)
            && people::customer_key(self.connection(), customer)
                .await?
                .is_some()
        {
            change.conversation.customer_id = Some(customer.clone());
        }
        self.put_known(head, &change).await?;
        Ok(Outcome::Recorded)
    }

    /// The outcomes as the store holds them: the first delivery says when.
    async fn held(
        &mut self,
        head: &Head,
        outcomes: &[ConversionRecord],
    ) -> Result<Vec<ConversionRecord>, StoreError> {
        let held = child::of_conversation::<ConversionRecord>(self.connection(), head.key).await?;
        let same = |it: &ConversionRecord| {
            let find = |held: &&ConversionRecord| held.kind == it.kind && held.record == it.record;
            held.iter().find(find).cloned()
        };
        Ok(outcomes.iter().filter_map(same).collect())
    }

    /// Writes the person of a sign-up; whether this conversation made a customer of somebody new.
    async fn signs_up(
        &mut self,
        head: &Head,
        outcome: &NewOutcome,
        coworker: &RemoteId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let connection = self.connection();
        let (kind, id) = (ConversionKind::Customer, coworker.as_str());
        let here = conversion::id_of(connection, head.key, &kind, id).await?;
        let known = record::get(connection, RecordKind::Coworker, id)
            .await?
            .is_some()
            || people::customer_key(connection, coworker).await?.is_some();
        if !known {
            let customer = outcome.person.customer(coworker);
            self.put_customers(std::slice::from_ref(&customer)).await?;
        }
        self.learn_record(RecordKind::Coworker, coworker, outcome, now)
            .await?;
        Ok(here.is_some() || !known)
    }

    /// Creates or updates a record with what an outcome says.
    async fn learn_record(
        &mut self,
        kind: RecordKind,
        id: &RemoteId,
        outcome: &NewOutcome,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let held = record::get(self.connection(), kind, id.as_str()).await?;
        let before = held.clone();
        let mut it = held.unwrap_or_else(|| Record::new(kind, id.as_str(), now));
        let title = outcome
            .title
            .as_deref()
            .filter(|_| kind != RecordKind::Coworker);
        it.learn(&outcome.person, title, &outcome.session_id);
        if before.as_ref() == Some(&it) {
            return Ok(());
        }
        it.updated_at = now;
        record::put(self.connection(), &it).await
    }
}

impl NewOutcome {
    /// The ids of persons that it would write.
    fn persons(&self) -> impl Iterator<Item = &str> {
        let own = (self.kind == ConversionKind::Customer).then_some(&self.record);
        self.coworker.iter().chain(own).map(RemoteId::as_str)
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
            occurred_at: self.occurred_at,
            confirmed: true,
        }
    }
}

impl Person {
    /// The person as conversations name customers.
    fn customer(&self, id: &RemoteId) -> CustomerRecord {
        let name = [&self.name, &self.email, &self.phone];
        let name = name.into_iter().flatten().next();
        CustomerRecord {
            id: id.clone(),
            name: name.map_or_else(|| id.to_string(), Clone::clone),
            company: self.company.clone(),
            email: self.email.clone(),
            profile_url: Some(RecordKind::Customer.path(id.as_str())),
        }
    }
}
