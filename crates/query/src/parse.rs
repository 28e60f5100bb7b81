//! What a reader typed, as an [`Expr`]: all its parts must hold. Parsing never fails: what cannot be
//! used is left out, and both that and an open quotation mark are reported.

use crate::expr::{Expr, FieldTest};
use crate::operator::{self, OPERATORS, SearchOperator};
use crate::tokens::tokens;
use model::request::{ListView, TypingState};

/// Parts kept of one text. A pasted page would otherwise become a query of thousands of terms; the
/// first hundred already name their conversation.
pub const MAX_TERMS: usize = 100;

/// A parsed search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// What was typed: an [`Expr::And`] of its parts, each once, in the order typed.
    pub expr: Expr,
    /// A quotation mark was left open; its phrase runs to the end.
    pub open_quote: bool,
    /// Parts beyond [`MAX_TERMS`], which are not searched for.
    pub left_out: usize,
}

/// Reads a search: words, "phrases", a trailing `*` for the beginning of a word, and operators. With
/// [`TypingState::LastWord`] the last word is a beginning too, unless white space or a closing quotation
/// mark follows it. A word that holds several (jane@acme.example) is a phrase of them.
#[must_use]
pub fn parse(text: &str, typing: TypingState) -> SearchQuery {
    parse_with(OPERATORS, text, typing)
}

fn parse_with(operators: &[SearchOperator], text: &str, typing: TypingState) -> SearchQuery {
    let (chunks, open_quote) = split(text);
    let last = chunks.len().wrapping_sub(1);
    let mut parts: Vec<Expr> = Vec::new();
    for (at, chunk) in chunks.iter().enumerate() {
        let is_typed =
            typing == TypingState::LastWord && at == last && chunk.ending == ChunkEnding::Open;
        let prefix = is_typed || chunk.ending == ChunkEnding::Star;
        let found = operator_of(operators, chunk).or_else(|| text_of(chunk, prefix));
        parts.extend(found.filter(|part| !parts.contains(part)));
    }
    let left_out = parts.len().saturating_sub(MAX_TERMS);
    parts.truncate(MAX_TERMS);
    SearchQuery {
        expr: Expr::And(parts),
        open_quote,
        left_out,
    }
}

impl SearchQuery {
    /// Whether nothing can be searched for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expr.conjuncts().is_empty()
    }

    /// What was typed, within a view of the side bar.
    #[must_use]
    pub fn within(&self, view: &ListView) -> Expr {
        let view = FieldTest::of_view(view).map(Expr::Field);
        Expr::And(view.into_iter().chain([self.expr.clone()]).collect())
    }
}

/// How a chunk of the text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChunkEnding {
    /// With white space or a closing quotation mark.
    Closed,
    /// With a star.
    Star,
    /// With the text itself.
    Open,
}

#[derive(Debug)]
struct QueryChunk<'a> {
    text: &'a str,
    ending: ChunkEnding,
    marks: QuoteMarks,
}

/// Whether a chunk stood between quotation marks: then it is text, whatever it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QuoteMarks {
    None,
    Around,
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{201C}'
            | '\u{201D}'
            | '\u{201E}'
            | '\u{201F}'
            | '\u{00AB}'
            | '\u{00BB}'
            | '\u{FF02}'
    )
}

/// Cuts a text at white space and quotation marks; the flag says that the last phrase was left open.
fn split(text: &str) -> (Vec<QueryChunk<'_>>, bool) {
    let mut chunks = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_quote) {
        words(&rest[..at], ChunkEnding::Closed, &mut chunks);
        let inside = after_char(rest, at);
        let Some(end) = inside.find(is_quote) else {
            chunks.push(open_phrase(inside));
            return (chunks, true);
        };
        rest = after_char(inside, end);
        let starred = rest.strip_prefix('*');
        let ending = if starred.is_some() {
            ChunkEnding::Star
        } else {
            ChunkEnding::Closed
        };
        chunks.push(QueryChunk {
            text: &inside[..end],
            ending,
            marks: QuoteMarks::Around,
        });
        rest = starred.unwrap_or(rest);
    }
    words(rest, ChunkEnding::Open, &mut chunks);
    (chunks, false)
}

