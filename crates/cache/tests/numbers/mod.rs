//! Trends, comparisons and the recount, beside what a plain recount of the naive model says.

mod dashboard;
mod sides;

use crate::support::{Home, now, raw, search, space, talk};
use crate::{ZONES, counts};
use chrono::{DateTime, Utc};
use model::ConversionKind;
use model::comparison::{ComparisonRequest, ComparisonRow, ComparisonSide};
use model::feed::{ChangeSet, ConversationChange};
use model::metrics::MetricAmount;
use model::request::ListFilter;
use model::trend::{TrendBucket, TrendRequest, TrendStep};
use std::collections::BTreeMap;

const SIDES: [ComparisonSide; 4] = [
    ComparisonSide::Channel,
    ComparisonSide::Space,
    ComparisonSide::Escalation,
    ComparisonSide::Status,
];

/// Everything here that counts what a filter selects, against the conversations that it selects.
pub(crate) async fn check(home: &Home, filter: &ListFilter, expected: &[&ConversationChange]) {
    for side in SIDES {
        check_comparison(home, filter, side, expected).await;
    }
    for side in ComparisonSide::ALL {
        if SIDES.contains(&side) {
            continue;
        }
        let parts = comparison(home, filter, side).await;
        let total: u64 = parts.iter().map(|it| it.metrics.total).sum();
        assert_eq!(total, expected.len() as u64, "{side:?} {filter:?}");
        for part in &parts {
            check_evidence(home, filter, part).await;
        }
    }
    dashboard::check(home, filter, expected).await;
    for step in [TrendStep::Day, TrendStep::Week, TrendStep::Month] {
        check_trend(home, filter, step, expected).await;
    }
    let recount = home.reader.recount(filter, now()).await.expect("recounted");
    assert_eq!(recount.shown, recount.recounted, "{filter:?}");
    assert!(!recount.is_disturbed, "{filter:?}");
}

async fn comparison(home: &Home, filter: &ListFilter, side: ComparisonSide) -> Vec<ComparisonRow> {
    let request = ComparisonRequest {
        filter: filter.clone(),
        side,
    };
    home.reader
        .comparison(&request, now())
        .await
        .expect("compared")
}

fn value_of(talk: &ConversationChange, side: ComparisonSide) -> Option<String> {
    let head = &talk.conversation;
    match side {
        ComparisonSide::Channel => Some(head.channel.to_string()),
        ComparisonSide::Space => Some(format!("Space {}", head.space_id)),
        ComparisonSide::Escalation => Some(head.escalation.to_string()),
        ComparisonSide::Status => head.status.as_ref().map(ToString::to_string),
        other => panic!("not tried here: {other:?}"),
    }
}

fn has(talk: &ConversationChange, kind: &ConversionKind, filter: &ListFilter) -> bool {
    let mut counted = talk.conversions.iter().filter(|one| counts(one, filter));
    counted.any(|one| one.kind == *kind)
}

async fn check_comparison(
    home: &Home,
    filter: &ListFilter,
    side: ComparisonSide,
    expected: &[&ConversationChange],
) {
    let mut wanted: BTreeMap<Option<String>, Vec<&ConversationChange>> = BTreeMap::new();
    for talk in expected {
        wanted.entry(value_of(talk, side)).or_default().push(talk);
    }
    let parts = comparison(home, filter, side).await;
    assert_eq!(parts.len(), wanted.len(), "{side:?} {filter:?}");
    for part in &parts {
        let talks = wanted
            .get(&part.value)
            .unwrap_or_else(|| panic!("{:?} is nowhere", part.value));
        assert_eq!(
            part.metrics.total,
            talks.len() as u64,
            "{side:?} {filter:?}"
        );
        for kind in ConversionKind::KNOWN {
            let count = talks.iter().filter(|talk| has(talk, kind, filter)).count() as u64;
            let share = part.metrics.share(kind).expect("a known kind");
            assert_eq!(share.conversations, count, "{side:?} {kind} {filter:?}");
        }
        check_evidence(home, filter, part).await;
        check_verdicts(&parts, part);
    }
}

/// The search that a part names lists as many as the part counts.
async fn check_evidence(home: &Home, filter: &ListFilter, part: &ComparisonRow) {
    let Some(test) = &part.test else { return };
    let listed = home.list(ListFilter {
        text: format!("{} {test}", filter.text).trim().to_owned(),
        ..filter.clone()
    });
    assert_eq!(
        u64::from(listed.await.total),
        part.metrics.total,
        "{test} {filter:?}"
    );
}

