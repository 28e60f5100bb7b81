//! The dialog: the form beside a look at what it would be; once it began, how it stands; at the end, what was written
//! and where.

use super::export_fields::{columns, rows, scopes, system_messages, who_is_masked, written_as};
use super::export_look::look;
use super::export_stage::stage;
use super::report_fields::report_fields;
use crate::components::shared::{framed, icon};
use crate::i18n::{Phrase, TextKey, explain, say, t};
use crate::state::{DialogState, HandOverState, LinksState};
use crate::view_model::export_form::HandOverSubject;
use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// The shape of the dialog.
const SHAPE: &str = "export";

/// The dialog.
pub(crate) fn export_dialog(
    over: HandOverState,
    dialogs: DialogState,
    links: LinksState,
) -> AnyView {
    // The form is drawn once: what is chosen in it must keep the keyboard while answers come.
    let has_begun = Memo::new(move |_| over.view.with(Option::is_some));
    let inside = view! {
        {move || if has_begun.get() { stage(over, dialogs, links) } else { form(over, dialogs) }}
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="export-close" on:click=move |_| dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let is_report = over.subject.with_untracked(is_report);
    let title = t(if is_report {
        TextKey::ReportDialog
    } else {
        TextKey::ExportTitle
    })
    .into_any();
    framed(dialogs, title, "export-dialog", SHAPE, inside.into_any())
}

fn form(over: HandOverState, dialogs: DialogState) -> AnyView {
    view! {
        <p class="lead" role="status" data-testid="export-count">{move || counted(over)}</p>
        <div class="export-parts">
            <div class="export-form">{fields(over)}</div>
            {look(over)}
        </div>
        {move || over.failed.get().map(|failure| view! { <p class="wrong" role="alert" data-testid="export-error">{explain(&failure)}</p> })}
        <footer>
            <p class="lead">{t(TextKey::ExportUnencrypted)}</p>
            <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>{t(TextKey::Cancel)}</button>
            <button class="button primary" type="button" disabled=move || nothing_to_do(over) data-testid="export-begin" on:click=move |_| over.begin()>
                {t(TextKey::ExportBegin)}
            </button>
        </footer>
    }
    .into_any()
}

fn is_report(subject: &HandOverSubject) -> bool {
    matches!(subject, HandOverSubject::Report(_))
}

fn fields(over: HandOverState) -> AnyView {
    if over.subject.with_untracked(is_report) {
        return report_fields(over);
    }
    view! {
        {scopes(over)}
        {written_as(over)}
        {rows(over)}
        {who_is_masked(over)}
        {system_messages(over)}
        {columns(over)}
    }
    .into_any()
}

/// How much it would be.
fn counted(over: HandOverState) -> Option<String> {
    let count = over
        .preview
        .with(|it| it.as_ref().map(|it| it.conversations))?;
    let counted = say(&Phrase::count(TextKey::CountConversations, count));
    let stays = t(TextKey::ExportNothingLeaves);
    Some(format!("{counted}{}{stays}", t(TextKey::Separator)))
}

fn nothing_to_do(over: HandOverState) -> bool {
    over.preview
        .with(|it| it.as_ref().is_none_or(|it| it.conversations == 0))
}
