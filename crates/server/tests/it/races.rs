//! Words against endings: while some add to a conversation, it is ended by its visitor and by the
//! clean-up. No acknowledged word is missing, and none lands after the end.

use super::home;
use crate::cases;
use crate::things::{Home, conversation, message, now};
use chrono::TimeDelta;
use model::{RemoteId, Status};
use proptest::prelude::*;
use server::{EndedBy, ServerClock, Store, StoreError, WriteStatus};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Conversations whose last word is older than this are stale to the clean-up.
const STALE_MINUTE: i64 = 30;
/// The minute in which all of it happens: no word is from the future.
const MINUTE: i64 = 60;

/// What happens to one conversation, all at once.
#[derive(Clone, Debug)]
struct Fate {
    /// Several speak: the minutes of the words of each.
    speakers: Vec<Vec<i64>>,
    /// It is ended, after so many turns of the scheduler.
    end: Option<usize>,
}

#[derive(Clone, Debug)]
struct Race {
    fates: Vec<Fate>,
    /// The clean-up runs, each time after so many turns of the scheduler.
    clean_ups: Vec<usize>,
}

fn race() -> impl Strategy<Value = Race> {
    let words = prop::collection::vec(0..60_i64, 1..6);
    let fate = (
        prop::collection::vec(words, 1..4),
        prop::option::of(0..60_usize),
    );
    let fate = fate.prop_map(|(speakers, end)| Fate { speakers, end });
    let fates = prop::collection::vec(fate, 1..5);
    let clean_ups = prop::collection::vec(0..60_usize, 0..3);
    (fates, clean_ups).prop_map(|(fates, clean_ups)| Race { fates, clean_ups })
}

async fn turns(count: usize) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}

/// Words that were acknowledged, and those that were refused.
#[derive(Debug, Default)]
struct Said {
    kept: BTreeSet<RemoteId>,
    latest: i64,
    refused: usize,
}

impl Said {
    fn and(mut self, other: Self) -> Self {
        self.kept.extend(other.kept);
        self.latest = self.latest.max(other.latest);
        self.refused += other.refused;
        self
    }
}

async fn speak(store: Store, id: RemoteId, speaker: usize, minutes: Vec<i64>) -> Said {
    let mut said = Said::default();
    for (nth, minute) in minutes.into_iter().enumerate() {
        let word = message(&format!("{id}/{speaker}/{nth}"), minute);
        match store
            .append_messages(&id, std::slice::from_ref(&word))
            .await
        {
            Ok(WriteStatus::Recorded) => {
                said.latest = said.latest.max(minute);
                said.kept.insert(word.id);
            }
            Err(StoreError::Ended(_)) => said.refused += 1,
            other => panic!("{other:?}"),
        }
    }
    said
}

/// Reads on until it is told to stop: what it saw ended takes no word any more.
async fn watch(store: Store, mut after: String, stop: CancellationToken) {
    let mut ended = HashSet::new();
    loop {
        let last = stop.is_cancelled();
        let page = store.changes(Some(&after), 10_000).await.unwrap();
        assert_eq!(page.remaining, 0, "a page shows the store as it was");
        for change in page.changes.conversations {
            let id = change.conversation.id;
            let late = ended.contains(&id) && !change.messages.is_empty();
            assert!(!late, "{id} had ended, and took {:?}", change.messages);
            if change.conversation.status == Some(Status::Ended) {
                ended.insert(id);
            }
        }
        after = page.next;
        if last {
            return;
        }
    }
}

async fn run(home: Arc<Home>, case: u32, race: Race) {
    let store = &home.store;
    let ids = (0..race.fates.len()).map(|nth| RemoteId(format!("r{case}-{nth}")));
    let ids = ids.collect::<Vec<_>>();
    let all = ids.iter().map(|id| conversation(id.as_str()));
    store.put_many(&all.collect::<Vec<_>>()).await.unwrap();
    let after = crate::things::read_all(store, 10_000).await.1.unwrap();
    let stop = CancellationToken::new();
    let watching = tokio::spawn(watch(store.clone(), after, stop.clone()));
    let mut cleaning = JoinSet::new();
    for wait in race.clean_ups.clone() {
        let store = store.clone();
        cleaning.spawn(async move {
            turns(wait).await;
            let quiet = TimeDelta::minutes(MINUTE - STALE_MINUTE);
            store.end_stale(quiet).await.unwrap();
        });
    }
    let telling = ids.iter().zip(&race.fates).map(|(id, fate)| {
        let (store, id, fate) = (store.clone(), id.clone(), fate.clone());
        tokio::spawn(befall(store, id, fate))
    });
    let told = futures::future::join_all(telling.collect::<Vec<_>>()).await;
    while let Some(cleaned) = cleaning.join_next().await {
        cleaned.unwrap();
    }
    stop.cancel();
    watching.await.unwrap();
    for (id, (said, ended)) in ids.iter().zip(told.into_iter().map(Result::unwrap)) {
        check(store, id, &said, ended, !race.clean_ups.is_empty()).await;
    }
}

/// Everything that happens to one conversation; whether it was ended by its visitor.
async fn befall(store: Store, id: RemoteId, fate: Fate) -> (Said, bool) {
    let speakers = fate.speakers.into_iter().enumerate();
    let speakers =
        speakers.map(|(nth, minutes)| tokio::spawn(speak(store.clone(), id.clone(), nth, minutes)));
    let speaking = futures::future::join_all(speakers.collect::<Vec<_>>());
    let ending = async {
        let Some(wait) = fate.end else {
            return false;
        };
        turns(wait).await;
        store.end(&id, EndedBy::Api, now()).await.unwrap();
        true
    };
    let (said, ended) = tokio::join!(speaking, ending);
    let said = said.into_iter().map(Result::unwrap);
    (said.fold(Said::default(), Said::and), ended)
}

async fn check(store: &Store, id: &RemoteId, said: &Said, ended: bool, cleaned: bool) {
    let whole = store.conversation(id).await.unwrap().unwrap();
    let there = whole.messages.iter().map(|it| it.id.clone());
    let there = there.collect::<Vec<_>>();
    assert_eq!(
        there.len(),
        said.kept.len(),
        "each once, none that was refused"
    );
    assert_eq!(
        there.into_iter().collect::<BTreeSet<_>>(),
        said.kept,
        "{id}"
    );
    let over = whole.conversation.status == Some(Status::Ended);
    assert_eq!(over, whole.conversation.ended_at.is_some());
    assert!(over || said.refused == 0, "an open one refuses nothing");
    assert!(over || !ended, "what was ended is ended");
    let alive = said.latest >= STALE_MINUTE;
    if over && !ended {
        assert!(
            cleaned && !alive,
            "the clean-up ended {id}, which was alive"
        );
    }
    if cleaned && !over {
        assert!(alive, "the clean-up passed {id} by");
    }
    // A word that is delivered again is known, also after the end.
    if let Some(word) = whole.messages.first() {
        let again = store.append_messages(id, std::slice::from_ref(word));
        assert_eq!(again.await.unwrap(), WriteStatus::AlreadyKnown);
    }
}

#[test]
fn no_acknowledged_word_is_missing_and_none_lands_after_the_end() {
    let set = async {
        let mut home = home().await;
        let clock = ServerClock::frozen(now() + TimeDelta::minutes(MINUTE));
        home.store = home.reopen_with(clock).await;
        Arc::new(home)
    };
    cases::run(24, &race(), set, run);
}
