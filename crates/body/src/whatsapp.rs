//! WhatsApp's own marks in plain text: `*bold*`, `_italic_`, `~struck~`, `` `code` `` and blocks between three
//! backticks. A mark opens where a word may begin and closes where one may end, within one line, so that prices,
//! `2*3*4`, `snake_case` and addresses stay as they were said. What is doubled, as in `**so**`, is no mark there, and
//! its reader saw it as it stands.
//!
//! Only the tree is made here: what is searched and handed over keeps the marks as they were typed.

use crate::budget::is_exceeded;
use crate::convert::is_override;
use crate::ledger::BodyLedger;
use crate::link::{autolinked, linked_ranges};
use crate::plain;
use crate::to_text::settled;
use model::body_tree::{BodyBlock, BodyInline, BodyView};
use std::ops::Range;

const FENCE: &str = "```";

/// A plain body of WhatsApp as a tree. One whose marks make more of it than a body may be is shown without them.
pub(crate) fn view(body: &str) -> BodyView {
    let mut text = settled(body);
    text.retain(|c| !is_override(c));
    let ledger = BodyLedger::default();
    let read = |line: &str| inlines(line, &ledger);
    let mut blocks = Vec::new();
    for part in parts(&text) {
        match part {
            MessagePart::Lines(lines) => blocks.extend(plain::blocks_of(lines, &read)),
            MessagePart::Code(code) => blocks.push(BodyBlock::Code {
                text: code.to_owned(),
            }),
        }
    }
    if is_exceeded(&blocks) {
        return plain::view(body);
    }
    BodyView {
        blocks,
        links: ledger.take_links(),
        ..BodyView::default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MessagePart<'t> {
    Lines(&'t str),
    Code(&'t str),
}

/// A text cut at its blocks of code. What stands between fences inside of one line is a part of that line.
fn parts(text: &str) -> Vec<MessagePart<'_>> {
    let mut parts = Vec::new();
    let (mut begin, mut from) = (0, 0);
    while let Some(open) = text[from..].find(FENCE).map(|at| from + at) {
        let inside = open + FENCE.len();
        let Some(close) = text[inside..].find(FENCE).map(|at| inside + at) else {
            break;
        };
        let after = close + FENCE.len();
        let code = text[inside..close].trim_matches('\n');
        if code.trim().is_empty() {
            from = inside;
        } else if text[inside..close].contains('\n') || is_alone(text, open..after) {
            parts.push(MessagePart::Lines(&text[begin..open]));
            parts.push(MessagePart::Code(code));
            (begin, from) = (after, after);
        } else {
            from = after;
        }
    }
    parts.push(MessagePart::Lines(&text[begin..]));
    parts
}

/// Whether nothing else stands in its lines.
fn is_alone(text: &str, range: Range<usize>) -> bool {
    let before = text[..range.start].rsplit('\n').next();
    let after = text[range.end..].split('\n').next();
    [before, after]
        .into_iter()
        .flatten()
        .all(|side| side.trim().is_empty())
}

/// What a mark makes of the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MarkStyle {
    Strong,
    Emphasis,
    Strike,
    Code,
}

/// The marks that may stand in one another, each at most once.
const NESTED: [(char, MarkStyle); 3] = [
    ('*', MarkStyle::Strong),
    ('_', MarkStyle::Emphasis),
    ('~', MarkStyle::Strike),
];

/// A text between marks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct MarkedSpan {
    style: MarkStyle,
    /// With its marks.
    outer: Range<usize>,
    /// Without them.
    inner: Range<usize>,
}

fn inlines(line: &str, ledger: &BodyLedger) -> Vec<BodyInline> {
    let mut out = Vec::new();
    push_spans(line, 0..line.len(), &spans(line), ledger, &mut out);
    out
}

/// The spans of a line, by where they begin: each whole inside of another, or beside it.
fn spans(line: &str) -> Vec<MarkedSpan> {
    let mut spans = code_spans(line);
    // No mark is read in an address or in code.
    let mut closed = linked_ranges(line);
    closed.extend(spans.iter().map(|code| code.outer.clone()));
    closed.sort_by_key(|range| range.start);
    spans.extend(nested_spans(line, &closed));
    spans.sort_by_key(|span| span.outer.start);
    spans
}

/// Code ends where as many backticks stand as it began with, one or three.
fn code_spans(line: &str) -> Vec<MarkedSpan> {
    let runs = backtick_runs(line);
    let ends_of = |length| {
        let ends = |run: &&Range<usize>| run.len() == length && is_end(line, run.end);
        runs.iter().filter(ends).cloned().collect::<Vec<_>>()
    };
    let ends = [ends_of(1), ends_of(FENCE.len())];
    let (mut spans, mut from) = (Vec::new(), 0);
    for open in runs.iter().filter(|run| is_begin(line, run.start)) {
        let ends = &ends[usize::from(open.len() == FENCE.len())];
        let next = ends.partition_point(|end| end.start < open.end);
        let Some(close) = ends.get(next).filter(|_| open.start >= from) else {
            continue;
        };
        let inner = open.end..close.start;
        if !line[inner.clone()].trim().is_empty() {
            from = close.end;
            spans.push(MarkedSpan {
                style: MarkStyle::Code,
                outer: open.start..close.end,
                inner,
            });
        }
    }
    spans
}

