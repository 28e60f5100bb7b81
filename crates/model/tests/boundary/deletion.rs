//! Deletion for privacy.

use crate::sample::{at, remote, text};
use crate::stands;
use daybook_model::deletion::{
    DeletionLine, DeletionName, DeletionPreview, DeletionReport, DeletionRequest, DeletionStage,
};
use daybook_model::failure::Failure;
use daybook_model::{ConversationId, SourceId};

fn line(state: DeletionStage) -> DeletionLine {
    DeletionLine {
        source: Some(SourceId(2)),
        store: text("store-1"),
        conversation: remote("c-1"),
        asked_at: at(3),
        state,
        erased_at: Some(at(5)),
    }
}

#[test]
fn deletions() {
    let refused = DeletionStage::Refused {
        failure: Failure::Forbidden {
            what: text("delete conversations"),
        },
    };
    stands! {
        "DeletionRequest": DeletionRequest {
            conversations: vec![ConversationId(7)],
        },
        "DeletionPreview": DeletionPreview {
            conversations: 3,
            first: Vec::new(),
            messages: 40,
            noted: 1,
            set_aside: 2,
            unable: vec![text("Nexudus")],
        },
        "DeletionStage": vec![
            DeletionStage::Waiting,
            DeletionStage::Carried { at: at(4) },
            refused.clone(),
        ],
        "DeletionName": DeletionName {
            store: text("store-1"),
            conversation: remote("c-1"),
        },
        "DeletionLine": line(DeletionStage::Waiting),
        "DeletionReport": DeletionReport {
            deleted: vec![line(DeletionStage::Carried { at: at(4) })],
            refused: vec![line(refused)],
            unfinished: Some(Failure::TracesStay),
        },
    }
}
