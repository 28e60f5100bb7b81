//! What an answer says to a sender whose time could not be: which field was kept otherwise than it was
//! sent, and the likely cause, so that the sender can be mended and deliver it again.

use chrono::{DateTime, SecondsFormat, Utc};
use model::plausible_time::{ImplausibleCause, KeptTime};
use serde::Serialize;

/// A field that was kept otherwise than it was sent, or means less than it says.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AdjustedField {
    /// The field.
    field: &'static str,
    /// What was sent.
    sent: DateTime<Utc>,
    /// What is kept.
    kept: DateTime<Utc>,
    /// zero_time, milliseconds_for_seconds, seconds_for_milliseconds, too_early, too_late, or
    /// before_conversation.
    cause: &'static str,
    /// The same in words.
    message: String,
}

impl AdjustedField {
    /// A time that cannot be.
    pub(crate) fn of(field: &'static str, time: KeptTime, now: DateTime<Utc>) -> Option<Self> {
        let sent = time.said?;
        let cause = ImplausibleCause::of(sent, now);
        let why = cause.map_or_else(String::new, |it| format!(": {it}"));
        let message = format!(
            "{field} cannot be {}{why}. It is kept as it arrived, at {}, and marked; send it again with the \
             right time to correct it",
            exact(sent),
            exact(time.at),
        );
        Some(Self {
            field,
            sent,
            kept: time.at,
            cause: cause.map_or("implausible", word),
            message,
        })
    }

    /// An outcome from before its conversation began.
    pub(crate) fn before(time: KeptTime, began: DateTime<Utc>) -> Option<Self> {
        let message = format!(
            "occurred_at is before the conversation began, at {}. It is kept and marked, and says nothing of \
             how long it took",
            exact(began)
        );
        (time.at < began).then_some(Self {
            field: "occurred_at",
            sent: time.at,
            kept: time.at,
            cause: "before_conversation",
            message,
        })
    }
}

fn word(cause: ImplausibleCause) -> &'static str {
    match cause {
        ImplausibleCause::ZeroTime => "zero_time",
        ImplausibleCause::MillisecondsForSeconds => "milliseconds_for_seconds",
        ImplausibleCause::SecondsForMilliseconds => "seconds_for_milliseconds",
        ImplausibleCause::TooEarly => "too_early",
        ImplausibleCause::TooLate => "too_late",
    }
}

fn exact(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
