//! What a conversation leads to: outcomes, leads, tickets, inbox items. Nothing that would lie after
//! `until` is recorded.

use super::player::{PlayState, ScenarioPlayer};
use super::scenario::{ChannelKey, ConversationStart, OutcomeKind, OutcomeTiming, PhraseVariants};
use super::timing;
use chrono::{DateTime, Duration, Utc};
use model::record::{ConversionRecord, InboxItemRecord, LeadRecord, TicketRecord};
use model::{ConversionKind, Escalation, EscalationCause, InboxStatus, RemoteId};

/// Proposals for a conversation in which the person went silent.
const NUDGES: PhraseVariants = &[
    "Follow up: went quiet after our last answer",
    "Send a short reminder to [{name}|the visitor]",
    "Offer a tour to somebody who asked for prices",
    "Check back in three days, no reply yet",
    "Ask whether {room} is still needed on {date}",
];

impl ScenarioPlayer {
    /// Records an outcome some time after the last message.
    pub(super) fn outcome(&mut self, kind: OutcomeKind, when: OutcomeTiming) {
        let at = self.moment(when);
        self.convert(kind_of(kind), at);
        self.last_outcome = Some(at);
        if when == OutcomeTiming::Now && at <= self.until {
            self.clock = at;
        }
    }

    /// Records an outcome that also makes the person a customer.
    pub(super) fn joins(&mut self, kind: OutcomeKind) {
        let at = self.moment(OutcomeTiming::Mixed);
        self.last_outcome = Some(at);
        self.convert(kind_of(kind), at);
        self.convert(ConversionKind::Customer, at);
        // The system of sign-ups is told the session, so that there is nothing to infer.
        for made in &mut self.change.conversions {
            made.confirmed = true;
        }
    }

    /// When an outcome happens; one that waits comes while people are awake.
    fn moment(&mut self, when: OutcomeTiming) -> DateTime<Utc> {
        let delay = self.delay(when);
        let at = self.clock + delay;
        if delay < Duration::hours(1) {
            return at;
        }
        timing::waking(&mut self.dice, self.words.place, at, 8, 22)
    }

    fn delay(&mut self, when: OutcomeTiming) -> Duration {
        let minutes = |from: i64, to: i64| (from * 60, to * 60);
        let (from, to) = match when {
            OutcomeTiming::Now => (1, 4),
            OutcomeTiming::Mixed => match self.dice.below(100) {
                0..=69 => minutes(2, 38),
                70..=86 => minutes(90, 1_300),
                _ => minutes(1_500, 8_600),
            },
            OutcomeTiming::Days => minutes(1_600, 9_800),
        };
        Duration::seconds(self.dice.between(from, to))
    }

    fn convert(&mut self, kind: ConversionKind, at: DateTime<Utc>) {
        if at > self.until {
            return;
        }
        let late = at - self.clock > Duration::hours(20);
        let record = match (&kind, &self.customer) {
            (ConversionKind::Customer, Some(customer)) => customer.to_string(),
            _ => record_number(self.number, self.change.conversions.len(), 11).to_string(),
        };
        let url = format!("/records/{}/{record}", page_of(&kind));
        let id = format!("{kind}:{record}");
        let confirmed = !self.dice.chance(if late { 22 } else { 5 });
        self.note_outcome(&kind, &record, at);
        self.change.conversions.push(ConversionRecord {
            id: RemoteId(id),
            kind,
            record,
            url: Some(url),
            occurred_at: at,
            confirmed,
            time_said: None,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
        });
    }

    /// The platform writes a hidden row when an outcome comes while the conversation lasts.
    fn note_outcome(&mut self, kind: &ConversionKind, record: &str, at: DateTime<Utc>) {
        // A call does not last until the caller has filled in a form.
        let lasts = if self.road == ChannelKey::Voice {
            15
        } else {
            40 * 60
        };
        if at - self.clock < Duration::seconds(lasts) {
            self.clock = at;
            self.note_text(&format!("Outcome recorded: {kind} {record}"));
        }
    }

    /// Keeps contact details.
    pub(super) fn lead(&mut self, notes: PhraseVariants) {
        self.tool("create_lead", "name={name}; email={email}", "created");
        if self.state == PlayState::Now {
            return;
        }
        let with_phone = self.dice.chance(45);
        let note = self.words.line(&mut self.dice, notes);
        let person = &self.words.person;
        let lead = LeadRecord {
            id: RemoteId(format!(
                "{}-l{}",
                self.change.conversation.id,
                self.change.leads.len() + 1
            )),
            name: Some(person.name()),
            email: Some(person.email.clone()),
            phone: with_phone.then(|| person.phone.clone()),
            note: Some(note),
            created_at: self.clock,
        };
        self.change.leads.push(lead);
    }

