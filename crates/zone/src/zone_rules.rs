//! What is known of a zone. It is kept for as long as the program runs, so that a zone can be copied.

use crate::offset_step::OffsetStep;

/// A zone's name and its offsets.
pub(crate) struct ZoneRules {
    pub(crate) name: &'static str,
    /// Ascending; the first is for all time before the second. None is UTC.
    pub(crate) steps: &'static [OffsetStep],
}
