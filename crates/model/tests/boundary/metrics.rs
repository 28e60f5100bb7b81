//! The numbers, as the strip has them. What a server says at `GET /v1/metrics` is only read here.

use crate::stands;
use daybook_model::metrics::{ChannelCount, MetricComparison, MetricId, Metrics, Share, TrendDay};
use daybook_model::{Channel, ConversionKind};

fn share(conversations: u64) -> Share {
    Share {
        conversations,
        rate: Some(0.25),
        interval: Some((0.125, 0.5)),
    }
}

fn trend_day() -> TrendDay {
    TrendDay {
        day: 20_455,
        total: 4,
        by_kind: [1, 0, 2, 0, 3],
    }
}

pub(crate) fn channel_count() -> ChannelCount {
    ChannelCount {
        channel: Channel::WhatsApp,
        conversations: 12,
    }
}

pub(crate) fn metrics() -> Metrics {
    Metrics {
        total: 40,
        bookings: share(10),
        customers: share(9),
        tours: share(8),
        contracts: share(7),
        day_passes: share(6),
        any_conversion: share(20),
        leads: share(5),
        escalated: 3,
        active: Some(1),
        ended: Some(39),
        average_messages: Some(6.5),
        by_channel: vec![channel_count()],
        trend: vec![trend_day()],
    }
}

pub(crate) fn comparison() -> MetricComparison {
    MetricComparison {
        what: MetricId::MessagesEach,
        here: Some(6.5),
        there: None,
    }
}

#[test]
fn numbers() {
    stands! {
        "Share": vec![share(10), Share::default()],
        "TrendDay": trend_day(),
        "ChannelCount": channel_count(),
        "Metrics": metrics(),
        "Metrics-of-nothing": Metrics::default(),
        "MetricId": MetricId::ALL.to_vec(),
        "MetricComparison": comparison(),
        "ConversionKind": ConversionKind::KNOWN.to_vec(),
    }
}
