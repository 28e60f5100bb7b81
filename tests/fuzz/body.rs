//! Whatever a stranger sends as a message becomes no more than the budget allows, in the tree and in what is written
//! from it, and its conversion never fails. The first byte says in which format and on which channel. It must know no
//! store.
#![cfg_attr(not(test), no_main)]

mod seeds;

use daybook_body::{text, view_on};
use model::{BodyFormat, Channel};

// What no body may become is counted in one place, by the tests of the crate too.
#[path = "../../crates/body/tests/support/limits.rs"]
mod limits;

const KINDS: [(BodyFormat, Channel); 4] = [
    (BodyFormat::Html, Channel::Email),
    (BodyFormat::Markdown, Channel::Chat),
    (BodyFormat::Plain, Channel::Chat),
    (BodyFormat::Plain, Channel::WhatsApp),
];

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|sent: &[u8]| check(sent));

#[test]
fn the_seeds_pass() {
    seeds::each("body", check);
}

fn check(sent: &[u8]) {
    let Some((kind, body)) = sent.split_first() else {
        return;
    };
    let Ok(body) = std::str::from_utf8(body) else {
        return;
    };
    let (format, channel) = &KINDS[usize::from(*kind) % KINDS.len()];
    let read = text(format, body);
    limits::assert_bounded(body.len(), view_on(channel, format, body), &read, "fuzzed");
}
