//! The views of the list: their lines in the navigation, and the form in which one is saved and changed.

mod day_form;
mod view_form;
mod view_list;

pub(crate) use day_form::day_form;
pub(crate) use view_form::view_form;
pub(crate) use view_list::{name_of, view_list};
