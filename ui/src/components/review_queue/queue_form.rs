//! The form of a new queue: a name, and all conversations of the present list or a sample of them. What is wrong
//! is said where it is wrong, and nothing typed is lost.

use crate::components::shared::{TextField, read};
use crate::i18n::{Phrase, TextKey, explain, meaning_phrase, say, t};
use crate::state::{BrowsingState, QueuesState};
use crate::view_model::queues::sample_size;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::review_queue::DrawQueue;

/// The form.
pub(super) fn queue_form(browse: BrowsingState, queues: QueuesState) -> AnyView {
    let (name, size, seed) = (
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
    );
    let failed = RwSignal::new(None::<String>);
    let wrong_size = RwSignal::new(None::<TextKey>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = read(size);
        let sample = sample_size(&typed);
        let is_wrong = !typed.is_empty() && sample.is_none();
        wrong_size.set(is_wrong.then_some(TextKey::QueueSampleWrong));
        if is_wrong {
            return;
        }
        failed.set(None);
        let request = DrawQueue {
            name: read(name),
            filter: browse.list.filter.get_untracked(),
            sample,
            seed: read(seed).parse().ok(),
        };
        spawn_local(async move {
            match queues.draw(request).await {
                Ok(queue) => queues.begin(&queue),
                Err(failure) => failed.set(Some(explain(&failure))),
            }
        });
    };
    view! {
        <form class="form queue-form" novalidate autocomplete="off" on:submit=submit>
            <h3>{t(TextKey::QueueNew)}</h3>
            <p class="lead" data-testid="queue-of">{move || of_what(browse)}</p>
            <div class="beside">
                <TextField input=name label=TextKey::QueueName id="queue-name" hint=TextKey::QueueNameHint />
                <TextField input=size label=TextKey::QueueSample id="queue-sample" hint=TextKey::QueueSampleHint wrong=Signal::from(wrong_size) />
                <TextField input=seed label=TextKey::QueueSeed id="queue-seed" hint=TextKey::QueueSeedHint />
                <button class="button primary" type="submit" data-testid="queue-draw">{t(TextKey::QueueDraw)}</button>
            </div>
            <small>{t(TextKey::QueueSampleHelp)}</small>
            {move || failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="queue-error">{words}</p> })}
        </form>
    }
    .into_any()
}

/// Of which conversations: those of the list as it stands.
fn of_what(browse: BrowsingState) -> Option<String> {
    let head = browse.list.head.get()?;
    let count = say(&Phrase::count(TextKey::CountConversations, head.total));
    Some(match &head.meaning {
        Some(meaning) => format!(
            "{count}{}{}",
            t(TextKey::Separator),
            say(&meaning_phrase(meaning))
        ),
        None => count,
    })
}
