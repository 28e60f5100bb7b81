//! Cuts the long texts of a JSON document while it streams by, so that an answer which is too large only
//! for one text of it can be read all the same. What is left is JSON again; it must not know whose.

/// Of a text that is longer, as it is written in the document, so many bytes are kept and a few more.
const LONGEST_TEXT: usize = 1 << 20;
/// What stands at the end of a text that was cut. A server keeps no U+0000, so that no text ends so by itself.
pub(crate) const CUT_MARK: &str = "\u{0}cut";
/// The same as it is written in the document.
const WRITTEN_MARK: &[u8] = b"\\u0000cut";

/// Where in a document the next byte stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum DocumentPlace {
    /// Between texts.
    #[default]
    Outside,
    /// In a text, of which so many bytes have passed; before a character.
    Text(usize),
    /// The same, after a backslash.
    Escape(usize),
    /// In the digits of an escape: how many of them have passed, and what they say so far.
    Digits(usize, u8, u16),
    /// In the rest of a text that was cut; whether after a backslash.
    Dropped(bool),
}

/// Passes a document on without the ends of its long texts.
#[derive(Debug)]
pub(crate) struct TextCut {
    longest: usize,
    place: DocumentPlace,
    /// The first half of a pair of escapes has passed: a cut between the two would leave half a character.
    half: bool,
}

impl Default for TextCut {
    fn default() -> Self {
        Self::longer_than(LONGEST_TEXT)
    }
}

impl TextCut {
    /// Cuts texts that are longer than so many bytes, as they are written in the document.
    fn longer_than(longest: usize) -> Self {
        Self {
            longest,
            place: DocumentPlace::Outside,
            half: false,
        }
    }

    /// Passes a piece on, whatever it begins or ends with.
    pub(crate) fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        for &byte in piece {
            if self.is_cut_before(byte) {
                out.extend_from_slice(WRITTEN_MARK);
                self.place = DocumentPlace::Dropped(false);
            }
            if self.step(byte) {
                out.push(byte);
            }
        }
    }

    /// Whether the text is long enough, and this byte begins a character.
    fn is_cut_before(&self, byte: u8) -> bool {
        let continues = byte & 0xC0 == 0x80;
        matches!(self.place, DocumentPlace::Text(length) if length >= self.longest)
            && byte != b'"'
            && !continues
            && !self.half
    }

    /// Goes past a byte; whether it is kept.
    fn step(&mut self, byte: u8) -> bool {
        use DocumentPlace::{Digits, Dropped, Escape, Outside, Text};
        let (next, kept) = match (self.place, byte) {
            (Outside, b'"') => (Text(0), true),
            (Outside, _) => (Outside, true),
            (Text(_), b'"') => (Outside, true),
            (Text(length), b'\\') => (Escape(length + 1), true),
            (Text(length), _) => (Text(length + 1), true),
            (Escape(length), b'u') => (Digits(length + 1, 0, 0), true),
            (Escape(length), _) => (Text(length + 1), true),
            (Digits(length, seen, value), _) => (self.digit(length, seen, value, byte), true),
            (Dropped(false), b'"') => (Outside, true),
            (Dropped(escaped), _) => (Dropped(!escaped && byte == b'\\'), false),
        };
        if matches!((self.place, next), (Text(_) | Escape(_), Text(_) | Outside)) {
            self.half = false;
        }
        self.place = next;
        kept
    }

    fn digit(&mut self, length: usize, seen: u8, value: u16, byte: u8) -> DocumentPlace {
        let digit = char::from(byte).to_digit(16).unwrap_or_default();
        let value = (value << 4) | u16::try_from(digit).unwrap_or_default();
        if seen < 3 {
            return DocumentPlace::Digits(length + 1, seen + 1, value);
        }
        // The first half of a pair; the second half ends it, and so does anything else.
        self.half = !self.half && (0xD800..0xDC00).contains(&value);
        DocumentPlace::Text(length + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const LONGEST: usize = 200;

    fn cut(document: &str, chunk: usize) -> String {
        let (mut cut, mut out) = (TextCut::longer_than(LONGEST), Vec::new());
        for piece in document.as_bytes().chunks(chunk) {
            cut.push(piece, &mut out);
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_document_of_short_texts_passes_as_it_is() {
        let document =
            json!({"a": ["\\", "\"", "é\u{1}", "🙂", 1.5, null, {"b\"": "x\n"}]}).to_string();
        for chunk in 1..document.len() {
            assert_eq!(cut(&document, chunk), document);
        }
    }

    #[test]
    fn long_texts_of_every_kind_are_cut_at_a_character_and_nothing_else_is() {
        let units = [
            "a",
            "é",
            "あ",
            "🙂",
            "\\\\",
            "\\\"",
            "\\n",
            "\\u0001",
            "\\ud83d\\ude42",
            "x\\ud83d\\ude42",
            "\\uD83D\\uDE42\\\\",
        ];
        for unit in units {
            for shift in 0..13 {
                let text = format!(
                    "{}{}",
                    "b".repeat(shift),
                    unit.repeat(LONGEST / unit.len() + 40)
                );
                let document = format!(r#"{{"before":"\"","long":"{text}","after":["]}}",7]}}"#);
                let whole: Value = serde_json::from_str(&document).unwrap();
                let out = cut(&document, 7);
                let read: Value = serde_json::from_str(&out)
                    .unwrap_or_else(|error| panic!("{unit} {shift}: {error}"));
                assert_eq!(read["before"], whole["before"]);
                assert_eq!(read["after"], whole["after"]);
                let kept = read["long"].as_str().unwrap();
                let beginning = kept
                    .strip_suffix(CUT_MARK)
                    .unwrap_or_else(|| panic!("{unit} {shift}"));
                assert!(
                    whole["long"].as_str().unwrap().starts_with(beginning),
                    "{unit} {shift}"
                );
                assert!(out.len() < LONGEST + 200, "{unit} {shift}: {}", out.len());
            }
        }
    }
}
