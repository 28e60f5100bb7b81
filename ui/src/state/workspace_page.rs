//! What each page of the workspace calls its own: where the keyboard rests on it, and the field of its search.

use super::browsing::WorkspacePage;
use super::dashboard::{DASHBOARD, DASHBOARD_SEARCH};
use super::list_state::{LIST, SEARCH};
use super::rules::{RULES, RULES_SEARCH};
use super::themes::{THEMES, THEMES_SEARCH};

impl WorkspacePage {
    /// The element that has the keyboard when nothing else on the page has.
    pub(crate) const fn rest(self) -> &'static str {
        match self {
            Self::Conversations => LIST,
            Self::Dashboard => DASHBOARD,
            Self::Rules => RULES,
            Self::Themes => THEMES,
        }
    }

    /// The field of the page's search.
    pub(crate) const fn search(self) -> &'static str {
        match self {
            Self::Conversations => SEARCH,
            Self::Dashboard => DASHBOARD_SEARCH,
            Self::Rules => RULES_SEARCH,
            Self::Themes => THEMES_SEARCH,
        }
    }
}
