//! The rules that every Daybook has. A rule says what holds of a conversation by its words and links alone, so that
//! the same conversation is always judged alike; how often it is wrong is measured apart (`rule_accuracy`).

use crate::text_facts::TextFacts;
use model::{ConversionKind, OfferKind};

/// A rule that every Daybook has.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInRule {
    /// By what it is known, in searches and files.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What it finds, in a sentence.
    pub definition: &'static str,
    /// One of these holds; nothing is asked where there are none.
    any: TextFacts,
    /// None of these holds.
    none: TextFacts,
    /// What it asks of outcomes.
    pub outcome: OutcomeTest,
}

/// What a rule asks of outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeTest {
    /// Nothing.
    Whatever,
    /// That there is no confirmed one. What such a rule costs in outcomes cannot be asked.
    NoneConfirmed,
}

impl BuiltInRule {
    /// Whether it holds, as far as words and links tell.
    #[must_use]
    pub const fn holds(&self, facts: TextFacts) -> bool {
        let asks_nothing = !self.any.has(self.any);
        (asks_nothing || facts.has(self.any)) && !facts.has(self.none)
    }
}

/// The rule of this id.
#[must_use]
pub fn built_in_rule(id: &str) -> Option<&'static BuiltInRule> {
    BUILT_IN_RULES.iter().find(|rule| rule.id == id)
}

const fn rule(
    id: &'static str,
    name: &'static str,
    definition: &'static str,
    any: TextFacts,
) -> BuiltInRule {
    BuiltInRule {
        id,
        name,
        definition,
        any,
        none: TextFacts::NONE,
        outcome: OutcomeTest::Whatever,
    }
}

/// Every one of them, in the order of display.
pub const BUILT_IN_RULES: &[BuiltInRule] = &[
    rule(
        "could_not_answer",
        "Could not answer",
        "the assistant said that it has no answer",
        TextFacts::REFUSED,
    ),
    rule(
        "customer_spoke_last",
        "Customer spoke last",
        "the last message that a reader sees is the customer's",
        TextFacts::CUSTOMER_LAST,
    ),
    rule(
        "price_then_silence",
        "Price, then silence",
        "the assistant or an operator named a price after the customer's last message",
        TextFacts::PRICE_LAST,
    ),
    BuiltInRule {
        none: TextFacts::OFFERED,
        ..rule(
            "nothing_offered",
            "Nothing offered",
            "the assistant wrote, and neither it nor an operator offered a call to action",
            TextFacts::ASSISTANT_SPOKE,
        )
    },
    BuiltInRule {
        outcome: OutcomeTest::NoneConfirmed,
        ..rule(
            "offered_not_taken",
            "Offered and not taken",
            "a call to action was offered, and there is no confirmed outcome",
            TextFacts::OFFERED,
        )
    },
    rule(
        "repeated_question",
        "Repeated question",
        "the customer wrote the same three words or more twice",
        TextFacts::REPEATED,
    ),
    rule(
        "asked_for_human",
        "Asked for a human",
        "the customer asked for a person",
        TextFacts::PERSON_WANTED,
    ),
    rule(
        "error",
        "Error",
        "the assistant said that something failed",
        TextFacts::ERROR,
    ),
    rule(
        "says_it_is_ai",
        "Says that it is an AI",
        "the assistant's first message says that it is an AI, a bot or a virtual assistant",
        TextFacts::DISCLOSED,
    ),
    rule(
        "does_not_say_it_is_ai",
        "Does not say that it is an AI",
        "the assistant's first message does not say so",
        TextFacts::UNDISCLOSED,
    ),
    BuiltInRule {
        none: TextFacts::DISCLOSED.with(TextFacts::UNDISCLOSED),
        ..rule(
            "unknown_if_it_says_ai",
            "Not known whether it says so",
            "the assistant wrote nothing, or its first message is in no script of which phrases are known",
            TextFacts::NONE,
        )
    },
];

/// Whether a rule tells how the assistant speaks of itself: a fact, and nothing that went wrong.
#[must_use]
pub fn is_disclosure(id: &str) -> bool {
    const DISCLOSURES: [&str; 3] = [
        "says_it_is_ai",
        "does_not_say_it_is_ai",
        "unknown_if_it_says_ai",
    ];
    DISCLOSURES.contains(&id)
}

/// What a call to action of a kind leads to, where it does: the outcome of the same name.
#[must_use]
pub const fn outcome_of_offer(kind: OfferKind) -> Option<ConversionKind> {
    match kind {
        OfferKind::Tour => Some(ConversionKind::Tour),
        OfferKind::Plan => Some(ConversionKind::Contract),
        OfferKind::Booking => Some(ConversionKind::Booking),
        OfferKind::DayPass => Some(ConversionKind::DayPass),
        OfferKind::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn holds(id: &str, facts: TextFacts) -> bool {
        built_in_rule(id).expect("a rule").holds(facts)
    }

    #[test]
    fn a_rule_holds_by_what_it_asks_and_by_what_must_not_be() {
        let spoke = TextFacts::ASSISTANT_SPOKE;
        let tour = TextFacts::offered(OfferKind::Tour);
        let cases = [
            ("nothing_offered", spoke, true, "nothing was"),
            ("nothing_offered", spoke.with(tour), false, "a tour was"),
            ("nothing_offered", TextFacts::NONE, false, "no assistant"),
            (
                "offered_not_taken",
                spoke.with(tour),
                true,
                "one of five kinds",
            ),
            (
                "unknown_if_it_says_ai",
                TextFacts::NONE,
                true,
                "nothing is known",
            ),
            (
                "unknown_if_it_says_ai",
                TextFacts::UNDISCLOSED,
                false,
                "it does not",
            ),
            ("could_not_answer", TextFacts::REFUSED, true, "refused"),
            ("could_not_answer", TextFacts::ERROR, false, "an error"),
        ];
        for (id, facts, expected, why) in cases {
            assert_eq!(holds(id, facts), expected, "{id}: {why}");
        }
    }

    #[test]
    fn of_three_answers_about_the_assistant_one_is_given() {
        for facts in [
            TextFacts::NONE,
            TextFacts::DISCLOSED,
            TextFacts::UNDISCLOSED,
        ] {
            let three = [
                "says_it_is_ai",
                "does_not_say_it_is_ai",
                "unknown_if_it_says_ai",
            ];
            let given = three.iter().filter(|id| holds(id, facts)).count();
            assert_eq!(given, 1, "{facts:?}");
        }
    }

    #[test]
    fn an_id_is_one_word_and_stands_for_one_rule() {
        let ids: HashSet<&str> = BUILT_IN_RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), BUILT_IN_RULES.len());
        let is_word = |id: &&str| id.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(
            ids.iter().all(is_word),
            "typed without quotation marks: {ids:?}"
        );
    }
}
