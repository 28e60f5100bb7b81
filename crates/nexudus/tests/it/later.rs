//! What comes in another order than it was made in, and what is left of a run that was cut off: in the end
//! it is what a laptop has that begins now.

use crate::equal::lines;
use crate::support::{Desk, Kept, fill, mock, read, said};
use chrono::TimeDelta;
use daybook_nexudus::{Entity, NexudusSettings};
use serde_json::json;
use sources::Source;
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::nexudus::{
    Booking, Coworker, CustomValue, Message, NexudusMock, ProposedAction, Session, Visitor,
    custom_fields,
};

fn named(chat: &str) -> Session {
    Session {
        chat_session: Some(chat.to_owned()),
        channel: "Chat".to_owned(),
        ..Session::default()
    }
}

fn tour(fields: &[CustomValue]) -> Visitor {
    Visitor {
        is_tour: true,
        custom_fields: custom_fields(fields),
        ..Visitor::default()
    }
}

/// The desk has what one has that begins now; and how many outcomes that is.
async fn is_equal(mock: &NexudusMock, kept: &Kept, desk: &Desk) -> usize {
    let counts = kept.counts().await.unwrap();
    let (fresh, other) = read(mock).await;
    assert_eq!(lines(desk), lines(&other));
    assert_eq!(counts, fresh.counts().await.unwrap());
    desk.outcomes().len()
}

#[tokio::test]
async fn a_batch_that_was_lost_is_told_again_where_its_position_is_the_one_before() {
    let mock = mock().await;
    let session = mock.world().put(&named("a-chat-of-its-own"));
    let (kept, mut desk) = read(&mock).await;
    // In the same second: no watermark moves.
    let subject = [("Subject", json!("A tour"))];
    mock.world().change(Entity::Sessions, session, &subject);
    let lost = kept.source.pull("records", desk.cursor.as_deref()).await;
    assert!(lost.unwrap().is_last());
    kept.read(&mut desk).await.unwrap();
    let told = desk.one(session).conversation.subject.as_deref();
    assert_eq!(told, Some("A tour"));
    let before = desk.cursor.clone();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.cursor, before, "where nothing came it stays");
}

#[tokio::test]
async fn a_full_pass_does_not_lose_groups_that_its_list_did_not_name() {
    let mock = mock().await;
    for chat in ["a-chat-of-nobody", "another-chat-of-nobody"] {
        mock.world().put(&said(None, Some(chat)));
    }
    let (kept, mut desk) = read(&mock).await;
    let first = mock.world().ids(Entity::Messages)[0];
    let hidden = mock.world().hide(Entity::Messages, &[first]);
    desk.cursor = None;
    // It came into sight again before everything was compared.
    let (mut hidden, mut told) = (Some(hidden), BTreeSet::new());
    let slow = Kept::again(
        &mock,
        NexudusSettings::default(),
        1,
        Arc::clone(&kept.shelf),
    )
    .await;
    loop {
        let batch = slow.pull("records", desk.cursor.as_deref()).await.unwrap();
        let conversations = batch.changes.conversations.iter();
        told.extend(conversations.map(|one| one.conversation.id.to_string()));
        desk.take(&batch);
        if batch.is_last() {
            break;
        }
        if batch.next.contains("\"t\":\"heads\"") {
            hidden
                .take()
                .into_iter()
                .for_each(|one| mock.world().show(one));
        }
    }
    slow.commit();
    assert!(hidden.is_none());
    // What a full pass does not tell is taken away after it.
    desk.conversations.retain(|id, _| told.contains(id));
    assert_eq!(desk.conversations.len(), 2);
    is_equal(&mock, &slow, &desk).await;
}

#[tokio::test]
async fn a_group_whose_messages_are_gone_at_a_full_pass_is_not_kept_for_later() {
    let mock = mock().await;
    mock.world().put(&said(None, Some("a-chat-of-nobody")));
    let (kept, mut desk) = read(&mock).await;
    let ids = mock.world().ids(Entity::Messages);
    let hidden = mock.world().hide(Entity::Messages, &ids);
    desk.cursor = None;
    kept.read(&mut desk).await.unwrap();
    assert!(desk.conversations.is_empty());
    mock.world().show(hidden);
    kept.counts().await.unwrap();
    kept.read(&mut desk).await.unwrap();
    is_equal(&mock, &kept, &desk).await;
    assert_eq!(desk.messages(), 1);
}

#[tokio::test]
async fn a_full_pass_mends_what_one_that_was_cut_off_was_to() {
    let mock = mock().await;
    let session = mock.world().put(&named("a-chat-of-its-own"));
    mock.world().put(&said(None, Some("a-chat-of-nobody")));
    let (kept, mut desk) = read(&mock).await;
    mock.world().delete(Entity::Sessions, session);
    mock.clock().advance(TimeDelta::days(8));
    let short = Kept::again(
        &mock,
        NexudusSettings::default(),
        1,
        Arc::clone(&kept.shelf),
    )
    .await;
    loop {
        let batch = short.pull("records", desk.cursor.as_deref()).await.unwrap();
        desk.take(&batch);
        assert!(!batch.is_last(), "it is cut off before its end");
        if !desk.conversations.contains_key(&session.to_string()) {
            break;
        }
    }
    short.commit();
    desk.cursor = None;
    kept.read(&mut desk).await.unwrap();
    is_equal(&mock, &kept, &desk).await;
    assert_eq!(desk.conversations.len(), 1);
}

