//! The numbers that a running server keeps of itself, in Prometheus' text format. Labels are routes
//! as they stand in the code, methods and statuses: never a value out of a request.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Upper ends of the buckets of durations, in seconds.
const BUCKETS: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
}

/// What the store says of itself when it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreGauges {
    /// Conversations that are kept.
    pub conversations: u64,
    /// Messages that are kept.
    pub messages: u64,
    /// Outcomes that wait for an operator.
    pub dead_letters: u64,
    /// Those that were dropped because of their age since the store was opened.
    pub dead_letters_expired: u64,
    /// Transcripts that wait to be sent.
    pub transcripts_waiting: u64,
    /// The newest event of the change feed.
    pub feed_position: u64,
    /// Readers of the feed that wait for news.
    pub feed_waiting: u64,
    /// Damaged rows that readers of the feed were not told, met since the store was opened.
    pub feed_unreadable: u64,
}

/// Counters of requests and gauges of the store.
pub(crate) struct HttpMetrics {
    registry: Registry,
    requests: Family<AnswerLabels, Counter>,
    durations: Family<RequestLabels, Histogram>,
    conversations: Gauge,
    messages: Gauge,
    dead_letters: Gauge,
    dead_letters_expired: Counter,
    transcripts_waiting: Gauge,
    feed_position: Gauge,
    feed_waiting: Gauge,
    feed_unreadable: Gauge,
}

impl std::fmt::Debug for HttpMetrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("HttpMetrics")
            .finish_non_exhaustive()
    }
}

impl HttpMetrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("daybook");
        let requests = Family::<AnswerLabels, Counter>::default();
        registry.register(
            "http_requests",
            "Requests answered, by method, route and status",
            requests.clone(),
        );
        let make = || Histogram::new(BUCKETS);
        let durations = Family::<RequestLabels, Histogram>::new_with_constructor(make);
        registry.register_with_unit(
            "http_request_duration",
            "Time until an answer began, by method and route",
            Unit::Seconds,
            durations.clone(),
        );
        let dead_letters_expired = Counter::default();
        registry.register(
            "dead_letters_expired",
            "Outcomes that nobody placed in time and that were dropped",
            dead_letters_expired.clone(),
        );
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        Self {
            requests,
            durations,
            dead_letters_expired,
            conversations: gauge("conversations", "Conversations that are kept"),
            messages: gauge("messages", "Messages that are kept"),
            dead_letters: gauge("dead_letters", "Outcomes that wait for an operator"),
            transcripts_waiting: gauge("transcripts_waiting", "Transcripts that wait to be sent"),
            feed_position: gauge("feed_position", "The newest event of the change feed"),
            feed_waiting: gauge("feed_waiting", "Readers of the feed that wait for news"),
            feed_unreadable: gauge(
                "feed_unreadable",
                "Damaged rows that the feed went on without",
            ),
            registry,
        }
    }

    /// Counts one request that was answered.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let route = route.to_owned();
        let asked = RequestLabels {
            method,
            route: route.clone(),
        };
        self.durations
            .get_or_create(&asked)
            .observe(took.as_secs_f64());
        let answered = AnswerLabels {
            method,
            route,
            status,
        };
        self.requests.get_or_create(&answered).inc();
    }

    /// Everything as text, with the store's levels as they are now.
    pub(crate) fn expose(&self, levels: StoreGauges) -> Result<String, std::fmt::Error> {
        let set = |gauge: &Gauge, level: u64| gauge.set(i64::try_from(level).unwrap_or(i64::MAX));
        set(&self.conversations, levels.conversations);
        set(&self.messages, levels.messages);
        set(&self.dead_letters, levels.dead_letters);
        let expired = self.dead_letters_expired.inner();
        expired.store(levels.dead_letters_expired, Ordering::Relaxed);
        set(&self.transcripts_waiting, levels.transcripts_waiting);
        set(&self.feed_position, levels.feed_position);
        set(&self.feed_waiting, levels.feed_waiting);
        set(&self.feed_unreadable, levels.feed_unreadable);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
