//! The words for a search: what it asks, as a sentence, and what of it was not understood as typed.

use crate::{Phrase, PhraseArg, TextKey};
use crate::{flag_kind, offer_name};
use chrono::NaiveDate;
use model::language::language_name;
use model::opening_hours::OpeningStanding;
use model::search::{
    ContactHistory, CountSpan, DaySpan, DurationSpan, FieldTest, OperatorPresence, SearchDiagnosis,
    SearchMeaning, TextScope, WordReach,
};
use model::{Channel, ConversionKind, Escalation, Status};

/// What a search asks.
#[must_use]
pub fn meaning_phrase(meaning: &SearchMeaning) -> Phrase {
    Phrase::new(TextKey::MeaningSentence).with("what", say(part(meaning, PartPosition::Outside)))
}

/// Whether a part stands inside another, and so in brackets where it has parts itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PartPosition {
    Outside,
    Inside,
}

fn part(meaning: &SearchMeaning, nesting: PartPosition) -> Phrase {
    match meaning {
        SearchMeaning::All { parts } => {
            let key = match nesting {
                PartPosition::Outside => TextKey::MeaningAnd,
                PartPosition::Inside => TextKey::MeaningAndGroup,
            };
            chain(parts, TextKey::MeaningAnd, key, TextKey::MeaningEverything)
        }
        SearchMeaning::Any { parts } => {
            let key = match nesting {
                PartPosition::Outside => TextKey::MeaningOr,
                PartPosition::Inside => TextKey::MeaningOrGroup,
            };
            chain(parts, TextKey::MeaningOr, key, TextKey::MeaningNone)
        }
        SearchMeaning::Not { part: inner } => {
            Phrase::new(TextKey::MeaningNot).with("what", say(part(inner, PartPosition::Inside)))
        }
        SearchMeaning::Words { text, scope, reach } => scoped(*scope, words(text, *reach)),
        SearchMeaning::Number { text } => texted(TextKey::MeaningNumber, "text", text),
        SearchMeaning::Fact { test } => fact(test),
    }
}

/// Parts with a word between, each in brackets where it has parts itself.
fn chain(parts: &[SearchMeaning], with: TextKey, outer: TextKey, none: TextKey) -> Phrase {
    let Some((first, rest)) = parts.split_first() else {
        return none.into();
    };
    let mut whole = part(first, PartPosition::Inside);
    for (at, next) in rest.iter().enumerate() {
        let key = if at + 1 == rest.len() { outer } else { with };
        whole = Phrase::new(key)
            .with("one", say(whole))
            .with("other", say(part(next, PartPosition::Inside)));
    }
    whole
}

fn say(phrase: Phrase) -> PhraseArg {
    PhraseArg::Say(Box::new(phrase))
}

fn texted(key: TextKey, place: &'static str, text: &str) -> Phrase {
    Phrase::new(key).with(place, PhraseArg::Text(text.to_owned()))
}

fn words(text: &str, reach: WordReach) -> Phrase {
    let key = match reach {
        WordReach::Whole => TextKey::MeaningWhole,
        WordReach::Beginning => TextKey::MeaningBeginning,
        WordReach::Inside => TextKey::MeaningInside,
    };
    texted(key, "text", text)
}

fn scoped(scope: TextScope, words: Phrase) -> Phrase {
    let key = match scope {
        TextScope::Anywhere => return words,
        TextScope::Subject => TextKey::MeaningSubject,
        TextScope::Identifier => TextKey::MeaningIdentifier,
        TextScope::Customer => TextKey::MeaningCustomer,
        TextScope::Company => TextKey::MeaningCompany,
        TextScope::Person => TextKey::MeaningPerson,
        TextScope::CustomerSaid => TextKey::MeaningCustomerSaid,
        TextScope::AiSaid => TextKey::MeaningAiSaid,
        TextScope::OperatorSaid => TextKey::MeaningOperatorSaid,
        TextScope::Link => TextKey::MeaningLink,
    };
    Phrase::new(key).with("words", say(words))
}

