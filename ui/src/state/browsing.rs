//! Browsing: the list and the conversation that is read from it. What is done with them is in `list` and
//! in `reading`.

use super::dialog::DialogState;
use super::facets_state::FacetsState;
use super::list_state::ListState;
use super::marks_state::MarksState;
use super::notices::NoticesState;
use super::reading_state::ReadingState;
use super::records::RecordsState;
use super::settings::SettingsState;
use leptos::prelude::*;

/// Which page the main column shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum WorkspacePage {
    /// The list and what is read.
    #[default]
    Conversations,
    /// The numbers.
    Dashboard,
    /// The rules.
    Rules,
    /// What is asked.
    Themes,
}

/// The list, what is read, and what both need: the remembered filter, and a place to say what failed.
#[derive(Clone, Copy)]
pub(crate) struct BrowsingState {
    /// The page that is shown. Whatever lists conversations shows the list.
    pub(crate) page: RwSignal<WorkspacePage>,
    /// The list.
    pub(crate) list: ListState,
    /// The facets of the list.
    pub(crate) facets: FacetsState,
    /// The conversation that is read.
    pub(crate) reading: ReadingState,
    /// Its record.
    pub(crate) records: RecordsState,
    /// What is noted about it.
    pub(crate) noted: MarksState,
    /// What the reader chose.
    pub(crate) settings: SettingsState,
    /// Lines over the page.
    pub(crate) notices: NoticesState,
}

impl BrowsingState {
    /// Nothing is listed and nothing is read.
    pub(super) fn new(
        settings: SettingsState,
        notices: NoticesState,
        dialogs: DialogState,
    ) -> Self {
        Self {
            page: RwSignal::new(WorkspacePage::default()),
            list: ListState::new(),
            facets: FacetsState::new(),
            reading: ReadingState::new(),
            records: RecordsState::new(notices, dialogs),
            noted: MarksState::new(),
            settings,
            notices,
        }
    }
}
