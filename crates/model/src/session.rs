//! How long an exchange may pause and still be the same session. The server decides by these rules,
//! and the practice space keeps to them, so that what it invents could have happened.
//!
//! It must not read a clock.

use crate::Channel;
use chrono::TimeDelta;

/// How long an e-mail thread stays one session.
const EMAIL_HOURS: i64 = 48;
/// How long a number stays one session.
const WHATSAPP_HOURS: i64 = 24;
/// Hours without activity after which a conversation is ended, if nothing else is said.
pub const STALE_HOURS: u32 = 24;

/// How long an exchange of a channel may pause and still be the same session; as long as it is open,
/// if nothing is said.
#[must_use]
pub fn continuation_window(channel: &Channel) -> Option<TimeDelta> {
    match channel {
        Channel::Email => Some(TimeDelta::hours(EMAIL_HOURS)),
        Channel::WhatsApp => Some(TimeDelta::hours(WHATSAPP_HOURS)),
        _ => None,
    }
}

/// How long a conversation is quiet before the clean-up ends it: for longer than `quiet`, and for longer
/// than an exchange on its channel may pause.
#[must_use]
pub fn quiet_limit(channel: &Channel, quiet: TimeDelta) -> TimeDelta {
    continuation_window(channel).map_or(quiet, |window| quiet.max(window))
}

/// What mail programs put before the subject of an answer or a forward, in their languages, without what ends
/// it. Letters alone; a number may stand behind them.
const PREFIXES: [&str; 62] = [
    // English, and what many others write
    "re",
    "fw",
    "fwd", // German
    "aw",
    "wg", // Dutch
    "antw",
    "antwoord",
    "doorst",
    "doorgest", // Danish, Norwegian, Swedish
    "sv",
    "vs",
    "svar",
    "vb",
    "vidarebefordrat",
    "videresendt", // Finnish
    "vl",
    "välitetty", // Polish
    "odp",
    "pd",
    "podaj", // Czech, Slovak
    "odpověď",
    "odpoveď",
    "přeposláno",
    "přep", // Hungarian
    "vá",
    "válasz",
    "továbbítás",
    "tov", // French
    "ré",
    "réf",
    "rép",
    "tr",
    "trans", // Spanish, Portuguese, Catalan
    "rv",
    "rm",
    "res",
    "enc",
    "resp",
    "reenv", // Italian
    "r",
    "rif",
    "i",
    "inoltra", // Romanian
    "răsp",
    "redirecționare", // Turkish
    "ynt",
    "ilt",
    "i\u{307}lt",
    "yan", // Indonesian, Icelandic, Baltic
    "bls",
    "trs",
    "ats",
    "atb", // Greek
    "απ",
    "σχετ",
    "πρθ", // Russian, Ukrainian
    "на",
    "отв",
    "пер", // Chinese, Japanese, Korean, Vietnamese
    "回复",
    "回覆",
    "答复",
];
/// The same where nothing need stand between them and the subject.
const FORWARDS: [&str; 10] = [
    "转发",
    "轉寄",
    "轉發",
    "返信",
    "転送",
    "回信",
    "답장",
    "회신",
    "전달",
    "trả lời",
];

/// A subject without what mail programs put before it, blanks and case folded: mails with the same are of
/// one thread.
#[must_use]
pub fn bare_subject(subject: Option<&str>) -> String {
    let text = subject.unwrap_or_default().to_lowercase();
    let mut text = text.trim_start_matches(is_before);
    while let Some(rest) = without_prefix(text) {
        text = rest.trim_start_matches(is_before);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Blanks, and marks of direction, which programs put before a prefix.
fn is_before(it: char) -> bool {
    it.is_whitespace()
        || matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What follows one prefix with its colon, and with the number of answers where that stands: `Re[2]:`,
/// `Re(2):`, `Re^2:`, `RE 2:`, `Re*2:`.
fn without_prefix(text: &str) -> Option<&str> {
    let (before, after) = text.split_once([':', '：'])?;
    let counted = before.trim_end().trim_end_matches([']', ')', '】', '）']);
    let word = counted.trim_end_matches(|it: char| it.is_ascii_digit());
    let word = word.trim_end_matches(['[', '(', '^', '*', '【', '（', ' ', '\u{a0}']);
    let known = PREFIXES.contains(&word) || FORWARDS.contains(&word);
    known.then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_forwards_keep_their_subject() {
        let prefixes = [
            "",
            "Re:",
            "RE: Fwd: ",
            "SV:",
            "Sv: Re:",
            "Antw:",
            "Odp:",
            "VS:",
            "RV:",
            "TR:",
            "Re[2]:",
            "Re(3):",
            "Re^2:",
            "RE 2:",
            "Re*4:",
            "Re :",
            "RÉ:",
            "AW: WG:",
            "Vá:",
            "RIF:",
            "R:",
            "I:",
            "YNT:",
            "İLT:",
            "Ynt: Ilt:",
            "回复:",
            "回复：",
            "Re：",
            "答复: 转发：",
            "返信:",
            "답장:",
            "Απ:",
            "Отв:",
            "RES:",
            "ENC:",
            "Doorst:",
            "\u{200f}Re:",
            "Fw: Re[10]: Aw:",
            "Trả lời:",
        ];
        for prefix in prefixes {
            for blank in ["", " ", "\u{a0}"] {
                let subject = format!("{prefix}{blank}Office for  six ");
                assert_eq!(bare_subject(Some(&subject)), "office for six", "{subject}");
            }
        }
    }

    #[test]
    fn words_before_a_colon_are_kept() {
        for subject in [
            "reading room",
            "tour: monday",
            "invoice 12: paid",
            "10:30 tour",
            "",
            "svar på: x",
        ] {
            assert_eq!(bare_subject(Some(subject)), subject);
        }
        assert_eq!(bare_subject(None), "");
    }
}
