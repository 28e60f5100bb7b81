//! Rules as their page shows them: how often each is right, how many there are in truth, and what it may cost, in words.
//! What nobody measured is said to be unmeasured; nothing is counted here.

use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle};
use chart::{ChartAxis, IntervalDot, interval_axis, interval_dot};
use model::request::ListFilter;
use model::rule::{EstimatedShare, LabelCount, RuleCostView, RuleDraft, RuleKind, RuleView};
use model::search::FieldTest;

/// What a person said of a conversation that was drawn to try a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleAnswer {
    /// It is what the rule means.
    Meant,
    /// It is not.
    NotMeant,
}

/// Which side of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleSide {
    /// What the rule found.
    Hits,
    /// What it did not.
    Rest,
}

/// One of those that were drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleMark {
    /// The rule was right about it.
    Right,
    /// It was wrong.
    Wrong,
    /// Nobody said yet.
    Open,
}

/// What the form of a rule begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleForm {
    /// The rule that is changed; none for a new one.
    pub rule: Option<String>,
    /// Its name and its search.
    pub draft: RuleDraft,
}

/// How often a rule is right: a dot with its interval, and the same in words.
#[derive(Clone, Debug, PartialEq)]
pub struct PrecisionDot {
    /// Where it stands.
    pub dot: IntervalDot,
    /// From 0 to 1.
    pub rate: f64,
    /// With its interval.
    pub words: Phrase,
}

/// The axis on which all rules stand: from none right to all.
#[must_use]
pub fn precision_axis() -> ChartAxis {
    interval_axis([(0.0, 1.0)])
}

/// How often a rule is right; none where nobody measured it.
#[must_use]
pub fn precision(axis: &ChartAxis, rule: &RuleView) -> Option<PrecisionDot> {
    let share = rule.precision?;
    Some(PrecisionDot {
        dot: interval_dot(axis, share.rate, share.interval),
        rate: share.rate,
        words: share_words(share),
    })
}

/// A share with its interval.
#[must_use]
pub fn share_words(share: EstimatedShare) -> Phrase {
    Phrase::new(TextKey::RulePrecisionTold)
        .with("rate", PhraseArg::Percent(share.rate))
        .with("low", PhraseArg::Decimal(share.interval.0 * 100.0))
        .with("high", PhraseArg::Percent(share.interval.1))
}

/// How many of the scope are what a rule means, whatever it finds; none where nobody measured it.
#[must_use]
pub fn in_truth(rule: &RuleView) -> Option<u64> {
    rule.prevalence.map(|share| of_all(share.rate, rule.of))
}

/// The same with its interval.
#[must_use]
pub fn in_truth_words(rule: &RuleView) -> Option<Phrase> {
    let share = rule.prevalence?;
    Some(
        Phrase::new(TextKey::RuleInTruthTold)
            .number("count", of_all(share.rate, rule.of))
            .number("low", of_all(share.interval.0, rule.of))
            .number("high", of_all(share.interval.1, rule.of))
            .number("of", rule.of),
    )
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share from 0 to 1 of a count that is far below 2^53"
)]
fn of_all(share: f64, of: u64) -> u64 {
    (share.clamp(0.0, 1.0) * of as f64).round() as u64
}

/// What a rule may cost a month: a loss only where its interval is on one side of nothing.
#[must_use]
pub fn lost(rule: &RuleView) -> Phrase {
    match rule.cost {
        None => TextKey::RuleNotTold.into(),
        Some(cost) if cost.lost_interval.0 > 0.0 => lost_of(cost),
        Some(_) => TextKey::RuleNoLoss.into(),
    }
}

fn lost_of(cost: RuleCostView) -> Phrase {
    Phrase::new(TextKey::RuleLostOf)
        .with("lost", whole(cost.lost_per_month))
        .with("low", whole(cost.lost_interval.0))
        .with("high", whole(cost.lost_interval.1))
}

/// What a rule may cost a month, whatever its interval says.
#[must_use]
pub fn lost_words(rule: &RuleView) -> Phrase {
    let Some(cost) = rule.cost else {
        return TextKey::RuleLostNone.into();
    };
    Phrase::new(TextKey::RuleLostTold)
        .with("lost", whole(cost.lost_per_month))
        .with("low", whole(cost.lost_interval.0))
        .with("high", whole(cost.lost_interval.1))
        .number("n", cost.compared)
}

/// Outcomes a month, with one decimal where they are few.
fn whole(value: f64) -> PhraseArg {
    let text = if value.abs() < 9.95 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    };
    PhraseArg::Text(text.replace('-', "−"))
}

/// Those that were drawn of one side: right, then wrong, then open. Their order among each other is not told, since
/// whoever goes on must not see which is which.
#[must_use]
pub fn sample_marks(side: SampleSide, count: LabelCount) -> Vec<SampleMark> {
    let (right, wrong) = sides(side, count);
    let open = count.drawn.saturating_sub(count.labelled);
    let some = |mark: SampleMark, many: u64| (0..many).map(move |_| mark);
    some(SampleMark::Right, right)
        .chain(some(SampleMark::Wrong, wrong))
        .chain(some(SampleMark::Open, open))
        .collect()
}

/// The same in words.
#[must_use]
pub fn sample_words(side: SampleSide, count: LabelCount) -> Phrase {
    let (right, wrong) = sides(side, count);
    let key = match side {
        SampleSide::Hits => TextKey::RuleHitsTold,
        SampleSide::Rest => TextKey::RuleRestTold,
    };
    Phrase::new(key)
        .number("right", right)
        .number("wrong", wrong)
        .number("open", count.drawn.saturating_sub(count.labelled))
}

