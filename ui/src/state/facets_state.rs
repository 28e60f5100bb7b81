//! What was counted of the facets beside the list. How it is asked for and clicked stands in `facets`.

use leptos::prelude::*;
use model::facet::FacetCounts;
use model::request::ListFilter;

/// The id of the facets' element.
pub(crate) const FACETS: &str = "facets";

/// What was last counted.
#[derive(Clone, Copy)]
pub(crate) struct FacetsState {
    /// The facets; none until they were counted once.
    pub(crate) counts: RwSignal<Option<Vec<FacetCounts>>>,
    /// Of which list.
    pub(super) counted: StoredValue<ListFilter>,
    pub(super) turn: StoredValue<u32>,
}

impl FacetsState {
    /// Nothing is counted yet.
    pub(super) fn new() -> Self {
        Self {
            counts: RwSignal::new(None),
            counted: StoredValue::new(ListFilter::default()),
            turn: StoredValue::new(0),
        }
    }
}
