//! What may be said of a number against the period before, a word first and the difference after it.

use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::comparison::{RateBesideRest, RateVerdict};
use model::dashboard::PeriodBefore;
use model::metrics::MetricId;

/// A change in words.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeWords {
    /// What may be said.
    pub verdict: Phrase,
    /// By how much; none where it cannot be told apart from nothing.
    pub points: Option<Phrase>,
    /// Whether something changed, so that it is worth a look.
    pub is_clear: bool,
}

/// Percentage points, with their sign.
#[must_use]
pub fn signed(points: f64) -> String {
    let rounded = (points * 1000.0).round() / 10.0;
    match rounded {
        it if it > 0.0 => format!("+{it:.1}"),
        it if it < 0.0 => format!("−{:.1}", it.abs()),
        _ => "0.0".to_owned(),
    }
}

/// Points as a value of a phrase.
#[must_use]
pub fn points(difference: f64) -> PhraseArg {
    PhraseArg::Text(signed(difference))
}

/// What may be said of a rate against before.
#[must_use]
pub fn change(rate: &RateBesideRest) -> ChangeWords {
    let (verdict, is_clear) = match rate.verdict {
        RateVerdict::More => (TextKey::ChangeHigher.into(), true),
        RateVerdict::Fewer => (TextKey::ChangeLower.into(), true),
        RateVerdict::NoDifferenceSeen => (TextKey::ChangeNone.into(), false),
        RateVerdict::TooFew { more } => (Phrase::count(TextKey::ChangeTooFew, more), false),
    };
    let tells = !matches!(rate.verdict, RateVerdict::TooFew { .. });
    let told = Phrase::new(TextKey::ChangePoints).with("points", points(rate.difference));
    ChangeWords {
        verdict,
        points: tells.then_some(told),
        is_clear,
    }
}

/// What may be said of a rate beside all others.
#[must_use]
pub fn beside_rest(rate: &RateBesideRest) -> ChangeWords {
    let verdict = match rate.verdict {
        RateVerdict::More => TextKey::CompareMore.into(),
        RateVerdict::Fewer => TextKey::CompareFewer.into(),
        RateVerdict::NoDifferenceSeen => TextKey::CompareNone.into(),
        RateVerdict::TooFew { more } => Phrase::count(TextKey::CompareTooFew, more),
    };
    ChangeWords {
        verdict,
        ..change(rate)
    }
}

/// How much more or less there is than before, in percent of before; none where there was nothing.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
pub fn grown(now: u64, before: u64) -> Option<String> {
    if before == 0 {
        return None;
    }
    let percent = ((now as f64 / before as f64 - 1.0) * 100.0).round();
    Some(match percent {
        it if it > 0.0 => format!("+{it:.0}%"),
        it if it < 0.0 => format!("−{:.0}%", it.abs()),
        _ => "±0%".to_owned(),
    })
}

/// The change of one rate.
#[must_use]
pub fn of_metric(before: &PeriodBefore, what: MetricId) -> Option<&RateBesideRest> {
    before.rates.iter().find(|rate| rate.what == what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;

    fn rate(difference: f64, verdict: RateVerdict) -> RateBesideRest {
        RateBesideRest {
            what: MetricId::Tours,
            difference,
            interval: (difference - 0.01, difference + 0.01),
            p: 0.5,
            verdict,
        }
    }

    #[test]
    fn a_verdict_is_a_word_first_and_the_difference_after_it() {
        let cases = [
            (0.023, RateVerdict::More, "Higher", Some("+2.3 pts"), true),
            (-0.023, RateVerdict::Fewer, "Lower", Some("−2.3 pts"), true),
            (
                0.009,
                RateVerdict::NoDifferenceSeen,
                "No clear change",
                Some("+0.9 pts"),
                false,
            ),
            (
                0.2,
                RateVerdict::TooFew { more: 140 },
                "Too few: ~140 more",
                None,
                false,
            ),
        ];
        for (difference, verdict, words, points, is_clear) in cases {
            let found = change(&rate(difference, verdict));
            assert_eq!(found.verdict.say(&PlainFormats), words);
            let told = found.points.map(|it| it.say(&PlainFormats));
            assert_eq!((told.as_deref(), found.is_clear), (points, is_clear));
        }
        assert_eq!(signed(0.000_1), "0.0", "no sign without a difference");
    }

    #[test]
    fn growth_is_told_of_something_alone() {
        assert_eq!(grown(2_318, 2_071).as_deref(), Some("+12%"));
        assert_eq!(grown(5, 10).as_deref(), Some("−50%"));
        assert_eq!(grown(10, 10).as_deref(), Some("±0%"));
        assert_eq!(grown(10, 0), None);
    }
}
