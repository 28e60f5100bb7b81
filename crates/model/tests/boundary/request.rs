//! What a window or a terminal asks for.

use crate::sample::{at, text};
use crate::stands;
use daybook_model::request::{
    ConnectDaybook, ConnectNexudus, DataWorld, DayPlaceRequest, FilterPeriod, InferredOutcomes,
    ListFilter, ListSort, ListView, ListWindow, OpenConversation, OpenList, Passphrase,
    RecordRequest, SignInNexudus, SortDirection, SortKey,
};
use daybook_model::{
    Channel, ConversationId, ConversionKind, ListId, MessageId, SourceId, SpaceId,
};

fn filter() -> ListFilter {
    ListFilter {
        text: text("meeting \"this friday\""),
        channel: Some(Channel::Email),
        space: Some(SpaceId(2)),
        source: Some(SourceId(1)),
        period: FilterPeriod::Between(at(0), at(9)),
        view: ListView::Converted(ConversionKind::Tour),
        inferred: InferredOutcomes::Counted,
        only: Some(vec![SourceId(1)]),
        conversation: None,
    }
}

#[test]
fn requests() {
    stands! {
        "ListFilter": filter(),
        "ListFilter-of-nothing": ListFilter::default(),
        "DayPlaceRequest": DayPlaceRequest {
            filter: filter(),
            sort: ListSort::default(),
            day: text("2026-03-05"),
        },
        "DataWorld": vec![DataWorld::Real, DataWorld::Practice],
        "InferredOutcomes": vec![InferredOutcomes::Apart, InferredOutcomes::Counted],
        "FilterPeriod": vec![
            FilterPeriod::All,
            FilterPeriod::LastDays(30),
            FilterPeriod::Between(at(0), at(1)),
        ],
        "ListView": vec![
            ListView::All,
            ListView::Escalated,
            ListView::Unconverted,
            ListView::WithLead,
            ListView::Converted(ConversionKind::DayPass),
        ],
        "OpenList": OpenList {
            filter: filter(),
            sort: ListSort { by: SortKey::Customer, direction: SortDirection::Ascending },
            first_rows: 50,
            locate: Some(ConversationId(3)),
        },
        "ListSort": SortKey::ALL.map(|by| ListSort { by, direction: by.usual_direction() }),
        "ListWindow": ListWindow { list: ListId(4), start: 100, count: 50 },
        "RecordRequest": vec![
            RecordRequest { conversation: ConversationId(3), message: None },
            RecordRequest { conversation: ConversationId(3), message: Some(MessageId(9)) },
        ],
        "OpenConversation": OpenConversation {
            id: ConversationId(3),
            text: text("friday"),
        },
        "ConnectDaybook": ConnectDaybook {
            name: text("Main"),
            url: text("https://conversations.example"),
            token: text("a token"),
        },
        "ConnectNexudus": ConnectNexudus {
            name: text("Nexudus"),
            url: String::new(),
            email: text("ana@example.org"),
            password: text("a password"),
            totp: Some(text("123456")),
        },
        "Passphrase": Passphrase(text("a passphrase")),
        "SignInNexudus": SignInNexudus {
            source: SourceId(1),
            password: text("a password"),
            totp: None,
        },
    }
}

#[test]
fn a_filter_from_before_inferred_outcomes_could_count_reads() {
    let old: ListFilter =
        serde_json::from_str(r#"{"text":"roof","view":"all"}"#).expect("it reads");
    assert_eq!(old.inferred, InferredOutcomes::Apart);
    let json = serde_json::to_string(&old).expect("it is written");
    assert!(!json.contains("inferred"), "as it was before: {json}");
}