fn fact(test: &FieldTest) -> Phrase {
    let what = |key: TextKey, text: &str| texted(key, "what", text);
    match test {
        FieldTest::Channel(channel) => {
            Phrase::new(TextKey::FactChannel).with("what", channel_name(channel))
        }
        FieldTest::Origin(origin) => what(TextKey::FactOrigin, &spaced(origin.as_str())),
        FieldTest::Space(name) => what(TextKey::FactSpace, name),
        FieldTest::Source(name) => what(TextKey::FactSource, name),
        FieldTest::Status(Status::Active) => TextKey::StatusActive.into(),
        FieldTest::Status(Status::Ended) => TextKey::StatusEnded.into(),
        FieldTest::Status(Status::Other(text)) => what(TextKey::FactStatus, text),
        FieldTest::Escalated => TextKey::FactEscalated.into(),
        FieldTest::Escalation(Escalation::None) => {
            Phrase::new(TextKey::MeaningNot).with("what", say(TextKey::FactEscalated.into()))
        }
        FieldTest::Escalation(one) => what(TextKey::FactEscalation, one.as_str()),
        FieldTest::HasLead => TextKey::FactLead.into(),
        FieldTest::HasTicket => TextKey::FactTicket.into(),
        FieldTest::Unconverted => TextKey::FactUnconverted.into(),
        FieldTest::Converted(kind) => {
            Phrase::new(TextKey::FactConverted).with("what", kind_name(kind))
        }
        FieldTest::AnyOutcome => TextKey::FactAnyOutcome.into(),
        FieldTest::OnlyInferred => TextKey::FactOnlyInferred.into(),
        FieldTest::ConvertedWithInferred(kind) => {
            Phrase::new(TextKey::FactWithInferred).with("what", kind_name(kind))
        }
        FieldTest::AnyWithInferred => TextKey::FactAnyWithInferred.into(),
        FieldTest::Messages(span) => messages(*span),
        FieldTest::LongestGap(span) => {
            let keys = [
                TextKey::FactGapBetween,
                TextKey::FactGapAtLeast,
                TextKey::FactGapAtMost,
            ];
            lasting(*span, keys)
        }
        FieldTest::TimeToConvert(span) => {
            let keys = [
                TextKey::FactConvertedBetween,
                TextKey::FactConvertedAtLeast,
                TextKey::FactConvertedAtMost,
            ];
            lasting(*span, keys)
        }
        FieldTest::Started(span) => started(*span),
        FieldTest::Starred => TextKey::FactStarred.into(),
        FieldTest::Reviewed => TextKey::FactReviewed.into(),
        FieldTest::Rated(span) => rated(*span),
        FieldTest::Tag(tag) => what(TextKey::FactTag, tag),
        FieldTest::Tagged => TextKey::FactTagged.into(),
        FieldTest::Flagged => TextKey::FactFlagged.into(),
        FieldTest::FlaggedAs(kind) => {
            Phrase::new(TextKey::FactFlaggedAs).with("what", say(flag_kind(kind)))
        }
        FieldTest::HasNote => TextKey::FactNote.into(),
        FieldTest::NoteSays(words) => what(TextKey::FactNoteSays, words),
        FieldTest::Language(code) => match language_name(code) {
            Some(name) => what(TextKey::FactLanguage, name),
            None => TextKey::FactLanguageUnknown.into(),
        },
        FieldTest::Contact(ContactHistory::First) => TextKey::FactContactFirst.into(),
        FieldTest::Contact(ContactHistory::Returning) => TextKey::FactContactReturning.into(),
        FieldTest::Contact(ContactHistory::Unknown) => TextKey::FactContactUnknown.into(),
        FieldTest::Operator(OperatorPresence::Present) => TextKey::FactOperator.into(),
        FieldTest::Operator(OperatorPresence::Absent) => TextKey::FactNoOperator.into(),
        FieldTest::Opening(standing) => standing_fact(*standing).into(),
        FieldTest::Queue(name) => what(TextKey::FactQueue, name),
        FieldTest::SinceLastLook => TextKey::FactSinceLastLook.into(),
        FieldTest::HasOffer => TextKey::FactOffer.into(),
        FieldTest::Offered(kind) => {
            Phrase::new(TextKey::FactOffered).with("what", PhraseArg::Key(offer_name(*kind)))
        }
        FieldTest::Rule(id) => what(TextKey::FactRule, id),
        FieldTest::Asks(question) => what(TextKey::FactAsks, question),
        // An operator without words of its own is told as it is typed.
        other => what(TextKey::FactTyped, &other.to_string()),
    }
}

const fn standing_fact(standing: OpeningStanding) -> TextKey {
    match standing {
        OpeningStanding::Inside => TextKey::FactHoursInside,
        OpeningStanding::Outside => TextKey::FactHoursOutside,
        OpeningStanding::Unknown => TextKey::FactHoursUnknown,
    }
}

