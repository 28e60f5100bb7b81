//! A path, a key or a command as a machine reads it, and the button that copies it whole.

use super::icon::icon;
use crate::i18n::{TextKey, t};
use crate::state::LinksState;
use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// The line.
pub(crate) fn code_line(links: LinksState, test: &'static str, value: String) -> AnyView {
    let (whole, title) = (value.clone(), value.clone());
    let copy = move |_| links.copy(whole.clone(), TextKey::Copied);
    view! {
        <code dir="ltr" title=title data-testid=test>{value}</code>
        <button class="plain" type="button" aria-label=t(TextKey::Copy) title=t(TextKey::Copy) on:click=copy>{icon(Icon::Copy)}</button>
    }
    .into_any()
}
