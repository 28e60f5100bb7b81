//! The two questions before a deletion: what would go, and then the number of it, typed. A hand that answers every
//! question alike stops at the second.

use crate::components::shared::{TextField, framed, read};
use crate::i18n::{Phrase, PhraseArg, TextKey, deletion_goes, deletion_more, explain, say, t};
use crate::state::{DeletionState, DeletionStep, DialogState};
use crate::view_model::person;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use model::deletion::DeletionPreview;

/// The dialog.
pub(crate) fn deletion_dialog(deletion: DeletionState, dialogs: DialogState) -> AnyView {
    let inside = view! {
        {move || deletion.failed.get().map(|failure| view! { <p class="wrong" role="alert" data-testid="delete-failed">{explain(&failure)}</p> })}
        {move || deletion.preview.get().map(|preview| question(deletion, dialogs, &preview))}
        {move || deletion.preview.with(Option::is_none).then(|| leave(dialogs))}
    };
    let title = t(TextKey::DeletionTitle).into_any();
    framed(dialogs, title, "delete-dialog", "", inside.into_any())
}

fn question(deletion: DeletionState, dialogs: DialogState, preview: &DeletionPreview) -> AnyView {
    if !preview.unable.is_empty() {
        return unable(dialogs, preview);
    }
    let (goes, count) = (goes(preview), preview.conversations);
    view! {
        {goes}
        {move || match deletion.step.get() {
            DeletionStep::First => first(deletion, dialogs),
            DeletionStep::Second => second(deletion, dialogs, count),
            DeletionStep::Running => view! { <p role="status">{t(TextKey::DeletionRuns)}</p> }.into_any(),
        }}
    }
    .into_any()
}

/// Where a source cannot delete, the way on leads to whoever holds the conversations.
fn unable(dialogs: DialogState, preview: &DeletionPreview) -> AnyView {
    let names = preview.unable.join(", ");
    let words = Phrase::new(TextKey::DeletionUnable).with("names", PhraseArg::Text(names));
    view! {
        <p class="wrong" data-testid="delete-unable">{say(&words)}</p>
        {leave(dialogs)}
    }
    .into_any()
}

/// What would go, a line for each kind of thing of which there is any.
fn goes(preview: &DeletionPreview) -> AnyView {
    let lines = deletion_goes(preview).into_iter();
    let lines = lines.map(|line| view! { <li>{say(&line)}</li> }.into_any());
    view! {
        {named(preview)}
        <ul class="deletion-goes" data-testid="delete-goes">{lines.collect::<Vec<_>>()}</ul>
        <p class="lead">{t(TextKey::DeletionText)}</p>
    }
    .into_any()
}

/// The first of them by name: a number looks right whatever was picked.
fn named(preview: &DeletionPreview) -> AnyView {
    let rows = preview.first.iter().map(|row| {
        let subject: String = row.subject.iter().map(|it| it.text.as_str()).collect();
        let subject = if subject.trim().is_empty() {
            t(TextKey::NoSubject).to_owned()
        } else {
            subject
        };
        view! { <li><bdi>{say(&person::named(&row.person).name)}</bdi><span dir="auto">{subject}</span></li> }.into_any()
    });
    let more = deletion_more(preview).map(|more| say(&more));
    view! {
        <ul class="deletion-first" data-testid="delete-named">
            {rows.collect::<Vec<_>>()}
            {more.map(|more| view! { <li class="more">{more}</li> })}
        </ul>
    }
    .into_any()
}

fn leave(dialogs: DialogState) -> AnyView {
    view! { <footer>{cancel(dialogs)}</footer> }.into_any()
}

fn cancel(dialogs: DialogState) -> AnyView {
    view! {
        <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>{t(TextKey::Cancel)}</button>
    }
    .into_any()
}

fn first(deletion: DeletionState, dialogs: DialogState) -> AnyView {
    view! {
        <footer>
            {cancel(dialogs)}
            <button class="button danger" type="button" data-testid="delete-first" on:click=move |_| deletion.step.set(DeletionStep::Second)>{t(TextKey::DeletionFirst)}</button>
        </footer>
    }
    .into_any()
}

fn second(deletion: DeletionState, dialogs: DialogState, count: u32) -> AnyView {
    let field = NodeRef::<Input>::new();
    let wrong = RwSignal::new(None::<TextKey>);
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        if read(field) == count.to_string() {
            deletion.delete();
        } else {
            wrong.set(Some(TextKey::DeletionNumberWrong));
        }
    };
    request_animation_frame(|| crate::browser::dom::focus("delete-number"));
    view! {
        <form novalidate autocomplete="off" on:submit=confirm>
            <TextField input=field label=TextKey::DeletionNumber id="delete-number" help=TextKey::DeletionNumberHelp wrong=wrong.into() />
            <footer>
                {cancel(dialogs)}
                <button class="button danger" type="submit" data-testid="delete-second">{t(TextKey::DeletionSecond)}</button>
            </footer>
        </form>
    }
    .into_any()
}
