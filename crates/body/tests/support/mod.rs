//! What the tests and the measurement of hostile bodies share.

pub(crate) mod generator;
pub(crate) mod limits;
