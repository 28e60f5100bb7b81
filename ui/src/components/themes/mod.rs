//! Themes: their page, the panel of the question that is looked at, and what a manager makes of it.

mod page;
mod theme_editor;
mod theme_panel;
mod theme_phrases;
mod theme_table;

pub(crate) use page::themes;
