//! A search made ready for a pass over the index: what the entries answer by themselves, and the ids
//! that the database found. No text is looked at here.

use super::bitmap::IdBitmap;
use super::entry::{EntryFlags, IndexEntry};
use insights::TextFacts;
use model::opening_hours::OpeningStanding;
use model::record::GeoPlace;
use model::request::InferredOutcomes;
use model::search::{
    ContactHistory, CountSpan, DaySpan, DurationSpan, FieldTest, OperatorPresence,
};
use model::us_state::{UsState, is_same_country};
use model::{Channel, ConversionKind, Escalation, Status};
use query::day_number;
use std::ops::RangeInclusive;

/// What a conversation's entry must fulfil, and among which conversations it is asked.
#[derive(Debug, Default)]
pub(crate) struct EntryFilter {
    /// Ascending ids beyond which nothing matches; none where every conversation may.
    pub(crate) candidates: Option<Vec<u32>>,
    /// All of these.
    pub(crate) tests: Vec<EntryTest>,
}

/// One thing to ask of an entry.
#[derive(Debug)]
pub(crate) enum EntryTest {
    Flag(EntryFlags),
    NoBadge,
    /// A confirmed outcome of any kind.
    Confirmed,
    /// So many messages that a reader sees.
    Messages(RangeInclusive<u32>),
    /// A message from after this instant, in milliseconds.
    ActiveSince(i64),
    /// Started on one of these days, as days since 1970-01-01.
    Days(RangeInclusive<i32>),
    /// Started on this day of the week, counted from Monday.
    Weekday(i32),
    /// Took place there; none of the codes is a channel that no conversation has.
    Channel(Option<u16>),
    /// In one of the spaces with a place in this list.
    Spaces(IdBitmap),
    /// Any of these kinds of confirmed outcome, one bit each.
    Kinds(u8),
    /// The same of inferred ones.
    InferredKinds(u8),
    /// One of the ids that the database found.
    Among(IdBitmap),
    Not(Box<EntryTest>),
    All(Vec<EntryTest>),
    Any(Vec<EntryTest>),
}

/// Who answers a question to a conversation's facts.
#[derive(Debug)]
pub(crate) enum FieldSource {
    /// Its entry.
    Entry(EntryTest),
    /// The index: which code a channel has.
    Channel(Channel),
    /// The index: what the hour was in the conversation's space.
    Hours(RangeInclusive<u32>),
    /// The coded facts: where the visitor was.
    Places(PlaceTest),
    /// The coded facts: in which language it is held.
    Language(String),
    /// Every conversation of its person: whether there is an earlier one.
    Contact(ContactHistory),
    /// Its words: whether an operator wrote some.
    Operator(OperatorPresence),
    /// The index, with what the manager said: whether its space was open.
    Opening(OpeningStanding),
    /// What the manager noted.
    Marks(FieldTest),
    /// The database: the entry has no room for it.
    Database(DatabaseFact),
}

/// What to ask of a place.
#[derive(Debug)]
pub(crate) enum PlaceTest {
    /// In this country.
    Country(String),
    /// In a country that is known.
    CountryKnown,
    /// In this state or territory of the United States.
    State(UsState),
    /// In one that is known.
    StateKnown,
}

/// What the database alone knows.
#[derive(Debug)]
pub(crate) enum DatabaseFact {
    /// An outcome of a kind that has no bit.
    OutcomeOfKind(String, InferredOutcomes),
    /// How it began.
    Origin(String),
    /// Where its escalation stands.
    Escalation(String),
    /// How long nobody wrote.
    LongestGap(DurationSpan),
    /// From its beginning to its first confirmed outcome.
    TimeToConvert(DurationSpan),
    /// An escalation created a ticket.
    Ticket,
    /// An item of the AI Inbox is linked to it.
    InboxItem,
    /// The visitor was there.
    Place(String),
    /// In a space of this name.
    Space(String),
    /// From a source of this name.
    Source(String),
    /// In the review queue of this name.
    Queue(String),
    /// New since the manager last looked.
    SinceLastLook,
    /// One of these holds of its words.
    Words(TextFacts),
    /// What the rule of this id asks of its words holds.
    Rule(String),
    /// It asks what a group of questions asks, or got one of its answers.
    Asks(String),
}

impl DatabaseFact {
    /// Whether what it finds narrows the pass; the others are asked of each entry instead.
    pub(crate) fn is_rare(&self) -> bool {
        !matches!(self, Self::Space(_) | Self::Source(_) | Self::SinceLastLook)
    }
}

impl EntryFilter {
    /// Leaves of the candidates only those with these ids, which ascend.
    pub(crate) fn restrict(&mut self, ids: Vec<u32>) {
        self.candidates = Some(match self.candidates.take() {
            None => ids,
            Some(mut candidates) => {
                candidates.retain(|id| ids.binary_search(id).is_ok());
                candidates
            }
        });
    }

