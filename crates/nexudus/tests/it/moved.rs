//! What belongs elsewhere than it did, and what goes with what is gone: messages, inbox items, tickets.

use crate::support::{Desk, Kept, compared, fill, mock, noon, read, said};
use chrono::{DateTime, TimeDelta, Utc};
use daybook_nexudus::{Entity, NexudusSettings, StagingStore};
use serde_json::json;
use sources::Source;
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::nexudus::{
    Coworker, CoworkerProduct, HelpDeskMessage, NexudusMock, ProductTimePass, ProposedAction,
    Session, Visitor,
};

fn chat(chat: &str) -> Session {
    Session {
        chat_session: Some(chat.to_owned()),
        ..Session::default()
    }
}

/// How many messages each conversation has.
fn shape(desk: &Desk) -> Vec<(String, usize)> {
    let all = desk.conversations.iter();
    all.map(|(id, held)| (id.clone(), held.messages.len()))
        .collect()
}

async fn agrees(kept: &Kept, desk: &Desk) {
    let counts = kept.counts().await.unwrap().unwrap();
    let here = (desk.conversations.len() as u64, desk.messages() as u64);
    assert_eq!((counts.conversations, counts.messages), here);
}

#[tokio::test]
async fn messages_of_a_chat_that_began_between_two_lists_follow_their_session() {
    let mock = mock().await;
    fill(&mock, 1);
    for _ in 0..2 {
        mock.world().put(&said(None, Some("a-chat-that-begins")));
    }
    let (kept, mut desk) = read(&mock).await;
    assert_eq!(desk.conversations.len(), 2);
    mock.clock().advance(TimeDelta::minutes(5));
    let session = mock.world().put(&chat("a-chat-that-begins"));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.one(session).messages.len(), 2, "{:?}", shape(&desk));
    assert_eq!(desk.conversations.len(), 2, "{:?}", shape(&desk));
    assert_eq!(desk.one(session).messages[0].body, "a tour, please");
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn a_session_that_a_message_leads_to_takes_over_the_messages_of_its_chat() {
    let mock = mock().await;
    fill(&mock, 1);
    mock.world().put(&said(None, Some("a-chat-that-begins")));
    let (kept, mut desk) = read(&mock).await;
    mock.clock().advance(TimeDelta::minutes(5));
    // The list of sessions was read before the session was there, the list of messages after.
    mock.quirks().hidden_from_lists.insert(Entity::Sessions);
    let session = mock.world().put(&chat("a-chat-that-begins"));
    mock.world()
        .put(&said(Some(session), Some("a-chat-that-begins")));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.one(session).messages.len(), 2, "{:?}", shape(&desk));
    assert_eq!(desk.conversations.len(), 2, "{:?}", shape(&desk));
}

/// A session with two messages, one of which names the chat alone, an inbox item and a tour.
fn begin(mock: &NexudusMock, name: &str) -> i64 {
    let mut world = mock.world();
    world.put(&said(None, Some(name)));
    let visitor = world.put(&Visitor {
        is_tour: true,
        ..Visitor::default()
    });
    let session = world.put(&Session {
        extra: json!({ "VisitorId": visitor })
            .as_object()
            .cloned()
            .unwrap(),
        ..chat(name)
    });
    world.put(&ProposedAction {
        ai_channel_session_id: Some(session),
        ..ProposedAction::default()
    });
    world.put(&said(Some(session), Some(name)));
    session
}

#[tokio::test]
async fn a_session_that_only_a_message_names_is_told_with_all_that_belongs_to_it() {
    for is_first in [true, false] {
        let mock = mock().await;
        fill(&mock, 1);
        let (kept, mut desk) = (Kept::of(&mock).await, Desk::default());
        if !is_first {
            kept.read(&mut desk).await.unwrap();
            mock.clock().advance(TimeDelta::minutes(5));
        }
        // It began after its list was read.
        mock.quirks().hidden_from_lists.insert(Entity::Sessions);
        let session = begin(&mock, "a-chat-that-begins");
        kept.read(&mut desk).await.unwrap();
        mock.quirks().hidden_from_lists.clear();
        kept.read(&mut desk).await.unwrap();
        let shape = shape(&desk);
        assert_eq!(desk.conversations.len(), 2, "{shape:?}, first: {is_first}");
        let told = desk.one(session);
        let parts = (
            told.messages.len(),
            told.conversions.len(),
            told.inbox_items.len(),
        );
        assert_eq!(parts, (2, 1, 1), "first: {is_first}");
        agrees(&kept, &desk).await;
    }
}

