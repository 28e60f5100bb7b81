//! How fast Nexudus is asked, as the mock counts it; and several requests on their way at once.

use crate::support::{Desk, Kept, config, fill, mock, rows, signed_in};
use chrono::TimeDelta;
use daybook_nexudus::{
    ApiAnswer, Entity, MemoryStagingStore, NexudusConfig, NexudusSettings, NexudusSource,
    RateLimiter, nexudus,
};
use serde_json::json;
use sources::Source;
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::nexudus::{
    Business, ListDirection, ListFields, NexudusMock, RowShift, Session, ThrottleRule,
};

/// A source that keeps to the documented limits, by the mock's clock.
async fn limited(mock: &NexudusMock, shelf: &Arc<MemoryStagingStore>) -> NexudusSource {
    let credential = signed_in(mock).await;
    mock.meter().reset();
    let config = NexudusConfig {
        pace: RateLimiter::documented(Arc::new(mock.clock())),
        ..config(mock, credential, Arc::clone(shelf))
    };
    nexudus(config).unwrap()
}

/// A source that asks for several pages of twenty at once.
async fn hurried(mock: &NexudusMock) -> Kept {
    let shelf = Arc::new(MemoryStagingStore::default());
    let credential = signed_in(mock).await;
    let source = nexudus(config(mock, credential, Arc::clone(&shelf))).unwrap();
    Kept::new(source.with_rows(rows(20), rows(200)), shelf)
}

#[tokio::test]
async fn the_documented_limits_are_never_passed() {
    let mock = mock().await;
    fill(&mock, 700);
    let shelf = Arc::new(MemoryStagingStore::default());
    let source = limited(&mock, &shelf).await.with_page_rows(rows(5));
    let kept = Kept::new(source, shelf);
    let before = mock.clock().read();
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.messages(), 2_100);
    let meter = mock.meter();
    let requests = meter.asked().len();
    assert!(requests > 900, "{requests}");
    assert_eq!(meter.most_within(100), 1, "one in 100 ms");
    assert!(
        meter.most_within(60_000) <= 120,
        "{} a minute",
        meter.most_within(60_000)
    );
    assert!(meter.most_within(3_600_000) <= 5_000);
    let minutes = (mock.clock().read() - before).num_minutes();
    assert!(minutes >= 8, "{minutes} minutes for {requests} requests");
}

/// What is told of the time that a first sync still takes, and what it took.
#[tokio::test]
async fn the_time_that_is_left_is_about_what_it_takes() {
    for lists in [ListFields::Whole, ListFields::Partial] {
        let mock = mock().await;
        fill(&mock, 2_000);
        mock.quirks().lists = lists;
        let shelf = Arc::new(MemoryStagingStore::default());
        let source = limited(&mock, &shelf).await;
        let kept = Kept::new(source.with_rows(rows(50), rows(500)), shelf);
        let (mut cursor, mut told) = (None::<String>, Vec::new());
        loop {
            let batch = kept.pull("records", cursor.as_deref()).await.unwrap();
            let left = kept.source.time_left(batch.remaining.unwrap()).unwrap();
            told.push((mock.clock().read(), left));
            cursor = Some(batch.next.clone());
            if batch.is_last() {
                break;
            }
        }
        let end = mock.clock().read();
        // Towards the end, what is read ahead is counted before its time.
        let half = told.len() / 2;
        for (at, left) in &told[..half] {
            let (took, left) = ((end - *at).as_seconds_f64(), left.as_secs_f64());
            let is_near = left < took * 2.0 && left > took / 2.0;
            assert!(is_near, "{lists:?}: {left} seconds told, {took} taken");
        }
        assert!(half >= 3, "{half} batches");
    }
}

/// Tokens lapse in the middle of it: the renewal is a request like the others.
#[tokio::test]
async fn a_renewal_of_the_sign_in_waits_for_its_turn() {
    let mock = mock().await;
    mock.world().put(&Business::default());
    let source = limited(&mock, &Arc::default()).await;
    for _ in 0..20 {
        // A token of this half hour would be believed.
        mock.clock().advance(TimeDelta::hours(1));
        mock.expire_access();
        for _ in 0..3 {
            let answer = source.client().get("sys/businesses", "page=1&size=1").await;
            assert!(matches!(answer, Ok(ApiAnswer::Found(..))), "{answer:?}");
        }
    }
    let meter = mock.meter();
    let renewals = meter.asked().iter().filter(|one| one.path == "/api/token");
    assert_eq!(renewals.count(), 20);
    // Refused, renewed, asked again, and twice more.
    assert_eq!(meter.asked().len(), 20 * 5);
    assert_eq!(meter.most_within(100), 1, "one in 100 ms");
}

