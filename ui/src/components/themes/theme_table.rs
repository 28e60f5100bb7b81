//! The table of questions: each count lists its conversations, and each heading sorts.

use crate::i18n::{Phrase, PhraseArg, TextKey, number, say, t, theme_rate_phrase};
use crate::state::ThemesState;
use crate::view_model::themes::{ThemeColumn, sorted_themes, theme_term};
use leptos::prelude::*;
use model::theme::ThemeLine;

/// The table; what is awaited where nothing was counted yet.
pub(super) fn theme_table(state: ThemesState) -> AnyView {
    let Some(view) = state.view.get() else {
        return view! { <p class="late" role="status">{t(TextKey::ThemesWaiting)}</p> }.into_any();
    };
    if view.groups.is_empty() {
        return view! { <p class="late" role="status" data-testid="themes-nothing">{t(TextKey::ThemesNothing)}</p> }
            .into_any();
    }
    let rows = sorted_themes(view.groups, state.order.get());
    let rows = rows.iter().map(|line| row(state, line));
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t(TextKey::NavThemes)>
            <table class="numbers rule-rows theme-rows">
                <thead><tr>
                    {heading(state, ThemeColumn::Name, TextKey::ThemeColumn)}
                    {heading(state, ThemeColumn::Unconverted, TextKey::ThemeUnconverted)}
                    {heading(state, ThemeColumn::Converted, TextKey::ThemeConverted)}
                    {heading(state, ThemeColumn::Conversations, TextKey::ThemeConversations)}
                    {heading(state, ThemeColumn::Rate, TextKey::ThemeRate)}
                </tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn heading(state: ThemesState, by: ThemeColumn, name: TextKey) -> AnyView {
    let order = move || state.order.get().spoken(by);
    view! {
        <th scope="col" aria-sort=order>
            <button type="button" class="sorts" on:click=move |_| state.sort(by)>{t(name)}</button>
        </th>
    }
    .into_any()
}

fn row(state: ThemesState, line: &ThemeLine) -> AnyView {
    let (id, looked_at) = (line.id.clone(), line.id.clone());
    let about =
        say(&Phrase::new(TextKey::ThemeOpen).with("name", PhraseArg::Text(line.name.clone())));
    let is_chosen = move || {
        state
            .chosen
            .with(|chosen| chosen.as_deref() == Some(&looked_at))
    };
    let is_open = is_chosen.clone();
    let term = theme_term(&line.id);
    let marks = [
        (line.is_named, TextKey::ThemeNamed),
        (line.is_merged, TextKey::ThemeMerged),
    ];
    let marks: Vec<&str> = marks
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, key)| t(key))
        .collect();
    view! {
        <tr class:chosen=is_chosen data-testid="theme-row">
            <th scope="row">
                <button type="button" class="entry" title=about.clone() aria-label=about aria-expanded=move || is_open().to_string() data-testid="theme-open" on:click=move |_| state.choose(&id)>
                    <bdi>{line.name.clone()}</bdi>
                </button>
                <small>{marks.join(t(TextKey::Separator))}</small>
            </th>
            <td>{count(state, &line.name, TextKey::ThemeUnconverted, line.unconverted, format!("{term} -outcome:any"))}</td>
            <td>{count(state, &line.name, TextKey::ThemeConverted, line.converted, format!("{term} outcome:any"))}</td>
            <td>{count(state, &line.name, TextKey::ThemeConversations, line.conversations, term.clone())}</td>
            <td>{say(&theme_rate_phrase(line))}</td>
        </tr>
    }
    .into_any()
}

/// How many; a number leads to its conversations.
fn count(state: ThemesState, name: &str, what: TextKey, many: u64, term: String) -> AnyView {
    let words = number(many);
    if many == 0 {
        return view! { <span class="count">{words}</span> }.into_any();
    }
    let label = format!("{name}. {}: {words}. {}", t(what), t(TextKey::RuleRead));
    view! {
        <button class="count" type="button" title=t(TextKey::RuleRead) aria-label=label data-testid="theme-rows" on:click=move |_| state.list(&term)>
            {words}
        </button>
    }
    .into_any()
}
