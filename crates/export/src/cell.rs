//! One value of a row, before any format has seen it. It must not know how a format writes it.

use chrono::{DateTime, FixedOffset, Utc};

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Nothing is known.
    Empty,
    /// Text.
    Text(String),
    /// A count.
    Count(u64),
    /// Yes or no.
    Flag(bool),
    /// An instant.
    Instant(DateTime<Utc>),
    /// The same by the clocks of its space.
    Local(DateTime<FixedOffset>),
}

impl Cell {
    /// Text, or nothing where there is none.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// Text that may be missing.
    pub(crate) fn optional(text: Option<&str>) -> Self {
        Self::text(text.unwrap_or_default())
    }
}
