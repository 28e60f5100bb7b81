//! The dashboard.

use crate::comparison::{beside_rest, control_curve, shift};
use crate::metrics::metrics;
use crate::sample::at;
use crate::stands;
use chrono::NaiveDate;
use daybook_model::Channel;
use daybook_model::comparison::ComparisonSide;
use daybook_model::conversion_time::{ConversionPoint, ConversionQuantiles, ConversionTime};
use daybook_model::dashboard::{
    CountedDays, DashboardPeriod, DashboardRequest, DashboardView, PeriodBefore, PeriodOrigin,
    PlaceCount, PlaceCounts,
};
use daybook_model::metrics::{MetricId, Metrics, MetricsRecount, Share};
use daybook_model::request::ListFilter;
use daybook_model::search::{DaySpan, FieldTest};
use daybook_model::trend::TrendStep;
use daybook_model::us_state::UsState;

fn span() -> DaySpan {
    DaySpan {
        first: NaiveDate::from_ymd_opt(2026, 11, 1),
        last: NaiveDate::from_ymd_opt(2026, 11, 30),
    }
}

fn scope() -> ListFilter {
    ListFilter {
        text: "(after:2026-11-01 before:2026-12-01) tour".to_owned(),
        ..ListFilter::default()
    }
}

fn conversion_time() -> ConversionTime {
    ConversionTime {
        outcome: MetricId::Bookings,
        channel: Some(Channel::Chat),
        conversations: 400,
        converted: 60,
        quantiles: ConversionQuantiles {
            median: Some(1_500),
            p75: Some(4_000),
            p95: None,
        },
        curve: vec![ConversionPoint {
            seconds: 60,
            converted: 0.125,
        }],
    }
}

fn places() -> PlaceCounts {
    let count = |place| PlaceCount {
        place,
        conversations: 40,
        converted: Share {
            conversations: 10,
            rate: Some(0.25),
            interval: Some((0.125, 0.375)),
        },
    };
    PlaceCounts {
        states: vec![count(FieldTest::State(
            UsState::named("Texas").expect("a state"),
        ))],
        countries: vec![count(FieldTest::Country("US".to_owned()))],
        without_country: 3,
        without_state: 360,
    }
}

fn before() -> PeriodBefore {
    PeriodBefore {
        span: span(),
        scope: scope(),
        metrics: Metrics::default(),
        rates: vec![beside_rest()],
        by_channel: vec![shift()],
        by_side: vec![shift()],
    }
}

fn view() -> DashboardView {
    DashboardView {
        generation: 5214,
        counted_at: at(41),
        days: CountedDays {
            is_over: false,
            span: span(),
            origin: PeriodOrigin::Search,
        },
        scope: scope(),
        meaning: None,
        diagnoses: Vec::new(),
        metrics: metrics(),
        before: Some(before()),
        only_inferred: 7,
        leads_converted: Share {
            conversations: 12,
            rate: Some(0.5),
            interval: Some((0.25, 0.75)),
        },
        trend: Vec::new(),
        converting_from: NaiveDate::from_ymd_opt(2026, 11, 27),
        comparison: Vec::new(),
        control: vec![control_curve()],
        conversion_times: vec![conversion_time()],
        places: places(),
        zones: vec!["Europe/Lisbon".to_owned()],
        zone_database: "2026f".to_owned(),
    }
}

#[test]
fn dashboards() {
    stands! {
        "DashboardPeriod": vec![
            DashboardPeriod::LastDays(30),
            DashboardPeriod::Week(0),
            DashboardPeriod::Month(1),
            DashboardPeriod::Span(span()),
            DashboardPeriod::All,
        ],
        "DashboardRequest": DashboardRequest {
            filter: scope(),
            period: DashboardPeriod::default(),
            step: TrendStep::Week,
            side: ComparisonSide::Space,
        },
        "PeriodOrigin": vec![PeriodOrigin::Period, PeriodOrigin::Search],
        "CountedDays": view().days,
        "PeriodBefore": before(),
        "PlaceCount": places().states,
        "PlaceCounts": places(),
        "ConversionPoint": conversion_time().curve,
        "ConversionQuantiles": conversion_time().quantiles,
        "ConversionTime": conversion_time(),
        "UsState": UsState::named("New York"),
        "DashboardView": view(),
        "MetricsRecount": MetricsRecount {
            shown: Metrics::default(),
            recounted: metrics(),
            is_disturbed: true,
        },
    }
}
