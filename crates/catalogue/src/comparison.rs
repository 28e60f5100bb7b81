//! The words of comparisons.

use crate::{Phrase, TextKey};
use model::comparison::{ControlStanding, RateVerdict};

/// What may be said of a rate beside another.
#[must_use]
pub fn verdict_phrase(verdict: RateVerdict) -> Phrase {
    match verdict {
        RateVerdict::More => TextKey::VerdictMore.into(),
        RateVerdict::Fewer => TextKey::VerdictFewer.into(),
        RateVerdict::NoDifferenceSeen => TextKey::VerdictNoDifference.into(),
        RateVerdict::TooFew { more } => Phrase::count(TextKey::VerdictTooFew, more),
    }
}

/// Where a rate stands in a funnel plot.
#[must_use]
pub const fn control_words(standing: ControlStanding) -> TextKey {
    match standing {
        ControlStanding::FarBelow => TextKey::ControlFarBelow,
        ControlStanding::Below => TextKey::ControlBelow,
        ControlStanding::Within => TextKey::ControlWithin,
        ControlStanding::Above => TextKey::ControlAbove,
        ControlStanding::FarAbove => TextKey::ControlFarAbove,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;

    #[test]
    fn a_verdict_is_a_plain_word() {
        let cases = [
            (RateVerdict::More, "more"),
            (RateVerdict::Fewer, "fewer"),
            (RateVerdict::NoDifferenceSeen, "no difference seen"),
            (
                RateVerdict::TooFew { more: 140 },
                "too few to tell: about 140 more",
            ),
        ];
        for (verdict, words) in cases {
            assert_eq!(verdict_phrase(verdict).say(&PlainFormats), words);
        }
    }
}
