//! Properties of telephone numbers in a text, however many stand side by side and whatever stands between: no stretch of
//! figures by which one could be dialled, or known again, is left over.

use super::detect::findings;
use model::identity::NumberHome;
use proptest::prelude::*;
use std::ops::Range;

/// Figures of one number that must not stand side by side unmasked.
const TOO_MANY: usize = 5;

/// Numbers of a country as they are written there.
const WRITTEN: [(&str, &[&str]); 9] = [
    (
        "Atlantic/Faroe",
        &["20 12 34", "201234", "20-12-34", "+298 20 12 34"],
    ),
    ("Europe/Andorra", &["312 345", "312345", "+376 312 345"]),
    (
        "Europe/Madrid",
        &[
            "612 345 678",
            "612345678",
            "91 345 67 89",
            "+34 612-345-678",
            "913.456.789",
        ],
    ),
    (
        "Europe/Paris",
        &[
            "06 12 34 56 78",
            "01.45.67.89.10",
            "06-12-34-56-78",
            "06.12.34 56 78",
            "0612345678",
        ],
    ),
    (
        "Europe/Copenhagen",
        &["20 12 34 56", "20.12.34.56", "20123456", "20 123 456"],
    ),
    (
        "Europe/Riga",
        &["29 123 456", "29123456", "+371 29 123 456"],
    ),
    (
        "Europe/London",
        &["07700 900123", "(0)20 7946 0958", "020 7946 0958"],
    ),
    (
        "Europe/Lisbon",
        &["912 345 678", "+351 912 345 678", "912345678"],
    ),
    (
        "America/New_York",
        &["(415) 555-0100", "415.555.0100", "415 555 0100"],
    ),
];

/// What people write between numbers, and before them.
const BETWEEN: [&str; 10] = [
    " ", "  ", " / ", " - ", "/", ", ", "; ", " oder ", "\n", "\u{202F}",
];
const BEFORE: [&str; 6] = [
    "",
    "RDV 28/11/2026 ",
    "28.11.2026 14.30 ",
    "2026-11-28 ",
    "14 ",
    "tel. ",
];

/// A zone, a text, and where its numbers stand.
fn texts() -> impl Strategy<Value = (&'static str, String, Vec<Range<usize>>)> {
    let side_by_side = (0..WRITTEN.len()).prop_flat_map(|country| {
        let (zone, written) = WRITTEN[country];
        let numbers = prop::collection::vec((0..written.len(), 0..BETWEEN.len()), 1..24);
        (Just((zone, written)), 0..BEFORE.len(), numbers)
    });
    side_by_side.prop_map(|((zone, written), before, numbers)| {
        let mut text = BEFORE[before].to_owned();
        let mut places = Vec::new();
        for (number, between) in numbers {
            places.push(text.len()..text.len() + written[number].len());
            text.push_str(written[number]);
            text.push_str(BETWEEN[between]);
        }
        (zone, text, places)
    })
}

/// The longest stretch of figures of a number that nothing was found over.
fn left_over(text: &str, number: Range<usize>, found: &[Range<usize>]) -> usize {
    let figures = text[number.clone()].char_indices();
    let figures = figures.filter(|(_, sign)| sign.is_numeric());
    let mut longest = (0, 0);
    for (at, _) in figures {
        let is_masked = found.iter().any(|it| it.contains(&(number.start + at)));
        let now = if is_masked { 0 } else { longest.1 + 1 };
        longest = (longest.0.max(now), now);
    }
    longest.0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn of_no_number_side_by_side_with_others_are_five_figures_left((zone, text, numbers) in texts()) {
        let found = findings(&text, NumberHome::of_zone(zone));
        let found: Vec<Range<usize>> = found.into_iter().map(|(range, _)| range).collect();
        for number in numbers {
            let left = left_over(&text, number.clone(), &found);
            prop_assert!(left < TOO_MANY, "{zone}: {} of {text:?}: {found:?}", &text[number]);
        }
    }
}

#[test]
fn a_long_run_is_read_to_its_end() {
    let text = "612 345 678 ".repeat(400);
    let found = findings(&text, NumberHome::of_zone("Europe/Madrid"));
    let masked: usize = found.iter().map(|(range, _)| range.len()).sum();
    assert!(masked >= 400 * "612 345 678".len(), "{masked}");
}
