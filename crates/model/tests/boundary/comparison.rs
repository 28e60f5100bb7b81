//! Comparisons of rates.

use crate::metrics::metrics;
use crate::stands;
use daybook_model::comparison::{
    ComparisonRequest, ComparisonRow, ComparisonSide, ControlCurve, ControlPoint, ControlStanding,
    RateBesideRest, RateControl, RateShift, RateVerdict,
};
use daybook_model::metrics::{MetricId, Metrics};
use daybook_model::request::ListFilter;
use daybook_model::search::FieldTest;
use daybook_model::{Channel, SourceId, SpaceId};

pub(crate) fn beside_rest() -> RateBesideRest {
    RateBesideRest {
        what: MetricId::Bookings,
        difference: 0.25,
        interval: (0.125, 0.375),
        p: 0.03125,
        verdict: RateVerdict::More,
    }
}

pub(crate) fn shift() -> RateShift {
    RateShift {
        what: MetricId::Bookings,
        within: 0.375,
        mix: -0.125,
    }
}

fn control() -> RateControl {
    RateControl {
        what: MetricId::Bookings,
        target: 0.25,
        warning: (0.125, 0.375),
        action: (0.0625, 0.5),
        standing: ControlStanding::Above,
    }
}

pub(crate) fn control_curve() -> ControlCurve {
    ControlCurve {
        what: MetricId::Bookings,
        target: 0.25,
        points: vec![ControlPoint {
            conversations: 20,
            warning: (0.125, 0.375),
            action: (0.0625, 0.5),
        }],
    }
}

#[test]
fn comparisons() {
    let known = ComparisonRow {
        value: Some("chat".to_owned()),
        test: Some(FieldTest::Channel(Channel::Chat)),
        space: Some(SpaceId(3)),
        source: None,
        metrics: metrics(),
        beside_rest: vec![beside_rest()],
        control: vec![control()],
    };
    let unknown = ComparisonRow {
        value: None,
        test: None,
        space: None,
        source: Some(SourceId(2)),
        metrics: Metrics::default(),
        beside_rest: vec![],
        control: vec![],
    };
    stands! {
        "RateVerdict": vec![
            RateVerdict::More,
            RateVerdict::Fewer,
            RateVerdict::NoDifferenceSeen,
            RateVerdict::TooFew { more: 140 },
        ],
        "RateBesideRest": beside_rest(),
        "RateShift": shift(),
        "RateControl": control(),
        "ControlStanding": vec![
            ControlStanding::FarBelow,
            ControlStanding::Below,
            ControlStanding::Within,
            ControlStanding::Above,
            ControlStanding::FarAbove,
        ],
        "ControlCurve": control_curve(),
        "ControlPoint": control_curve().points,
        "ComparisonSide": ComparisonSide::ALL.to_vec(),
        "ComparisonRow": vec![known, unknown],
        "ComparisonRequest": ComparisonRequest {
            filter: ListFilter::default(),
            side: ComparisonSide::Channel,
        },
    }
}

#[test]
fn a_side_is_called_what_it_is_sent_as() {
    for side in ComparisonSide::ALL {
        let sent = serde_json::to_value(side).expect("it is written");
        assert_eq!(sent, side.as_str());
    }
}
