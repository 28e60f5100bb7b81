//! Where a text matches: pieces to mark, and excerpts around a match. Agrees with FTS5 over
//! [`crate::indexable`] text, because both compare the same tokens.

use crate::expr::Expr;
use crate::term::TextWord;
use crate::tokens::tokens;
use model::view::TextPiece;
use std::ops::Range;

const ELLIPSIS: &str = "…";

impl Expr {
    /// The text cut into matches and the rest. Joined again, the pieces are the text, byte for byte.
    #[must_use]
    pub fn pieces(&self, text: &str) -> Vec<TextPiece> {
        cut(text, 0..text.len(), &merged(self.hits(text)))
    }

    /// The bytes of the first match.
    #[must_use]
    pub fn first_hit(&self, text: &str) -> Option<Range<usize>> {
        merged(self.hits(text)).into_iter().next()
    }

    /// The bytes of every occurrence of a word or a number.
    pub(crate) fn occurrences(&self, text: &str, words: &[TextWord]) -> Vec<Range<usize>> {
        match self {
            Self::Text(term) => term.occurrences(words),
            Self::Number(term) => term.occurrences(text),
            _ => Vec::new(),
        }
    }

    /// At most about `chars` characters of the text around the passage that matches best, on one
    /// line: white space is one space, and an ellipsis stands where text was left out. Without a
    /// match it is the beginning.
    #[must_use]
    pub fn excerpt(&self, text: &str, chars: usize) -> Vec<TextPiece> {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let hits = self.hits(&line);
        let window = window(&line, &best_hit(&line, &hits, chars), chars);
        let mut pieces = cut(&line, window.clone(), &merged(hits));
        if window.start > 0 {
            pieces.insert(0, plain(ELLIPSIS));
        }
        if window.end < line.len() {
            pieces.push(plain(ELLIPSIS));
        }
        pieces
    }

    /// Every occurrence of every term, by its start.
    fn hits(&self, text: &str) -> Vec<TermHit> {
        let sought = self.sought();
        if sought.is_empty() {
            return Vec::new();
        }
        let words = tokens(text);
        let mut hits: Vec<TermHit> = sought
            .iter()
            .enumerate()
            .flat_map(|(term, part)| {
                let found = part.occurrences(text, &words).into_iter();
                found.map(move |range| TermHit { term, range })
            })
            .collect();
        hits.sort_by_key(|hit| (hit.range.start, hit.range.end));
        hits
    }
}

/// An occurrence of a term.
#[derive(Clone, Debug)]
struct TermHit {
    term: usize,
    range: Range<usize>,
}

fn merged(hits: Vec<TermHit>) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for TermHit { range, .. } in hits {
        match spans.last_mut() {
            Some(span) if range.start <= span.end => span.end = span.end.max(range.end),
            _ => spans.push(range),
        }
    }
    spans
}

/// The part of the text inside `window`, cut at the spans.
fn cut(text: &str, window: Range<usize>, spans: &[Range<usize>]) -> Vec<TextPiece> {
    let mut pieces = Vec::new();
    let mut at = window.start;
    for span in spans {
        let (start, end) = (span.start.max(at), span.end.min(window.end));
        if start < end {
            push(&mut pieces, &text[at..start], PieceRole::Plain);
            push(&mut pieces, &text[start..end], PieceRole::Hit);
            at = end;
        }
    }
    push(&mut pieces, &text[at..window.end], PieceRole::Plain);
    pieces
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceRole {
    Plain,
    Hit,
}

fn push(pieces: &mut Vec<TextPiece>, text: &str, role: PieceRole) {
    if !text.is_empty() {
        pieces.push(TextPiece {
            text: text.to_owned(),
            hit: role == PieceRole::Hit,
        });
    }
}

fn plain(text: &str) -> TextPiece {
    TextPiece {
        text: text.to_owned(),
        hit: false,
    }
}

/// The hit from which an excerpt shows the most different terms; the first such one. Without any it
/// is the beginning of the line.
fn best_hit(line: &str, hits: &[TermHit], chars: usize) -> Range<usize> {
    let reach = chars.saturating_mul(3) / 4;
    let mut best = (0, hits.first().map_or(0..0, |hit| hit.range.clone()));
    for (at, hit) in hits.iter().enumerate().take(MAX_CANDIDATES) {
        let end = forward(line, hit.range.start, reach);
        let near = hits[at..].iter().take(MAX_CANDIDATES);
        let seen = distinct(near.take_while(|other| other.range.end <= end));
        if seen > best.0 {
            best = (seen, hit.range.clone());
        }
    }
    best.1
}

/// Passages looked at for the best one. A word that occurs hundreds of times shows itself early.
const MAX_CANDIDATES: usize = 200;

fn distinct<'a>(hits: impl Iterator<Item = &'a TermHit>) -> u32 {
    hits.fold(0_u128, |seen, hit| seen | 1 << hit.term.min(127))
        .count_ones()
}

