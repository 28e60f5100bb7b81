//! The page: what is counted over, the table of questions, and beside it the one that is looked at. The last good answer
//! stays while another is counted.

use super::theme_panel::theme_panel;
use super::theme_phrases::theme_phrases;
use super::theme_table::theme_table;
use crate::components::shared::{QueryField, failed_line, icon, query_field};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::{THEMES, THEMES_SEARCH, ThemesState};
use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// The page of themes.
pub(crate) fn themes(state: ThemesState) -> AnyView {
    let busy = move || state.busy.get().to_string();
    // Another question in the same panel is no other panel.
    let is_split = Memo::new(move |_| state.chosen.with(Option::is_some));
    view! {
        <section class="rules-page themes-page" id=THEMES tabindex="-1" aria-label=t(TextKey::NavThemes) aria-busy=busy data-testid="themes">
            <header class="rules-bar">
                <h1>{t(TextKey::NavThemes)}</h1>
                <span class="rules-over" role="status" data-testid="themes-over">{move || over(state)}</span>
                {move || newer(state)}
                {search(state)}
            </header>
            {move || state.failure.get().map(|failure| failed_line(&failure, "themes-failed", move || state.ask()))}
            <div class="rules-split" class:with-panel=move || is_split.get()>
                <div class="rules-main">
                    <p class="lead">{t(TextKey::ThemesText)}</p>
                    {move || theme_table(state)}
                    {move || beside(state)}
                    {move || theme_phrases(state)}
                    <p class="rules-foot">{t(TextKey::ThemesFoot)}</p>
                </div>
                {move || is_split.get().then(|| theme_panel(state))}
            </div>
        </section>
    }
    .into_any()
}

/// Over what they are counted; meanwhile how far the reading is.
fn over(state: ThemesState) -> String {
    if state.busy.get() {
        return state.progress.get().map_or_else(
            || t(TextKey::ThemesWaiting).to_owned(),
            |(done, of)| {
                let far = Phrase::new(TextKey::ThemesProgress).number("done", done);
                say(&far.number("of", of))
            },
        );
    }
    state.view.with(|view| {
        let Some(view) = view else {
            return String::new();
        };
        let several = view.groups.len() as u64 + view.left_out;
        let of = PhraseArg::count(TextKey::CountConversations, view.conversations);
        say(&Phrase::count(TextKey::ThemesOver, several).with("of", of))
    })
}

/// What is not in the table.
fn beside(state: ThemesState) -> Option<AnyView> {
    let told = state.view.with(|view| {
        let view = view.as_ref()?;
        let counts = [
            (TextKey::ThemesLeftOut, view.left_out),
            (TextKey::ThemesAlone, view.alone),
        ];
        let told = counts.into_iter().filter(|(_, count)| *count > 0);
        let told: Vec<String> = told
            .map(|(key, count)| say(&Phrase::count(key, count)))
            .collect();
        (!told.is_empty()).then(|| told.join(" "))
    })?;
    Some(view! { <p class="rules-foot" data-testid="themes-beside">{told}</p> }.into_any())
}

/// Newer data is said, and comes when it is asked for: what is read stays.
fn newer(state: ThemesState) -> Option<AnyView> {
    let is_waited_for = state.busy.get();
    (state.is_stale.get() && !is_waited_for).then(|| {
        view! {
            <button class="button" type="button" data-testid="themes-again" on:click=move |_| state.ask()>
                {icon(Icon::Refresh)}{t(TextKey::DashboardStale)}{t(TextKey::Separator)}{t(TextKey::DashboardAgain)}
            </button>
        }
        .into_any()
    })
}

/// The search over whose conversations they are counted.
fn search(state: ThemesState) -> AnyView {
    let field = QueryField {
        id: THEMES_SEARCH,
        page: THEMES,
        hint: TextKey::ThemesSearchHint,
    };
    query_field(field, state.query.into(), move |text| state.search(text))
}
