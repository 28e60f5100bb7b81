//! Imports recorded dialogues: one JSON object a line, gzipped or not. Everything that the recording
//! does not say is derived from the dialogue's id by CRC-32, so that anyone can recompute every number
//! from the file; the mapping is fixed. It must not read a clock or draw a random number.

use crate::record_links::RecordKind;
use crate::store::ImportedConversation;
use crate::{Store, StoreError, WriteSummary};
use chrono::{DateTime, TimeDelta, Utc};
use flate2::read::MultiGzDecoder;
use model::feed::ConversationChange;
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, GeoPlace, LeadRecord, MessageRecord,
    SpaceRecord, TicketRecord,
};
use model::{BodyFormat, Channel, ConversionKind, Escalation, Origin, RemoteId, Sender, Status};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The first second at which a dialogue may start: 2026-01-01T00:00:00Z.
const EPOCH: i64 = 1_767_225_600;
/// Starts are spread over this many seconds.
const SPREAD: u32 = 26_352_000;
/// "Now" for the status of a dialogue: 2026-11-02T18:00:00Z.
const NOW: i64 = 1_793_642_400;
/// A dialogue with no activity for so long has ended.
const STALE: TimeDelta = TimeDelta::hours(24);
/// Customers that dialogues are spread over, and the companies of these.
const CUSTOMERS: u32 = 5_000;
const COMPANIES: u32 = 97;
/// A subject is cut after so many characters.
const SUBJECT_CHARS: usize = 120;
/// Failed outcomes that make an escalation.
const FAILURES_TO_ESCALATE: usize = 2;
/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A failure of an import. Nothing of the file was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A line cannot be used.
    #[error("line {line}: {reason}; nothing was imported")]
    BadLine {
        /// Which, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// Whether the same call may succeed later with nothing changed by the caller.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retryable())
    }
}

/// One line of the file.
#[derive(Clone, Debug, Deserialize)]
pub struct RecordedDialogue {
    /// Its id.
    pub id: String,
    /// What was said.
    pub turns: Vec<DialogueTurn>,
    /// What came of it.
    #[serde(default)]
    pub outcomes: Vec<TaskOutcome>,
}

/// Something said.
#[derive(Clone, Debug, Deserialize)]
pub struct DialogueTurn {
    /// By whom.
    pub who: DialogueSpeaker,
    /// The words.
    pub text: String,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialogueSpeaker {
    /// The person.
    Customer,
    /// The assistant.
    Assistant,
}

/// What came of a dialogue.
#[derive(Clone, Debug, Deserialize)]
pub struct TaskOutcome {
    /// The message at which it came, from 0.
    pub turn: usize,
    /// What was attempted.
    pub task: String,
    /// Whether it succeeded.
    pub ok: bool,
}

/// Imports a file into the space of a name, making the space if need be. All or nothing; importing
/// again changes nothing.
///
/// # Errors
/// The file cannot be read, a line cannot be used, or the store failed.
pub async fn import(
    store: &Store,
    file: &Path,
    space_name: &str,
    time_zone: &str,
) -> Result<WriteSummary, ImportError> {
    let space = store
        .space_named(space_name)
        .await?
        .unwrap_or_else(|| SpaceRecord {
            id: RemoteId::from(space_name),
            name: space_name.to_owned(),
            time_zone: time_zone.to_owned(),
        });
    let lines = DialogueLines {
        lines: open(file)?.lines(),
        line: 0,
        file,
        space: &space,
    };
    store.import(&space, lines).await
}

/// Opens a file, gzipped or not: its first bytes say so, not its name.
fn open(path: &Path) -> Result<Box<dyn BufRead + Send>, ImportError> {
    let read = |source| ImportError::Read {
        path: path.to_owned(),
        source,
    };
    let mut file = BufReader::new(File::open(path).map_err(read)?);
    let gzipped = file.fill_buf().map_err(read)?.starts_with(&GZIP);
    Ok(if gzipped {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    })
}

struct DialogueLines<'a> {
    lines: io::Lines<Box<dyn BufRead + Send>>,
    line: usize,
    file: &'a Path,
    space: &'a SpaceRecord,
}

impl Iterator for DialogueLines<'_> {
    type Item = Result<ImportedConversation, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let text = self.lines.next()?;
            self.line += 1;
            match text {
                Ok(text) if text.trim().is_empty() => {}
                Ok(text) => return Some(self.read(&text)),
                Err(source) => return Some(Err(self.unreadable(source))),
            }
        }
    }
}