/// Backticks that may be marks: one that stands alone, or three together.
fn backtick_runs(line: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in line.match_indices('`') {
        match runs.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end += 1,
            None => runs.push(at..at + 1),
        }
    }
    runs.retain(|run| run.len() == 1 || run.len() == FENCE.len());
    runs
}

/// Spans of the marks that may stand in one another. The nearest mark before one that closes has opened it, and one
/// that was opened in between says nothing.
fn nested_spans(line: &str, closed: &[Range<usize>]) -> Vec<MarkedSpan> {
    let mut spans = Vec::new();
    let mut open: Vec<(MarkStyle, usize)> = Vec::new();
    let mut closed = closed.iter().peekable();
    let mut free_from = 0;
    for (at, c) in line.char_indices() {
        while let Some(range) = closed.next_if(|range| range.start <= at) {
            free_from = free_from.max(range.end);
        }
        let Some(style) = style_of(c).filter(|_| at >= free_from) else {
            continue;
        };
        let held = open.iter().position(|(it, _)| *it == style);
        let begun = held.map(|held| open[held].1);
        if let (Some(held), Some(inner)) = (held, begun.map(|begun| begun + 1..at))
            && closes(line, at, c)
            && says(&line[inner.clone()])
        {
            open.truncate(held);
            spans.push(MarkedSpan {
                style,
                outer: inner.start - 1..at + 1,
                inner,
            });
        } else if opens(line, at, c) {
            held.map(|held| open.remove(held));
            open.push((style, at));
        }
    }
    spans
}

fn style_of(c: char) -> Option<MarkStyle> {
    let known = NESTED.iter().find(|(mark, _)| *mark == c);
    known.map(|(_, style)| *style)
}

fn opens(line: &str, at: usize, mark: char) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at + 1..].chars().next();
    let has_text = after.is_some_and(|c| !c.is_whitespace() && !")]}".contains(c));
    has_text && is_begin(line, at) && before != Some(mark) && after != Some(mark)
}

fn closes(line: &str, at: usize, mark: char) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at + 1..].chars().next();
    let has_text = before.is_some_and(|c| !c.is_whitespace() && !"([{".contains(c));
    has_text && is_end(line, at + 1) && before != Some(mark) && after != Some(mark)
}

/// Whether a word may begin at this place.
fn is_begin(line: &str, at: usize) -> bool {
    !line[..at].chars().next_back().is_some_and(binds)
}

/// Whether a word may end at this place.
fn is_end(line: &str, at: usize) -> bool {
    !line[at..].chars().next().is_some_and(binds)
}

/// Whether a mark beside this letter or sign belongs to it: to a word, a price, a sum, a face.
fn binds(c: char) -> bool {
    let is_currency = matches!(c, '$' | '£' | '¢' | '¤' | '¥' | '\u{20A0}'..='\u{20CF}');
    let is_reckoned = matches!(
        c,
        '%' | '^' | '\\' | '=' | '+' | '@' | '#' | '&' | '°' | '×'
    );
    c.is_alphanumeric() || is_currency || is_reckoned
}

/// Whether there is more than marks in it.
fn says(text: &str) -> bool {
    let is_mark = |c: char| style_of(c).is_some();
    text.chars().any(|c| !is_mark(c) && !c.is_whitespace())
}

fn push_spans(
    line: &str,
    range: Range<usize>,
    spans: &[MarkedSpan],
    ledger: &BodyLedger,
    out: &mut Vec<BodyInline>,
) {
    let plain = |range: Range<usize>| autolinked(&line[range], &|it| ledger.place_of(it));
    let (mut from, mut rest) = (range.start, spans);
    while let Some((span, after)) = rest.split_first() {
        let inside = after.partition_point(|it| it.outer.start < span.outer.end);
        out.extend(plain(from..span.outer.start));
        out.push(styled(line, span, &after[..inside], ledger));
        from = span.outer.end;
        rest = &after[inside..];
    }
    out.extend(plain(from..range.end));
}

fn styled(line: &str, span: &MarkedSpan, inside: &[MarkedSpan], ledger: &BodyLedger) -> BodyInline {
    let mut inlines = Vec::new();
    if span.style != MarkStyle::Code {
        push_spans(line, span.inner.clone(), inside, ledger, &mut inlines);
    }
    match span.style {
        MarkStyle::Strong => BodyInline::Strong { inlines },
        MarkStyle::Emphasis => BodyInline::Emphasis { inlines },
        MarkStyle::Strike => BodyInline::Strike { inlines },
        MarkStyle::Code => BodyInline::Code {
            text: line[span.inner.clone()].to_owned(),
        },
    }
}
