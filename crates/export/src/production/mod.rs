//! A production set: a finding that proves itself. A folder with the transcripts on numbered pages, the rows behind
//! every number, the numbers, where each search term hits, what was masked and why, of which data it is, and a program
//! of plain Python that counts and checks all of it with no Daybook at hand. All of it is signed.
//!
//! It must not hold a key longer than it signs, and count nothing that it did not write: the numbers are those of the
//! rows, and where the cache counted otherwise, nothing is handed over.

mod certificate;
mod numbers;
mod pages;
mod record;
mod set;
mod signing;
mod term_hits;
mod verify_program;

pub use set::{PreparedProduction, ProductionOrder, prepare_production};
pub use signing::SigningKey;
pub use verify_program::VERIFY_PROGRAM;
