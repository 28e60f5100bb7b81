//! The line over the list while a queue is reviewed: which, how far it is, and on to the next.

use crate::components::shared::icon;
use crate::i18n::{TextKey, say, t};
use crate::state::AppState;
use crate::view_model::icon::Icon;
use crate::view_model::queues::{QueueStep, progress};
use leptos::prelude::*;

/// The line; nothing while no queue is reviewed.
pub(crate) fn queue_bar(app: AppState) -> impl IntoView {
    app.queues.follow();
    move || bar(app)
}

fn bar(app: AppState) -> Option<AnyView> {
    let queue = app.queues.reviewed()?;
    let again = queue.clone();
    let step = move |step: QueueStep,
                     key: TextKey,
                     sign: Icon,
                     cap: &'static str,
                     test: &'static str| {
        view! {
            <button class="button" type="button" title=t(key) data-testid=test on:click=move |_| app.queues.step(step)>
                {icon(sign)}<span>{t(key)}</span><kbd aria-hidden="true">{cap}</kbd>
            </button>
        }
    };
    Some(
        view! {
            <div class="queue-bar" data-testid="queue-bar">
                {icon(Icon::Queue)}
                <b><bdi>{queue.head.name.clone()}</bdi></b>
                <progress max=queue.conversations.to_string() value=queue.reviewed.to_string() aria-label=t(TextKey::QueueProgressLabel)></progress>
                <span class="far" role="status" data-testid="queue-progress">{say(&progress(&queue))}</span>
                {step(QueueStep::Previous, TextKey::QueuePrevious, Icon::Up, "⇧Q", "queue-previous")}
                {step(QueueStep::Next, TextKey::QueueNext, Icon::Down, "Q", "queue-next")}
                <button class="button" type="button" title=t(TextKey::QueueCompare) data-testid="queue-compare" on:click=move |_| app.queues.compare(&again)>
                    <span>{t(TextKey::QueueCompare)}</span>
                </button>
                <button class="plain" type="button" aria-label=t(TextKey::QueueLeave) title=t(TextKey::QueueLeave) data-testid="queue-leave" on:click=move |_| app.queues.leave()>
                    {icon(Icon::Close)}
                </button>
            </div>
        }
        .into_any(),
    )
}