impl DialogueLines<'_> {
    fn read(&self, text: &str) -> Result<ImportedConversation, ImportError> {
        let bad = |reason: String| ImportError::BadLine {
            line: self.line,
            reason,
        };
        let dialogue = serde_json::from_str::<RecordedDialogue>(text)
            .map_err(|error| bad(error.to_string()))?;
        conversation(&dialogue, self.space).map_err(bad)
    }

    /// Bytes that are not text are the line's fault, anything else the file's.
    fn unreadable(&self, source: io::Error) -> ImportError {
        if source.kind() == io::ErrorKind::InvalidData {
            let reason = "it is not UTF-8 text".to_owned();
            return ImportError::BadLine {
                line: self.line,
                reason,
            };
        }
        ImportError::Read {
            path: self.file.to_owned(),
            source,
        }
    }
}

/// A dialogue as a conversation of a space.
///
/// # Errors
/// What is wrong with the dialogue, in words.
pub fn conversation(
    dialogue: &RecordedDialogue,
    space: &SpaceRecord,
) -> Result<ImportedConversation, String> {
    let told = DerivedDialogue::new(dialogue, space)?;
    let (customer, external_identifier) = person(&dialogue.id, space);
    let change = ConversationChange {
        conversation: told.head(customer.as_ref(), external_identifier.clone()),
        messages: told.messages(),
        conversions: told.conversions(),
        leads: told
            .lead(customer.as_ref(), external_identifier)
            .into_iter()
            .collect(),
        tickets: told.ticket().into_iter().collect(),
        inbox_items: Vec::new(),
    };
    Ok(ImportedConversation { customer, change })
}

/// A dialogue with what everything else is derived from.
struct DerivedDialogue<'a> {
    dialogue: &'a RecordedDialogue,
    space: &'a SpaceRecord,
    id: String,
    channel: Channel,
    started_at: DateTime<Utc>,
}

impl<'a> DerivedDialogue<'a> {
    fn new(dialogue: &'a RecordedDialogue, space: &'a SpaceRecord) -> Result<Self, String> {
        if dialogue.id.is_empty() {
            return Err("the id is empty".to_owned());
        }
        let turns = dialogue.turns.len();
        if let Some(outcome) = dialogue
            .outcomes
            .iter()
            .find(|outcome| outcome.turn >= turns)
        {
            return Err(format!("an outcome names turn {} of {turns}", outcome.turn));
        }
        let start = i64::from(crc(&format!("{}:start", dialogue.id)) % SPREAD);
        let started_at = DateTime::from_timestamp(EPOCH + start, 0).unwrap_or_default();
        let id = format!("{}/{}", space.name, dialogue.id);
        Ok(Self {
            dialogue,
            space,
            id,
            channel: channel(&dialogue.id),
            started_at,
        })
    }

    /// When message `turn` was sent.
    fn at(&self, turn: usize) -> DateTime<Utc> {
        let step = match self.channel {
            Channel::WhatsApp => 300,
            Channel::Email => 1_800,
            _ => 45,
        };
        let turn = i64::try_from(turn).unwrap_or_default();
        self.started_at + TimeDelta::seconds(step * turn)
    }

    fn last_activity_at(&self) -> DateTime<Utc> {
        self.at(self.dialogue.turns.len().saturating_sub(1))
    }

    /// When the dialogue ended; none if it is active.
    fn ended_at(&self) -> Option<DateTime<Utc>> {
        let now = DateTime::from_timestamp(NOW, 0).unwrap_or_default();
        let end = self.last_activity_at() + STALE;
        (end <= now).then_some(end)
    }

    fn first_words(&self) -> Option<&str> {
        let first = self
            .dialogue
            .turns
            .iter()
            .find(|turn| turn.who == DialogueSpeaker::Customer);
        first.map(|turn| turn.text.as_str())
    }

    fn failures(&self) -> impl Iterator<Item = &TaskOutcome> {
        self.dialogue.outcomes.iter().filter(|outcome| !outcome.ok)
    }

    fn is_escalated(&self) -> bool {
        self.failures().count() >= FAILURES_TO_ESCALATE
    }

    fn head(
        &self,
        customer: Option<&CustomerRecord>,
        external_identifier: Option<String>,
    ) -> ConversationRecord {
        let ended_at = self.ended_at();
        let escalated = self.is_escalated();
        ConversationRecord {
            id: RemoteId::from(self.id.as_str()),
            session_id: digest("session", &self.id, 32),
            space_id: self.space.id.clone(),
            channel: self.channel.clone(),
            origin: Origin::Inbound,
            subject: self
                .first_words()
                .map(|text| text.chars().take(SUBJECT_CHARS).collect()),
            customer_id: customer.map(|customer| customer.id.clone()),
            external_identifier,
            visitor_token: None,
            place: GeoPlace::default(),
            status: Some(if ended_at.is_some() {
                Status::Ended
            } else {
                Status::Active
            }),
            escalation: if escalated {
                Escalation::Active
            } else {
                Escalation::None
            },
            started_at: self.started_at,
            last_activity_at: self.last_activity_at(),
            ended_at,
        }
    }