#[tokio::test]
async fn messages_that_cannot_be_read_when_their_session_comes_follow_later() {
    let mock = mock().await;
    fill(&mock, 1);
    let chat = "a-chat-that-begins";
    for _ in 0..2 {
        mock.world().put(&said(None, Some(chat)));
    }
    let (kept, mut desk) = read(&mock).await;
    mock.clock().advance(TimeDelta::minutes(5));
    let session = mock.world().put(&self::chat(chat));
    mock.quirks().list_only.insert(Entity::Messages);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.messages(), 5, "nothing is lost: {:?}", shape(&desk));
    mock.quirks().list_only.clear();
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.one(session).messages.len(), 2, "{:?}", shape(&desk));
    assert_eq!(desk.conversations.len(), 2, "{:?}", shape(&desk));
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn a_message_that_learns_its_session_is_in_that_conversation_alone() {
    let mock = mock().await;
    let ids = fill(&mock, 2);
    let (one, another) = {
        let mut world = mock.world();
        (
            world.put(&said(None, None)),
            world.put(&said(None, Some("a-chat-of-nobody"))),
        )
    };
    let (kept, mut desk) = read(&mock).await;
    assert_eq!(desk.conversations.len(), 4);
    mock.clock().advance(TimeDelta::minutes(5));
    for message in [one, another] {
        let session = [("AiChannelSessionId", json!(ids[0]))];
        mock.world().change(Entity::Messages, message, &session);
    }
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.one(ids[0]).messages.len(), 5, "{:?}", shape(&desk));
    assert_eq!(desk.conversations.len(), 2, "{:?}", shape(&desk));
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn a_message_that_moves_to_another_session_leaves_the_first() {
    for full in [false, true] {
        let mock = mock().await;
        let ids = fill(&mock, 2);
        let (kept, mut desk) = read(&mock).await;
        mock.clock().advance(TimeDelta::minutes(5));
        let first = mock.world().ids(Entity::Messages)[0];
        let session = [("AiChannelSessionId", json!(ids[1]))];
        mock.world().change(Entity::Messages, first, &session);
        if full {
            desk.cursor = None;
        }
        kept.read(&mut desk).await.unwrap();
        let lengths = ids.iter().map(|id| desk.one(*id).messages.len());
        assert_eq!(lengths.collect::<Vec<_>>(), [2, 4], "full: {full}");
        agrees(&kept, &desk).await;
    }
}

#[tokio::test]
async fn a_group_whose_last_message_is_gone_goes() {
    let mock = mock().await;
    fill(&mock, 1);
    let message = mock.world().put(&said(None, Some("a-chat-of-nobody")));
    let (kept, mut desk) = read(&mock).await;
    assert_eq!(desk.conversations.len(), 2);
    mock.world().delete(Entity::Messages, message);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.conversations.len(), 1, "{:?}", shape(&desk));
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn a_comparison_goes_on_where_another_run_left_it() {
    let mock = mock().await;
    let ids = fill(&mock, 40);
    let (kept, mut desk) = read(&mock).await;
    let shelf = Arc::clone(&kept.shelf);
    let messages = mock.world().ids(Entity::Messages);
    mock.world().delete(Entity::Messages, messages[0]);
    mock.world().delete(Entity::Sessions, ids[39]);
    for message in &messages[117..] {
        mock.world().delete(Entity::Messages, *message);
    }
    mock.clock().advance(TimeDelta::days(8));
    mock.meter().reset();
    let mut batches = 0;
    // A laptop that is never open for longer than two batches.
    loop {
        let shelf = Arc::clone(&shelf);
        let kept = Kept::again(&mock, NexudusSettings::default(), 20, shelf).await;
        let mut is_over = false;
        for _ in 0..2 {
            let batch = kept.pull("records", desk.cursor.as_deref()).await.unwrap();
            desk.take(&batch);
            is_over = batch.is_last();
            batches += 1;
        }
        kept.commit();
        if is_over {
            break;
        }
        assert!(batches < 60, "it comes to its end");
    }
    let pages = compared(&mock);
    let distinct: BTreeSet<&String> = pages.iter().collect();
    assert_eq!(pages.len(), distinct.len(), "no page twice: {pages:?}");
    assert_eq!(distinct.len(), 6, "116 messages in pages of twenty");
    assert_eq!((desk.conversations.len(), desk.messages()), (39, 116));
    assert_eq!(
        shelf.count("met").await.unwrap(),
        0,
        "nothing is left behind"
    );
}

