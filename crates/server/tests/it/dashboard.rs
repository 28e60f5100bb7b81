//! The dashboard's numbers as the database groups them, against one conversation after another.

use super::home;
use crate::things::{conversation, lead, message, now, tour};
use insights::{ConversationFacts, MetricTally, StatusFact, TrendWindow};
use model::feed::ConversationChange;
use model::metrics::Metrics;
use model::{Channel, ConversionKind, Escalation, Status};
use server::MetricScope;

/// Conversations of every sort, the practice script's and odder ones.
fn some() -> Vec<ConversationChange> {
    let mut all = practice::script(3, 150, now()).1.collect::<Vec<_>>();
    let mut odd = conversation("odd");
    odd.conversation.status = None;
    odd.conversation.channel = Channel::from("carrier-pigeon");
    odd.conversions = vec![tour("o/1", "V-1"), tour("o/2", "V-2")];
    odd.conversions[1].kind = ConversionKind::from("medal");
    odd.leads = vec![lead("l/1"), lead("l/2")];
    let mut inferred = conversation("inferred");
    inferred.conversions = vec![tour("i/1", "V-3")];
    inferred.conversions[0].confirmed = false;
    all.extend([odd, inferred, conversation("empty")]);
    all
}

fn counted(all: &[ConversationChange], wanted: impl Fn(&ConversationChange) -> bool) -> Metrics {
    let trend = TrendWindow {
        last_day: 0,
        days: 0,
    };
    let (mut tally, mut channels) = (MetricTally::new(trend), Vec::new());
    for change in all.iter().filter(|change| wanted(change)) {
        let head = &change.conversation;
        let known = channels.iter().position(|it| *it == head.channel);
        let channel = known.unwrap_or_else(|| {
            channels.push(head.channel.clone());
            channels.len() - 1
        });
        let confirmed = change.conversions.iter().filter(|it| it.confirmed);
        let bits = confirmed.map(|it| it.kind.bit()).collect::<Vec<_>>();
        tally.add(&ConversationFacts {
            kinds: bits.iter().flatten().fold(0, |all, bit| all | 1 << bit),
            other_kind: bits.contains(&None),
            lead: !change.leads.is_empty(),
            escalated: head.escalation != Escalation::None,
            status: match head.status {
                Some(Status::Active) => StatusFact::Active,
                Some(Status::Ended) => StatusFact::Ended,
                _ => StatusFact::None,
            },
            visible_messages: change
                .messages
                .iter()
                .filter(|it| it.sender.is_visible())
                .count() as u32,
            channel: channel as u16,
            day: 0,
        });
    }
    tally.finish(&channels)
}

#[tokio::test]
async fn what_the_database_groups_is_what_is_counted_one_by_one() {
    let home = home().await;
    let script = practice::script(3, 150, now()).0;
    home.store.put_spaces(&script.spaces).await.unwrap();
    home.store.put_customers(&script.customers).await.unwrap();
    let all = some();
    home.store.put_many(&all).await.unwrap();
    let whole = home.store.metrics(&MetricScope::default()).await.unwrap();
    assert_eq!(whole, counted(&all, |_| true));
    assert!(whole.leads.conversations > 1 && whole.escalated > 0 && whole.active > Some(0));
    let chat = MetricScope {
        channel: Some("chat".to_owned()),
        ..MetricScope::default()
    };
    let is_chat = |it: &ConversationChange| it.conversation.channel == Channel::Chat;
    assert_eq!(
        home.store.metrics(&chat).await.unwrap(),
        counted(&all, is_chat)
    );
    let space = &script.spaces[0].id;
    let here = MetricScope {
        space: Some(space.to_string()),
        to: Some(now()),
        ..MetricScope::default()
    };
    let is_here = |it: &ConversationChange| {
        it.conversation.space_id == *space && it.conversation.started_at < now()
    };
    assert_eq!(
        home.store.metrics(&here).await.unwrap(),
        counted(&all, is_here)
    );
    let none = MetricScope {
        channel: Some("nobody's".to_owned()),
        ..MetricScope::default()
    };
    assert_eq!(
        home.store.metrics(&none).await.unwrap(),
        counted(&all, |_| false)
    );
}

/// What the store says, and what is counted of what it holds, one by one.
async fn agrees(home: &crate::things::Home, ids: &[&str]) -> Metrics {
    let mut all = Vec::new();
    for id in ids {
        all.extend(home.store.conversation(&(*id).into()).await.unwrap());
    }
    let said = home.store.metrics(&MetricScope::default()).await.unwrap();
    assert_eq!(said, counted(&all, |_| true));
    said
}

#[tokio::test]
async fn numbers_follow_every_change_and_every_deletion() {
    let home = home().await;
    let (store, ids) = (&home.store, ["a", "b", "c"]);
    let numbers = agrees(&home, &ids).await;
    assert_eq!((numbers.total, numbers.average_messages), (0, None));
    for id in ids {
        store.put(&conversation(id)).await.unwrap();
    }
    assert_eq!(agrees(&home, &ids).await.total, 3);
    let said = [message("a/1", 1), message("a/2", 2)];
    store.append_messages(&"a".into(), &said).await.unwrap();
    assert_eq!(agrees(&home, &ids).await.average_messages, Some(2.0 / 3.0));
    let mut told = conversation("a");
    told.leads = vec![lead("a/lead")];
    told.conversions = vec![tour("a/tour", "V-1")];
    store.put(&told).await.unwrap();
    let numbers = agrees(&home, &ids).await;
    assert_eq!(
        (numbers.leads.conversations, numbers.tours.conversations),
        (1, 1)
    );
    // The same message from another sender, who is not seen.
    let mut hidden = conversation("a");
    hidden.messages = vec![message("a/1", 1)];
    hidden.messages[0].sender = model::Sender::System;
    store.put(&hidden).await.unwrap();
    assert_eq!(agrees(&home, &ids).await.average_messages, Some(1.0 / 3.0));
    store
        .end(&"b".into(), server::EndedBy::Api, now())
        .await
        .unwrap();
    store.delete_conversation(&"c".into()).await.unwrap();
    let numbers = agrees(&home, &ids).await;
    assert_eq!(
        (numbers.total, numbers.active, numbers.ended),
        (2, Some(1), Some(1))
    );
    // More changes than one transaction works off.
    let more = (0..1_300).map(|nth| conversation(&format!("more-{nth}")));
    store.put_many(&more.collect::<Vec<_>>()).await.unwrap();
    let whole = store.metrics(&MetricScope::default()).await.unwrap();
    assert_eq!(whole.total, 1_302);
}
