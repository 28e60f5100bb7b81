//! A server's store of which single rows were damaged, one of each table, and a real laptop that syncs from it:
//! each is named on both sides, and everything else comes, what stands after it in the feed too.

use crate::support::{Laptop, now};
use chrono::TimeDelta;
use daybook_sync::SyncMode;
use model::feed::ConversationChange;
use model::record::{
    ConversionRecord, CustomerRecord, InboxItemRecord, LeadRecord, MessageRecord, SpaceRecord,
    TicketRecord,
};
use model::view::Completeness;
use model::{BodyFormat, ConversionKind, InboxStatus, RemoteId, Role, Sender};
use server::{HttpConfig, ServerClock, Store, StoreAddress};
use sources::{SecretText, daybook};
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Stands in one text of each row that is to be damaged.
const SPOILT: &str = "Spoilt";

fn spoilt(what: &str) -> String {
    format!("{SPOILT}-{what}")
}

/// A conversation of the practice space with nothing in it but one message.
fn plain(id: &str) -> ConversationChange {
    let (_, mut conversations) = practice::script(7, 1, now());
    let mut change = conversations.next().unwrap();
    change.conversation.id = id.into();
    change.conversation.session_id = format!("session-{id}");
    change.conversation.space_id = "harbour".into();
    change.conversation.customer_id = None;
    change.messages = vec![message(&format!("{id}/1"), "Good morning")];
    change.conversions.clear();
    change.leads.clear();
    change.tickets.clear();
    change.inbox_items.clear();
    change
}

fn message(id: &str, body: &str) -> MessageRecord {
    MessageRecord {
        id: id.into(),
        sender: Sender::Customer,
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: body.to_owned(),
        sent_at: now() - TimeDelta::hours(1),
        time_said: None,
        earlier: Vec::new(),
    }
}

/// The conversation of which one row of each kind is to be damaged, beside a whole one.
fn with_children() -> ConversationChange {
    let mut change = plain("children");
    let at = now() - TimeDelta::hours(1);
    change.messages.push(message("m", &spoilt("message")));
    change.conversions.push(ConversionRecord {
        id: "o".into(),
        kind: ConversionKind::Tour,
        record: "V-1".to_owned(),
        url: Some(format!("https://x.example/{}", spoilt("outcome"))),
        occurred_at: at,
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    });
    change.leads.push(LeadRecord {
        id: "l".into(),
        name: Some("Rosa".to_owned()),
        email: None,
        phone: None,
        note: Some(spoilt("lead")),
        created_at: at,
    });
    change.tickets.push(TicketRecord {
        id: "t".into(),
        subject: spoilt("ticket"),
        url: None,
        created_at: at,
        escalated_by: None,
    });
    change.inbox_items.push(InboxItemRecord {
        id: "i".into(),
        title: spoilt("item"),
        status: InboxStatus::Pending,
        url: None,
        created_at: at,
    });
    change
}

fn space(id: &str, name: &str) -> SpaceRecord {
    SpaceRecord {
        id: id.into(),
        name: name.to_owned(),
        time_zone: "Europe/London".to_owned(),
    }
}

async fn filled(address: &StoreAddress) {
    let store = Store::connect_with_clock(address, ServerClock::frozen(now()));
    let store = store.await.unwrap();
    let spaces = [
        space("harbour", "Harbour"),
        space("annex", &spoilt("space")),
    ];
    store.put_spaces(&spaces).await.unwrap();
    let customer = CustomerRecord {
        id: "person".into(),
        name: spoilt("customer"),
        company: None,
        email: None,
        profile_url: None,
    };
    store.put_customers(&[customer]).await.unwrap();
    let mut head = plain("head");
    head.conversation.subject = Some(spoilt("head"));
    let mut in_annex = plain("in-annex");
    in_annex.conversation.space_id = "annex".into();
    let mut of_person = plain("of-person");
    of_person.conversation.customer_id = Some("person".into());
    let gone = plain(&spoilt("gone"));
    let all = [
        plain("first"),
        head,
        in_annex,
        of_person,
        with_children(),
        gone,
        plain("last"),
    ];
    store.put_many(&all).await.unwrap();
    let gone = RemoteId(spoilt("gone"));
    store.delete_conversation(&gone).await.unwrap();
    store.put(&plain("after-all")).await.unwrap();
    store.close().await.unwrap();
}

/// Turns the marked texts, wherever they stand in the file, into bytes that are no text.
fn damage(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let mut found = 0;
    for at in 0..bytes.len() - SPOILT.len() {
        if bytes[at..].starts_with(SPOILT.as_bytes()) {
            bytes[at..at + 2].copy_from_slice(&[0xff, 0xfe]);
            found += 1;
        }
    }
    assert!(found >= 9, "{found} texts were found");
    std::fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn one_damaged_row_of_each_table_is_named_and_the_rest_comes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.db");
    let address = StoreAddress::File(file.clone());
    filled(&address).await;
    damage(&file);
    let store = Store::connect_with_clock(&address, ServerClock::frozen(now()));
    let store = store.await.unwrap();
    let token = store.create_token(Role::Read).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = server::router(store.clone(), HttpConfig::loopback());
    let serving = tokio::spawn(server::serve(listener, app, std::future::pending()));
    let laptop = Laptop::new().await;
    let source = Arc::new(daybook(&url, SecretText::new(token)).unwrap());

    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let named = laptop
        .reader
        .quarantine_entries(laptop.id, 100)
        .await
        .unwrap();
    let named = named.iter().map(|it| (it.kind.as_str(), it.id.as_str()));
    let named = named.collect::<Vec<_>>();
    for row in [
        ("space", "annex"),
        ("customer", "person"),
        ("conversation", "head"),
        ("message", "m"),
        ("conversion", "o"),
        ("lead", "l"),
        ("ticket", "t"),
        ("inbox_item", "i"),
    ] {
        assert!(named.contains(&row), "{row:?} in {named:?}");
    }
    // Of a deletion not even the name was left: it has the number of its change.
    let deletion = named.iter().find(|(kind, _)| *kind == "tombstone");
    assert!(
        deletion.is_some_and(|(_, id)| id.starts_with("row-")),
        "{named:?}"
    );
    assert_eq!(named.len(), 9, "{named:?}");
    assert_eq!(
        store.levels().await.unwrap().feed_unreadable,
        9,
        "the operator is told"
    );
    for id in [
        "first",
        "in-annex",
        "of-person",
        "children",
        "last",
        "after-all",
    ] {
        let found = laptop.reader.find_conversation(id).await.unwrap();
        let held = laptop.reader.conversation(found.unwrap()).await.unwrap();
        assert_eq!(held.unwrap().messages.len(), 1, "{id}");
    }
    let missing = |it: &Completeness| matches!(it, Completeness::Gap { messages: 2, .. });
    assert!(missing(&report.completeness), "{:?}", report.completeness);

    // Written again, the row is mended on both sides.
    store.put(&with_children()).await.unwrap();
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let left = laptop
        .reader
        .quarantine_entries(laptop.id, 100)
        .await
        .unwrap();
    let left = left.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>();
    assert_eq!(left, ["conversation", "customer", "space", "tombstone"]);
    let found = laptop.reader.find_conversation("children").await.unwrap();
    let held = laptop.reader.conversation(found.unwrap()).await.unwrap();
    assert_eq!(held.unwrap().messages.len(), 2);
    serving.abort();
}
