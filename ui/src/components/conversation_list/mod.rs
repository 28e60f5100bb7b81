//! The list of conversations: its filter bar, its rows, and what it says when it has none.

mod column_headings;
mod empty_state;
mod filter_bar;
mod list;
mod row;
mod search_field;

pub(crate) use filter_bar::filter_bar;
pub(crate) use list::list;
