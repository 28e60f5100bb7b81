//! The JSON of `GET /v1/metrics` and of the terminal, on paper: scripts read its keys. A change that is
//! meant: `INSTA_UPDATE=always cargo test -p daybook-insights --test metric_json`.

use daybook_insights::MetricsJson;
use model::Channel;
use model::metrics::{ChannelCount, Metrics, Share};

#[test]
fn the_numbers_of_a_scope() {
    let share = Share {
        conversations: 10,
        rate: Some(0.25),
        interval: Some((0.125, 0.5)),
    };
    let metrics = Metrics {
        total: 40,
        tours: share,
        any_conversion: share,
        escalated: 3,
        active: Some(1),
        average_messages: Some(6.5),
        by_channel: vec![ChannelCount {
            channel: Channel::HelpDesk,
            conversations: 40,
        }],
        ..Metrics::default()
    };
    insta::assert_json_snapshot!("MetricsJson", MetricsJson(metrics));
}

#[test]
fn the_numbers_of_nothing() {
    insta::assert_json_snapshot!("MetricsJson-of-nothing", MetricsJson(Metrics::default()));
}
