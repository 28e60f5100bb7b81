//! What the page of a person says beside what was said: who it is about, why each conversation is theirs, and all that
//! hangs on one. It must not know a markup.

use crate::format::local_instant;
use crate::line::local;
use crate::redact::{MaskClass, MaskSession};
use cache::StoredConversation;
use catalogue::{
    Phrase, PhraseArg, PlainFormats, TextKey, holding_reason, holding_totals, language_phrase,
    outcome_badge, person_link_name, text,
};
use chrono::{DateTime, SecondsFormat, Utc};
use model::marks::ConversationMarks;
use model::person::{HeldConversation, OwnNotes, PersonHoldings};
use model::record::GeoPlace;
use model::view::{ConversionView, LeadView};

/// Name and value of something that is told.
type Fact = (&'static str, String);

/// Who it is about, and how much there is.
pub(super) fn preface(holdings: &PersonHoldings, made_at: DateTime<Utc>) -> Vec<Fact> {
    let known = holdings.identities.iter().map(|it| {
        let what = text(person_link_name(it.link));
        format!("{what} {}", it.written.join(", "))
    });
    let known: Vec<String> = known.collect();
    let totals = holding_totals(&holdings.totals());
    let holds = totals.first().map(|it| it.say(&PlainFormats));
    let all = [
        (
            TextKey::PersonFileName,
            holdings.name.clone().unwrap_or_default(),
        ),
        (TextKey::PersonFileKnownBy, known.join("; ")),
        (TextKey::PersonFileHolds, holds.unwrap_or_default()),
        (
            TextKey::PersonFileMade,
            made_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        ),
    ];
    told(all)
}

/// What hangs on a conversation, behind what every transcript says of it.
pub(super) fn extra_facts(
    stored: &StoredConversation,
    (holdings, held): (&PersonHoldings, &HeldConversation),
    notes: OwnNotes,
    masks: &mut MaskSession,
) -> Vec<Fact> {
    let why = holding_reason(holdings, held).say(&PlainFormats);
    let mut facts = told([
        (TextKey::PersonFileWhy, masks.text(&why)),
        (TextKey::PersonFilePlace, place(&stored.place)),
        (TextKey::PersonFileLanguage, language(stored)),
        (
            TextKey::PersonFileStatus,
            stored
                .row
                .status
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        ),
    ]);
    let zone = &stored.row.time_zone;
    let outcomes = stored.conversions.iter();
    facts.extend(outcomes.map(|it| (text(TextKey::PersonFileOutcome), outcome(it, zone))));
    for one in &stored.leads {
        facts.push((text(TextKey::PersonFileLead), lead(one, masks)));
    }
    for ticket in &stored.tickets {
        facts.push((text(TextKey::PersonFileTicket), masks.text(&ticket.subject)));
    }
    for item in &stored.inbox_items {
        let said = format!("{} ({})", masks.text(&item.title), item.status);
        facts.push((text(TextKey::PersonFileInboxItem), said));
    }
    if notes == OwnNotes::Included {
        let noted = noted(&stored.marks).into_iter();
        facts.extend(noted.map(|it| (text(TextKey::PersonFileNote), masks.text(&it))));
    }
    facts
}

fn told<const N: usize>(all: [(TextKey, String); N]) -> Vec<Fact> {
    let told = all.into_iter().filter(|(_, value)| !value.is_empty());
    told.map(|(key, value)| (text(key), value)).collect()
}

fn place(place: &GeoPlace) -> String {
    let parts = [&place.city, &place.region, &place.country];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(", ")
}

fn language(stored: &StoredConversation) -> String {
    let code = stored.language.as_deref();
    code.map_or_else(String::new, |code| language_phrase(code).say(&PlainFormats))
}

/// The outcome, when, and what became of it.
fn outcome(one: &ConversionView, zone: &str) -> String {
    let badge = || PhraseArg::Text(outcome_badge(&one.kind));
    let said = match (one.taken_back_at, one.confirmed) {
        (Some(_), _) => Some(TextKey::PersonFileTakenBack),
        (None, false) => Some(TextKey::PersonFileInferred),
        (None, true) => None,
    };
    let said = said.map(|key| Phrase::new(key).with("outcome", badge()).say(&PlainFormats));
    let said = said.unwrap_or_else(|| outcome_badge(&one.kind));
    format!("{said}, {}", local_instant(&local(one.occurred_at, zone)))
}

fn lead(lead: &LeadView, masks: &mut MaskSession) -> String {
    let fields = [
        (&lead.name, MaskClass::Person),
        (&lead.email, MaskClass::Email),
        (&lead.phone, MaskClass::Phone),
    ];
    let fields = fields.into_iter().filter_map(|(value, class)| {
        let value = value.as_deref()?;
        Some(masks.field(class, value))
    });
    let mut said: Vec<String> = fields.collect();
    said.extend(lead.note.as_deref().map(|note| masks.text(note)));
    said.join(" · ")
}

/// What the manager noted, a line each.
fn noted(marks: &ConversationMarks) -> Vec<String> {
    let rating = marks.rating.map(|rating| format!("{} / 5", rating.get()));
    let tags = (!marks.tags.is_empty()).then(|| marks.tags.join(", "));
    let all = marks.note.clone().into_iter().chain(rating).chain(tags);
    all.collect()
}
