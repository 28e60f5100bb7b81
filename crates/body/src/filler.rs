//! Invisible fillers. Newsletters push what follows out of the preview of a mail program with a run of
//! joiners and no-break spaces; the reader of the mail sees nothing of it, and neither does ours.

use std::borrow::Cow;

/// Invisible signs in one run from which on it is no writing: scripts that need joiners use one at a time.
const FEWEST: usize = 2;

/// A text without runs of filler. Where a run held a space, one space stays.
pub(crate) fn without_filler(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_filler) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_padding) {
        let (before, from) = rest.split_at(at);
        let (run, after) = from.split_at(from.find(|c| !is_padding(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(settled_run(run));
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What stays of a run.
fn settled_run(run: &str) -> &str {
    if run.chars().filter(|c| is_filler(*c)).count() < FEWEST {
        run
    } else if run.chars().any(char::is_whitespace) {
        " "
    } else {
        run.chars()
            .next()
            .map_or("", |first| &run[..first.len_utf8()])
    }
}

/// A sign that a run of filler can hold; the end of a line is none.
fn is_padding(c: char) -> bool {
    is_filler(c) || (c.is_whitespace() && !matches!(c, '\n' | '\r'))
}

/// Signs of no width. Marks of direction are not among them: they do something.
fn is_filler(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_filler_go_and_writing_stays() {
        let run = "\u{34F}\u{200C}\u{A0}".repeat(60);
        let cases = [
            (format!("Only today{run}"), "Only today "),
            (format!("{run}Hello{run}Rosa"), " Hello Rosa"),
            ("a\u{200B}\u{FEFF}b".to_owned(), "a\u{200B}b"),
            ("a\u{200B}\n\u{200B}b".to_owned(), "a\u{200B}\n\u{200B}b"),
            ("می\u{200C}خواهم".to_owned(), "می\u{200C}خواهم"),
            (
                "👩\u{200D}👩\u{200D}👧".to_owned(),
                "👩\u{200D}👩\u{200D}👧",
            ),
            ("a\u{A0}\u{A0}b".to_owned(), "a\u{A0}\u{A0}b"),
            ("co\u{AD}work\u{AD}ing".to_owned(), "co\u{AD}work\u{AD}ing"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_filler(&text), expected, "{text:?}");
            assert_eq!(without_filler(expected), expected, "{text:?} twice");
        }
    }
}
