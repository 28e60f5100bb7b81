//! What was said of outcomes before it was said otherwise: what a source tells of that, what only this laptop saw,
//! and that none of it is counted, found, lost by a sync or left behind by a deletion.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use chrono::{DateTime, Utc};
use model::ConversionKind;
use model::feed::{ChangeSet, OutcomeAuthority, RetractedKind, Retraction, RetractionCause};
use model::outcome_history::FormerOutcome;
use model::record::{ConversionRecord, TombstoneKind};
use model::request::ListFilter;
use model::view::ConversionView;
use sqlx::Connection;
use support::{Home, gone, minutes_ago, now, outcome, page, raw, talk};

fn booking(minutes: i64) -> ConversionRecord {
    ConversionRecord {
        occurred_at: minutes_ago(minutes),
        ..outcome("o1", ConversionKind::Booking)
    }
}

/// A page with this outcome of `c1`, read then.
fn told(outcome: ConversionRecord, as_of: DateTime<Utc>) -> ChangeSet {
    let mut change = talk("c1", 60, &["a room, please"]);
    change.conversions = vec![outcome];
    ChangeSet {
        as_of: Some(as_of),
        ..page(vec![change])
    }
}

async fn outcomes(home: &Home) -> Vec<ConversionView> {
    let list = home.list(ListFilter::default()).await;
    let Some(row) = list.rows.first() else {
        return Vec::new();
    };
    let whole = home.reader.conversation(row.id).await.unwrap().unwrap();
    whole.conversions
}

async fn bookings(home: &Home) -> (u64, usize, usize) {
    let numbers = home.reader.metrics(&ListFilter::default(), now()).await;
    let found = home.found("outcome:booking").await.len();
    let list = home.list(ListFilter::default()).await;
    let badges = list.rows.iter().map(|row| row.conversions.len()).sum();
    (numbers.unwrap().bookings.conversations, found, badges)
}

async fn rows(home: &Home) -> i64 {
    let mut conn = raw(home.path(), "cache.db").await;
    let rows = sqlx::query_scalar("SELECT count(*) FROM former_outcome")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    rows
}

#[tokio::test]
async fn what_a_source_does_not_tell_is_kept_as_it_was_seen() {
    let home = Home::new().await;
    home.commit(&told(booking(9), minutes_ago(8)), "1").await;
    assert!(outcomes(&home).await[0].earlier.is_empty());
    let gone = ConversionRecord {
        taken_back_at: Some(minutes_ago(6)),
        ..booking(9)
    };
    home.commit(&told(gone, minutes_ago(5)), "2").await;
    assert_eq!(bookings(&home).await, (0, 0, 0));
    let shown = outcomes(&home).await;
    assert_eq!(shown[0].taken_back_at, Some(minutes_ago(6)));
    assert!(shown[0].earlier.is_empty(), "it says what it was itself");
    let row = home.list(ListFilter::default()).await.rows.remove(0);
    assert_eq!(row.taken_back, shown);

    // Reported again, and corrected; the same once more changes nothing.
    for (minutes, cursor) in [(4, "3"), (3, "4"), (3, "5")] {
        home.commit(&told(booking(minutes), minutes_ago(minutes)), cursor)
            .await;
    }
    assert_eq!(bookings(&home).await, (1, 1, 1));
    let shown = outcomes(&home).await;
    let said = |it: &FormerOutcome| (it.occurred_at, it.taken_back_at, it.until);
    let history: Vec<_> = shown[0].earlier.iter().map(said).collect();
    assert_eq!(
        history,
        [
            (minutes_ago(9), Some(minutes_ago(6)), minutes_ago(4)),
            (minutes_ago(4), None, minutes_ago(3)),
        ]
    );
    // A full sync tells the same again, and nothing that was seen is lost.
    home.writer.begin_full(home.source).await.unwrap();
    home.commit(&told(booking(3), now()), "6").await;
    assert_eq!(outcomes(&home).await, shown);
}

