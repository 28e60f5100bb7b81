//! The engine against a source that says what it is told to say, on a real cache.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use async_trait::async_trait;
use cache::RunOutcome;
use chrono::{DateTime, TimeDelta, Utc};
use daybook_sync::testing::ScriptedSource;
use daybook_sync::{SyncClock, SyncError, SyncMode};
use model::event::ProgressStep;
use model::feed::{ChangeSet, ConversationChange, OversizedMessage, RecordCounts};
use model::record::{ConversationRecord, GeoPlace, MessageRecord, SpaceRecord};
use model::view::Completeness;
use model::{BodyFormat, Channel, Escalation, Origin, RemoteId, Sender};
use sources::{ServerStanding, Source, SourceBatch, SourceError};
use std::sync::Arc;
use std::time::Duration;
use support::{Laptop, now};
use tokio_util::sync::CancellationToken;

fn conversation(id: &str) -> ConversationChange {
    ConversationChange {
        conversation: ConversationRecord {
            id: RemoteId::from(id),
            session_id: format!("session-{id}"),
            space_id: RemoteId::from("s"),
            channel: Channel::Chat,
            origin: Origin::Inbound,
            subject: None,
            customer_id: None,
            external_identifier: None,
            visitor_token: None,
            place: GeoPlace::default(),
            status: None,
            escalation: Escalation::None,
            started_at: now() - TimeDelta::hours(1),
            last_activity_at: now() - TimeDelta::hours(1),
            ended_at: None,
        },
        messages: vec![MessageRecord {
            id: RemoteId(format!("m-{id}")),
            sender: Sender::Customer,
            sender_name: None,
            delivery: None,
            format: BodyFormat::Plain,
            body: format!("hello from {id}"),
            sent_at: now() - TimeDelta::hours(1),
            time_said: None,
            earlier: Vec::new(),
        }],
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

fn page(ids: &[&str], next: &str, remaining: u64) -> Result<SourceBatch, SourceError> {
    let space = SpaceRecord {
        id: RemoteId::from("s"),
        name: "S".to_owned(),
        time_zone: "UTC".to_owned(),
    };
    Ok(SourceBatch {
        changes: ChangeSet {
            spaces: vec![space],
            conversations: ids.iter().map(|id| conversation(id)).collect(),
            ..ChangeSet::default()
        },
        next: next.to_owned(),
        covered: ids.len() as u64,
        remaining: Some(remaining),
        standing: ServerStanding::default(),
    })
}

fn counting(conversations: u64) -> Result<Option<RecordCounts>, SourceError> {
    Ok(Some(RecordCounts {
        conversations,
        messages: conversations,
        conversions: 0,
        leads: 0,
    }))
}

/// A source with two pages of two.
fn two_pages() -> Arc<ScriptedSource> {
    let source = Arc::new(ScriptedSource::new("store"));
    source.answer(page(&["a", "b"], "1", 2));
    source.answer(page(&["c", "d"], "2", 0));
    source.count(counting(4));
    source
}

fn asked(cursors: &[Option<&str>]) -> Vec<Option<String>> {
    cursors
        .iter()
        .map(|cursor| cursor.map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn a_first_sync_brings_everything_and_tells_its_progress() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(
        (report.batches, report.conversations, report.messages),
        (2, 4, 4)
    );
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    assert_eq!(source.asked(), asked(&[None, Some("1")]));
    assert_eq!(laptop.cursor().await.as_deref(), Some("2"));
    assert_eq!(laptop.outcome().await, Some(RunOutcome::Complete));
    let report = |done| ProgressStep::Report {
        done,
        total: Some(4),
    };
    assert_eq!(
        laptop.take_steps(),
        [ProgressStep::Begin, report(2), report(4), ProgressStep::End]
    );
}

#[tokio::test]
async fn nothing_new_is_one_request_of_changes() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let again = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(source.asked(), asked(&[None, Some("1"), Some("2")]));
    assert_eq!(again.batches, 0, "and nothing is written");
    assert_eq!(
        again.completeness,
        Completeness::Complete { checked_at: now() }
    );
}

#[tokio::test]
async fn an_empty_server_leaves_a_cursor_too() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    source.count(counting(0));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(laptop.cursor().await.as_deref(), Some("start"));
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
}

#[tokio::test]
async fn a_failed_fetch_does_not_lose_the_batch_that_is_being_kept() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    source.answer(page(&["a", "b"], "1", 2));
    source.answer(Err(SourceError::SignInNeeded));
    let error = laptop
        .sync(&source, SyncMode::Incremental)
        .await
        .unwrap_err();
    assert!(
        matches!(error, SyncError::Source(SourceError::SignInNeeded)),
        "{error:?}"
    );
    assert_eq!(laptop.cursor().await.as_deref(), Some("1"));
    assert_eq!(
        laptop.reader.counts(laptop.id).await.unwrap().conversations,
        2
    );
    assert_eq!(laptop.outcome().await, Some(RunOutcome::SignInNeeded));
    assert_eq!(laptop.take_steps().last(), Some(&ProgressStep::End));

    source.answer(page(&["c", "d"], "2", 0));
    source.count(counting(4));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(report.conversations, 2, "only the rest");
    assert_eq!(
        laptop.take_steps()[1],
        ProgressStep::Report {
            done: 2,
            total: Some(2)
        },
        "a resumed run counts its own"
    );
    assert_eq!(source.asked(), asked(&[None, Some("1"), Some("1")]));
}

