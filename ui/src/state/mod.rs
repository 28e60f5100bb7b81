//! What the window knows, in a few signals. Data flows one way: an action asks the back end, the
//! answer sets a signal, components draw it. A command that fails leaves the last good view.

mod app_state;
mod dialog;
mod events;
mod list;
mod list_state;
mod notice;
mod reading;
mod reading_state;
mod session;

pub(crate) use app_state::AppState;
pub(crate) use dialog::{AccountPage, AccountTab, DialogKind, VisitReason};
pub(crate) use events::hear;
pub(crate) use list_state::{LIST, SEARCH};
pub(crate) use notice::{NoticeKind, PageNotice};
pub(crate) use reading_state::{DETAIL, TIMELINE};