    /// Whether a conversation fulfils all tests. Its being among the candidates is not asked again.
    #[inline]
    pub(crate) fn admits(&self, id: u32, entry: &IndexEntry) -> bool {
        self.tests.iter().all(|test| test.admits(id, entry))
    }
}

impl FieldSource {
    /// Who answers a question to a conversation's facts.
    pub(crate) fn of(field: &FieldTest) -> Self {
        let flag = |flag| Self::Entry(EntryTest::Flag(flag));
        let database = Self::Database;
        match field {
            FieldTest::Escalated => flag(EntryFlags::ESCALATED),
            FieldTest::HasLead => flag(EntryFlags::LEAD),
            FieldTest::Unconverted => Self::Entry(EntryTest::NoBadge),
            FieldTest::AnyOutcome => Self::Entry(EntryTest::Confirmed),
            FieldTest::OnlyInferred => Self::Entry(EntryTest::All(vec![
                EntryTest::Flag(EntryFlags::INFERRED),
                EntryTest::Not(Box::new(EntryTest::Confirmed)),
            ])),
            FieldTest::Messages(span) => Self::Entry(EntryTest::Messages(counts(*span))),
            FieldTest::Started(span) => Self::Entry(EntryTest::Days(days(*span))),
            FieldTest::Weekday(day) => {
                Self::Entry(EntryTest::Weekday(day.num_days_from_monday().cast_signed()))
            }
            FieldTest::Hour(span) => Self::Hours(counts(*span)),
            FieldTest::Country(name) => Self::Places(PlaceTest::Country(name.clone())),
            FieldTest::CountryKnown => Self::Places(PlaceTest::CountryKnown),
            FieldTest::State(state) => Self::Places(PlaceTest::State(*state)),
            FieldTest::StateKnown => Self::Places(PlaceTest::StateKnown),
            FieldTest::Language(code) => Self::Language(code.clone()),
            FieldTest::Contact(history) => Self::Contact(*history),
            FieldTest::Operator(presence) => Self::Operator(*presence),
            FieldTest::Opening(standing) => Self::Opening(*standing),
            FieldTest::Status(Status::Active) => flag(EntryFlags::ACTIVE),
            FieldTest::Status(Status::Ended) => flag(EntryFlags::ENDED),
            FieldTest::Status(Status::Other(_)) => Self::Entry(EntryTest::Any(Vec::new())),
            FieldTest::Channel(channel) => Self::Channel(channel.clone()),
            FieldTest::Origin(origin) => database(DatabaseFact::Origin(origin.to_string())),
            FieldTest::Escalation(Escalation::None) => Self::Entry(EntryTest::Not(Box::new(
                EntryTest::Flag(EntryFlags::ESCALATED),
            ))),
            FieldTest::Escalation(one) => database(DatabaseFact::Escalation(one.to_string())),
            FieldTest::TimeToConvert(span) => database(DatabaseFact::TimeToConvert(*span)),
            FieldTest::LongestGap(span) => database(DatabaseFact::LongestGap(*span)),
            FieldTest::HasTicket => database(DatabaseFact::Ticket),
            FieldTest::HasInboxItem => database(DatabaseFact::InboxItem),
            FieldTest::Place(name) => database(DatabaseFact::Place(name.clone())),
            FieldTest::Space(name) => database(DatabaseFact::Space(name.clone())),
            FieldTest::Source(name) => database(DatabaseFact::Source(name.clone())),
            FieldTest::Queue(name) => database(DatabaseFact::Queue(name.clone())),
            FieldTest::SinceLastLook => database(DatabaseFact::SinceLastLook),
            FieldTest::HasOffer => database(DatabaseFact::Words(TextFacts::OFFERED)),
            FieldTest::Offered(kind) => database(DatabaseFact::Words(TextFacts::offered(*kind))),
            FieldTest::Rule(id) => database(DatabaseFact::Rule(id.clone())),
            FieldTest::Asks(what) => database(DatabaseFact::Asks(what.clone())),
            FieldTest::Starred
            | FieldTest::Reviewed
            | FieldTest::Rated(_)
            | FieldTest::Tag(_)
            | FieldTest::Tagged
            | FieldTest::Flagged
            | FieldTest::FlaggedAs(_)
            | FieldTest::HasNote
            | FieldTest::NoteSays(_) => Self::Marks(field.clone()),
            FieldTest::Converted(kind) => match kind.bit() {
                Some(bit) => Self::Entry(EntryTest::Kinds(1 << bit)),
                None => outcome_of_kind(kind, InferredOutcomes::Apart),
            },
            FieldTest::ConvertedWithInferred(kind) => match kind.bit() {
                Some(bit) => Self::Entry(EntryTest::Any(vec![
                    EntryTest::Kinds(1 << bit),
                    EntryTest::InferredKinds(1 << bit),
                ])),
                None => outcome_of_kind(kind, InferredOutcomes::Counted),
            },
            FieldTest::AnyWithInferred => Self::Entry(EntryTest::Not(Box::new(EntryTest::NoBadge))),
        }
    }
}

