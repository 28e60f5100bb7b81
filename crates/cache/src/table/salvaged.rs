//! A table of work.db of which everything is copied that can still be read, when its file is damaged.

/// How it is read, a row as a JSON array, and how such a row is put.
pub(crate) struct SalvagedTable {
    /// What is left of a table when some of its pages are gone, from either end.
    pub(crate) from_either_end: [&'static str; 2],
    /// Puts one row, over one of the same key.
    pub(crate) put: &'static str,
}
