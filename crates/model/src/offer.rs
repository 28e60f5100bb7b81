//! Calls to action: what a link that was offered asks for.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a call to action asks for. The set is ours, and closed: a link whose address does not say it is [`Other`].
///
/// [`Other`]: OfferKind::Other
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferKind {
    /// To come and see the space.
    Tour,
    /// To sign up for a plan.
    Plan,
    /// To book something.
    Booking,
    /// To buy a day pass.
    DayPass,
    /// It is not known what.
    Other,
}

impl OfferKind {
    /// Every kind, in the order of display.
    pub const ALL: [Self; 5] = [
        Self::Tour,
        Self::Plan,
        Self::Booking,
        Self::DayPass,
        Self::Other,
    ];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tour => "tour",
            Self::Plan => "plan",
            Self::Booking => "booking",
            Self::DayPass => "day_pass",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for OfferKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A link of a message that is a call to action of its conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// Where it leads: a place in the links of the message's body.
    pub target: u32,
    /// What it asks for.
    pub kind: OfferKind,
    /// When what it asks for followed; none where it did not, or where it is not known what it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<DateTime<Utc>>,
}
