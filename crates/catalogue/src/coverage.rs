//! The words for what is known and for what is missing.

use crate::english::TextKey;
use crate::{Phrase, PhraseArg, PlainFormats, TimeStyle, text};
use model::coverage::{CoverageReason, CoverageState, SourceCoverage};

/// How much is known, in a word.
#[must_use]
pub const fn coverage_state(state: CoverageState) -> TextKey {
    match state {
        CoverageState::Complete => TextKey::CoverageComplete,
        CoverageState::Ongoing => TextKey::CoverageOngoing,
        CoverageState::HeldOnlyHere => TextKey::CoverageHeldOnlyHere,
        CoverageState::Partial => TextKey::CoveragePartial,
        CoverageState::Refused => TextKey::CoverageRefused,
    }
}

/// What is known of a source, in words: what is missing of it, or that it is complete.
#[must_use]
pub fn coverage_words(source: &SourceCoverage) -> String {
    let reasons = source.reasons.iter();
    let reasons: Vec<String> = reasons
        .map(|reason| coverage_reason(reason).say(&PlainFormats))
        .collect();
    if reasons.is_empty() {
        return text(coverage_state(CoverageState::Complete)).to_owned();
    }
    reasons.join("; ")
}

/// Why something is not here.
#[must_use]
pub fn coverage_reason(reason: &CoverageReason) -> Phrase {
    match reason {
        CoverageReason::NeverWhole => TextKey::LacksNeverWhole.into(),
        CoverageReason::NotSince { at } => Phrase::new(TextKey::LacksNotSince)
            .with("when", PhraseArg::At(*at, None, TimeStyle::DateTime)),
        CoverageReason::Missing {
            conversations,
            messages,
        } => Phrase::new(TextKey::LacksMissing)
            .number("conversations", *conversations)
            .number("messages", *messages),
        CoverageReason::SetAside { rows } => Phrase::count(TextKey::LacksSetAside, *rows),
        CoverageReason::Refused { what } => {
            Phrase::new(TextKey::LacksRefused).with("what", PhraseArg::Text(what.join(", ")))
        }
        CoverageReason::Bound { spaces } => {
            Phrase::new(TextKey::LacksBound).with("spaces", PhraseArg::Text(spaces.clone()))
        }
        CoverageReason::Purged { conversations } => {
            Phrase::count(TextKey::LacksPurged, *conversations)
        }
        CoverageReason::HeldOnlyHere { conversations } => {
            Phrase::count(TextKey::LacksHeldOnlyHere, *conversations)
        }
    }
}
