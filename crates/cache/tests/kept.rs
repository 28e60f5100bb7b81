//! What a source keeps beside its rows, and single parts that are taken back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use model::feed::{
    ChangeSet, ConversationChange, MessageMove, RetractedKind, Retraction, RetractionCause,
    StagedRecord,
};
use model::record::{ConversionRecord, InboxItemRecord, MessageRecord, TicketRecord};
use model::request::ListFilter;
use model::{ConversionKind, InboxStatus};
use std::sync::Arc;
use support::{Home, minutes_ago, page, remote_ids, talk};

fn kept(id: &str, body: Option<&str>, keys: &[&str]) -> StagedRecord {
    StagedRecord {
        entity: "visitor".to_owned(),
        id: id.to_owned(),
        body: body.map(str::to_owned),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    }
}

fn keeping(records: Vec<StagedRecord>) -> ChangeSet {
    ChangeSet {
        staged: records.into_iter().map(Arc::new).collect(),
        ..ChangeSet::default()
    }
}

async fn found(home: &Home, key: &str) -> Vec<String> {
    let rows = home
        .reader
        .staged_by_key(home.source, "visitor", &[key.to_owned()])
        .await;
    rows.unwrap().into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn a_kept_record_is_found_by_id_and_by_its_newest_keys() {
    let home = Home::new().await;
    let first = keeping(vec![
        kept("1", Some("a"), &["email:x", "chat:y"]),
        kept("2", Some("b"), &["email:x"]),
    ]);
    home.commit(&first, "1").await;
    assert_eq!(found(&home, "email:x").await, ["1", "2"]);
    let later = keeping(vec![
        kept("1", Some("c"), &["email:z"]),
        kept("2", None, &[]),
    ]);
    home.commit(&later, "2").await;
    assert!(
        found(&home, "email:x").await.is_empty(),
        "keys were taken back"
    );
    assert!(
        found(&home, "chat:y").await.is_empty(),
        "keys were taken back"
    );
    assert_eq!(found(&home, "email:z").await, ["1"]);
    let ids = ["1".to_owned(), "2".to_owned()];
    let rows = home
        .reader
        .staged(home.source, "visitor", &ids)
        .await
        .unwrap();
    assert_eq!(rows, [kept("1", Some("c"), &["email:z"])]);
    let count = home
        .reader
        .staged_count(home.source, "visitor")
        .await
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn kept_records_are_walked_by_id() {
    let home = Home::new().await;
    let ids: Vec<String> = (0..150).map(|n| format!("{n:03}")).collect();
    let records = ids.iter().map(|id| kept(id, Some("x"), &[])).collect();
    home.commit(&keeping(records), "1").await;
    let (mut walked, mut after) = (Vec::new(), String::new());
    loop {
        let some = home
            .reader
            .staged_after(home.source, "visitor", &after, 40)
            .await;
        let some = some.unwrap();
        let Some(last) = some.last() else { break };
        after.clone_from(&last.id);
        walked.extend(some.into_iter().map(|row| row.id));
    }
    assert_eq!(walked, ids);
}

#[tokio::test]
async fn what_a_removed_source_kept_goes_with_it() {
    let home = Home::new().await;
    home.commit(&keeping(vec![kept("1", Some("a"), &["email:x"])]), "1")
        .await;
    home.writer.remove_source(home.source).await.unwrap();
    assert!(found(&home, "email:x").await.is_empty());
    let count = home
        .reader
        .staged_count(home.source, "visitor")
        .await
        .unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn a_part_that_is_taken_back_leaves_counts_words_and_badges() {
    let home = Home::new().await;
    let mut whole = talk("c1", 60, &["first words", "second words"]);
    whole.conversions = vec![ConversionRecord {
        id: "o1".into(),
        kind: ConversionKind::Tour,
        record: "7".to_owned(),
        url: None,
        occurred_at: minutes_ago(50),
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    }];
    whole.inbox_items = vec![InboxItemRecord {
        id: "i1".into(),
        title: "Reply".to_owned(),
        status: InboxStatus::Pending,
        url: None,
        created_at: minutes_ago(55),
    }];
    whole.tickets = ["t1", "t2"]
        .map(|id| TicketRecord {
            id: id.into(),
            subject: format!("Ticket {id}"),
            url: None,
            created_at: minutes_ago(55),
            escalated_by: None,
        })
        .into();
    let gone = whole.messages[1].id.clone();
    home.commit(&page(vec![whole.clone()]), "1").await;
    assert_eq!(
        home.list(ListFilter::default()).await.rows[0]
            .conversions
            .len(),
        1
    );

    let mut changes = page(vec![whole]);
    changes.conversations[0].messages.clear();
    changes.conversations[0].conversions.clear();
    changes.conversations[0].inbox_items.clear();
    changes.conversations[0].tickets.clear();
    let retraction = |part, id: &str| Retraction {
        conversation: "c1".into(),
        kind: part,
        id: id.into(),
        cause: RetractionCause::Reassigned,
    };
    changes.retracted = vec![
        retraction(RetractedKind::Message, gone.as_str()),
        retraction(RetractedKind::Conversion, "o1"),
        retraction(RetractedKind::InboxItem, "i1"),
        retraction(RetractedKind::Ticket, "t1"),
        retraction(RetractedKind::Message, "never seen"),
    ];
    home.commit(&changes, "2").await;
    let counts = home.reader.counts(home.source).await.unwrap();
    assert_eq!((counts.messages, counts.conversions), (1, 0));
    let list = home.list(ListFilter::default()).await;
    assert_eq!(remote_ids(&list.rows), ["c1"]);
    assert!(list.rows[0].conversions.is_empty(), "{:?}", list.rows[0]);
    assert_eq!(list.rows[0].messages, 1);
    let shown = home.reader.conversation(list.rows[0].id).await.unwrap();
    let shown = shown.unwrap();
    assert!(shown.inbox_items.is_empty());
    let tickets = shown.tickets.iter().map(|one| one.subject.as_str());
    assert_eq!(tickets.collect::<Vec<_>>(), ["Ticket t2"]);
    assert!(
        home.found("second").await.is_empty(),
        "its words are forgotten"
    );
    assert_eq!(home.found("first").await, ["c1"]);
    // The server may say it again, and then it is back.
    home.commit(
        &page(vec![talk("c1", 60, &["first words", "second words"])]),
        "3",
    )
    .await;
    assert_eq!(home.found("second").await, ["c1"]);
}

#[tokio::test]
async fn a_conversation_that_is_no_longer_found_goes_and_comes_back_when_it_is_told_again() {
    let home = Home::new().await;
    let both = || page(vec![talk("c1", 60, &["gone"]), talk("c2", 50, &["stays"])]);
    home.commit(&both(), "1").await;
    let absent = ChangeSet {
        absent: vec!["c1".into(), "never seen".into()],
        ..both()
    };
    home.commit(&absent, "2").await;
    let list = home.list(ListFilter::default()).await;
    assert_eq!(
        remote_ids(&list.rows),
        ["c2"],
        "though the page tells it too"
    );
    let counts = home.reader.counts(home.source).await.unwrap();
    assert_eq!((counts.conversations, counts.messages), (1, 1));
    assert!(home.found("gone").await.is_empty());
    home.commit(&both(), "3").await;
    let list = home.list(ListFilter::default()).await;
    assert_eq!(remote_ids(&list.rows), ["c2", "c1"]);
    assert_eq!(home.found("gone").await, ["c1"]);
}

#[tokio::test]
async fn a_message_that_moves_keeps_the_words_that_are_here() {
    let home = Home::new().await;
    let before = [
        talk("a", 9, &["parking", "lunch"]),
        talk("b", 5, &["printer"]),
    ];
    home.commit(&page(before.to_vec()), "1").await;
    assert_eq!(home.found("parking").await, ["a"]);
    let heads = before.clone().map(|one| ConversationChange {
        messages: Vec::new(),
        ..one
    });
    let named = |id: &str| MessageMove {
        from: "a".into(),
        to: "b".into(),
        message: MessageRecord {
            id: id.into(),
            body: String::new(),
            ..before[0].messages[0].clone()
        },
    };
    let moved = vec![named(before[0].messages[0].id.as_str()), named("of-nobody")];
    let later = ChangeSet {
        moved,
        ..page(heads.to_vec())
    };
    home.commit(&later, "2").await;
    assert_eq!(home.found("parking").await, ["b"]);
    assert_eq!(home.found("lunch").await, ["a"]);
    let counts = home.reader.counts(home.source).await.unwrap();
    assert_eq!(counts.messages, 3, "none is lost, and none is doubled");
}