#[tokio::test]
async fn an_inbox_item_leaves_the_conversations_that_it_is_no_longer_of() {
    let mock = mock().await;
    let ids = fill(&mock, 3);
    let item = mock.world().put(&ProposedAction {
        ai_channel_session_id: Some(ids[0]),
        action_type: 1,
        status: 1,
        ..ProposedAction::default()
    });
    let (kept, mut desk) = read(&mock).await;
    let items = |desk: &Desk| {
        ids.iter()
            .map(|id| desk.one(*id).inbox_items.len())
            .collect()
    };
    let is_on = |desk: &Desk, expected: [usize; 3]| {
        let found: Vec<usize> = items(desk);
        assert_eq!(found, expected);
    };
    is_on(&desk, [1, 0, 0]);
    mock.clock().advance(TimeDelta::minutes(5));
    let session = [("AiChannelSessionId", json!(ids[1]))];
    mock.world().change(Entity::ProposedActions, item, &session);
    kept.read(&mut desk).await.unwrap();
    is_on(&desk, [0, 1, 0]);
    mock.world().delete(Entity::ProposedActions, item);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    is_on(&desk, [0, 0, 0]);
}

#[tokio::test]
async fn a_deleted_time_pass_makes_no_day_passes_any_more() {
    let mock = mock().await;
    let coworker_id = mock.world().put(&Coworker::default());
    mock.world().put(&Session {
        coworker_id: Some(coworker_id),
        ..Session::default()
    });
    let pass = mock.world().put(&ProductTimePass {
        product_id: 5,
        extra: json!({ "MinutesIncluded": null })
            .as_object()
            .cloned()
            .unwrap(),
        ..ProductTimePass::default()
    });
    mock.world().put(&CoworkerProduct {
        coworker_id,
        product_id: 5,
        product_name: "Lounge".to_owned(),
        ..CoworkerProduct::default()
    });
    let (kept, mut desk) = read(&mock).await;
    let day_passes = |desk: &Desk| {
        let all = desk.outcomes();
        all.iter().filter(|one| one.1 == "day_pass").count()
    };
    assert_eq!(day_passes(&desk), 1, "{:?}", desk.outcomes());
    mock.world().delete(Entity::TimePasses, pass);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(day_passes(&desk), 0, "{:?}", desk.outcomes());
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn a_conversation_whose_session_is_gone_stays_while_its_messages_are_there() {
    let mock = mock().await;
    let ids = fill(&mock, 10);
    let (kept, mut desk) = read(&mock).await;
    let messages = mock.world().ids(Entity::Messages);
    let session = mock.world().hide(Entity::Sessions, &ids[..1]);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (10, 30));
    agrees(&kept, &desk).await;
    // A laptop that never saw the session has the same.
    let (_, other) = read(&mock).await;
    assert_eq!(shape(&other), shape(&desk));
    // One of its messages changes, and another comes.
    let text = [("Content", json!("text of nobody"))];
    mock.world().change(Entity::Messages, messages[0], &text);
    mock.world().put(&said(Some(ids[0]), None));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.one(ids[0]).messages.len(), 4);
    assert_eq!(desk.one(ids[0]).messages[0].body, "text of nobody");
    agrees(&kept, &desk).await;
    // The session is there again, and is the same conversation.
    mock.world().show(session);
    kept.counts().await.unwrap();
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (10, 31));
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn a_conversation_goes_with_the_last_of_its_messages_once_its_session_is_gone() {
    let mock = mock().await;
    let ids = fill(&mock, 10);
    let (kept, mut desk) = read(&mock).await;
    let messages = mock.world().ids(Entity::Messages);
    // Its session goes first, its messages a week later.
    mock.world().delete(Entity::Sessions, ids[0]);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    for message in &messages[..3] {
        mock.world().delete(Entity::Messages, *message);
    }
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (9, 27));
    agrees(&kept, &desk).await;
    // Both at once.
    mock.world().delete(Entity::Sessions, ids[1]);
    for message in &messages[3..6] {
        mock.world().delete(Entity::Messages, *message);
    }
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!((desk.conversations.len(), desk.messages()), (8, 24));
    agrees(&kept, &desk).await;
}

