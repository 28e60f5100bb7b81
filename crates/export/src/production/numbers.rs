//! The numbers of a production set, counted from its rows and from nothing else, each with what it counts as data: so
//! that whoever has the rows can count it once more. What a number means is decided in `insights`.

use super::record::ProductionRow;
use insights::{METRICS, MetricUnit, Proportion, SurvivalCurve, TimeToEvent, newcombe, share};
use model::metrics::{MetricAmount, Metrics};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is kept of each row while rows are written: a million of them fit into memory.
#[derive(Clone, Debug)]
pub(crate) struct CountedRow {
    channel: usize,
    active: bool,
    ended: bool,
    messages: u64,
    counts: [u64; COUNTED],
    watched: Option<TimeToEvent>,
}

/// Fields of a row that a number asks to be 1 at least, by the key of the metric.
const FIELDS: [(&str, &str); COUNTED] = [
    ("bookings", "bookings"),
    ("customers", "customers"),
    ("tours", "tours"),
    ("contracts", "contracts"),
    ("day_passes", "day_passes"),
    ("any_conversion", "outcomes"),
    ("leads", "leads"),
    ("escalated", "escalated"),
];
const COUNTED: usize = 8;
/// The place of "any outcome" among them.
const ANY: usize = 5;

/// Counts rows as they are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowTally {
    rows: Vec<CountedRow>,
    channels: BTreeMap<String, usize>,
}

/// The file of the numbers.
#[derive(Debug, Serialize)]
pub(crate) struct NumbersFile {
    rows: usize,
    pub(crate) numbers: Vec<Value>,
}

impl RowTally {
    /// Takes a row.
    pub(crate) fn take(&mut self, row: &ProductionRow) {
        let next = self.channels.len();
        let channel = *self.channels.entry(row.channel.clone()).or_insert(next);
        let is = |status: &str| row.status.as_deref() == Some(status);
        let watched = row.minutes_watched.map(|time| TimeToEvent {
            time,
            happened: row.converted > 0,
        });
        self.rows.push(CountedRow {
            channel,
            active: is("active"),
            ended: is("ended"),
            messages: row.messages,
            counts: [
                row.bookings,
                row.customers,
                row.tours,
                row.contracts,
                row.day_passes,
                row.outcomes,
                row.leads,
                row.escalated,
            ],
            watched,
        });
    }

    /// Every number.
    pub(crate) fn numbers(&self) -> NumbersFile {
        let metrics = METRICS.iter().filter_map(|metric| {
            let mut number = self.metric(metric.id.key())?;
            number["id"] = metric.id.key().into();
            number["title"] = metric.title.into();
            number["definition"] = metric.definition.into();
            number["unit"] = match metric.unit {
                MetricUnit::Conversations => "conversations",
                MetricUnit::MessagesPerConversation => "messages per conversation",
            }
            .into();
            Some(number)
        });
        let mut numbers: Vec<Value> = metrics.collect();
        numbers.extend(self.comparisons());
        numbers.push(self.survival());
        NumbersFile {
            rows: self.rows.len(),
            numbers,
        }
    }

    /// Whether the cache counted the same: two programs over one selection.
    pub(crate) fn agrees_with(&self, metrics: &Metrics) -> bool {
        let numbers = self.numbers().numbers;
        let same = |number: &Value| {
            let id = METRICS.iter().find(|it| number["id"] == it.id.key());
            let Some(metric) = id else { return true };
            let counted = match number["kind"].as_str() {
                Some("rate") => number["successes"].as_f64(),
                Some("mean") => number["mean"].as_f64(),
                _ => number["count"].as_f64(),
            };
            match metrics.amount(metric.id) {
                // A status that no conversation has is not shown, and counts as none here.
                MetricAmount::Count(None) => counted == Some(0.0),
                amount => match (counted, amount.number()) {
                    (Some(one), Some(other)) => (one - other).abs() < 1e-9,
                    (one, other) => one.is_none() && other.is_none(),
                },
            }
        };
        numbers.iter().all(same)
    }

