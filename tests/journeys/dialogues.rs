//! Real dialogues go into a server, over loopback into the encrypted cache, and every number that
//! the application then shows equals one computed from the file alone. `DAYBOOK_DIALOGUES` names another
//! file of that folder, and the numbers are printed: the figures of docs/numbers.md are made so.

#![expect(
    clippy::print_stderr,
    reason = "a test that is skipped says so, and figures are printed"
)]

mod fixture;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use fixture::SyncedApp;
use journeys::sgd::{self, Expected, ExpectedPerson};
use model::comparison::{ComparisonRequest, ComparisonSide};
use model::metrics::Metrics;
use model::request::{FilterPeriod, ListFilter, ListView, OpenConversation, OpenList};
use model::trend::{TrendRequest, TrendStep};
use model::view::{Completeness, ConversationRow, PersonView, TimelineItem};
use model::{Channel, ConversionKind, Escalation, Sender};
use std::collections::{BTreeMap, BTreeSet};

const SPACE: &str = "Dialogues";

/// The file and what it must become; `None`, with the reason printed, where it is not on this machine.
fn dialogues() -> Option<(std::path::PathBuf, Vec<Expected>)> {
    let name = std::env::var("DAYBOOK_DIALOGUES").unwrap_or_else(|_| "dev.jsonl.gz".to_owned());
    let Some(path) = sgd::file(&name) else {
        eprintln!("skipped: shared/data/sgd/{name} is not beside this repository");
        return None;
    };
    let expected = sgd::expected(&path, SPACE).expect("the file of dialogues can be read");
    Some((path, expected))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_number_equals_the_computation_from_the_file() {
    let Some((path, expected)) = dialogues() else {
        return;
    };
    let synced = SyncedApp::with_dialogues(&path, SPACE).await;
    let report = synced
        .sync()
        .await
        .expect("a first sync over loopback succeeds");
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{:?}",
        report.completeness
    );
    check_metrics(&synced, &expected).await;
    check_comparison(&synced, &expected).await;
    check_trend(&synced, &expected).await;
    check_recount(&synced).await;
    check_filters(&synced, &expected).await;
    check_rows(&synced, &expected).await;
    check_searches(&synced, &expected).await;
    check_conversations(&synced, &expected).await;
    synced.close().await;
}

async fn check_metrics(synced: &SyncedApp, expected: &[Expected]) {
    let metrics = synced
        .app
        .metrics(&ListFilter::default())
        .await
        .expect("metrics are computed");
    let total = expected.len() as u64;
    assert_eq!(metrics.total, total);
    for kind in ConversionKind::KNOWN {
        let share = metrics.share(kind).expect("a known kind has a share");
        let count = sgd::with_kind(expected, kind.as_str());
        assert_eq!(share.conversations, count, "conversations with a {kind}");
        assert_eq!(
            share.rate,
            Some(count as f64 / total as f64),
            "rate of {kind}"
        );
    }
    let any = sgd::count(expected, |one| !one.conversions.is_empty());
    assert_eq!(metrics.any_conversion.conversations, any);
    assert_eq!(
        metrics.leads.conversations,
        sgd::count(expected, |one| one.lead)
    );
    assert_eq!(metrics.escalated, sgd::count(expected, |one| one.escalated));
    assert_eq!(
        metrics.active,
        Some(sgd::count(expected, |one| one.status == "active"))
    );
    assert_eq!(
        metrics.ended,
        Some(sgd::count(expected, |one| one.status == "ended"))
    );
    let messages: usize = expected.iter().map(|one| one.bodies.len()).sum();
    let average = messages as f64 / total as f64;
    assert!((metrics.average_messages.expect("there are messages") - average).abs() < 1e-9);
    let channels: BTreeMap<&str, u64> = metrics
        .by_channel
        .iter()
        .map(|one| (one.channel.as_str(), one.conversations))
        .collect();
    assert_eq!(channels, sgd::by_channel(expected));
}

/// Each channel's rates with Wilson's interval, by the formula as it stands in every book.
async fn check_comparison(synced: &SyncedApp, expected: &[Expected]) {
    let request = ComparisonRequest {
        filter: ListFilter::default(),
        side: ComparisonSide::Channel,
    };
    let parts = synced.app.comparison(request).await.expect("compared");
    let by_channel = sgd::by_channel(expected);
    assert_eq!(parts.len(), by_channel.len());
    for part in &parts {
        let channel = part.value.as_deref().expect("every dialogue has a channel");
        let total = by_channel[channel];
        assert_eq!(part.metrics.total, total, "{channel}");
        print_part(channel, &part.metrics);
        for kind in ConversionKind::KNOWN {
            let count = sgd::count(expected, |one| {
                one.channel == channel && one.conversions.contains(&kind.as_str())
            });
            let share = part.metrics.share(kind).expect("a known kind has a share");
            assert_eq!(share.conversations, count, "{kind} on {channel}");
            let (n, p, z) = (
                total as f64,
                count as f64 / total as f64,
                1.959_963_984_540_054,
            );
            let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
            let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
            let (low, high) = share.interval.expect("there are some");
            assert!((low - (middle - half)).abs() < 1e-9, "{kind} on {channel}");
            assert!((high - (middle + half)).abs() < 1e-9, "{kind} on {channel}");
        }
    }
}

