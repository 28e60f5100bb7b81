//! Shared pieces of the journeys: what a file of real dialogues must become, computed here from the
//! file alone, and the hand that moves a real window. Nothing in this crate's library may call the
//! code that it is there to check.

pub mod driver;
pub mod sgd;