    fn metric(&self, key: &str) -> Option<Value> {
        let trials = self.rows.len() as u64;
        match key {
            "total" => Some(json!({"kind": "count", "where": null, "count": trials})),
            "active" => Some(self.status(key, |row| row.active)),
            "ended" => Some(self.status(key, |row| row.ended)),
            "average_messages" => Some(self.mean()),
            "escalated" => {
                let (place, field) = field(key)?;
                let count = self.with(place);
                Some(json!({"kind": "count", "where": at_least(field), "count": count}))
            }
            key => {
                let (place, field) = field(key)?;
                let share = share(self.with(place), trials);
                Some(json!({
                    "kind": "rate", "where": at_least(field), "successes": share.conversations,
                    "trials": trials, "rate": share.rate, "interval": share.interval,
                }))
            }
        }
    }

    fn with(&self, place: usize) -> u64 {
        let rows = self.rows.iter().filter(|row| row.counts[place] > 0);
        rows.count() as u64
    }

    fn status(&self, status: &str, has: fn(&CountedRow) -> bool) -> Value {
        let count = self.rows.iter().filter(|row| has(row)).count();
        json!({"kind": "count", "where": {"field": "status", "equals": status}, "count": count})
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    fn mean(&self) -> Value {
        let sum: u64 = self.rows.iter().map(|row| row.messages).sum();
        let of = self.rows.len();
        let mean = (of > 0).then(|| sum as f64 / of as f64);
        json!({"kind": "mean", "field": "messages", "sum": sum, "of": of, "mean": mean})
    }

    /// Each channel's rate of any outcome beside that of all others together, where there are several.
    fn comparisons(&self) -> Vec<Value> {
        if self.channels.len() < 2 {
            return Vec::new();
        }
        let each = self.channels.iter();
        each.map(|(name, channel)| self.comparison(name, *channel))
            .collect()
    }

    fn comparison(&self, name: &str, channel: usize) -> Value {
        let part = |is_in: bool| {
            let mut successes = 0;
            let mut trials = 0;
            for row in self
                .rows
                .iter()
                .filter(|row| (row.channel == channel) == is_in)
            {
                trials += 1;
                successes += u64::from(row.counts[ANY] > 0);
            }
            Proportion::new(successes, trials)
        };
        let (one, other) = (part(true), part(false));
        let side = |part: Proportion, condition: &str| {
            json!({
                "where": {"field": "channel", condition: name},
                "successes": part.successes(), "trials": part.trials(),
            })
        };
        let found = newcombe(one, other);
        json!({
            "id": format!("any_conversion in {name} beside the rest"),
            "title": "Any conversion, in one channel less in all others",
            "definition": "The difference of two rates, with Newcombe's interval.",
            "unit": "conversations", "kind": "difference", "where": at_least("outcomes"),
            "one": side(one, "equals"), "other": side(other, "differs"),
            "difference": found.map(|it| it.difference), "interval": found.map(|it| it.interval),
        })
    }

    fn survival(&self) -> Value {
        let watched: Vec<TimeToEvent> = self.rows.iter().filter_map(|row| row.watched).collect();
        let count = watched.len();
        let curve = SurvivalCurve::of(watched);
        let steps: Vec<Value> = curve
            .steps()
            .iter()
            .map(|step| {
                json!([
                    step.time,
                    step.at_risk,
                    step.events,
                    step.survival,
                    step.interval
                ])
            })
            .collect();
        json!({
            "id": "minutes_to_outcome", "title": "Not converted yet, by minutes since the start",
            "definition": "Kaplan and Meier's estimate; what had no outcome when the set was made was watched until then.",
            "unit": "conversations", "kind": "survival", "time": "minutes_watched", "event": "converted",
            "watched": count, "steps": steps,
        })
    }
}

fn field(key: &str) -> Option<(usize, &'static str)> {
    let place = FIELDS.iter().position(|(metric, _)| *metric == key)?;
    Some((place, FIELDS[place].1))
}

fn at_least(field: &str) -> Value {
    json!({"field": field, "at_least": 1})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_of_the_registry_is_counted() {
        let numbers = RowTally::default().numbers().numbers;
        for metric in &METRICS {
            let is_there = numbers.iter().any(|number| number["id"] == metric.id.key());
            assert!(is_there, "{} is in no production set", metric.id.key());
        }
        assert!(RowTally::default().agrees_with(&Metrics::default()));
    }
}
