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
