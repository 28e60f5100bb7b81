//! Time zones.

use crate::sample::text;
use crate::stands;
use daybook_model::zone_view::{ZoneStep, ZoneView};

fn step() -> ZoneStep {
    ZoneStep {
        from: 1_792_890_000,
        offset: 3_600,
        abbreviation: text("CET"),
    }
}

#[test]
fn zones() {
    stands! {
        "ZoneStep": step(),
        "ZoneView": vec![
            ZoneView {
                name: text("Europe/Berlin"),
                database: text("2026f"),
                steps: Some(vec![step()]),
            },
            ZoneView {
                name: text("Mars/Olympus"),
                database: text("2026f"),
                steps: None,
            },
        ],
    }
}
