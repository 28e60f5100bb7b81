//! Everything on one person in the window.

mod person_dialog;

pub(crate) use person_dialog::person_dialog;
