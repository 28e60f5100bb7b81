//! Masking: stable pseudonyms in the place of what names somebody. What is known from the records is found by its
//! words (`names`), everything else by its form (`detect`, proved where a form can be: `check_digits`, `phone_run`). No
//! list of patterns is complete, and nothing here says that it is.
//! In the file of one person (`subject`) what names that person stays.
//!
//! It must not keep or log what it masked: a log that names a person would undo the mask.

mod check_digits;
mod detect;
mod names;
mod phone_run;
#[cfg(test)]
mod phone_tests;
mod pseudonym;
mod session;
mod subject;

pub(crate) use names::NameBook;
pub(crate) use pseudonym::MaskClass;
pub(crate) use session::{MaskEntry, MaskSession, MaskTally};
pub(crate) use subject::MaskSubject;
