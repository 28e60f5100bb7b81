//! The dashboard: every number of it is as long as the list that it opens, and is what the naive model says.

use crate::cache::RunOutcome;
use crate::counts;
use crate::support::{Home, now, search, space, talk};
use chrono::{DateTime, Utc};
use model::ConversionKind;
use model::comparison::ComparisonSide;
use model::dashboard::{DashboardPeriod, DashboardRequest, DashboardView, PeriodOrigin};
use model::feed::{ChangeSet, ConversationChange};
use model::metrics::{MetricAmount, MetricId};
use model::record::{ConversionRecord, GeoPlace, SpaceRecord};
use model::request::{InferredOutcomes, ListFilter};
use model::search::{DaySpan, FieldTest};
use model::trend::TrendStep;

async fn dashboard(home: &Home, filter: ListFilter, period: DashboardPeriod) -> DashboardView {
    let request = DashboardRequest {
        filter,
        period,
        step: TrendStep::Day,
        side: ComparisonSide::Country,
    };
    let counted = home.reader.dashboard(&request, now()).await;
    counted.expect("a dashboard")
}

/// How many the list of a term within a scope has.
async fn listed(home: &Home, scope: &ListFilter, term: &str) -> u64 {
    let list = home.list(ListFilter {
        text: format!("{term} {}", scope.text).trim().to_owned(),
        ..scope.clone()
    });
    u64::from(list.await.total)
}

/// The dashboard of a filter, against the conversations that it selects.
pub(crate) async fn check(home: &Home, filter: &ListFilter, expected: &[&ConversationChange]) {
    let view = dashboard(home, filter.clone(), DashboardPeriod::All).await;
    let total = expected.len() as u64;
    assert_eq!(view.metrics.total, total, "{filter:?}");
    let trend: u64 = view.trend.iter().map(|it| it.conversations).sum();
    assert_eq!(trend, total, "{filter:?}");
    let parts: u64 = view.comparison.iter().map(|it| it.metrics.total).sum();
    assert_eq!(parts, total, "{filter:?}");
    let countries: u64 = view
        .places
        .countries
        .iter()
        .map(|it| it.conversations)
        .sum();
    assert_eq!(countries + view.places.without_country, total, "{filter:?}");
    assert!(view.before.is_none(), "everything has nothing before it");
    check_outcomes(home, &view, expected).await;
    check_lists(home, &view).await;
}

/// Converted, only inferred and unconverted make up all, wherever the switch is; and times are of confirmed outcomes.
async fn check_outcomes(home: &Home, view: &DashboardView, expected: &[&ConversationChange]) {
    let filter = &view.scope;
    let having = |has: &dyn Fn(&ConversationChange) -> bool| {
        expected.iter().filter(|talk| has(talk)).count() as u64
    };
    let confirmed = having(&|talk| talk.conversions.iter().any(|one| one.confirmed));
    let only_inferred = having(&|talk| {
        !talk.conversions.is_empty() && talk.conversions.iter().all(|it| !it.confirmed)
    });
    assert_eq!(view.only_inferred, only_inferred, "{filter:?}");
    let any = view.metrics.any_conversion.conversations;
    let counted = match filter.inferred {
        InferredOutcomes::Apart => confirmed,
        InferredOutcomes::Counted => confirmed + only_inferred,
    };
    assert_eq!(any, counted, "{filter:?}");
    let leads = having(&|talk| {
        !talk.leads.is_empty() && talk.conversions.iter().any(|one| counts(one, filter))
    });
    assert_eq!(view.leads_converted.conversations, leads, "{filter:?}");
    let timed = view
        .conversion_times
        .iter()
        .find(|it| it.outcome == MetricId::AnyOutcome && it.channel.is_none());
    assert_eq!(timed.map(|it| it.converted), Some(confirmed), "{filter:?}");
    let unconverted = listed(home, filter, "outcome:none").await;
    let all = expected.len() as u64;
    assert_eq!(confirmed + only_inferred + unconverted, all, "{filter:?}");
}

/// Every rate is as long as the list that it opens, and so is the rate of every part and place.
async fn check_lists(home: &Home, view: &DashboardView) {
    for what in MetricId::ALL {
        let (Some(term), MetricAmount::Share(share)) = (
            what.counted(view.scope.inferred),
            view.metrics.amount(*what),
        ) else {
            continue;
        };
        let found = listed(home, &view.scope, &term.to_string()).await;
        assert_eq!(found, share.conversations, "{term} {:?}", view.scope);
    }
    let any = view.scope.inferred.asked(None);
    let leads = listed(home, &view.scope, &format!("has:lead {any}")).await;
    assert_eq!(
        leads, view.leads_converted.conversations,
        "{:?}",
        view.scope
    );
    let only = listed(home, &view.scope, "converted:inferred").await;
    assert_eq!(only, view.only_inferred, "{:?}", view.scope);
    for bucket in view.trend.iter().filter(|it| it.conversations > 0) {
        let term = format!("on:{} {any}", bucket.start);
        let found = listed(home, &view.scope, &term).await;
        assert_eq!(found, bucket.converted, "{term} {:?}", view.scope);
    }
    for place in &view.places.countries {
        let term = format!("{} {any}", place.place);
        let found = listed(home, &view.scope, &term).await;
        assert_eq!(
            found, place.converted.conversations,
            "{term} {:?}",
            view.scope
        );
    }
}