/// How many of a side the rule was right about, and how many it was not.
fn sides(side: SampleSide, count: LabelCount) -> (u64, u64) {
    let not_found = count.labelled.saturating_sub(count.found);
    match side {
        SampleSide::Hits => (count.found, not_found),
        SampleSide::Rest => (not_found, count.found),
    }
}

/// How far a rule is measured; none where nothing was drawn.
#[must_use]
pub fn tried(rule: &RuleView) -> Option<Phrase> {
    let measure = rule.measure.as_ref()?;
    let sum = |of: fn(&LabelCount) -> u64| of(&measure.hits) + of(&measure.rest);
    Some(
        Phrase::new(TextKey::RuleTried)
            .number("done", sum(|it| it.labelled))
            .number("n", sum(|it| it.drawn))
            .with(
                "when",
                PhraseArg::At(measure.drawn_at, None, TimeStyle::Date),
            ),
    )
}

/// Whether some of what was drawn waits for an answer.
#[must_use]
pub fn waits(rule: &RuleView) -> bool {
    rule.measure.as_ref().is_some_and(|measure| {
        measure.hits.labelled + measure.rest.labelled < measure.hits.drawn + measure.rest.drawn
    })
}

/// Where a rule comes from.
#[must_use]
pub const fn origin(kind: RuleKind) -> TextKey {
    match kind {
        RuleKind::BuiltIn => TextKey::RuleBuiltIn,
        RuleKind::Query => TextKey::RuleOwn,
    }
}

/// The list of a rule's conversations, within a search.
#[must_use]
pub fn rule_list(rule: &str, within: &str) -> ListFilter {
    let term = FieldTest::Rule(rule.to_owned());
    ListFilter {
        text: format!("{term} {within}").trim().to_owned(),
        ..ListFilter::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;
    use model::rule::RuleMeasure;

    fn rule(cost: Option<(f64, (f64, f64))>) -> RuleView {
        RuleView {
            id: "error".to_owned(),
            name: "Error".to_owned(),
            kind: RuleKind::BuiltIn,
            definition: "the assistant said that something failed".to_owned(),
            version: 1,
            conversations: 143,
            of: 2_318,
            precision: None,
            elusion: None,
            prevalence: None,
            measure: None,
            cost: cost.map(|(lost, interval)| RuleCostView {
                compared: 140,
                difference: -0.1,
                interval: (-0.2, -0.05),
                lost_per_month: lost,
                lost_interval: interval,
            }),
        }
    }

    fn count(drawn: u64, labelled: u64, found: u64) -> LabelCount {
        LabelCount {
            drawn,
            labelled,
            found,
            of: 1_000,
        }
    }

    #[test]
    fn a_loss_is_told_where_its_interval_is_on_one_side_of_nothing() {
        let cases = [
            (None, "–"),
            (Some((24.2, (13.1, 31.8))), "24 (13 to 32)"),
            (Some((2.34, (0.5, 4.0))), "2.3 (0.5 to 4.0)"),
            (Some((4.0, (-1.0, 9.0))), "no clear loss"),
            (Some((-8.0, (-12.0, -3.0))), "no clear loss"),
        ];
        for (cost, said) in cases {
            assert_eq!(lost(&rule(cost)).say(&PlainFormats), said, "{cost:?}");
        }
    }

    #[test]
    fn what_nobody_measured_has_no_dot_and_no_truth() {
        let unmeasured = rule(None);
        assert_eq!(precision(&precision_axis(), &unmeasured), None);
        assert_eq!(in_truth(&unmeasured), None);
        assert_eq!(tried(&unmeasured), None);
        let measured = RuleView {
            prevalence: Some(EstimatedShare {
                rate: 0.0557,
                interval: (0.04, 0.18),
            }),
            ..unmeasured
        };
        assert_eq!(in_truth(&measured), Some(129));
    }

    #[test]
    fn each_side_has_its_right_and_its_wrong() {
        use SampleMark::{Open, Right, Wrong};
        let hits = sample_marks(SampleSide::Hits, count(5, 3, 2));
        assert_eq!(hits, [Right, Right, Wrong, Open, Open]);
        let rest = sample_marks(SampleSide::Rest, count(4, 3, 1));
        assert_eq!(rest, [Right, Right, Wrong, Open]);
        let said = sample_words(SampleSide::Rest, count(4, 3, 1)).say(&PlainFormats);
        assert_eq!(said, "2 rightly left out, 1 missed, 1 open");
    }

    #[test]
    fn a_rule_waits_until_everything_is_answered() {
        let measured = |labelled| RuleView {
            measure: Some(RuleMeasure {
                queue: "try error".to_owned(),
                drawn_at: chrono::DateTime::UNIX_EPOCH,
                tag: "error".to_owned(),
                hits: count(3, 3, 2),
                rest: count(4, labelled, 0),
            }),
            ..rule(None)
        };
        assert!(waits(&measured(3)));
        assert!(!waits(&measured(4)));
        assert!(!waits(&rule(None)));
    }

    #[test]
    fn its_conversations_are_listed_within_the_search() {
        assert_eq!(rule_list("error", "roof terr").text, "rule:error roof terr");
        assert_eq!(rule_list("error", "").text, "rule:error");
    }
}
