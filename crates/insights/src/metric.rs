//! The registry of metrics: what each number counts, in which unit, how it is shown and worded. HTTP,
//! the terminal, the strip, the server's dashboard and the comparison of laptop and server walk it, so
//! that a new metric is a line here and one in `model::metrics`. It must not count by itself: the raw
//! counts are [`MetricTally`]'s.

use crate::aggregate::{MetricTally, StatusFact, by_channel};
use crate::rate::share;
use model::metrics::{MetricId, Metrics};
use model::{Channel, ConversionKind};

/// What one of a metric's number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricUnit {
    /// Conversations that started in the period.
    Conversations,
    /// Messages that a reader sees, for each conversation.
    MessagesPerConversation,
}

/// How a metric is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricForm {
    /// A number.
    Count,
    /// A number, or nothing where no conversation in scope says.
    CountIfKnown,
    /// A number and its share of the scope; the share from [`crate::FEWEST_FOR_RATE`] conversations on.
    Rate,
    /// A mean; nothing in an empty scope.
    Average,
}

/// A metric.
#[derive(Clone, Copy, Debug)]
pub struct MetricSpec {
    /// Which.
    pub id: MetricId,
    /// Its title in the terminal.
    pub title: &'static str,
    /// Its name in a sentence: "12 conversations, 3 with a tour".
    pub name: &'static str,
    /// What it counts, for the description of the interface.
    pub definition: &'static str,
    /// What one of it is.
    pub unit: MetricUnit,
    /// How it is shown.
    pub form: MetricForm,
    /// How it counts.
    count: fn(&MetricTally, &mut Metrics),
}

/// Every metric, in the order of display.
pub const METRICS: [MetricSpec; MetricId::ALL.len()] = [
    MetricSpec {
        id: MetricId::Conversations,
        title: "Total conversations",
        name: "conversations",
        definition: "Conversations in scope.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Count,
        count: |tally, it| it.total = tally.total,
    },
    MetricSpec {
        id: MetricId::Bookings,
        title: "Bookings created",
        name: "with a booking",
        definition: "With a booking.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Rate,
        count: |tally, it| it.bookings = tally.with_kind(&ConversionKind::Booking),
    },
    MetricSpec {
        id: MetricId::Customers,
        title: "New customers",
        name: "with a new customer",
        definition: "With a new customer.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Rate,
        count: |tally, it| it.customers = tally.with_kind(&ConversionKind::Customer),
    },
    MetricSpec {
        id: MetricId::Tours,
        title: "Tours scheduled",
        name: "with a tour",
        definition: "With a tour.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Rate,
        count: |tally, it| it.tours = tally.with_kind(&ConversionKind::Tour),
    },
    MetricSpec {
        id: MetricId::Contracts,
        title: "Contracts created",
        name: "with a contract",
        definition: "With a contract.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Rate,
        count: |tally, it| it.contracts = tally.with_kind(&ConversionKind::Contract),
    },
    MetricSpec {
        id: MetricId::DayPasses,
        title: "Day passes sold",
        name: "with a day pass",
        definition: "With a day pass.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Rate,
        count: |tally, it| it.day_passes = tally.with_kind(&ConversionKind::DayPass),
    },
    MetricSpec {
        id: MetricId::AnyOutcome,
        title: "Any conversion",
        name: "with any outcome",
        definition: "With at least one outcome of any kind; not the sum of the kinds.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Rate,
        count: |tally, it| it.any_conversion = share(tally.any, tally.total),
    },
    MetricSpec {
        id: MetricId::Leads,
        title: "With a lead",
        name: "with a lead",
        definition: "With a lead.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Rate,
        count: |tally, it| it.leads = share(tally.leads, tally.total),
    },
    MetricSpec {
        id: MetricId::Escalated,
        title: "Escalated",
        name: "escalated",
        definition: "Escalated: pending, active or resolved.",
        unit: MetricUnit::Conversations,
        form: MetricForm::Count,
        count: |tally, it| it.escalated = tally.escalated,
    },
    MetricSpec {
        id: MetricId::Active,
        title: "Active",
        name: "active",
        definition: "Active; null when no conversation in scope has a status.",
        unit: MetricUnit::Conversations,
        form: MetricForm::CountIfKnown,
        count: |tally, it| it.active = tally.with_status(StatusFact::Active),
    },
    MetricSpec {
        id: MetricId::Ended,
        title: "Ended",
        name: "ended",
        definition: "Ended; null when no conversation in scope has a status.",
        unit: MetricUnit::Conversations,
        form: MetricForm::CountIfKnown,
        count: |tally, it| it.ended = tally.with_status(StatusFact::Ended),
    },
    MetricSpec {
        id: MetricId::MessagesEach,
        title: "Average messages",
        name: "messages each",
        definition: "Messages that a reader sees, per conversation; null in an empty scope.",
        unit: MetricUnit::MessagesPerConversation,
        form: MetricForm::Average,
        count: |tally, it| it.average_messages = tally.average_messages(),
    },
];

impl MetricSpec {
    /// The metric of an id.
    #[must_use]
    pub fn of(id: MetricId) -> &'static Self {
        // The table has a line for each id at the place of the id, which a test asserts.
        &METRICS[id as usize]
    }
}

impl MetricTally {
    /// The numbers. `channels` names the numbers that the facts used; conversations of a number
    /// without a name stay in the total and in no channel.
    #[must_use]
    pub fn finish(self, channels: &[Channel]) -> Metrics {
        let mut metrics = Metrics {
            by_channel: by_channel(&self.channels, channels),
            trend: self.trend(),
            ..Metrics::default()
        };
        for metric in &METRICS {
            (metric.count)(&self, &mut metrics);
        }
        metrics
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::metrics::MetricAmount;

    #[test]
    fn every_id_has_its_line_and_its_form() {
        let metrics = Metrics::default();
        for (id, metric) in MetricId::ALL.iter().zip(&METRICS) {
            assert_eq!((metric.id, MetricSpec::of(*id).id), (*id, *id));
            let form = match metrics.amount(*id) {
                MetricAmount::Count(Some(_)) => MetricForm::Count,
                MetricAmount::Count(None) => MetricForm::CountIfKnown,
                MetricAmount::Share(_) => MetricForm::Rate,
                MetricAmount::Average(_) => MetricForm::Average,
            };
            assert_eq!(metric.form, form, "{}", metric.name);
        }
    }
}
