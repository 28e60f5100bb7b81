//! The facets beside the list: asked for anew whenever the list was opened, and clicked.

use super::browsing::BrowsingState;
use super::facets_state::FACETS;
use super::list_state::LIST;
use crate::browser::dom;
use crate::ipc;
use crate::view_model::facets::{FacetClick, clicked};
use crate::view_model::settings::{FacetPane, WindowSettings};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::facet::{Facet, FacetCounts};
use model::request::ListFilter;
use model::search::FieldTest;

impl BrowsingState {
    /// Whether the facets stand beside the list.
    pub(crate) fn has_facets(self) -> bool {
        let shown = |settings: &WindowSettings| settings.facets == FacetPane::Shown;
        self.settings.chosen.with(shown)
    }

    /// Shows the facets and gives them the keyboard, or hides them.
    pub(crate) fn toggle_facets(self) {
        let pane = if untrack(|| self.has_facets()) {
            FacetPane::Hidden
        } else {
            FacetPane::Shown
        };
        self.settings.update(|settings| settings.facets = pane);
        let next = match pane {
            FacetPane::Shown => FACETS,
            FacetPane::Hidden => LIST,
        };
        request_animation_frame(move || dom::focus(next));
    }

    /// Counts the facets of the open list. An answer to an older question is dropped.
    pub(crate) fn count_facets(self, filter: ListFilter) {
        let facets = self.facets;
        let turn = facets.turn.with_value(|turn| turn.wrapping_add(1));
        facets.turn.set_value(turn);
        spawn_local(async move {
            let answer = ipc::facets(filter.clone()).await;
            if facets.turn.get_value() != turn {
                return;
            }
            match answer {
                Ok(counts) => self.take_facets(filter, counts),
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    fn take_facets(self, filter: ListFilter, counts: Vec<FacetCounts>) {
        // The values are drawn anew; the one that has the keyboard is found again by its name.
        let here = dom::has_focus(FACETS).then(dom::focused_element).flatten();
        self.facets.counted.set_value(filter);
        self.facets.counts.set(Some(counts));
        if let Some(here) = here {
            request_animation_frame(move || here.return_to());
        }
    }

    /// Lists what a click on a value asks for. What was typed or clicked since the facets were counted is part
    /// of it: they are counted once more first.
    pub(crate) fn click_facet(self, facet: Facet, test: FieldTest, click: FacetClick) {
        let filter = self.list.filter.get_untracked();
        if self
            .facets
            .counted
            .with_value(|counted| counted.selects_as(&filter))
        {
            return self.apply_facet(&filter, facet, &test, click);
        }
        spawn_local(async move {
            match ipc::facets(filter.clone()).await {
                Ok(counts) => {
                    self.take_facets(filter.clone(), counts);
                    self.apply_facet(&filter, facet, &test, click);
                }
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    fn apply_facet(self, filter: &ListFilter, facet: Facet, test: &FieldTest, click: FacetClick) {
        let after = self.facets.counts.with_untracked(|counts| {
            let counts = counts
                .iter()
                .flatten()
                .find(|counts| counts.facet == facet)?;
            let value = counts.values.iter().find(|value| value.test == *test)?;
            Some(clicked(filter, facet, value, click))
        });
        if let Some(after) = after {
            self.filter(after);
        }
    }
}
