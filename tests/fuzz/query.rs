//! Whatever is typed is read without a panic, and asks a well-formed question. It must know no store.
#![no_main]

use libfuzzer_sys::fuzz_target;
use query::operator::completions;
use query::{SearchCalendar, parse, relaxed};

/// A day whose next one is in another year.
const TODAY: i32 = 20_818;

fuzz_target!(|text: &str| {
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
});
