//! A trend: how many conversations began when, and how many of them led to something since.

use crate::request::ListFilter;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How long a stretch is that is counted together, by the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendStep {
    /// From midnight to midnight.
    #[default]
    Day,
    /// From Monday to Sunday.
    Week,
    /// From the first to the last of a month.
    Month,
}

/// Asks for a trend; the answer is a `Vec<TrendBucket>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendRequest {
    /// Of which conversations.
    pub filter: ListFilter,
    /// By what.
    pub step: TrendStep,
    /// How many days up to today; else the days that the search asks for, or the last 30 where it asks for none.
    pub days: Option<u16>,
}

/// Conversations that began within one stretch, each by the day of its own space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendBucket {
    /// The first day of the stretch that is counted: of the first stretch it may be one within.
    pub start: NaiveDate,
    /// How many began.
    pub conversations: u64,
    /// Of these, with a confirmed outcome of any kind by now. Recent ones have had less time for it.
    pub converted: u64,
}