pub(crate) fn channel_name(channel: &Channel) -> PhraseArg {
    PhraseArg::Key(match channel {
        Channel::Chat => TextKey::ChannelChat,
        Channel::Email => TextKey::ChannelEmail,
        Channel::WhatsApp => TextKey::ChannelWhatsApp,
        Channel::Voice => TextKey::ChannelVoice,
        Channel::EmailMessage => TextKey::ChannelEmailMessage,
        Channel::HelpDesk => TextKey::ChannelHelpDesk,
        Channel::Other(text) => return PhraseArg::Text(text.clone()),
    })
}

pub(crate) fn kind_name(kind: &ConversionKind) -> PhraseArg {
    PhraseArg::Key(match kind {
        ConversionKind::Tour => TextKey::TourShort,
        ConversionKind::Customer => TextKey::CustomerShort,
        ConversionKind::Contract => TextKey::ContractShort,
        ConversionKind::Booking => TextKey::BookingShort,
        ConversionKind::DayPass => TextKey::DayPassShort,
        ConversionKind::Other(text) => return PhraseArg::Text(text.clone()),
    })
}

fn spaced(value: &str) -> String {
    value.replace('_', " ")
}

fn messages(span: CountSpan) -> Phrase {
    match (span.least, span.most) {
        (Some(least), Some(most)) if least == most => {
            Phrase::count(TextKey::FactMessagesExactly, least)
        }
        (Some(least), Some(most)) => Phrase::new(TextKey::FactMessagesBetween)
            .number("least", least)
            .number("most", most),
        (least, None) => {
            Phrase::new(TextKey::FactMessagesAtLeast).number("least", least.unwrap_or(0))
        }
        (None, Some(most)) => Phrase::new(TextKey::FactMessagesAtMost).number("most", most),
    }
}

/// A span of time, in the words for both ends, for the shortest and for the longest.
fn lasting(span: DurationSpan, [between, at_least, at_most]: [TextKey; 3]) -> Phrase {
    let time = |seconds: u32| say(duration(seconds));
    match (span.shortest, span.longest) {
        (Some(shortest), Some(longest)) => Phrase::new(between)
            .with("shortest", time(shortest))
            .with("longest", time(longest)),
        (shortest, None) => Phrase::new(at_least).with("shortest", time(shortest.unwrap_or(0))),
        (None, Some(longest)) => Phrase::new(at_most).with("longest", time(longest)),
    }
}

/// In the largest unit that says it whole.
fn duration(seconds: u32) -> Phrase {
    let units = [
        (86_400, TextKey::DurationDays),
        (3_600, TextKey::DurationHours),
        (60, TextKey::DurationMinutes),
    ];
    let whole = units
        .into_iter()
        .find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit));
    let (unit, key) = whole.unwrap_or((1, TextKey::DurationSeconds));
    Phrase::count(key, seconds / unit)
}

fn rated(span: CountSpan) -> Phrase {
    match (span.least, span.most) {
        (None, None) => TextKey::FactRated.into(),
        (Some(least), Some(most)) if least == most => {
            Phrase::new(TextKey::FactRatedExactly).number("rating", least)
        }
        (Some(least), Some(most)) => Phrase::new(TextKey::FactRatedBetween)
            .number("least", least)
            .number("most", most),
        (Some(least), None) => Phrase::new(TextKey::FactRatedAtLeast).number("least", least),
        (None, Some(most)) => Phrase::new(TextKey::FactRatedAtMost).number("most", most),
    }
}

fn started(span: DaySpan) -> Phrase {
    // A day without an hour is the same in every zone, so it is written as it was asked for.
    let day = |day: NaiveDate| PhraseArg::Text(day.to_string());
    match (span.first, span.last) {
        (Some(first), Some(last)) if first == last => {
            Phrase::new(TextKey::FactStartedOn).with("first", day(first))
        }
        (Some(first), Some(last)) => Phrase::new(TextKey::FactStartedBetween)
            .with("first", day(first))
            .with("last", day(last)),
        (Some(first), None) => Phrase::new(TextKey::FactStartedFrom).with("first", day(first)),
        (None, Some(last)) => Phrase::new(TextKey::FactStartedUntil).with("last", day(last)),
        (None, None) => TextKey::FactStartedAnyDay.into(),
    }
}

