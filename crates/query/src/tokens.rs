//! Words of a text: where each stands, and its folded form. The cache's index and the window's
//! highlighting both come from here.

use crate::fold::{CharClass, class, fold_into};
use std::ops::Range;

/// Every word of a text: its bytes in the text, and what is compared.
///
/// A word is a run of letters and numbers with their marks; in scripts without spaces it is one
/// character with its marks. A word that folds to nothing is left out.
#[must_use]
pub fn tokens(text: &str) -> Vec<(Range<usize>, String)> {
    WordRanges { text, at: 0 }
        .filter_map(|range| {
            let mut folded = String::new();
            fold_into(&text[range.clone()], &mut folded);
            (!folded.is_empty()).then_some((range, folded))
        })
        .collect()
}

/// The text that FTS5 `unicode61` cuts into exactly our [`tokens`]: their folded forms, with a space
/// between. It never holds U+E000, which the cache puts between messages.
#[must_use]
pub fn indexable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for range in (WordRanges { text, at: 0 }) {
        let before = out.len();
        if before > 0 {
            out.push(' ');
        }
        let start = out.len();
        fold_into(&text[range], &mut out);
        if out.len() == start {
            out.truncate(before);
        }
    }
    out
}

/// The raw words of a text, in order.
struct WordRanges<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for WordRanges<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let (start, first, kind) = self.skip_separators()?;
        self.at = start + first.len_utf8();
        let mut end = self.at;
        // Nearly all text is ASCII, which needs no tables.
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if byte.is_ascii_alphanumeric() && kind == CharClass::Word {
                self.at += 1;
                end = self.at;
                continue;
            }
            let Some(c) = self.text[self.at..].chars().next() else {
                break;
            };
            if is_apostrophe(c) && self.is_inside_cyrillic(c) {
                self.at += c.len_utf8();
                continue;
            }
            if c.is_ascii() {
                break;
            }
            match class(c) {
                CharClass::Word if kind == CharClass::Word => end = self.at + c.len_utf8(),
                CharClass::Mark if end == self.at => end = self.at + c.len_utf8(),
                CharClass::Mark | CharClass::Ignored => {}
                CharClass::Word | CharClass::Single | CharClass::Separator => break,
            }
            self.at += c.len_utf8();
        }
        Some(start..end)
    }
}

