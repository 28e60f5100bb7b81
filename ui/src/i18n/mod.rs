//! The words of the catalogue in the formats of this browser. No text stands here.

#[cfg(target_arch = "wasm32")]
pub(crate) mod intl;
#[cfg(target_arch = "wasm32")]
mod translate;
pub mod zone_clock;

#[cfg(test)]
pub(crate) use catalogue::PlainFormats;
pub use catalogue::{
    LocaleFormats, Phrase, PhraseArg, PluralCategory, TextKey, TimeStyle, connecting_phrase,
    control_words, coverage_state, diagnosis_phrase, facet_value_phrase, failure_phrase,
    meaning_phrase, offer_name, relative_time, text,
};
#[cfg(target_arch = "wasm32")]
pub(crate) use catalogue::{
    audit_fault_phrase, body_note, course_phrase, coverage_reason, deletion_goes, deletion_more,
    deletion_phrases, disagreement_phrase, escalated_phrase, facet_name, follow_up_name,
    forgotten_words, former_phrase, holding_doubts, holding_marks, holding_reason, holding_totals,
    hours_fault_phrase, language_phrase, offer_standing, person_link_name, standing_phrase,
    taken_back_phrase, theme_rate_phrase,
};
#[cfg(target_arch = "wasm32")]
pub(crate) use translate::{explain, explain_connecting, number, percent, say, t};
