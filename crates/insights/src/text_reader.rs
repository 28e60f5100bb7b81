//! What the words of a conversation make of it, as far as rules ask: who spoke last, whether the assistant had no
//! answer, whether anything was offered. One pass over its messages, whatever the number of rules.
//!
//! It must never look at outcomes: a rule that knew them could not be asked what it costs.

use crate::offer::offered_in;
use crate::phrase::PhraseIndex;
use crate::phrases;
use crate::price::names_price;
use crate::text_facts::TextFacts;
use std::collections::HashSet;

/// A customer's message of fewer words is no question that could be repeated: yes, thank you, hello there.
const FEWEST_REPEATED: usize = 3;

/// Who wrote a message, as far as rules ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The assistant.
    Assistant,
    /// A person of the space.
    Operator,
    /// The customer.
    Customer,
    /// Anybody else whose words a reader sees.
    Other,
}

/// A message that a reader sees and that is not blank.
#[derive(Clone, Copy, Debug)]
pub struct SpokenLine<'m> {
    /// Who wrote it.
    pub speaker: Speaker,
    /// What it says.
    pub text: &'m str,
    /// Its words as they are compared, with blanks between.
    pub words: &'m str,
    /// Where its links lead, where the text does not say so.
    pub links: Option<&'m str>,
}

/// Reads conversations.
#[derive(Clone, Debug)]
pub struct TextReader {
    refusals: PhraseIndex,
    wishes: PhraseIndex,
    disclosures: PhraseIndex,
}

impl TextReader {
    /// A reader of texts whose words are made by this function: the one that makes [`SpokenLine::words`].
    #[must_use]
    pub fn new(fold: impl Fn(&str) -> String) -> Self {
        let mut reader = Self {
            refusals: PhraseIndex::default(),
            wishes: PhraseIndex::default(),
            disclosures: PhraseIndex::default(),
        };
        let of_assistant = &mut reader.refusals;
        of_assistant.add(phrases::REFUSALS, TextFacts::REFUSED, &fold);
        of_assistant.add(phrases::ERRORS, TextFacts::ERROR, &fold);
        let wishes = &mut reader.wishes;
        wishes.add(phrases::PERSON_WANTED, TextFacts::PERSON_WANTED, &fold);
        let disclosures = &mut reader.disclosures;
        disclosures.add(phrases::DISCLOSURES, TextFacts::DISCLOSED, &fold);
        reader
    }

    /// Begins with a conversation, which has this session id.
    #[must_use]
    pub fn begin<'r>(&'r self, session_id: &'r str) -> SpeechReading<'r> {
        SpeechReading {
            reader: self,
            session_id,
            facts: TextFacts::NONE,
            turn: LastTurn::default(),
            asked: HashSet::new(),
        }
    }
}

/// Since the customer's last message.
#[derive(Clone, Copy, Debug, Default)]
struct LastTurn {
    customer_spoke: bool,
    is_customers: bool,
    has_price: bool,
}

/// A conversation under way.
#[derive(Debug)]
pub struct SpeechReading<'r> {
    reader: &'r TextReader,
    session_id: &'r str,
    facts: TextFacts,
    turn: LastTurn,
    asked: HashSet<String>,
}

