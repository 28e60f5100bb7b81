//! What a search asks, and what of it could not be used as typed, as both cross to a window or a
//! terminal. Parsing is `query`'s, answering is the cache's, and the words for either are the
//! catalogue's.

use crate::opening_hours::OpeningStanding;
use crate::us_state::UsState;
use crate::{Channel, ConversionKind, Escalation, FlagKind, OfferKind, Origin, Status};
use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Whose or which words a text is looked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextScope {
    /// Everywhere: names, subjects, identifiers, all messages.
    #[default]
    Anywhere,
    /// The subject.
    Subject,
    /// Session id, the server's id, external identifier, visitor token.
    Identifier,
    /// The customer's name and e-mail address.
    Customer,
    /// The customer's company.
    Company,
    /// Whoever it is: the customer, the company or an identifier.
    Person,
    /// What the customer said.
    CustomerSaid,
    /// What the assistant said.
    AiSaid,
    /// What operators said.
    OperatorSaid,
    /// Where links lead.
    Link,
}

/// How much of a word was typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordReach {
    /// The whole word.
    #[default]
    Whole,
    /// Its beginning.
    Beginning,
    /// Any part of it.
    Inside,
}

/// A span of days; an open end is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DaySpan {
    /// The first day.
    pub first: Option<NaiveDate>,
    /// The last day.
    pub last: Option<NaiveDate>,
}

/// A span of whole numbers; an open end is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CountSpan {
    /// The least.
    pub least: Option<u32>,
    /// The most.
    pub most: Option<u32>,
}

/// A span of whole seconds; an open end is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DurationSpan {
    /// The shortest, in seconds.
    pub shortest: Option<u32>,
    /// The longest, in seconds.
    pub longest: Option<u32>,
}

/// Whether the person of a conversation had written before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactHistory {
    /// No earlier conversation of the person is here.
    First,
    /// There is one: by customer, address or number, as everywhere.
    Returning,
    /// Nothing is known by which a person would be found again.
    Unknown,
}

impl ContactHistory {
    /// Every one, in the order of display.
    pub const ALL: [Self; 3] = [Self::First, Self::Returning, Self::Unknown];

    /// As it is typed and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Returning => "returning",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether a person of the space wrote in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperatorPresence {
    /// The assistant was left alone.
    Absent,
    /// An operator wrote at least one message that a reader sees.
    Present,
}

impl OperatorPresence {
    /// As it is typed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "no",
            Self::Present => "yes",
        }
    }
}

/// A question to a conversation's facts. The views of the side bar are such questions, and an operator
/// of the search is another way to put one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "snake_case")]
pub enum FieldTest {
    /// It took place there.
    Channel(Channel),
    /// It began so.
    Origin(Origin),
    /// In a space whose name or id has these words.
    Space(String),
    /// From a source whose name has these words.
    Source(String),
    /// Its status, where the source has one.
    Status(Status),
    /// A person had to step in: pending, active or resolved.
    Escalated,
    /// Its escalation stands so.
    Escalation(Escalation),
    /// Contact details were captured.
    HasLead,
    /// An escalation created a ticket.
    HasTicket,
    /// An item of the AI Inbox is linked to it.
    HasInboxItem,
    /// No outcome of any kind, inferred ones included.
    Unconverted,
    /// A confirmed outcome of a kind.
    Converted(ConversionKind),
    /// A confirmed outcome of any kind.
    AnyOutcome,
    /// Inferred outcomes and no confirmed one.
    OnlyInferred,
    /// An outcome of a kind, confirmed or inferred.
    ConvertedWithInferred(ConversionKind),
    /// An outcome of any kind, confirmed or inferred.
    AnyWithInferred,
    /// So many messages that a reader sees.
    Messages(CountSpan),
    /// The longest silence between two messages that a reader sees, one after the other.
    LongestGap(DurationSpan),
    /// From its beginning to its first confirmed outcome. One from before the beginning has no such time.
    TimeToConvert(DurationSpan),
    /// It started on one of these days, by the calendar of its space.
    Started(DaySpan),
    /// The visitor was in a city, region or country whose name begins with these words.
    Place(String),
    /// It is held in the language of this code, or in one that nobody can tell.
    Language(String),
    /// The visitor was in this country.
    Country(String),
    /// It is known in which country the visitor was.
    CountryKnown,
    /// The visitor was in this state or territory of the United States.
    State(UsState),
    /// It is known in which of them the visitor was.
    StateKnown,
    /// It started within these hours of the day, 0 to 23, by the clock of its space.
    Hour(CountSpan),
    /// It started on this day of the week, by the calendar of its space.
    Weekday(Weekday),
    /// The manager gave it a star.
    Starred,
    /// The manager reviewed it.
    Reviewed,
    /// The manager rated it so.
    Rated(CountSpan),
    /// It has this tag.
    Tag(String),
    /// It has a tag.
    Tagged,
    /// One of its messages is flagged.
    Flagged,
    /// One of its messages is flagged so.
    FlaggedAs(FlagKind),
    /// It has a note.
    HasNote,
    /// Its note, or that of a flag, has these words, each as the beginning of one.
    NoteSays(String),
    /// It is in the review queue of this name.
    Queue(String),
    /// It has a message or an outcome that was not here when the manager last looked.
    SinceLastLook,
    /// A call to action was offered.
    HasOffer,
    /// A call to action of this kind was offered.
    Offered(OfferKind),
    /// The rule of this id holds.
    Rule(String),
    /// It asks what a group of questions asks, got one of its answers, or asks something with these stems.
    Asks(String),
    /// Its person had written before, or had not.
    Contact(ContactHistory),
    /// A person of the space wrote in it, or none did.
    Operator(OperatorPresence),
    /// It started while its space was open, or while it was closed.
    Opening(OpeningStanding),
}