#[tokio::test]
async fn the_limits_of_hours_hold_as_well() {
    let mock = mock().await;
    mock.world().put(&Business::default());
    let source = limited(&mock, &Arc::default()).await;
    let before = mock.clock().read();
    for _ in 0..5_300 {
        let answer = source.client().get("sys/businesses", "page=1&size=1").await;
        assert!(matches!(answer, Ok(ApiAnswer::Found(..))), "{answer:?}");
    }
    let meter = mock.meter();
    assert_eq!(meter.asked().len(), 5_300);
    assert_eq!(meter.most_within(100), 1, "one in 100 ms");
    let (minute, hour) = (meter.most_within(60_000), meter.most_within(3_600_000));
    assert!((110..=120).contains(&minute), "{minute} a minute");
    assert!((4_800..=5_000).contains(&hour), "{hour} an hour");
    let minutes = (mock.clock().read() - before).num_minutes();
    assert!((60..=65).contains(&minutes), "{minutes} minutes");
}

#[tokio::test]
async fn the_limits_hold_with_several_requests_on_their_way() {
    let mock = mock().await;
    fill(&mock, 700);
    let shelf = Arc::new(MemoryStagingStore::default());
    let source = limited(&mock, &shelf).await.with_rows(rows(5), rows(50));
    let kept = Kept::new(source, shelf);
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.messages(), 2_100);
    let meter = mock.meter();
    let requests = meter.asked().len();
    assert!(requests > 600, "{requests}");
    let minute = meter.most_within(60_000);
    assert!(minute <= 120, "{minute} a minute");
    assert!(meter.most_within(3_600_000) <= 5_000);
}

