//! What is new since the manager last looked: by what had been read then, and not by the clock.

mod support;

use cache::RunOutcome;
use chrono::Duration;
use model::ConversionKind;
use model::feed::ConversationChange;
use support::*;

/// A sync that began so many minutes ago and brought all of these.
async fn synced(home: &Home, began: i64, conversations: Vec<ConversationChange>) {
    let begun = home.writer.begin_run(home.source, minutes_ago(began));
    let run = begun.await.expect("begins");
    home.commit(&page(conversations), &format!("at {began}"))
        .await;
    let ended = minutes_ago(began - 1);
    let complete = RunOutcome::Complete;
    let ended = home.writer.end_run(run, ended, &complete, None);
    ended.await.expect("ends");
}

async fn looked(home: &Home, minutes: i64) {
    let looked = home.writer.look(minutes_ago(minutes));
    looked.await.expect("is kept");
}

/// What is new and what is not.
async fn news(home: &Home) -> (Vec<String>, Vec<String>) {
    let mut new = home.found("since:last-look").await;
    let mut known = home.found("-since:last-look").await;
    new.sort();
    known.sort();
    (new, known)
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn what_a_later_sync_brings_is_new_even_if_it_was_written_before_the_look() {
    let home = Home::new().await;
    synced(&home, 600, vec![talk("old", 700, &["Hello"])]).await;
    assert_eq!(
        news(&home).await,
        (ids(&["old"]), ids(&[])),
        "nobody looked"
    );

    // They look for a while, long after that sync.
    looked(&home, 500).await;
    looked(&home, 450).await;
    assert_eq!(
        news(&home).await.0,
        ids(&["old"]),
        "it is still being looked at"
    );

    let mut won = talk("won", 900, &["Can I see it?"]);
    won.conversions = vec![outcome("tour", ConversionKind::Tour)];
    let noon = talk("noon", 550, &["A question"]);
    synced(&home, 100, vec![noon, won, talk("long", 800, &["Hi"])]).await;

    looked(&home, 90).await;
    let (new, known) = news(&home).await;
    assert_eq!(new, ids(&["noon", "won"]), "a message, and an outcome");
    assert_eq!(known, ids(&["long", "old"]), "together they are all");
}

#[tokio::test]
async fn a_restart_ends_no_look_and_an_hour_of_absence_does_for_who_only_reads_too() {
    let home = Home::new().await;
    synced(&home, 600, vec![talk("old", 700, &["Hello"])]).await;
    looked(&home, 500).await;

    let opens = |minutes: i64| home.reader.set_opened_at(minutes_ago(minutes));
    opens(500 - 60);
    assert_eq!(news(&home).await.0, ids(&["old"]), "an hour is no absence");
    opens(500 - 61);
    home.commit(&page(vec![talk("late", 599, &["Hello again"])]), "more")
        .await;
    assert_eq!(news(&home).await, (ids(&["late"]), ids(&["old"])));
}

#[tokio::test]
async fn a_source_that_nobody_looked_at_is_new_beside_one_that_is_known() {
    let mut home = Home::new().await;
    synced(&home, 600, vec![talk("old", 700, &["Hello"])]).await;
    looked(&home, 500).await;
    let added = home.writer.add_source(new_source("Second")).await;
    home.source = added.expect("a source");
    synced(&home, 400, vec![talk("other", 5000, &["Long ago"])]).await;
    home.reader.set_opened_at(now() + Duration::days(1));
    assert_eq!(news(&home).await, (ids(&["other"]), ids(&["old"])));
}
