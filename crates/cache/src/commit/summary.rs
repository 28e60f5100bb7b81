//! What a list row and the full-text index keep of a conversation's messages. Pure.

use crate::spoken_language::LanguageSample;
use crate::table::conversation::EXCERPT_CHARS;
use crate::table::question::QuestionList;
use crate::table::search::SaidWords;
use crate::table::text_fact;
use insights::TextFacts;
use model::{Sender, visible};
use query::{indexable, indexable_numbers};
use std::borrow::Cow;

/// Stands between two texts in the full-text index. It is a token of its own that no search holds,
/// so that a phrase never runs from one message into the next.
const SEPARATOR: &str = " \u{e000} ";

/// A message, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SummaryLine<'m> {
    pub(crate) sender: &'m str,
    pub(crate) is_visible: bool,
    /// When it was sent, in milliseconds.
    pub(crate) sent_at: i64,
    pub(crate) text: &'m str,
    /// What the sender hid: found, and never told in a list.
    pub(crate) hidden: Option<&'m str>,
    /// Where its links lead, where the text does not say so: found, likewise.
    pub(crate) links: Option<&'m str>,
    /// The text folded for the index, where that has been done.
    pub(crate) words: Option<&'m str>,
    /// The hidden text, likewise.
    pub(crate) hidden_words: Option<&'m str>,
    /// The words of the links, likewise.
    pub(crate) link_words: Option<&'m str>,
}

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MessageSummary {
    pub(crate) messages: i64,
    pub(crate) visible: i64,
    pub(crate) first_line: Option<String>,
    pub(crate) excerpt: Option<String>,
    pub(crate) excerpt_sender: Option<String>,
    /// The longest silence between two messages that a reader sees, in seconds.
    pub(crate) longest_gap: i64,
    /// The messages that a reader sees, folded for the index, by who said them.
    pub(crate) said: SaidWords,
    /// What rules ask of them.
    pub(crate) facts: TextFacts,
    /// What the customer asked.
    pub(crate) questions: QuestionList,
    /// Of what is said, as much as tells the language.
    pub(crate) sample: LanguageSample,
}

/// The summary of messages that come in the order of time, of the conversation with this session id.
pub(crate) fn summarize<'m>(
    session_id: &str,
    messages: impl IntoIterator<Item = SummaryLine<'m>>,
) -> MessageSummary {
    let mut summary = MessageSummary::default();
    let mut reading = text_fact::begin(session_id);
    // An assistant greets alike every time; what the person asked first tells conversations apart.
    let mut asked = None;
    let mut before = None;
    let mut last: Option<SummaryLine<'m>> = None;
    for line in messages {
        summary.messages += 1;
        if !line.is_visible {
            continue;
        }
        summary.visible += 1;
        let silence = before.map_or(0, |before: i64| line.sent_at.saturating_sub(before) / 1_000);
        summary.longest_gap = summary.longest_gap.max(silence);
        before = Some(line.sent_at);
        summary.first_line = summary.first_line.take().or_else(|| first_line(line.text));
        if line.sender == Sender::Customer.as_str() {
            asked = asked.or_else(|| first_line(line.text));
        }
        if visible(line.text).is_some() {
            last = Some(line);
            summary.sample.hear(line.sender, line.text);
            summary.questions.hear(line.sender, line.text);
            let words = words_of(&line);
            reading.hear(text_fact::line(line.sender, line.text, &words, line.links));
            add_said(&mut summary.said, line.sender, line.text, Some(&words));
        }
        if let Some(hidden) = line.hidden {
            add_said(&mut summary.said, line.sender, hidden, line.hidden_words);
        }
        if let Some(links) = line.links {
            push_words(&mut summary.said.links, links, line.link_words);
            push_numbers(&mut summary.said.numbers, links);
        }
    }
    summary.first_line = asked.or(summary.first_line);
    summary.excerpt = last.map(|line| shorten(line.text));
    summary.excerpt_sender = last.map(|line| line.sender.to_owned());
    summary.facts = reading.finish();
    summary
}

fn words_of<'m>(line: &SummaryLine<'m>) -> Cow<'m, str> {
    let made = || Cow::Owned(indexable(line.text));
    line.words.map_or_else(made, Cow::Borrowed)
}

/// Adds a text to what its sender said.
fn add_said(said: &mut SaidWords, sender: &str, text: &str, words: Option<&str>) {
    let field = match Sender::from(sender) {
        Sender::Customer => &mut said.customer,
        Sender::AiAgent => &mut said.ai,
        Sender::Operator => &mut said.operator,
        _ => &mut said.other,
    };
    push_words(field, text, words);
    push_numbers(&mut said.numbers, text);
}

/// The telephone numbers of a text.
pub(crate) fn push_numbers(field: &mut String, text: &str) {
    let numbers = indexable_numbers(text);
    if !numbers.is_empty() {
        push_folded(field, &numbers);
    }
}

/// Texts of one field of the index, each apart from the next.
pub(crate) fn joined<'t>(texts: impl IntoIterator<Item = Option<&'t str>>) -> String {
    let mut field = String::new();
    for text in texts.into_iter().flatten() {
        push(&mut field, text);
    }
    field
}

fn push_words(field: &mut String, text: &str, words: Option<&str>) {
    match words {
        Some(words) => push_folded(field, words),
        None => push(field, text),
    }
}

fn push(field: &mut String, text: &str) {
    push_folded(field, &indexable(text));
}

fn push_folded(field: &mut String, words: &str) {
    if !field.is_empty() {
        field.push_str(SEPARATOR);
    }
    field.push_str(words);
}

fn first_line(text: &str) -> Option<String> {
    text.lines()
        .find(|line| visible(line).is_some())
        .map(shorten)
}

