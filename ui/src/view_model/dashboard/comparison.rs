//! The parts of a scope side by side: a dot with its interval each, and what may be said beside the rest.

use super::change::{ChangeWords, beside_rest};
use super::opening::{narrowed, of_part};
use crate::i18n::{Phrase, PhraseArg, TextKey, facet_value_phrase};
use crate::view_model::labels::{channel, origin};
use chart::{ChartAxis, IntervalDot, interval_axis, interval_dot};
use model::comparison::{ComparisonRow, ComparisonSide};
use model::dashboard::DashboardView;
use model::metrics::{MetricAmount, MetricId, Metrics, Share};
use model::opening_hours::OpeningStanding;
use model::request::ListFilter;
use model::search::{ContactHistory, FieldTest};
use model::{Channel, Origin};

/// Outcomes whose rates can be compared, in the order in which they are offered.
pub const COMPARED: [MetricId; 7] = [
    MetricId::AnyOutcome,
    MetricId::Bookings,
    MetricId::Customers,
    MetricId::Tours,
    MetricId::Contracts,
    MetricId::DayPasses,
    MetricId::Leads,
];

/// The table.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonTable {
    /// On which the dots stand.
    pub axis: ChartAxis,
    /// The parts.
    pub rows: Vec<ComparisonLine>,
}

/// A part.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonLine {
    /// What its conversations have in common.
    pub name: Phrase,
    /// The channel, where it is one: it has a sign.
    pub channel: Option<Channel>,
    /// How many there are.
    pub conversations: u64,
    /// Of these, with the outcome.
    pub with: u64,
    /// The share, where there is enough to speak of one.
    pub rate: Option<f64>,
    /// Where it stands; none where there is no share.
    pub dot: Option<IntervalDot>,
    /// Its interval in words.
    pub range: Option<Phrase>,
    /// What may be said beside the rest; none where it is all there is.
    pub beside: Option<ChangeWords>,
    /// The list of its conversations.
    pub opens: Option<ListFilter>,
    /// The list of those with the outcome.
    pub opens_with: Option<ListFilter>,
}

/// The parts by one outcome.
#[must_use]
pub fn comparison_table(
    view: &DashboardView,
    side: ComparisonSide,
    outcome: MetricId,
) -> ComparisonTable {
    let rows = &view.comparison;
    let intervals = rows.iter().filter_map(|row| {
        let share = share(&row.metrics, outcome)?;
        row.metrics.telling_interval(share)
    });
    let axis = interval_axis(intervals);
    let line = |row: &ComparisonRow| line(view, side, outcome, row, &axis);
    ComparisonTable {
        rows: rows.iter().map(line).collect(),
        axis,
    }
}

fn line(
    view: &DashboardView,
    side: ComparisonSide,
    outcome: MetricId,
    row: &ComparisonRow,
    axis: &ChartAxis,
) -> ComparisonLine {
    let share = share(&row.metrics, outcome).unwrap_or_default();
    let (rate, interval) = (
        row.metrics.telling_rate(share),
        row.metrics.telling_interval(share),
    );
    let dot = rate.zip(interval);
    let beside = row.beside_rest.iter().find(|it| it.what == outcome);
    let opens = of_part(&view.scope, side, row);
    let term = outcome
        .counted(view.scope.inferred)
        .map(|test| test.to_string());
    let opens_with = opens.as_ref().zip(term);
    ComparisonLine {
        name: part_name(side, row.value.as_deref()),
        channel: (side == ComparisonSide::Channel)
            .then(|| row.value.as_deref().map(Channel::from))
            .flatten(),
        conversations: row.metrics.total,
        with: share.conversations,
        rate,
        dot: dot.map(|(rate, interval)| interval_dot(axis, rate, interval)),
        range: interval.map(super::figures::range),
        beside: beside.map(beside_rest),
        opens_with: opens_with.map(|(opens, term)| narrowed(opens, &term)),
        opens,
    }
}

/// The share of an outcome.
pub(super) fn share(metrics: &Metrics, outcome: MetricId) -> Option<Share> {
    match metrics.amount(outcome) {
        MetricAmount::Share(share) => Some(share),
        MetricAmount::Count(_) | MetricAmount::Average(_) => None,
    }
}

/// The name of a part.
fn part_name(side: ComparisonSide, value: Option<&str>) -> Phrase {
    let Some(value) = value else {
        return TextKey::CompareUnknown.into();
    };
    match side {
        ComparisonSide::Channel => channel(&Channel::from(value)),
        ComparisonSide::Origin => origin(&Origin::from(value)),
        ComparisonSide::Hour => as_it_is(format!("{value}:00")),
        ComparisonSide::Language => facet_value_phrase(&FieldTest::Language(value.to_owned())),
        ComparisonSide::Contact if value == ContactHistory::First.as_str() => {
            TextKey::PartFirst.into()
        }
        ComparisonSide::Contact => TextKey::PartReturning.into(),
        ComparisonSide::Operator if value == "with_operator" => TextKey::PartOperator.into(),
        ComparisonSide::Operator => TextKey::PartAiAlone.into(),
        ComparisonSide::Opening if value == OpeningStanding::Inside.as_str() => {
            TextKey::PartInside.into()
        }
        ComparisonSide::Opening => TextKey::PartOutside.into(),
        ComparisonSide::Escalation | ComparisonSide::Status | ComparisonSide::Weekday => {
            as_it_is(capitalised(value))
        }
        _ => as_it_is(value.to_owned()),
    }
}

