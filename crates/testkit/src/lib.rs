//! Builders, temporary homes, a frozen clock, servers on loopback.

pub mod secret_service;