#[tokio::test]
async fn what_a_source_tells_of_the_past_is_believed() {
    let home = Home::new().await;
    let first = FormerOutcome::of(&booking(9), minutes_ago(7));
    let second = FormerOutcome::of(&booking(7), minutes_ago(5));
    let with = |earlier: &[&FormerOutcome], minutes| ConversionRecord {
        earlier: earlier.iter().map(|it| (*it).clone()).collect(),
        ..booking(minutes)
    };
    // A laptop that begins late, and one that saw the first correction of a server that told no history.
    home.commit(&told(with(&[&first], 7), minutes_ago(6)), "1")
        .await;
    assert_eq!(
        outcomes(&home).await[0].earlier,
        std::slice::from_ref(&first)
    );
    home.commit(&told(with(&[&first, &second], 5), minutes_ago(4)), "2")
        .await;
    assert_eq!(
        outcomes(&home).await[0].earlier,
        [first.clone(), second.clone()]
    );
    assert_eq!(rows(&home).await, 2, "none is there twice");
    // What it tells no more it has taken back itself.
    home.commit(&told(with(&[&second], 5), minutes_ago(3)), "3")
        .await;
    assert_eq!(outcomes(&home).await[0].earlier, [second]);

    let home = Home::new().await;
    home.commit(&told(booking(9), minutes_ago(8)), "1").await;
    home.commit(&told(booking(7), minutes_ago(6)), "2").await;
    assert_eq!(outcomes(&home).await[0].earlier.len(), 1, "as it was seen");
    home.commit(&told(with(&[&first], 7), minutes_ago(4)), "3")
        .await;
    assert_eq!(outcomes(&home).await[0].earlier, [first], "as it is told");
    assert_eq!(bookings(&home).await, (1, 1, 1));
}

#[tokio::test]
async fn what_a_connector_derives_otherwise_is_no_history() {
    let home = Home::new().await;
    for (minutes, cursor) in [(9, "1"), (7, "2")] {
        let derived = ChangeSet {
            outcome_authority: OutcomeAuthority::Connector,
            ..told(booking(minutes), minutes_ago(minutes))
        };
        home.commit(&derived, cursor).await;
    }
    assert_eq!(outcomes(&home).await[0].earlier, []);
}

fn retracted(cause: RetractionCause, as_of: DateTime<Utc>) -> ChangeSet {
    let retraction = Retraction {
        conversation: "c1".into(),
        kind: RetractedKind::Conversion,
        id: "o1".into(),
        cause,
    };
    ChangeSet {
        retracted: vec![retraction],
        outcome_authority: OutcomeAuthority::Connector,
        as_of: Some(as_of),
        ..page(vec![talk("c1", 60, &["a room, please"])])
    }
}

#[tokio::test]
async fn a_deleted_outcome_of_a_source_without_history_stays_as_what_was_taken_back() {
    let home = Home::new().await;
    home.commit(&told(booking(9), minutes_ago(8)), "1").await;
    for (cause, moved_to) in [
        (RetractionCause::TakenBack, None),
        (RetractionCause::Moved("c2".into()), Some("c2".into())),
    ] {
        let kept = home.reader.counts(home.source).await.unwrap().conversions;
        assert_eq!(kept, 1);
        home.commit(&retracted(cause.clone(), minutes_ago(5)), "2")
            .await;
        // Once more: there is nothing to take back.
        home.commit(&retracted(cause, minutes_ago(4)), "3").await;
        let counts = home.reader.counts(home.source).await.unwrap();
        assert_eq!(
            counts.conversions, 0,
            "the server has none, and neither is one counted"
        );
        assert_eq!(bookings(&home).await, (0, 0, 0));
        let shown = outcomes(&home).await;
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].taken_back_at, Some(minutes_ago(5)));
        assert_eq!(shown[0].moved_to, moved_to);
        assert_eq!(shown[0].occurred_at, minutes_ago(9));
        // And it is told again.
        home.commit(&told(booking(9), minutes_ago(3)), "4").await;
        let shown = outcomes(&home).await;
        assert!(shown[0].stands());
        assert_eq!(shown[0].earlier.last().unwrap().moved_to, moved_to);
    }
    assert_eq!(outcomes(&home).await[0].earlier.len(), 2);

    // What was never of this conversation leaves nothing.
    home.commit(&retracted(RetractionCause::Reassigned, now()), "5")
        .await;
    assert_eq!(outcomes(&home).await, []);
    assert_eq!(rows(&home).await, 0);
}

#[tokio::test]
async fn a_deletion_leaves_nothing_of_what_was() {
    let home = Home::new().await;
    let told_before = ConversionRecord {
        earlier: vec![FormerOutcome::of(&booking(11), minutes_ago(10))],
        ..booking(9)
    };
    home.commit(&told(told_before, minutes_ago(8)), "1").await;
    home.commit(&told(booking(7), minutes_ago(6)), "2").await;
    home.commit(&retracted(RetractionCause::TakenBack, minutes_ago(5)), "3")
        .await;
    assert!(rows(&home).await >= 2);
    let deletion = ChangeSet {
        tombstones: vec![gone(TombstoneKind::Conversation, "c1")],
        ..ChangeSet::default()
    };
    home.commit(&deletion, "4").await;
    assert_eq!(rows(&home).await, 0);

    // A source that is removed takes its own along.
    let home = Home::new().await;
    home.commit(&told(booking(9), minutes_ago(8)), "1").await;
    home.commit(&told(booking(7), minutes_ago(6)), "2").await;
    assert_eq!(rows(&home).await, 1);
    home.writer.remove_source(home.source).await.unwrap();
    assert_eq!(rows(&home).await, 0);
}
