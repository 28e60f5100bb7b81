//! The sources of a home, one module per kind of server.
//!
//! It must not know when a source is synced.

pub(crate) mod daybook;
pub(crate) mod list;
pub(crate) mod nexudus;
pub(crate) mod practice;
