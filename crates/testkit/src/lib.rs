//! Builders, temporary homes, a frozen clock, servers on loopback.

pub mod nexudus;
pub mod secret_service;
