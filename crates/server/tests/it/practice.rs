//! The practice space is made by the operations that chatbots call, and comes out as its script says.

use crate::things::{Home, home, now};
use model::feed::ConversationChange;
use server::embedded::{self, PracticePlan};
use server::record_links::RecordKind;

/// The script's conversation, with the pages that this server has for its records.
fn with_pages(mut change: ConversationChange) -> ConversationChange {
    for made in &mut change.conversions {
        made.url = RecordKind::of(&made.kind).map(|kind| kind.path(&made.record));
    }
    for ticket in &mut change.tickets {
        ticket.url = Some(RecordKind::Ticket.path(ticket.id.as_str()));
    }
    for item in &mut change.inbox_items {
        item.url = Some(RecordKind::Inbox.path(item.id.as_str()));
    }
    change
}

async fn comes_out_as_written(home: Home, seed: u64, conversations: u32) {
    let recipe = PracticePlan {
        seed,
        conversations,
        until: now(),
    };
    // The home has a space already, and a fill wants nothing.
    let dir = home.dir.path().join("practice.db");
    let store = server::Store::open(&dir).await.unwrap();
    embedded::practice_space(&store, recipe).await.unwrap();
    let (_, script) = practice::script(seed, conversations, now());
    let mut messages = 0;
    for written in script.map(with_pages) {
        let id = written.conversation.id.clone();
        let played = store.conversation(&id).await.unwrap();
        messages += written.messages.len() as u64;
        assert_eq!(played.as_ref(), Some(&written), "{id}");
    }
    let counts = store.counts().await.unwrap();
    assert_eq!(counts.conversations, u64::from(conversations));
    assert_eq!(counts.messages, messages);
    let uptake = store.uptake(None, None, None).await.unwrap();
    for line in &uptake {
        assert!(
            line.offered > line.followed && line.followed > line.taken,
            "{line:?}"
        );
        assert!(line.taken > 0, "{line:?}");
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn what_is_played_through_the_operations_comes_out_as_written() {
    comes_out_as_written(home().await, PracticePlan::SEED, 600).await;
    comes_out_as_written(home().await, 3, 500).await;
}
