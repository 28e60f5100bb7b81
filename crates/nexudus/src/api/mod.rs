//! The one way to Nexudus: where it is, how to sign in, how fast it may be asked, and a client that reads.

pub(crate) mod address;
pub(crate) mod auth;
pub(crate) mod client;
pub(crate) mod rate_limit;
pub(crate) mod session;
