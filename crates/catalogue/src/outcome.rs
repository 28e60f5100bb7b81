//! An outcome in a word, with the sign that stands for it where there are no icons: in files, on paper, copied.

use crate::{TextKey, text};
use model::ConversionKind;

/// A kind of outcome in a word. One that this version does not know is told as it came.
#[must_use]
pub fn outcome_badge(kind: &ConversionKind) -> String {
    let key = match kind {
        ConversionKind::Tour => TextKey::OutcomeTour,
        ConversionKind::Customer => TextKey::OutcomeCustomer,
        ConversionKind::Contract => TextKey::OutcomeContract,
        ConversionKind::Booking => TextKey::OutcomeBooking,
        ConversionKind::DayPass => TextKey::OutcomeDayPass,
        ConversionKind::Other(other) => return other.clone(),
    };
    text(key).to_owned()
}
