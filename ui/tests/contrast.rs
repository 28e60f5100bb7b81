//! The colours of ui/style/tokens.css, checked: text stands on its paper with 4.5:1, marks with 3:1,
//! in light and in dark.

use std::collections::BTreeMap;

type Colours = BTreeMap<String, [f64; 3]>;

/// Papers on which running text may stand.
const PAPERS: [&str; 8] = [
    "paper",
    "page",
    "rail",
    "sunk",
    "pick",
    "bubble",
    "bubble-ai",
    "bubble-operator",
];

/// Colours that have a ground of their own, and are used as text on papers too.
const TONES: [&str; 8] = [
    "tour", "customer", "contract", "booking", "day-pass", "other", "warn", "bad",
];

fn channel(byte: &str) -> f64 {
    // Not a number: then no comparison holds, and the test fails.
    let share = u8::from_str_radix(byte, 16).map_or(f64::NAN, f64::from) / 255.0;
    if share <= 0.040_45 {
        share / 12.92
    } else {
        ((share + 0.055) / 1.055).powf(2.4)
    }
}

fn colour(hex: &str) -> [f64; 3] {
    [
        channel(&hex[1..3]),
        channel(&hex[3..5]),
        channel(&hex[5..7]),
    ]
}

/// The tokens of one theme: the first or the second colour of each `light-dark()`.
fn theme(second: usize) -> Colours {
    let css = include_str!("../style/tokens.css");
    let one = |line: &str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": ")?;
        let hexes: Vec<&str> = value
            .split(['(', ',', ' ', ')', ';'])
            .filter(|word| word.starts_with('#'))
            .collect();
        let hex = hexes.get(second).or(hexes.first())?;
        Some((name.to_owned(), colour(hex)))
    };
    css.lines().filter_map(one).collect()
}

fn contrast(one: [f64; 3], two: [f64; 3]) -> f64 {
    let light = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let (a, b) = (light(one), light(two));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn pairs() -> Vec<(&'static str, String, f64)> {
    let mut pairs = Vec::new();
    for paper in PAPERS {
        for text in ["ink", "soft", "faint", "accent-ink"]
            .into_iter()
            .chain(TONES)
        {
            pairs.push((text, paper.to_owned(), 4.5));
        }
    }
    pairs.extend(TONES.map(|tone| (tone, format!("{tone}-bg"), 4.5)));
    pairs.push(("info", "info-bg".to_owned(), 4.5));
    pairs.push(("mark-ink", "mark".to_owned(), 4.5));
    pairs.push(("mark-here-ink", "mark-here".to_owned(), 4.5));
    for ground in ["accent-fill", "accent-fill-hover", "bad-fill"] {
        pairs.push(("on-accent", ground.to_owned(), 4.5));
    }
    for mark in ["accent", "edge", "good"] {
        pairs.extend(PAPERS.map(|paper| (mark, paper.to_owned(), 3.0)));
    }
    pairs
}

#[test]
fn every_colour_pair_can_be_read() {
    for (name, second) in [("light", 0), ("dark", 1)] {
        let theme = theme(second);
        for (text, paper, least) in pairs() {
            let found = contrast(theme[text], theme[&paper]);
            assert!(
                found >= least,
                "{name}: {text} on {paper} is {found:.2}, not {least}"
            );
        }
    }
}
