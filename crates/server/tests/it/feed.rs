//! The feed: whole, in order of commits, whatever the page size and whoever else writes.

use super::home;
use crate::things::{Mirror, conversation, full, message, read_all, read_on, tour};
use model::record::CustomerRecord;
use model::{Delivery, RemoteId, Status};
use proptest::prelude::*;
use server::{EndedBy, ServerClock, Store, StoreError, WriteStatus};

#[tokio::test]
async fn paging_at_every_limit_tells_the_same() {
    let home = home().await;
    for nth in 0..40 {
        home.store
            .put(&full(&format!("c{nth}"), nth % 7))
            .await
            .unwrap();
    }
    for nth in (0..40).step_by(3) {
        let id = RemoteId(format!("c{nth}"));
        home.store
            .append_messages(&id, &[message(&format!("c{nth}/late"), 90)])
            .await
            .unwrap();
    }
    home.store.delete_conversation(&"c5".into()).await.unwrap();
    let (whole, end) = read_all(&home.store, 10_000).await;
    whole.assert_equals(&home.store).await;
    assert_eq!(whole.conversations.len(), 39);
    for limit in [1, 2, 3, 5, 13, 100, 9_999] {
        let (paged, last) = read_all(&home.store, limit).await;
        assert_eq!(paged, whole, "limit {limit}");
        assert_eq!(last, end, "limit {limit}");
    }
}

#[tokio::test]
async fn a_page_ends_where_its_rows_reach_the_limit() {
    let home = home().await;
    // One event for the space, then events of 1 + 5 + 1 + 1 rows.
    for nth in 0..3 {
        home.store.put(&full(&format!("c{nth}"), 5)).await.unwrap();
    }
    let cases = [
        (1, 1),
        (2, 2),
        (9, 2),
        (10, 3),
        (17, 3),
        (18, 4),
        (1_000, 4),
    ];
    for (limit, covered) in cases {
        let page = home.store.changes(None, limit).await.unwrap();
        assert_eq!(
            (page.covered, page.remaining),
            (covered, 4 - covered),
            "limit {limit}"
        );
    }
}

#[tokio::test]
async fn a_limit_of_nothing_is_refused_and_too_much_is_the_most() {
    let home = home().await;
    assert!(matches!(
        home.store.changes(None, 0).await,
        Err(StoreError::BadLimit)
    ));
    assert_eq!(home.store.changes(None, u32::MAX).await.unwrap().covered, 1);
}

#[tokio::test]
async fn a_page_holds_only_what_changed_in_its_range() {
    let home = home().await;
    home.store.put(&full("c", 3)).await.unwrap();
    let (_, after) = read_all(&home.store, 1_000).await;
    let clock = ServerClock::frozen(message("c/new", 9).sent_at);
    let later = home.reopen_with(clock).await;
    later
        .append_messages(&"c".into(), &[message("c/new", 9)])
        .await
        .unwrap();
    let page = home.store.changes(after.as_deref(), 1_000).await.unwrap();
    let [change] = page.changes.conversations.as_slice() else {
        panic!("one conversation")
    };
    assert_eq!(change.messages, [message("c/new", 9)]);
    assert!(change.conversions.is_empty() && change.leads.is_empty());
    assert_eq!(
        change.conversation.last_activity_at,
        message("c/new", 9).sent_at
    );
}

#[tokio::test]
async fn a_changed_message_comes_again_and_counts_once() {
    let home = home().await;
    home.store.put(&full("c", 3)).await.unwrap();
    let (mut mirror, after) = read_all(&home.store, 1_000).await;
    let mut change = full("c", 3);
    change.messages[1].delivery = Some(Delivery::RepliedViaEmail);
    assert_eq!(home.store.put(&change).await.unwrap().changed, 1);
    let page = home.store.changes(after.as_deref(), 1_000).await.unwrap();
    assert_eq!(
        page.changes.conversations[0].messages,
        [change.messages[1].clone()]
    );
    mirror.apply(page.changes);
    mirror.assert_equals(&home.store).await;
    let (anew, _) = read_all(&home.store, 1).await;
    assert_eq!(
        anew.deliveries[&"c/1".into()],
        1,
        "a late reader hears of it once"
    );
}

#[tokio::test]
async fn a_page_brings_the_customers_and_spaces_that_it_names() {
    let home = home().await;
    let customer = |id: &str| CustomerRecord {
        id: id.into(),
        name: format!("Name of {id}"),
        company: None,
        email: None,
        profile_url: None,
    };
    home.store
        .put_customers(&[customer("p1"), customer("p2")])
        .await
        .unwrap();
    let mut change = full("c", 1);
    change.conversation.customer_id = Some("p1".into());
    home.store.put(&change).await.unwrap();
    let (_, after) = read_all(&home.store, 1_000).await;
    home.store
        .append_messages(&"c".into(), &[message("c/new", 9)])
        .await
        .unwrap();
    let page = home.store.changes(after.as_deref(), 1_000).await.unwrap();
    assert_eq!(
        page.changes.customers,
        [customer("p1")],
        "the named one, not the other"
    );
    assert_eq!(page.changes.spaces.len(), 1);
    let after = Some(page.next);
    let renamed = CustomerRecord {
        name: "Another".to_owned(),
        ..customer("p2")
    };
    home.store
        .put_customers(std::slice::from_ref(&renamed))
        .await
        .unwrap();
    let page = home.store.changes(after.as_deref(), 1_000).await.unwrap();
    assert_eq!(page.changes.customers, [renamed], "the changed one");
}

