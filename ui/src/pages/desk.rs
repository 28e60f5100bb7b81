//! Where the work is done: navigation, numbers, list, conversation, status.

use crate::browser::t;
use crate::components::{bar, detail, list, nav, splitter, status_bar, strip};
use crate::i18n::Key;
use crate::state::{App, LIST};
use leptos::prelude::*;

/// The page.
pub(super) fn desk(app: App) -> impl IntoView {
    let width = move || format!("{}px", app.settings.with(|settings| settings.detail_width));
    let skip = move |_| crate::browser::dom::focus(LIST);
    view! {
        <button class="skip" type="button" on:click=skip>{t(Key::SkipToList)}</button>
        <div class="desk" style:--detail-width=width>
            {nav(app)}
            <main class="main">
                <h1 class="spoken">{t(Key::NavConversations)}</h1>
                {strip(app)}
                {bar(app)}
                <div class="split">
                    {list(app)}
                    {splitter(app)}
                    {detail(app)}
                </div>
            </main>
            {status_bar(app)}
        </div>
    }
}
