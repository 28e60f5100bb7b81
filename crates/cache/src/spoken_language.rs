//! In which language a conversation is held: told from what was said, since no source says it. What the customer
//! wrote decides; where that is too little, all that was said. Where that is too little too, it is unknown, which is
//! a value like the others: a guess would fill a list with what does not belong there.

use model::Sender;
use model::language::UNKNOWN_LANGUAGE;
use whatlang::{Detector, Lang, Script, detect_script};

/// So much of what was said is looked at, in bytes: more tells no better, and a first sync tells a million.
const MOST: usize = 480;
/// Fewer letters than this tell nothing, where a letter is a sound.
const FEWEST_LETTERS: usize = 14;
/// The same where a sign is a syllable or a word.
const FEWEST_SIGNS: usize = 4;
/// How sure the reading must be, from 0 to 1, where forty languages share the letters.
const SURE: f64 = 0.6;
/// The same where few do: the letters themselves tell most of it.
const SURE_OF_FEW: f64 = 0.2;

/// The languages that are told apart, with their codes. Those that are left out are seldom written to a reception and
/// are easily taken for one of these.
const TOLD: [(Lang, &str); 41] = [
    (Lang::Ara, "ar"),
    (Lang::Bul, "bg"),
    (Lang::Ben, "bn"),
    (Lang::Cat, "ca"),
    (Lang::Ces, "cs"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Spa, "es"),
    (Lang::Est, "et"),
    (Lang::Pes, "fa"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
    (Lang::Lit, "lt"),
    (Lang::Lav, "lv"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "no"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Srp, "sr"),
    (Lang::Swe, "sv"),
    (Lang::Tam, "ta"),
    (Lang::Tha, "th"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Urd, "ur"),
    (Lang::Vie, "vi"),
    (Lang::Cmn, "zh"),
];

/// What was said, as far as it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LanguageSample {
    customer: String,
    others: String,
}

impl LanguageSample {
    /// Takes a message that a reader sees.
    pub(crate) fn hear(&mut self, sender: &str, text: &str) {
        let heard = if sender == Sender::Customer.as_str() {
            &mut self.customer
        } else {
            &mut self.others
        };
        for word in spoken(text) {
            let room = MOST.saturating_sub(heard.len());
            if room == 0 {
                return;
            }
            // Chinese, Japanese and Thai put no blanks: a whole message may be one word.
            heard.push_str(&word[..word.floor_char_boundary(room)]);
            heard.push(' ');
        }
    }

    /// The code of the language, or the word for none.
    pub(crate) fn language(&self) -> &'static str {
        told(&self.customer)
            .or_else(|| self.told_of_all())
            .unwrap_or(UNKNOWN_LANGUAGE)
    }
}

impl LanguageSample {
    /// What others say tells the customer's language only where both write in the same letters.
    fn told_of_all(&self) -> Option<&'static str> {
        let theirs = detect_script(&self.customer);
        let is_alike = theirs.is_none() || theirs == detect_script(&self.others);
        is_alike
            .then(|| told(&format!("{}{}", self.customer, self.others)))
            .flatten()
    }
}

/// The words of a text that belong to a language: addresses and numbers belong to none.
fn spoken(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace().flat_map(|word| {
        let (whole, parts) = match has_address(word) {
            false => (Some(word), None),
            true => (None, Some(beside_address(word))),
        };
        whole.into_iter().chain(parts.into_iter().flatten())
    });
    words.filter(|word| word.chars().any(char::is_alphabetic))
}

fn has_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.contains("www.")
}

/// What stands beside an address without a blank, where other letters show where it ends. A single letter is one of
/// the address.
fn beside_address(word: &str) -> impl Iterator<Item = &str> {
    let parts = word.split(|letter: char| letter.is_ascii());
    parts.filter(|part| part.chars().nth(1).is_some())
}

fn told(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (signs, sounds): (Vec<char>, Vec<char>) = letters.partition(|c| is_sign(*c));
    if signs.len() < FEWEST_SIGNS && sounds.len() < FEWEST_LETTERS {
        return None;
    }
    let languages = TOLD.iter().map(|(language, _)| *language).collect();
    let found = Detector::with_allowlist(languages).detect(text)?;
    let code = TOLD
        .iter()
        .find(|(language, _)| *language == found.lang())?
        .1;
    let sure = match found.script() {
        Script::Latin => SURE,
        _ => SURE_OF_FEW,
    };
    (found.confidence() >= sure).then_some(code)
}

/// Whether a letter stands for a syllable or a word: Chinese, Japanese, Korean.
const fn is_sign(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::language::language_name;

    fn language(said: &[(&str, &str)]) -> &'static str {
        let mut sample = LanguageSample::default();
        for (sender, text) in said {
            sample.hear(sender, text);
        }
        sample.language()
    }

    #[test]
    fn what_the_customer_writes_decides() {
        let cases = [
            (
                "Hello, do you have a desk for next Monday and what does it cost?",
                "en",
            ),
            (
                "Guten Tag, haben Sie am Montag noch einen Schreibtisch frei?",
                "de",
            ),
            (
                "Bom dia, gostaria de marcar uma visita ao espaço na segunda-feira",
                "pt",
            ),
            (
                "Buenos días, ¿cuánto cuesta una sala de reuniones para seis personas?",
                "es",
            ),
            (
                "Bonjour, je voudrais réserver une salle de réunion pour demain matin",
                "fr",
            ),
            ("مرحبا، هل لديكم مكتب متاح يوم الاثنين؟", "ar"),
            ("Доброго дня, чи є у вас вільний стіл на понеділок?", "uk"),
            ("月曜日にデスクは空いていますか？", "ja"),
            ("请问星期一有空位吗？", "zh"),
        ];
        for (text, code) in cases {
            let said = [
                (
                    "ai_agent",
                    "Hello and welcome to Harbour Works, how may I help you today?",
                ),
                ("customer", text),
            ];
            assert_eq!(language(&said), code, "{text}");
        }
    }

    #[test]
    fn too_little_to_tell_is_unknown_unless_others_say_more() {
        assert_eq!(language(&[]), UNKNOWN_LANGUAGE);
        assert_eq!(language(&[("customer", "ok")]), UNKNOWN_LANGUAGE);
        let number = "+351 912 345 678 ana@example.com https://example.com/a-long-address";
        assert_eq!(language(&[("customer", number)]), UNKNOWN_LANGUAGE);
        let answer = "Gern, ich habe den Schreibtisch am Montag für Sie reserviert.";
        assert_eq!(language(&[("customer", "ok"), ("ai_agent", answer)]), "de");
    }

    #[test]
    fn words_without_blanks_are_heard_by_their_beginning_and_beside_addresses() {
        let long = "请问星期一有空位吗我们想预订一间会议室".repeat(40);
        assert_eq!(language(&[("customer", &long)]), "zh");
        let glued = "请发邮件到ana@example.com谢谢你们的帮助我们星期一见";
        assert_eq!(language(&[("customer", glued)]), "zh");
        let bound = "wort".repeat(1_000);
        let mut sample = LanguageSample::default();
        for _ in 0..3 {
            sample.hear("customer", &bound);
        }
        assert!(sample.customer.len() <= MOST + 1);
    }

    #[test]
    fn every_language_that_is_told_has_a_name() {
        for (language, code) in TOLD {
            assert!(language_name(code).is_some(), "{language}: {code}");
        }
    }
}
