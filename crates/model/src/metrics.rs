//! The metric strip's numbers, as they cross to a window or a terminal. What each counts and how it is
//! worded is decided in `insights::metric`; here is only what carries them.

use crate::request::InferredOutcomes;
use crate::search::FieldTest;
use crate::{Channel, ConversionKind, Status};
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// In a scope of fewer conversations than this, a rate is shown as a count and not as a percentage: it
/// would say more than is known.
pub const FEWEST_FOR_RATE: u64 = 20;

/// How many conversations in scope have at least one outcome of a kind, and which share that is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Conversations with at least one.
    pub conversations: u64,
    /// Share of the scope, 0 to 1; `None` in an empty scope.
    pub rate: Option<f64>,
    /// 95 % Wilson interval of the rate, 0 to 1; `None` in an empty scope.
    pub interval: Option<(f64, f64)>,
}

/// Every number of the strip, for one scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Conversations in scope.
    pub total: u64,
    /// With a booking.
    pub bookings: Share,
    /// With a new customer.
    pub customers: Share,
    /// With a tour.
    pub tours: Share,
    /// With a contract.
    pub contracts: Share,
    /// With a day pass.
    pub day_passes: Share,
    /// With at least one outcome of any kind; not the sum of the kinds.
    pub any_conversion: Share,
    /// With a lead.
    pub leads: Share,
    /// Escalated (pending, active or resolved).
    pub escalated: u64,
    /// Active; `None` when no conversation in scope has a status.
    pub active: Option<u64>,
    /// Ended; `None` when no conversation in scope has a status.
    pub ended: Option<u64>,
    /// Messages that a reader sees, per conversation; `None` in an empty scope.
    pub average_messages: Option<f64>,
    /// Conversations in scope by channel, known channels first, then by name.
    pub by_channel: Vec<ChannelCount>,
    /// Conversations per day of the last days of the scope, oldest first: the strip's sparklines.
    pub trend: Vec<TrendDay>,
}

impl Metrics {
    /// The share of a kind; `None` for a kind that this version does not know.
    #[must_use]
    pub fn share(&self, kind: &ConversionKind) -> Option<Share> {
        let mut ids = MetricId::ALL.iter();
        match self.amount(*ids.find(|id| id.kind().as_ref() == Some(kind))?) {
            MetricAmount::Share(share) => Some(share),
            MetricAmount::Count(_) | MetricAmount::Average(_) => None,
        }
    }

    /// The rate of a share, where the scope is large enough for it to say something.
    #[must_use]
    pub fn telling_rate(&self, share: Share) -> Option<f64> {
        share.rate.filter(|_| self.total >= FEWEST_FOR_RATE)
    }

    /// The interval of a share, where the scope is large enough for it to say something.
    #[must_use]
    pub fn telling_interval(&self, share: Share) -> Option<(f64, f64)> {
        share.interval.filter(|_| self.total >= FEWEST_FOR_RATE)
    }
}

/// The numbers of a scope by two roads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricsRecount {
    /// As they are shown. The trend is left out.
    pub shown: Metrics,
    /// As the rows say.
    pub recounted: Metrics,
    /// Whether somebody changed the rows meanwhile: then a difference says nothing.
    pub is_disturbed: bool,
}

/// A channel and its conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelCount {
    /// The channel.
    pub channel: Channel,
    /// Conversations.
    pub conversations: u64,
}

/// One day of the trend, by the space's own calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendDay {
    /// The day, as days since 1970-01-01.
    pub day: i32,
    /// Conversations that started on it.
    pub total: u32,
    /// Of these, with an outcome of each known kind, in the order of `ConversionKind::KNOWN`.
    pub by_kind: [u32; 5],
}

/// The numbers, one a line: id, name in JSON, and where [`Metrics`] keeps it. The order is that of
/// every table of them.
macro_rules! metric_ids {
    ($($(#[$doc:meta])* $id:ident = $key:literal, |$metrics:ident| $amount:expr;)*) => {
        /// Which number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum MetricId {
            $($(#[$doc])* $id,)*
        }

        impl MetricId {
            /// Every number, in the order of display.
            pub const ALL: &'static [Self] = &[$(Self::$id,)*];

            /// Its name in the JSON of `GET /v1/metrics` and of the terminal.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$id => $key,)*
                }
            }
        }

        impl Metrics {
            /// One of the numbers.
            #[must_use]
            pub fn amount(&self, id: MetricId) -> MetricAmount {
                match id {
                    $(MetricId::$id => {
                        let $metrics = self;
                        $amount
                    })*
                }
            }
        }
    };
}

metric_ids! {
    /// Conversations.
    Conversations = "total", |it| MetricAmount::Count(Some(it.total));
    /// With a booking.
    Bookings = "bookings", |it| MetricAmount::Share(it.bookings);
    /// With a new customer.
    Customers = "customers", |it| MetricAmount::Share(it.customers);
    /// With a tour.
    Tours = "tours", |it| MetricAmount::Share(it.tours);
    /// With a contract.
    Contracts = "contracts", |it| MetricAmount::Share(it.contracts);
    /// With a day pass.
    DayPasses = "day_passes", |it| MetricAmount::Share(it.day_passes);
    /// With at least one outcome of any kind.
    AnyOutcome = "any_conversion", |it| MetricAmount::Share(it.any_conversion);
    /// With a lead.
    Leads = "leads", |it| MetricAmount::Share(it.leads);
    /// Escalated: pending, active or resolved.
    Escalated = "escalated", |it| MetricAmount::Count(Some(it.escalated));
    /// Active.
    Active = "active", |it| MetricAmount::Count(it.active);
    /// Ended.
    Ended = "ended", |it| MetricAmount::Count(it.ended);
    /// Messages that a reader sees, per conversation.
    MessagesEach = "average_messages", |it| MetricAmount::Average(it.average_messages);
}

impl MetricId {
    /// The kind of outcome that it counts, where it counts one kind.
    #[must_use]
    pub const fn kind(self) -> Option<ConversionKind> {
        match self {
            Self::Bookings => Some(ConversionKind::Booking),
            Self::Customers => Some(ConversionKind::Customer),
            Self::Tours => Some(ConversionKind::Tour),
            Self::Contracts => Some(ConversionKind::Contract),
            Self::DayPasses => Some(ConversionKind::DayPass),
            _ => None,
        }
    }
}

impl MetricId {
    /// What the conversations have in common that it counts, as inferred outcomes are counted: a search for it
    /// lists them. None where it counts something else than conversations, or all of them.
    #[must_use]
    pub fn counted(self, inferred: InferredOutcomes) -> Option<FieldTest> {
        match self {
            Self::AnyOutcome => Some(inferred.asked(None)),
            Self::Leads => Some(FieldTest::HasLead),
            Self::Escalated => Some(FieldTest::Escalated),
            Self::Active => Some(FieldTest::Status(Status::Active)),
            Self::Ended => Some(FieldTest::Status(Status::Ended)),
            other => other.kind().map(|kind| inferred.asked(Some(kind))),
        }
    }
}

/// One number of a scope, in the form in which it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MetricAmount {
    /// Conversations; `None` where the scope does not say.
    Count(Option<u64>),
    /// Conversations, and their share of the scope.
    Share(Share),
    /// A mean; `None` in an empty scope.
    Average(Option<f64>),
}

