//! What can be seen of a text. A subject or a name of signs that no reader sees makes an empty row that
//! nobody can read or click: it counts as none, in the list, on the server and in the cache alike.

/// A text without the blanks around it; none where nothing of it can be seen.
#[must_use]
pub fn visible(text: &str) -> Option<&str> {
    let text = text.trim();
    text.chars().any(|c| !is_unseen(c)).then_some(text)
}

/// Whether a sign leaves nothing on the screen by itself: blanks, controls, and what Unicode lets a
/// program ignore where it has no form for it.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_format(c)
}

/// Joiners, marks of direction, fillers, selectors of variants and tags. Some scripts need some of them
/// inside of words, so they are never taken away, only not counted as a text.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_nobody_sees_are_no_text() {
        let nothing = [
            "",
            "   ",
            "\u{200B}",
            "\u{FEFF}\u{200D}\u{2060}",
            "\u{AD}",
            "\u{200F}\u{200E}",
            "\u{3164}\u{115F}",
            "\u{2800} \u{A0}",
            "\u{E0041}\u{FE0F}",
            "\u{0}\u{7F}",
        ];
        for text in nothing {
            assert_eq!(visible(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_seen_keeps_the_signs_inside_of_it() {
        let cases = [
            (" Is there parking? ", "Is there parking?"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("👩\u{200D}👧", "👩\u{200D}👧"),
            ("\u{200B}a", "\u{200B}a"),
            ("–", "–"),
            ("０", "０"),
        ];
        for (text, expected) in cases {
            assert_eq!(visible(text), Some(expected), "{text:?}");
        }
    }
}