    /// Opens a ticket; says how many of the operator's `steps` have been played by now.
    pub(super) fn escalate(&mut self, subjects: PhraseVariants, steps: usize) -> usize {
        self.tool(
            "escalate_to_help_desk",
            "session={session}",
            "ticket opened",
        );
        if self.state == PlayState::Now {
            return 0;
        }
        let subject = self.words.line(&mut self.dice, subjects);
        let number = record_number(self.number, self.change.tickets.len(), 4);
        self.change.tickets.push(TicketRecord {
            id: RemoteId(format!("t{number}")),
            subject,
            url: Some(format!("/records/ticket/{number}")),
            created_at: self.clock,
            // The assistant calls the tool that opens it.
            escalated_by: Some(EscalationCause::Assistant),
        });
        let (state, played) = self.progress(steps);
        self.change.conversation.escalation = state;
        played
    }

    fn progress(&mut self, steps: usize) -> (Escalation, usize) {
        let age = self.until - self.clock;
        let weights = match age.num_hours() {
            0..=40 => [46, 34, 20],
            41..=220 => [10, 24, 66],
            _ => [2, 4, 94],
        };
        match self.dice.weighted(weights.into_iter()) {
            0 => (Escalation::Pending, 0),
            1 => (Escalation::Active, steps.div_ceil(2)),
            _ => (Escalation::Resolved, steps),
        }
    }

    /// The inbox item that a conversation stems from; its status is settled at the end.
    pub(super) fn inbox_sent(&mut self, titles: PhraseVariants) {
        self.inbox(titles, InboxStatus::Approved, Duration::minutes(-3));
    }

    /// An inbox item that the conversation leads to.
    pub(super) fn inbox_proposed(&mut self, titles: PhraseVariants) {
        let recent = self.until - self.clock < Duration::days(5);
        let weights = if recent {
            [44, 12, 6, 0, 4, 18, 16]
        } else {
            [2, 34, 20, 21, 8, 8, 7]
        };
        let status = match self.dice.weighted(weights.into_iter()) {
            0 => InboxStatus::Pending,
            1 => InboxStatus::Approved,
            2 => InboxStatus::Rejected,
            3 => InboxStatus::Expired,
            4 => InboxStatus::AutoExecuted,
            5 => InboxStatus::Snoozed,
            _ => InboxStatus::Deferred,
        };
        self.inbox(titles, status, Duration::seconds(40));
    }

    fn inbox(&mut self, titles: PhraseVariants, status: InboxStatus, after: Duration) {
        let title = self.words.line(&mut self.dice, titles);
        let number = record_number(self.number, self.change.inbox_items.len(), 6);
        let created_at = (self.clock + after).min(self.until);
        self.change.inbox_items.push(InboxItemRecord {
            id: RemoteId(format!("i{number}")),
            title,
            status,
            url: Some(format!("/records/inbox/{number}")),
            created_at,
        });
    }

    /// Settles what is known only when the play is over.
    pub(super) fn settle(&mut self) {
        if self.start == ConversationStart::Outbound {
            let status = self.sent_status();
            if let Some(item) = self.change.inbox_items.first_mut() {
                item.status = status;
            }
        }
        if self.state == PlayState::Silent && self.is_inbound() && self.dice.chance(20) {
            self.inbox_proposed(NUDGES);
        }
    }

    fn sent_status(&mut self) -> InboxStatus {
        let answered = self
            .change
            .messages
            .iter()
            .any(|message| message.sender == model::Sender::Customer);
        match (answered, self.dice.below(100)) {
            (false, 0..=69) => InboxStatus::AwaitingReply,
            (_, 0..=34) => InboxStatus::AutoExecuted,
            _ => InboxStatus::Approved,
        }
    }
}

/// Records of one kind that a conversation has before those of the next one begin.
const USUAL_RECORDS: u64 = 4;
/// Above every number of the usual records of 2^32 conversations.
const FURTHER_RECORDS: u64 = 1 << 36;

/// The number of a conversation's record: it grows with the conversations, as a real counter does. What is
/// more than usual has a range of its own, so that no two are ever equal.
fn record_number(conversation: u64, nth: usize, base: u64) -> u64 {
    match nth as u64 {
        nth if nth < USUAL_RECORDS => base * 1_900 + conversation * USUAL_RECORDS + nth,
        nth => FURTHER_RECORDS + (conversation << 20) + nth,
    }
}

fn kind_of(kind: OutcomeKind) -> ConversionKind {
    match kind {
        OutcomeKind::Tour => ConversionKind::Tour,
        OutcomeKind::Contract => ConversionKind::Contract,
        OutcomeKind::Booking => ConversionKind::Booking,
        OutcomeKind::DayPass => ConversionKind::DayPass,
    }
}

fn page_of(kind: &ConversionKind) -> &str {
    match kind {
        ConversionKind::Tour => "visitor",
        ConversionKind::Customer => "coworker",
        ConversionKind::Contract => "contract",
        ConversionKind::DayPass => "product",
        _ => "booking",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_records_have_a_number_whatever_a_conversation_leads_to() {
        let last = u64::from(u32::MAX);
        let conversations = (0..500).chain(last - 500..=last);
        let numbers = conversations
            .flat_map(|it| (0..30).map(move |nth| record_number(it, nth, 11)))
            .collect::<Vec<_>>();
        let different = numbers.iter().collect::<HashSet<_>>();
        assert_eq!(different.len(), numbers.len());
        assert!(record_number(last, 3, 11) < FURTHER_RECORDS);
    }
}
