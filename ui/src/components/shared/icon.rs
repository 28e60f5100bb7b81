//! The one way to draw an icon.

use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// An icon. It says nothing: the words stand beside it.
pub(crate) fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=icon.outline() />
        </svg>
    }
    .into_any()
}