fn outcome_of_kind(kind: &ConversionKind, inferred: InferredOutcomes) -> FieldSource {
    FieldSource::Database(DatabaseFact::OutcomeOfKind(
        kind.as_str().to_owned(),
        inferred,
    ))
}

fn counts(span: CountSpan) -> RangeInclusive<u32> {
    span.least.unwrap_or(0)..=span.most.unwrap_or(u32::MAX)
}

fn days(span: DaySpan) -> RangeInclusive<i32> {
    span.first.map_or(i32::MIN, day_number)..=span.last.map_or(i32::MAX, day_number)
}

/// The day of the week, counted from Monday; 1970-01-01 was a Thursday.
fn weekday(day: i32) -> i32 {
    (day.rem_euclid(7) + 3) % 7
}

impl PlaceTest {
    /// Whether a place is there.
    pub(crate) fn holds(&self, place: &GeoPlace) -> bool {
        match self {
            Self::Country(name) => {
                let country = place.country.as_deref();
                country.is_some_and(|country| is_same_country(country, name))
            }
            Self::CountryKnown => place.country_name().is_some(),
            Self::State(state) => place.us_state() == Some(*state),
            Self::StateKnown => place.us_state().is_some(),
        }
    }
}

impl EntryTest {
    fn admits(&self, id: u32, entry: &IndexEntry) -> bool {
        match self {
            Self::Flag(flag) => entry.flags.has(*flag),
            Self::NoBadge => !entry.has_badge(),
            Self::Confirmed => entry.has_confirmed(),
            Self::Messages(span) => span.contains(&entry.visible.get()),
            Self::ActiveSince(until) => entry.last_activity > *until,
            Self::Days(span) => span.contains(&entry.day),
            Self::Weekday(day) => weekday(entry.day) == *day,
            Self::Channel(code) => *code == Some(entry.channel),
            Self::Spaces(spaces) => spaces.contains(entry.space),
            Self::Kinds(mask) => entry.kinds & mask != 0,
            Self::InferredKinds(mask) => entry.inferred_kinds & mask != 0,
            Self::Among(ids) => ids.contains(id),
            Self::Not(test) => !test.admits(id, entry),
            Self::All(tests) => tests.iter().all(|test| test.admits(id, entry)),
            Self::Any(tests) => tests.iter().any(|test| test.admits(id, entry)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_combined_as_they_say() {
        let entry = IndexEntry {
            kinds: 0b100,
            inferred_kinds: 0b10,
            last_activity: 7,
            flags: EntryFlags::PRESENT.with(EntryFlags::LEAD, true),
            ..IndexEntry::ABSENT
        };
        let lead = || EntryTest::Flag(EntryFlags::LEAD);
        let escalated = || EntryTest::Flag(EntryFlags::ESCALATED);
        let among = |ids: &[u32]| EntryTest::Among(IdBitmap::of(ids, 64));
        let cases = [
            (lead(), true, "a flag"),
            (escalated(), false, "another"),
            (EntryTest::NoBadge, false, "it has an outcome"),
            (EntryTest::ActiveSince(6), true, "a message from after it"),
            (EntryTest::ActiveSince(7), false, "one from that moment"),
            (EntryTest::Kinds(0b101), true, "one of two kinds"),
            (
                EntryTest::Kinds(0b10),
                false,
                "a kind that is only inferred",
            ),
            (EntryTest::InferredKinds(0b10), true, "an inferred kind"),
            (EntryTest::InferredKinds(0b100), false, "a confirmed one"),
            (among(&[7]), true, "found by the database"),
            (among(&[8]), false, "not found"),
            (EntryTest::Not(Box::new(escalated())), true, "not"),
            (EntryTest::All(vec![lead(), escalated()]), false, "both"),
            (EntryTest::Any(vec![lead(), escalated()]), true, "either"),
        ];
        for (test, expected, why) in cases {
            assert_eq!(test.admits(7, &entry), expected, "{why}");
        }
    }

    #[test]
    fn candidates_are_those_of_every_restriction() {
        let mut filter = EntryFilter::default();
        filter.restrict(vec![1, 2, 3, 5]);
        filter.restrict(vec![2, 5, 9]);
        assert_eq!(filter.candidates, Some(vec![2, 5]));
    }
}