/// A window of about `chars` characters with a quarter of them before `hit`, on word boundaries.
fn window(line: &str, hit: &Range<usize>, chars: usize) -> Range<usize> {
    if forward(line, 0, chars) == line.len() {
        return 0..line.len();
    }
    let after = line[hit.start..].chars().take(chars).count();
    let before = (chars - after).max(chars / 4);
    let start = word_start(line, backward(line, hit.start, before), hit.start);
    let end = forward(line, start, chars);
    start..word_end(line, end, hit.end.min(end))
}

/// The byte `count` characters after `from`, or the end.
fn forward(line: &str, from: usize, count: usize) -> usize {
    line[from..]
        .char_indices()
        .nth(count)
        .map_or(line.len(), |(at, _)| from + at)
}

/// The byte `count` characters before `from`, or the beginning.
fn backward(line: &str, from: usize, count: usize) -> usize {
    match count {
        0 => from,
        _ => line[..from]
            .char_indices()
            .rev()
            .nth(count - 1)
            .map_or(0, |(at, _)| at),
    }
}

/// The first word that begins in `from..limit`; `from` itself where there is no space to go by.
fn word_start(line: &str, from: usize, limit: usize) -> usize {
    if from == 0 || line[..from].ends_with(' ') {
        return from;
    }
    line[from..limit]
        .find(' ')
        .map_or(from, |space| from + space + 1)
}

