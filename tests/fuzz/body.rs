//! Whatever a stranger sends as a message becomes no more than the budget allows, in the tree and in what is written
//! from it, and its conversion never fails. It must know no store.
#![no_main]

use daybook_body::{text, view};
use libfuzzer_sys::fuzz_target;
use model::BodyFormat;

// What no body may become is counted in one place, by the tests of the crate too.
#[path = "../../crates/body/tests/support/limits.rs"]
mod limits;

const FORMATS: [BodyFormat; 3] = [BodyFormat::Html, BodyFormat::Markdown, BodyFormat::Plain];

fuzz_target!(|sent: (u8, &str)| {
    let (format, body) = sent;
    let format = &FORMATS[usize::from(format) % FORMATS.len()];
    let read = text(format, body);
    limits::assert_bounded(body.len(), view(format, body), &read, "fuzzed");
});
