//! All that the window knows, put together of the states that its parts need.

use super::dialog::DialogState;
use super::links::LinksState;
use super::list_state::ListState;
use super::notices::NoticesState;
use super::reading_state::ReadingState;
use super::settings::SettingsState;
use leptos::prelude::*;
use model::failure::Failure;
use model::view::{StartupStage, StatusView};

/// What the window knows. A component that needs one state of it takes that one.
#[derive(Clone, Copy)]
pub(crate) struct AppState {
    /// Where the application stands; `None` until it has said so.
    pub(crate) stage: RwSignal<Option<StartupStage>>,
    /// Why it has not said so.
    pub(crate) stuck: RwSignal<Option<Failure>>,
    /// The product's version.
    pub(crate) version: RwSignal<String>,
    /// The state of the data.
    pub(crate) status: RwSignal<Option<StatusView>>,
    /// What a screen reader is told.
    pub(crate) spoken: RwSignal<String>,
    /// What the reader chose.
    pub(crate) settings: SettingsState,
    /// Lines over the page.
    pub(crate) notices: NoticesState,
    /// The dialog over the page.
    pub(crate) dialogs: DialogState,
    /// The ways out of the window.
    pub(crate) links: LinksState,
    /// The list.
    pub(crate) list: ListState,
    /// The conversation that is read.
    pub(crate) reading: ReadingState,
}

impl AppState {
    /// A window that knows nothing yet.
    pub(crate) fn new() -> Self {
        let stage = RwSignal::new(None);
        let (notices, dialogs) = (NoticesState::new(stage), DialogState::new());
        Self {
            stage,
            stuck: RwSignal::new(None),
            version: RwSignal::new(String::new()),
            status: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            settings: SettingsState::new(),
            notices,
            dialogs,
            links: LinksState::new(dialogs, notices),
            list: ListState::new(),
            reading: ReadingState::new(),
        }
    }
}
