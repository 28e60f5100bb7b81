//! What a reader typed, as an [`Expr`]. Parsing never fails: what cannot be used as typed is said
//! ([`SearchDiagnosis`]), and nothing is dropped without a word.
//!
//! | typed | asked |
//! |---|---|
//! | `day pass` | both words, the last as the beginning of one |
//! | `"day pass"` · `=pass` | the words as they stand · the whole word |
//! | `pass*` · `*raum` | the beginning · any part of a word |
//! | `-tour` · `tour OR visit` · `( … )` | what must not be · either · together |
//! | `channel:whatsapp` | a fact, or words in one place (`crate::operator`) |
//!
//! OR binds more tightly than what stands side by side, as in every search engine: `tour OR visit
//! whatsapp` asks for whatsapp and one of the two.

use crate::calendar::SearchCalendar;
use crate::expr::Expr;
use crate::number::NumberTerm;
use crate::operator::{self, OperatorValue, SearchOperator};
use crate::syntax::{self, QueryWord, SyntaxToken, WordForm};
use crate::term::TextTerm;
use crate::tokens::tokens;
use model::request::ListView;
use model::search::{SearchDiagnosis, TextScope, WordReach};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Parts kept of one text. A pasted page would otherwise become a query of thousands of terms; the
/// first hundred already name their conversation.
pub const MAX_TERMS: usize = 100;

/// A parsed search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// What was typed.
    pub expr: Expr,
    /// What of it was not understood as typed.
    pub diagnoses: Vec<SearchDiagnosis>,
}

/// Reads a search.
#[must_use]
pub fn parse(text: &str, calendar: SearchCalendar) -> SearchQuery {
    let syntax = syntax::cut(text);
    let last = last_word(&syntax.tokens);
    let mut parser = QueryParser {
        tokens: &syntax.tokens,
        at: 0,
        last,
        calendar,
        known: Vec::new(),
        left_out: 0,
        diagnoses: syntax.diagnoses,
    };
    let mut parts = Vec::new();
    while parser.at < parser.tokens.len() {
        parts.push(parser.sequence());
        // A closing bracket here has no opening one; it was said where the text was cut.
        parser.at += 1;
    }
    parser.finish(text, parts)
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
        let view = view.asked().map(Expr::Field);
        Expr::And(view.into_iter().chain([self.expr.clone()]).collect())
    }
}

struct QueryParser<'t, 'a> {
    tokens: &'t [SyntaxToken<'a>],
    at: usize,
    /// The place of the last word: it may still be typed, and Enter never narrows.
    last: Option<usize>,
    calendar: SearchCalendar,
    /// The words so far, each once, with their operators' names.
    known: Vec<(Option<&'static str>, &'a str)>,
    left_out: usize,
    diagnoses: Vec<SearchDiagnosis>,
}

