//! What an empty list would show without one of its parts.

use crate::sample::text;
use crate::stands;
use daybook_model::relaxation::{ListRelaxation, RelaxedPart};
use daybook_model::request::ListFilter;

#[test]
fn relaxations() {
    stands! {
        "RelaxedPart": vec![
            RelaxedPart::Term(text("roof")),
            RelaxedPart::Channel,
            RelaxedPart::Period,
            RelaxedPart::Space,
            RelaxedPart::Source,
            RelaxedPart::View,
        ],
        "ListRelaxation": ListRelaxation {
            part: RelaxedPart::Term(text("roof")),
            filter: ListFilter::default(),
            conversations: 12,
            alone: 0,
        },
    }
}