#[tokio::test]
async fn a_deletion_leaves_a_tombstone_and_stays() {
    let home = home().await;
    home.store.put(&full("kept", 2)).await.unwrap();
    home.store.put(&full("gone", 2)).await.unwrap();
    let (mut mirror, after) = read_all(&home.store, 1_000).await;
    home.store
        .delete_conversation(&"gone".into())
        .await
        .unwrap();
    let page = home.store.changes(after.as_deref(), 1_000).await.unwrap();
    let wire = serde_json::to_string(&page.changes.tombstones).unwrap();
    assert_eq!(
        wire,
        r#"[{"kind":"conversation","id":"gone","deleted_at":"2026-11-21T09:00:00Z"}]"#
    );
    mirror.apply(page.changes);
    mirror.assert_equals(&home.store).await;
    let (anew, _) = read_all(&home.store, 1).await;
    assert!(
        !anew.deliveries.contains_key(&"gone/0".into()),
        "a late reader never sees it"
    );
    let again = home.store.put(&full("gone", 2)).await;
    assert!(matches!(again, Err(StoreError::Deleted(id)) if id == "gone".into()));
    let twice = home.store.delete_conversation(&"gone".into()).await;
    assert!(matches!(twice, Err(StoreError::NotFound { .. })));
}

#[tokio::test]
async fn a_replay_leaves_no_trace() {
    let home = home().await;
    let changes = (0..20)
        .map(|nth| full(&format!("c{nth}"), 9))
        .collect::<Vec<_>>();
    assert_eq!(home.store.put_many(&changes).await.unwrap().created, 20);
    let (_, end) = read_all(&home.store, 1_000).await;
    assert_eq!(home.store.put_many(&changes).await.unwrap().unchanged, 20);
    home.store
        .put_spaces(&[crate::things::space()])
        .await
        .unwrap();
    assert_eq!(
        read_all(&home.store, 1_000).await.1,
        end,
        "no event for nothing"
    );
}

