//! A person's file for programs. Its keys are a promise to whoever reads it. It is written conversation by conversation,
//! so that no more than one is in memory.

use crate::error::Result;
use crate::line::{SpokenText, title};
use crate::redact::{MaskClass, MaskSession};
use cache::{StoredConversation, StoredMessage};
use chrono::{DateTime, Utc};
use model::marks::{ConversationMarks, MessageFlag};
use model::person::{
    HeldConversation, HeldIdentity, HoldingReason, HoldingTotals, OwnNotes, PersonHoldings,
    PersonLink,
};
use model::record::GeoPlace;
use model::view::{ConversionView, InboxItemView, LeadView, PersonView, TicketView};
use model::{RemoteId, Status};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// The format of files that this version writes.
const VERSION: u32 = 1;

/// A file that is written conversation by conversation.
pub(super) struct PersonJson<W> {
    to: W,
    count: u64,
}

/// Who it is about.
#[derive(Serialize)]
struct SubjectHead<'h> {
    daybook_person: u32,
    made_at: DateTime<Utc>,
    name: &'h Option<String>,
    identities: &'h [HeldIdentity],
    totals: HoldingTotals,
}

/// A conversation.
#[derive(Serialize)]
pub(super) struct SubjectConversation {
    conversation: RemoteId,
    why: SubjectReason,
    source: String,
    space: String,
    channel: String,
    origin: String,
    status: Option<String>,
    escalation: String,
    session: String,
    subject: String,
    name: Option<String>,
    company: Option<String>,
    identifier: Option<String>,
    visitor: Option<String>,
    contacts: Vec<String>,
    language: Option<String>,
    place: GeoPlace,
    started_at: DateTime<Utc>,
    last_activity_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    time_zone: String,
    messages: Vec<SubjectMessage>,
    outcomes: Vec<ConversionView>,
    leads: Vec<LeadView>,
    tickets: Vec<TicketView>,
    inbox_items: Vec<InboxItemView>,
    /// What the manager noted, where that goes along.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<SubjectNotes>,
}

/// Why it is theirs.
#[derive(Serialize)]
struct SubjectReason {
    by: Option<PersonLink>,
    written: Option<String>,
    /// The other conversation that has it too.
    with: Option<RemoteId>,
}

/// A message.
#[derive(Serialize)]
struct SubjectMessage {
    message: RemoteId,
    sent_at: DateTime<Utc>,
    sender: String,
    sender_name: Option<String>,
    delivery: Option<String>,
    text: String,
    hidden_text: String,
    earlier: Vec<SubjectEarlier>,
}

/// What a message said before.
#[derive(Serialize)]
struct SubjectEarlier {
    until: DateTime<Utc>,
    text: String,
}

/// What the manager noted.
#[derive(Serialize)]
struct SubjectNotes {
    #[serde(flatten)]
    marks: ConversationMarks,
    /// By the server's id of the message.
    flags: BTreeMap<String, MessageFlag>,
}

impl<W: Write> PersonJson<W> {
    pub(super) fn begin(
        mut to: W,
        holdings: &PersonHoldings,
        made_at: DateTime<Utc>,
    ) -> Result<Self> {
        let head = serde_json::to_string(&SubjectHead {
            daybook_person: VERSION,
            made_at,
            name: &holdings.name,
            identities: &holdings.identities,
            totals: holdings.totals(),
        })?;
        let open = head.strip_suffix('}').unwrap_or(&head);
        write!(to, "{open},\"conversations\":[")?;
        Ok(Self { to, count: 0 })
    }

