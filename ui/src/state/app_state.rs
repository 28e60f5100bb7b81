//! All that the window knows, put together of the states that its parts need.

use super::annotations::AnnotationsState;
use super::audit::AuditState;
use super::browsing::{BrowsingState, WorkspacePage};
use super::dashboard::DashboardState;
use super::deletion::DeletionState;
use super::dialog::DialogState;
use super::forgetting::ForgettingState;
use super::hand_over::HandOverState;
use super::idle_lock::IdleLock;
use super::leads::LeadsState;
use super::links::LinksState;
use super::notices::NoticesState;
use super::opening_hours::OpeningHoursState;
use super::person::PersonState;
use super::queues::QueuesState;
use super::rules::RulesState;
use super::settings::SettingsState;
use super::themes::ThemesState;
use super::views::ViewsState;
use crate::view_model::sync_status::{FirstSyncWatch, counted_with_list};
use leptos::prelude::*;
use model::failure::Failure;
use model::view::{StartupStage, StatusView};

/// The state of the data, once the back end has said it.
pub(crate) type StatusSignal = RwSignal<Option<StatusView>>;

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
    pub(crate) status: StatusSignal,
    /// The same as the list knows it: while news wait over the list, no number beside it is newer.
    pub(crate) counted: Memo<Option<StatusView>>,
    /// The sources whose first sync is not over.
    pub(super) first_sync: StoredValue<FirstSyncWatch>,
    /// What a screen reader is told.
    pub(crate) spoken: RwSignal<String>,
    /// What the reader chose.
    pub(crate) settings: SettingsState,
    /// When the window is locked.
    pub(crate) idle: IdleLock,
    /// Lines over the page.
    pub(crate) notices: NoticesState,
    /// The dialog over the page.
    pub(crate) dialogs: DialogState,
    /// The ways out of the window.
    pub(crate) links: LinksState,
    /// The list and what is read.
    pub(crate) browse: BrowsingState,
    /// The dashboard.
    pub(crate) dashboard: DashboardState,
    /// Annotations of the trend.
    pub(crate) annotations: AnnotationsState,
    /// When spaces are open.
    pub(crate) hours: OpeningHoursState,
    /// The views of the navigation.
    pub(crate) views: ViewsState,
    /// The review queues.
    pub(crate) queues: QueuesState,
    /// The rules.
    pub(crate) rules: RulesState,
    /// What is asked.
    pub(crate) themes: ThemesState,
    /// The leads.
    pub(crate) leads: LeadsState,
    /// What is handed over.
    pub(crate) hand_over: HandOverState,
    /// The audit log.
    pub(crate) audit: AuditState,
    /// What is deleted for privacy.
    pub(crate) deletion: DeletionState,
    /// Whether this laptop is forgotten.
    pub(crate) forgetting: ForgettingState,
    /// What is held on a person.
    pub(crate) person: PersonState,
}

impl AppState {
    /// A window that knows nothing yet.
    pub(crate) fn new() -> Self {
        let stage = RwSignal::new(None);
        let (notices, dialogs) = (NoticesState::new(stage), DialogState::new());
        let settings = SettingsState::new();
        let browse = BrowsingState::new(settings, notices, dialogs);
        let queues = QueuesState::new(browse, notices, dialogs);
        let status = RwSignal::new(None);
        let hand_over = HandOverState::new(browse, notices, dialogs);
        let dashboard = DashboardState::new(browse);
        let deletion = DeletionState::new(browse, notices, dialogs);
        Self {
            stage,
            stuck: RwSignal::new(None),
            version: RwSignal::new(String::new()),
            status,
            counted: counted(browse, status),
            first_sync: StoredValue::new(FirstSyncWatch::default()),
            spoken: RwSignal::new(String::new()),
            settings,
            idle: IdleLock::new(stage, settings, notices),
            notices,
            dialogs,
            links: LinksState::new(notices),
            browse,
            dashboard,
            annotations: AnnotationsState::new(dashboard, notices, dialogs),
            hours: OpeningHoursState::new(dashboard, notices, dialogs),
            views: ViewsState::new(browse, notices),
            queues,
            rules: RulesState::new(browse, notices, dialogs, queues),
            themes: ThemesState::new(browse, notices),
            leads: LeadsState::new(browse, notices, dialogs),
            hand_over,
            audit: AuditState::new(notices, dialogs),
            deletion,
            forgetting: ForgettingState::new(dialogs),
            person: PersonState::new(browse, dialogs, hand_over, deletion),
        }
    }
}

/// What the window counts: beside the list one snapshot with it, and on every other page what is known now.
fn counted(browse: BrowsingState, status: StatusSignal) -> Memo<Option<StatusView>> {
    let with_list = Memo::new(move |before: Option<&Option<StatusView>>| {
        let list = browse.list.head.get().map(|head| head.generation);
        counted_with_list(before.and_then(Option::as_ref), status.get(), list)
    });
    Memo::new(move |_| match browse.page.get() {
        WorkspacePage::Conversations => with_list.get(),
        WorkspacePage::Dashboard | WorkspacePage::Rules | WorkspacePage::Themes => status.get(),
    })
}
