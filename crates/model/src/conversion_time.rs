//! How long it takes from the beginning of a conversation to its first outcome. It is computed in `insights`.

use crate::Channel;
use crate::metrics::MetricId;
use serde::{Deserialize, Serialize};

/// How long it takes to convert, by outcome and by channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversionTime {
    /// Which outcome.
    pub outcome: MetricId,
    /// On which channel; none for all of them.
    pub channel: Option<Channel>,
    /// Conversations that were watched.
    pub conversations: u64,
    /// Of these, with the outcome, as the metric counts them.
    pub converted: u64,
    /// By when the half, three quarters and nineteen twentieths of those who convert had done so.
    pub quantiles: ConversionQuantiles,
    /// The share that has converted by a time, in ascending order of times. Only of all channels together.
    pub curve: Vec<ConversionPoint>,
}

/// By when shares of those who convert had done so, in seconds from the beginning of the conversation; none of fewer
/// than 20 that converted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversionQuantiles {
    /// Half of them.
    pub median: Option<u64>,
    /// Three quarters.
    pub p75: Option<u64>,
    /// Nineteen twentieths.
    pub p95: Option<u64>,
}

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversionPoint {
    /// Seconds from the beginning.
    pub seconds: u64,
    /// The share that has converted by then, from 0 to 1.
    pub converted: f64,
}
