//! What a search asks, and what of it was not understood.

use crate::sample::text;
use crate::stands;
use chrono::{NaiveDate, Weekday};
use daybook_model::facet::{Facet, FacetChoice, FacetCounts, FacetValue};
use daybook_model::opening_hours::OpeningStanding;
use daybook_model::search::{
    ContactHistory, CountSpan, DaySpan, DurationSpan, FieldTest, OperatorPresence,
    SearchCompletion, SearchDiagnosis, SearchMeaning, TextScope, WordReach,
};
use daybook_model::us_state::UsState;
use daybook_model::{Channel, ConversionKind, Escalation, FlagKind, OfferKind, Origin, Status};

fn fact(test: FieldTest) -> SearchMeaning {
    SearchMeaning::Fact { test }
}

pub(crate) fn meaning() -> SearchMeaning {
    SearchMeaning::All {
        parts: vec![
            SearchMeaning::Words {
                text: text("too expensive"),
                scope: TextScope::CustomerSaid,
                reach: WordReach::Whole,
            },
            SearchMeaning::Any {
                parts: vec![
                    SearchMeaning::Number {
                        text: text("+44 20 7946 0018"),
                    },
                    fact(FieldTest::Channel(Channel::WhatsApp)),
                ],
            },
            SearchMeaning::Not {
                part: Box::new(fact(FieldTest::HasLead)),
            },
        ],
    }
}

pub(crate) fn diagnoses() -> Vec<SearchDiagnosis> {
    vec![
        SearchDiagnosis::NothingSearchable,
        SearchDiagnosis::OpenQuote,
        SearchDiagnosis::OpenBracket,
        SearchDiagnosis::StrayBracket,
        SearchDiagnosis::WordsLeftOut {
            used: 32,
            left_out: 3,
        },
        SearchDiagnosis::SignsLeftOut {
            word: text("C++"),
            read_as: Some(text("c")),
        },
        SearchDiagnosis::UnknownOperator {
            name: text("chanel"),
            suggestion: Some(text("channel")),
        },
        SearchDiagnosis::UnknownValue {
            operator: text("status"),
            value: text("open"),
            examples: vec![text("active"), text("ended")],
        },
        SearchDiagnosis::MissingValue {
            operator: text("space"),
            examples: Vec::new(),
        },
        SearchDiagnosis::DanglingOr,
        SearchDiagnosis::FoundInside {
            word: "raum".to_owned(),
        },
        SearchDiagnosis::StillIndexing,
    ]
}

fn facts() -> Vec<FieldTest> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 29);
    vec![
        FieldTest::Channel(Channel::Other(text("fax"))),
        FieldTest::Origin(Origin::OperatorTakeover),
        FieldTest::Space(text("quay")),
        FieldTest::Source(text("main")),
        FieldTest::Status(Status::Ended),
        FieldTest::Escalated,
        FieldTest::Escalation(Escalation::Pending),
        FieldTest::HasLead,
        FieldTest::HasTicket,
        FieldTest::HasInboxItem,
        FieldTest::Unconverted,
        FieldTest::Converted(ConversionKind::DayPass),
        FieldTest::AnyOutcome,
        FieldTest::OnlyInferred,
        FieldTest::ConvertedWithInferred(ConversionKind::DayPass),
        FieldTest::AnyWithInferred,
        FieldTest::Messages(CountSpan {
            least: Some(2),
            most: None,
        }),
        FieldTest::TimeToConvert(DurationSpan {
            shortest: Some(604_801),
            longest: None,
        }),
        FieldTest::LongestGap(DurationSpan {
            shortest: Some(3_600),
            longest: None,
        }),
        FieldTest::Started(DaySpan {
            first: day,
            last: day,
        }),
        FieldTest::Language(text("de")),
        FieldTest::Place(text("Lisbon")),
        FieldTest::Country(text("PT")),
        FieldTest::CountryKnown,
        FieldTest::State(UsState::named("TX").expect("a state")),
        FieldTest::StateKnown,
        FieldTest::Hour(CountSpan {
            least: Some(9),
            most: Some(17),
        }),
        FieldTest::Weekday(Weekday::Mon),
        FieldTest::Starred,
        FieldTest::Reviewed,
        FieldTest::Rated(CountSpan {
            least: Some(3),
            most: None,
        }),
        FieldTest::Tag(text("wrong price")),
        FieldTest::Tagged,
        FieldTest::Flagged,
        FieldTest::FlaggedAs(FlagKind::RefusedNeedlessly),
        FieldTest::HasNote,
        FieldTest::NoteSays(text("ask rui")),
        FieldTest::Queue(text("March")),
        FieldTest::Contact(ContactHistory::Returning),
        FieldTest::Operator(OperatorPresence::Absent),
        FieldTest::Opening(OpeningStanding::Outside),
        FieldTest::HasOffer,
        FieldTest::Offered(OfferKind::DayPass),
        FieldTest::Rule(text("could_not_answer")),
    ]
}

#[test]
fn searches() {
    stands! {
        "SearchMeaning": meaning(),
        "SearchDiagnosis": diagnoses(),
        "FieldTest": facts(),
        "TextScope": vec![
            TextScope::Anywhere,
            TextScope::Subject,
            TextScope::Identifier,
            TextScope::Customer,
            TextScope::Company,
            TextScope::Person,
            TextScope::CustomerSaid,
            TextScope::AiSaid,
            TextScope::OperatorSaid,
            TextScope::Link,
        ],
        "ContactHistory": ContactHistory::ALL.to_vec(),
        "OperatorPresence": vec![OperatorPresence::Absent, OperatorPresence::Present],
        "WordReach": vec![WordReach::Whole, WordReach::Beginning, WordReach::Inside],
        "SearchCompletion": SearchCompletion {
            text: text("tour channel:chat"),
            word: text("channel:chat"),
            conversations: Some(9),
        },
        "Facet": Facet::ALL.to_vec(),
        "FacetChoice": vec![FacetChoice::Open, FacetChoice::Chosen, FacetChoice::Excluded],
        "FacetValue": facet_value(),
        "FacetCounts": FacetCounts {
            facet: Facet::Channel,
            conversations: 64,
            values: vec![facet_value()],
            left_out: 0,
        },
        "CountSpan": CountSpan::default(),
        "DurationSpan": DurationSpan { shortest: None, longest: Some(60) },
        "DaySpan": DaySpan { first: day_of_the_samples(), last: None },
    }
}

fn facet_value() -> FacetValue {
    FacetValue {
        test: FieldTest::Channel(Channel::Email),
        conversations: 39,
        choice: FacetChoice::Chosen,
        toggled: text("roof"),
        excluded: text("-channel:email roof"),
    }
}

fn day_of_the_samples() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 11, 29)
}