    pub(super) fn conversation(&mut self, told: &SubjectConversation) -> Result<()> {
        let between: &[u8] = if self.count == 0 { b"\n" } else { b",\n" };
        self.to.write_all(between)?;
        serde_json::to_writer(&mut self.to, told)?;
        self.count += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<()> {
        self.to.write_all(b"\n]}\n")?;
        Ok(self.to.flush()?)
    }
}

impl SubjectConversation {
    pub(super) fn of(
        stored: &StoredConversation,
        (holdings, held): (&PersonHoldings, &HeldConversation),
        notes: OwnNotes,
        masks: &mut MaskSession,
    ) -> Self {
        let row = &stored.row;
        let [name, company, identifier, visitor] = person(&row.person, masks);
        let messages = stored.messages.iter();
        Self {
            conversation: row.remote_id.clone(),
            why: SubjectReason::of(holdings, &held.reason),
            source: stored.source_name.clone(),
            space: stored.space_name.clone(),
            channel: row.channel.to_string(),
            origin: stored.origin.to_string(),
            status: row.status.as_ref().map(Status::to_string),
            escalation: row.escalation.to_string(),
            session: row.session_id.clone(),
            subject: masks.title(stored, &title(row)),
            name,
            company,
            identifier,
            visitor,
            contacts: contacts(stored, masks),
            language: stored.language.clone(),
            place: stored.place.clone(),
            started_at: row.started_at,
            last_activity_at: row.last_activity_at,
            ended_at: stored.ended_at,
            time_zone: row.time_zone.clone(),
            messages: messages.map(|it| SubjectMessage::of(it, masks)).collect(),
            outcomes: stored.conversions.clone(),
            leads: stored.leads.iter().map(|it| lead(it, masks)).collect(),
            tickets: stored.tickets.iter().map(|it| ticket(it, masks)).collect(),
            inbox_items: stored
                .inbox_items
                .iter()
                .map(|it| item(it, masks))
                .collect(),
            notes: (notes == OwnNotes::Included).then(|| SubjectNotes::of(stored, masks)),
        }
    }
}

impl SubjectReason {
    fn of(holdings: &PersonHoldings, reason: &HoldingReason) -> Self {
        match reason {
            HoldingReason::Asked => Self {
                by: None,
                written: None,
                with: None,
            },
            HoldingReason::Named { link, written } => Self {
                by: Some(*link),
                written: Some(written.clone()),
                with: None,
            },
            HoldingReason::Shared {
                link,
                written,
                with,
            } => {
                let mut all = holdings.conversations.iter();
                let other = all.find(|it| it.id == *with);
                Self {
                    by: Some(*link),
                    written: Some(written.clone()),
                    with: other.map(|it| it.remote_id.clone()),
                }
            }
        }
    }
}

impl SubjectMessage {
    fn of(message: &StoredMessage, masks: &mut MaskSession) -> Self {
        let spoken = SpokenText::of_message(message);
        let name = message.sender_name.as_deref();
        let earlier = message.earlier.iter().map(|earlier| SubjectEarlier {
            until: earlier.until,
            text: masks.said(message, &SpokenText::of_earlier(earlier).shown),
        });
        let earlier = earlier.collect();
        Self {
            message: message.remote_id.clone(),
            sent_at: message.sent_at,
            sender: message.sender.to_string(),
            sender_name: name.map(|name| masks.sender_name(message, name)),
            delivery: message.delivery.as_ref().map(ToString::to_string),
            text: masks.said(message, &spoken.shown),
            hidden_text: masks.said(message, &spoken.hidden),
            earlier,
        }
    }
}

impl SubjectNotes {
    /// What was noted may name anybody.
    fn of(stored: &StoredConversation, masks: &mut MaskSession) -> Self {
        let mut marks = stored.marks.clone();
        marks.note = marks.note.map(|note| masks.text(&note));
        let mut flags = stored.flags.clone();
        for flag in flags.values_mut() {
            flag.note = flag.note.take().map(|note| masks.text(&note));
        }
        Self { marks, flags }
    }
}

fn person(person: &PersonView, masks: &mut MaskSession) -> [Option<String>; 4] {
    let mut told = [None, None, None, None];
    match person {
        PersonView::Customer { name, company, .. } => {
            told[0] = Some(masks.field(MaskClass::Person, name));
            let company = company.as_deref();
            told[1] = company.map(|it| masks.field(MaskClass::Company, it));
        }
        PersonView::External { identifier } => {
            told[2] = Some(masks.field(MaskClass::Contact, identifier));
        }
        PersonView::Visitor { token } => told[3] = Some(masks.field(MaskClass::Session, token)),
        PersonView::Unknown => {}
    }
    told
}

fn contacts(stored: &StoredConversation, masks: &mut MaskSession) -> Vec<String> {
    let all = stored.contacts.iter();
    all.map(|it| masks.field(MaskClass::Contact, it)).collect()
}

fn lead(lead: &LeadView, masks: &mut MaskSession) -> LeadView {
    let mut field = |class, value: &Option<String>| {
        let value = value.as_deref();
        value.map(|value| masks.field(class, value))
    };
    let (name, email, phone) = (
        field(MaskClass::Person, &lead.name),
        field(MaskClass::Email, &lead.email),
        field(MaskClass::Phone, &lead.phone),
    );
    LeadView {
        name,
        email,
        phone,
        note: lead.note.as_deref().map(|note| masks.text(note)),
        created_at: lead.created_at,
    }
}

fn ticket(ticket: &TicketView, masks: &mut MaskSession) -> TicketView {
    TicketView {
        subject: masks.text(&ticket.subject),
        ..ticket.clone()
    }
}

fn item(item: &InboxItemView, masks: &mut MaskSession) -> InboxItemView {
    InboxItemView {
        title: masks.text(&item.title),
        ..item.clone()
    }
}
