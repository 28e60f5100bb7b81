//! Trends.

use crate::stands;
use chrono::NaiveDate;
use daybook_model::request::ListFilter;
use daybook_model::trend::{TrendBucket, TrendRequest, TrendStep};

#[test]
fn trends() {
    stands! {
        "TrendStep": vec![TrendStep::Day, TrendStep::Week, TrendStep::Month],
        "TrendRequest": TrendRequest {
            filter: ListFilter::default(),
            step: TrendStep::Week,
            days: Some(90),
        },
        "TrendBucket": TrendBucket {
            start: NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day"),
            conversations: 40,
            converted: 12,
        },
    }
}
