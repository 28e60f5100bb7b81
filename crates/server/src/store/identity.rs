//! Whom an external identifier names: numbers and addresses are written in more than one way, and are
//! the same all the same. It must not know where identifiers are kept.

use model::Channel;
use unicode_normalization::UnicodeNormalization as _;

/// An external identifier as its channel compares it: a number by its digits, all else by its text
/// with case and outer blanks folded.
pub(crate) fn compared(channel: &Channel, identifier: &str) -> String {
    let text = folded(identifier.trim());
    match channel {
        Channel::WhatsApp | Channel::Voice => digits(&text).unwrap_or(text),
        _ => text,
    }
}

/// A text with case folded, the same on every database: letters in their small form, a letter and its
/// accent as one character, and one small sigma.
pub(super) fn folded(text: &str) -> String {
    let small = text.chars().flat_map(char::to_lowercase);
    small
        .map(|it| if it == 'ς' { 'σ' } else { it })
        .nfc()
        .collect()
}

/// The digits of a phone number, from its country code on; none where the text is something else.
fn digits(text: &str) -> Option<String> {
    let schemes = ["whatsapp:", "tel:"];
    let bare = schemes.iter().find_map(|it| text.strip_prefix(it));
    // A national prefix in brackets is not dialled from abroad.
    let bare = bare.unwrap_or(text).replace("(0)", "");
    if !bare.chars().all(is_of_a_number) {
        return None;
    }
    let digits = bare.chars().filter(char::is_ascii_digit);
    let digits = digits.collect::<String>();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    (!digits.is_empty()).then(|| digits.to_owned())
}

/// Digits, and what people put between them.
fn is_of_a_number(it: char) -> bool {
    let dash = ('\u{2010}'..='\u{2015}').contains(&it);
    it.is_ascii_digit() || it.is_whitespace() || dash || "+-.()/".contains(it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits_and_anything_else_is_its_text() {
        let cases = [
            (Channel::WhatsApp, "+44 20 7946 0018", "442079460018"),
            (Channel::WhatsApp, "442079460018", "442079460018"),
            (Channel::WhatsApp, "0044 (0)20-7946.0018", "442079460018"),
            (
                Channel::WhatsApp,
                "whatsapp:+44\u{a0}20\u{2011}79460018",
                "442079460018",
            ),
            (Channel::Voice, "tel:+44/2079460018", "442079460018"),
            (Channel::WhatsApp, "Rosa81", "rosa81"),
            (Channel::WhatsApp, " Berta81 ", "berta81"),
            (Channel::WhatsApp, "+", "+"),
            (
                Channel::Email,
                " Rosa@Visitors.example",
                "rosa@visitors.example",
            ),
            (Channel::Chat, "12-3", "12-3"),
            (Channel::Email, "ÄNNE@Bär.example", "änne@bär.example"),
            (
                Channel::Email,
                "A\u{308}nne@b\u{e4}r.example",
                "änne@bär.example",
            ),
        ];
        for (channel, identifier, expected) in cases {
            assert_eq!(compared(&channel, identifier), expected, "{identifier}");
        }
    }
}
