//! What the browser lends us: its elements and its clock. No state of ours lives here.

pub(crate) mod dom;
pub(crate) mod file;

use chrono::{DateTime, Utc};

/// The clock of this laptop.
pub(crate) fn clock() -> DateTime<Utc> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit for 290 million years"
    )]
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}
