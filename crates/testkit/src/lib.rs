//! Builders, temporary homes, a frozen clock, servers on loopback.

#[cfg(feature = "fixture")]
pub mod fixture;
pub mod nexudus;
pub mod secret_service;
