//! Plays conversations that a script made through the operations that chatbots and the systems beside
//! them call, at the times that the script says: so that what a newcomer sees has gone through every
//! rule. It must write nothing by another way.

use super::call_to_action::LinkOffer;
use super::ended_by::EndedBy;
use super::outcome::NewOutcome;
use super::session::{CustomerOwnership, ExchangeStart, SessionContinuity};
use super::table::record::PersonDetails;
use super::transaction::StoreTransaction;
use super::{Store, StoreError, TimeOrigin};
use crate::settings::CallToActionKind;
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::ConversationChange;
use model::plausible_time::TimedRecord as _;
use model::record::{
    ConversionRecord, CustomerRecord, InboxItemRecord, LeadRecord, MessageRecord, TicketRecord,
};
use model::{ConversionKind, Escalation, InboxStatus, Reach, RemoteId, Sender};

/// A conversation to play.
pub(crate) struct ReplayedConversation<'a> {
    /// As it is to be in the end.
    pub(crate) change: &'a ConversationChange,
    /// The person, where known or becoming known.
    pub(crate) customer: Option<&'a CustomerRecord>,
}

/// One call.
enum ReplayStep<'a> {
    Say(Vec<MessageRecord>),
    Offer(CallToActionKind, &'a RemoteId),
    Lead(&'a LeadRecord),
    Escalate(&'a TicketRecord),
    Propose(&'a InboxItemRecord),
    Convert(&'a ConversionRecord),
    Settle(&'a Escalation),
    Decide(&'a InboxItemRecord),
    End,
}

impl Store {
    /// Plays conversations in one transaction, the next ones of a fill of which so many are there.
    ///
    /// # Errors
    /// An operation refused its call, another process fills the store, or the database failed. Then nothing was
    /// played.
    pub(crate) async fn play(
        &self,
        before: u32,
        all: &[ReplayedConversation<'_>],
    ) -> Result<(), StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        transaction.count_played(before, all.len()).await?;
        transaction.foresee(all).await?;
        for played in all {
            transaction.play(played).await?;
        }
        transaction.commit().await
    }
}

impl StoreTransaction<'_> {
    /// Asks once for what each of them would ask for by itself.
    async fn foresee(&mut self, all: &[ReplayedConversation<'_>]) -> Result<(), StoreError> {
        let ids = all.iter().map(|played| &played.change.conversation.id);
        self.meet(&ids.collect::<Vec<_>>()).await?;
        let persons = all.iter().filter_map(|played| played.customer);
        self.refuse_deleted(persons.map(|it| it.id.as_str())).await
    }

    async fn play(&mut self, played: &ReplayedConversation<'_>) -> Result<(), StoreError> {
        let head = &played.change.conversation;
        let known = head.customer_id.as_ref().filter(|_| !played.joins());
        if let (Some(_), Some(customer)) = (known, played.customer) {
            self.put_customers(std::slice::from_ref(customer)).await?;
        }
        let beginning = played.beginning(known.cloned());
        let (begun, session) = self.begin_session(&beginning, head.started_at).await?;
        if session == SessionContinuity::Continued || begun.id != head.id {
            return Err(StoreError::Conflict);
        }
        let mut offered = Vec::new();
        for (at, act) in played.acts() {
            self.call(played, act, at, &mut offered).await?;
        }
        Ok(())
    }

    async fn call(
        &mut self,
        played: &ReplayedConversation<'_>,
        act: ReplayStep<'_>,
        at: DateTime<Utc>,
        offered: &mut Vec<(CallToActionKind, String)>,
    ) -> Result<(), StoreError> {
        let id = &played.change.conversation.id;
        match act {
            ReplayStep::Say(messages) => {
                let said = self.append(id, &messages, TimeOrigin::Sender, at);
                said.await.map(drop)
            }
            ReplayStep::Offer(kind, message) => {
                let offer = LinkOffer {
                    conversation: id,
                    kind,
                    target: None,
                    message: Some(message),
                };
                let link = self.offer_link(&offer, at).await?;
                if played.is_curious() {
                    self.follow_link(&link.token, at).await?;
                }
                offered.push((kind, link.token));
                Ok(())
            }
            ReplayStep::Lead(lead) => self.put_lead(id, lead).await.map(drop),
            ReplayStep::Escalate(ticket) => self.escalate(id, ticket).await.map(drop),
            ReplayStep::Settle(state) => self.set_escalation(id, state.clone()).await.map(drop),
            ReplayStep::Propose(item) => {
                let status = InboxStatus::Pending;
                let item = item.clone();
                let proposed = InboxItemRecord { status, ..item };
                self.put_inbox_item(id, proposed).await.map(drop)
            }
            ReplayStep::Decide(item) => self.put_inbox_item(id, item.clone()).await.map(drop),
            ReplayStep::Convert(outcome) => self.take(played, outcome, at, offered).await,
            ReplayStep::End => self.end(id, played.ended_by(), at).await.map(drop),
        }
    }

    /// An outcome comes by the link that asked for it, if there was one.
    async fn take(
        &mut self,
        played: &ReplayedConversation<'_>,
        outcome: &ConversionRecord,
        at: DateTime<Utc>,
        offered: &[(CallToActionKind, String)],
    ) -> Result<(), StoreError> {
        let session_id = &played.change.conversation.session_id;
        if !outcome.confirmed {
            // Found by comparing persons and times, not delivered with a session.
            let head = self.head_of_session(session_id).await?;
            let outcomes = std::slice::from_ref(outcome);
            return self.tie(&head, outcomes, None).await.map(drop);
        }
        let asked = asked_by(&outcome.kind);
        let link = offered.iter().rev().find(|(kind, _)| Some(*kind) == asked);
        if let Some((_, token)) = link {
            self.follow_link(token, at).await?;
        }
        let joins = played.joins();
        let customer = played.customer.filter(|_| joins);
        let delivered = NewOutcome {
            session_id: session_id.clone(),
            kind: outcome.kind.clone(),
            record: RemoteId::from(outcome.record.as_str()),
            occurred_at: outcome.time(),
            dated_by: TimeOrigin::Sender,
            url: None,
            person: customer.map(person).unwrap_or_default(),
            coworker: customer.map(|it| it.id.clone()),
            title: None,
            reach: Reach::Everywhere,
        };
        self.convert(&delivered, at).await.map(drop)
    }
}

impl<'a> ReplayedConversation<'a> {
    /// Whether the conversation makes a customer of its person.
    fn joins(&self) -> bool {
        let mut all = self.change.conversions.iter();
        all.any(|made| made.kind == ConversionKind::Customer)
    }

    /// Whether the person looks at what is offered, and takes none of it.
    fn is_curious(&self) -> bool {
        let digits = self.change.conversation.id.as_str().bytes();
        digits.last().is_some_and(|it| it % 3 == 0)
    }

    /// The script ends what its visitor ends at once, and what went quiet a day later.
    fn ended_by(&self) -> EndedBy {
        let head = &self.change.conversation;
        let quiet = head.ended_at.map(|at| at - head.last_activity_at);
        match quiet {
            Some(quiet) if quiet >= TimeDelta::days(1) => EndedBy::CleanUp,
            _ => EndedBy::Visitor,
        }
    }

    fn beginning(&self, customer: Option<RemoteId>) -> ExchangeStart {
        let head = &self.change.conversation;
        ExchangeStart {
            id: Some(head.id.clone()),
            session_id: Some(head.session_id.clone()),
            space: head.space_id.clone(),
            channel: head.channel.clone(),
            origin: head.origin.clone(),
            subject: head.subject.clone(),
            // Each conversation of the script is an exchange of its own.
            thread: Some(head.id.to_string()),
            customer,
            external_identifier: head.external_identifier.clone(),
            visitor_token: head.visitor_token.clone(),
            place: head.place.clone(),
            reach: Reach::Everywhere,
            ownership: CustomerOwnership::Fixed,
        }
    }

    /// The calls, in the order of their times.
    fn acts(&self) -> Vec<(DateTime<Utc>, ReplayStep<'a>)> {
        let (change, mut acts) = (self.change, Vec::new());
        let head = &change.conversation;
        let late = |at: DateTime<Utc>| at.max(head.started_at);
        acts.extend(
            change
                .inbox_items
                .iter()
                .map(|it| (late(it.created_at), ReplayStep::Propose(it))),
        );
        for message in &change.messages {
            acts.push((message.sent_at, ReplayStep::Say(vec![message.clone()])));
            let offers = offers(message, &head.session_id);
            acts.extend(offers.map(|kind| (message.sent_at, ReplayStep::Offer(kind, &message.id))));
        }
        acts.extend(
            change
                .leads
                .iter()
                .map(|it| (it.created_at, ReplayStep::Lead(it))),
        );
        acts.extend(
            change
                .tickets
                .iter()
                .map(|it| (it.created_at, ReplayStep::Escalate(it))),
        );
        // The sign-up makes the customer by itself.
        let outcomes = change.conversions.iter();
        let outcomes = outcomes.filter(|it| it.kind != ConversionKind::Customer);
        acts.extend(outcomes.map(|it| (it.occurred_at, ReplayStep::Convert(it))));
        let open = [Escalation::None, Escalation::Pending];
        if !open.contains(&head.escalation) {
            acts.push((head.last_activity_at, ReplayStep::Settle(&head.escalation)));
        }
        let decided = change.inbox_items.iter();
        let decided = decided.filter(|it| it.status != InboxStatus::Pending);
        acts.extend(decided.map(|it| (late(it.created_at), ReplayStep::Decide(it))));
        acts.extend(head.ended_at.map(|at| (at, ReplayStep::End)));
        acts.sort_by_key(|(at, _)| *at);
        together(acts)
    }
}

/// What is said in one go is one call.
fn together(acts: Vec<(DateTime<Utc>, ReplayStep<'_>)>) -> Vec<(DateTime<Utc>, ReplayStep<'_>)> {
    let mut out: Vec<(DateTime<Utc>, ReplayStep<'_>)> = Vec::with_capacity(acts.len());
    for (at, act) in acts {
        match (out.last_mut(), act) {
            (Some((last, ReplayStep::Say(said))), ReplayStep::Say(more)) => {
                said.extend(more);
                *last = at;
            }
            (_, act) => out.push((at, act)),
        }
    }
    out
}

/// The calls to action in a message of the space: the script writes their addresses as
/// `/go/<session>/<kind>`.
fn offers(message: &MessageRecord, session_id: &str) -> impl Iterator<Item = CallToActionKind> {
    let ours = matches!(message.sender, Sender::AiAgent | Sender::Operator);
    CallToActionKind::ALL.into_iter().filter(move |kind| {
        let word = kind.word().replace('_', "-");
        ours && message.body.contains(&format!("/go/{session_id}/{word}"))
    })
}

/// The call to action that asks for an outcome.
fn asked_by(kind: &ConversionKind) -> Option<CallToActionKind> {
    match kind {
        ConversionKind::Tour => Some(CallToActionKind::Tour),
        ConversionKind::Contract => Some(CallToActionKind::Plan),
        ConversionKind::Booking => Some(CallToActionKind::Booking),
        ConversionKind::DayPass => Some(CallToActionKind::DayPass),
        _ => None,
    }
}

fn person(customer: &CustomerRecord) -> PersonDetails {
    PersonDetails {
        name: Some(customer.name.clone()),
        email: customer.email.clone(),
        phone: None,
        company: customer.company.clone(),
    }
}
