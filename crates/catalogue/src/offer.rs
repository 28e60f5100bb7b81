//! The words for calls to action.

use crate::english::TextKey;
use crate::{Phrase, PhraseArg};
use model::{OfferKind, OfferView};

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

/// What a link of the session offers, and whether that was taken.
#[must_use]
pub fn offer_standing(offer: &OfferView) -> Phrase {
    let link = match offer.kind {
        OfferKind::Tour => TextKey::OfferedTour,
        OfferKind::Plan => TextKey::OfferedPlan,
        OfferKind::Booking => TextKey::OfferedBooking,
        OfferKind::DayPass => TextKey::OfferedDayPass,
        OfferKind::Other => TextKey::OfferedOther,
    };
    let key = match offer.taken_at {
        Some(_) => TextKey::OfferIsTaken,
        None => TextKey::OfferIsOffered,
    };
    Phrase::new(key).with("link", PhraseArg::Say(Box::new(link.into())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;
    use chrono::DateTime;

    #[test]
    fn a_link_is_offered_or_taken() {
        let said = |kind, taken_at| {
            let offer = OfferView {
                target: 0,
                kind,
                taken_at,
            };
            offer_standing(&offer).say(&PlainFormats)
        };
        let then = Some(DateTime::UNIX_EPOCH);
        assert_eq!(said(OfferKind::Tour, None), "Tour link · offered");
        assert_eq!(said(OfferKind::DayPass, then), "Day pass link · taken");
        let other = said(OfferKind::Other, None);
        assert_eq!(other, "Link of this session · offered");
    }
}