/// As it is typed: an operator and its value. Parsed, it is the same question.
impl fmt::Display for FieldTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(channel) => write!(f, "channel:{}", quoted(channel.as_str())),
            Self::Origin(origin) => write!(f, "origin:{origin}"),
            Self::Space(name) => write!(f, "space:{}", quoted(name)),
            Self::Source(name) => write!(f, "source:{}", quoted(name)),
            Self::Status(status) => write!(f, "status:{status}"),
            Self::Escalated => f.write_str("escalated:yes"),
            Self::Escalation(escalation) => write!(f, "escalated:{escalation}"),
            Self::HasLead => f.write_str("has:lead"),
            Self::HasTicket => f.write_str("has:ticket"),
            Self::HasInboxItem => f.write_str("has:inbox"),
            Self::Unconverted => f.write_str("outcome:none"),
            Self::Converted(kind) => write!(f, "outcome:{kind}"),
            Self::AnyOutcome => f.write_str("outcome:any"),
            Self::OnlyInferred => f.write_str("converted:inferred"),
            Self::ConvertedWithInferred(kind) => write!(f, "with-inferred:{kind}"),
            Self::AnyWithInferred => f.write_str("with-inferred:any"),
            Self::Messages(span) => write!(f, "messages:{span}"),
            Self::TimeToConvert(span) => write!(f, "converted-after:{span}"),
            Self::LongestGap(span) => write!(f, "gap:{span}"),
            Self::Started(span) => write!(f, "{span}"),
            Self::Place(name) => write!(f, "place:{}", quoted(name)),
            Self::Language(code) => write!(f, "lang:{code}"),
            Self::Country(name) => write!(f, "country:{}", quoted(name)),
            Self::CountryKnown => f.write_str("country:any"),
            Self::State(state) => write!(f, "state:{state}"),
            Self::StateKnown => f.write_str("state:any"),
            Self::Hour(span) => write!(f, "hour:{span}"),
            Self::Weekday(day) => write!(f, "weekday:{}", weekday_name(*day)),
            Self::Starred => f.write_str("starred:yes"),
            Self::Reviewed => f.write_str("reviewed:yes"),
            Self::Rated(span) if *span == CountSpan::default() => f.write_str("rating:any"),
            Self::Rated(span) => write!(f, "rating:{span}"),
            Self::Tag(tag) => write!(f, "tag:{}", quoted(tag)),
            Self::Tagged => f.write_str("tag:any"),
            Self::Flagged => f.write_str("flagged:yes"),
            Self::FlaggedAs(kind) => write!(f, "flagged:{kind}"),
            Self::HasNote => f.write_str("note:yes"),
            Self::NoteSays(words) => write!(f, "note:{}", quoted(words)),
            Self::Queue(name) => write!(f, "queue:{}", quoted(name)),
            Self::SinceLastLook => f.write_str("since:last-look"),
            Self::HasOffer => f.write_str("has:offer"),
            Self::Offered(kind) => write!(f, "offered:{kind}"),
            Self::Rule(id) => write!(f, "rule:{}", quoted(id)),
            Self::Asks(what) => write!(f, "asks:{}", quoted(what)),
            Self::Contact(history) => write!(f, "contact:{}", history.as_str()),
            Self::Operator(presence) => write!(f, "operator:{}", presence.as_str()),
            Self::Opening(standing) => write!(f, "hours:{}", standing.as_str()),
        }
    }
}

/// A day of the week, as it is typed and stored.
#[must_use]
pub const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

/// A value in quotation marks, where it would end too early without.
fn quoted(value: &str) -> Cow<'_, str> {
    if value.chars().all(|c| c.is_alphanumeric() || c == '_') {
        Cow::Borrowed(value)
    } else {
        Cow::Owned(format!("\"{}\"", value.replace('"', " ")))
    }
}

