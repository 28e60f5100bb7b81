//! NUMBERS: metric definitions and statistics. What a number means is decided here and nowhere else.
//!
//! This crate must never know a store, a window or a clock: facts come in, numbers go out.

mod aggregate;
mod calendar;
mod rate;

pub use aggregate::{ConversationFacts, MAX_TREND_DAYS, MetricTally, StatusFact, TrendWindow};
pub use calendar::{SpaceCalendar, day_in_zone};
pub use rate::{FEWEST_FOR_RATE, share, wilson};