/// What of a search was not understood as typed.
#[must_use]
pub fn diagnosis_phrase(diagnosis: &SearchDiagnosis) -> Phrase {
    match diagnosis {
        SearchDiagnosis::NothingSearchable => TextKey::DiagnosisNothing.into(),
        SearchDiagnosis::OpenQuote => TextKey::DiagnosisOpenQuote.into(),
        SearchDiagnosis::OpenBracket => TextKey::DiagnosisOpenBracket.into(),
        SearchDiagnosis::StrayBracket => TextKey::DiagnosisStrayBracket.into(),
        SearchDiagnosis::WordsLeftOut { used, left_out } => {
            Phrase::count(TextKey::DiagnosisCut, *left_out).number("used", *used)
        }
        SearchDiagnosis::SignsLeftOut { word, read_as } => match read_as {
            Some(read) => texted(TextKey::DiagnosisSigns, "word", word)
                .with("read", PhraseArg::Text(read.clone())),
            None => texted(TextKey::DiagnosisSignsAlone, "word", word),
        },
        SearchDiagnosis::UnknownOperator { name, suggestion } => match suggestion {
            Some(near) => texted(TextKey::DiagnosisUnknownOperatorNear, "name", name)
                .with("suggestion", PhraseArg::Text(near.clone())),
            None => texted(TextKey::DiagnosisUnknownOperator, "name", name),
        },
        SearchDiagnosis::UnknownValue {
            operator,
            value,
            examples,
        } => texted(TextKey::DiagnosisUnknownValue, "operator", operator)
            .with("value", PhraseArg::Text(value.clone()))
            .with("examples", PhraseArg::Text(examples.join(", "))),
        SearchDiagnosis::MissingValue { operator, examples } if examples.is_empty() => {
            texted(TextKey::DiagnosisMissingText, "operator", operator)
        }
        SearchDiagnosis::MissingValue { operator, examples } => {
            texted(TextKey::DiagnosisMissingValue, "operator", operator)
                .with("examples", PhraseArg::Text(examples.join(", ")))
        }
        SearchDiagnosis::DanglingOr => TextKey::DiagnosisDanglingOr.into(),
        SearchDiagnosis::FoundInside { word } => {
            texted(TextKey::DiagnosisFoundInside, "word", word)
        }
        SearchDiagnosis::StillIndexing => TextKey::DiagnosisStillIndexing.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;

    fn words(text: &str, scope: TextScope, reach: WordReach) -> SearchMeaning {
        SearchMeaning::Words {
            text: text.to_owned(),
            scope,
            reach,
        }
    }

    #[test]
    fn a_search_is_told_in_a_sentence() {
        let tour = || words("tour", TextScope::Anywhere, WordReach::Beginning);
        let price = words("too expensive", TextScope::CustomerSaid, WordReach::Whole);
        let fact = |test| SearchMeaning::Fact { test };
        let either = SearchMeaning::Any {
            parts: vec![tour(), fact(FieldTest::HasLead)],
        };
        let cases = [
            (tour(), "Conversations: “tour…”"),
            (
                SearchMeaning::All {
                    parts: vec![price, either, fact(FieldTest::Channel(Channel::WhatsApp))],
                },
                "Conversations: the customer said “too expensive” and (“tour…” or with a lead) and on WhatsApp",
            ),
            (
                SearchMeaning::Not {
                    part: Box::new(fact(FieldTest::Converted(ConversionKind::DayPass))),
                },
                "Conversations: not with the outcome Day pass",
            ),
            (
                fact(FieldTest::Started(DaySpan {
                    first: Some(NaiveDate::default()),
                    last: None,
                })),
                "Conversations: started on 1970-01-01 or later",
            ),
            (
                SearchMeaning::Any { parts: vec![] },
                "Conversations: no conversation",
            ),
        ];
        for (meaning, expected) in cases {
            assert_eq!(meaning_phrase(&meaning).say(&PlainFormats), expected);
        }
    }

    #[test]
    fn what_was_not_understood_is_told_with_a_way_on() {
        let said = diagnosis_phrase(&SearchDiagnosis::UnknownOperator {
            name: "chanel".to_owned(),
            suggestion: Some("channel".to_owned()),
        });
        assert_eq!(
            said.say(&PlainFormats),
            "“chanel:” is no operator; the words are searched for. Did you mean “channel:”?"
        );
    }
}