/// The place of the last word of a text, where nothing but ends of brackets follows.
fn last_word(tokens: &[SyntaxToken<'_>]) -> Option<usize> {
    let at = tokens
        .iter()
        .rposition(|token| *token != SyntaxToken::Close)?;
    matches!(tokens[at], SyntaxToken::Word(_)).then_some(at)
}

impl<'a> QueryParser<'_, 'a> {
    fn peek(&self) -> Option<&SyntaxToken<'a>> {
        self.tokens.get(self.at)
    }

    fn say(&mut self, diagnosis: SearchDiagnosis) {
        if !self.diagnoses.contains(&diagnosis) {
            self.diagnoses.push(diagnosis);
        }
    }

    /// Everything up to the end of a bracket: all of it must hold.
    fn sequence(&mut self) -> Expr {
        let mut parts: Vec<Expr> = Vec::new();
        while !matches!(self.peek(), None | Some(SyntaxToken::Close)) {
            if let Some(number) = self.number() {
                parts.push(number);
                continue;
            }
            let part = self.alternatives();
            parts.extend(part.filter(|part| !parts.contains(part)));
        }
        match parts.len() {
            1 => parts.swap_remove(0),
            _ => Expr::And(parts),
        }
    }

    /// One part, or several with OR between.
    fn alternatives(&mut self) -> Option<Expr> {
        let mut parts: Vec<Expr> = self.negated().into_iter().collect();
        let mut is_either = false;
        while self.peek() == Some(&SyntaxToken::Or) {
            self.at += 1;
            is_either = true;
            if matches!(
                self.peek(),
                None | Some(SyntaxToken::Close | SyntaxToken::Or)
            ) {
                self.say(SearchDiagnosis::DanglingOr);
                continue;
            }
            parts.extend(self.negated());
        }
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ if is_either => Some(Expr::Or(parts)),
            _ => Some(Expr::And(parts)),
        }
    }

    fn negated(&mut self) -> Option<Expr> {
        let mut negations = 0_u32;
        while self.peek() == Some(&SyntaxToken::Not) {
            self.at += 1;
            negations += 1;
        }
        let part = self.part()?;
        if negations.is_multiple_of(2) {
            return Some(part);
        }
        Some(match part {
            // Twice not is not a thing of its own.
            Expr::Not(part) => *part,
            part => Expr::Not(Box::new(part)),
        })
    }

    fn part(&mut self) -> Option<Expr> {
        match self.peek()?.clone() {
            SyntaxToken::Open => {
                self.at += 1;
                let inside = self.sequence();
                self.at += 1;
                (!inside.conjuncts().is_empty()).then_some(inside)
            }
            SyntaxToken::Or => {
                self.say(SearchDiagnosis::DanglingOr);
                self.at += 1;
                self.part()
            }
            SyntaxToken::Not | SyntaxToken::Close => None,
            SyntaxToken::Word(word) => {
                let is_last = self.last == Some(self.at);
                self.at += 1;
                self.word(&word, is_last)
            }
        }
    }

    fn word(&mut self, word: &QueryWord<'a>, is_last: bool) -> Option<Expr> {
        // The same words again are no more words.
        let name = word.operator.map(|operator| operator.name);
        let is_new = !self.known.contains(&(name, word.text));
        if is_new && self.known.len() >= MAX_TERMS {
            self.left_out += 1;
            return None;
        }
        if is_new {
            self.known.push((name, word.text));
        }
        match word.operator {
            Some(operator) => Some(self.operator(operator, word, is_last)),
            None => self.text(word, TextScope::Anywhere, is_last),
        }
    }

    fn operator(&mut self, operator: &SearchOperator, word: &QueryWord<'_>, is_last: bool) -> Expr {
        let found = match operator.value {
            OperatorValue::Text(scope) => self.text(word, scope, is_last),
            OperatorValue::Fact(read) => read(word.text.trim(), self.calendar),
        };
        found.unwrap_or_else(|| {
            self.say(SearchDiagnosis::UnknownValue {
                operator: operator.name.to_owned(),
                value: word.text.to_owned(),
                examples: operator.examples(),
            });
            // A filter that is not understood must not let everything through.
            Expr::nothing()
        })
    }

    fn text(&mut self, word: &QueryWord<'_>, scope: TextScope, is_last: bool) -> Option<Expr> {
        self.doubt_operator(word);
        let number = (scope == TextScope::Anywhere || scope == TextScope::Identifier)
            .then(|| NumberTerm::new(word.text))
            .flatten();
        let term = term_of(word, scope, is_last);
        self.doubt_signs(word, term.as_ref());
        let term = Expr::Text(term?);
        Some(match number.filter(|_| word.form == WordForm::Plain) {
            Some(number) => Expr::Or(vec![term, Expr::Number(number)]),
            None => term,
        })
    }

    /// A telephone number that was typed in groups: its words, or the number however it is written.
    fn number(&mut self) -> Option<Expr> {
        let groups = self.tokens[self.at..].iter().take_while(|token| {
            matches!(token, SyntaxToken::Word(word) if word.operator.is_none()
                && word.form == WordForm::Plain
                && word.text.chars().all(|c| c.is_numeric() || "+()-./".contains(c)))
        });
        let groups: Vec<&'a str> = groups
            .map(|token| match token {
                SyntaxToken::Word(word) => word.text,
                _ => "",
            })
            .collect();
        if groups.len() < 2 || self.known.len() + groups.len() > MAX_TERMS {
            return None;
        }
        let number = NumberTerm::new(&groups.join(" "))?;
        let words: Vec<Expr> = groups.iter().filter_map(|group| exact(group)).collect();
        self.at += groups.len();
        self.known.extend(groups.iter().map(|group| (None, *group)));
        Some(Expr::Or(vec![Expr::Number(number), Expr::And(words)]))
    }

    /// A word with a colon that is no operator's.
    fn doubt_operator(&mut self, word: &QueryWord<'_>) {
        let Some((name, value)) = word.text.split_once(':') else {
            return;
        };
        let is_name = name.len() > 1 && name.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        let is_value = value.starts_with(|c: char| c.is_alphanumeric() || c == '<' || c == '>');
        if word.operator.is_none() && word.form == WordForm::Plain && is_name && is_value {
            self.say(SearchDiagnosis::UnknownOperator {
                name: name.to_owned(),
                suggestion: operator::suggestion(name).map(str::to_owned),
            });
        }
    }

    /// A word that is nothing but signs, or loses some that mean something.
    fn doubt_signs(&mut self, word: &QueryWord<'_>, term: Option<&TextTerm>) {
        let typed = word.text.trim_matches('*');
        let is_sign =
            |c: char| c.general_category_group() == GeneralCategoryGroup::Symbol && c != '`';
        let is_lost = typed.chars().any(is_sign) || (term.is_none() && !typed.trim().is_empty());
        if is_lost {
            self.say(SearchDiagnosis::SignsLeftOut {
                word: typed.to_owned(),
                read_as: term.map(|term| term.tokens.join(" ")),
            });
        }
    }

    fn finish(mut self, text: &str, mut parts: Vec<Expr>) -> SearchQuery {
        parts.retain(|part| !matches!(part, Expr::And(inside) if inside.is_empty()));
        let expr = match parts.len() {
            1 => Expr::And(vec![parts.swap_remove(0)]),
            _ => Expr::And(parts),
        };
        if expr.conjuncts().is_empty() && !text.trim().is_empty() {
            self.diagnoses.insert(0, SearchDiagnosis::NothingSearchable);
        }
        if self.left_out > 0 {
            let count = |words: usize| u32::try_from(words).unwrap_or(u32::MAX);
            self.diagnoses.push(SearchDiagnosis::WordsLeftOut {
                used: count(self.known.len()),
                left_out: count(self.left_out),
            });
        }
        SearchQuery {
            expr,
            diagnoses: self.diagnoses,
        }
    }
}

