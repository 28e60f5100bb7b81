//! Whatever comes in, no more than the budget comes out: nodes, cells and bytes of a body, in the tree
//! and in what is written from it. Bodies come from a generator that multiplies, a seed each.
//!
//! `DAYBOOK_BODIES` says how many, `DAYBOOK_BODY_SEED` from which seed on. What they cost in time and
//! memory is measured by `examples/hostile_bodies.rs`, which asserts the same.

mod support;

use daybook_body::{ConversionFault, text, view};
use model::BodyFormat;
use model::body_tree::BodyNote;
use support::generator::{LARGEST, body, largest_body};
use support::limits::assert_bounded;

/// Bodies of one run, unless said otherwise; and among how many one takes all the room there is.
const BODIES: u64 = 1_500;
const ONE_LARGEST_IN: u64 = 100;

#[test]
fn no_body_becomes_more_than_the_budget() {
    let from = number("DAYBOOK_BODY_SEED", 1);
    let count = number("DAYBOOK_BODIES", BODIES);
    for seed in from..from + count {
        let (format, body) = if seed % ONE_LARGEST_IN == 0 {
            largest_body(seed)
        } else {
            body(seed, LARGEST >> 5)
        };
        let name = format!("seed {seed}, {format}, {} bytes", body.len());
        assert_stays_bounded(&format, &body, &name);
    }
}

#[track_caller]
fn assert_stays_bounded(format: &BodyFormat, body: &str, name: &str) {
    assert_bounded(body.len(), view(format, body), &text(format, body), name);
}

fn number(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().expect("a number"))
}

/// The bodies that made gigabytes once.
#[test]
fn the_bodies_that_were_found_are_bounded() {
    let link = format!("<a href=\"https://a.example/{}\">", "x".repeat(4_000));
    let cells = |unit: &str, bytes: usize| unit.repeat(bytes / unit.len());
    let bodies = [
        (
            "rows times columns",
            format!(
                "<table><tr>{}{}",
                cells("<th>x", 20_000),
                cells("<tr><td>y", 20_000)
            ),
        ),
        (
            "columns that span",
            format!(
                "<table><tr>{}{}",
                cells("<th colspan=20>x", 96_000),
                cells("<tr><td>y", 96_000)
            ),
        ),
        (
            "a link around cells",
            format!("{link}<table>{}", cells("<tr><td>x<td>y", 96_000)),
        ),
        (
            "a link around paragraphs",
            format!("{link}{}", cells("<p>x", 96_000)),
        ),
        (
            "a link that a parser would copy",
            format!("<table>{link}<tr></tr>{}", cells("x<tr></tr>", 96_000)),
        ),
    ];
    for (name, body) in bodies {
        assert_stays_bounded(&BodyFormat::Html, &body, name);
    }
}

#[test]
fn after_a_body_that_was_too_much_the_next_is_whole() {
    let lines = "a\n".repeat(100_000);
    assert!(matches!(
        view(&BodyFormat::Plain, &lines).note,
        Some(BodyNote::Shortened { .. })
    ));
    let read = text(&BodyFormat::Plain, &lines);
    assert_eq!(read.fault, Some(ConversionFault::OverBudget));
    assert_eq!(read.shown, lines.trim_end(), "its words are all found");
    let next = view(&BodyFormat::Html, "<p>Hello</p>");
    assert_eq!((next.note, next.to_text().as_str()), (None, "Hello"));
}
