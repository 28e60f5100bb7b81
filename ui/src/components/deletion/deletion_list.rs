//! What became of earlier deletions. It shows ids, since nothing else is kept of what was deleted.

use crate::components::shared::{framed, icon};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, deletion_phrases, say, t};
use crate::state::{DeletionState, DialogState, SettingsState, StatusSignal};
use crate::view_model::icon::Icon;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use model::deletion::DeletionLine;

/// The shape of the dialog.
const SHAPE: &str = "deletions";

/// The dialog.
pub(crate) fn deletion_list(
    deletion: DeletionState,
    dialogs: DialogState,
    settings: SettingsState,
) -> AnyView {
    let inside = view! {
        <p class="lead">{t(TextKey::DeletionsText)}</p>
        <div class="deletion-rows" tabindex="0" role="region" aria-label=t(TextKey::DeletionsTitle)>
            {move || deletion.lines.get().map(|lines| rows(deletion, settings, &lines))}
        </div>
        <footer>
            <button class="button" type="button" data-testid="deletions-close" on:click=move |_| dialogs.close()>{t(TextKey::Close)}</button>
        </footer>
    };
    let title = t(TextKey::DeletionsTitle).into_any();
    framed(dialogs, title, "deletions-dialog", SHAPE, inside.into_any())
}

fn rows(deletion: DeletionState, settings: SettingsState, lines: &[DeletionLine]) -> AnyView {
    if lines.is_empty() {
        return view! { <p data-testid="deletions-none">{t(TextKey::DeletionsNone)}</p> }
            .into_any();
    }
    let rows = lines.iter().map(|line| row(deletion, settings, line));
    view! {
        <table>
            <thead><tr>
                <th scope="col">{t(TextKey::DeletionsWhich)}</th>
                <th scope="col">{t(TextKey::DeletionsAsked)}</th>
                <th scope="col">{t(TextKey::DeletionsState)}</th>
            </tr></thead>
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
    }
    .into_any()
}

fn row(deletion: DeletionState, settings: SettingsState, line: &DeletionLine) -> AnyView {
    let phrases = deletion_phrases(line).into_iter();
    let said = phrases.map(|it| view! { <span>{settings.translate(&it)}</span> }.into_any());
    let name = line.name();
    let withdraw = line.can_be_withdrawn().then(|| {
        view! {
            <button class="button" type="button" data-testid="deletion-withdraw" on:click=move |_| deletion.withdraw(name.clone())>{t(TextKey::DeletionsWithdraw)}</button>
        }
    });
    view! {
        <tr data-testid="deletion-line">
            <td><code dir="ltr">{line.conversation.to_string()}</code></td>
            <td>{when(settings, line.asked_at)}</td>
            <td>{said.collect::<Vec<_>>()}{withdraw}</td>
        </tr>
    }
    .into_any()
}

fn when(settings: SettingsState, at: DateTime<Utc>) -> AnyView {
    let words = PhraseArg::At(at, None, TimeStyle::DateTime);
    let words = settings.translate(&Phrase::new(TextKey::AsItIs).with("text", words));
    view! { <time datetime=at.to_rfc3339()>{words}</time> }.into_any()
}

/// How many wait for their servers, in the status bar, and the way to them.
pub(crate) fn waiting_button(deletion: DeletionState, status: StatusSignal) -> impl IntoView {
    let waiting = Memo::new(move |_| {
        status.with(|status| status.as_ref().map_or(0, |status| status.deletions_waiting))
    });
    move || {
        let count = waiting.get();
        (count > 0).then(|| {
            view! {
                <button class="inline" type="button" aria-haspopup="dialog" data-testid="deletions-waiting" on:click=move |_| deletion.show()>
                    {icon(Icon::Clock)}{say(&Phrase::count(TextKey::StatusDeletionsWait, i64::from(count)))}
                </button>
            }
        })
    }
}
