//! The parts of the page, one folder an area of the window. A component draws what a view model says
//! and calls actions of the state; it decides nothing and fetches nothing. No HTML string is ever
//! made: text is text.

pub(crate) mod annotations;
pub(crate) mod conversation;
pub(crate) mod conversation_list;
pub(crate) mod dashboard;
pub(crate) mod deletion;
pub(crate) mod hand_over;
pub(crate) mod leads;
pub(crate) mod nexudus_account;
pub(crate) mod opening_hours;
pub(crate) mod person;
pub(crate) mod review_queue;
pub(crate) mod rules;
pub(crate) mod shared;
pub(crate) mod shell;
pub(crate) mod sources;
pub(crate) mod themes;
pub(crate) mod views;
