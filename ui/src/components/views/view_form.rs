//! The form of a view: its name, its search and its order; for a saved one also its place, its removal and a
//! copy of it for another Daybook. What is wrong is said where it is wrong, and nothing typed is lost.

use crate::components::shared::{TextField, framed, icon, read};
use crate::i18n::{TextKey, explain, t};
use crate::state::{DialogState, NoticesState, ViewsState};
use crate::view_model::icon::Icon;
use crate::view_model::sorting::{SORTS, offer_of, sort_named};
use crate::view_model::views::{ViewForm, place_of};
use leptos::ev::SubmitEvent;
use leptos::html::{Input, Select};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SavedViewId;
use model::failure::Failure;
use model::list_columns::ListColumns;
use model::saved_view::ViewDraft;

/// The fields of the form.
#[derive(Clone, Copy)]
struct ViewFields {
    name: NodeRef<Input>,
    query: NodeRef<Input>,
    sort: NodeRef<Select>,
    /// Whether the view has columns of its own.
    columns: NodeRef<Input>,
    failed: RwSignal<Option<String>>,
}

/// The form.
pub(crate) fn view_form(
    views: ViewsState,
    dialogs: DialogState,
    notices: NoticesState,
    form: ViewForm,
) -> AnyView {
    let fields = ViewFields {
        name: NodeRef::new(),
        query: NodeRef::new(),
        sort: NodeRef::new(),
        columns: NodeRef::new(),
        failed: RwSignal::new(None),
    };
    let ViewForm { view, draft } = form;
    fill(fields, &draft);
    // Columns that it has already stay; one that has none yet takes those of the list.
    let own = draft.columns.clone();
    let has_own = own.is_some();
    let columns = StoredValue::new(own.unwrap_or_else(|| views.columns.get_untracked()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let draft = fields.typed(None, &columns.get_value());
        finish(
            dialogs,
            fields,
            async move { views.keep(view, draft).await },
        );
    };
    let title = if view.is_some() {
        TextKey::ViewEdit
    } else {
        TextKey::ViewSave
    };
    let chosen = offer_of(draft.sort).0;
    let options = SORTS.iter().map(|(name, _, words)| {
        view! { <option value=*name selected=*name == chosen>{t(*words)}</option> }
    });
    let inside = view! {
        <form class="form" novalidate on:submit=submit autocomplete="off">
            <TextField input=fields.name label=TextKey::ViewName id="view-name" hint=TextKey::ViewNameHint />
            <TextField input=fields.query label=TextKey::ViewQuery id="view-query" help=TextKey::ViewQueryHelp />
            <div class="field">
                <label for="view-sort">{t(TextKey::SortLabel)}</label>
                <select id="view-sort" node_ref=fields.sort data-testid="view-sort">{options.collect::<Vec<_>>()}</select>
            </div>
            <label class="tick-box">
                <input type="checkbox" node_ref=fields.columns checked=has_own data-testid="view-columns" />
                <span>{t(TextKey::ViewKeepsColumns)}</span>
            </label>
            {move || fields.failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="view-error">{words}</p> })}
            {view.map(|view| own_actions(views, notices, dialogs, fields, columns, view))}
            {view.is_none().then(|| import_field(views, dialogs, fields))}
            <footer>
                <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>{t(TextKey::Cancel)}</button>
                <button class="button primary" type="submit" data-testid="view-submit">{t(TextKey::ViewSaveButton)}</button>
            </footer>
        </form>
    };
    framed(
        dialogs,
        t(title).into_any(),
        "view-dialog",
        "",
        inside.into_any(),
    )
}

/// Puts what the form begins with into its fields, once they are there.
fn fill(fields: ViewFields, draft: &ViewDraft) {
    let (name, query) = (draft.name.clone(), draft.query.clone());
    Effect::new(move |_| {
        if let (Some(name_field), Some(query_field)) = (fields.name.get(), fields.query.get()) {
            name_field.set_value(&name);
            query_field.set_value(&query);
            // A field that cannot take the focus leaves it where it is.
            let _ = name_field.focus();
            name_field.select();
        }
    });
}

impl ViewFields {
    fn typed(self, place: Option<u32>, columns: &ListColumns) -> ViewDraft {
        let sort = self.sort.get_untracked().map(|select| select.value());
        ViewDraft {
            name: read(self.name),
            query: read(self.query),
            sort: sort_named(&sort.unwrap_or_default()),
            place,
            columns: self.has_columns().then(|| columns.clone()),
        }
    }

    fn has_columns(self) -> bool {
        let field = self.columns.get_untracked();
        field.is_some_and(|field| field.checked())
    }
}

/// Closes the form when something was done, and else says why not.
fn finish(
    dialogs: DialogState,
    fields: ViewFields,
    work: impl Future<Output = Result<(), Failure>> + 'static,
) {
    fields.failed.set(None);
    spawn_local(async move {
        match work.await {
            Ok(()) => dialogs.close(),
            Err(failure) => fields.failed.set(Some(explain(&failure))),
        }
    });
}

fn own_actions(
    views: ViewsState,
    notices: NoticesState,
    dialogs: DialogState,
    fields: ViewFields,
    columns: StoredValue<ListColumns>,
    view: SavedViewId,
) -> AnyView {
    let place = move || views.lines.with(|lines| place_of(lines, view));
    let go_to = move |place: u32| {
        let draft = fields.typed(Some(place), &columns.get_value());
        notices.run(async move { views.keep(Some(view), draft).await });
    };
    let up = move |_| {
        if let Some((at, _)) = place().filter(|(at, _)| *at > 0) {
            go_to(at - 1);
        }
    };
    let down = move |_| {
        if let Some((at, _)) = place().filter(|(at, count)| at + 1 < *count) {
            go_to(at + 1);
        }
    };
    let remove = move |_| {
        dialogs.close();
        views.remove(view);
    };
    let is_first = move || place().is_none_or(|(at, _)| at == 0);
    let is_last = move || place().is_none_or(|(at, count)| at + 1 == count);
    view! {
        <p class="view-actions">
            <button class="button" type="button" disabled=is_first data-testid="view-up" on:click=up>{icon(Icon::Up)}{t(TextKey::ViewUp)}</button>
            <button class="button" type="button" disabled=is_last data-testid="view-down" on:click=down>{icon(Icon::Down)}{t(TextKey::ViewDown)}</button>
            <button class="button" type="button" data-testid="view-copy" on:click=move |_| views.copy(view)>{icon(Icon::Copy)}{t(TextKey::ViewCopy)}</button>
            <button class="button" type="button" data-testid="view-remove" on:click=remove>{icon(Icon::Trash)}{t(TextKey::ViewRemove)}</button>
        </p>
    }
    .into_any()
}

fn import_field(views: ViewsState, dialogs: DialogState, fields: ViewFields) -> AnyView {
    let text = NodeRef::<Input>::new();
    let take = move |_| {
        let text = read(text);
        finish(dialogs, fields, async move { views.import(text).await });
    };
    view! {
        <details class="view-import">
            <summary>{t(TextKey::ViewImport)}</summary>
            <TextField input=text label=TextKey::ViewImportText id="view-import-text" help=TextKey::ViewImportHelp />
            <button class="button" type="button" data-testid="view-import" on:click=take>{t(TextKey::ViewImportButton)}</button>
        </details>
    }
    .into_any()
}