fn times(desk: &Desk, id: &str) -> (DateTime<Utc>, DateTime<Utc>) {
    let head = &desk.conversations[id].conversation;
    (head.started_at, head.last_activity_at)
}

#[tokio::test]
async fn a_conversation_begins_and_ends_with_the_messages_that_it_still_has() {
    let mock = mock().await;
    fill(&mock, 1);
    let at = |minutes| noon() - TimeDelta::minutes(minutes);
    let put = |minutes| {
        let message = said(None, Some("a-chat-of-nobody"));
        mock.world().put_at(&message, at(minutes))
    };
    let of_group = [50, 40, 30, 20].map(put);
    let (kept, mut desk) = read(&mock).await;
    let group = desk.conversations.keys().find(|id| id.starts_with("chat:"));
    let group = group.unwrap().clone();
    assert_eq!(times(&desk, &group), (at(50), at(20)));
    for message in [of_group[0], of_group[3]] {
        mock.world().delete(Entity::Messages, message);
    }
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(times(&desk, &group), (at(40), at(30)));
    let (_, other) = read(&mock).await;
    assert_eq!(times(&other, &group), times(&desk, &group));
    assert_eq!(shape(&other), shape(&desk));
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn a_ticket_leaves_with_the_last_message_that_names_it() {
    let mock = mock().await;
    let ids = fill(&mock, 2);
    let ticket = mock.world().put(&HelpDeskMessage {
        subject: "The door is locked".to_owned(),
        ..HelpDeskMessage::default()
    });
    let [one, another, third] = [0, 1, 2].map(|at| mock.world().ids(Entity::Messages)[at]);
    let names = [("HelpDeskMessageId", json!(ticket))];
    for message in [one, another, third] {
        mock.world().change(Entity::Messages, message, &names);
    }
    let (kept, mut desk) = read(&mock).await;
    let on = |desk: &Desk| ids.iter().map(|id| desk.one(*id).tickets.len()).collect();
    let is_on = |desk: &Desk, expected: [usize; 2]| {
        let found: Vec<usize> = on(desk);
        assert_eq!(found, expected);
    };
    is_on(&desk, [1, 0]);
    // One message moves, one names it no more, one is deleted.
    mock.clock().advance(TimeDelta::minutes(5));
    let session = [("AiChannelSessionId", json!(ids[1]))];
    mock.world().change(Entity::Messages, one, &session);
    kept.read(&mut desk).await.unwrap();
    is_on(&desk, [1, 1]);
    mock.clock().advance(TimeDelta::minutes(5));
    let none = [("HelpDeskMessageId", json!(null))];
    mock.world().change(Entity::Messages, another, &none);
    kept.read(&mut desk).await.unwrap();
    is_on(&desk, [1, 1]);
    mock.world().delete(Entity::Messages, third);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    is_on(&desk, [0, 1]);
}

#[tokio::test]
async fn tickets_are_compared_as_everything_is() {
    let mock = mock().await;
    let ids = fill(&mock, 2);
    let subject = |text: &str| HelpDeskMessage {
        subject: text.to_owned(),
        ..HelpDeskMessage::default()
    };
    let tickets = ["The door", "The lift"].map(|text| mock.world().put(&subject(text)));
    let messages = mock.world().ids(Entity::Messages);
    for (ticket, message) in tickets.iter().zip([messages[0], messages[3]]) {
        let names = [("HelpDeskMessageId", json!(ticket))];
        mock.world().change(Entity::Messages, message, &names);
    }
    let (kept, mut desk) = read(&mock).await;
    let on = |desk: &Desk| -> Vec<String> {
        let all = ids.iter().flat_map(|id| &desk.one(*id).tickets);
        all.map(|ticket| ticket.subject.clone()).collect()
    };
    assert_eq!(on(&desk), ["The door", "The lift"]);
    let other = [("Subject", json!("The lift is stuck"))];
    mock.world().change(Entity::Tickets, tickets[1], &other);
    mock.world().delete(Entity::Tickets, tickets[0]);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(on(&desk), ["The lift is stuck"]);
    // A message that names what is gone changes: it stays gone.
    let text = [("Content", json!("the door again"))];
    mock.world().change(Entity::Messages, messages[0], &text);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(on(&desk), ["The lift is stuck"]);
    // Where tickets may not be read, nothing is concluded.
    mock.quirks().refused.insert(Entity::Tickets);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert_eq!(on(&desk), ["The lift is stuck"]);
}

#[tokio::test]
async fn what_an_earlier_version_kept_is_looked_through_before_anything_leaves() {
    let mock = mock().await;
    let ids = fill(&mock, 1);
    let chat = || said(None, Some("a-chat-of-nobody"));
    let group: Vec<i64> = (0..3).map(|_| mock.world().put(&chat())).collect();
    let (kept, mut desk) = read(&mock).await;
    // Earlier ones kept messages without keys, and said nothing of it.
    let mut all = kept.shelf.after("messages", "", 100).await.unwrap();
    assert!(all.iter().any(|one| !one.keys.is_empty()));
    all.iter_mut().for_each(|one| one.keys.clear());
    kept.shelf.commit(&all);
    let cursor = desk.cursor.take().unwrap();
    assert!(cursor.contains("\"keyed\":true"));
    desk.cursor = Some(cursor.replace("\"keyed\":true,", ""));
    mock.clock().advance(TimeDelta::minutes(5));
    let session = [("AiChannelSessionId", json!(ids[0]))];
    mock.world().change(Entity::Messages, group[0], &session);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(
        shape(&desk).iter().map(|one| one.1).collect::<Vec<_>>(),
        [4, 2]
    );
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn an_outcome_goes_with_the_message_that_named_it() {
    let mock = mock().await;
    let ids = fill(&mock, 2);
    let visitor = mock.world().put(&Visitor {
        is_tour: true,
        ..Visitor::default()
    });
    let first = mock.world().ids(Entity::Messages)[0];
    let names = [("VisitorId", json!(visitor))];
    mock.world().change(Entity::Messages, first, &names);
    let (kept, mut desk) = read(&mock).await;
    let of = |desk: &Desk| -> Vec<String> {
        let all = desk.outcomes().into_iter();
        all.map(|one| one.0).collect()
    };
    assert_eq!(of(&desk), [ids[0].to_string()]);
    mock.clock().advance(TimeDelta::minutes(5));
    let session = [("AiChannelSessionId", json!(ids[1]))];
    mock.world().change(Entity::Messages, first, &session);
    kept.read(&mut desk).await.unwrap();
    assert_eq!(of(&desk), [ids[1].to_string()]);
    mock.world().delete(Entity::Messages, first);
    mock.clock().advance(TimeDelta::days(8));
    kept.read(&mut desk).await.unwrap();
    assert!(of(&desk).is_empty(), "{:?}", desk.outcomes());
    agrees(&kept, &desk).await;
}

#[tokio::test]
async fn messages_of_a_chat_are_together_in_whichever_order_they_come() {
    let chat = "a-chat-of-somebody";
    for is_first in [true, false] {
        for links in [[None, Some(7), None], [Some(7), None, None]] {
            let mock = mock().await;
            mock.quirks().refused.insert(Entity::Sessions);
            let (kept, mut desk) = (
                Kept::with(&mock, NexudusSettings::default(), 1).await,
                Desk::default(),
            );
            for link in links {
                mock.world().put(&said(link, Some(chat)));
                if !is_first {
                    kept.read(&mut desk).await.unwrap();
                    mock.clock().advance(TimeDelta::minutes(5));
                }
            }
            kept.read(&mut desk).await.unwrap();
            assert_eq!(
                shape(&desk),
                [("7".to_owned(), 3)],
                "{links:?}, first: {is_first}"
            );
            agrees(&kept, &desk).await;
        }
    }
}

#[tokio::test]
async fn a_group_that_is_emptied_and_filled_at_once_holds_what_it_is_filled_with() {
    let mock = mock().await;
    let ids = fill(&mock, 1);
    let chat = "a-chat-of-nobody";
    let before = mock.world().put(&said(None, Some(chat)));
    let (kept, mut desk) = read(&mock).await;
    mock.clock().advance(TimeDelta::minutes(5));
    let session = [("AiChannelSessionId", json!(ids[0]))];
    mock.world().change(Entity::Messages, before, &session);
    mock.world().put(&said(None, Some(chat)));
    kept.read(&mut desk).await.unwrap();
    let lengths: Vec<usize> = shape(&desk).into_iter().map(|one| one.1).collect();
    assert_eq!(lengths, [4, 1], "{:?}", shape(&desk));
    agrees(&kept, &desk).await;
}
