//! What is being made of a question: a name, a part of another one, or two of it. Nothing is changed before it is sent.

use crate::components::shared::{TextField, read};
use crate::i18n::{TextKey, t};
use crate::state::{ThemeEditing, ThemesState};
use crate::view_model::themes::{may_split, merge_targets};
use leptos::ev::SubmitEvent;
use leptos::html::{Input, Select};
use leptos::prelude::*;
use model::theme::ThemeDetail;
use std::collections::BTreeSet;

/// The form of what is being made of it; none where nothing is.
pub(super) fn theme_editor(state: ThemesState, detail: &ThemeDetail) -> Option<AnyView> {
    match state.editing.get() {
        ThemeEditing::Nothing => None,
        ThemeEditing::Renaming => Some(rename_form(state, detail)),
        ThemeEditing::Merging => Some(merge_form(state, detail)),
        ThemeEditing::Splitting => Some(split_form(state, detail)),
    }
}

fn rename_form(state: ThemesState, detail: &ThemeDetail) -> AnyView {
    let (field, theme) = (NodeRef::<Input>::new(), detail.line.id.clone());
    let before = if detail.line.is_named {
        detail.line.name.clone()
    } else {
        String::new()
    };
    Effect::new(move |_| {
        if let Some(input) = field.get() {
            input.set_value(&before);
            // A field that cannot take the focus leaves it where it is.
            let _ = input.focus();
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        state.rename(theme.clone(), read(field));
    };
    view! {
        <form class="form theme-form" novalidate on:submit=submit autocomplete="off" data-testid="theme-rename-form">
            <TextField input=field label=TextKey::ThemeName id="theme-name" help=TextKey::ThemeNameHelp />
            {footer(state, Signal::derive(|| true))}
        </form>
    }
    .into_any()
}

fn merge_form(state: ThemesState, detail: &ThemeDetail) -> AnyView {
    let (field, theme) = (NodeRef::<Select>::new(), detail.line.id.clone());
    let groups = state
        .view
        .with(|view| view.as_ref().map(|view| view.groups.clone()))
        .unwrap_or_default();
    let targets = merge_targets(&groups, &theme);
    let has_one = !targets.is_empty();
    let options = targets
        .into_iter()
        .map(|(id, name)| view! { <option value=id>{name}</option> });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(select) = field
            .get_untracked()
            .filter(|select| !select.value().is_empty())
        {
            state.merge(theme.clone(), select.value());
        }
    };
    view! {
        <form class="form theme-form" novalidate on:submit=submit data-testid="theme-merge-form">
            <div class="field">
                <label for="theme-into">{t(TextKey::ThemeMergeInto)}</label>
                <select id="theme-into" node_ref=field data-testid="theme-into">{options.collect::<Vec<_>>()}</select>
            </div>
            {footer(state, Signal::derive(move || has_one))}
        </form>
    }
    .into_any()
}

fn split_form(state: ThemesState, detail: &ThemeDetail) -> AnyView {
    let (theme, of) = (detail.line.id.clone(), detail.wordings.len());
    let ticked: RwSignal<BTreeSet<String>> = RwSignal::new(BTreeSet::new());
    let lines = detail.wordings.iter().map(|wording| {
        let (id, is_ticked) = (wording.id.clone(), wording.id.clone());
        let turn = move |_| {
            ticked.update(|ticked| {
                if !ticked.remove(&id) {
                    ticked.insert(id.clone());
                }
            });
        };
        view! {
            <label class="tick-box">
                <input type="checkbox" prop:checked=move || ticked.with(|it| it.contains(&is_ticked)) on:change=turn data-testid="theme-apart" />
                <bdi>{wording.wording.clone()}</bdi>
            </label>
        }
    });
    let can = Signal::derive(move || ticked.with(|ticked| may_split(ticked.len(), of)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if can.get_untracked() {
            let wordings = ticked.get_untracked().into_iter().collect();
            state.split(theme.clone(), wordings);
        }
    };
    view! {
        <form class="form theme-form" novalidate on:submit=submit data-testid="theme-split-form">
            <fieldset>
                <legend>{t(TextKey::ThemeSplitText)}</legend>
                {lines.collect::<Vec<_>>()}
            </fieldset>
            {footer(state, can)}
        </form>
    }
    .into_any()
}

fn footer(state: ThemesState, can: Signal<bool>) -> AnyView {
    view! {
        <footer>
            <button class="button" type="button" data-testid="theme-cancel" on:click=move |_| { state.close(); }>{t(TextKey::Cancel)}</button>
            <button class="button primary" type="submit" aria-disabled=move || (!can.get()).to_string() data-testid="theme-save">{t(TextKey::ThemeSave)}</button>
        </footer>
    }
    .into_any()
}