/// The end of the last word that ends in `from..to`; `to` itself where there is no space to go by.
fn word_end(line: &str, to: usize, from: usize) -> usize {
    if to == line.len() || line[to..].starts_with(' ') {
        return to;
    }
    line[from..to].rfind(' ').map_or(to, |space| from + space)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use proptest::prelude::*;

    fn expr(query: &str) -> Expr {
        parse(query, crate::parse::tests::calendar()).expr
    }

    /// Pieces in short: matches in brackets.
    fn short(pieces: &[TextPiece]) -> String {
        pieces
            .iter()
            .map(|it| {
                if it.hit {
                    format!("[{}]", it.text)
                } else {
                    it.text.clone()
                }
            })
            .collect()
    }

    fn joined(pieces: &[TextPiece]) -> String {
        pieces.iter().map(|it| it.text.as_str()).collect()
    }

    #[test]
    fn matches_are_marked() {
        let cases = [
            (
                "=pass",
                "A day pass, please. Password!",
                "A day [pass], please. Password!",
                "whole words",
            ),
            (
                "pass",
                "A day pass. Password!",
                "A day [pass]. [Password]!",
                "the last word is the beginning of one",
            ),
            (
                "*raum tag",
                "Besprechungsraum, Tageskarte",
                "[Besprechungsraum], [Tageskarte]",
                "the inside of a word",
            ),
            (
                "+442079460018",
                "Call 020 7946 0018.",
                "Call [020 7946 0018].",
                "a number",
            ),
            (
                "\"day pass\"",
                "Day: a day pass. Pass the day",
                "Day: a [day pass]. Pass the day",
                "a phrase alone",
            ),
            (
                "\"day pass\"",
                "day-pass; day\n\npass",
                "[day-pass]; [day\n\npass]",
                "whatever is between its words",
            ),
            ("\"a a\"", "a a a b", "[a a a] b", "overlapping occurrences"),
            (
                "day pass",
                "pass of the day",
                "[pass] of the [day]",
                "words in any order",
            ),
            (
                "jane@acme.example",
                "To: Jane@Acme.example.",
                "To: [Jane@Acme.example].",
                "an address",
            ),
            (
                "cafe",
                "Le CAFÉ, le cafe\u{301}!",
                "Le [CAFÉ], le [cafe\u{301}]!",
                "accents",
            ),
            (
                "strasse",
                "Hauptstraße, Straße 5",
                "Hauptstraße, [Straße] 5",
                "sharp s",
            ),
            (
                "istanbul",
                "İstanbul",
                "[İstanbul]",
                "a capital that grows when folded",
            ),
            ("fit", "a ﬁt", "a [ﬁt]", "a ligature"),
            (
                "議室",
                "会議室を予約",
                "会[議室]を予約",
                "inside unspaced text",
            ),
            ("שלום", "«שָׁלוֹם»", "«[שָׁלוֹם]»", "right to left"),
            ("ok", "👍🏽ok👩‍👩‍👧", "👍🏽[ok]👩‍👩‍👧", "between emoji"),
            ("nothing", "something", "something", "no match"),
            ("", "text", "text", "no term"),
        ];
        for (query, text, expected, why) in cases {
            let terms = expr(query);
            assert_eq!(short(&terms.pieces(text)), expected, "{why}");
            let has_hit = expected.contains('[');
            assert_eq!(terms.first_hit(text).is_some(), has_hit, "{why}");
        }
    }

    #[test]
    fn the_first_hit_is_the_first_in_the_text() {
        let terms = expr("pass day");
        assert_eq!(terms.first_hit("one day pass"), Some(4..7));
    }

    #[test]
    fn excerpts_stand_on_word_boundaries() {
        let text = "The quick brown fox jumps over the lazy dog and runs away from everything";
        let cases = [
            ("", 100, text.to_owned(), "all of it fits"),
            ("", 20, "The quick brown fox…".to_owned(), "the beginning"),
            (
                "zebra",
                20,
                "The quick brown fox…".to_owned(),
                "the beginning, for want of a match",
            ),
            (
                "lazy",
                24,
                "…the [lazy] dog and runs…".to_owned(),
                "around a match",
            ),
            (
                "everything",
                30,
                "…and runs away from [everything]".to_owned(),
                "the end",
            ),
            (
                "dog",
                3,
                "…[dog]…".to_owned(),
                "a match that fills the window",
            ),
            (
                "jumps",
                7,
                "…[jumps]…".to_owned(),
                "a match is not given up for a word boundary",
            ),
            (
                "the lazy",
                24,
                "…over [the] [lazy] dog and…".to_owned(),
                "where most terms are",
            ),
        ];
        for (query, chars, expected, why) in cases {
            assert_eq!(short(&expr(query).excerpt(text, chars)), expected, "{why}");
        }
    }

    #[test]
    fn an_excerpt_is_one_line() {
        let terms = expr("b");
        assert_eq!(short(&terms.excerpt(" a\r\n\tb \n", 50)), "a [b]");
        assert_eq!(short(&terms.excerpt("", 50)), "");
    }

    #[test]
    fn text_without_spaces_is_cut_anyway() {
        let text = "会議室を予約したいのですが".repeat(5);
        let pieces = expr("予約").excerpt(&text, 12);
        assert!(joined(&pieces).chars().count() <= 14, "{}", short(&pieces));
        assert!(short(&pieces).contains("[予約]"));
    }

    const WORDS: &str =
        "(a|b|day|pass|Café|e\u{301}|ß|İ|ﬁ|会|議|한국|שלום|مرحبا|👍🏽|\\.| |\n|\"|\\*){0,30}";

    proptest! {
        #[test]
        fn pieces_are_the_text(query in WORDS, text in WORDS) {
            prop_assert_eq!(joined(&expr(&query).pieces(&text)), text);
        }

        #[test]
        fn any_text_survives(query in any::<String>(), text in any::<String>(), chars in 0_usize..50) {
            let terms = expr(&query);
            prop_assert_eq!(joined(&terms.pieces(&text)), text.clone());
            let excerpt = joined(&terms.excerpt(&text, chars));
            prop_assert!(excerpt.chars().count() <= chars + 2);
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert!(line.contains(excerpt.trim_start_matches('…').trim_end_matches('…')));
        }

        #[test]
        fn an_excerpt_shows_a_match_when_there_is_one(text in WORDS, query in "(a|day|pass|会|한국)") {
            let terms = expr(&query);
            let excerpt = terms.excerpt(&text, 12);
            prop_assert_eq!(excerpt.iter().any(|it| it.hit), terms.first_hit(&text).is_some(), "{:?}", excerpt);
        }

        #[test]
        fn a_mark_is_a_whole_number_of_words(query in WORDS, text in WORDS) {
            let words = tokens(&text);
            let terms = expr(&query);
            if let Some(hit) = terms.first_hit(&text) {
                prop_assert!(words.iter().any(|(range, _)| range.start == hit.start));
                prop_assert!(words.iter().any(|(range, _)| range.end == hit.end));
            }
        }
    }
}
