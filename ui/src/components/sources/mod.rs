//! The sources of conversations: the list of them, what is known of each, and how one is connected.

mod connect_daybook;
mod connect_nexudus;
mod source_details;
mod source_list;

pub(crate) use connect_daybook::connect_form;
pub(crate) use connect_nexudus::nexudus_form;
pub(crate) use source_details::source_details;
pub(crate) use source_list::source_list;
