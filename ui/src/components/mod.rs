//! The parts of the page. A component draws what a view model says and calls actions of the state;
//! it decides nothing and fetches nothing. No HTML string is ever made: text is text.

mod account;
mod badge;
mod bar;
mod body;
mod callouts;
mod connect;
mod connect_nexudus;
mod context;
mod detail;
mod dialogs;
mod empty;
mod keys;
mod known;
mod list;
mod nav;
mod notices;
mod row;
mod settings;
mod sources;
mod splitter;
mod status_bar;
mod strip;
mod timeline;

pub(crate) use bar::bar;
pub(crate) use connect::{connect_form, field};
pub(crate) use connect_nexudus::nexudus_form;
pub(crate) use detail::detail;
pub(crate) use dialogs::dialogs;
pub(crate) use keys::listen as listen_keys;
pub(crate) use list::list;
pub(crate) use nav::nav;
pub(crate) use notices::notices;
pub(crate) use splitter::splitter;
pub(crate) use status_bar::status_bar;
pub(crate) use strip::strip;

use crate::state::App;
use crate::view_model::icon::Icon;
use leptos::ev::{KeyboardEvent, MouseEvent};
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

/// What can be followed: where it leads and how it is reached by keyboard.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The address.
    pub(crate) url: String,
    /// Its classes.
    pub(crate) class: &'static str,
    /// Whether Tab stops at it.
    pub(crate) tab: Tab,
}

/// Whether Tab stops at something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    /// It does.
    Stops,
    /// It goes past; there is another way to it.
    Passes,
}

/// A link. It has no `href`, so that nothing but our own question can open it.
pub(crate) fn link(app: App, link: Link, inside: AnyView) -> AnyView {
    let (by_click, by_key) = (link.url.clone(), link.url.clone());
    let click = move |event: MouseEvent| {
        event.stop_propagation();
        app.follow(&by_click);
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.stop_propagation();
            app.follow(&by_key);
        }
    };
    let tab = if link.tab == Tab::Stops { "0" } else { "-1" };
    view! {
        <a role="link" class=link.class tabindex=tab title=link.url on:click=click on:keydown=key>
            {inside}
        </a>
    }
    .into_any()
}
