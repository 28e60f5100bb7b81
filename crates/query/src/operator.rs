//! The operators of the search: a word before a colon that asks for a fact, or for words in one place. One
//! line here is an operator; what it asks is a [`FieldTest`] or a text in a [`TextScope`], and how the
//! cache answers the former stands in its `index::entry_test`.

use crate::calendar::SearchCalendar;
use crate::expr::Expr;
use crate::span::{count_span, duration_span};
use chrono::{Datelike, NaiveDate};
use model::language::{UNKNOWN_LANGUAGE, language_code};
use model::marks::{Rating, tag_of};
use model::opening_hours::OpeningStanding;
use model::request::InferredOutcomes;
use model::search::{ContactHistory, CountSpan, DaySpan, FieldTest, OperatorPresence, TextScope};
use model::us_state::{UsState, country_name};
use model::{Channel, ConversionKind, Escalation, FlagKind, OfferKind, Origin, Status};

/// An operator.
#[derive(Debug)]
pub struct SearchOperator {
    /// What stands before the colon, in lower case.
    pub name: &'static str,
    /// Values worth proposing while somebody types: all of a closed set, examples of an open one.
    pub proposals: &'static [&'static str],
    /// What its value is.
    pub value: OperatorValue,
}

/// What stands after the colon.
#[derive(Clone, Copy, Debug)]
pub enum OperatorValue {
    /// Words, looked for there.
    Text(TextScope),
    /// A value of a fact; `None` where it is none of this operator.
    Fact(fn(&str, SearchCalendar) -> Option<Expr>),
}

impl PartialEq for SearchOperator {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for SearchOperator {}

impl SearchOperator {
    pub(crate) fn examples(&self) -> Vec<String> {
        self.proposals.iter().map(ToString::to_string).collect()
    }
}

const YES_NO: &[&str] = &["yes", "no"];
const KINDS: &[&str] = &[
    "tour", "customer", "contract", "booking", "day_pass", "any", "none",
];
const DAYS: &[&str] = &["today", "yesterday", "2026-01-31", "2026-01"];

const fn text(name: &'static str, scope: TextScope) -> SearchOperator {
    SearchOperator {
        name,
        proposals: &[],
        value: OperatorValue::Text(scope),
    }
}

const fn fact(
    name: &'static str,
    proposals: &'static [&'static str],
    read: fn(&str, SearchCalendar) -> Option<Expr>,
) -> SearchOperator {
    SearchOperator {
        name,
        proposals,
        value: OperatorValue::Fact(read),
    }
}

