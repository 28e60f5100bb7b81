//! The rows of a production set. Their fields are what the numbers are counted from, and a promise to `verify.py`: a
//! field that is renamed here is renamed there.

use crate::columns::{confirmed, is_escalated};
use crate::format::csv_table::guarded;
use crate::redact::MaskEntry;
use cache::StoredConversation;
use chrono::{DateTime, Utc};
use model::ConversionKind;
use serde::Serialize;

/// A conversation.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProductionRow {
    pub(crate) row: u64,
    pub(crate) conversation: String,
    pub(crate) transcript: String,
    pub(crate) first_page: u64,
    pub(crate) last_page: u64,
    pub(crate) title: String,
    pub(crate) channel: String,
    pub(crate) space: String,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) last_activity_at: DateTime<Utc>,
    pub(crate) status: Option<String>,
    pub(crate) escalated: u64,
    pub(crate) messages: u64,
    pub(crate) messages_produced: u64,
    pub(crate) leads: u64,
    pub(crate) tours: u64,
    pub(crate) customers: u64,
    pub(crate) contracts: u64,
    pub(crate) bookings: u64,
    pub(crate) day_passes: u64,
    pub(crate) outcomes: u64,
    /// From its start to its first outcome, or to the making of the set; none where its time says nothing.
    pub(crate) minutes_watched: Option<u64>,
    pub(crate) converted: u64,
    pub(crate) terms: Vec<usize>,
}

/// A message.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProductionMessage<'m> {
    pub(crate) row: u64,
    pub(crate) page: u64,
    pub(crate) message: &'m str,
    pub(crate) sent_at: DateTime<Utc>,
    pub(crate) sender: &'m str,
}

/// What was masked in one conversation.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProductionMask {
    /// None where it was masked in what stands above all rows: in the search.
    pub(crate) row: Option<u64>,
    #[serde(flatten)]
    pub(crate) mask: MaskEntry,
}

impl ProductionRow {
    /// What a conversation says; its place, its title and its terms are put in by who walks.
    pub(crate) fn of(stored: &StoredConversation, space: &str, known_until: DateTime<Utc>) -> Self {
        let row = &stored.row;
        let kind = |kind| confirmed(row, Some(&kind));
        let (minutes_watched, converted) = watched(stored, known_until);
        Self {
            row: 0,
            conversation: row.remote_id.to_string(),
            transcript: String::new(),
            first_page: 0,
            last_page: 0,
            title: String::new(),
            channel: row.channel.to_string(),
            space: space.to_owned(),
            started_at: row.started_at,
            last_activity_at: row.last_activity_at,
            status: row.status.as_ref().map(ToString::to_string),
            escalated: u64::from(is_escalated(row)),
            messages: row.messages.into(),
            messages_produced: 0,
            leads: row.leads.into(),
            tours: kind(ConversionKind::Tour),
            customers: kind(ConversionKind::Customer),
            contracts: kind(ConversionKind::Contract),
            bookings: kind(ConversionKind::Booking),
            day_passes: kind(ConversionKind::DayPass),
            outcomes: confirmed(row, None),
            minutes_watched,
            converted: u64::from(converted),
            terms: Vec::new(),
        }
    }

    /// The same as fields of CSV, by name.
    pub(crate) fn csv(&self) -> serde_json::Result<Vec<(String, String)>> {
        let serde_json::Value::Object(fields) = serde_json::to_value(self)? else {
            return Ok(Vec::new());
        };
        let fields = fields.into_iter();
        let mut fields: Vec<(String, String)> = fields
            .map(|(name, value)| (name, csv_field(&value)))
            .collect();
        // By name, so that nobody need know in which order they are kept.
        fields.sort_unstable();
        Ok(fields)
    }
}

fn csv_field(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => guarded(text),
        serde_json::Value::Array(items) => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            items.join(" ")
        }
        other => other.to_string(),
    }
}

/// How long it was watched, until its source was last synced, and whether an outcome came within that. One whose outcomes all have a time that cannot
/// be, or from before it began, says nothing of how long it takes.
fn watched(stored: &StoredConversation, known_until: DateTime<Utc>) -> (Option<u64>, bool) {
    let row = &stored.row;
    let counted = row.conversions.iter().filter(|one| one.confirmed);
    let sound = counted.filter(|one| one.time_mark.is_none() && one.occurred_at >= row.started_at);
    let first = sound.map(|one| one.occurred_at).min();
    let minutes = |end: DateTime<Utc>| {
        let minutes = (end - row.started_at).num_minutes().max(0);
        Some(minutes.unsigned_abs())
    };
    match (first, confirmed(row, None)) {
        (Some(first), _) => (minutes(first), true),
        (None, 0) => (minutes(known_until), false),
        (None, _) => (None, false),
    }
}
