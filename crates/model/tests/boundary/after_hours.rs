//! Numbers inside and outside of opening hours.

use crate::comparison::beside_rest;
use crate::metrics::metrics;
use crate::sample::text;
use crate::stands;
use daybook_model::after_hours::{AfterHoursRequest, AfterHoursView, OutsideShare};
use daybook_model::metrics::{MetricId, Metrics, Share};
use daybook_model::request::ListFilter;

fn share() -> OutsideShare {
    OutsideShare {
        what: MetricId::Bookings,
        known: 80,
        outside: Share {
            conversations: 20,
            rate: Some(0.25),
            interval: Some((0.125, 0.375)),
        },
    }
}

#[test]
fn after_hours() {
    stands! {
        "AfterHoursRequest": AfterHoursRequest { filter: ListFilter::default() },
        "OutsideShare": share(),
        "AfterHoursView": AfterHoursView {
            generation: 7,
            total: 100,
            inside: metrics(),
            outside: Metrics::default(),
            unknown: Metrics::default(),
            shares: vec![share()],
            beside_inside: vec![beside_rest()],
            ai_alone: Metrics::default(),
            with_operator: Metrics::default(),
            alone_beside_operator: Vec::new(),
            spaces_unknown: vec![text("Harbour")],
        },
    }
}
