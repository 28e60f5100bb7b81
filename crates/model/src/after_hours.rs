//! After hours: the numbers of conversations that began while their space was closed, beside those of the rest. What is
//! open when stands in [`crate::opening_hours`]; counting is the cache's.

use crate::comparison::RateBesideRest;
use crate::metrics::{FEWEST_FOR_RATE, MetricId, Metrics, Share};
use crate::request::ListFilter;
use serde::{Deserialize, Serialize};

/// Asks for the numbers inside and outside of opening hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterHoursRequest {
    /// Of which conversations.
    pub filter: ListFilter,
}

/// The conversations of a scope by how their start stands to the opening hours of their space. The three parts make up
/// all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AfterHoursView {
    /// The state of the data that was counted.
    pub generation: u64,
    /// All of them.
    pub total: u64,
    /// Begun while their space was open. The trend is left out, as of all of these.
    pub inside: Metrics,
    /// Begun while it was closed.
    pub outside: Metrics,
    /// Of spaces of which nobody said when they are open.
    pub unknown: Metrics,
    /// Of those of which it is known, the share outside: of all conversations first, then of those with each outcome.
    pub shares: Vec<OutsideShare>,
    /// Each rate outside beside that inside.
    pub beside_inside: Vec<RateBesideRest>,
    /// Outside, where no operator wrote.
    pub ai_alone: Metrics,
    /// Outside, where one did.
    pub with_operator: Metrics,
    /// Each rate outside of the AI alone beside that of those with an operator.
    pub alone_beside_operator: Vec<RateBesideRest>,
    /// The spaces of the scope of which nobody said when they are open, by name.
    pub spaces_unknown: Vec<String>,
}

/// The share of what a number counts that began outside of opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutsideShare {
    /// Of which number.
    pub what: MetricId,
    /// How many of what it counts began inside or outside.
    pub known: u64,
    /// Those outside, and which share of the known they are.
    pub outside: Share,
}

impl OutsideShare {
    /// The share; none below 20 of which it is known.
    #[must_use]
    pub fn telling_rate(&self) -> Option<f64> {
        self.outside.rate.filter(|_| self.known >= FEWEST_FOR_RATE)
    }

    /// Its interval; none where there is no share to tell.
    #[must_use]
    pub fn telling_interval(&self) -> Option<(f64, f64)> {
        let interval = self.outside.interval;
        interval.filter(|_| self.known >= FEWEST_FOR_RATE)
    }
}
