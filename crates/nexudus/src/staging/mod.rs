//! What is kept of earlier reads, and the keys by which it is found.

pub(crate) mod keys;
pub(crate) mod store;