/// A part is compared with the rest, if there is one, and its interval holds the difference.
fn check_verdicts(parts: &[ComparisonRow], part: &ComparisonRow) {
    let total: u64 = parts.iter().map(|it| it.metrics.total).sum();
    let rest = total - part.metrics.total;
    assert_eq!(part.beside_rest.is_empty(), rest == 0);
    for beside in &part.beside_rest {
        let MetricAmount::Share(share) = part.metrics.amount(beside.what) else {
            panic!("{:?} is no rate", beside.what);
        };
        let of_all = parts.iter().map(|it| match it.metrics.amount(beside.what) {
            MetricAmount::Share(share) => share.conversations,
            _ => 0,
        });
        let of_rest = of_all.sum::<u64>() - share.conversations;
        let difference = share.rate.expect("some") - of_rest as f64 / rest as f64;
        assert!((beside.difference - difference).abs() < 1e-9);
        assert!(beside.interval.0 <= difference + 1e-9 && difference <= beside.interval.1 + 1e-9);
    }
}

fn day_of(talk: &ConversationChange) -> i32 {
    let zone = ZONES[usize::from(talk.conversation.space_id.0.as_bytes()[1] - b'0')];
    insights::day_in_zone(talk.conversation.started_at, zone)
}

async fn check_trend(
    home: &Home,
    filter: &ListFilter,
    step: TrendStep,
    expected: &[&ConversationChange],
) {
    // Everything that the tests begin lies within these days.
    let request = TrendRequest {
        filter: filter.clone(),
        step,
        days: Some(60),
    };
    let buckets = home.reader.trend(&request, now()).await.expect("a trend");
    let counted: u64 = buckets.iter().map(|it| it.conversations).sum();
    assert_eq!(counted, expected.len() as u64, "{step:?} {filter:?}");
    for (at, bucket) in buckets.iter().enumerate() {
        let end = buckets.get(at + 1).map(|next| next.start);
        let is_within = |talk: &&&ConversationChange| {
            let day = insights::date_of_day(day_of(talk)).expect("a day");
            bucket.start <= day && end.is_none_or(|end| day < end)
        };
        let converted =
            |talk: &&&ConversationChange| talk.conversions.iter().any(|one| counts(one, filter));
        let within = expected.iter().filter(is_within);
        assert_eq!(
            bucket.conversations,
            within.clone().count() as u64,
            "{bucket:?} {filter:?}"
        );
        assert_eq!(
            bucket.converted,
            within.filter(converted).count() as u64,
            "{bucket:?} {filter:?}"
        );
    }
}

// --- days ------------------------------------------------------------------------------------------

async fn trend(home: &Home, text: &str, days: Option<u16>) -> Vec<TrendBucket> {
    let request = TrendRequest {
        filter: search(text),
        step: TrendStep::Day,
        days,
    };
    home.reader.trend(&request, now()).await.expect("a trend")
}

fn started(id: &str, at: &str) -> ConversationChange {
    let at: DateTime<Utc> = at.parse().expect("an instant");
    let mut one = talk(id, 0, &[]);
    one.conversation.started_at = at;
    one.conversation.last_activity_at = at;
    one
}

fn in_berlin(conversations: Vec<ConversationChange>) -> ChangeSet {
    ChangeSet {
        spaces: vec![space("s1")],
        conversations,
        ..ChangeSet::default()
    }
}

