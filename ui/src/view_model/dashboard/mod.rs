//! The dashboard as plain data: what each card shows, in words, and which conversations a click on a number lists.
//! Nothing is counted here.

pub mod after_hours;
pub mod annotations;
pub mod change;
pub mod comparison;
pub mod control;
pub mod coverage;
pub mod days;
pub mod evidence;
pub mod figures;
pub mod funnel;
pub mod opening;
pub mod parts;
pub mod places;
pub mod times;
pub mod trend;
