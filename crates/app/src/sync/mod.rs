//! Runs: one of them, when they begin, how they go, and what is compared after them.
//!
//! It must not know what kind of server is read.

pub(crate) mod cross_check;
pub(crate) mod deletion;
pub(crate) mod erasure_attempt;
mod long_poll;
pub(crate) mod monitor;
mod removal;
pub(crate) mod run;
pub(crate) mod schedule;
pub(crate) mod service;
mod subscription;
mod token_reach;
pub(crate) mod world;
