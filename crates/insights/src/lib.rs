//! NUMBERS: metric definitions and statistics. What a number means is decided here and nowhere else.
//!
//! This crate must never know a store, a window or a clock: facts come in, numbers go out. `metric` is the
//! registry: whatever shows numbers walks it.

mod aggregate;
mod agreement;
mod allocation;
mod calendar;
mod metric;
mod metric_json;
mod rate;

pub use aggregate::{ConversationFacts, MAX_TREND_DAYS, MetricTally, StatusFact, TrendWindow};
pub use agreement::{Agreement, cohen_kappa};
pub use allocation::proportional;
pub use calendar::{SpaceCalendar, day_in_zone};
pub use metric::{METRICS, MetricForm, MetricSpec, MetricUnit};
pub use metric_json::{ALWAYS_NAMED, MetricsJson};
pub use model::metrics::FEWEST_FOR_RATE;
pub use rate::{share, wilson};
