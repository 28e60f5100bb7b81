//! Deletion for privacy in the window: two questions, and what became of earlier deletions.

mod deletion_dialog;
mod deletion_list;

pub(crate) use deletion_dialog::deletion_dialog;
pub(crate) use deletion_list::{deletion_list, waiting_button};