fn exact(group: &str) -> Option<Expr> {
    TextTerm::quoted(group, TextScope::Anywhere, WordReach::Whole).map(Expr::Text)
}

fn term_of(word: &QueryWord<'_>, scope: TextScope, is_last: bool) -> Option<TextTerm> {
    match word.form {
        WordForm::Plain if is_last => TextTerm::word(word.text, scope, WordReach::Beginning),
        WordForm::Plain => TextTerm::word(word.text, scope, WordReach::Whole),
        WordForm::Beginning => TextTerm::word(word.text, scope, WordReach::Beginning),
        WordForm::Exact => TextTerm::quoted(word.text, scope, WordReach::Whole),
        WordForm::Quoted => TextTerm::quoted(word.text, scope, WordReach::Whole),
        WordForm::QuotedBeginning => TextTerm::quoted(word.text, scope, WordReach::Beginning),
        // Of several words only the last has an inside.
        WordForm::Inside if tokens(word.text).len() > 1 => {
            TextTerm::word(word.text, scope, WordReach::Beginning)
        }
        WordForm::Inside => TextTerm::quoted(word.text, scope, WordReach::Inside),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use model::Channel;
    use model::search::{FieldTest, SearchMeaning};
    use proptest::prelude::*;

    pub(crate) fn calendar() -> SearchCalendar {
        SearchCalendar {
            today: "2026-11-29".parse().expect("a day"),
        }
    }

    /// A search in short: `&` all, `|` any, `!` not, `*` a beginning, `~` an inside.
    fn short(meaning: &SearchMeaning) -> String {
        let list = |parts: &[SearchMeaning], sign: &str| {
            let parts: Vec<String> = parts.iter().map(short).collect();
            format!("({})", parts.join(sign))
        };
        match meaning {
            SearchMeaning::All { parts } => list(parts, " & "),
            SearchMeaning::Any { parts } => list(parts, " | "),
            SearchMeaning::Not { part } => format!("!{}", short(part)),
            SearchMeaning::Number { text } => format!("tel {text}"),
            SearchMeaning::Fact { test } => match test {
                FieldTest::Channel(channel) => format!("channel {channel}"),
                other => format!("{other:?}"),
            },
            SearchMeaning::Words { text, scope, reach } => {
                let sign = match reach {
                    WordReach::Whole => "",
                    WordReach::Beginning => "*",
                    WordReach::Inside => "~",
                };
                match scope {
                    TextScope::Anywhere => format!("{text}{sign}"),
                    scope => format!("{scope:?}:{text}{sign}"),
                }
            }
        }
    }

    fn read(text: &str) -> String {
        short(&parse(text, calendar()).expr.meaning())
    }

    #[test]
    fn what_is_typed_is_understood() {
        let cases = [
            ("", "()", "nothing"),
            ("day pass", "(day & pass*)", "the last word is a beginning"),
            (
                "day pass ",
                "(day & pass*)",
                "white space after it changes nothing",
            ),
            ("=pass", "pass", "a whole word"),
            (
                "\"day pass\" tour",
                "(day pass & tour*)",
                "a phrase and a word",
            ),
            (
                "\"day pa\"*",
                "day pa*",
                "a phrase whose last word is a beginning",
            ),
            (
                "“day pass” «meeting room»",
                "(day pass & meeting room)",
                "typographic quotes",
            ),
            ("book* x", "(book* & x*)", "a beginning"),
            ("*raum x", "(raum~ & x*)", "an inside"),
            ("-tour desk", "(!tour & desk*)", "what must not be"),
            ("NOT tour", "!tour*", "in words"),
            ("--tour", "tour*", "twice not"),
            ("a OR b c", "((a | b) & c*)", "OR binds more tightly"),
            ("a OR b OR c", "(a | b | c*)", "several"),
            ("(a b) OR c", "((a & b) | c*)", "brackets"),
            ("-(a OR b)", "!(a | b*)", "not either"),
            ("a AND b", "(a & b*)", "AND is what stands side by side"),
            ("or and not", "(or & and & not*)", "small letters are words"),
            ("channel:WhatsApp", "channel whatsapp", "an operator"),
            (
                "channel:(chat OR email)",
                "(channel chat | channel email)",
                "values in brackets",
            ),
            (
                "customer-said:\"too expensive\"",
                "CustomerSaid:too expensive",
                "a scope",
            ),
            (
                "ai-said:(tour desk)",
                "(AiSaid:tour & AiSaid:desk*)",
                "a scope for several",
            ),
            ("\"channel:chat\"", "channel:chat", "quoted, it is text"),
            ("http://a.example/x", "http://a.example/x*", "an address"),
            (
                "+44 20 7946 0018",
                "(tel +44 20 7946 0018 | (+44 & 20 & 7946 & 0018))",
                "a number in groups",
            ),
            ("day Day day", "(day & Day & day*)", "as they were typed"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(read(text), expected, "{why}: {text:?}");
        }
    }

    #[test]
    fn nothing_is_dropped_without_a_word() {
        use SearchDiagnosis as Said;
        let signs = |word: &str, read_as: Option<&str>| Said::SignsLeftOut {
            word: word.to_owned(),
            read_as: read_as.map(str::to_owned),
        };
        let unknown = |name: &str, suggestion: Option<&str>| Said::UnknownOperator {
            name: name.to_owned(),
            suggestion: suggestion.map(str::to_owned),
        };
        let cases: Vec<(&str, Vec<Said>)> = vec![
            ("", vec![]),
            ("a day-pass, please!", vec![]),
            ("jane@acme.example", vec![]),
            ("?!", vec![Said::NothingSearchable, signs("?!", None)]),
            ("C++", vec![signs("C++", Some("c"))]),
            ("pay $", vec![signs("$", None)]),
            ("\u{1F44D} ok", vec![signs("\u{1F44D}", None)]),
            ("tour \"day pass", vec![Said::OpenQuote]),
            ("(a", vec![Said::OpenBracket]),
            (") a", vec![Said::StrayBracket]),
            ("(see above) a)", vec![]),
            ("a OR", vec![Said::DanglingOr]),
            ("OR a", vec![Said::DanglingOr]),
            ("chanel:chat", vec![unknown("chanel", Some("channel"))]),
            ("colour:red", vec![unknown("colour", None)]),
            ("Re: tour", vec![]),
            ("12:30", vec![]),
            (
                "status: a",
                vec![Said::MissingValue {
                    operator: "status".to_owned(),
                    examples: vec!["active".to_owned(), "ended".to_owned()],
                }],
            ),
            (
                "status:open",
                vec![Said::UnknownValue {
                    operator: "status".to_owned(),
                    value: "open".to_owned(),
                    examples: vec!["active".to_owned(), "ended".to_owned()],
                }],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text, calendar()).diagnoses, expected, "{text:?}");
        }
    }

    #[test]
    fn a_filter_that_is_not_understood_lets_nothing_through() {
        assert_eq!(
            parse("status:open", calendar()).expr.conjuncts(),
            [&Expr::nothing()]
        );
    }

    #[test]
    fn a_pasted_page_is_cut_and_says_so() {
        let page = |words: usize| (0..words).map(|n| format!("w{n} ")).collect::<String>();
        for (words, left_out) in [(MAX_TERMS, 0), (MAX_TERMS + 1, 1), (5_000, 4_900)] {
            let query = parse(&page(words), calendar());
            assert_eq!(query.expr.sought().len(), MAX_TERMS);
            let said = query.diagnoses.iter().find_map(|it| match it {
                SearchDiagnosis::WordsLeftOut { left_out, .. } => Some(*left_out),
                _ => None,
            });
            assert_eq!(said.unwrap_or(0), left_out);
        }
    }

    #[test]
    fn brackets_without_end_do_not_exhaust_anything() {
        for text in [
            "(".repeat(100_000),
            "-".repeat(100_000),
            "(a ".repeat(50_000),
            ")".repeat(9),
        ] {
            let query = parse(&text, calendar());
            assert!(!query.diagnoses.is_empty(), "{}", &text[..4]);
        }
    }

    #[test]
    fn a_view_is_one_more_part() {
        let expr = parse("desk", calendar()).within(&ListView::Escalated);
        let escalated = Expr::Field(FieldTest::Escalated);
        assert!(expr.conjuncts().contains(&&escalated) && expr.has_text());
        let all = parse("", calendar()).within(&ListView::All);
        assert!(all.conjuncts().is_empty());
        let channel = Expr::Field(FieldTest::Channel(Channel::Chat));
        assert_eq!(
            parse("channel:chat", calendar()).expr.conjuncts(),
            [&channel]
        );
    }

    const SIGNS: &str = "(a|day|Café|会|\"|\\(|\\)|-|=|\\*| | OR |NOT |channel:|ai-said:|messages:>2|12345678|:|\u{1F44D}){0,25}";

    proptest! {
        #[test]
        fn a_question_is_well_formed(text in prop_oneof![any::<String>(), SIGNS.prop_map(|it| it)]) {
            let query = parse(&text, calendar());
            let question = query.expr.to_fts5().unwrap_or_default();
            prop_assert_eq!(question.matches('"').count() % 2, 0);
            prop_assert_eq!(question.matches('(').count(), question.matches(')').count());
            for (at, part) in question.split('"').enumerate() {
                let is_inside = at % 2 == 1;
                prop_assert!(!is_inside || !part.trim().is_empty());
            }
        }

        #[test]
        fn whoever_goes_on_typing_finds_no_more(before in "[a-z]{1,4}( [a-z]{1,4}){0,2}", more in "[a-z]{1,3}") {
            // The last word is a beginning: each letter narrows, and Enter changes nothing.
            let (shorter, longer) = (parse(&before, calendar()).expr, parse(&format!("{before}{more}"), calendar()).expr);
            let text = format!("{before}{more}");
            prop_assert!(longer.first_hit(&text).is_some() && shorter.first_hit(&text).is_some());
        }
    }
}