fn after_char(text: &str, at: usize) -> &str {
    let mut rest = text[at..].chars();
    rest.next();
    rest.as_str()
}

fn open_phrase(text: &str) -> QueryChunk<'_> {
    let ending = match text.chars().next_back() {
        Some('*') => ChunkEnding::Star,
        Some(c) if !c.is_whitespace() => ChunkEnding::Open,
        _ => ChunkEnding::Closed,
    };
    QueryChunk {
        text,
        ending,
        marks: QuoteMarks::Around,
    }
}

fn words<'a>(text: &'a str, at_end: ChunkEnding, chunks: &mut Vec<QueryChunk<'a>>) {
    let mut words = text.split_whitespace().peekable();
    let ends_in_word = !text.ends_with(char::is_whitespace);
    while let Some(word) = words.next() {
        let is_last = words.peek().is_none() && ends_in_word;
        let ending = match (word.ends_with('*'), is_last) {
            (true, _) => ChunkEnding::Star,
            (false, true) => at_end,
            (false, false) => ChunkEnding::Closed,
        };
        chunks.push(QueryChunk {
            text: word,
            ending,
            marks: QuoteMarks::None,
        });
    }
}

fn operator_of(operators: &[SearchOperator], chunk: &QueryChunk<'_>) -> Option<Expr> {
    match chunk.marks {
        QuoteMarks::None => operator::read(operators, chunk.text),
        QuoteMarks::Around => None,
    }
}

