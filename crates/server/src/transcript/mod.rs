//! Transcripts by e-mail: what was said, written for the visitor who asked for it, handed to the
//! operator's mail server, and tried again when that does not take it. An address is a person's: it
//! must not appear in a log or in an error.

mod address;
mod courier;
mod html;
mod letter;
mod plain;
mod smtp;
#[cfg(test)]
mod tests;

pub(crate) use address::EmailAddress;
pub use courier::{Courier, Delivered};
pub use smtp::MailError;
