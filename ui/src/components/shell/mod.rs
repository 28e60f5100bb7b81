//! What stands around the work: the navigation, the status bar, dialogs, notices and the keyboard.

mod dialogs;
mod forget_dialog;
mod navigation;
mod notices;
mod palette;
mod settings_menu;
mod shortcut_sheet;
mod shortcuts;
mod splitter;
mod status_bar;

pub(crate) use dialogs::dialogs;
pub(crate) use navigation::navigation;
pub(crate) use notices::notices;
pub(crate) use shortcuts::{listen as listen_keys, perform};
pub(crate) use splitter::splitter;
pub(crate) use status_bar::status_bar;
