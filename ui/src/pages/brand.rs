//! The sign of the product over a page that stands before the work.

use crate::i18n::{TextKey, t};
use leptos::prelude::*;

/// The sign of the product over a page.
pub(super) fn brand() -> AnyView {
    view! { <div class="brand large"><i aria-hidden="true">"D"</i><span>{t(TextKey::Brand)}</span></div> }.into_any()
}