#[tokio::test]
async fn the_servers_wish_is_waited_for() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    source.answer(Err(SourceError::Throttled {
        retry_after: Some(Duration::from_secs(30)),
    }));
    source.answer(page(&["a"], "1", 0));
    source.count(counting(1));
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let waits = laptop.clock.waits();
    assert_eq!(waits.len(), 1);
    assert!((30.0..30.6).contains(&waits[0].as_secs_f64()), "{waits:?}");
}

#[tokio::test]
async fn a_wish_of_an_hour_ends_the_run_and_is_passed_on() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    let hour = Duration::from_secs(3600);
    source.answer(Err(SourceError::Throttled {
        retry_after: Some(hour),
    }));
    let error = laptop
        .sync(&source, SyncMode::Incremental)
        .await
        .unwrap_err();
    assert_eq!(error.retry_after(), Some(hour));
    assert_eq!(laptop.clock.waits(), []);
    assert!(matches!(
        laptop.outcome().await,
        Some(RunOutcome::Failed(_))
    ));
}

#[tokio::test]
async fn tries_are_limited() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    for _ in 0..20 {
        source.answer(Err(SourceError::ServerFault { status: 500 }));
    }
    let error = laptop
        .sync(&source, SyncMode::Incremental)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            SyncError::Source(SourceError::ServerFault { status: 500 })
        ),
        "{error:?}"
    );
    assert_eq!((source.asked().len(), laptop.clock.waits().len()), (6, 5));
}

#[tokio::test]
async fn offline_is_said_at_once_and_keeps_everything() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let before = laptop.everything().await;
    source.refuse_greeting(SourceError::Offline);
    let error = laptop
        .sync(&source, SyncMode::Incremental)
        .await
        .unwrap_err();
    assert!(matches!(error, SyncError::Source(SourceError::Offline)) && error.is_retryable());
    assert_eq!(
        laptop.clock.waits(),
        [],
        "nobody is kept waiting for what the next run will find out"
    );
    assert_eq!(laptop.outcome().await, Some(RunOutcome::Offline));
    assert_eq!(laptop.everything().await, before);
}

#[tokio::test]
async fn an_outage_in_the_middle_is_tried_again() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    source.answer(page(&["a"], "1", 1));
    source.answer(Err(SourceError::Offline));
    source.answer(Err(SourceError::TimedOut));
    source.answer(page(&["b"], "2", 0));
    source.count(counting(2));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!((report.batches, laptop.clock.waits().len()), (2, 2));
}

