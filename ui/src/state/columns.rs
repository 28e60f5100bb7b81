//! The menu of the list's columns: where it opens, and who has the keyboard then.

use super::browsing::BrowsingState;
use super::list_state::COLUMNS;
use crate::browser::dom;
use leptos::prelude::*;

impl BrowsingState {
    /// Opens the menu below its button and gives it the keyboard, or closes it.
    pub(crate) fn toggle_columns_menu(self) {
        let menu = self.list.columns_menu;
        if menu.get_untracked().is_some() {
            return self.close_columns_menu();
        }
        menu.set(dom::below(COLUMNS));
    }

    /// Closes the menu and gives the keyboard back to its button.
    pub(crate) fn close_columns_menu(self) {
        self.list.columns_menu.set(None);
        dom::focus(COLUMNS);
    }
}
