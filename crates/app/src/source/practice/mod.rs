//! The practice space as a source: its embedded server, and the source while it is still being made.

pub(crate) mod driver;
mod growing_source;
