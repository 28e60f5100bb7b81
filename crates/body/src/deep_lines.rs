//! Lines of Markdown that open more than a writer can mean: `- - - - …` is a list in a list in a list, and
//! a parser of Markdown climbs through all of them for each bracket that comes after. It must not change a
//! word: a sign that its caller takes away again stands before the rest of such a line.

use std::borrow::Cow;

/// Quotations, lists and steps of indentation that one line may open.
pub(crate) const MAX_OPENED: usize = 100;

/// The Markdown with a sign in each line that opens more than it may, before the first mark too many.
pub(crate) fn with_signs_in_deep_lines<'m>(markdown: &'m str, sign: &str) -> Cow<'m, str> {
    let mut out = String::new();
    let mut done = 0;
    let mut begin = 0;
    for line in markdown.split_inclusive(['\n', '\r']) {
        if let Some(at) = first_mark_too_many(line) {
            out.push_str(&markdown[done..begin + at]);
            out.push_str(sign);
            done = begin + at;
        }
        begin += line.len();
    }
    if done == 0 {
        return Cow::Borrowed(markdown);
    }
    out.push_str(&markdown[done..]);
    Cow::Owned(out)
}

/// Where in a line the mark stands that opens one level more than may be.
fn first_mark_too_many(line: &str) -> Option<usize> {
    let (mut at, mut levels) = (0, 0);
    loop {
        let rest = &line[at..];
        let text = rest.trim_start_matches([' ', '\t']);
        let indent = rest.len() - text.len();
        // Two columns are a level; a tab is up to four columns.
        let tabs = rest[..indent].matches('\t').count();
        levels += (indent + 3 * tabs) / 2;
        at += indent;
        let mark = mark_length(text)?;
        levels += 1;
        if levels > MAX_OPENED {
            return Some(at);
        }
        at += mark;
    }
}

/// The length of the mark of a quotation or of an item that a text begins with.
fn mark_length(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (sign, rest) = (*text.as_bytes().get(digits)?, text.get(digits + 1..)?);
    let is_item = match sign {
        b'>' if digits == 0 => return Some(1),
        b'-' | b'+' | b'*' => digits == 0,
        b'.' | b')' => digits > 0,
        _ => false,
    };
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']);
    (is_item && ends).then_some(digits + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_stands_before_the_first_mark_too_many() {
        for mark in ["> ", ">", "- ", "* ", "+\t", "1. ", "12) "] {
            let line = mark.repeat(3 * MAX_OPENED);
            let changed = with_signs_in_deep_lines(&line, "S");
            let (before, after) = changed.split_once('S').expect("a sign");
            assert!(before.len() <= MAX_OPENED * mark.len(), "{mark:?}");
            assert_eq!(format!("{before}{after}"), line, "{mark:?}");
        }
    }

    #[test]
    fn indentation_counts_as_what_it_may_continue() {
        let line = format!("a\n{}- b\n", " ".repeat(2 * MAX_OPENED));
        assert!(with_signs_in_deep_lines(&line, "S").ends_with("S- b\n"));
    }

    #[test]
    fn what_people_write_stays() {
        let markdown = "> > - 1. a\n\n---\n* * *\n    - b\n1.5 hours\n-- c\n会议\n>";
        assert_eq!(with_signs_in_deep_lines(markdown, "S"), markdown);
    }
}
