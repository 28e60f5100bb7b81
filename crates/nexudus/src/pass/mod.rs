//! When: the steps of a pass over everything, what each of them stages, and where the reading stands.

pub(crate) mod apply;
pub(crate) mod checkpoint;
pub(crate) mod linked_records;
pub(crate) mod reconcile;
pub(crate) mod rederive;
pub(crate) mod restage;
pub(crate) mod runner;
pub(crate) mod steps;
pub(crate) mod touch;
