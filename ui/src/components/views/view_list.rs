//! The lines of the views in the navigation, below those that stand there always.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, diagnosis_phrase, number, say, t};
use crate::state::{DialogKind, DialogState, QueuesState, ViewsState, draft_of};
use crate::view_model::icon::Icon;
use crate::view_model::navigation::NavLine;
use crate::view_model::views::{ViewForm, below_standing, catalogue_name, view_icon};
use leptos::prelude::*;
use model::SavedViewId;
use model::saved_view::{ViewChoice, ViewLine};

/// The lines.
pub(crate) fn view_list(
    views: ViewsState,
    queues: QueuesState,
    dialogs: DialogState,
    chosen: Memo<NavLine>,
) -> impl IntoView {
    let open = move |line: &ViewLine| {
        queues.put_aside();
        views.open(line);
    };
    move || {
        let lines = views.lines.with(|lines| below_standing(lines));
        lines
            .into_iter()
            .map(|line| view_line(dialogs, chosen, line, open))
            .collect::<Vec<_>>()
    }
}

/// What a view is called.
pub(crate) fn name_of(line: &ViewLine) -> String {
    match catalogue_name(line.view) {
        Some(key) => t(key).to_owned(),
        None => line.name.clone(),
    }
}

fn view_line(
    dialogs: DialogState,
    chosen: Memo<NavLine>,
    line: ViewLine,
    open: impl Fn(&ViewLine) + 'static,
) -> AnyView {
    let name = name_of(&line);
    let own = NavLine::View(line.view);
    let on = move || chosen.with(|chosen| *chosen == own).then_some("true");
    // What this version does not understand is said where the view is chosen.
    let wrong = line
        .diagnoses
        .first()
        .map(|diagnosis| say(&diagnosis_phrase(diagnosis)));
    let title = wrong.clone().unwrap_or_else(|| name.clone());
    let warning = wrong.map(|words| {
        view! { <span class="wrong-view" role="img" aria-label=words>{icon(Icon::Warning)}</span> }
    });
    let edit = match line.view {
        ViewChoice::Saved(id) => Some(edit_button(dialogs, id, &line)),
        ViewChoice::BuiltIn(_) => None,
    };
    let test = match line.view {
        ViewChoice::Saved(_) => "view-saved",
        ViewChoice::BuiltIn(_) => "view-built-in",
    };
    let count = number(line.conversations);
    let sign = icon(view_icon(line.view));
    view! {
        <div class="view-line">
            <button class="item" type="button" title=title aria-current=on data-testid=test on:click=move |_| open(&line)>
                {sign}<span class="name"><bdi>{name}</bdi></span>{warning}<b>{count}</b>
            </button>
            {edit}
        </div>
    }
    .into_any()
}

fn edit_button(dialogs: DialogState, id: SavedViewId, line: &ViewLine) -> AnyView {
    let words =
        Phrase::new(TextKey::ViewEditNamed).with("name", PhraseArg::Text(line.name.clone()));
    let form = ViewForm {
        view: Some(id),
        draft: draft_of(line),
    };
    let open = move |_| dialogs.open(DialogKind::View(Box::new(form.clone())));
    view! {
        <button class="plain" type="button" aria-label=say(&words) title=say(&words) data-testid="view-edit" on:click=open>
            {icon(Icon::Settings)}
        </button>
    }
    .into_any()
}
