//! One conversation: its context, what follows from it, and its messages in order.

mod body;
mod callouts;
mod context;
mod detail;
mod find_here;
mod flag;
mod marks;
mod milestone;
mod record;
mod same_person;
mod tag_field;
mod timeline;

pub(crate) use detail::detail;
pub(crate) use record::record_dialog;