fn at(place: (&str, &str), id: &str, started: &str) -> ConversationChange {
    let started: DateTime<Utc> = started.parse().expect("an instant");
    let mut one = talk(id, 0, &["hello"]);
    one.conversation.started_at = started;
    one.conversation.last_activity_at = started;
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    one.conversation.place = GeoPlace {
        city: None,
        region: text(place.0),
        country: text(place.1),
    };
    one
}

fn with_tour(mut one: ConversationChange, seconds: i64) -> ConversationChange {
    let id = one.conversation.id.0.clone();
    one.conversions.push(ConversionRecord {
        id: format!("{id}-tour").into(),
        kind: ConversionKind::Tour,
        record: "9".to_owned(),
        url: None,
        occurred_at: one.conversation.started_at + chrono::TimeDelta::seconds(seconds),
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    });
    one
}

/// Ten days before today (2026-11-21), with a tour each half an hour later, and twenty days before that without.
async fn filled() -> Home {
    let home = Home::new().await;
    let places = [
        ("TX", "US"),
        ("Texas", "usa"),
        ("", "PT"),
        ("", ""),
        ("", "PR"),
    ];
    let mut talks = Vec::new();
    for day in 1..=10 {
        for (at_place, place) in places.iter().enumerate() {
            let id = format!("n{day}-{at_place}");
            let one = at(
                *place,
                &id,
                &format!("2026-11-{:02}T0{at_place}:30:00Z", day + 11),
            );
            talks.push(with_tour(one, 1_800 * day));
            let before = at(
                *place,
                &format!("b{day}-{at_place}"),
                &format!("2026-10-{:02}T09:00:00Z", day + 11),
            );
            talks.push(before);
        }
    }
    let page = ChangeSet {
        spaces: vec![space("s1")],
        conversations: talks,
        ..ChangeSet::default()
    };
    home.commit(&page, "1").await;
    home
}

#[tokio::test]
async fn every_number_is_as_long_as_the_list_that_it_opens() {
    let home = filled().await;
    let view = dashboard(&home, ListFilter::default(), DashboardPeriod::LastDays(30)).await;
    assert_eq!(
        (view.metrics.total, view.metrics.tours.conversations),
        (50, 50)
    );
    assert_eq!(listed(&home, &view.scope, "").await, 50);
    check_lists(&home, &view).await;
    for (at, bucket) in view.trend.iter().enumerate() {
        let next = view
            .trend
            .get(at + 1)
            .and_then(|next| next.start.pred_opt());
        let days = FieldTest::Started(DaySpan {
            first: Some(bucket.start),
            last: next,
        });
        let found = listed(&home, &view.scope, &days.to_string()).await;
        assert_eq!(found, bucket.conversations, "{bucket:?}");
    }
    let places = view.places.states.iter().chain(&view.places.countries);
    let mut met = 0;
    for place in places {
        met += 1;
        let found = listed(&home, &view.scope, &place.place.to_string()).await;
        assert_eq!(found, place.conversations, "{}", place.place);
    }
    assert_eq!(
        met,
        2 + 3,
        "Texas and Puerto Rico; the States, Portugal and Puerto Rico"
    );
    for (term, count) in [
        ("state:none", view.places.without_state),
        ("country:none", view.places.without_country),
    ] {
        assert_eq!(listed(&home, &view.scope, term).await, count, "{term}");
    }
    for side in ComparisonSide::ALL {
        let request = DashboardRequest {
            side,
            ..DashboardRequest::default()
        };
        let view = home
            .reader
            .dashboard(&request, now())
            .await
            .expect("counted");
        for part in &view.comparison {
            let Some(test) = &part.test else { continue };
            let found = listed(&home, &view.scope, &test.to_string()).await;
            assert_eq!(found, part.metrics.total, "{test}");
        }
    }
}

