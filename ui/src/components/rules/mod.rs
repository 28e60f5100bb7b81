//! Rules: their page, the panel of the one that is looked at, and the form of one's own.

mod page;
mod rule_form;
mod rule_panel;
mod rule_table;

pub(crate) use page::rules;
pub(crate) use rule_form::rule_form;
