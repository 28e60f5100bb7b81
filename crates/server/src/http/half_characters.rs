//! Half a character in a body of JSON: one of the two escapes of an emoji without the other, or some of the
//! bytes of a letter. Programs that cut a text by its length make them, and send the same again for ever
//! where it is refused.

use axum::body::Bytes;

/// An escape: a backslash, a `u`, and four digits.
const ESCAPE: usize = 6;
const REPLACEMENT: &[u8; ESCAPE] = b"\\ufffd";

/// The body with U+FFFD in place of each half; as it came, where there is none.
pub(super) fn mended(body: Bytes) -> Bytes {
    let whole = match std::str::from_utf8(&body) {
        Ok(_) => body,
        Err(_) => Bytes::from(String::from_utf8_lossy(&body).into_owned()),
    };
    let halves = halves(&whole);
    if halves.is_empty() {
        return whole;
    }
    let mut out = whole.to_vec();
    for at in halves {
        out[at..at + ESCAPE].copy_from_slice(REPLACEMENT);
    }
    Bytes::from(out)
}

/// Where the escapes stand that are halves.
fn halves(body: &[u8]) -> Vec<usize> {
    let mut halves = Vec::new();
    let mut at = 0;
    while let Some(next) = body
        .get(at..)
        .and_then(|rest| rest.iter().position(|it| *it == b'\\'))
    {
        at += next;
        match (unit(body, at), unit(body, at + ESCAPE)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => at += 2 * ESCAPE,
            (Some(0xd800..=0xdfff), _) => {
                halves.push(at);
                at += ESCAPE;
            }
            // Whatever else is escaped, a backslash included.
            _ => at += 2,
        }
    }
    halves
}

/// The unit that an escape at a place means.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + ESCAPE)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok()?;
    let plain = digits.bytes().all(|it| it.is_ascii_hexdigit());
    plain
        .then(|| u16::from_str_radix(digits, 16).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn a_half_is_mended_and_a_whole_is_left() {
        let cases: [(&[u8], &str); 8] = [
            (br#""big room \ud83d""#, "big room \u{fffd}"),
            (br#""\ude00 x""#, "\u{fffd} x"),
            (br#""\ud83d\ude00""#, "\u{1f600}"),
            (br#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (br#""\uD83Dx""#, "\u{fffd}x"),
            (br#""\\ud83d""#, "\\ud83d"),
            (br#""\u0041\n""#, "A\n"),
            (b"\"caf\xc3\"", "caf\u{fffd}"),
        ];
        for (sent, expected) in cases {
            let mended = mended(Bytes::copy_from_slice(sent));
            let read = serde_json::from_slice::<Value>(&mended).unwrap();
            assert_eq!(read, expected, "{}", String::from_utf8_lossy(sent));
        }
    }

    proptest! {
        /// Any text, written in units of sixteen bits as JavaScript has it and cut anywhere, can be read; and
        /// what is no half is as it was.
        #[test]
        fn whatever_units_a_text_is_made_of_it_can_be_read(units in prop::collection::vec(any::<u16>(), 0..40)) {
            let escaped = units.iter().map(|it| format!("\\u{it:04x}")).collect::<String>();
            let sent = Bytes::from(format!("\"{escaped}\""));
            let read = serde_json::from_slice::<String>(&mended(sent)).unwrap();
            prop_assert_eq!(read, String::from_utf16_lossy(&units));
        }

        #[test]
        fn whole_texts_are_left_alone(text in any::<String>()) {
            let sent = Bytes::from(serde_json::to_string(&text).unwrap());
            prop_assert_eq!(mended(sent.clone()), sent);
        }
    }
}
