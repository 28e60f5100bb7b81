//! Transcripts by e-mail: what was said, written for the visitor who asked for it, handed to the
//! operator's mail server, and tried again when that does not take it. An address is a person's: it
//! must not appear in a log or in an error.

#[cfg(feature = "mail")]
mod content;
#[cfg(feature = "mail")]
mod delivery;
#[cfg(feature = "mail")]
mod html;
#[cfg(feature = "mail")]
mod plain;
#[cfg(feature = "mail")]
mod smtp;
#[cfg(test)]
#[cfg(feature = "mail")]
mod tests;

#[cfg(feature = "mail")]
pub use delivery::{DeliveryRound, TranscriptSender};
#[cfg(feature = "mail")]
pub use smtp::MailError;
