//! Leads in the window: whom the assistant took down, the conversation behind each, and what became of calling them.

mod lead_list;

pub(crate) use lead_list::leads;
