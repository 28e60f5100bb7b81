//! The funnel of calls to action.

use crate::sample::text;
use crate::stands;
use daybook_model::OfferKind;
use daybook_model::funnel::{FunnelRequest, FunnelRow, FunnelStep, FunnelView};
use daybook_model::request::ListFilter;

fn step(conversations: u64, query: &str) -> FunnelStep {
    FunnelStep {
        conversations,
        query: text(query),
    }
}

fn row() -> FunnelRow {
    FunnelRow {
        kind: Some(OfferKind::Tour),
        offered: step(40, "offered:tour last:30d"),
        clicked: None,
        converted: step(9, "offered:tour outcome:tour last:30d"),
        not_converted: step(31, "offered:tour -outcome:tour last:30d"),
        without_offer: step(2, "outcome:tour -offered:tour last:30d"),
    }
}

#[test]
fn funnels() {
    let any = FunnelRow {
        kind: None,
        clicked: Some(step(20, "has:offer last:30d")),
        ..row()
    };
    stands! {
        "FunnelRequest": FunnelRequest { filter: ListFilter::default() },
        "FunnelStep": step(0, ""),
        "FunnelRow": row(),
        "FunnelView": FunnelView { scope: step(214, "last:30d"), rows: vec![any, row()] },
    }
}
