//! The dialogues of `shared/data/sgd`, and every number that Daybook must show for them.
//!
//! This is the independent computation: it reads the file and the mapping in that folder's README,
//! and must not use the importer, the cache or the metric definitions.

use chrono::{DateTime, Duration, TimeZone, Utc};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Where the dialogues lie, if they are on this machine: in `shared` beside the repository.
#[must_use]
pub fn file(name: &str) -> Option<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let path = repository.parent()?.join("shared/data/sgd").join(name);
    path.is_file().then_some(path)
}

#[derive(Deserialize)]
struct Dialogue {
    id: String,
    turns: Vec<Turn>,
    outcomes: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Turn {
    who: String,
    text: String,
}

#[derive(Deserialize)]
struct Outcome {
    task: String,
    ok: bool,
}

/// One conversation as it must appear.
#[derive(Clone, Debug)]
pub struct Expected {
    /// `<space>/<id>`.
    pub remote_id: String,
    /// `chat`, `email`, `whatsapp` or `voice`.
    pub channel: &'static str,
    /// Start.
    pub started_at: DateTime<Utc>,
    /// Last message.
    pub last_activity_at: DateTime<Utc>,
    /// `active` or `ended`.
    pub status: &'static str,
    /// Name and company, or the external identifier.
    pub person: ExpectedPerson,
    /// Kinds, one per successful outcome (a contract comes with a customer).
    pub conversions: Vec<&'static str>,
    /// Whether a lead hangs on it.
    pub lead: bool,
    /// Whether it was escalated.
    pub escalated: bool,
    /// Subject.
    pub subject: String,
    /// Bodies in order.
    pub bodies: Vec<String>,
}

/// Who it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedPerson {
    /// A known customer.
    Known {
        /// Name.
        name: String,
        /// Company.
        company: String,
    },
    /// Only an address.
    External(String),
}

/// Reads a file of dialogues and applies the mapping for a space of this name.
///
/// # Errors
/// When the file cannot be read or a line is not a dialogue.
pub fn expected(path: &Path, space: &str) -> io::Result<Vec<Expected>> {
    let reader = BufReader::new(flate2::read::GzDecoder::new(std::fs::File::open(path)?));
    reader
        .lines()
        .map(|line| Ok(conversation(&serde_json::from_str(&line?)?, space)))
        .collect()
}

fn crc(text: &str) -> u32 {
    crc32fast::hash(text.as_bytes())
}

fn conversation(dialogue: &Dialogue, space: &str) -> Expected {
    let (channel, gap) = match crc(&dialogue.id) % 10 {
        0..=4 => ("chat", 45),
        5 | 6 => ("email", 1_800),
        7 | 8 => ("whatsapp", 300),
        _ => ("voice", 45),
    };
    let epoch = Utc
        .with_ymd_and_hms(2026, 1, 1, 0, 0, 0)
        .single()
        .unwrap_or_default();
    let offset = crc(&format!("{}:start", dialogue.id)) % 26_352_000;
    let started_at = epoch + Duration::seconds(i64::from(offset));
    let steps = i64::try_from(dialogue.turns.len().saturating_sub(1)).unwrap_or(0);
    let last_activity_at = started_at + Duration::seconds(gap * steps);
    let now = Utc
        .with_ymd_and_hms(2026, 11, 2, 18, 0, 0)
        .single()
        .unwrap_or_default();
    let failed = dialogue
        .outcomes
        .iter()
        .filter(|outcome| !outcome.ok)
        .count();
    Expected {
        remote_id: format!("{space}/{}", dialogue.id),
        channel,
        started_at,
        last_activity_at,
        status: if now - last_activity_at >= Duration::hours(24) {
            "ended"
        } else {
            "active"
        },
        person: person(&dialogue.id),
        conversions: dialogue
            .outcomes
            .iter()
            .filter(|outcome| outcome.ok)
            .flat_map(kinds)
            .collect(),
        lead: failed > 0,
        escalated: failed > 1,
        subject: subject(dialogue),
        bodies: dialogue
            .turns
            .iter()
            .map(|turn| turn.text.clone())
            .collect(),
    }
}

fn person(id: &str) -> ExpectedPerson {
    let known = crc(&format!("{id}:known"));
    let number = known % 5_000;
    if known.is_multiple_of(2) {
        let company = format!("Company {:02}", number % 97);
        ExpectedPerson::Known {
            name: format!("Customer {number:04}"),
            company,
        }
    } else {
        ExpectedPerson::External(format!("{number:04}@visitors.example"))
    }
}

fn kinds(outcome: &Outcome) -> Vec<&'static str> {
    match outcome.task.as_str() {
        "ScheduleVisit" => vec!["tour"],
        "BookHouse" => vec!["contract", "customer"],
        "ReserveHotel"
        | "ReserveRestaurant"
        | "BookAppointment"
        | "ReserveCar"
        | "ReserveOnewayFlight"
        | "ReserveRoundtripFlights" => vec!["booking"],
        "BuyEventTickets" | "BuyBusTicket" => vec!["day_pass"],
        _ => Vec::new(),
    }
}

fn subject(dialogue: &Dialogue) -> String {
    let first = dialogue.turns.iter().find(|turn| turn.who == "customer");
    first
        .map(|turn| turn.text.chars().take(120).collect())
        .unwrap_or_default()
}

/// Conversations with at least one outcome of a kind.
#[must_use]
pub fn with_kind(all: &[Expected], kind: &str) -> u64 {
    count(all, |one| one.conversions.contains(&kind))
}

/// Conversations that satisfy a condition.
pub fn count(all: &[Expected], condition: impl Fn(&Expected) -> bool) -> u64 {
    all.iter().filter(|one| condition(one)).count() as u64
}

/// Conversations by channel.
#[must_use]
pub fn by_channel(all: &[Expected]) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one.channel).or_default() += 1;
    }
    counts
}

/// Remote ids of the conversations in which every word occurs somewhere in the subject, the person or a
/// body: the last one as the beginning of a word, the others whole. Words are runs of ASCII letters and
/// digits: the file has no others.
#[must_use]
pub fn search<'a>(all: &'a [Expected], words: &[&str]) -> BTreeSet<&'a str> {
    let words: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let Some((last, whole)) = words.split_last() else {
        return BTreeSet::new();
    };
    let found = all.iter().filter(|one| {
        let known = words_of(one);
        whole.iter().all(|word| known.contains(word))
            && known.iter().any(|word| word.starts_with(last))
    });
    found.map(|one| one.remote_id.as_str()).collect()
}

fn words_of(one: &Expected) -> BTreeSet<String> {
    let person = match &one.person {
        ExpectedPerson::Known { name, company } => format!("{name} {company}"),
        ExpectedPerson::External(identifier) => identifier.clone(),
    };
    let texts = one
        .bodies
        .iter()
        .chain([&one.subject, &person, &one.remote_id]);
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}
