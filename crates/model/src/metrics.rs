//! The metric strip's numbers, as they cross to a window or a terminal. The definitions live in the
//! `insights` crate.

use crate::{Channel, ConversionKind};
use serde::{Deserialize, Serialize};

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
        match kind {
            ConversionKind::Tour => Some(self.tours),
            ConversionKind::Customer => Some(self.customers),
            ConversionKind::Contract => Some(self.contracts),
            ConversionKind::Booking => Some(self.bookings),
            ConversionKind::DayPass => Some(self.day_passes),
            ConversionKind::Other(_) => None,
        }
    }
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

/// The dashboard's numbers as a daybook-server says them at `GET /v1/metrics`: for comparing what this
/// laptop counts with what the server counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServerMetrics {
    /// Conversations.
    pub total: u64,
    /// With a booking.
    pub bookings: ConversionCount,
    /// With a new customer.
    pub customers: ConversionCount,
    /// With a tour.
    pub tours: ConversionCount,
    /// With a contract.
    pub contracts: ConversionCount,
    /// With a day pass.
    pub day_passes: ConversionCount,
    /// With at least one outcome of any kind.
    pub any_conversion: ConversionCount,
    /// With a lead.
    pub leads: ConversionCount,
    /// Escalated: pending, active or resolved.
    pub escalated: u64,
    /// Active; `None` where no conversation has a status.
    pub active: Option<u64>,
    /// Ended; `None` where no conversation has a status.
    pub ended: Option<u64>,
    /// Messages that a reader sees, per conversation; `None` where there is none.
    pub average_messages: Option<f64>,
}

/// Conversations with at least one of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversionCount {
    /// How many.
    pub conversations: u64,
}

/// What the dashboard counts, in the order of the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricId {
    /// Conversations.
    Conversations,
    /// Those with a booking.
    Bookings,
    /// Those with a new customer.
    Customers,
    /// Those with a tour.
    Tours,
    /// Those with a contract.
    Contracts,
    /// Those with a day pass.
    DayPasses,
    /// Those with at least one outcome of any kind.
    AnyOutcome,
    /// Those with a lead.
    Leads,
    /// Those that were escalated.
    Escalated,
    /// Those that are active.
    Active,
    /// Those that have ended.
    Ended,
    /// Messages that a reader sees, per conversation: the one number that is a mean.
    MessagesEach,
}

impl MetricId {
    /// Its name, for a terminal.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conversations => "conversations",
            Self::Bookings => "with a booking",
            Self::Customers => "with a new customer",
            Self::Tours => "with a tour",
            Self::Contracts => "with a contract",
            Self::DayPasses => "with a day pass",
            Self::AnyOutcome => "with any outcome",
            Self::Leads => "with a lead",
            Self::Escalated => "escalated",
            Self::Active => "active",
            Self::Ended => "ended",
            Self::MessagesEach => "messages each",
        }
    }
}

/// One number, counted on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricComparison {
    /// What is counted.
    pub what: MetricId,
    /// What this laptop says; `None` where there is nothing to say.
    pub here: Option<f64>,
    /// What the server says.
    pub there: Option<f64>,
}

impl MetricComparison {
    /// Whether both say the same. A mean may differ in its last digits, which are those of the way it
    /// was written down.
    #[must_use]
    pub fn agrees(&self) -> bool {
        match (self.here, self.there) {
            (Some(here), Some(there)) => (here - there).abs() < 1e-9,
            (here, there) => here.is_none() && there.is_none(),
        }
    }
}

impl ServerMetrics {
    /// Every number beside the server's.
    #[must_use]
    pub fn compare(&self, there: &Self) -> Vec<MetricComparison> {
        let pairs = self.numbers().into_iter().zip(there.numbers());
        let pair = |((what, here), (_, there))| MetricComparison { what, here, there };
        pairs.map(pair).collect()
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "counts stay far below 2^53, up to which a fraction holds them exactly"
    )]
    fn numbers(&self) -> [(MetricId, Option<f64>); 12] {
        let count = |number: u64| Some(number as f64);
        let part = |part: ConversionCount| count(part.conversations);
        [
            (MetricId::Conversations, count(self.total)),
            (MetricId::Bookings, part(self.bookings)),
            (MetricId::Customers, part(self.customers)),
            (MetricId::Tours, part(self.tours)),
            (MetricId::Contracts, part(self.contracts)),
            (MetricId::DayPasses, part(self.day_passes)),
            (MetricId::AnyOutcome, part(self.any_conversion)),
            (MetricId::Leads, part(self.leads)),
            (MetricId::Escalated, count(self.escalated)),
            (MetricId::Active, self.active.and_then(count)),
            (MetricId::Ended, self.ended.and_then(count)),
            (MetricId::MessagesEach, self.average_messages),
        ]
    }
}

impl From<&Metrics> for ServerMetrics {
    fn from(metrics: &Metrics) -> Self {
        let part = |share: Share| ConversionCount {
            conversations: share.conversations,
        };
        Self {
            total: metrics.total,
            bookings: part(metrics.bookings),
            customers: part(metrics.customers),
            tours: part(metrics.tours),
            contracts: part(metrics.contracts),
            day_passes: part(metrics.day_passes),
            any_conversion: part(metrics.any_conversion),
            leads: part(metrics.leads),
            escalated: metrics.escalated,
            active: metrics.active,
            ended: metrics.ended,
            average_messages: metrics.average_messages,
        }
    }
}
