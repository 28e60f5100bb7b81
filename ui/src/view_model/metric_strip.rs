//! The metric strip: all conversations, and a number with its percentage for each kind of outcome.
//! Under twenty conversations there is no percentage, and in an empty scope there is no number.

use super::metric_words;
use super::sparkline::SparklineSeries;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::metrics::{FEWEST_FOR_RATE, MetricAmount, MetricId, Metrics};
use model::request::InferredOutcomes;

/// One number of the strip.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricCard {
    /// Its name for tests and styles.
    pub id: &'static str,
    /// What it counts.
    pub title: TextKey,
    /// The number; `None` in an empty scope.
    pub value: Option<u64>,
    /// The share, where there is enough to speak of one.
    pub rate: Option<f64>,
    /// The line under it.
    pub note: Option<Phrase>,
    /// What the note means, in full.
    pub help: Option<Phrase>,
    /// Its sparkline.
    pub series: SparklineSeries,
    /// The search that lists what it counts; none where that is everything.
    pub opens: Option<String>,
    /// What it says of inferred outcomes, where they are in it.
    pub with_inferred: Option<TextKey>,
}

/// The cards of a scope: all conversations, and those with each kind of outcome.
#[must_use]
pub fn cards(metrics: &Metrics, inferred: InferredOutcomes) -> Vec<MetricCard> {
    let outcomes = MetricId::ALL.iter();
    let outcomes = outcomes.filter_map(|id| outcome(metrics, *id, inferred));
    [total(metrics, inferred)]
        .into_iter()
        .chain(outcomes)
        .collect()
}

fn total(metrics: &Metrics, inferred: InferredOutcomes) -> MetricCard {
    let any = metrics.any_conversion;
    let note = match (metrics.total, metrics.telling_rate(any)) {
        (0, _) => None,
        (_, Some(rate)) => {
            Some(Phrase::new(TextKey::MetricAnyRate).with("rate", PhraseArg::Percent(rate)))
        }
        _ => Some(Phrase::new(TextKey::MetricAnyCount).number("k", any.conversations)),
    };
    let average = metrics
        .average_messages
        .map(|mean| Phrase::new(TextKey::MetricAverage).with("messages", PhraseArg::Decimal(mean)));
    MetricCard {
        id: MetricId::Conversations.key(),
        title: metric_words::title(MetricId::Conversations),
        value: (metrics.total > 0).then_some(metrics.total),
        rate: None,
        note,
        help: average,
        series: SparklineSeries::Total,
        opens: None,
        // The share with an outcome stands under it.
        with_inferred: said(inferred),
    }
}

fn said(inferred: InferredOutcomes) -> Option<TextKey> {
    inferred.are_counted().then_some(TextKey::WithInferred)
}

/// The card of a metric that counts one kind of outcome; none of any other.
fn outcome(metrics: &Metrics, id: MetricId, inferred: InferredOutcomes) -> Option<MetricCard> {
    let kind = id.kind()?.bit()?;
    let MetricAmount::Share(share) = metrics.amount(id) else {
        return None;
    };
    let interval = |key| {
        let (low, high) = metrics.telling_interval(share)?;
        Some(
            Phrase::new(key)
                .with("low", PhraseArg::Decimal(low * 100.0))
                .with("high", PhraseArg::Percent(high)),
        )
    };
    let few = (1..FEWEST_FOR_RATE)
        .contains(&metrics.total)
        .then(|| Phrase::new(TextKey::MetricOf).number("n", metrics.total));
    Some(MetricCard {
        id: id.key(),
        title: metric_words::title(id),
        value: (metrics.total > 0).then_some(share.conversations),
        rate: metrics.telling_rate(share),
        note: interval(TextKey::MetricInterval).or(few),
        help: interval(TextKey::MetricIntervalHelp),
        series: SparklineSeries::Kind(usize::from(kind)),
        opens: id.counted(inferred).map(|test| test.to_string()),
        with_inferred: said(inferred),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use InferredOutcomes::{Apart, Counted};
    use model::ConversionKind;
    use model::metrics::Share;

    fn scope(total: u64) -> Metrics {
        let share = Share {
            conversations: 5,
            rate: Some(0.25),
            interval: Some((0.11, 0.47)),
        };
        Metrics {
            total,
            bookings: share,
            any_conversion: share,
            average_messages: Some(7.25),
            ..Metrics::default()
        }
    }

    #[test]
    fn an_empty_scope_has_no_number() {
        for card in cards(&Metrics::default(), Apart) {
            assert_eq!(
                (card.value, card.rate, card.note),
                (None, None, None),
                "{}",
                card.id
            );
        }
    }

    #[test]
    fn under_twenty_there_is_a_count_and_no_percentage() {
        let cards = cards(&scope(19), Apart);
        assert_eq!((cards[1].value, cards[1].rate), (Some(5), None));
        assert_eq!(
            cards[1].note.as_ref().map(|note| note.key),
            Some(TextKey::MetricOf)
        );
        assert_eq!(
            cards[0].note.as_ref().map(|note| note.key),
            Some(TextKey::MetricAnyCount)
        );
    }

    #[test]
    fn from_twenty_on_there_are_percentage_and_interval() {
        let cards = cards(&scope(20), Apart);
        assert_eq!((cards[1].value, cards[1].rate), (Some(5), Some(0.25)));
        assert_eq!(
            cards[1].note.as_ref().map(|note| note.key),
            Some(TextKey::MetricInterval)
        );
    }

    #[test]
    fn every_number_of_an_outcome_opens_its_rows() {
        let opens: Vec<_> = cards(&scope(20), Apart)
            .into_iter()
            .map(|card| card.opens)
            .collect();
        assert_eq!(opens[0], None, "all of them are listed already");
        assert_eq!(opens[1].as_deref(), Some("outcome:booking"));
        assert!(opens[1..].iter().all(Option::is_some));
    }

    #[test]
    fn a_number_with_inferred_outcomes_says_so_and_opens_them_too() {
        let with = cards(&scope(20), Counted);
        assert_eq!(with[1].opens.as_deref(), Some("with-inferred:booking"));
        let says = |cards: &[MetricCard]| {
            let mut said = cards.iter().map(|card| card.with_inferred);
            said.all(|words| words.is_some())
        };
        assert!(says(&with) && !says(&cards(&scope(20), Apart)));
    }

    #[test]
    fn every_sparkline_is_of_its_own_kind() {
        let kinds = ["tours", "customers", "contracts", "bookings", "day_passes"];
        for card in cards(&scope(100), Apart) {
            let SparklineSeries::Kind(kind) = card.series else {
                continue;
            };
            assert_eq!(kinds[kind], card.id, "{:?}", ConversionKind::KNOWN[kind]);
        }
    }
}
