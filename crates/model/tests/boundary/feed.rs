//! The wire of daybook-server: its change feed, its counts, itself, and its errors.

use crate::record;
use crate::sample::{at, remote, text};
use crate::stands;
use daybook_model::feed::{
    ChangeSet, ChangesPage, ConversationChange, ErrorBody, RecordCounts, RowKind, ServerInfo,
    UnreadableRow,
};
use daybook_model::{Reach, Role};

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
        unreadable: vec![unreadable()],
        ..ChangeSet::default()
    }
}

fn unreadable() -> UnreadableRow {
    UnreadableRow {
        kind: RowKind::Message,
        conversation: Some(remote("conversation-1")),
        id: remote("message-2"),
    }
}

fn page(changes: ChangeSet) -> ChangesPage {
    ChangesPage {
        next: text("c:12"),
        covered: 5,
        remaining: 7,
        server_time: at(9),
        server: None,
        counts: None,
        changes,
    }
}

/// The last page: with who says it, and what there is.
fn last_page() -> ChangesPage {
    ChangesPage {
        covered: 0,
        remaining: 0,
        server: Some(info(Reach::Everywhere)),
        counts: Some(counts()),
        ..page(ChangeSet::default())
    }
}

fn counts() -> RecordCounts {
    RecordCounts {
        conversations: 1,
        messages: 2,
        conversions: 3,
        leads: 4,
    }
}

fn info(reach: Reach) -> ServerInfo {
    ServerInfo {
        product: text("daybook-server"),
        version: text("0.1.0"),
        store_id: text("store-1"),
        role: Role::Read,
        reach,
    }
}

#[test]
fn the_wire() {
    stands! {
        "ConversationChange": change(),
        "ChangeSet": changes(),
        "UnreadableRow": unreadable(),
        "RowKind": RowKind::InboxItem,
        "ChangesPage": page(changes()),
        "ChangesPage-empty": page(ChangeSet::default()),
        "ChangesPage-last": last_page(),
        "RecordCounts": counts(),
        "ServerInfo": info(Reach::Everywhere),
        "Reach": Reach::Spaces([remote("harbour"), remote("quay")].into()),
        "ServerInfo-of-a-space": info(Reach::Spaces([remote("harbour")].into())),
        "ErrorBody": ErrorBody { code: text("ended"), message: text("The conversation has ended.") },
    }
}
