//! What every reading begins with and ends in: the first rows of a list, and the figures of its times.

use crate::figures::quantile;
use model::request::{ListFilter, ListSort, OpenList};
use serde_json::{Map, Value, json};

/// What a worker prints.
pub(crate) type Lines = Map<String, Value>;

/// Asks for the first rows.
pub(crate) fn first(filter: ListFilter) -> OpenList {
    OpenList {
        filter,
        first_rows: 50,
        locate: None,
        sort: ListSort::default(),
    }
}

/// Writes down what questions of one kind took.
pub(crate) fn note(lines: &mut Lines, name: &str, times: &[f64]) {
    for (end, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)] {
        lines.insert(format!("{name}_{end}_ms"), json!(quantile(times, share)));
    }
}
