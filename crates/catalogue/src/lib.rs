//! WORDS: every text that a person reads, in the window and in the terminal, keyed. A text is looked up
//! by [`TextKey`] and written nowhere else; numbers, dates and plurals are put in by the caller's
//! formats. What went wrong comes as a [`model::failure::Failure`], without words, and gets them here.
//!
//! This crate must never know a window, a terminal, a store or a server: it is pure, and builds for
//! wasm32.

mod audit;
mod body_note;
mod comparison;
mod coverage;
mod deletion;
mod english;
mod english_dashboard;
mod english_failures;
mod english_handover;
mod english_hours;
mod english_numbers;
mod english_outcomes;
mod english_person;
mod english_review;
mod english_rules;
mod english_terminal;
mod english_themes;
mod escalation;
mod facet;
mod failure;
mod forgotten_words;
mod lead;
mod marks;
mod offer;
mod opening_hours;
mod outcome;
mod outcome_history;
mod outward;
mod person;
mod phrase;
mod plain_formats;
pub mod relative_time;
mod saved_view;
mod search;
mod theme;

pub use audit::audit_fault_phrase;
pub use body_note::body_note;
pub use comparison::{control_words, verdict_phrase};
pub use coverage::{coverage_reason, coverage_state, coverage_words};
pub use deletion::{deletion_goes, deletion_more, deletion_phrases};
pub use english::TextKey;
pub use escalation::escalated_phrase;
pub use facet::{facet_name, facet_value_phrase, language_phrase};
pub use failure::{connecting_phrase, failure_phrase, failure_text};
pub use forgotten_words::forgotten_words;
pub use lead::follow_up_name;
pub use marks::flag_kind;
pub use offer::{offer_name, offer_standing};
pub use opening_hours::hours_fault_phrase;
pub use outcome::outcome_badge;
pub use outcome_history::{InstantWords, former_phrase, standing_phrase, taken_back_phrase};
pub use outward::{OutwardWords, outward_words};
pub use person::{holding_doubts, holding_marks, holding_reason, holding_totals, person_link_name};
pub use phrase::{LocaleFormats, Phrase, PhraseArg, TimeStyle};
pub use plain_formats::PlainFormats;
pub use saved_view::built_in_view_name;
pub use search::{diagnosis_phrase, meaning_phrase};
pub use theme::{course_phrase, disagreement_phrase, stated_name, theme_rate_phrase};

/// The plural categories of Unicode, as `Intl.PluralRules` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PluralCategory {
    /// `zero`.
    Zero,
    /// `one`.
    One,
    /// `two`.
    Two,
    /// `few`.
    Few,
    /// `many`.
    Many,
    /// `other`, which every language has.
    Other,
}

impl PluralCategory {
    /// The category of a name of `Intl.PluralRules`; an unknown name is `other`.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "zero" => Self::Zero,
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            _ => Self::Other,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// The text of a key.
#[must_use]
pub fn text(key: TextKey) -> &'static str {
    key.english()
}

/// Picks the form of a plural text (`one=… | other=…`); a text without forms is its own form.
#[must_use]
pub fn form(text: &str, category: PluralCategory) -> &str {
    let forms = || text.split(" | ").filter_map(|form| form.split_once('='));
    let of = |name: &str| forms().find(|(has, _)| *has == name).map(|(_, form)| form);
    if !text.starts_with("one=") && !text.starts_with("other=") {
        return text;
    }
    of(category.name()).or_else(|| of("other")).unwrap_or(text)
}

/// Puts values in the `{places}` of a text. A place without a value stays visible, so that it is found.
#[must_use]
pub fn fill(text: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(has, _)| *has == name) {
            Some((_, value)) => out.push_str(value),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_picks_its_form_and_falls_back_to_other() {
        let text = "one={n} message | other={n} messages";
        assert_eq!(form(text, PluralCategory::One), "{n} message");
        assert_eq!(form(text, PluralCategory::Other), "{n} messages");
        assert_eq!(
            form(text, PluralCategory::Few),
            "{n} messages",
            "no such form in English"
        );
        assert_eq!(form("All", PluralCategory::One), "All");
    }

    #[test]
    fn places_are_filled_and_unknown_ones_stay_visible() {
        let values = [("n", "3".to_owned()), ("who", "{n}".to_owned())];
        assert_eq!(
            fill("{n} from {who}, {lost} {", &values),
            "3 from {n}, {lost} {"
        );
    }

    #[test]
    fn every_key_has_a_text_and_every_plural_an_other() {
        for key in TextKey::ALL {
            let text = text(*key);
            assert!(!text.trim().is_empty(), "{key:?} says nothing");
            assert!(
                !text.starts_with("one=") || text.contains(" | other="),
                "{key:?} lacks a form"
            );
        }
    }
}