impl MetricAmount {
    /// The bare number, for comparing it.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "counts stay far below 2^53, up to which a fraction holds them exactly"
    )]
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Count(count) => count.map(|count| count as f64),
            Self::Share(share) => Some(share.conversations as f64),
            Self::Average(mean) => mean,
        }
    }
}

/// The dashboard's numbers as a daybook-server says them at `GET /v1/metrics`: for comparing what this
/// laptop counts with what the server counts. A number that the server does not know is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServerMetrics(BTreeMap<MetricId, f64>);

/// A number here beside the same number there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricComparison {
    /// What is counted.
    pub what: MetricId,
    /// On this laptop; `None` where it says nothing.
    pub here: Option<f64>,
    /// At the server; `None` where it says nothing.
    pub there: Option<f64>,
}

impl MetricComparison {
    /// Whether both say the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        match (self.here, self.there) {
            (Some(here), Some(there)) => (here - there).abs() < 1e-9,
            (here, there) => here.is_none() && there.is_none(),
        }
    }
}

impl ServerMetrics {
    /// Every number of this laptop beside the server's, in the order of display.
    #[must_use]
    pub fn compare(&self, there: &Self) -> Vec<MetricComparison> {
        let number = |side: &Self, id| side.0.get(&id).copied();
        let pair = |&what| MetricComparison {
            what,
            here: number(self, what),
            there: number(there, what),
        };
        MetricId::ALL.iter().map(pair).collect()
    }
}

impl From<&Metrics> for ServerMetrics {
    fn from(metrics: &Metrics) -> Self {
        let number = |&id| Some((id, metrics.amount(id).number()?));
        Self(MetricId::ALL.iter().filter_map(number).collect())
    }
}

impl<'de> Deserialize<'de> for ServerMetrics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ServerMetricsVisitor)
    }
}

/// Reads the numbers that have an id, and steps over what else the server says.
struct ServerMetricsVisitor;

/// A number on the wire: bare, or with its rate, which is not compared.
#[derive(Deserialize)]
#[serde(untagged)]
enum WireAmount {
    Number(f64),
    Share { conversations: f64 },
}

impl<'de> Visitor<'de> for ServerMetricsVisitor {
    type Value = ServerMetrics;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the numbers of a dashboard")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ServerMetrics, A::Error> {
        let mut numbers = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            match MetricId::ALL.iter().find(|id| id.key() == key) {
                Some(id) => match map.next_value::<Option<WireAmount>>()? {
                    Some(
                        WireAmount::Number(number)
                        | WireAmount::Share {
                            conversations: number,
                        },
                    ) => {
                        numbers.insert(*id, number);
                    }
                    None => {}
                },
                None => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        // An older server may not know a number, but one that cannot count its conversations is none.
        if numbers.contains_key(&MetricId::Conversations) {
            Ok(ServerMetrics(numbers))
        } else {
            Err(A::Error::missing_field(MetricId::Conversations.key()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_knows_less_is_read_and_says_nothing_there() {
        let json = r#"{"total": 3, "tours": {"conversations": 2, "rate": 0.5}, "active": null,
            "average_messages": 1.5, "by_channel": {"chat": 3}}"#;
        let there: ServerMetrics = serde_json::from_str(json).expect("it reads");
        let here = ServerMetrics::from(&Metrics {
            total: 3,
            tours: Share {
                conversations: 2,
                ..Share::default()
            },
            average_messages: Some(1.5),
            ..Metrics::default()
        });
        let compared = here.compare(&there);
        let of = |id| {
            compared
                .iter()
                .find(|it| it.what == id)
                .expect("all are there")
        };
        assert_eq!(compared.len(), MetricId::ALL.len());
        assert!(of(MetricId::Tours).agrees() && of(MetricId::Active).agrees());
        assert_eq!(of(MetricId::Leads).there, None);
    }

    #[test]
    fn an_answer_without_a_total_is_another_servers() {
        assert!(serde_json::from_str::<ServerMetrics>(r#"{"tours": 3}"#).is_err());
    }
}