#[tokio::test]
async fn a_period_stands_beside_the_one_before() {
    let home = filled().await;
    let view = dashboard(&home, search(""), DashboardPeriod::LastDays(30)).await;
    let before = view.before.expect("there were days before");
    assert_eq!(before.metrics.total, 50);
    assert_eq!(listed(&home, &before.scope, "").await, 50);
    let tours = before.rates.iter().find(|it| it.what == MetricId::Tours);
    let tours = tours.expect("compared");
    assert!((tours.difference - 1.0).abs() < 1e-9, "{tours:?}");
    assert_eq!(view.days.origin, PeriodOrigin::Period);
    // A search that asks for days is the period, whatever else is asked.
    let asked = search("hello on:2026-11-12");
    let view = dashboard(&home, asked.clone(), DashboardPeriod::LastDays(7)).await;
    assert_eq!(
        (view.metrics.total, view.days.origin),
        (5, PeriodOrigin::Search)
    );
    assert_eq!(view.scope, asked, "what was typed is what is listed");
    let before = view.before.expect("the day before");
    assert_eq!(before.scope.text, "hello on:2026-11-11");
}

#[tokio::test]
async fn the_time_to_convert_is_told_and_marks_what_still_converts() {
    let home = filled().await;
    let view = dashboard(&home, search(""), DashboardPeriod::LastDays(30)).await;
    let of_all = |what| {
        let mut times = view.conversion_times.iter();
        times
            .find(|it| it.outcome == what && it.channel.is_none())
            .expect("timed")
    };
    let tours = of_all(MetricId::Tours);
    assert_eq!((tours.conversations, tours.converted), (50, 50));
    let quantiles = tours.quantiles;
    assert_eq!(
        (quantiles.median, quantiles.p75, quantiles.p95),
        (Some(1_800 * 5), Some(1_800 * 8), Some(1_800 * 10))
    );
    assert_eq!(
        view.converting_from,
        "2026-11-21".parse().ok(),
        "within a day"
    );
    assert_eq!(of_all(MetricId::Bookings).converted, 0);
    // What is committed later is timed too.
    let page = ChangeSet {
        conversations: vec![with_tour(at(("", ""), "late", "2026-11-20T01:00:00Z"), 60)],
        ..ChangeSet::default()
    };
    home.commit(&page, "2").await;
    let view = dashboard(&home, search(""), DashboardPeriod::LastDays(30)).await;
    let tours = view
        .conversion_times
        .iter()
        .find(|it| it.outcome == MetricId::Tours);
    assert_eq!(tours.map(|it| it.converted), Some(51));
}

#[tokio::test]
async fn what_a_source_never_read_to_its_end_tells_is_known_from_its_first_run() {
    let home = filled().await;
    let converting_from = async || {
        let view = dashboard(&home, search(""), DashboardPeriod::LastDays(30)).await;
        view.converting_from
    };
    let runs = [
        (5, RunOutcome::Stopped, "2026-11-16"),
        (3, RunOutcome::Offline, "2026-11-16"),
        (1, RunOutcome::Complete, "2026-11-20"),
        (0, RunOutcome::Stopped, "2026-11-20"),
    ];
    for (days, outcome, expected) in runs {
        let began = now() - chrono::TimeDelta::days(days);
        let run = home
            .writer
            .begin_run(home.source, began)
            .await
            .expect("begins");
        let ended = home.writer.end_run(run, began, &outcome, None).await;
        ended.expect("ends");
        assert_eq!(
            converting_from().await,
            expected.parse().ok(),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_day_is_over_when_it_is_over_in_every_space() {
    let home = filled().await;
    let west = ChangeSet {
        spaces: vec![SpaceRecord {
            time_zone: "America/Los_Angeles".to_owned(),
            ..space("west")
        }],
        ..ChangeSet::default()
    };
    let request = DashboardRequest {
        period: DashboardPeriod::Span(DaySpan {
            first: "2026-11-20".parse().ok(),
            last: "2026-11-20".parse().ok(),
        }),
        ..DashboardRequest::default()
    };
    let is_over = async |at: &str| {
        let at = at.parse().expect("an instant");
        let view = home.reader.dashboard(&request, at).await;
        view.expect("counted").days.is_over
    };
    assert!(is_over("2026-11-21T03:00:00Z").await);
    home.commit(&west, "2").await;
    assert!(
        !is_over("2026-11-21T07:59:00Z").await,
        "it is evening in the west"
    );
    assert!(is_over("2026-11-21T08:00:00Z").await);
}

#[tokio::test]
async fn an_empty_store_has_a_dashboard_of_nothing() {
    let home = Home::new().await;
    let view = dashboard(&home, search(""), DashboardPeriod::Month(0)).await;
    assert_eq!((view.metrics.total, view.comparison.len()), (0, 0));
    assert_eq!(view.converting_from, None);
    assert_eq!(view.trend.len(), 21, "the days of the month so far");
}