/// As it is typed behind an operator: `>=3`, `<=9`, `3..9`.
impl fmt::Display for CountSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (Some(least), Some(most)) => write!(f, "{least}..{most}"),
            (None, Some(most)) => write!(f, "<={most}"),
            (least, None) => write!(f, ">={}", least.unwrap_or(0)),
        }
    }
}

/// As it is typed behind an operator: `>=60s`, `<=3600s`, `60s..3600s`.
impl fmt::Display for DurationSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.shortest, self.longest) {
            (Some(shortest), Some(longest)) => write!(f, "{shortest}s..{longest}s"),
            (None, Some(longest)) => write!(f, "<={longest}s"),
            (shortest, None) => write!(f, ">={}s", shortest.unwrap_or(0)),
        }
    }
}

/// As it is typed: `after:2026-03-01`, and `before:` the day after the last one.
impl fmt::Display for DaySpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (Some(first), Some(last)) if first == last => write!(f, "on:{first}"),
            (Some(first), Some(last)) => write!(f, "(after:{first} before:{})", after(last)),
            (None, Some(last)) => write!(f, "before:{}", after(last)),
            (Some(first), None) => write!(f, "after:{first}"),
            (None, None) => f.write_str("on:any"),
        }
    }
}

/// The day after; the last day of the calendar is its own.
fn after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// What a search asks, as a sentence is made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum SearchMeaning {
    /// All of these; of nothing it is every conversation.
    All {
        /// The parts.
        parts: Vec<SearchMeaning>,
    },
    /// At least one of these; of nothing it is no conversation.
    Any {
        /// The parts.
        parts: Vec<SearchMeaning>,
    },
    /// What must not be.
    Not {
        /// The part.
        part: Box<SearchMeaning>,
    },
    /// Words that stand side by side.
    Words {
        /// As typed.
        text: String,
        /// Where.
        scope: TextScope,
        /// How much of the last word was typed.
        reach: WordReach,
    },
    /// A telephone number, however it is written.
    Number {
        /// As typed.
        text: String,
    },
    /// A fact.
    Fact {
        /// Which.
        test: FieldTest,
    },
}

impl SearchMeaning {
    /// Whether words or numbers are looked for, which can be marked where they stand. What must not be is
    /// none of them.
    #[must_use]
    pub fn seeks_words(&self) -> bool {
        match self {
            Self::Words { .. } | Self::Number { .. } => true,
            Self::All { parts } | Self::Any { parts } => parts.iter().any(Self::seeks_words),
            Self::Not { .. } | Self::Fact { .. } => false,
        }
    }
}

/// What a search that is being typed may become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchCompletion {
    /// The whole text with it.
    pub text: String,
    /// The word that it puts in.
    pub word: String,
    /// Conversations that the text would find; none where it is no question yet.
    pub conversations: Option<u64>,
}

/// What of a search was not understood as typed. None of it is silently dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum SearchDiagnosis {
    /// Nothing in the text can be searched for (punctuation alone, say); no filter is applied.
    NothingSearchable,
    /// A quotation mark was left open; the phrase runs to the end.
    OpenQuote,
    /// A bracket was left open; it runs to the end.
    OpenBracket,
    /// A closing bracket without an opening one, or brackets deeper than are read; it was left out.
    StrayBracket,
    /// The text has more words than are searched for; those at its end were left out.
    WordsLeftOut {
        /// Words and phrases searched for.
        used: u32,
        /// Words and phrases left out.
        left_out: u32,
    },
    /// Signs are not searched for.
    SignsLeftOut {
        /// The word as typed.
        word: String,
        /// What is searched for instead; none where nothing is left.
        read_as: Option<String>,
    },
    /// No operator of this name; the whole word is searched for as text.
    UnknownOperator {
        /// As typed, without the colon.
        name: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// No value of this operator: nothing fulfils it.
    UnknownValue {
        /// The operator.
        operator: String,
        /// As typed.
        value: String,
        /// Values that it knows, or examples of them.
        examples: Vec<String>,
    },
    /// An operator without a value; it was left out.
    MissingValue {
        /// The operator.
        operator: String,
        /// Values that it knows, or examples of them.
        examples: Vec<String>,
    },
    /// An OR with nothing on one side; it was left out.
    DanglingOr,
    /// No text has this word; words that hold its letters are found instead.
    FoundInside {
        /// As typed.
        word: String,
    },
    /// The full-text index is being made again after an update: texts may not be found yet.
    StillIndexing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_and_what_must_not_be_are_not_looked_for_in_texts() {
        let fact = || SearchMeaning::Fact {
            test: FieldTest::HasLead,
        };
        let word = || SearchMeaning::Words {
            text: "tour".to_owned(),
            scope: TextScope::Anywhere,
            reach: WordReach::Whole,
        };
        let not = |part| SearchMeaning::Not {
            part: Box::new(part),
        };
        let all = |parts| SearchMeaning::All { parts };
        assert!(!all(vec![fact(), not(word())]).seeks_words());
        assert!(all(vec![fact(), word()]).seeks_words());
    }
}