/// The clocks of Berlin went back on 2026-10-25, whose day has 25 hours.
#[tokio::test]
async fn a_day_of_25_hours_is_one_day() {
    let home = Home::new().await;
    let talks = [
        ("before", "2026-10-24T21:59:59Z"),
        ("first", "2026-10-24T22:00:00Z"),
        ("two", "2026-10-25T00:30:00Z"),
        ("two again", "2026-10-25T01:30:00Z"),
        ("last", "2026-10-25T22:59:59Z"),
        ("after", "2026-10-25T23:00:00Z"),
    ];
    home.commit(
        &in_berlin(talks.map(|(id, at)| started(id, at)).to_vec()),
        "1",
    )
    .await;
    let buckets = trend(&home, "", None).await;
    assert_eq!(buckets.len(), 30, "the last 30 days: {buckets:?}");
    let filled: Vec<(String, u64)> = buckets
        .iter()
        .filter(|it| it.conversations > 0)
        .map(|it| (it.start.to_string(), it.conversations))
        .collect();
    let expected = [("2026-10-24", 1), ("2026-10-25", 4), ("2026-10-26", 1)];
    assert_eq!(filled, expected.map(|(day, count)| (day.to_owned(), count)));
    let hours = comparison(&home, &search("on:2026-10-25"), ComparisonSide::Hour).await;
    let hours: Vec<(Option<&str>, u64)> = hours
        .iter()
        .map(|it| (it.value.as_deref(), it.metrics.total))
        .collect();
    assert_eq!(hours, [(Some("00"), 1), (Some("02"), 2), (Some("23"), 1)]);
}

#[tokio::test]
async fn the_days_are_those_that_are_asked_for() {
    let home = Home::new().await;
    let talks = [
        ("old", "2026-08-03T12:00:00Z"),
        ("new", "2026-11-20T12:00:00Z"),
    ];
    home.commit(
        &in_berlin(talks.map(|(id, at)| started(id, at)).to_vec()),
        "1",
    )
    .await;
    let cases = [
        ("", None, "2026-10-23", "2026-11-21"),
        ("", Some(1), "2026-11-21", "2026-11-21"),
        ("last:90d", None, "2026-08-24", "2026-11-21"),
        ("last:90d", Some(2), "2026-11-20", "2026-11-21"),
        ("on:2026-08-03", None, "2026-08-03", "2026-08-03"),
        (
            "after:2026-08-01 before:2026-09-01",
            None,
            "2026-08-01",
            "2026-08-31",
        ),
        ("before:2026-09-01", None, "2026-08-03", "2026-08-31"),
        ("after:2026-11-01", None, "2026-11-01", "2026-11-21"),
    ];
    for (text, days, first, last) in cases {
        let buckets = trend(&home, text, days).await;
        let ends = |bucket: Option<&TrendBucket>| bucket.map(|it| it.start.to_string());
        assert_eq!(
            ends(buckets.first()).as_deref(),
            Some(first),
            "{text} {days:?}"
        );
        assert_eq!(
            ends(buckets.last()).as_deref(),
            Some(last),
            "{text} {days:?}"
        );
        let whole = buckets
            .windows(2)
            .all(|two| two[0].start.succ_opt() == Some(two[1].start));
        assert!(whole, "no day is left out: {text} {days:?}");
    }
    assert!(trend(&home, "after:2027-01-01", None).await.is_empty());
}

// --- what was derived, and is wrong ------------------------------------------------------------------

/// The recount looks at nothing that was derived: a row that vanished behind the back of the index is found.
#[tokio::test]
async fn a_row_that_vanished_is_found_by_the_recount() {
    let home = Home::new().await;
    let mut sold = talk("sold", 5, &["A pass, please."]);
    sold.conversions
        .push(crate::support::outcome("o", ConversionKind::DayPass));
    sold.leads.push(crate::support::lead("l"));
    home.commit(
        &in_berlin(vec![sold, talk("other", 9, &["Hello", "Hi"])]),
        "1",
    )
    .await;
    let recount = home
        .reader
        .recount(&search(""), now())
        .await
        .expect("recounted");
    assert_eq!(recount.shown, recount.recounted);
    let mut conn = raw(home.path(), "cache.db").await;
    for gone in [
        "DELETE FROM conversion",
        "DELETE FROM lead",
        "DELETE FROM message WHERE sender = 'ai_agent'",
    ] {
        sqlx::query(gone).execute(&mut conn).await.expect("deleted");
    }
    for text in ["", "channel:chat"] {
        let recount = home
            .reader
            .recount(&search(text), now())
            .await
            .expect("recounted");
        let of = |metrics: &model::metrics::Metrics| {
            (
                metrics.total,
                metrics.day_passes.conversations,
                metrics.any_conversion.conversations,
                metrics.leads.conversations,
                metrics.average_messages,
            )
        };
        assert_eq!(of(&recount.shown), (2, 1, 1, 1, Some(1.5)), "{text}");
        assert_eq!(of(&recount.recounted), (2, 0, 0, 0, Some(1.0)), "{text}");
    }
}
