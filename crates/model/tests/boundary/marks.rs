//! What the manager notes.

use crate::sample::{at, remote, text};
use crate::stands;
use daybook_model::marks::{
    ConversationMarks, FlagMessage, MarkChange, MarksChanged, MessageFlag, MessageFlagged, Rating,
    RowMarks, SetMarks, TagCount,
};
use daybook_model::request::ListFilter;
use daybook_model::review_queue::{
    AgreementView, DisagreementView, DrawQueue, ExportQueue, KappaView, QUEUE_FORMAT, QueueFile,
    QueueFileItem, QueueFlag, QueueHead, QueueItemView, QueueMarks, QueueRule, QueueStratum,
    QueueView, SampleOrder,
};
use daybook_model::{Channel, ConversationId, ConversionKind, FlagKind, MessageId, QueueId};

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

fn queue_marks() -> QueueMarks {
    QueueMarks {
        starred: true,
        reviewed_at: Some(at(7)),
        rating: Some(Rating::ALL[1]),
        tags: vec![text("price")],
        flags: vec![QueueFlag {
            message: remote("message-1"),
            kind: FlagKind::Invented,
        }],
    }
}

fn sample() -> SampleOrder {
    SampleOrder { size: 20, seed: 7 }
}

fn head() -> QueueHead {
    QueueHead {
        key: text("00ff"),
        name: text("March"),
        sample: Some(sample()),
        strata: vec![QueueStratum {
            channel: Channel::WhatsApp,
            outcome: Some(ConversionKind::Tour),
            conversations: 40,
            drawn: 20,
        }],
        drawn_at: at(1),
    }
}

fn queue_item() -> QueueItemView {
    QueueItemView {
        place: 1,
        conversation: Some(ConversationId(3)),
        remote_id: remote("conversation-1"),
        marks: queue_marks(),
    }
}

#[test]
fn review_queues() {
    let kappa = KappaView {
        pairs: 50,
        observed: 0.75,
        kappa: Some(0.5),
        interval: Some((0.25, 0.75)),
    };
    stands! {
        "QueueMarks": queue_marks(),
        "SampleOrder": sample(),
        "QueueHead": head(),
        "QueueItemView": queue_item(),
        "DrawQueue": DrawQueue {
            name: text("March"),
            filter: ListFilter::default(),
            sample: Some(20),
            seed: Some(7),
        },
        "QueueView": QueueView {
            rule: Some(QueueRule {
                id: "error".to_owned(),
                name: "Error".to_owned(),
                definition: "the assistant said that something failed".to_owned(),
            }),
            id: QueueId(1),
            head: head(),
            conversations: 20,
            reviewed: 4,
            missing: 0,
            next: Some(ConversationId(3)),
            reviewers: vec![text("Rui")],
        },
        "ExportQueue": ExportQueue { queue: QueueId(1), reviewer: text("Rui") },
        "QueueFile": QueueFile {
            format: text(QUEUE_FORMAT),
            version: 1,
            queue: head(),
            reviewer: text("Rui"),
            items: vec![QueueFileItem {
                store: text("store-1"),
                conversation: remote("conversation-1"),
                marks: queue_marks(),
            }],
        },
        "KappaView": kappa,
        "DisagreementView": DisagreementView { item: queue_item(), theirs: QueueMarks::default() },
        "AgreementView": AgreementView {
            reviewer: text("Rui"),
            rating: Some(kappa),
            flagged: None,
            disagreements: Vec::new(),
        },
    }
}
