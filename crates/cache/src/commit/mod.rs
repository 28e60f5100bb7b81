//! One page of changes, written: `prepared` (hashes and words, without a connection) -> `relocate` -> `validate` ->
//! `references` -> `retract` -> `rows` (with `outcome_history`) -> `purge` -> `document`; `apply` leads through them, and
//! `report` is what they hand on. Nothing here begins or ends a transaction.

pub(crate) mod apply;
pub(crate) mod document;
pub(crate) mod outcome_history;
pub(crate) mod prepared;
pub(crate) mod purge;
pub(crate) mod references;
pub(crate) mod relocate;
pub(crate) mod report;
pub(crate) mod retract;
pub(crate) mod rows;
pub(crate) mod summary;
pub(crate) mod validate;