    fn messages(&self) -> Vec<MessageRecord> {
        let message = |(turn, said): (usize, &DialogueTurn)| MessageRecord {
            id: RemoteId(format!("{}/{turn}", self.id)),
            sender: match said.who {
                DialogueSpeaker::Customer => Sender::Customer,
                DialogueSpeaker::Assistant => Sender::AiAgent,
            },
            sender_name: None,
            delivery: None,
            format: BodyFormat::Plain,
            body: said.text.clone(),
            sent_at: self.at(turn),
            time_said: None,
            earlier: Vec::new(),
        };
        self.dialogue
            .turns
            .iter()
            .enumerate()
            .map(message)
            .collect()
    }

    fn conversions(&self) -> Vec<ConversionRecord> {
        let succeeded = self
            .dialogue
            .outcomes
            .iter()
            .enumerate()
            .filter(|(_, it)| it.ok);
        let kinds = succeeded.flat_map(|(nth, outcome)| {
            kinds(&outcome.task)
                .iter()
                .map(move |kind| (nth, outcome, kind))
        });
        kinds
            .map(|(nth, outcome, kind)| self.conversion(nth, outcome, kind))
            .collect()
    }

    fn conversion(
        &self,
        nth: usize,
        outcome: &TaskOutcome,
        kind: &ConversionKind,
    ) -> ConversionRecord {
        let id = format!("{}/outcome/{nth}/{kind}", self.id);
        let record = digest("record", &id, 12);
        let url = RecordKind::of(kind).map(|kind| kind.path(&record));
        ConversionRecord {
            id: RemoteId(id),
            kind: kind.clone(),
            record,
            url,
            occurred_at: self.at(outcome.turn),
            confirmed: true,
            time_said: None,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
        }
    }

    fn lead(
        &self,
        customer: Option<&CustomerRecord>,
        external_identifier: Option<String>,
    ) -> Option<LeadRecord> {
        let failed = self.failures().next()?;
        Some(LeadRecord {
            id: RemoteId(format!("{}/lead", self.id)),
            name: customer.map(|customer| customer.name.clone()),
            email: external_identifier,
            phone: None,
            note: Some(failed.task.clone()),
            created_at: self.at(failed.turn),
        })
    }

    fn ticket(&self) -> Option<TicketRecord> {
        if !self.is_escalated() {
            return None;
        }
        let id = digest("ticket", &self.id, 12);
        let escalating = self.failures().nth(FAILURES_TO_ESCALATE - 1)?;
        Some(TicketRecord {
            url: Some(RecordKind::Ticket.path(&id)),
            id: RemoteId(id),
            subject: self.first_words().unwrap_or_default().to_owned(),
            created_at: self.at(escalating.turn),
            escalated_by: None,
        })
    }
}

/// The known customer of a dialogue, or else an external identifier.
fn person(id: &str, space: &SpaceRecord) -> (Option<CustomerRecord>, Option<String>) {
    let crc = crc(&format!("{id}:known"));
    let number = crc % CUSTOMERS;
    if !crc.is_multiple_of(2) {
        return (None, Some(format!("{number:04}@visitors.example")));
    }
    let id = format!("{}/customer-{number:04}", space.name);
    let customer = CustomerRecord {
        profile_url: Some(RecordKind::Customer.path(&id)),
        id: RemoteId(id),
        name: format!("Customer {number:04}"),
        company: Some(format!("Company {:02}", number % COMPANIES)),
        email: None,
    };
    (Some(customer), None)
}

fn channel(id: &str) -> Channel {
    match crc(id) % 10 {
        0..=4 => Channel::Chat,
        5 | 6 => Channel::Email,
        7 | 8 => Channel::WhatsApp,
        _ => Channel::Voice,
    }
}

/// The outcomes that a task makes when it succeeds.
fn kinds(task: &str) -> &'static [ConversionKind] {
    match task {
        "ScheduleVisit" => &[ConversionKind::Tour],
        "BookHouse" => &[ConversionKind::Contract, ConversionKind::Customer],
        "ReserveHotel"
        | "ReserveRestaurant"
        | "BookAppointment"
        | "ReserveCar"
        | "ReserveOnewayFlight"
        | "ReserveRoundtripFlights" => &[ConversionKind::Booking],
        "BuyEventTickets" | "BuyBusTicket" => &[ConversionKind::DayPass],
        _ => &[],
    }
}

