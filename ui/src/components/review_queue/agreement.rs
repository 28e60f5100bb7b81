//! How far others agree with what was noted here: kappa with its interval over ratings and over flags, and every
//! conversation on which the two differ, each a way to it.

use crate::components::shared::{framed, icon};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::{DialogState, QueuesState};
use crate::view_model::icon::Icon;
use crate::view_model::queues::{judged, kappa};
use leptos::prelude::*;
use model::review_queue::{AgreementView, DisagreementView, QueueView};

/// The shape of the dialog.
const SHAPE: &str = "queues";

/// The page.
pub(crate) fn agreement(queues: QueuesState, dialogs: DialogState, queue: QueueView) -> AnyView {
    let title =
        Phrase::new(TextKey::AgreementTitle).with("name", PhraseArg::Text(queue.head.name.clone()));
    let title = say(&title).into_any();
    let parts = move || match queues.agreements.get() {
        None => Vec::new(),
        Some(found) if found.is_empty() => {
            vec![view! { <p class="lead" data-testid="agreement-none">{t(TextKey::AgreementNobody)}</p> }.into_any()]
        }
        Some(found) => found.iter().map(|one| part(queues, &queue, one)).collect(),
    };
    let inside = view! {
        <div class="queue-parts">{parts}</div>
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="agreement-close" on:click=move |_| dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    framed(dialogs, title, "agreement-dialog", SHAPE, inside.into_any())
}

fn part(queues: QueuesState, queue: &QueueView, found: &AgreementView) -> AnyView {
    let with =
        Phrase::new(TextKey::AgreementWith).with("name", PhraseArg::Text(found.reviewer.clone()));
    let rows = found
        .disagreements
        .iter()
        .map(|one| row(queues, queue, one));
    let rows = rows.collect::<Vec<_>>();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <table>
                <thead><tr>
                    <th scope="col">{t(TextKey::AgreementPlace)}</th>
                    <th scope="col">{t(TextKey::AgreementMine)}</th>
                    <th scope="col">{t(TextKey::AgreementTheirs)}</th>
                    <th scope="col"></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! {
        <section class="agreement" data-testid="agreement">
            <h3>{say(&with)}</h3>
            <dl>
                <dt>{t(TextKey::AgreementRating)}</dt><dd data-testid="kappa-rating">{say(&kappa(found.rating.as_ref()))}</dd>
                <dt>{t(TextKey::AgreementFlagged)}</dt><dd data-testid="kappa-flagged">{say(&kappa(found.flagged.as_ref()))}</dd>
            </dl>
            <h4>{say(&Phrase::count(TextKey::AgreementDiffer, found.disagreements.len()))}</h4>
            {table}
        </section>
    }
    .into_any()
}

fn row(queues: QueuesState, queue: &QueueView, one: &DisagreementView) -> AnyView {
    let open = one.item.conversation.map(|id| {
        let queue = queue.clone();
        view! {
            <button class="button" type="button" data-testid="disagreement-open" on:click=move |_| queues.read(&queue, id)>
                {t(TextKey::AgreementOpen)}
            </button>
        }
    });
    view! {
        <tr data-testid="disagreement">
            <td>{one.item.place}</td>
            <td>{say(&judged(&one.item.marks))}</td>
            <td>{say(&judged(&one.theirs))}</td>
            <td>{open}</td>
        </tr>
    }
    .into_any()
}
