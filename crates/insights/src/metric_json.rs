//! The metrics as JSON, one shape for `GET /v1/metrics` and for the terminal. The keys are a promise to
//! scripts: they come from the registry and never change.

use crate::metric::METRICS;
use model::Channel;
use model::metrics::{MetricAmount, Metrics, Share};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Channels that every answer names, so that a reader finds a 0 and not a hole.
pub const ALWAYS_NAMED: [Channel; 4] = [
    Channel::Chat,
    Channel::Email,
    Channel::WhatsApp,
    Channel::Voice,
];

/// The numbers of a scope, to be written as an object: one key a metric, and `by_channel`.
#[derive(Clone, Debug)]
pub struct MetricsJson(pub Metrics);

impl Serialize for MetricsJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(METRICS.len() + 1))?;
        for metric in &METRICS {
            let key = metric.id.key();
            match self.0.amount(metric.id) {
                MetricAmount::Count(count) => map.serialize_entry(key, &count)?,
                MetricAmount::Share(share) => {
                    map.serialize_entry(key, &MetricShareJson::from(share))?
                }
                MetricAmount::Average(mean) => map.serialize_entry(key, &mean)?,
            }
        }
        map.serialize_entry("by_channel", &self.by_channel())?;
        map.end()
    }
}

impl MetricsJson {
    fn by_channel(&self) -> BTreeMap<&str, u64> {
        let always = ALWAYS_NAMED.iter().map(|channel| (channel.as_str(), 0));
        let counted = self.0.by_channel.iter();
        always
            .chain(counted.map(|it| (it.channel.as_str(), it.conversations)))
            .collect()
    }
}

/// Conversations with at least one, and their share of the scope: null in an empty scope. The interval
/// is not said.
#[derive(Serialize)]
struct MetricShareJson {
    conversations: u64,
    rate: Option<f64>,
}

impl From<Share> for MetricShareJson {
    fn from(share: Share) -> Self {
        Self {
            conversations: share.conversations,
            rate: share.rate,
        }
    }
}
