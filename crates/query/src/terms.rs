//! What a reader typed, as terms that must all occur. Parsing never fails: what cannot be used is
//! left out, and both that and an open quotation mark are reported.

use crate::tokens::tokens;
use model::request::TypingState;

/// Terms kept of one text. A pasted page would otherwise become a query of thousands of terms; the
/// first hundred already name their conversation.
pub const MAX_TERMS: usize = 100;

/// A parsed search. All its terms must occur.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The terms, each once, in the order typed.
    pub terms: Vec<Term>,
    /// A quotation mark was left open; its phrase runs to the end.
    pub open_quote: bool,
    /// Terms beyond [`MAX_TERMS`], which are not searched for.
    pub left_out: usize,
}

/// A word, or words that must stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded words; more than one is a phrase. Never empty.
    pub tokens: Vec<String>,
    /// Whether the last word may be the beginning of one.
    pub prefix: bool,
}

/// Reads a search: words, "phrases", and a trailing `*` for the beginning of a word. With
/// [`TypingState::LastWord`] the last word is a beginning too, unless white space or a closing quotation
/// mark follows it. A word that holds several (jane@acme.example) is a phrase of them.
#[must_use]
pub fn parse(text: &str, typing: TypingState) -> Terms {
    let (chunks, open_quote) = split(text);
    let last = chunks.len().wrapping_sub(1);
    let mut terms: Vec<Term> = Vec::new();
    for (at, chunk) in chunks.iter().enumerate() {
        let is_typed =
            typing == TypingState::LastWord && at == last && chunk.ending == ChunkEnding::Open;
        let found = term(chunk, is_typed || chunk.ending == ChunkEnding::Star);
        terms.extend(found.filter(|term| !terms.contains(term)));
    }
    let left_out = terms.len().saturating_sub(MAX_TERMS);
    terms.truncate(MAX_TERMS);
    Terms {
        terms,
        open_quote,
        left_out,
    }
}

impl Terms {
    /// Whether nothing can be searched for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The query for FTS5 over [`crate::indexable`] text: every token quoted, phrases whole, joined
    /// with AND. Empty when there is nothing to search for, which FTS5 does not accept.
    #[must_use]
    pub fn to_fts5(&self) -> String {
        self.terms
            .iter()
            .map(Term::to_fts5)
            .collect::<Vec<_>>()
            .join(" AND ")
    }
}

impl Term {
    /// Tokens are letters and numbers alone, so nothing in them needs escaping.
    fn to_fts5(&self) -> String {
        let star = if self.prefix { "*" } else { "" };
        format!("\"{}\"{star}", self.tokens.join(" "))
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
    QueryChunk { text, ending }
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
        chunks.push(QueryChunk { text: word, ending });
    }
}

fn term(chunk: &QueryChunk<'_>, prefix: bool) -> Option<Term> {
    let tokens: Vec<String> = tokens(chunk.text)
        .into_iter()
        .map(|(_, token)| token)
        .collect();
    (!tokens.is_empty()).then_some(Term { tokens, prefix })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Terms in short: tokens with a space, `*` for a beginning.
    fn short(terms: &Terms) -> Vec<String> {
        terms
            .terms
            .iter()
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
            assert_eq!(parse(text, TypingState::Done).to_fts5(), expected);
        }
    }

    #[test]
    fn a_pasted_page_is_cut_and_says_so() {
        let page = |words: usize| (0..words).map(|n| format!("w{n} ")).collect::<String>();
        for (words, left_out) in [(MAX_TERMS, 0), (MAX_TERMS + 1, 1), (5_000, 4_900)] {
            let terms = parse(&page(words), TypingState::Done);
            assert_eq!((terms.terms.len(), terms.left_out), (MAX_TERMS, left_out));
        }
        let again = parse(&page(MAX_TERMS).repeat(3), TypingState::Done);
        assert_eq!(again.left_out, 0, "the same words again are no more words");
    }

    #[test]
    fn a_word_may_be_as_long_as_it_likes() {
        let word = "a".repeat(1_500);
        assert_eq!(short(&parse(&word, TypingState::Done)), [word]);
    }

    proptest! {
        #[test]
        fn a_query_is_well_formed(text in any::<String>(), typing in prop_oneof![Just(TypingState::Done), Just(TypingState::LastWord)]) {
            let query = parse(&text, typing).to_fts5();
            prop_assert_eq!(query.matches('"').count() % 2, 0);
            for part in query.split(" AND ").filter(|part| !part.is_empty()) {
                let inside = part.trim_end_matches('*').strip_prefix('"').and_then(|part| part.strip_suffix('"'));
                prop_assert!(inside.is_some_and(|part| !part.trim().is_empty() && !part.contains(['"', '\0'])));
            }
        }
    }
}