/// The signs with which Ukrainian and Belarusian write their apostrophe.
fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2BC}' | '\u{2018}' | '`' | '\u{B4}'
    )
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52F}')
}

impl WordRanges<'_> {
    /// Whether a sign stands between two Cyrillic letters, where it is part of the word.
    fn is_inside_cyrillic(&self, sign: char) -> bool {
        let before = self.text[..self.at].chars().next_back();
        let after = self.text[self.at + sign.len_utf8()..].chars().next();
        before.is_some_and(is_cyrillic) && after.is_some_and(is_cyrillic)
    }

    fn skip_separators(&mut self) -> Option<(usize, char, CharClass)> {
        for (offset, c) in self.text[self.at..].char_indices() {
            let kind = class(c);
            if matches!(kind, CharClass::Word | CharClass::Single) {
                return Some((self.at + offset, c, kind));
            }
        }
        self.at = self.text.len();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|(_, token)| token).collect()
    }

    #[test]
    fn words_are_cut_and_folded() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("", &[], "nothing"),
            (" .,;! ", &[], "punctuation alone"),
            ("Hello, World 42", &["hello", "world", "42"], "ASCII"),
            (
                "jane@acme.example",
                &["jane", "acme", "example"],
                "an address is three words",
            ),
            (
                "Café CAFE\u{301} cafe",
                &["cafe", "cafe", "cafe"],
                "accents, composed or not",
            ),
            (
                "Straße STRASSE Großstadt",
                &["strasse", "strasse", "grossstadt"],
                "sharp s",
            ),
            (
                "İstanbul ISTANBUL ıstanbul",
                &["istanbul", "istanbul", "istanbul"],
                "Turkish i, all of them",
            ),
            (
                "ﬁt ﬀ Ａｂｃ x²",
                &["fit", "ff", "abc", "x2"],
                "compatibility forms",
            ),
            (
                "1½ Ⅳ",
                &["1½", "iv"],
                "a fraction is not cut into two numbers",
            ),
            (
                "Ørsted Łódź Đorđe æon œuvre",
                &["orsted", "lodz", "dorde", "aeon", "oeuvre"],
                "strokes and ligatures",
            ),
            ("ΣΊΣΥΦΟΣ σίσυφος", &["σισυφοσ", "σισυφοσ"], "final sigma"),
            ("ёлка Йога", &["елка", "иога"], "Cyrillic diacritics"),
            (
                "Ver\u{AD}trag a\u{200D}b",
                &["vertrag", "ab"],
                "invisible characters inside a word",
            ),
            ("会議室A", &["会", "議", "室", "a"], "Han, one each"),
            (
                "ガ ｶﾞ カ",
                &["ガ", "ガ", "カ"],
                "voicing makes another word; halfwidth does not",
            ),
            ("한국어 하", &["한국어", "하"], "Hangul stays in words"),
            (
                "\u{1112}\u{1161}\u{11AB}국어",
                &["한국어"],
                "decomposed Hangul",
            ),
            ("שָׁלוֹם שלום", &["שלום", "שלום"], "Hebrew points"),
            (
                "مَرْحَبًا مرحبا مـرحبا",
                &["مرحبا", "مرحبا", "مرحبا"],
                "Arabic vowel signs and tatweel",
            ),
            ("٣٤ ۵", &["34", "5"], "Arabic digits"),
            ("👍🏽 ok 👩‍👩‍👧", &["ok"], "emoji are not words"),
            ("a\u{E000}b", &["a", "b"], "private characters separate"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(folded(text), *expected, "{why}: {text:?}");
        }
    }

    #[test]
    fn vowel_signs_that_make_another_word_are_kept() {
        for (one, other) in [("कि", "की"), ("กา", "กี"), ("か", "が"), ("កិ", "កី")]
        {
            assert_ne!(
                folded(one),
                folded(other),
                "{one} and {other} are different words"
            );
        }
        assert_eq!(folded("हिन्दी").len(), 1, "a Hindi word is one word");
        assert_eq!(
            folded("กี่").len(),
            1,
            "a Thai character is one with its marks"
        );
    }

    #[test]
    fn a_range_covers_the_marks_and_not_the_joiners_after_them() {
        let text = "x cafe\u{301}\u{200D}!";
        let ranges: Vec<&str> = tokens(text)
            .into_iter()
            .map(|(range, _)| &text[range])
            .collect();
        assert_eq!(ranges, ["x", "cafe\u{301}"]);
    }

    proptest! {
        #[test]
        fn the_index_holds_exactly_the_tokens(text in "\\PC{0,60}") {
            prop_assert_eq!(indexable(&text), folded(&text).join(" "));
        }

        #[test]
        fn the_index_never_holds_the_separator_of_messages(text in any::<String>()) {
            let is_separable = !indexable(&text).contains('\u{E000}');
            prop_assert!(is_separable);
        }

        #[test]
        fn composition_does_not_matter(text in "[a-zA-Zàéîõüçñßşğİıåøßά-ώа-яё가-힣ぁ-んァ-ヶक-हा-ौก-ฮะ-ู ]{0,40}") {
            use unicode_normalization::UnicodeNormalization;
            let apart: String = text.nfd().collect();
            let together: String = text.nfc().collect();
            prop_assert_eq!(indexable(&apart), indexable(&together));
        }

        #[test]
        fn ranges_are_in_order_and_apart(text in any::<String>()) {
            let mut end = 0;
            for (range, token) in tokens(&text) {
                prop_assert!(range.start >= end && range.start < range.end && !token.is_empty());
                end = range.end;
            }
        }
    }
}
