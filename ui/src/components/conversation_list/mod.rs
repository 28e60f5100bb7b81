//! The list of conversations: its filter bar, its rows, and what it says when it has none.

mod column_headings;
mod columns_menu;
mod empty_state;
mod facets;
mod filter_bar;
mod list;
mod pick_bar;
mod row;
mod row_menu;
mod search_field;

pub(crate) use columns_menu::columns_menu;
pub(crate) use facets::facets;
pub(crate) use filter_bar::filter_bar;
pub(crate) use list::list;
pub(crate) use row_menu::row_menu;
