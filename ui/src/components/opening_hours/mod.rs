//! The editor of opening hours.

mod hours_dialog;

pub(crate) use hours_dialog::hours_dialog;
