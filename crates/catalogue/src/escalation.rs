//! The words for an escalation at its time. Where nobody says who brought it about, no cause is told.

use crate::{Phrase, PhraseArg, TextKey};
use model::EscalationCause;

/// That it was escalated, and by whom where that is known.
#[must_use]
pub fn escalated_phrase(by: Option<&EscalationCause>) -> Phrase {
    match by {
        None => TextKey::Escalated.into(),
        Some(EscalationCause::Assistant) => TextKey::EscalatedByAssistant.into(),
        Some(EscalationCause::Operator) => TextKey::EscalatedByOperator.into(),
        Some(EscalationCause::Customer) => TextKey::EscalatedByCustomer.into(),
        Some(EscalationCause::CleanUp) => TextKey::EscalatedByCleanUp.into(),
        Some(EscalationCause::Other(who)) => {
            Phrase::new(TextKey::EscalatedBy).with("who", PhraseArg::Text(who.clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;

    #[test]
    fn a_cause_is_told_where_it_is_known_and_never_guessed() {
        let said = |by: Option<&str>| {
            let by = by.map(EscalationCause::from);
            escalated_phrase(by.as_ref()).say(&PlainFormats)
        };
        for (by, words) in [
            (None, "Escalated"),
            (Some("AI"), "Escalated by the assistant"),
            (Some("operator"), "Escalated by an operator"),
            (Some("Visitor"), "Escalated by the customer"),
            (Some("clean-up"), "Escalated by the clean-up"),
            (Some("night_watch"), "Escalated by night_watch"),
        ] {
            assert_eq!(said(by), words);
        }
    }
}
