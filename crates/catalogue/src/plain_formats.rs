//! Formats without a locale: for a terminal, whose output scripts read, and for tests.

use super::{LocaleFormats, PluralCategory, TimeStyle};
use chrono::{DateTime, Utc};

/// Numbers without groups, English plurals, instants as ISO 8601.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainFormats;

impl LocaleFormats for PlainFormats {
    fn number(&self, value: i64) -> String {
        value.to_string()
    }

    fn decimal(&self, value: f64) -> String {
        format!("{value:.1}")
    }

    fn percent(&self, share: f64) -> String {
        format!("{:.1}%", share * 100.0)
    }

    fn category(&self, value: i64) -> PluralCategory {
        if value == 1 {
            PluralCategory::One
        } else {
            PluralCategory::Other
        }
    }

    fn moment(&self, at: DateTime<Utc>, zone: Option<&str>, style: TimeStyle) -> String {
        format!("{} {} {style:?}", at.to_rfc3339(), zone.unwrap_or("here"))
    }
}