/// A line of the table in docs/numbers.md.
fn print_part(channel: &str, metrics: &Metrics) {
    let rates = ConversionKind::KNOWN.iter().filter_map(|kind| {
        let share = metrics.share(kind)?;
        let (low, high) = share.interval?;
        let percent = |share: f64| share * 100.0;
        Some(format!(
            "{} {kind} {:.2} % ({:.2} to {:.2})",
            share.conversations,
            percent(share.rate?),
            percent(low),
            percent(high)
        ))
    });
    let rates: Vec<String> = rates.collect();
    eprintln!(
        "{channel}: {} conversations, {}",
        metrics.total,
        rates.join(", ")
    );
}

/// The day of a start in London, whose clocks were an hour ahead from 29 March to 25 October.
fn london_day(at: DateTime<Utc>) -> NaiveDate {
    let summer = ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"];
    let summer = summer.map(|end| end.parse::<DateTime<Utc>>().expect("an instant"));
    let ahead = i64::from(summer[0] <= at && at < summer[1]);
    (at + TimeDelta::hours(ahead)).date_naive()
}

async fn check_trend(synced: &SyncedApp, expected: &[Expected]) {
    for step in [TrendStep::Day, TrendStep::Week, TrendStep::Month] {
        let request = TrendRequest {
            filter: ListFilter {
                text: "after:2026-01-01".to_owned(),
                ..ListFilter::default()
            },
            step,
            days: None,
        };
        let buckets = synced.app.trend(request).await.expect("a trend");
        let ends = buckets.iter().skip(1).map(|next| next.start);
        let ends = ends.chain(["2026-11-03".parse().expect("a day")]);
        for (bucket, end) in buckets.iter().zip(ends) {
            let is_within =
                |one: &Expected| (bucket.start..end).contains(&london_day(one.started_at));
            let converted = |one: &Expected| is_within(one) && !one.conversions.is_empty();
            assert_eq!(
                bucket.conversations,
                sgd::count(expected, is_within),
                "{bucket:?}"
            );
            assert_eq!(
                bucket.converted,
                sgd::count(expected, converted),
                "{bucket:?}"
            );
        }
        let counted: u64 = buckets.iter().map(|it| it.conversations).sum();
        assert_eq!(
            counted,
            expected.len() as u64,
            "{step:?}: all of them began in these days"
        );
    }
}

async fn check_recount(synced: &SyncedApp) {
    for text in ["", "channel:email", "restaurant"] {
        let filter = ListFilter {
            text: text.to_owned(),
            ..ListFilter::default()
        };
        let recount = synced.app.recount(filter).await.expect("recounted");
        assert_eq!(recount.shown, recount.recounted, "{text}");
    }
}

async fn check_filters(synced: &SyncedApp, expected: &[Expected]) {
    let march = "2026-03-01T00:00:00Z".parse().expect("an instant");
    let june = "2026-06-01T00:00:00Z".parse().expect("an instant");
    let cases: Vec<(&str, ListFilter, u64)> = vec![
        (
            "one channel",
            ListFilter {
                channel: Some(Channel::Email),
                ..ListFilter::default()
            },
            sgd::count(expected, |one| one.channel == "email"),
        ),
        (
            "a span of starts",
            ListFilter {
                period: FilterPeriod::Between(march, june),
                ..ListFilter::default()
            },
            sgd::count(expected, |one| {
                one.started_at >= march && one.started_at < june
            }),
        ),
        (
            "escalated",
            ListFilter {
                view: ListView::Escalated,
                ..ListFilter::default()
            },
            sgd::count(expected, |one| one.escalated),
        ),
        (
            "unconverted on WhatsApp",
            ListFilter {
                view: ListView::Unconverted,
                channel: Some(Channel::WhatsApp),
                ..ListFilter::default()
            },
            sgd::count(expected, |one| {
                one.conversions.is_empty() && one.channel == "whatsapp"
            }),
        ),
    ];
    for (name, filter, count) in cases {
        let opened = synced.open(filter.clone()).await;
        assert_eq!(u64::from(opened.total), count, "{name}");
        assert_eq!(opened.metrics.total, count, "metrics of {name}");
    }
}

