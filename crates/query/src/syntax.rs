//! The text of a search, cut into its signs: words, phrases, brackets, OR, NOT. What each word asks is not
//! decided here.

use crate::operator::{OPERATORS, SearchOperator};
use model::search::SearchDiagnosis;
use std::ops::Range;

/// Brackets inside brackets that are read.
const MAX_DEPTH: usize = 16;

/// A sign of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SyntaxToken<'a> {
    Open,
    Close,
    Or,
    Not,
    Word(QueryWord<'a>),
}

/// A word or a phrase, and what it stands behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueryWord<'a> {
    /// The operator before its colon.
    pub(crate) operator: Option<&'static SearchOperator>,
    pub(crate) text: &'a str,
    pub(crate) form: WordForm,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordForm {
    /// As it is.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// Between quotation marks, with a star after them.
    QuotedBeginning,
    /// With `=` before it: the whole word.
    Exact,
    /// With a star after it.
    Beginning,
    /// With a star before it.
    Inside,
}

/// A search, cut.
#[derive(Debug, Default)]
pub(crate) struct QuerySyntax<'a> {
    pub(crate) tokens: Vec<SyntaxToken<'a>>,
    pub(crate) diagnoses: Vec<SearchDiagnosis>,
}

/// Cuts a text. It never fails: what cannot be read is said.
pub(crate) fn cut(text: &str) -> QuerySyntax<'_> {
    let mut scanner = QueryScanner::new(text);
    while scanner.step() {}
    scanner.end()
}

/// Where the parts lie that stand side by side outside of all brackets, each with the signs before it. What is
/// joined by OR is one part. Together they leave out nothing but white space.
pub(crate) fn outer_parts(text: &str) -> Vec<Range<usize>> {
    let mut scanner = QueryScanner::new(text);
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    loop {
        let start = text.len() - scanner.rest.trim_start().len();
        let is_inside = !scanner.brackets.is_empty() || scanner.strays > 0;
        let known = scanner.syntax.tokens.len();
        if !scanner.step() {
            return parts;
        }
        let end = text.len() - scanner.rest.len();
        let last = scanner.syntax.tokens[known..].last();
        let joins = goes_on || is_inside || last == Some(&SyntaxToken::Or);
        goes_on = matches!(last, Some(SyntaxToken::Not | SyntaxToken::Or));
        match parts.last_mut() {
            Some(part) if joins => part.end = end,
            _ => parts.push(start..end),
        }
    }
}

struct QueryScanner<'a> {
    rest: &'a str,
    syntax: QuerySyntax<'a>,
    /// The operator of each open bracket, whose words are its values.
    brackets: Vec<Option<&'static SearchOperator>>,
    /// Brackets too deep to be read, so that their ends are not taken for those of others.
    strays: usize,
}

