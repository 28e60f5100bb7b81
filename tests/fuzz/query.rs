//! Whatever is typed is read without a panic, and asks a well-formed question. It must know no store.
#![cfg_attr(not(test), no_main)]

mod seeds;

use query::operator::completions;
use query::{SearchCalendar, parse, relaxed};

/// A day whose next one is in another year.
const TODAY: i32 = 20_818;

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|text: &[u8]| check(text));

#[test]
fn the_seeds_pass() {
    seeds::each("query", check);
}

fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let calendar = SearchCalendar::of_day_number(TODAY);
    let read = parse(text, calendar);
    let question = read.expr.to_fts5().unwrap_or_default();
    assert_eq!(question.matches('"').count() % 2, 0, "{question}");
    // What is said of a question, found by it, completed and relaxed stands whatever it is.
    drop(read.expr.meaning());
    drop(read.expr.first_hit(text));
    drop(completions(text));
    for (part, rest) in relaxed(text) {
        drop((part, parse(&rest, calendar)));
    }
}
