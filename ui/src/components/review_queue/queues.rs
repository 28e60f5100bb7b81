//! The page of review queues: a new one, those that there are with how far they are, and the files by which a second
//! reviewer takes part without a server.

use super::queue_form::queue_form;
use crate::browser::file::chosen_text;
use crate::components::shared::{TextField, code_line, framed, icon, read};
use crate::i18n::{Phrase, PhraseArg, TextKey, explain, say, t};
use crate::state::{AppState, LinksState, QueuesState};
use crate::view_model::icon::Icon;
use crate::view_model::queues::{drawn, progress};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::review_queue::QueueView;

/// The shape of the dialog.
const SHAPE: &str = "queues";

/// The page.
pub(crate) fn queues(app: AppState) -> AnyView {
    let reviewer = NodeRef::<Input>::new();
    let failed = RwSignal::new(None::<String>);
    let lines = move || {
        let lines = app.queues.lines.get();
        if lines.is_empty() {
            return view! { <p class="lead">{t(TextKey::QueuesNone)}</p> }.into_any();
        }
        let lines = lines
            .iter()
            .map(|queue| line(app.queues, reviewer, failed, queue));
        view! { <ul class="queue-lines">{lines.collect::<Vec<_>>()}</ul> }.into_any()
    };
    let inside = view! {
        <div class="queue-parts">
            {queue_form(app.browse, app.queues)}
            <section>
                <h3>{t(TextKey::QueuesTitle)}</h3>
                {lines}
            </section>
            <section class="queue-files">
                <h3>{t(TextKey::QueueFiles)}</h3>
                <p class="lead">{t(TextKey::QueueFilesText)}</p>
                <div class="beside">
                    <TextField input=reviewer label=TextKey::QueueReviewer id="queue-reviewer" hint=TextKey::QueueReviewerHint />
                    {import_field(app.queues, failed)}
                </div>
                {move || written(app.queues, app.links)}
                {move || failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="queue-file-error">{words}</p> })}
            </section>
        </div>
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="queues-close" on:click=move |_| app.dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let title = t(TextKey::QueuesTitle).into_any();
    framed(
        app.dialogs,
        title,
        "queues-dialog",
        SHAPE,
        inside.into_any(),
    )
}

fn line(
    queues: QueuesState,
    reviewer: NodeRef<Input>,
    failed: RwSignal<Option<String>>,
    queue: &QueueView,
) -> AnyView {
    let id = queue.id;
    let export = move |_| {
        failed.set(None);
        spawn_local(async move {
            if let Err(failure) = queues.export(id, read(reviewer)).await {
                failed.set(Some(explain(&failure)));
            }
        });
    };
    let (again, compared) = (queue.clone(), queue.clone());
    let others = (!queue.reviewers.is_empty()).then(|| {
        let names = PhraseArg::Text(queue.reviewers.join(", "));
        say(&Phrase::new(TextKey::QueueOthers).with("names", names))
    });
    view! {
        <li data-testid="queue-line">
            <div class="what">
                <b><bdi>{queue.head.name.clone()}</bdi></b>
                <small>{say(&drawn(queue))}{others.map(|others| view! { {t(TextKey::Separator)}{others} })}</small>
            </div>
            <div class="far">
                <progress max=queue.conversations.to_string() value=queue.reviewed.to_string() aria-label=t(TextKey::QueueProgressLabel)></progress>
                <small>{say(&progress(queue))}</small>
            </div>
            <div class="acts">
                <button class="button" type="button" data-testid="queue-begin" on:click=move |_| queues.begin(&again)>{t(TextKey::QueueBegin)}</button>
                <button class="button" type="button" data-testid="queue-export" on:click=export>{t(TextKey::QueueExport)}</button>
                <button class="button" type="button" data-testid="queue-agreement" on:click=move |_| queues.compare(&compared)>{t(TextKey::QueueCompare)}</button>
                <button class="plain" type="button" aria-label=t(TextKey::QueueRemove) title=t(TextKey::QueueRemove) data-testid="queue-remove" on:click=move |_| queues.remove(id)>{icon(Icon::Trash)}</button>
            </div>
        </li>
    }
    .into_any()
}

/// The field of a file that somebody else wrote.
fn import_field(queues: QueuesState, failed: RwSignal<Option<String>>) -> AnyView {
    let field = NodeRef::<Input>::new();
    let take = move |_| {
        let Some(input) = field.get_untracked() else {
            return;
        };
        failed.set(None);
        spawn_local(async move {
            let text = chosen_text(&input).await.unwrap_or_default();
            // The same file may be chosen again.
            input.set_value("");
            if let Err(failure) = queues.import(text).await {
                failed.set(Some(explain(&failure)));
            }
        });
    };
    view! {
        <div class="field">
            <label for="queue-import">{t(TextKey::QueueImport)}</label>
            <input id="queue-import" type="file" accept=".json,application/json" node_ref=field data-testid="queue-import" on:change=take />
        </div>
    }
    .into_any()
}

/// Where the file is that was written last.
fn written(queues: QueuesState, links: LinksState) -> Option<AnyView> {
    let path = queues.written.get()?;
    Some(
        view! {
            <p class="written" role="status">
                {t(TextKey::QueueWritten)}{code_line(links, "queue-written", path)}
            </p>
        }
        .into_any(),
    )
}
