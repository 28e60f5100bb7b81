//! What may be said of a number against the period before, a word first and the difference after it.

use super::days::days;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::comparison::{RateBesideRest, RateShift, RateVerdict};
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

/// Why a rate moved: what the rates within the parts make of the change, and what the mix of the parts. None where the
/// change cannot be told apart from nothing.
#[must_use]
pub fn shift_line(before: &PeriodBefore, what: MetricId) -> Option<Phrase> {
    let words = change(of_metric(before, what)?);
    let shift = of_side(&before.by_side, what)?;
    let told = Phrase::new(TextKey::ShiftLine)
        .with("days", PhraseArg::Say(Box::new(days(before.span))))
        .with("verdict", PhraseArg::Say(Box::new(words.verdict)))
        .with("points", PhraseArg::Say(Box::new(words.points?)));
    Some(split(told, shift))
}

/// The same by the channels, as it stands in the evidence of a number.
#[must_use]
pub fn channel_shift(before: &PeriodBefore, what: MetricId) -> Option<Phrase> {
    change(of_metric(before, what)?).points?;
    let shift = of_side(&before.by_channel, what)?;
    Some(split(Phrase::new(TextKey::ShiftEvidence), shift))
}

/// Whether a change that is clear comes from the mix of channels more than from anything within them.
#[must_use]
pub fn is_mostly_mix(before: &PeriodBefore, what: MetricId) -> bool {
    let is_clear = of_metric(before, what).is_some_and(|rate| change(rate).is_clear);
    let shift = of_side(&before.by_channel, what);
    is_clear && shift.is_some_and(|it| it.mix.abs() > it.within.abs())
}

pub(super) fn of_side(shifts: &[RateShift], what: MetricId) -> Option<&RateShift> {
    shifts.iter().find(|shift| shift.what == what)
}

pub(super) fn split(told: Phrase, shift: &RateShift) -> Phrase {
    let said = |share: f64| {
        let told = Phrase::new(TextKey::ChangePoints).with("points", points(share));
        PhraseArg::Say(Box::new(told))
    };
    told.with("within", said(shift.within))
        .with("mix", said(shift.mix))
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

    #[test]
    fn why_a_rate_moved_is_told_where_the_change_is() {
        use model::metrics::Metrics;
        use model::request::ListFilter;
        use model::search::DaySpan;
        let shift = |within, mix| {
            vec![RateShift {
                what: MetricId::Tours,
                within,
                mix,
            }]
        };
        let mut before = PeriodBefore {
            span: DaySpan::default(),
            scope: ListFilter::default(),
            metrics: Metrics::default(),
            rates: vec![rate(0.03, RateVerdict::More)],
            by_channel: shift(0.01, 0.02),
            by_side: shift(0.05, -0.02),
        };
        let words = shift_line(&before, MetricId::Tours).expect("told");
        assert_eq!(
            words.say(&PlainFormats),
            "Against all days: Higher, +3.0 pts: +5.0 pts from the rates within the parts, −2.0 pts from their mix."
        );
        assert!(is_mostly_mix(&before, MetricId::Tours));
        let words = channel_shift(&before, MetricId::Tours).expect("told");
        assert!(words.say(&PlainFormats).contains("+2.0 pts from their mix"));
        before.rates = vec![rate(0.03, RateVerdict::TooFew { more: 9 })];
        assert_eq!(shift_line(&before, MetricId::Tours), None);
        assert_eq!(channel_shift(&before, MetricId::Tours), None);
        assert!(!is_mostly_mix(&before, MetricId::Tours));
    }
}
