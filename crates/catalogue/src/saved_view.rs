//! The names of the views that every Daybook has.

use crate::TextKey;
use model::saved_view::BuiltInView;

/// The name of a view that every Daybook has.
#[must_use]
pub const fn built_in_view_name(view: BuiltInView) -> TextKey {
    match view {
        BuiltInView::Escalated => TextKey::ViewEscalated,
        BuiltInView::Unconverted => TextKey::ViewUnconverted,
        BuiltInView::WithLead => TextKey::ViewWithLead,
        BuiltInView::Active => TextKey::ViewActive,
        BuiltInView::Ended => TextKey::ViewEnded,
        BuiltInView::WhatsApp => TextKey::ViewWhatsApp,
        BuiltInView::ToursWithoutContract => TextKey::ViewToursWithoutContract,
        BuiltInView::LateConversions => TextKey::ViewLateConversions,
        BuiltInView::SinceLastLook => TextKey::ViewSinceLastLook,
        BuiltInView::ThisMonth => TextKey::ViewThisMonth,
    }
}
