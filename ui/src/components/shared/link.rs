//! What leads out of the window. It never opens by itself: the application asks first.

use crate::state::LinksState;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use model::ascii_url;

/// What can be followed: where it leads and how it is reached by keyboard.
#[derive(Clone, Debug)]
pub(crate) struct OutwardLink {
    /// The address.
    pub(crate) url: String,
    /// Its classes.
    pub(crate) class: &'static str,
    /// Whether Tab stops at it.
    pub(crate) tab: TabStop,
}

/// Whether Tab stops at something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TabStop {
    /// It does.
    Stops,
    /// It goes past; there is another way to it.
    Passes,
}

/// A link. It has no `href`, so that nothing but the application can open it.
pub(crate) fn link(links: LinksState, link: OutwardLink, inside: AnyView) -> AnyView {
    let OutwardLink { url, class, tab } = link;
    let shown = ascii_url(&url).into_owned();
    let (by_click, by_key) = (url.clone(), url);
    let click = move |event: MouseEvent| {
        event.stop_propagation();
        links.open(&by_click);
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.stop_propagation();
            links.open(&by_key);
        }
    };
    let tab = if tab == TabStop::Stops { "0" } else { "-1" };
    view! {
        <a role="link" class=class tabindex=tab title=shown on:click=click on:keydown=key>
            {inside}
        </a>
    }
    .into_any()
}
