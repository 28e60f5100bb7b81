//! What several areas of the window draw alike.

mod badge;
mod code_line;
mod dialog_frame;
mod failed_line;
mod form_field;
mod icon;
mod key_action;
mod link;
mod marked_text;
mod query_field;
mod second_factor;
mod segments;
mod status_word;

pub(crate) use badge::{detail_badges, row_badges};
pub(crate) use code_line::code_line;
pub(crate) use dialog_frame::{WIDE, framed};
pub(crate) use failed_line::failed_line;
pub(crate) use form_field::{TextField, raw, read};
pub(crate) use icon::icon;
pub(crate) use key_action::{action_after_leader, action_anywhere, action_for, chord, is_leader};
pub(crate) use link::{OutwardLink, TabStop, link};
pub(crate) use marked_text::{pieces, plain};
pub(crate) use query_field::{QueryField, query_field};
pub(crate) use second_factor::{CodeField, SecondFactor};
pub(crate) use segments::segments;
pub(crate) use status_word::status_word;