/// A little generator, so that a failing run can be repeated by its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// One writer's life: creates, appends, ties outcomes, ends and deletes, all in its own conversations.
async fn write(store: Store, writer: u64) {
    let mut dice = Dice(writer + 1);
    let mut open = Vec::new();
    for step in 0..60 {
        let id = format!("w{writer}-{step}");
        match dice.below(10) {
            0..=3 => {
                store
                    .put(&full(&id, dice.below(4).cast_signed()))
                    .await
                    .unwrap();
                open.push(id);
            }
            4..=7 if !open.is_empty() => {
                let at = dice.below(open.len() as u64) as usize;
                let text = message(&format!("{}/m{step}", open[at]), step);
                store
                    .append_messages(&open[at].as_str().into(), &[text])
                    .await
                    .unwrap();
            }
            8 if !open.is_empty() => {
                let at = dice.below(open.len() as u64) as usize;
                let outcome = tour(
                    &format!("{}/t{step}", open[at]),
                    &format!("V{writer}-{step}"),
                );
                store
                    .put_outcome(&format!("session-{}", open[at]), &outcome)
                    .await
                    .unwrap();
            }
            _ if open.len() > 2 => {
                let id = open.swap_remove(dice.below(open.len() as u64) as usize);
                if dice.below(2) == 0 {
                    store
                        .end(&id.as_str().into(), EndedBy::Api, crate::things::now())
                        .await
                        .unwrap();
                } else {
                    store
                        .delete_conversation(&id.as_str().into())
                        .await
                        .unwrap();
                }
            }
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_that_pages_while_eight_write_misses_and_doubles_nothing() {
    let home = home().await;
    let writers = (0..8)
        .map(|nth| tokio::spawn(write(home.store.clone(), nth)))
        .collect::<Vec<_>>();
    let mut mirror = Mirror::default();
    let mut after = None;
    let mut dice = Dice(99);
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        let limit = 1 + dice.below(40) as u32;
        let page = home.store.changes(after.as_deref(), limit).await.unwrap();
        after = Some(page.next);
        mirror.apply(page.changes);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    read_on(&home.store, 17, &mut mirror, after).await;
    mirror.assert_equals(&home.store).await;
    assert!(mirror.counts().conversations > 50, "the writers did write");
    assert!(
        mirror.deliveries.values().all(|times| *times == 1),
        "a message came twice"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_owners_of_one_file_take_turns() {
    let home = home().await;
    let other = home.reopen().await;
    let writers = (0..6)
        .map(|nth| {
            if nth % 2 == 0 {
                home.store.clone()
            } else {
                other.clone()
            }
        })
        .zip(100..)
        .map(|(store, nth)| tokio::spawn(write(store, nth)))
        .collect::<Vec<_>>();
    for writer in writers {
        writer.await.unwrap();
    }
    let (mirror, _) = read_all(&other, 50).await;
    mirror.assert_equals(&home.store).await;
    mirror.assert_equals(&other).await;
}

#[derive(Clone, Debug)]
enum Act {
    Put(u8, u8),
    Append(u8),
    Tour(u8),
    End(u8),
    Delete(u8),
    Page(u8),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..6_u8, 0..4_u8).prop_map(|(id, messages)| Act::Put(id, messages)),
        4 => (0..6_u8).prop_map(Act::Append),
        2 => (0..6_u8).prop_map(Act::Tour),
        1 => (0..6_u8).prop_map(Act::End),
        1 => (0..6_u8).prop_map(Act::Delete),
        3 => (1..9_u8).prop_map(Act::Page),
    ]
}

/// What the rules refuse is refused; anything else must succeed.
fn allowed<T>(result: Result<T, StoreError>) {
    match result {
        Ok(_)
        | Err(
            StoreError::NotFound { .. }
            | StoreError::Ended(_)
            | StoreError::Deleted(_)
            | StoreError::SessionDeleted,
        ) => {}
        Err(error) => panic!("{error}"),
    }
}

async fn play(acts: Vec<Act>) {
    let home = home().await;
    let store = &home.store;
    let (mut mirror, mut after) = (Mirror::default(), None);
    for (step, act) in acts.into_iter().enumerate() {
        let name = |id: u8| RemoteId(format!("c{id}"));
        match act {
            Act::Put(id, messages) => {
                allowed(store.put(&full(&format!("c{id}"), messages.into())).await)
            }
            Act::Append(id) => {
                let text = message(&format!("c{id}/a{step}"), step as i64);
                allowed(store.append_messages(&name(id), &[text]).await);
            }
            Act::Tour(id) => {
                let outcome = tour(&format!("c{id}/o{step}"), &format!("V{}", step % 3));
                allowed(store.put_outcome(&format!("session-c{id}"), &outcome).await);
            }
            Act::End(id) => allowed(
                store
                    .end(&name(id), EndedBy::Api, crate::things::now())
                    .await,
            ),
            Act::Delete(id) => allowed(store.delete_conversation(&name(id)).await),
            Act::Page(limit) => {
                let page = store.changes(after.as_deref(), limit.into()).await.unwrap();
                after = Some(page.next);
                mirror.apply(page.changes);
            }
        }
    }
    read_on(store, 3, &mut mirror, after).await;
    mirror.assert_equals(store).await;
    read_all(store, 1).await.0.assert_equals(store).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_history_read_at_any_pace_ends_in_what_the_store_holds(
        acts in prop::collection::vec(act(), 1..40)
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(play(acts));
    }
}

#[tokio::test]
async fn an_ended_conversation_takes_no_message_but_knows_a_replay() {
    let home = home().await;
    let store = &home.store;
    store.put(&full("c", 1)).await.unwrap();
    let id = RemoteId::from("c");
    let text = [message("c/late", 5)];
    assert_eq!(
        store.append_messages(&id, &text).await.unwrap(),
        WriteStatus::Recorded
    );
    assert_eq!(
        store
            .end(&id, EndedBy::Api, crate::things::now())
            .await
            .unwrap(),
        WriteStatus::Recorded
    );
    assert_eq!(
        store
            .end(&id, EndedBy::Api, crate::things::now())
            .await
            .unwrap(),
        WriteStatus::AlreadyKnown
    );
    assert_eq!(
        store.append_messages(&id, &text).await.unwrap(),
        WriteStatus::AlreadyKnown
    );
    let refused = store.append_messages(&id, &[message("c/later", 6)]).await;
    assert!(matches!(refused, Err(StoreError::Ended(_))));
    let head = store.conversation(&id).await.unwrap().unwrap().conversation;
    assert_eq!(
        (head.status, head.ended_at),
        (Some(Status::Ended), Some(crate::things::now()))
    );
}

#[tokio::test]
async fn one_id_cannot_say_two_things() {
    let home = home().await;
    home.store.put(&full("c", 1)).await.unwrap();
    let other = [message("c/0", 30)];
    let refused = home.store.append_messages(&"c".into(), &other).await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
}

#[tokio::test]
async fn an_outcome_delivered_twice_counts_once() {
    let home = home().await;
    home.store.put(&conversation("c")).await.unwrap();
    let (first, again) = (tour("o1", "V-1"), tour("o2", "V-1"));
    let session = "session-c";
    assert_eq!(
        home.store.put_outcome(session, &first).await.unwrap(),
        WriteStatus::Recorded
    );
    assert_eq!(
        home.store.put_outcome(session, &again).await.unwrap(),
        WriteStatus::AlreadyKnown
    );
    assert_eq!(
        home.store
            .put_outcome(session, &tour("o3", "V-2"))
            .await
            .unwrap(),
        WriteStatus::Recorded
    );
    assert_eq!(home.store.counts().await.unwrap().conversions, 2);
    let unknown = home.store.put_outcome("no-such-session", &first).await;
    assert!(matches!(
        unknown,
        Err(StoreError::NotFound {
            what: "session",
            ..
        })
    ));
}
