//! Nexudus as a source, against the mock that follows the documents and misbehaves as told.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod again;
mod contract;
mod conversations;
mod custom_fields;
mod deletions;
mod equal;
mod later;
mod moved;
mod outcomes;
mod pace;
mod people;
mod quirks;
mod reading;
mod signing_in;
mod support;
mod taken_back;
