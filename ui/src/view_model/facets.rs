//! Facets as the window shows them: what a click on a value lists, and what is said beside a facet's name.

use crate::i18n::{Phrase, TextKey};
use model::facet::{Facet, FacetChoice, FacetCounts, FacetValue};
use model::request::ListFilter;

/// What is done with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FacetClick {
    /// It is chosen, or given up.
    Toggle,
    /// It is excluded, or given up.
    Exclude,
}

/// The list after a click. What a tab or the side bar said of the facet stands in the text from then on.
#[must_use]
pub fn clicked(
    filter: &ListFilter,
    facet: Facet,
    value: &FacetValue,
    click: FacetClick,
) -> ListFilter {
    let text = match click {
        FacetClick::Toggle => &value.toggled,
        FacetClick::Exclude => &value.excluded,
    };
    let mut after = ListFilter {
        text: text.clone(),
        ..filter.clone()
    };
    match facet {
        Facet::Channel => after.channel = None,
        Facet::Space => after.space = None,
        Facet::Source => after.source = None,
        _ => {}
    }
    after
}

/// What is said beside a facet's name: of an outcome that several may stand in one conversation; else of how many
/// conversations it counts, where the search narrows it itself.
#[must_use]
pub fn beside_name(counts: &FacetCounts) -> Option<Phrase> {
    if counts.facet == Facet::Outcome {
        return Some(TextKey::FacetOverlap.into());
    }
    let is_spoken = |value: &FacetValue| value.choice != FacetChoice::Open;
    let is_narrowed = counts.values.iter().any(is_spoken);
    is_narrowed.then(|| Phrase::count(TextKey::FacetOf, counts.conversations))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::search::FieldTest;
    use model::{Channel, SpaceId};

    fn value(choice: FacetChoice) -> FacetValue {
        FacetValue {
            test: FieldTest::Channel(Channel::Chat),
            conversations: 3,
            choice,
            toggled: "channel:chat roof".to_owned(),
            excluded: "-channel:chat roof".to_owned(),
        }
    }

    #[test]
    fn a_click_puts_into_the_text_what_a_tab_said() {
        let before = ListFilter {
            text: "roof".to_owned(),
            channel: Some(Channel::Voice),
            space: Some(SpaceId(2)),
            ..ListFilter::default()
        };
        let open = value(FacetChoice::Open);
        let after = clicked(&before, Facet::Channel, &open, FacetClick::Toggle);
        assert_eq!(
            (after.text.as_str(), after.channel),
            ("channel:chat roof", None)
        );
        assert_eq!(after.space, before.space, "another facet stays as it was");
        let without = clicked(&before, Facet::Channel, &open, FacetClick::Exclude);
        assert_eq!(without.text, "-channel:chat roof");
    }

    #[test]
    fn a_facet_says_of_how_many_it_counts_where_it_narrows_itself() {
        let counts = |facet, choice| FacetCounts {
            facet,
            conversations: 64,
            values: vec![value(choice)],
            left_out: 0,
        };
        assert_eq!(
            beside_name(&counts(Facet::Channel, FacetChoice::Open)),
            None
        );
        let of = Phrase::new(TextKey::FacetOf).number("n", 64);
        assert_eq!(
            beside_name(&counts(Facet::Channel, FacetChoice::Chosen)),
            Some(of)
        );
        let overlap = beside_name(&counts(Facet::Outcome, FacetChoice::Open));
        assert_eq!(overlap, Some(TextKey::FacetOverlap.into()));
    }
}
