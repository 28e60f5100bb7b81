//! The wire of daybook-server: its change feed, its counts, itself, and its errors.

use crate::record;
use crate::sample::{at, text};
use crate::stands;
use daybook_model::Role;
use daybook_model::feed::{
    ChangeSet, ChangesPage, ConversationChange, ErrorBody, RecordCounts, ServerInfo,
};

fn change() -> ConversationChange {
    ConversationChange {
        conversation: record::conversation(),
        messages: vec![record::message()],
        conversions: vec![record::conversion()],
        leads: vec![record::lead()],
        tickets: vec![record::ticket()],
        inbox_items: vec![record::inbox_item()],
    }
}

fn changes() -> ChangeSet {
    ChangeSet {
        spaces: vec![record::space()],
        customers: vec![record::customer()],
        conversations: vec![change()],
        tombstones: vec![record::tombstone()],
        ..ChangeSet::default()
    }
}

fn page(changes: ChangeSet) -> ChangesPage {
    ChangesPage {
        next: text("c:12"),
        covered: 5,
        remaining: 7,
        server_time: at(9),
        changes,
    }
}

#[test]
fn the_wire() {
    stands! {
        "ConversationChange": change(),
        "ChangeSet": changes(),
        "ChangesPage": page(changes()),
        "ChangesPage-empty": page(ChangeSet::default()),
        "RecordCounts": RecordCounts { conversations: 1, messages: 2, conversions: 3, leads: 4 },
        "ServerInfo": ServerInfo {
            product: text("daybook-server"),
            version: text("0.1.0"),
            store_id: text("store-1"),
            role: Role::Read,
        },
        "ErrorBody": ErrorBody { code: text("ended"), message: text("The conversation has ended.") },
    }
}