async fn check_rows(synced: &SyncedApp, expected: &[Expected]) {
    let rows = synced.all_rows(ListFilter::default()).await;
    assert_eq!(rows.len(), expected.len());
    let sorted = rows
        .windows(2)
        .all(|pair| pair[0].last_activity_at >= pair[1].last_activity_at);
    assert!(sorted, "newest activity stands first");
    let by_id: BTreeMap<&str, &ConversationRow> = rows
        .iter()
        .map(|row| (row.remote_id.as_str(), row))
        .collect();
    for one in expected {
        let row = by_id
            .get(one.remote_id.as_str())
            .expect("every dialogue has a row");
        check_row(row, one);
    }
}

fn check_row(row: &ConversationRow, one: &Expected) {
    let id = &one.remote_id;
    assert_eq!(row.channel.as_str(), one.channel, "channel of {id}");
    assert_eq!(row.started_at, one.started_at, "start of {id}");
    assert_eq!(
        row.last_activity_at, one.last_activity_at,
        "last activity of {id}"
    );
    assert_eq!(row.messages as usize, one.bodies.len(), "messages of {id}");
    assert_eq!(
        row.escalation != Escalation::None,
        one.escalated,
        "escalation of {id}"
    );
    assert_eq!(row.leads > 0, one.lead, "lead of {id}");
    let subject: String = row
        .subject
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    assert_eq!(subject, one.subject, "subject of {id}");
    let mut kinds: Vec<&str> = row
        .conversions
        .iter()
        .map(|one| one.kind.as_str())
        .collect();
    let mut wanted = one.conversions.clone();
    kinds.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(kinds, wanted, "outcomes of {id}");
    let person = match &row.person {
        PersonView::Customer { name, company, .. } => ExpectedPerson::Known {
            name: name.clone(),
            company: company.clone().unwrap_or_default(),
        },
        PersonView::External { identifier } => ExpectedPerson::External(identifier.clone()),
        other => panic!("{id} has a person, not {other:?}"),
    };
    assert_eq!(person, one.person, "person of {id}");
}

async fn check_searches(synced: &SyncedApp, expected: &[Expected]) {
    let searches: &[&[&str]] = &[
        &["restaurant"],
        &["reservation", "vegetarian"],
        &["san", "jose"],
        &["the"],
        &["visitors"],
        &["CUSTOMER", "tickets"],
        &["408", "247", "8880"],
        &["zyzzyva"],
    ];
    for words in searches {
        let filter = ListFilter {
            text: words.join(" "),
            ..ListFilter::default()
        };
        let rows = synced.all_rows(filter).await;
        let found: BTreeSet<&str> = rows.iter().map(|row| row.remote_id.as_str()).collect();
        assert_eq!(found, sgd::search(expected, words), "search for {words:?}");
    }
}

async fn check_conversations(synced: &SyncedApp, expected: &[Expected]) {
    for one in expected.iter().step_by(97) {
        let id = synced
            .app
            .find_conversation(&one.remote_id)
            .await
            .expect("it is found by its remote id");
        let request = OpenConversation {
            id,
            text: String::new(),
        };
        let detail = synced.app.conversation(&request).await.expect("it opens");
        let senders: Vec<&Sender> = detail.timeline.iter().filter_map(sender).collect();
        assert_eq!(
            senders.len(),
            one.bodies.len(),
            "messages of {}",
            one.remote_id
        );
        let outcomes = detail.timeline.len() - senders.len();
        assert_eq!(
            outcomes,
            one.conversions.len(),
            "markers of {}",
            one.remote_id
        );
        assert_eq!(
            detail.tickets.len(),
            usize::from(one.escalated),
            "tickets of {}",
            one.remote_id
        );
    }
}

fn sender(item: &TimelineItem) -> Option<&Sender> {
    match item {
        TimelineItem::Message(message) => Some(&message.sender),
        TimelineItem::Escalation(_) | TimelineItem::Outcome(_) => None,
    }
}

/// Interrupting at random points and resuming ends in the same bytes of every answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_sync_resumes_to_identical_answers() {
    let Some((path, _)) = dialogues() else { return };
    let whole = SyncedApp::with_dialogues(&path, SPACE).await;
    whole.sync().await.expect("an undisturbed sync succeeds");
    let broken = SyncedApp::beside(&whole).await;
    let stops = broken.sync_with_interruptions(20_261_121).await;
    assert!(stops >= 3, "the sync was interrupted {stops} times only");
    assert_eq!(broken.answers().await, whole.answers().await);
    broken.close().await;
    whole.close().await;
}

/// With the server gone, everything that was synced still answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_answers_with_the_server_gone() {
    let Some((path, _)) = dialogues() else { return };
    let mut synced = SyncedApp::with_dialogues(&path, SPACE).await;
    synced.sync().await.expect("a first sync succeeds");
    let before = synced.answers().await;
    synced.stop_server().await;
    let refused = synced.sync().await.expect_err("no server, no sync");
    assert!(refused.is_retryable(), "being offline passes: {refused}");
    assert_eq!(synced.answers().await, before);
    let list = synced.app.open_list(OpenList::default()).await;
    assert!(list.is_ok(), "{list:?}");
    synced.close().await;
}
