//! ZONES: one time-zone database for every room, the system's where that is newer and else the bundled one,
//! so that a conversation is never shown on one day and counted on another.
//!
//! This crate must never know a space, a store or a clock: a name goes in, offsets from UTC come out.

mod database;
mod offset_step;
mod time_zone;
mod zone_rules;

pub use database::database_version;
pub use offset_step::{OffsetStep, ZoneAbbreviation};
pub use time_zone::{UnknownZone, Zone, ZoneOffset};