fn text_of(chunk: &QueryChunk<'_>, prefix: bool) -> Option<Expr> {
    let tokens = tokens(chunk.text).into_iter().map(|(_, token)| token);
    Expr::text(tokens.collect(), prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Terms in short: tokens with a space, `*` for a beginning.
    fn short(terms: &SearchQuery) -> Vec<String> {
        terms
            .expr
            .text_terms()
            .into_iter()
            .map(|term| term.tokens.join(" ") + if term.prefix { "*" } else { "" })
            .collect()
    }

    #[test]
    fn what_is_typed_is_understood() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("", &[], "nothing"),
            (" ?! - * ", &[], "nothing searchable"),
            ("day pass", &["day", "pass"], "words"),
            (
                "\"day pass\" tour",
                &["day pass", "tour"],
                "a phrase and a word",
            ),
            (
                "tour\"day pass\"x",
                &["tour", "day pass", "x"],
                "a phrase without spaces around it",
            ),
            (
                "“day pass” «meeting room» „Café”",
                &["day pass", "meeting room", "cafe"],
                "typographic quotes",
            ),
            (
                "jane@acme.example",
                &["jane acme example"],
                "an address is a phrase",
            ),
            ("会議室", &["会 議 室"], "adjacent characters"),
            ("book*", &["book*"], "a beginning"),
            (
                "\"day pa\"* x",
                &["day pa*", "x"],
                "a phrase whose last word is a beginning",
            ),
            (
                "acme* acme",
                &["acme*", "acme"],
                "a beginning is not the word",
            ),
            ("day Day DAY", &["day"], "each term once"),
            (
                "NOT OR AND near(a b)",
                &["not", "or", "and", "near a", "b"],
                "nothing is an operator",
            ),
            (
                "subject:x -y ^z {a}",
                &["subject x", "y", "z", "a"],
                "nor a column",
            ),
            ("\"\" a \" \"", &["a"], "empty phrases"),
        ];
        for (text, expected, why) in cases {
            let terms = parse(text, TypingState::Done);
            assert_eq!(short(&terms), *expected, "{why}: {text:?}");
            assert!(
                !terms.open_quote,
                "{why}: {text:?} has no open quotation mark"
            );
            assert_eq!(terms.is_empty(), expected.is_empty());
        }
    }

    #[test]
    fn the_last_word_may_be_a_beginning() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("day pas", &["day", "pas*"], "still typing"),
            ("day pass ", &["day", "pass"], "white space ends a word"),
            ("jane@ac", &["jane ac*"], "the last word of a phrase"),
            (
                "\"day pass\"",
                &["day pass"],
                "a closing quotation mark ends it too",
            ),
            ("\"day pa", &["day pa*"], "inside an open phrase"),
            ("\"day ", &["day"], "between words of an open phrase"),
            ("day -", &["day"], "what is typed holds no word"),
            (
                "pas pas",
                &["pas", "pas*"],
                "the same word, whole and begun",
            ),
        ];
        for (text, expected, why) in cases {
            assert_eq!(
                short(&parse(text, TypingState::LastWord)),
                *expected,
                "{why}: {text:?}"
            );
        }
    }

    #[test]
    fn an_open_quotation_mark_is_reported_and_runs_to_the_end() {
        let terms = parse("tour \"day pass for two", TypingState::Done);
        assert!(terms.open_quote);
        assert_eq!(short(&terms), ["tour", "day pass for two"]);
    }

    #[test]
    fn the_query_quotes_every_token() {
        let cases = [
            ("day \"meeting room\"", "\"day\" AND \"meeting room\""),
            ("boo* x", "\"boo\"* AND \"x\""),
            ("", ""),
        ];
        for (text, expected) in cases {
            let question = parse(text, TypingState::Done).expr.to_fts5();
            assert_eq!(question.unwrap_or_default(), expected);
        }
    }

    #[test]
    fn a_pasted_page_is_cut_and_says_so() {
        let page = |words: usize| (0..words).map(|n| format!("w{n} ")).collect::<String>();
        for (words, left_out) in [(MAX_TERMS, 0), (MAX_TERMS + 1, 1), (5_000, 4_900)] {
            let terms = parse(&page(words), TypingState::Done);
            assert_eq!(
                (terms.expr.text_terms().len(), terms.left_out),
                (MAX_TERMS, left_out)
            );
        }
        let again = parse(&page(MAX_TERMS).repeat(3), TypingState::Done);
        assert_eq!(again.left_out, 0, "the same words again are no more words");
    }

    #[test]
    fn a_word_may_be_as_long_as_it_likes() {
        let word = "a".repeat(1_500);
        assert_eq!(short(&parse(&word, TypingState::Done)), [word]);
    }

    #[test]
    fn an_operator_is_one_unless_it_is_quoted() {
        use crate::operator::tests::HAS;
        let has_lead = Expr::Field(FieldTest::HasLead);
        let parsed = |text| parse_with(&[HAS], text, TypingState::LastWord).expr;
        assert!(parsed("desk has:lead").conjuncts().contains(&&has_lead));
        for text in ["\"has:lead\"", "has:le", "has:door"] {
            assert!(!parsed(text).conjuncts().contains(&&has_lead), "{text}");
        }
    }

    #[test]
    fn a_view_is_one_more_part() {
        let expr = parse("desk", TypingState::Done).within(&ListView::Escalated);
        let escalated = Expr::Field(FieldTest::Escalated);
        assert!(expr.conjuncts().contains(&&escalated) && expr.has_text());
        let all = parse("", TypingState::Done).within(&ListView::All);
        assert!(all.conjuncts().is_empty());
    }

    proptest! {
        #[test]
        fn a_query_is_well_formed(text in any::<String>(), typing in prop_oneof![Just(TypingState::Done), Just(TypingState::LastWord)]) {
            let query = parse(&text, typing).expr.to_fts5().unwrap_or_default();
            prop_assert_eq!(query.matches('"').count() % 2, 0);
            for part in query.split(" AND ").filter(|part| !part.is_empty()) {
                let inside = part.trim_end_matches('*').strip_prefix('"').and_then(|part| part.strip_suffix('"'));
                prop_assert!(inside.is_some_and(|part| !part.trim().is_empty() && !part.contains(['"', '\0'])));
            }
        }
    }
}
