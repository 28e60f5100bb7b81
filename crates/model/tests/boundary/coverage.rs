//! What this laptop knows.

use crate::sample::{at, text};
use crate::stands;
use chrono::NaiveDate;
use daybook_model::coverage::{
    CoverageCell, CoverageReason, CoverageRequest, CoverageState, CoverageView, SourceCoverage,
};
use daybook_model::request::ListFilter;
use daybook_model::{Channel, SourceId};

fn reasons() -> Vec<CoverageReason> {
    vec![
        CoverageReason::NeverWhole,
        CoverageReason::NotSince { at: at(5) },
        CoverageReason::Missing {
            conversations: 3,
            messages: 40,
        },
        CoverageReason::SetAside { rows: 2 },
        CoverageReason::Refused {
            what: vec![text("messages")],
        },
        CoverageReason::Bound {
            spaces: text("harbour"),
        },
        CoverageReason::Purged { conversations: 1 },
        CoverageReason::HeldOnlyHere { conversations: 4 },
    ]
}

fn source() -> SourceCoverage {
    SourceCoverage {
        source: SourceId(3),
        name: text("Harbour"),
        known_until: Some(at(7)),
        reasons: reasons(),
    }
}

fn cell() -> CoverageCell {
    CoverageCell {
        day: NaiveDate::from_ymd_opt(2026, 1, 2).expect("a day"),
        channel: Channel::WhatsApp,
        conversations: 12,
        state: CoverageState::Partial,
        set_aside: 1,
    }
}

#[test]
fn coverage() {
    stands! {
        "CoverageRequest": CoverageRequest { filter: ListFilter::default() },
        "CoverageState": vec![
            CoverageState::Complete,
            CoverageState::Ongoing,
            CoverageState::HeldOnlyHere,
            CoverageState::Partial,
            CoverageState::Refused,
        ],
        "CoverageReason": reasons(),
        "SourceCoverage": source(),
        "CoverageCell": cell(),
        "CoverageView": CoverageView {
            is_lacking: true,
            sources: vec![source()],
            cells: vec![cell()],
        },
    }
}