/// Every operator, in the order in which they are proposed.
pub const OPERATORS: &[SearchOperator] = &[
    text("customer-said", TextScope::CustomerSaid),
    text("ai-said", TextScope::AiSaid),
    text("operator-said", TextScope::OperatorSaid),
    fact("channel", CHANNELS, |value, _| channel(value)),
    fact("outcome", KINDS, |value, _| outcome(value)),
    fact("converted", &["yes", "no", "inferred"], |value, _| {
        converted(value)
    }),
    fact("with-inferred", KINDS, |value, _| with_inferred(value)),
    fact(
        "escalated",
        &["yes", "no", "pending", "active", "resolved"],
        |value, _| escalated(value),
    ),
    fact("origin", ORIGINS, |value, _| origin(value)),
    fact("status", &["active", "ended"], |value, _| status(value)),
    text("customer", TextScope::Customer),
    text("company", TextScope::Company),
    text("from", TextScope::Person),
    text("subject", TextScope::Subject),
    text("id", TextScope::Identifier),
    text("session", TextScope::Identifier),
    text("link", TextScope::Link),
    fact("space", &[], |value, _| {
        Some(Expr::Field(FieldTest::Space(value.to_owned())))
    }),
    fact("source", &[], |value, _| {
        Some(Expr::Field(FieldTest::Source(value.to_owned())))
    }),
    fact("place", &[], |value, _| {
        Some(Expr::Field(FieldTest::Place(value.to_owned())))
    }),
    fact("lang", LANGUAGES, |value, _| language(value)),
    fact("contact", CONTACTS, |value, _| contact(value)),
    fact("operator", YES_NO, |value, _| operator(value)),
    fact("hours", &["inside", "outside", "unknown"], |value, _| {
        opening(value)
    }),
    fact("country", &["any", "none"], |value, _| country(value)),
    fact("state", &["any", "none"], |value, _| state(value)),
    fact(
        "has",
        &["lead", "ticket", "inbox", "outcome", "offer"],
        |value, _| has(value),
    ),
    fact("offered", OFFERS, |value, _| offered(value)),
    fact("lead", YES_NO, |value, _| yes_no(value, FieldTest::HasLead)),
    fact("ticket", YES_NO, |value, _| {
        yes_no(value, FieldTest::HasTicket)
    }),
    fact("inbox", YES_NO, |value, _| {
        yes_no(value, FieldTest::HasInboxItem)
    }),
    fact("before", DAYS, |value, calendar| {
        before(calendar.named(value)?)
    }),
    fact("after", DAYS, |value, calendar| {
        after(calendar.named(value)?)
    }),
    fact("on", DAYS, |value, calendar| {
        Some(started(calendar.named(value)?))
    }),
    fact(
        "last",
        &["7d", "30d", "week", "month", "quarter", "year"],
        |value, calendar| Some(started(calendar.last(value)?)),
    ),
    fact(
        "this",
        &["day", "week", "month", "quarter", "year"],
        |value, calendar| Some(started(calendar.this(value)?)),
    ),
    fact("hour", &["9..17", "<8", "18"], |value, _| hour(value)),
    fact("weekday", WEEKDAYS, |value, _| {
        field(FieldTest::Weekday(value.parse().ok()?))
    }),
    fact("messages", &[">10", "<3", "2..5", "1"], |value, _| {
        field(FieldTest::Messages(count_span(value)?))
    }),
    fact("gap", &[">1h", ">30m", "<2m", "1d..7d"], |value, _| {
        field(FieldTest::LongestGap(duration_span(value)?))
    }),
    fact("converted-after", &[">7d", "<1h", "1d..7d"], |value, _| {
        field(FieldTest::TimeToConvert(duration_span(value)?))
    }),
    fact("starred", YES_NO, |value, _| {
        yes_no(value, FieldTest::Starred)
    }),
    fact("reviewed", YES_NO, |value, _| {
        yes_no(value, FieldTest::Reviewed)
    }),
    fact("rating", RATINGS, |value, _| rating(value)),
    fact("tag", &["any", "none"], |value, _| tag(value)),
    fact("flagged", FLAGS, |value, _| flagged(value)),
    fact("note", YES_NO, |value, _| note(value)),
    fact("queue", &[], |value, _| {
        field(FieldTest::Queue(value.to_owned()))
    }),
    fact("since", &["last-look"], |value, _| {
        field((plain(value) == "lastlook").then_some(FieldTest::SinceLastLook)?)
    }),
    fact("rule", &[], |value, _| {
        field(FieldTest::Rule(value.to_owned()))
    }),
    fact("asks", &[], |value, _| {
        field(FieldTest::Asks(value.to_owned()))
    }),
];

/// Examples: which others there are is told by those that conversations have.
const LANGUAGES: &[&str] = &["en", "de", "es", "unknown"];
const CONTACTS: &[&str] = &["first", "returning", "unknown"];
const RATINGS: &[&str] = &["5", ">=4", "<3", "any", "none"];
const OFFERS: &[&str] = &[
    "any", "none", "tour", "plan", "booking", "day_pass", "other",
];
const FLAGS: &[&str] = &[
    "yes",
    "no",
    "wrong_price",
    "wrong_time",
    "invented",
    "refused_needlessly",
    "rude",
    "other",
];

const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

const CHANNELS: &[&str] = &[
    "chat",
    "email",
    "whatsapp",
    "voice",
    "email_message",
    "help_desk",
];
const ORIGINS: &[&str] = &[
    "inbound",
    "proactive_outbound",
    "customer_reply",
    "operator_takeover",
];