/// CRC-32 (IEEE) of the text's UTF-8.
fn crc(text: &str) -> u32 {
    crc32fast::hash(text.as_bytes())
}

/// A stable identifier: hex digits of a hash. A recorded dialogue's session was over long ago, so
/// that nobody can ride on it by guessing.
fn digest(what: &str, id: &str, digits: usize) -> String {
    let mut text = hex::encode(Sha256::digest(format!("{what}\n{id}").as_bytes()));
    text.truncate(digits);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> SpaceRecord {
        SpaceRecord {
            id: RemoteId::from("Test"),
            name: "Test".to_owned(),
            time_zone: "Europe/London".to_owned(),
        }
    }

    fn dialogue(id: &str, outcomes: &[(&str, bool)]) -> RecordedDialogue {
        let say = |who, text: &str| DialogueTurn {
            who,
            text: text.to_owned(),
        };
        let outcome = |(task, ok): &(&str, bool)| TaskOutcome {
            turn: 1,
            task: (*task).to_owned(),
            ok: *ok,
        };
        RecordedDialogue {
            id: id.to_owned(),
            turns: vec![
                say(DialogueSpeaker::Customer, &"é".repeat(130)),
                say(DialogueSpeaker::Assistant, "Done."),
            ],
            outcomes: outcomes.iter().map(outcome).collect(),
        }
    }

    #[test]
    fn the_constants_are_the_instants_they_say() {
        assert_eq!(
            DateTime::from_timestamp(EPOCH, 0).unwrap().to_rfc3339(),
            "2026-01-01T00:00:00+00:00"
        );
        assert_eq!(
            DateTime::from_timestamp(NOW, 0).unwrap().to_rfc3339(),
            "2026-11-02T18:00:00+00:00"
        );
    }

    #[test]
    fn crc_is_the_ieee_one() {
        assert_eq!(crc("123456789"), 0xcbf4_3926);
    }

    #[test]
    fn each_task_makes_its_outcomes() {
        let cases: [(&str, bool, &[&str]); 6] = [
            ("ScheduleVisit", true, &["tour"]),
            ("ScheduleVisit", false, &[]),
            ("BookHouse", true, &["contract", "customer"]),
            ("ReserveRoundtripFlights", true, &["booking"]),
            ("BuyBusTicket", true, &["day_pass"]),
            ("GetRide", true, &[]),
        ];
        for (task, ok, expected) in cases {
            let imported = conversation(&dialogue("1", &[(task, ok)]), &space()).unwrap();
            let kinds = imported
                .change
                .conversions
                .iter()
                .map(|it| it.kind.as_str());
            assert_eq!(kinds.collect::<Vec<_>>(), expected, "{task} {ok}");
        }
    }

    #[test]
    fn failures_make_one_lead_and_from_two_an_escalation() {
        let none = conversation(&dialogue("1", &[]), &space()).unwrap().change;
        let one = conversation(&dialogue("1", &[("X", false)]), &space())
            .unwrap()
            .change;
        let two = conversation(&dialogue("1", &[("X", false), ("Y", false)]), &space())
            .unwrap()
            .change;
        let facts = |it: &ConversationChange| (it.leads.len(), it.tickets.len());
        assert_eq!(
            (facts(&none), facts(&one), facts(&two)),
            ((0, 0), (1, 0), (1, 1))
        );
        assert_eq!(one.conversation.escalation, Escalation::None);
        assert_eq!(two.conversation.escalation, Escalation::Active);
        assert_eq!(
            two.tickets[0].subject.chars().count(),
            130,
            "a ticket's subject is not cut"
        );
    }

    #[test]
    fn a_subject_is_cut_by_characters() {
        let change = conversation(&dialogue("1", &[]), &space()).unwrap().change;
        assert_eq!(
            change.conversation.subject.unwrap().chars().count(),
            SUBJECT_CHARS
        );
    }

    #[test]
    fn a_person_is_known_or_external_never_both() {
        for id in ["a", "b", "c", "d", "e", "f"] {
            let (customer, external) = person(id, &space());
            let known = crc(&format!("{id}:known")).is_multiple_of(2);
            assert_eq!(
                (customer.is_some(), external.is_some()),
                (known, !known),
                "{id}"
            );
        }
    }

    #[test]
    fn an_outcome_of_a_turn_that_is_not_there_is_refused() {
        let mut broken = dialogue("1", &[("X", true)]);
        broken.outcomes[0].turn = 2;
        assert_eq!(
            conversation(&broken, &space()).unwrap_err(),
            "an outcome names turn 2 of 2"
        );
    }
}
