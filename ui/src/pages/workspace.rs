//! Where the work is done: navigation, numbers, list, conversation, status.

use crate::components::conversation::detail;
use crate::components::conversation_list::{columns_menu, facets, filter_bar, list, row_menu};
use crate::components::dashboard::{dashboard, metric_strip};
use crate::components::review_queue::queue_bar;
use crate::components::rules::rules;
use crate::components::shell::{navigation, splitter, status_bar};
use crate::components::themes::themes;
use crate::i18n::{TextKey, t};
use crate::state::{AppState, WorkspacePage, tell_presence};
use leptos::prelude::*;

/// The page.
pub(super) fn workspace(app: AppState) -> impl IntoView {
    let width = move || {
        format!(
            "{}px",
            app.settings.chosen.with(|settings| settings.detail_width)
        )
    };
    tell_presence(app.settings);
    let skip = move |_| {
        crate::browser::dom::focus(app.browse.page.get_untracked().rest());
    };
    view! {
        <button class="skip" type="button" on:click=skip>{t(TextKey::SkipToList)}</button>
        <div class="workspace" style:--detail-width=width>
            {navigation(app)}
            <main class="main">
                <div class="reader" hidden=move || app.browse.page.get() != WorkspacePage::Conversations>
                <h1 class="spoken">{t(TextKey::NavConversations)}</h1>
                {metric_strip(app.browse, app.settings, app.status)}
                {filter_bar(app.browse, app.hand_over, app.dialogs)}
                {queue_bar(app.queues)}
                <div class="split" class:with-facets=move || app.browse.has_facets()>
                    {facets(app.browse)}
                    {list(app)}
                    {splitter(app.settings)}
                    {detail(app.browse, app.links, app.settings, app.person)}
                </div>
                </div>
                {move || app.dashboard.is_shown().then(|| dashboard(app))}
                {move || app.rules.is_shown().then(|| rules(app.rules, app.settings))}
                {move || app.themes.is_shown().then(|| themes(app.themes))}
            </main>
            {status_bar(app)}
            {row_menu(app)}
            {columns_menu(app.browse, app.views, app.settings)}
        </div>
    }
}
