//! Words that are written together: each has its own answer, its own event and its own fate.

use super::home;
use crate::things::{conversation, message, now, read_all};
use model::RemoteId;
use server::{EndedBy, ServerClock, Store, StoreError, WriteStatus};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// What each of many words comes to, all of them asked for before any is answered.
async fn all_at_once(
    store: &Store,
    words: &[(RemoteId, Vec<model::record::MessageRecord>)],
) -> Vec<Result<WriteStatus, StoreError>> {
    let asked = words
        .iter()
        .map(|(id, said)| store.append_messages(id, said));
    futures::future::join_all(asked).await
}

fn word(
    conversation: &str,
    id: &str,
    minute: i64,
) -> (RemoteId, Vec<model::record::MessageRecord>) {
    (conversation.into(), vec![message(id, minute)])
}

#[tokio::test]
async fn each_has_its_own_answer_and_its_own_event() {
    let home = home().await;
    let clock = ServerClock::frozen(message("a/2", 5).sent_at);
    let store = &home.reopen_with(clock).await;
    for id in ["a", "b", "over"] {
        store.put(&conversation(id)).await.unwrap();
    }
    store
        .end(&"over".into(), EndedBy::Api, now())
        .await
        .unwrap();
    let after = read_all(store, 100).await.1;
    let mut changed = word("a", "a/1", 1);
    changed.1[0].sender = model::Sender::Operator;
    let doubled = ("b".into(), vec![message("b/3", 3), message("b/3", 3)]);
    let mut half_new = ("b".into(), vec![message("b/4", 3), message("b/1", 2)]);
    half_new.1[1].sender = model::Sender::Operator;
    let words = [
        word("a", "a/1", 1),
        word("over", "over/1", 1),
        word("nowhere", "n/1", 1),
        changed,
        word("a", "a/1", 1),
        word("b", "b/1", 2),
        doubled,
        word("a", "a/2", 5),
        word("a", "a/3", 4),
        half_new,
    ];
    let answers = all_at_once(store, &words).await;
    let said = answers.iter().map(|it| match it {
        Ok(WriteStatus::Recorded) => "recorded",
        Ok(WriteStatus::AlreadyKnown) => "known",
        Err(StoreError::Ended(id)) if *id == "over".into() => "ended",
        Err(StoreError::NotFound { .. }) => "not found",
        Err(StoreError::Conflict) => "conflict",
        Err(error) => panic!("{error}"),
    });
    let expected = [
        "recorded",
        "ended",
        "not found",
        "conflict",
        "known",
        "recorded",
        "conflict",
        "recorded",
        "recorded",
        "conflict",
    ];
    // What is refused spoils nothing for the others, also after a part of it was written.
    assert_eq!(said.collect::<Vec<_>>(), expected);
    let page = store.changes(after.as_deref(), 1).await.unwrap();
    assert_eq!((page.covered, page.remaining), (1, 3), "an event each");
    assert_eq!(page.changes.conversations[0].messages, [message("a/1", 1)]);
    let a = store.conversation(&"a".into()).await.unwrap().unwrap();
    assert_eq!(a.conversation.last_activity_at, message("a/2", 5).sent_at);
    assert_eq!(a.messages.len(), 3);
    let b = store.conversation(&"b".into()).await.unwrap().unwrap();
    assert_eq!(
        b.messages,
        [message("b/1", 2)],
        "none of a half that was refused"
    );
    read_all(store, 2).await.0.assert_equals(store).await;
    store.verify().await.unwrap();
}

#[tokio::test]
async fn who_goes_away_does_not_take_the_others_words_along() {
    let home = home().await;
    let store = &home.store;
    store.put(&conversation("a")).await.unwrap();
    let (id, said) = word("a", "a/gone", 1);
    {
        // It is the first, and would fetch the pen for the others.
        let mut gone = pin!(store.append_messages(&id, &said));
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(gone.as_mut().poll(&mut context), Poll::Pending));
    }
    let words = (0..20).map(|nth| word("a", &format!("a/{nth}"), nth));
    let answers = all_at_once(store, &words.collect::<Vec<_>>()).await;
    assert!(
        answers
            .iter()
            .all(|it| matches!(it, Ok(WriteStatus::Recorded)))
    );
    let held = store.conversation(&id).await.unwrap().unwrap();
    assert_eq!(held.messages.len(), 21, "its own word too, by and by");
}

#[tokio::test]
async fn words_of_a_closed_store_are_refused_one_and_all() {
    let home = home().await;
    home.store.put(&conversation("a")).await.unwrap();
    home.store.close().await.unwrap();
    let words = (0..3).map(|nth| word("a", &format!("a/{nth}"), nth));
    for answer in all_at_once(&home.store, &words.collect::<Vec<_>>()).await {
        assert!(matches!(answer, Err(StoreError::Closed)), "{answer:?}");
    }
}
