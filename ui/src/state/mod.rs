//! What the window knows, in a few signals. Data flows one way: an action asks the back end, the
//! answer sets a signal, components draw it. A command that fails leaves the last good view.

mod app_state;
mod audit;
mod browsing;
mod dashboard;
mod day;
mod dialog;
mod events;
mod facets;
mod facets_state;
mod hand_over;
mod leads;
mod links;
mod list;
mod list_state;
mod marks;
mod marks_state;
mod notices;
mod presence;
mod queues;
mod reading;
mod reading_state;
mod rules;
mod session;
mod settings;
mod views;

pub(crate) use app_state::{AppState, StatusSignal};
pub(crate) use audit::AuditState;
pub(crate) use browsing::{BrowsingState, WorkspacePage};
pub(crate) use dashboard::{DASHBOARD, DASHBOARD_SEARCH, DashboardState, RecountProgress};
pub(crate) use dialog::{AccountPage, AccountTab, DialogKind, DialogState, VisitReason};
pub(crate) use events::hear;
pub(crate) use facets_state::FACETS;
pub(crate) use hand_over::HandOverState;
pub(crate) use leads::LeadsState;
pub(crate) use links::LinksState;
pub(crate) use list_state::{LIST, ListState, SEARCH};
pub(crate) use notices::{NoticeKind, NoticeRemedy, NoticesState, PageNotice};
pub(crate) use presence::tell_presence;
pub(crate) use queues::QueuesState;
pub(crate) use reading_state::{DETAIL, ReadingState, TAG_FIELD, TIMELINE};
pub(crate) use rules::{RULE_PANEL, RULES, RULES_SEARCH, RulesState};
pub(crate) use settings::SettingsState;
pub(crate) use views::ViewsState;
