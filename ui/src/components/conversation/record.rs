//! The record of a conversation or of a message as this laptop keeps it: text that can be selected, and copied whole.

use crate::components::shared::{framed, icon};
use crate::i18n::{TextKey, t};
use crate::state::{DialogState, LinksState, RecordsState};
use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// The shape of the dialog.
const SHAPE: &str = "record";

/// The dialog.
pub(crate) fn record_dialog(
    records: RecordsState,
    dialogs: DialogState,
    links: LinksState,
) -> AnyView {
    let title = t(if records.is_of_message() {
        TextKey::RecordOfMessage
    } else {
        TextKey::RecordTitle
    });
    let text = move || match records.text.get() {
        Some(text) => view! { <code>{text}</code> }.into_any(),
        None => view! { <span class="bare">{t(TextKey::RecordLoading)}</span> }.into_any(),
    };
    let copy = move |_| {
        if let Some(text) = records.text.get_untracked() {
            links.copy(text, TextKey::CopiedRecord);
        }
    };
    let inside = view! {
        <p class="lead">{t(TextKey::RecordText)}</p>
        <pre class="record-text" dir="ltr" tabindex="0" role="region" aria-label=title data-testid="record-text">{text}</pre>
        <footer>
            <button class="button" type="button" data-testid="record-copy" on:click=copy>{icon(Icon::Copy)}{t(TextKey::RecordCopy)}</button>
            <button class="button" type="button" data-testid="record-close" on:click=move |_| dialogs.close()>{t(TextKey::Close)}</button>
        </footer>
    };
    framed(
        dialogs,
        title.into_any(),
        "record-dialog",
        SHAPE,
        inside.into_any(),
    )
}