impl SpeechReading<'_> {
    /// Takes the next message, in the order of time.
    pub fn hear(&mut self, line: SpokenLine<'_>) {
        self.turn.is_customers = false;
        match line.speaker {
            Speaker::Customer => self.hear_customer(line),
            Speaker::Assistant => self.hear_assistant(line),
            Speaker::Operator => {
                self.note(TextFacts::OPERATOR_SPOKE);
                self.hear_space(line);
            }
            Speaker::Other => {}
        }
    }

    fn hear_customer(&mut self, line: SpokenLine<'_>) {
        self.turn = LastTurn {
            customer_spoke: true,
            is_customers: true,
            has_price: false,
        };
        self.note(self.reader.wishes.facts_of(line.words));
        if line.words.split_whitespace().count() >= FEWEST_REPEATED
            && !self.asked.insert(line.words.to_owned())
        {
            self.note(TextFacts::REPEATED);
        }
    }

    fn hear_assistant(&mut self, line: SpokenLine<'_>) {
        if !self.facts.has(TextFacts::ASSISTANT_SPOKE) {
            self.note(TextFacts::ASSISTANT_SPOKE);
            self.note(self.disclosure(line));
        }
        self.note(self.reader.refusals.facts_of(line.words));
        self.hear_space(line);
    }

    /// What the assistant and operators alike may say.
    fn hear_space(&mut self, line: SpokenLine<'_>) {
        self.turn.has_price |= names_price(line.text);
        for text in [Some(line.text), line.links].into_iter().flatten() {
            for kind in offered_in(text, self.session_id) {
                self.note(TextFacts::offered(kind));
            }
        }
    }

    fn disclosure(&self, line: SpokenLine<'_>) -> TextFacts {
        let said = self.reader.disclosures.facts_of(line.words);
        let is_read = line.text.chars().any(is_of_known_script);
        match (said, is_read) {
            (TextFacts::NONE, true) => TextFacts::UNDISCLOSED,
            (said, _) => said,
        }
    }

    fn note(&mut self, facts: TextFacts) {
        self.facts = self.facts.with(facts);
    }

    /// What holds of all that was taken.
    #[must_use]
    pub fn finish(mut self) -> TextFacts {
        if self.turn.is_customers {
            self.note(TextFacts::CUSTOMER_LAST);
        }
        if self.turn.customer_spoke && self.turn.has_price {
            self.note(TextFacts::PRICE_LAST);
        }
        self.facts
    }
}

