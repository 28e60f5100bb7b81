//! Whatever comes in, no more than the budget comes out: nodes, cells and bytes of a body, in the tree
//! and in what is written from it. Bodies come from a generator that multiplies, a seed each.
//!
//! `DAYBOOK_BODIES` says how many, `DAYBOOK_BODY_SEED` from which seed on:
//! `DAYBOOK_BODIES=100000 cargo test -p daybook-body --test budget`.

mod support;

use daybook_body::{ConversionFault, MAX_BYTES, MAX_CELLS, MAX_NODES, mark, text, view};
use model::BodyFormat;
use model::body_tree::{BodyBlock, BodyInline, BodyNote, BodyView};
use model::view::TextPiece;
use support::generator::{LARGEST, body, largest_body};

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
        assert_bounded(
            &format,
            &body,
            &format!("seed {seed}, {format}, {} bytes", body.len()),
        );
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().expect("a number"))
}

#[track_caller]
fn assert_bounded(format: &BodyFormat, body: &str, name: &str) {
    let view = view(format, body);
    let size = BodySize::of(&view);
    assert!(size.nodes <= MAX_NODES, "{name}: {} nodes", size.nodes);
    assert!(size.cells <= MAX_CELLS, "{name}: {} cells", size.cells);
    assert!(size.bytes <= MAX_BYTES, "{name}: {} bytes", size.bytes);
    assert_ne!(
        view.note,
        Some(BodyNote::AsItCame),
        "{name}: nothing failed"
    );
    // A quotation's sign on each of its lines, within each other, is the most that writing adds.
    let written = view.to_text().len();
    assert!(written <= 4 * MAX_BYTES, "{name}: {written} bytes written");
    let read = text(format, body);
    let bytes = read.shown.len() + read.hidden.len();
    assert!(
        bytes <= 4 * (body.len() + MAX_CELLS),
        "{name}: {bytes} bytes read"
    );
    assert_ne!(read.fault, Some(ConversionFault::Failed), "{name}");
    let marked = BodySize::of(&mark(view, &every_letter));
    assert!(
        marked.nodes <= 2 * MAX_NODES,
        "{name}: {} nodes when marked",
        marked.nodes
    );
}

/// A search that finds each `y`.
fn every_letter(text: &str) -> Vec<TextPiece> {
    let parts = text
        .split_inclusive('y')
        .flat_map(|part| match part.strip_suffix('y') {
            Some(before) => vec![(before, false), ("y", true)],
            None => vec![(part, false)],
        });
    parts
        .map(|(text, hit)| TextPiece {
            text: text.to_owned(),
            hit,
        })
        .collect()
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
        assert_bounded(&BodyFormat::Html, &body, name);
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

/// How much a body is, counted here and not where it is made.
#[derive(Default)]
struct BodySize {
    nodes: usize,
    cells: usize,
    bytes: usize,
}

impl BodySize {
    fn of(view: &BodyView) -> Self {
        let mut size = Self::default();
        size.blocks(&view.blocks, view);
        size
    }

    fn blocks(&mut self, blocks: &[BodyBlock], view: &BodyView) {
        for block in blocks {
            self.nodes += 1;
            match block {
                BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => {
                    self.inlines(inlines, view);
                }
                BodyBlock::List { items, .. } => {
                    items.iter().for_each(|item| self.blocks(item, view));
                }
                BodyBlock::Quote { blocks } | BodyBlock::Hidden { blocks } => {
                    self.blocks(blocks, view);
                }
                BodyBlock::Code { text } => self.bytes += text.len(),
                BodyBlock::Table { head, rows } => {
                    for cell in head.iter().chain(rows.iter().flatten()) {
                        self.cells += 1;
                        self.inlines(cell, view);
                    }
                }
                BodyBlock::Rule => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &[BodyInline], view: &BodyView) {
        for inline in inlines {
            self.nodes += 1;
            match inline {
                BodyInline::Text { text }
                | BodyInline::Code { text }
                | BodyInline::Mark { text }
                | BodyInline::BlockedImage { alt: text } => self.bytes += text.len(),
                BodyInline::Strong { inlines }
                | BodyInline::Emphasis { inlines }
                | BodyInline::Strike { inlines } => self.inlines(inlines, view),
                BodyInline::Link { target, inlines } => {
                    self.bytes += view.link(*target).expect("a target").url.len();
                    self.inlines(inlines, view);
                }
                BodyInline::Break => {}
            }
        }
    }
}