/// A word of an open or closed set as it is compared: in any case, with any sign between its parts.
fn plain(value: &str) -> String {
    let letters = value.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn field(test: FieldTest) -> Option<Expr> {
    Some(Expr::Field(test))
}

fn not(test: FieldTest) -> Option<Expr> {
    Some(Expr::Not(Box::new(Expr::Field(test))))
}

fn yes_no(value: &str, test: FieldTest) -> Option<Expr> {
    match plain(value).as_str() {
        "yes" => field(test),
        "no" => not(test),
        _ => None,
    }
}

fn language(value: &str) -> Option<Expr> {
    let code = match plain(value).as_str() {
        "none" => UNKNOWN_LANGUAGE,
        "any" => return not(FieldTest::Language(UNKNOWN_LANGUAGE.to_owned())),
        _ => language_code(value)?,
    };
    field(FieldTest::Language(code.to_owned()))
}

fn contact(value: &str) -> Option<Expr> {
    let wanted = plain(value);
    let mut all = ContactHistory::ALL.into_iter();
    field(FieldTest::Contact(all.find(|it| it.as_str() == wanted)?))
}

fn operator(value: &str) -> Option<Expr> {
    let presence = match plain(value).as_str() {
        "yes" => OperatorPresence::Present,
        "no" => OperatorPresence::Absent,
        _ => return None,
    };
    field(FieldTest::Operator(presence))
}

fn opening(value: &str) -> Option<Expr> {
    let wanted = plain(value);
    let mut all = OpeningStanding::ALL.into_iter();
    field(FieldTest::Opening(all.find(|it| it.as_str() == wanted)?))
}

fn channel(value: &str) -> Option<Expr> {
    let wanted = plain(value);
    let named = Channel::KNOWN
        .iter()
        .find(|channel| plain(channel.as_str()) == wanted);
    // The set is open: a server may have channels that this version does not know.
    let channel = named
        .cloned()
        .unwrap_or_else(|| Channel::Other(value.to_owned()));
    (!wanted.is_empty()).then_some(Expr::Field(FieldTest::Channel(channel)))
}

fn origin(value: &str) -> Option<Expr> {
    let wanted = plain(value);
    let origin = match wanted.as_str() {
        "proactive" | "outbound" => Some(Origin::ProactiveOutbound),
        "reply" => Some(Origin::CustomerReply),
        "takeover" => Some(Origin::OperatorTakeover),
        _ => Origin::KNOWN
            .iter()
            .find(|origin| plain(origin.as_str()) == wanted)
            .cloned(),
    };
    field(FieldTest::Origin(origin?))
}

fn status(value: &str) -> Option<Expr> {
    let wanted = plain(value);
    let status = Status::KNOWN
        .iter()
        .find(|status| status.as_str() == wanted)?;
    field(FieldTest::Status(status.clone()))
}

fn outcome(value: &str) -> Option<Expr> {
    counted_outcome(value, InferredOutcomes::Apart)
}

/// As `outcome:`, with inferred ones counted.
fn with_inferred(value: &str) -> Option<Expr> {
    counted_outcome(value, InferredOutcomes::Counted)
}

fn counted_outcome(value: &str, inferred: InferredOutcomes) -> Option<Expr> {
    field(match plain(value).as_str() {
        "any" => inferred.asked(None),
        "none" => FieldTest::Unconverted,
        wanted => inferred.asked(Some(kind_of_outcome(wanted)?)),
    })
}

fn kind_of_outcome(wanted: &str) -> Option<ConversionKind> {
    // Said of several as often as of one: tours, bookings, day passes.
    let singular = wanted.strip_suffix("es").filter(|it| it.ends_with("pass"));
    let singular = singular.or_else(|| wanted.strip_suffix('s').filter(|it| !it.ends_with('s')));
    let is_it = |kind: &&ConversionKind| {
        let name = plain(kind.as_str());
        name == wanted || Some(name.as_str()) == singular
    };
    ConversionKind::KNOWN.iter().find(is_it).cloned()
}

fn converted(value: &str) -> Option<Expr> {
    match plain(value).as_str() {
        "yes" => field(FieldTest::AnyOutcome),
        "no" => field(FieldTest::Unconverted),
        "inferred" => field(FieldTest::OnlyInferred),
        _ => None,
    }
}

fn escalated(value: &str) -> Option<Expr> {
    let escalation = match plain(value).as_str() {
        "pending" => Escalation::Pending,
        "active" => Escalation::Active,
        "resolved" => Escalation::Resolved,
        "none" => Escalation::None,
        _ => return yes_no(value, FieldTest::Escalated),
    };
    field(FieldTest::Escalation(escalation))
}

fn has(value: &str) -> Option<Expr> {
    field(match plain(value).as_str() {
        "lead" => FieldTest::HasLead,
        "ticket" => FieldTest::HasTicket,
        "inbox" | "inboxitem" => FieldTest::HasInboxItem,
        "outcome" | "conversion" => FieldTest::AnyOutcome,
        "offer" | "calltoaction" => FieldTest::HasOffer,
        _ => return None,
    })
}

fn offered(value: &str) -> Option<Expr> {
    let wanted = plain(value);
    match wanted.as_str() {
        // A plan is what leads to a contract.
        "contract" | "contracts" => field(FieldTest::Offered(OfferKind::Plan)),
        "any" => field(FieldTest::HasOffer),
        "none" => not(FieldTest::HasOffer),
        _ => {
            let singular = wanted.strip_suffix("es").filter(|it| it.ends_with("pass"));
            let singular = singular.or_else(|| wanted.strip_suffix('s'));
            let is_it = |kind: &&OfferKind| {
                let name = plain(kind.as_str());
                name == wanted || Some(name.as_str()) == singular
            };
            let kind = OfferKind::ALL.iter().find(is_it)?;
            field(FieldTest::Offered(*kind))
        }
    }
}

/// The last hour of a day.
const LAST_HOUR: u32 = 23;

fn hour(value: &str) -> Option<Expr> {
    let span = count_span(value)?;
    let is_hour = |hour: u32| hour <= LAST_HOUR;
    let can_be = [span.least, span.most].into_iter().flatten().all(is_hour);
    can_be.then_some(Expr::Field(FieldTest::Hour(span)))
}

fn country(value: &str) -> Option<Expr> {
    match plain(value).as_str() {
        "any" => field(FieldTest::CountryKnown),
        "none" => not(FieldTest::CountryKnown),
        _ => field(FieldTest::Country(country_name(value)?)),
    }
}

fn state(value: &str) -> Option<Expr> {
    match plain(value).as_str() {
        "any" => field(FieldTest::StateKnown),
        "none" => not(FieldTest::StateKnown),
        _ => field(FieldTest::State(UsState::named(value)?)),
    }
}

fn started(days: DaySpan) -> Expr {
    Expr::Field(FieldTest::Started(days))
}

/// Before the first of the days.
fn before(days: DaySpan) -> Option<Expr> {
    Some(started(DaySpan {
        first: None,
        last: Some(days.first?.pred_opt()?),
    }))
}

/// From the first of the days on.
fn after(days: DaySpan) -> Option<Expr> {
    Some(started(DaySpan {
        first: Some(days.first?),
        last: None,
    }))
}

fn rating(value: &str) -> Option<Expr> {
    let any = || FieldTest::Rated(CountSpan::default());
    match plain(value).as_str() {
        "any" => field(any()),
        "none" => not(any()),
        _ => {
            let span = count_span(value)?;
            let is_one = |number: u32| {
                let number = u8::try_from(number).ok();
                number.is_some_and(|number| Rating::try_from(number).is_ok())
            };
            let can_be = [span.least, span.most].into_iter().flatten().all(is_one);
            can_be.then_some(Expr::Field(FieldTest::Rated(span)))
        }
    }
}

fn tag(value: &str) -> Option<Expr> {
    match tag_of(value).ok()?.as_str() {
        "any" => field(FieldTest::Tagged),
        "none" => not(FieldTest::Tagged),
        tag => field(FieldTest::Tag(tag.to_owned())),
    }
}

fn flagged(value: &str) -> Option<Expr> {
    let wanted = plain(value);
    let kind = FlagKind::KNOWN
        .iter()
        .find(|kind| plain(kind.as_str()) == wanted);
    match kind {
        Some(kind) => field(FieldTest::FlaggedAs(kind.clone())),
        None => yes_no(value, FieldTest::Flagged),
    }
}

fn note(value: &str) -> Option<Expr> {
    let says = || {
        let is_searchable = !crate::tokens(value).is_empty();
        is_searchable.then(|| Expr::Field(FieldTest::NoteSays(value.to_owned())))
    };
    yes_no(value, FieldTest::HasNote).or_else(says)
}

/// The operator that may have been meant by a name that is none.
pub(crate) fn suggestion(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let near = |operator: &&SearchOperator| {
        let most = if name.chars().count() > 4 { 2 } else { 1 };
        edits(&name, operator.name) <= most
    };
    let best = OPERATORS.iter().filter(near);
    best.min_by_key(|operator| edits(&name, operator.name))
        .map(|operator| operator.name)
}

/// The letters to add, leave out or change (Levenshtein).
fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (to, with) in other.iter().enumerate() {
            let cost = diagonal + usize::from(letter != *with);
            diagonal = row[to + 1];
            row[to + 1] = cost.min(row[to] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// What the word that is being typed may become: operators with their values, as they would be typed.
#[must_use]
pub fn completions(begun: &str) -> Vec<String> {
    let begun = begun.to_lowercase();
    if begun.is_empty() {
        return Vec::new();
    }
    match begun.split_once(':') {
        None => OPERATORS
            .iter()
            .filter(|operator| operator.name.starts_with(&begun))
            .map(|operator| format!("{}:", operator.name))
            .collect(),
        Some((name, value)) => OPERATORS
            .iter()
            .filter(|operator| operator.name == name)
            .flat_map(|operator| operator.proposals)
            .filter(|proposal| proposal.starts_with(value))
            .map(|proposal| format!("{name}:{proposal}"))
            .collect(),
    }
}

/// A day as days since 1970-01-01, as the index has it.
#[must_use]
pub fn day_number(day: NaiveDate) -> i32 {
    /// 1970-01-01 by the same count.
    const EPOCH: i32 = 719_163;
    day.num_days_from_ce() - EPOCH
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::search::DurationSpan;

    fn calendar() -> SearchCalendar {
        SearchCalendar {
            today: "2026-11-29".parse().expect("a day"),
        }
    }

    fn read(name: &str, value: &str) -> Option<Expr> {
        let operator = OPERATORS.iter().find(|operator| operator.name == name);
        match operator.expect("an operator").value {
            OperatorValue::Fact(read) => read(value, calendar()),
            OperatorValue::Text(_) => None,
        }
    }

    #[test]
    fn values_are_read_in_any_case_and_with_any_sign_between() {
        let fact = |test| Some(Expr::Field(test));
        let cases = [
            (
                "channel",
                "WhatsApp",
                fact(FieldTest::Channel(Channel::WhatsApp)),
            ),
            (
                "channel",
                "help-desk",
                fact(FieldTest::Channel(Channel::HelpDesk)),
            ),
            (
                "channel",
                "Fax",
                fact(FieldTest::Channel(Channel::Other("Fax".to_owned()))),
            ),
            (
                "outcome",
                "Tours",
                fact(FieldTest::Converted(ConversionKind::Tour)),
            ),
            (
                "outcome",
                "day passes",
                fact(FieldTest::Converted(ConversionKind::DayPass)),
            ),
            (
                "outcome",
                "DayPass",
                fact(FieldTest::Converted(ConversionKind::DayPass)),
            ),
            ("outcome", "nothing", None),
            ("converted", "no", fact(FieldTest::Unconverted)),
            ("converted", "Inferred", fact(FieldTest::OnlyInferred)),
            ("with-inferred", "any", fact(FieldTest::AnyWithInferred)),
            ("with-inferred", "none", fact(FieldTest::Unconverted)),
            (
                "with-inferred",
                "Tours",
                fact(FieldTest::ConvertedWithInferred(ConversionKind::Tour)),
            ),
            ("converted", "maybe", None),
            (
                "escalated",
                "resolved",
                fact(FieldTest::Escalation(Escalation::Resolved)),
            ),
            ("escalated", "no", not(FieldTest::Escalated)),
            (
                "origin",
                "takeover",
                fact(FieldTest::Origin(Origin::OperatorTakeover)),
            ),
            ("status", "ENDED", fact(FieldTest::Status(Status::Ended))),
            ("has", "note", None),
            ("starred", "no", not(FieldTest::Starred)),
            ("reviewed", "yes", fact(FieldTest::Reviewed)),
            (
                "rating",
                ">=3",
                fact(FieldTest::Rated(CountSpan {
                    least: Some(3),
                    most: None,
                })),
            ),
            (
                "rating",
                "none",
                not(FieldTest::Rated(CountSpan::default())),
            ),
            ("rating", "6", None),
            ("rating", "0..3", None),
            ("rating", "good", None),
            (
                "tag",
                " Wrong  PRICE",
                fact(FieldTest::Tag("wrong price".to_owned())),
            ),
            ("tag", "none", not(FieldTest::Tagged)),
            (
                "flagged",
                "Wrong price",
                fact(FieldTest::FlaggedAs(FlagKind::WrongPrice)),
            ),
            ("flagged", "no", not(FieldTest::Flagged)),
            ("flagged", "badly", None),
            ("note", "no", not(FieldTest::HasNote)),
            (
                "note",
                "ask Rui",
                fact(FieldTest::NoteSays("ask Rui".to_owned())),
            ),
            ("note", "?!", None),
            ("before", "tomorrow", None),
        ];
        for (name, value, expected) in cases {
            assert_eq!(read(name, value), expected, "{name}:{value}");
        }
    }

    #[test]
    fn days_bound_the_start() {
        let day = |text: &str| Some(text.parse().expect("a day"));
        let span = |first, last| Some(started(DaySpan { first, last }));
        assert_eq!(read("before", "2026-03"), span(None, day("2026-02-28")));
        assert_eq!(read("after", "2026-03"), span(day("2026-03-01"), None));
        assert_eq!(
            read("on", "2026-03-05"),
            span(day("2026-03-05"), day("2026-03-05"))
        );
        assert_eq!(day_number("1970-01-02".parse().expect("a day")), 1);
    }

    #[test]
    fn a_name_that_is_none_is_near_one() {
        let cases = [
            ("chanel", Some("channel")),
            ("outcomes", Some("outcome")),
            ("costumer-said", Some("customer-said")),
            ("colour", None),
            ("re", None),
        ];
        for (name, expected) in cases {
            assert_eq!(suggestion(name), expected, "{name}");
        }
    }

    #[test]
    fn names_are_told_apart_and_every_proposal_is_a_value() {
        for (at, operator) in OPERATORS.iter().enumerate() {
            assert!(
                OPERATORS[at + 1..].iter().all(|other| other != operator),
                "{}",
                operator.name
            );
            for proposal in operator.proposals {
                assert!(
                    read(operator.name, proposal).is_some(),
                    "{}:{proposal}",
                    operator.name
                );
            }
        }
    }

    #[test]
    fn a_fact_is_typed_as_it_is_told() {
        let day = |text: &str| Some(text.parse().expect("a day"));
        let span = |first, last| FieldTest::Started(DaySpan { first, last });
        let facts = [
            FieldTest::Channel(Channel::Other("front desk".to_owned())),
            FieldTest::Channel(Channel::EmailMessage),
            FieldTest::Origin(Origin::OperatorTakeover),
            FieldTest::Space("Harbour East".to_owned()),
            FieldTest::Source("Main".to_owned()),
            FieldTest::Status(Status::Active),
            FieldTest::Escalated,
            FieldTest::Escalation(Escalation::Pending),
            FieldTest::HasLead,
            FieldTest::HasTicket,
            FieldTest::HasInboxItem,
            FieldTest::Unconverted,
            FieldTest::Converted(ConversionKind::DayPass),
            FieldTest::AnyOutcome,
            FieldTest::ConvertedWithInferred(ConversionKind::DayPass),
            FieldTest::AnyWithInferred,
            FieldTest::OnlyInferred,
            FieldTest::Messages(CountSpan {
                least: Some(2),
                most: Some(5),
            }),
            FieldTest::Messages(CountSpan {
                least: None,
                most: Some(5),
            }),
            FieldTest::Messages(CountSpan {
                least: Some(2),
                most: None,
            }),
            FieldTest::TimeToConvert(DurationSpan {
                shortest: Some(604_801),
                longest: None,
            }),
            FieldTest::LongestGap(DurationSpan {
                shortest: Some(3_601),
                longest: None,
            }),
            FieldTest::LongestGap(DurationSpan {
                shortest: Some(60),
                longest: Some(86_400),
            }),
            span(day("2026-03-01"), None),
            span(None, day("2026-03-01")),
            span(day("2026-03-01"), day("2026-03-01")),
            FieldTest::Language("de".to_owned()),
            FieldTest::Language("unknown".to_owned()),
            FieldTest::Place("San José".to_owned()),
            FieldTest::Country("Côte d’Ivoire".to_owned()),
            FieldTest::Country("US".to_owned()),
            FieldTest::CountryKnown,
            FieldTest::State(UsState::named("new york").expect("a state")),
            FieldTest::StateKnown,
            FieldTest::Hour(CountSpan {
                least: Some(0),
                most: Some(0),
            }),
            FieldTest::Weekday(chrono::Weekday::Sun),
            FieldTest::Contact(ContactHistory::First),
            FieldTest::Contact(ContactHistory::Returning),
            FieldTest::Contact(ContactHistory::Unknown),
            FieldTest::Operator(OperatorPresence::Present),
            FieldTest::Operator(OperatorPresence::Absent),
            FieldTest::Opening(OpeningStanding::Outside),
        ];
        for fact in facts {
            let read = crate::parse(&fact.to_string(), calendar());
            assert_eq!(
                read.expr.conjuncts(),
                [&Expr::Field(fact.clone())],
                "{fact}"
            );
            assert_eq!(read.diagnoses, [], "{fact}");
        }
    }

    #[test]
    fn what_is_begun_is_completed() {
        assert_eq!(completions("chan"), ["channel:"]);
        assert_eq!(completions("channel:w"), ["channel:whatsapp"]);
        assert!(completions("").is_empty() && completions("nope").is_empty());
    }
}