impl<'a> QueryScanner<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            syntax: QuerySyntax::default(),
            brackets: Vec::new(),
            strays: 0,
        }
    }

    /// Reads the next sign; whether there was one.
    fn step(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        let after = &self.rest[first.len_utf8()..];
        let stands_before_something = after.chars().next().is_some_and(|c| !c.is_whitespace());
        match first {
            '(' => {
                self.rest = after;
                self.open(self.group_operator());
            }
            ')' => {
                self.rest = after;
                self.close();
            }
            '-' if stands_before_something => {
                self.rest = after;
                self.push(SyntaxToken::Not);
            }
            _ => self.word(self.group_operator()),
        }
        true
    }

    fn end(mut self) -> QuerySyntax<'a> {
        if !self.brackets.is_empty() {
            self.say(SearchDiagnosis::OpenBracket);
        }
        for _ in 0..self.brackets.len() {
            self.push(SyntaxToken::Close);
        }
        self.syntax
    }

    fn push(&mut self, token: SyntaxToken<'a>) {
        self.syntax.tokens.push(token);
    }

    fn say(&mut self, diagnosis: SearchDiagnosis) {
        if !self.syntax.diagnoses.contains(&diagnosis) {
            self.syntax.diagnoses.push(diagnosis);
        }
    }

    fn group_operator(&self) -> Option<&'static SearchOperator> {
        self.brackets.iter().rev().find_map(|operator| *operator)
    }

    fn open(&mut self, operator: Option<&'static SearchOperator>) {
        if self.brackets.len() >= MAX_DEPTH {
            self.strays += 1;
            return self.say(SearchDiagnosis::StrayBracket);
        }
        self.brackets.push(operator);
        self.push(SyntaxToken::Open);
    }

    fn close(&mut self) {
        if self.strays > 0 {
            self.strays -= 1;
        } else if self.brackets.pop().is_some() {
            self.push(SyntaxToken::Close);
        } else {
            self.say(SearchDiagnosis::StrayBracket);
        }
    }

    /// Reads a word, a phrase, or an operator with its value.
    fn word(&mut self, operator: Option<&'static SearchOperator>) {
        let first = self.rest.chars().next();
        if first.is_some_and(is_quote) {
            return self.phrase(operator);
        }
        let end = self.word_end();
        let word = &self.rest[..end];
        if operator.is_none()
            && let Some((name, _)) = word.split_once(':')
            && let Some(operator) = known(name)
        {
            self.rest = &self.rest[name.len() + 1..];
            return self.value(operator);
        }
        self.rest = &self.rest[end..];
        match word {
            "OR" => self.push(SyntaxToken::Or),
            "AND" => {}
            "NOT" => self.push(SyntaxToken::Not),
            _ => self.plain(operator, word),
        }
    }

    /// What stands after the colon of an operator.
    fn value(&mut self, operator: &'static SearchOperator) {
        match self.rest.chars().next() {
            Some('(') => {
                self.rest = &self.rest[1..];
                self.open(Some(operator));
            }
            Some(c) if is_quote(c) => self.phrase(Some(operator)),
            Some(c) if !c.is_whitespace() && (c != ')' || self.brackets.is_empty()) => {
                let end = self.word_end();
                let word = &self.rest[..end];
                self.rest = &self.rest[end..];
                self.plain(Some(operator), word);
            }
            _ => self.say(SearchDiagnosis::MissingValue {
                operator: operator.name.to_owned(),
                examples: operator.examples(),
            }),
        }
    }

    fn plain(&mut self, operator: Option<&'static SearchOperator>, word: &'a str) {
        if let Some(whole) = word.strip_prefix('=')
            && let Some(quote) = whole.chars().next()
            && !is_quote(quote)
        {
            return self.push(SyntaxToken::Word(QueryWord {
                operator,
                text: whole,
                form: WordForm::Exact,
            }));
        }
        let is_inside = word.starts_with('*') && word.trim_matches('*').len() > 1;
        let form = match (is_inside, word.ends_with('*')) {
            (true, _) => WordForm::Inside,
            (false, true) => WordForm::Beginning,
            (false, false) => WordForm::Plain,
        };
        self.push(SyntaxToken::Word(QueryWord {
            operator,
            text: word,
            form,
        }));
    }

    /// Reads what stands between quotation marks; the rest begins with one.
    fn phrase(&mut self, operator: Option<&'static SearchOperator>) {
        let inside = after_char(self.rest);
        let Some(end) = inside.find(is_quote) else {
            self.say(SearchDiagnosis::OpenQuote);
            self.rest = "";
            return self.push(SyntaxToken::Word(QueryWord {
                operator,
                text: inside,
                form: WordForm::Plain.opened(inside),
            }));
        };
        self.rest = after_char(&inside[end..]);
        let form = match self.rest.strip_prefix('*') {
            Some(rest) => {
                self.rest = rest;
                WordForm::QuotedBeginning
            }
            None => WordForm::Quoted,
        };
        self.push(SyntaxToken::Word(QueryWord {
            operator,
            text: &inside[..end],
            form,
        }));
    }

    /// Where the word ends: before white space, a quotation mark, or the end of an open bracket.
    fn word_end(&self) -> usize {
        let is_end = |c: char| {
            c.is_whitespace()
                || is_quote(c)
                || (c == ')' && (!self.brackets.is_empty() || self.strays > 0))
        };
        let rest = self.rest;
        // `=` may stand before a quotation mark; the mark ends it all the same.
        let end = rest.find(is_end).unwrap_or(rest.len());
        end.max(rest.chars().next().map_or(0, char::len_utf8))
    }
}

impl WordForm {
    /// The form of a phrase whose end is still to be typed.
    fn opened(self, inside: &str) -> Self {
        match inside.chars().next_back() {
            Some(c) if !c.is_whitespace() => Self::QuotedBeginning,
            Some(_) => Self::Quoted,
            None => self,
        }
    }
}

fn known(name: &str) -> Option<&'static SearchOperator> {
    OPERATORS
        .iter()
        .find(|operator| operator.name.eq_ignore_ascii_case(name))
}

fn after_char(text: &str) -> &str {
    let mut rest = text.chars();
    rest.next();
    rest.as_str()
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
