//! NUMBERS: metric definitions and statistics. What a number means is decided here and nowhere else.
//!
//! This crate must never know a store, a window or a clock: facts come in, numbers go out.

mod calendar;
mod rate;
mod tally;

pub use calendar::{Calendar, day_in_zone};
pub use rate::{FEWEST_FOR_RATE, share, wilson};
pub use tally::{Facts, MAX_TREND_DAYS, StatusFact, Tally, TrendWindow};