#[tokio::test]
async fn another_store_at_the_address_is_not_mixed_in() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let before = laptop.everything().await;
    source.become_another("other");
    source.answer(page(&["x"], "9", 0));
    let error = laptop.sync(&source, SyncMode::Full).await.unwrap_err();
    assert!(
        matches!(&error, SyncError::DifferentServer { expected, found } if expected == "store" && found == "other"),
        "{error:?}"
    );
    assert_eq!(source.asked().len(), 2, "nothing was asked of it");
    assert_eq!(laptop.everything().await, before);
}

#[tokio::test]
async fn a_rejected_cursor_leads_to_one_full_pass_that_sweeps() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    source.answer(Err(SourceError::CursorRejected));
    source.answer(page(&["a", "c"], "x1", 1));
    source.answer(page(&["e"], "x2", 0));
    source.count(counting(3));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(report.removed, 2, "b and d are not on the server any more");
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    assert_eq!(laptop.cursor().await.as_deref(), Some("x2"));
    assert_eq!(source.asked()[2..], asked(&[Some("2"), None, Some("x1")]));
}

#[tokio::test]
async fn a_full_pass_that_could_not_read_everything_removes_nothing() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    source.become_half_blind();
    source.answer(page(&["a"], "x1", 0));
    let report = laptop.sync(&source, SyncMode::Full).await.unwrap();
    assert_eq!(report.removed, 0, "b, c and d may be there all the same");
    let conversations = laptop.reader.counts(laptop.id).await.unwrap().conversations;
    assert_eq!(conversations, 4);
    let row = &laptop.reader.sources().await.unwrap()[0];
    assert!(
        !row.full_pending,
        "and no later run goes on with the removal"
    );
}

#[tokio::test]
async fn a_cursor_rejected_in_a_full_pass_is_not_run_after_for_ever() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let before = laptop.everything().await;
    source.answer(Err(SourceError::CursorRejected));
    source.answer(Err(SourceError::CursorRejected));
    let error = laptop
        .sync(&source, SyncMode::Incremental)
        .await
        .unwrap_err();
    assert!(
        matches!(error, SyncError::Source(SourceError::CursorRejected)),
        "{error:?}"
    );
    assert_eq!(source.asked().len(), 4);
    assert_eq!(
        laptop.everything().await,
        before,
        "a full pass that failed removes nothing"
    );
}

#[tokio::test]
async fn a_full_pass_that_was_interrupted_is_ended_by_the_next_run() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    source.answer(page(&["a"], "x1", 1));
    source.answer(Err(SourceError::SignInNeeded));
    laptop.sync(&source, SyncMode::Full).await.unwrap_err();
    assert_eq!(
        laptop.reader.counts(laptop.id).await.unwrap().conversations,
        4,
        "nothing goes before the end"
    );
    source.answer(page(&["c"], "x2", 0));
    source.count(counting(2));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(report.removed, 2);
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    assert_eq!(source.asked()[2..], asked(&[None, Some("x1"), Some("x1")]));
}

#[tokio::test]
async fn a_gap_is_shown() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    source.count(Ok(Some(RecordCounts {
        conversations: 7,
        messages: 3,
        conversions: 0,
        leads: 0,
    })));
    // The first answer says four of four; the second run sees the difference.
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let gap = Completeness::Gap {
        conversations: 3,
        messages: -1,
        checked_at: now(),
    };
    assert_eq!(report.completeness, gap);
    assert_eq!(
        laptop.outcome().await,
        Some(RunOutcome::Complete),
        "the run itself came to its end"
    );
}

#[tokio::test]
async fn a_server_that_moved_on_meanwhile_is_caught_up_with_before_a_gap_is_declared() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    source.answer(page(&["a"], "1", 0));
    source.count(counting(2));
    source.answer(page(&["b"], "2", 0));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    assert_eq!(report.conversations, 2);
}