/// Whether it is a letter of a script in which phrases are known: Latin, Cyrillic, Hebrew, Arabic, Devanagari, Kana,
/// Han, Hangul. What is written in another one is not understood, and nothing is said of it.
fn is_of_known_script(c: char) -> bool {
    let known = matches!(
        c,
        'A'..='z' | '\u{C0}'..='\u{24F}' | '\u{400}'..='\u{52F}' | '\u{590}'..='\u{6FF}'
            | '\u{900}'..='\u{97F}' | '\u{1E00}'..='\u{1EFF}' | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
    );
    known && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Speaker::{Assistant, Customer, Operator, Other};
    use model::OfferKind;

    const SESSION: &str = "0f8fad5bd9cb469fa165";

    /// Good enough for a test: the store folds better.
    fn fold(text: &str) -> String {
        let plain = text
            .to_lowercase()
            .replace(|c: char| !c.is_alphanumeric(), " ");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What was said, and by whom.
    type Spoken<'s> = &'s [(Speaker, &'s str)];

    fn facts(lines: Spoken<'_>) -> TextFacts {
        let words: Vec<String> = lines.iter().map(|(_, text)| fold(text)).collect();
        let reader = TextReader::new(fold);
        let mut reading = reader.begin(SESSION);
        for ((speaker, text), words) in lines.iter().zip(&words) {
            reading.hear(SpokenLine {
                speaker: *speaker,
                text,
                words,
                links: None,
            });
        }
        reading.finish()
    }

    #[test]
    fn each_fact_is_told_by_what_is_said_and_by_whom() {
        let day = "A day pass is €25 a day";
        let cases: [(Spoken<'_>, TextFacts, bool, &str); 21] = [
            (
                &[(Customer, "Hi")],
                TextFacts::CUSTOMER_LAST,
                true,
                "the only one",
            ),
            (
                &[(Customer, "Hi"), (Other, "!")],
                TextFacts::CUSTOMER_LAST,
                false,
                "somebody else",
            ),
            (
                &[(Customer, "How much?"), (Assistant, day)],
                TextFacts::PRICE_LAST,
                true,
                "no word more",
            ),
            (
                &[(Customer, "How much?"), (Operator, day)],
                TextFacts::PRICE_LAST,
                true,
                "an operator's",
            ),
            (
                &[(Assistant, "Hello"), (Operator, "Rui here")],
                TextFacts::OPERATOR_SPOKE,
                true,
                "an operator",
            ),
            (
                &[(Assistant, "Hello"), (Customer, "Hi"), (Other, "!")],
                TextFacts::OPERATOR_SPOKE,
                false,
                "no operator",
            ),
            (
                &[(Assistant, day)],
                TextFacts::PRICE_LAST,
                false,
                "nobody was silent",
            ),
            (
                &[(Customer, "How much?"), (Assistant, day), (Customer, "ok")],
                TextFacts::PRICE_LAST,
                false,
                "answered",
            ),
            (
                &[
                    (Customer, "Is there parking?"),
                    (Assistant, "No"),
                    (Customer, "is there PARKING"),
                ],
                TextFacts::REPEATED,
                true,
                "the same words",
            ),
            (
                &[(Customer, "Yes please"), (Customer, "yes, please")],
                TextFacts::REPEATED,
                false,
                "two words",
            ),
            (
                &[
                    (Assistant, "How may I help?"),
                    (Assistant, "How may I help?"),
                ],
                TextFacts::REPEATED,
                false,
                "the assistant's",
            ),
            (
                &[(Assistant, "Sorry, I don’t know that.")],
                TextFacts::REFUSED,
                true,
                "an apostrophe",
            ),
            (
                &[(Customer, "I don't know")],
                TextFacts::REFUSED,
                false,
                "the customer",
            ),
            (
                &[(Assistant, "Das weiß ich leider nicht.")],
                TextFacts::REFUSED,
                true,
                "German",
            ),
            (
                &[(Customer, "can I talk to a human?")],
                TextFacts::PERSON_WANTED,
                true,
                "a person",
            ),
            (
                &[(Customer, "are you a human?")],
                TextFacts::PERSON_WANTED,
                false,
                "a question",
            ),
            (
                &[(Assistant, "Something went wrong.")],
                TextFacts::ERROR,
                true,
                "an error",
            ),
            (
                &[(Assistant, "Hi, I'm Ada, the AI assistant")],
                TextFacts::DISCLOSED,
                true,
                "told",
            ),
            (
                &[(Assistant, "Hi, I'm Ada"), (Assistant, "the AI assistant")],
                TextFacts::DISCLOSED,
                false,
                "too late",
            ),
            (
                &[(Assistant, "Hi, I'm Ada")],
                TextFacts::UNDISCLOSED,
                true,
                "not told",
            ),
            (
                &[(Assistant, "สวัสดีค่ะ")],
                TextFacts::UNDISCLOSED,
                false,
                "not understood",
            ),
        ];
        for (lines, fact, expected, why) in cases {
            assert_eq!(facts(lines).has(fact), expected, "{why}: {lines:?}");
        }
    }

    #[test]
    fn an_offer_is_a_link_with_the_session_that_the_space_wrote() {
        let link = format!("Here: https://book.example/go/{SESSION}/day-pass.");
        let offered = facts(&[(Assistant, &link)]);
        assert!(
            offered.has(TextFacts::offered(OfferKind::DayPass)),
            "{offered:?}"
        );
        assert!(
            !offered.has(TextFacts::offered(OfferKind::Tour)),
            "{offered:?}"
        );
        assert!(!facts(&[(Customer, &link)]).has(TextFacts::OFFERED));
    }

    #[test]
    fn facts_come_back_from_a_store_unless_another_version_made_them() {
        let facts = TextFacts::ERROR.with(TextFacts::offered(OfferKind::Other));
        assert_eq!(TextFacts::from_stored(facts.to_stored()), Some(facts));
        assert_eq!(TextFacts::from_stored(0), None, "never derived");
        assert_eq!(TextFacts::from_stored(facts.to_stored() + (1 << 32)), None);
        assert!(facts.has_all(facts) && !facts.has_all(facts.with(TextFacts::REPEATED)));
    }
}