/// The beginning of a text on one line.
fn shorten(text: &str) -> String {
    let mut short = String::with_capacity(text.len().min(4 * EXCERPT_CHARS));
    let mut chars = 0;
    for word in text.split_whitespace() {
        if chars > 0 {
            short.push(' ');
            chars += 1;
        }
        for char in word.chars() {
            if chars == EXCERPT_CHARS {
                return cut(short);
            }
            short.push(char);
            chars += 1;
        }
        if chars >= EXCERPT_CHARS {
            break;
        }
    }
    short
}

fn cut(mut text: String) -> String {
    text.pop();
    text.truncate(text.trim_end().len());
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line<'m>(sender: &'m str, text: &'m str) -> SummaryLine<'m> {
        SummaryLine {
            sender,
            is_visible: sender != "system",
            sent_at: 0,
            text,
            hidden: None,
            links: None,
            words: None,
            hidden_words: None,
            link_words: None,
        }
    }

    #[test]
    fn hidden_messages_are_counted_and_nothing_more() {
        let summary = summarize(
            "",
            [
                line("system", "opened"),
                line("customer", "\n Hello \n there"),
                line("system", "closed"),
            ],
        );
        assert_eq!((summary.messages, summary.visible), (3, 1));
        assert_eq!(summary.first_line.as_deref(), Some("Hello"));
        assert_eq!(summary.excerpt.as_deref(), Some("Hello there"));
        assert_eq!(summary.excerpt_sender.as_deref(), Some("customer"));
        assert_eq!(summary.said.customer, "hello there");
        assert_eq!(summary.said.other, "");
    }

    #[test]
    fn the_first_line_is_what_the_person_asked() {
        let summary = summarize(
            "",
            [
                line("ai_agent", "Hello! How may I help?"),
                line("customer", "Is the roof terrace open?"),
                line("customer", "Hello?"),
            ],
        );
        assert_eq!(
            summary.first_line.as_deref(),
            Some("Is the roof terrace open?")
        );
    }

    #[test]
    fn messages_stand_apart_in_the_index() {
        let summary = summarize(
            "",
            [
                line("customer", "One desk"),
                line("ai_agent", "For you?"),
                line("customer", "please, call 020 7946 0018"),
            ],
        );
        let said = &summary.said;
        assert_eq!(said.customer, "one desk \u{e000} please call 020 7946 0018");
        assert_eq!(
            (said.ai.as_str(), said.numbers.as_str()),
            ("for you", "6497020 81006497020")
        );
    }

    #[test]
    fn a_blank_message_is_neither_first_line_nor_excerpt() {
        let summary = summarize(
            "",
            [
                line("customer", " "),
                line("ai_agent", "Yes"),
                line("customer", "\n"),
            ],
        );
        assert_eq!(
            (summary.first_line.as_deref(), summary.excerpt.as_deref()),
            (Some("Yes"), Some("Yes"))
        );
    }

    #[test]
    fn the_longest_silence_is_between_messages_that_a_reader_sees() {
        let at = |sender, seconds: i64| SummaryLine {
            sent_at: seconds * 1_000,
            ..line(sender, "Hello")
        };
        let gap = |lines: &[SummaryLine<'_>]| summarize("", lines.iter().copied()).longest_gap;
        let asked = at("customer", 10);
        assert_eq!(gap(&[]), 0, "no message");
        assert_eq!(gap(&[asked]), 0, "one message");
        assert_eq!(gap(&[asked, at("ai_agent", 15), at("customer", 75)]), 60);
        let told = at("system", 40);
        assert_eq!(
            gap(&[asked, told, at("ai_agent", 70)]),
            60,
            "a hidden one breaks no silence"
        );
    }

    #[test]
    fn what_a_sender_hid_is_found_and_not_told() {
        let summary = summarize(
            "",
            [SummaryLine {
                hidden: Some("Second month free"),
                ..line("ai_agent", "Hello Rosa")
            }],
        );
        assert_eq!(summary.first_line.as_deref(), Some("Hello Rosa"));
        assert_eq!(summary.excerpt.as_deref(), Some("Hello Rosa"));
        assert_eq!(summary.said.ai, "hello rosa \u{e000} second month free");
    }

    #[test]
    fn where_a_link_leads_is_found_and_not_told() {
        let summary = summarize(
            "",
            [SummaryLine {
                links: Some("https://wa.me/442079460018"),
                ..line("ai_agent", "Write to us")
            }],
        );
        assert_eq!(summary.excerpt.as_deref(), Some("Write to us"));
        assert_eq!(summary.said.ai, "write to us");
        assert_eq!(summary.said.links, "https wa me 442079460018");
        assert_eq!(summary.said.numbers, "810064970244");
    }

    #[test]
    fn signs_that_nobody_sees_are_no_line() {
        let summary = summarize(
            "",
            [
                line("customer", "\u{200B}\nIs there parking?"),
                line("ai_agent", "\u{FEFF}\u{2060}"),
            ],
        );
        assert_eq!(summary.first_line.as_deref(), Some("Is there parking?"));
        assert_eq!(summary.excerpt_sender.as_deref(), Some("customer"));
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        let summary = summarize("", [line("customer", &"ü ".repeat(200))]);
        let excerpt = summary.excerpt.expect("an excerpt");
        assert!(excerpt.ends_with("ü…"), "{excerpt}");
        assert!(excerpt.chars().count() <= EXCERPT_CHARS);
        let exact = "x".repeat(EXCERPT_CHARS);
        assert_eq!(
            summarize("", [line("customer", &exact)]).excerpt.as_deref(),
            Some(exact.as_str())
        );
    }
}
