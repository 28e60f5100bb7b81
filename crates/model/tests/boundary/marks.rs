//! What the manager notes.

use crate::sample::{at, text};
use crate::stands;
use daybook_model::marks::{
    ConversationMarks, FlagMessage, MarkChange, MarksChanged, MessageFlag, MessageFlagged, Rating,
    RowMarks, SetMarks, TagCount,
};
use daybook_model::{ConversationId, FlagKind, MessageId};

pub(crate) fn marks() -> ConversationMarks {
    ConversationMarks {
        starred: true,
        reviewed_at: Some(at(7)),
        rating: Some(Rating::ALL[3]),
        tags: vec![text("price"), text("tour")],
        note: Some(text("ask Rui\nabout March")),
    }
}

pub(crate) fn flag() -> MessageFlag {
    MessageFlag {
        kind: FlagKind::WrongPrice,
        note: Some(text("it is 290")),
    }
}

fn changes() -> Vec<MarkChange> {
    vec![
        MarkChange::Star,
        MarkChange::Unstar,
        MarkChange::Review,
        MarkChange::ReviewedAt(at(3)),
        MarkChange::Unreview,
        MarkChange::Rate(Rating::ALL[0]),
        MarkChange::Unrate,
        MarkChange::Tag(text("price")),
        MarkChange::Untag(text("price")),
        MarkChange::Note(text("ask Rui")),
        MarkChange::Unnote,
    ]
}

#[test]
fn marks_of_conversations_and_messages() {
    stands! {
        "Rating": Rating::ALL,
        "ConversationMarks": marks(),
        "ConversationMarks-none": ConversationMarks::default(),
        "RowMarks": marks().for_row(),
        "RowMarks-none": RowMarks::default(),
        "MarkChange": changes(),
        "SetMarks": SetMarks { conversation: ConversationId(3), changes: changes() },
        "MarksChanged": MarksChanged {
            conversation: ConversationId(3),
            marks: marks(),
            undo: vec![MarkChange::Unstar],
        },
        "MessageFlag": vec![flag(), MessageFlag { kind: FlagKind::Unlisted, note: None }],
        "FlagMessage": FlagMessage { message: MessageId(9), flag: Some(flag()) },
        "MessageFlagged": MessageFlagged { message: MessageId(9), flag: None, before: Some(flag()) },
        "TagCount": TagCount { tag: text("price"), conversations: 4 },
    }
}