#[tokio::test]
async fn what_is_left_of_a_session_is_what_its_messages_say() {
    let mock = mock().await;
    let visitor = mock.world().put(&tour(&[]));
    let session = Session {
        subject: Some("A tour".to_owned()),
        external_identifier: Some("a@b.example".to_owned()),
        last_activity_utc: Some("2026-11-20T11:59:00Z".to_owned()),
        extra: json!({ "VisitorId": visitor })
            .as_object()
            .cloned()
            .unwrap(),
        ..named("a-chat-of-its-own")
    };
    let session = mock.world().put(&session);
    mock.clock().advance(TimeDelta::minutes(2));
    let message = Message {
        channel: Some("Chat".to_owned()),
        ..said(Some(session), Some("a-chat-of-its-own"))
    };
    mock.world().put(&message);
    let (kept, mut desk) = read(&mock).await;
    assert_eq!(desk.outcomes().len(), 1);
    mock.world().delete(Entity::Sessions, session);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        is_equal(&mock, &kept, &desk).await,
        0,
        "{:?}",
        desk.outcomes()
    );
    assert_eq!(desk.messages(), 1);
}

#[tokio::test]
async fn an_outcome_goes_with_what_its_session_no_longer_names() {
    let mock = mock().await;
    let visitor = mock.world().put(&tour(&[]));
    let coworker_id = mock.world().put(&Coworker::default());
    let session = Session {
        coworker_id: Some(coworker_id),
        extra: json!({ "VisitorId": visitor })
            .as_object()
            .cloned()
            .unwrap(),
        ..Session::default()
    };
    let session = mock.world().put(&session);
    mock.world().put(&Booking {
        coworker_id: Some(coworker_id),
        ..Booking::default()
    });
    let (kept, mut desk) = read(&mock).await;
    assert_eq!(desk.outcomes().len(), 3, "{:?}", desk.outcomes());
    mock.clock().advance(TimeDelta::minutes(5));
    let none = [("VisitorId", json!(null)), ("CoworkerId", json!(null))];
    mock.world().change(Entity::Sessions, session, &none);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(is_equal(&mock, &kept, &desk).await, 0);
}

#[tokio::test]
async fn what_a_deleted_customer_tied_together_comes_apart() {
    let mock = mock().await;
    mock.world().put(&Session {
        external_identifier: Some("+44 20 7946 0018".to_owned()),
        ..Session::default()
    });
    let coworker = mock.world().put(&Coworker {
        email: "a@b.example".to_owned(),
        mobile_phone: Some("+44 20 7946 0018".to_owned()),
        ..Coworker::default()
    });
    mock.world().put(&Visitor {
        email: "a@b.example".to_owned(),
        ..tour(&[])
    });
    let (kept, mut desk) = read(&mock).await;
    assert_eq!(desk.outcomes().len(), 2, "{:?}", desk.outcomes());
    mock.world().delete(Entity::Coworkers, coworker);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(is_equal(&mock, &kept, &desk).await, 0);
}

#[tokio::test]
async fn a_group_that_comes_after_its_outcome_and_its_inbox_item_has_them() {
    let mock = mock().await;
    let chat = "a-chat-of-nobody-at-all";
    mock.world()
        .put(&tour(&[CustomValue::named("Session ID", chat)]));
    let session = 1_400_000_000;
    mock.world().put(&ProposedAction {
        ai_channel_session_id: Some(session),
        ..ProposedAction::default()
    });
    mock.quirks().refused.insert(Entity::Sessions);
    let (kept, mut desk) = read(&mock).await;
    mock.clock().advance(TimeDelta::minutes(5));
    mock.world().put(&said(Some(session), Some(chat)));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(is_equal(&mock, &kept, &desk).await, 1);
    assert_eq!(desk.one(session).inbox_items.len(), 1);
}

#[tokio::test]
async fn a_message_that_comes_late_makes_its_conversation_longer_for_outcomes_too() {
    let mock = mock().await;
    let coworker_id = mock.world().put(&Coworker::default());
    mock.clock().advance(TimeDelta::days(1));
    let session = mock.world().put(&Session {
        coworker_id: Some(coworker_id),
        ..Session::default()
    });
    mock.clock().advance(TimeDelta::days(10));
    mock.world().put(&Booking {
        coworker_id: Some(coworker_id),
        ..Booking::default()
    });
    let (kept, mut desk) = read(&mock).await;
    assert_eq!(desk.outcomes().len(), 0, "{:?}", desk.outcomes());
    mock.clock().advance(TimeDelta::minutes(5));
    mock.world().put(&said(Some(session), None));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(is_equal(&mock, &kept, &desk).await, 1);
}

#[tokio::test]
async fn a_message_that_moves_while_the_first_list_goes_back_is_in_one_conversation() {
    let mock = mock().await;
    let ids = fill(&mock, 4);
    let slow = Kept::with(&mock, NexudusSettings::default(), 3).await;
    let mut desk = Desk::default();
    loop {
        let batch = slow.pull("records", desk.cursor.as_deref()).await.unwrap();
        desk.take(&batch);
        if batch.is_last() {
            break;
        }
        if desk.messages() == 3 && mock.world().ids(Entity::Messages).len() == 12 {
            let messages = mock.world().ids(Entity::Messages);
            mock.world().delete(Entity::Messages, messages[0]);
            let session = [("AiChannelSessionId", json!(ids[3]))];
            mock.world().change(Entity::Messages, messages[1], &session);
        }
    }
    slow.commit();
    kept_for_a_week(&mock, &slow, &mut desk).await;
    is_equal(&mock, &slow, &desk).await;
    assert_eq!(desk.one(ids[3]).messages.len(), 4);
}

async fn kept_for_a_week(mock: &NexudusMock, kept: &Kept, desk: &mut Desk) {
    mock.clock().advance(TimeDelta::days(8));
    kept.read(desk).await.unwrap();
}
