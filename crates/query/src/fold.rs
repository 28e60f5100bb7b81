//! Which characters words are made of, and what of a word is compared: lower case, without
//! diacritics, compatibility forms resolved. Everything that leaves [`fold_into`] is a token
//! character of SQLite's `unicode61`, which finds nothing left to fold in it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, decompose_compatible};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// What a character does to the word that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CharClass {
    /// Part of a word of several characters.
    Word,
    /// A word of its own: these scripts put no spaces between words.
    Single,
    /// Belongs to the character before it.
    Mark,
    /// Invisible inside a word: a soft hyphen, a joiner.
    Ignored,
    /// Ends a word.
    Separator,
}

/// The class of a character.
pub(crate) fn class(c: char) -> CharClass {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() {
            CharClass::Word
        } else {
            CharClass::Separator
        };
    }
    if is_ignored(c) {
        return CharClass::Ignored;
    }
    // The halfwidth voicing marks are letters on paper, but belong to the kana before them.
    if matches!(c, '\u{FF9E}' | '\u{FF9F}') {
        return CharClass::Mark;
    }
    match c.general_category_group() {
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number if is_unspaced(c) => {
            CharClass::Single
        }
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number => CharClass::Word,
        GeneralCategoryGroup::Mark => CharClass::Mark,
        _ => CharClass::Separator,
    }
}

fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

/// Scripts written without spaces: Thai, Lao, Myanmar, Khmer, Kana, Bopomofo and Han.
fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
            | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
            | '\u{3038}'..='\u{303C}' | '\u{3040}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}'
            | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
            | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}' | '\u{F900}'..='\u{FAFF}'
            | '\u{FF66}'..='\u{FF9F}' | '\u{1AFF0}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Marks that readers leave out when they type: accents, Hebrew points, Arabic vowel signs and
/// variation selectors. The vowel signs of Indic and South-East Asian scripts and the voicing of
/// kana make another word, and stay.
fn is_diacritic(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05C7}'
            | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
            | '\u{06D6}'..='\u{06ED}' | '\u{0898}'..='\u{089F}' | '\u{08CA}'..='\u{08FF}'
            | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
            | '\u{FB1E}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Appends the folded form of a raw word to `out`.
pub(crate) fn fold_into(raw: &str, out: &mut String) {
    if raw.is_ascii() {
        out.extend(raw.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    // Unified Han has nothing to fold, and comes one character at a time.
    if raw.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) {
        return out.push_str(raw);
    }
    let mut plain = String::with_capacity(raw.len());
    for c in raw.chars() {
        unfold(c, &mut plain);
    }
    for c in plain.nfc() {
        push_known(c, out);
    }
}

/// Decomposes one character and keeps what is compared. A compatibility form that would bring in a
/// separator (½, or an Arabic ligature of a whole sentence) stays as it is.
fn unfold(c: char, out: &mut String) {
    if matches!(c, '\u{AC00}'..='\u{D7A3}') {
        return out.push(c);
    }
    let mut stays_word = true;
    decompose_compatible(c, |part| stays_word &= class(part) != CharClass::Separator);
    if stays_word {
        decompose_compatible(c, |part| keep(part, out));
    } else {
        decompose_canonical(c, |part| keep(part, out));
    }
}

fn keep(c: char, out: &mut String) {
    // An apostrophe reaches this only inside a Cyrillic word, where it is written in three ways.
    let is_apostrophe = matches!(
        c,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{2BC}' | '`' | '\u{B4}'
    );
    if is_diacritic(c) || is_ignored(c) || is_apostrophe || c == '\u{0640}' {
        return;
    }
    for lower in c.to_lowercase() {
        if !is_diacritic(lower) {
            push_plain(lower, out);
        }
    }
}

/// Letters that carry their diacritic inside, and digits of other scripts.
fn push_plain(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ŧ' => out.push('t'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        // Everyday Arabic and Persian mix these: ى and ي, ة and ه, ک and ك. The forms of alef lose their
        // hamza as a mark.
        'ى' | 'ی' => out.push('ي'),
        'ة' => out.push('ه'),
        'ک' => out.push('ك'),
        'ٱ' => out.push('ا'),
        '\u{0660}'..='\u{0669}' => push_digit(c, '\u{0660}', out),
        '\u{06F0}'..='\u{06F9}' => push_digit(c, '\u{06F0}', out),
        _ => out.push(c),
    }
}

fn push_digit(c: char, zero: char, out: &mut String) {
    out.extend(char::from_digit(u32::from(c) - u32::from(zero), 10));
}

/// `unicode61` takes the marks that we keep, and some letters younger than it, for separators. They
/// go to a private plane, which it takes for letters.
fn push_known(c: char, out: &mut String) {
    let is_unknown =
        matches!(c, '\u{19B0}'..='\u{19C0}' | '\u{19C8}'..='\u{19C9}' | '\u{1CF2}'..='\u{1CF3}');
    if !is_unknown && class(c) != CharClass::Mark {
        return out.push(c);
    }
    let code = u32::from(c);
    if code > 0xFFFF {
        out.extend(char::from_u32(PRIVATE_PLANE + (code >> 16)));
    }
    out.extend(char::from_u32(PRIVATE_PLANE + (code & 0xFFFF)));
}

const PRIVATE_PLANE: u32 = 0xF_0000;