#[tokio::test]
async fn a_server_that_never_stands_still_leaves_the_question_open() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    for (n, id) in ["a", "b", "c", "d", "e", "f", "g"].iter().enumerate() {
        source.answer(page(&[id], &n.to_string(), 0));
        source.count(counting(n as u64 + 5));
    }
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(report.completeness, Completeness::Unknown);
}

#[tokio::test]
async fn a_token_that_may_not_count_leaves_the_question_open() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    source.answer(page(&["a"], "1", 0));
    source.count(Err(SourceError::Forbidden {
        what: "count".to_owned(),
    }));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(report.completeness, Completeness::Unknown);
    assert_eq!(laptop.outcome().await, Some(RunOutcome::Complete));
}

/// A page that says nothing but how far it goes.
fn empty(covered: u64, next: &str, remaining: u64) -> Result<SourceBatch, SourceError> {
    page(&[], next, remaining).map(|batch| SourceBatch { covered, ..batch })
}

#[tokio::test]
async fn a_feed_without_end_is_left_and_gone_on_with_later() {
    for (covered, remaining) in [(1_000, 5), (10_000, 10_000), (1_000, 1), (7_000, 3)] {
        let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
        for nth in 0..200 {
            source.answer(empty(covered, &format!("e{nth}"), remaining));
        }
        let error = laptop
            .sync(&source, SyncMode::Incremental)
            .await
            .unwrap_err();
        assert!(matches!(error, SyncError::EndlessFeed), "{error:?}");
        let pages = source.asked().len();
        assert!(pages < 30, "{covered}, {remaining}: {pages} pages");
        assert!(matches!(
            laptop.outcome().await,
            Some(RunOutcome::Failed(_))
        ));
        let cursor = laptop.cursor().await;
        assert!(cursor.is_some(), "what came is kept");
        let again = laptop.sync(&source, SyncMode::Incremental).await;
        assert!(matches!(again, Err(SyncError::EndlessFeed)));
        assert_eq!(source.asked()[pages], cursor, "it went on where it stopped");
    }
}

#[tokio::test]
async fn a_server_that_is_written_to_meanwhile_is_no_feed_without_end() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    for nth in 0..90_u64 {
        // It has a hundred thousand, and fifty come while a thousand are read.
        let left = 100_000 + (nth + 1) * 50 - (nth + 1) * 1_000;
        source.answer(empty(1_000, &format!("w{nth}"), left));
    }
    source.answer(empty(1_000, "end", 0));
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(laptop.cursor().await.as_deref(), Some("end"));
}

#[tokio::test]
async fn pages_that_lead_back_end_the_sync_with_a_word_whatever_the_length_of_the_ring() {
    for ring in 2..12 {
        let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
        for nth in 0..400 {
            source.answer(page(&["a"], &format!("r{}", nth % ring), 1));
        }
        let error = laptop
            .sync(&source, SyncMode::Incremental)
            .await
            .unwrap_err();
        let told = matches!(error, SyncError::Source(SourceError::Malformed { .. }));
        assert!(told, "{error:?}");
        assert!(source.asked().len() <= ring + 3, "{ring}");
        let kept = laptop.reader.counts(laptop.id).await.unwrap();
        assert_eq!(kept.conversations, 1);
    }
}

#[tokio::test]
async fn where_a_page_is_too_large_less_is_asked_for_and_the_sync_goes_on() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    source.become_divisible(3);
    source.answer(page(&["a"], "1", 2));
    for _ in 0..3 {
        source.answer(Err(SourceError::TooLarge));
    }
    source.answer(page(&["b"], "2", 1));
    source.answer(page(&["c"], "3", 0));
    source.count(counting(3));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(report.conversations, 3);
    let after = [None, Some("1"), Some("1"), Some("1"), Some("1"), Some("2")];
    assert_eq!(source.asked(), asked(&after));

    source.answer(Err(SourceError::TooLarge));
    let error = laptop
        .sync(&source, SyncMode::Incremental)
        .await
        .unwrap_err();
    let told = matches!(error, SyncError::Source(SourceError::TooLarge));
    assert!(told, "nothing less can be asked for: {error:?}");
}