fn as_it_is(text: String) -> Phrase {
    Phrase::new(TextKey::AsItIs).with("text", PhraseArg::Text(text))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// The name of a side.
#[must_use]
pub const fn side_name(side: ComparisonSide) -> TextKey {
    match side {
        ComparisonSide::Channel => TextKey::SideChannel,
        ComparisonSide::Space => TextKey::SideSpace,
        ComparisonSide::Source => TextKey::SideSource,
        ComparisonSide::Origin => TextKey::SideOrigin,
        ComparisonSide::Language => TextKey::SideLanguage,
        ComparisonSide::Contact => TextKey::SideContact,
        ComparisonSide::Operator => TextKey::SideOperator,
        ComparisonSide::Escalation => TextKey::SideEscalation,
        ComparisonSide::Status => TextKey::SideStatus,
        ComparisonSide::Country => TextKey::SideCountry,
        ComparisonSide::Opening => TextKey::SideOpening,
        ComparisonSide::Hour => TextKey::SideHour,
        ComparisonSide::Weekday => TextKey::SideWeekday,
        ComparisonSide::Month => TextKey::SideMonth,
    }
}

/// The side of a form field's name; an unknown one is the channel.
#[must_use]
pub fn side_named(name: &str) -> ComparisonSide {
    let mut sides = ComparisonSide::ALL.into_iter();
    sides.find(|side| side.as_str() == name).unwrap_or_default()
}

/// The outcome of a form field's name; an unknown one is any.
#[must_use]
pub fn outcome_named(name: &str) -> MetricId {
    let mut outcomes = COMPARED.into_iter();
    outcomes
        .find(|id| id.key() == name)
        .unwrap_or(MetricId::AnyOutcome)
}

#[cfg(test)]
mod tests {
    use super::super::trend::tests::view;
    use super::*;
    use crate::i18n::PlainFormats;
    use model::comparison::{RateBesideRest, RateVerdict};

    fn row(value: &str, total: u64, bookings: u64, rate: f64) -> ComparisonRow {
        ComparisonRow {
            value: Some(value.to_owned()),
            test: Some(FieldTest::Channel(Channel::from(value))),
            space: None,
            source: None,
            metrics: Metrics {
                total,
                bookings: Share {
                    conversations: bookings,
                    rate: Some(rate),
                    interval: Some((rate / 2.0, rate * 2.0)),
                },
                ..Metrics::default()
            },
            beside_rest: vec![RateBesideRest {
                what: MetricId::Bookings,
                difference: 0.05,
                interval: (0.01, 0.09),
                p: 0.01,
                verdict: RateVerdict::More,
            }],
            control: Vec::new(),
        }
    }

    #[test]
    fn parts_stand_on_one_axis_and_list_their_rows() {
        let mut view = view();
        view.comparison = vec![row("chat", 400, 40, 0.1), row("fax", 10, 3, 0.3)];
        let table = comparison_table(&view, ComparisonSide::Channel, MetricId::Bookings);
        let (chat, fax) = (&table.rows[0], &table.rows[1]);
        assert_eq!(chat.name.say(&PlainFormats), "Chat");
        assert!((table.axis.top - 0.2).abs() < 1e-9, "{:?}", table.axis);
        assert!(chat.dot.is_some_and(|dot| (dot.at - 50.0).abs() < 1e-9));
        assert_eq!((fax.rate, fax.dot), (None, None), "of ten there is no rate");
        assert_eq!(fax.name.say(&PlainFormats), "fax", "as the server calls it");
        let listed = chat.opens_with.as_ref().map(|it| it.text.as_str());
        assert!(listed.is_some_and(|text| text.starts_with("outcome:booking channel:chat ")));
        let verdict = chat.beside.as_ref().map(|it| it.verdict.say(&PlainFormats));
        assert_eq!(verdict.as_deref(), Some("More"));
    }

    #[test]
    fn every_side_and_outcome_has_its_name() {
        for side in ComparisonSide::ALL {
            assert_eq!(side_named(side.as_str()), side);
        }
        for outcome in COMPARED {
            assert_eq!(outcome_named(outcome.key()), outcome);
            assert!(outcome.counted(view().scope.inferred).is_some());
        }
        let hour = part_name(ComparisonSide::Hour, Some("09"));
        assert_eq!(hour.say(&PlainFormats), "09:00");
        let named = [
            (ComparisonSide::Language, "de", "German"),
            (ComparisonSide::Language, "unknown", "Not told"),
            (ComparisonSide::Contact, "first", "First contact"),
            (ComparisonSide::Contact, "returning", "Returning"),
            (ComparisonSide::Operator, "ai_alone", "AI alone"),
            (ComparisonSide::Opening, "inside", "While open"),
            (ComparisonSide::Opening, "outside", "After hours"),
            (
                ComparisonSide::Operator,
                "with_operator",
                "With an operator",
            ),
        ];
        for (side, value, words) in named {
            assert_eq!(part_name(side, Some(value)).say(&PlainFormats), words);
        }
    }
}
