//! The sources of a home, one driver per kind of server.
//!
//! It must not know when a source is synced, or what is shown of it.

mod daybook;
pub(crate) mod driver;
pub(crate) mod new_source;
mod nexudus;
mod practice;
pub(crate) mod registry;