#[tokio::test]
async fn pages_asked_for_together_miss_nothing_while_rows_come_and_go() {
    for order in [ListDirection::Ascending, ListDirection::Descending] {
        let mock = mock().await;
        let ids = fill(&mock, 100);
        mock.quirks().order = order;
        mock.quirks().shifts = [(2, 3, 0), (5, 0, 4), (6, 2, 0), (11, 1, 0)]
            .map(|(page, delete, insert)| RowShift {
                entity: Entity::Messages,
                page,
                delete,
                insert,
            })
            .to_vec();
        let kept = hurried(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        // What came to the front of the list meanwhile is the next pass's.
        kept.read(&mut desk).await.unwrap();
        assert!(
            mock.quirks().shifts.is_empty(),
            "{order:?}: all of it happened"
        );
        let left = mock.world().ids(Entity::Messages);
        let left: BTreeSet<String> = left.iter().map(i64::to_string).collect();
        let there: BTreeSet<String> = desk.told.keys().cloned().collect();
        let missed: Vec<_> = left.difference(&there).collect();
        assert!(missed.is_empty(), "{order:?}: {missed:?}");
        assert_eq!(desk.conversations.len(), ids.len(), "{order:?}");
    }
}

#[tokio::test]
async fn pages_asked_for_together_are_each_read_once_where_nothing_moves() {
    for lists in [ListFields::Whole, ListFields::Partial] {
        let mock = mock().await;
        fill(&mock, 100);
        mock.quirks().lists = lists;
        let kept = hurried(&mock).await;
        let mut desk = Desk::default();
        kept.read(&mut desk).await.unwrap();
        assert_eq!(desk.messages(), 300, "{lists:?}");
        assert!(desk.told.values().all(|times| *times == 1), "{lists:?}");
        let meter = mock.meter();
        let pages = meter.asked().iter().filter(|asked| {
            asked.path.ends_with("/openaichatmessages") && asked.query.ends_with("&orderBy=Id")
        });
        let mut pages: Vec<&str> = pages
            .map(|asked| asked.query.as_str())
            .filter(|query| query.contains("size=20&"))
            .collect();
        pages.sort_unstable();
        let all = pages.len();
        pages.dedup();
        // The last page is looked at once more to see whether the lists are whole.
        let sampled = usize::from(lists == ListFields::Whole);
        assert_eq!(
            (all, pages.len()),
            (15 + sampled, 15),
            "{lists:?}: {pages:?}"
        );
    }
}

#[tokio::test]
async fn rows_that_are_only_looked_at_say_the_same_as_rows_that_are_read_twice() {
    for lists in [ListFields::Partial, ListFields::Null, ListFields::Whole] {
        let mock = mock().await;
        mock.quirks().lists = lists;
        mock.quirks().unknown_field = true;
        let ids = fill(&mock, 100);
        for (id, field) in [
            (ids[70], ("EscalationStatus", json!(1))),
            (ids[71], ("VisitorId", json!(5))),
        ] {
            mock.world().change(Entity::Sessions, id, &[field]);
        }
        let (mut slow, mut fast) = (Desk::default(), Desk::default());
        Kept::of(&mock).await.read(&mut slow).await.unwrap();
        let kept = hurried(&mock).await;
        kept.read(&mut fast).await.unwrap();
        assert_eq!(fast.messages(), 300, "{lists:?}");
        assert_eq!(fast.conversations, slow.conversations, "{lists:?}");
        assert_eq!(fast.outcomes(), slow.outcomes(), "{lists:?}");
    }
}

#[tokio::test]
async fn what_a_list_alone_tells_is_taken_though_its_rows_are_read_by_id() {
    let mock = mock().await;
    fill(&mock, 100);
    let messages = mock.world().ids(Entity::Messages);
    for id in &messages {
        let said = [("Action", json!(1)), ("ResponderName", json!("Ana"))];
        mock.world().change(Entity::Messages, *id, &said);
    }
    mock.quirks().by_id_lacks.insert("ResponderName");
    let kept = hurried(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    let all = desk.conversations.values().flat_map(|one| &one.messages);
    let named = all.filter(|one| one.sender_name.as_deref() == Some("Ana"));
    assert_eq!(named.count(), messages.len());
}

#[tokio::test]
async fn patience_is_kept_by_each_of_several_requests() {
    let mock = mock().await;
    fill(&mock, 100);
    mock.quirks().throttle = Some(ThrottleRule {
        every: 3,
        status: 409,
        retry_after: Some(1),
    });
    let kept = hurried(&mock).await;
    let mut desk = Desk::default();
    kept.read(&mut desk).await.unwrap();
    assert_eq!(desk.messages(), 300);
    assert!(kept.source.client().tally().throttled > 0);
}

#[tokio::test]
async fn a_first_pass_tells_a_conversation_without_messages_and_no_other_twice() {
    let mock = mock().await;
    fill(&mock, 100);
    let silent = mock.world().put(&Session {
        channel: "Chat".to_owned(),
        ..Session::default()
    });
    let kept = hurried(&mock).await;
    let (mut cursor, mut bare) = (None, Vec::new());
    loop {
        let batch = kept.pull("records", cursor.as_deref()).await.unwrap();
        let told = batch.changes.conversations.iter();
        let told = told.filter(|change| change.messages.is_empty());
        bare.extend(told.map(|change| change.conversation.id.to_string()));
        cursor = Some(batch.next.clone());
        if batch.is_last() {
            break;
        }
    }
    assert_eq!(bare, [silent.to_string()]);
    // Whoever begins anew knows nothing of what was told, and a pass after that one neither.
    let again = Kept::again(
        &mock,
        NexudusSettings::default(),
        20,
        Arc::clone(&kept.shelf),
    )
    .await;
    let mut desk = Desk::default();
    again.read(&mut desk).await.unwrap();
    assert_eq!(desk.conversations.len(), 101);
}

#[tokio::test]
async fn a_source_that_is_ended_gives_up_what_it_read_ahead() {
    let mock = mock().await;
    fill(&mock, 100);
    mock.hold("sys/openaichatmessages", 8);
    let kept = hurried(&mock).await;
    kept.pull("records", None).await.unwrap();
    // The pages of the next batch are on their way when this one is handed out.
    let is_asked = || {
        let meter = mock.meter();
        let mut asked = meter.asked().iter();
        asked.any(|one| one.path.ends_with("messages") && one.query.contains("page=8&"))
    };
    while !is_asked() {
        tokio::task::yield_now().await;
    }
    let Kept { source, shelf, .. } = kept;
    let tally = source.end().await;
    let again = source.client().get("sys/businesses", "page=1").await;
    assert!(again.is_err(), "{again:?}");
    assert_eq!(source.client().tally(), tally, "that is all of it");
    let left = Arc::downgrade(&shelf);
    drop((source, shelf));
    assert!(left.upgrade().is_none(), "nothing goes on with it");
}
