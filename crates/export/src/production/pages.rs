//! Transcripts on numbered pages: plain text of 92 columns and 54 lines, so that a page is the same on every screen and
//! on paper. A page begins with its number alone; between two pages stands a form feed.

use crate::format::local_instant;
use crate::format::transcript::{Transcript, TranscriptLine};
use catalogue::{TextKey, text};

/// Characters of a line.
const COLUMNS: usize = 92;
/// Lines of a page, its number and the line below included.
const LINES: usize = 54;

/// The pages of a conversation.
#[derive(Debug)]
pub(crate) struct PagedTranscript {
    /// The text of its file.
    pub(crate) text: String,
    pub(crate) first_page: u64,
    pub(crate) last_page: u64,
    /// The page on which each of its messages begins.
    pub(crate) message_pages: Vec<u64>,
}

/// A page's number, as it is written.
pub(crate) fn page_name(number: u64) -> String {
    format!("DB-{number:06}")
}

/// Puts a conversation on pages from a number on.
pub(crate) fn paged(told: &Transcript, first_page: u64) -> PagedTranscript {
    let mut pages = PageWriter::new(first_page);
    pages.write(&told.title);
    for (name, value) in &told.facts {
        pages.write(&format!("{name}: {value}"));
    }
    let mut message_pages = Vec::with_capacity(told.lines.len());
    for line in &told.lines {
        message_pages.push(pages.message(line));
    }
    PagedTranscript {
        first_page,
        last_page: pages.page,
        text: pages.finish(),
        message_pages,
    }
}

struct PageWriter {
    text: String,
    page: u64,
    /// Lines on this page so far.
    lines: usize,
}

impl PageWriter {
    fn new(page: u64) -> Self {
        let mut writer = Self {
            text: String::new(),
            page,
            lines: 0,
        };
        writer.head();
        writer
    }

    fn head(&mut self) {
        self.text.push_str(&page_name(self.page));
        self.text.push_str("\n\n");
        self.lines = 2;
    }

    fn turn(&mut self) {
        self.text.push('\u{c}');
        self.page += 1;
        self.head();
    }

    /// Writes a message, and answers the page on which it begins. Its head never stands alone at the foot of one.
    fn message(&mut self, line: &TranscriptLine) -> u64 {
        if self.lines + 3 > LINES {
            self.turn();
        }
        self.put("");
        let page = self.page;
        self.write(&format!("[{}] {}", local_instant(&line.sent), line.speaker));
        self.write(&line.text);
        if !line.hidden.is_empty() {
            self.write(&format!("[{}]", text(TextKey::TranscriptHidden)));
            self.write(&line.hidden);
        }
        for (until, said) in &line.earlier {
            let before = text(TextKey::TranscriptEarlier);
            self.write(&format!("[{before} {}]", local_instant(until)));
            self.write(said);
        }
        page
    }

    /// Writes a text, broken into lines.
    fn write(&mut self, text: &str) {
        for paragraph in text.split('\n') {
            for line in wrapped(paragraph) {
                self.put(&line);
            }
        }
    }

    fn put(&mut self, line: &str) {
        if self.lines == LINES {
            self.turn();
        }
        self.text.push_str(line);
        self.text.push('\n');
        self.lines += 1;
    }

    fn finish(self) -> String {
        self.text
    }
}

/// A paragraph in lines. What is no character of a line (a form feed would turn the page) becomes a space.
fn wrapped(paragraph: &str) -> Vec<String> {
    let plain = |sign: char| if sign.is_control() { ' ' } else { sign };
    let signs: Vec<char> = paragraph.chars().map(plain).collect();
    let mut lines = Vec::new();
    let mut rest = signs.as_slice();
    while rest.len() > COLUMNS {
        let space = rest[..COLUMNS].iter().rposition(|sign| *sign == ' ');
        let at = space.filter(|at| *at > 0).unwrap_or(COLUMNS);
        lines.push(rest[..at].iter().collect());
        rest = &rest[at..];
        // The space at which a line was broken stands in neither.
        if space == Some(at) {
            rest = &rest[1..];
        }
    }
    lines.push(rest.iter().collect());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use model::Sender;

    fn told(texts: &[String]) -> Transcript {
        let at = DateTime::from_timestamp(1_790_000_000, 0)
            .expect("a time")
            .fixed_offset();
        let line = |text: &String| TranscriptLine {
            message: "m".to_owned(),
            sent: at,
            sender: Sender::Customer,
            speaker: "Customer".to_owned(),
            text: text.clone(),
            hidden: String::new(),
            earlier: Vec::new(),
        };
        Transcript {
            conversation: "c1".to_owned(),
            title: "A tour".to_owned(),
            facts: vec![("Channel", "chat".to_owned())],
            started: at,
            lines: texts.iter().map(line).collect(),
        }
    }

    #[test]
    fn pages_follow_each_other_and_none_is_longer_than_a_page() {
        let texts: Vec<String> = (0..80)
            .map(|count| format!("{count} words\u{c} ").repeat(40))
            .collect();
        let paged = paged(&told(&texts), 7);
        let pages: Vec<&str> = paged.text.split('\u{c}').collect();
        assert_eq!(paged.last_page - paged.first_page + 1, pages.len() as u64);
        for (number, page) in (7..).zip(&pages) {
            assert!(page.starts_with(&format!("{}\n", page_name(number))));
            assert!(page.lines().count() <= LINES, "{}", page.lines().count());
            assert!(page.lines().all(|line| line.chars().count() <= COLUMNS));
        }
        assert_eq!(paged.message_pages.len(), 80);
        assert!(paged.message_pages.is_sorted());
    }

    #[test]
    fn no_letter_is_lost_where_a_line_is_broken() {
        for text in [
            "word ".repeat(60),
            "x".repeat(300),
            "日本語".repeat(90),
            String::new(),
        ] {
            let lines = wrapped(&text);
            let letters = |text: &str| text.replace(' ', "");
            assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
