//! The words for calls to action.

use crate::english::TextKey;
use model::OfferKind;

/// What a call to action asks for, as it is called.
#[must_use]
pub const fn offer_name(kind: OfferKind) -> TextKey {
    match kind {
        OfferKind::Tour => TextKey::OfferTour,
        OfferKind::Plan => TextKey::OfferPlan,
        OfferKind::Booking => TextKey::OfferBooking,
        OfferKind::DayPass => TextKey::OfferDayPass,
        OfferKind::Other => TextKey::OfferOther,
    }
}