#[tokio::test]
async fn a_message_too_large_to_be_read_is_put_aside_by_name_and_the_rest_is_kept() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    let mut batch = page(&["a", "b"], "1", 0).unwrap();
    let message = batch.changes.conversations[0].messages.pop().unwrap();
    batch.changes.oversized.push(OversizedMessage {
        conversation: RemoteId::from("a"),
        message: message.clone(),
    });
    source.answer(Ok(batch));
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!((report.quarantined, report.messages), (1, 1));
    let quarantined = laptop.reader.quarantined(laptop.id).await.unwrap();
    assert_eq!(quarantined, 1);
    // It became shorter at the server, and is read after all.
    source.answer(page(&["a"], "2", 0));
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let quarantined = laptop.reader.quarantined(laptop.id).await.unwrap();
    assert_eq!(quarantined, 0);
}

#[tokio::test]
async fn a_cancelled_run_stops_before_it_asks() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    let cancel = CancellationToken::new();
    cancel.cancel();
    let error = laptop
        .sync_until(&source, SyncMode::Incremental, &cancel)
        .await
        .unwrap_err();
    assert!(matches!(error, SyncError::Cancelled), "{error:?}");
    assert_eq!(source.asked(), asked(&[]));
    assert_eq!(laptop.outcome().await, Some(RunOutcome::Stopped));
    assert_eq!(
        laptop.take_steps(),
        [ProgressStep::Begin, ProgressStep::End]
    );
}

/// A clock whose waits never end; the first one cancels the run.
struct Stuck(CancellationToken);

#[async_trait]
impl SyncClock for Stuck {
    fn now(&self) -> DateTime<Utc> {
        now()
    }

    async fn sleep(&self, _: Duration) {
        self.0.cancel();
        std::future::pending::<()>().await;
    }
}

#[tokio::test]
async fn a_run_can_be_cancelled_while_it_waits() {
    let (laptop, source) = (Laptop::new().await, Arc::new(ScriptedSource::new("store")));
    source.answer(Err(SourceError::TimedOut));
    let cancel = CancellationToken::new();
    let clock = Arc::new(Stuck(cancel.clone()));
    let engine = laptop.engine_with(source as Arc<dyn Source>, clock);
    let error = engine
        .run(SyncMode::Incremental, &|_| {}, &cancel)
        .await
        .unwrap_err();
    assert!(matches!(error, SyncError::Cancelled), "{error:?}");
}

#[tokio::test]
async fn a_batch_that_arrived_is_kept_when_the_run_is_cancelled() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let told = move |step| {
        if matches!(step, ProgressStep::Report { .. }) {
            stop.cancel();
        }
    };
    let engine = laptop.engine(Arc::clone(&source) as Arc<dyn Source>);
    // The second page had come while the first was kept; it is kept too, or asked for again.
    let ended = engine.run(SyncMode::Incremental, &told, &cancel).await;
    assert!(matches!(ended, Err(SyncError::Cancelled)), "{ended:?}");
    let here = laptop.reader.counts(laptop.id).await.unwrap().conversations;
    let cursor = laptop.cursor().await;
    assert!(
        matches!((here, cursor.as_deref()), (2, Some("1")) | (4, Some("2"))),
        "{here} at {cursor:?}"
    );
}

#[tokio::test]
async fn a_source_that_was_removed_is_said_to_be() {
    let (laptop, source) = (Laptop::new().await, two_pages());
    laptop.writer.remove_source(laptop.id).await.unwrap();
    let error = laptop
        .sync(&source, SyncMode::Incremental)
        .await
        .unwrap_err();
    assert!(!error.is_retryable(), "{error:?}");
    assert_eq!(source.asked(), asked(&[]));
}
