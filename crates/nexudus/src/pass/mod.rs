//! When: the steps of a pass over everything, what each of them applies, and where the reading stands.

pub(crate) mod again;
pub(crate) mod apply;
pub(crate) mod checkpoint;
pub(crate) mod mend;
pub(crate) mod reconcile;
pub(crate) mod steps;
