//! The line over the list while a queue is reviewed: which, how far it is, and on to the next.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::QueuesState;
use crate::view_model::icon::Icon;
use crate::view_model::queues::{QueueStep, progress};
use crate::view_model::rules::RuleAnswer;
use leptos::prelude::*;
use model::review_queue::{QueueRule, QueueView};

/// The line; nothing while no queue is reviewed.
pub(crate) fn queue_bar(queues: QueuesState) -> impl IntoView {
    queues.follow();
    // It is drawn anew where the queue changed, not where the list did: its buttons keep the keyboard.
    let reviewed = Memo::new(move |_| queues.reviewed());
    let asks = Memo::new(move |_| queues.asks());
    move || bar(queues, reviewed.get()?, asks)
}

fn bar(queues: QueuesState, queue: QueueView, asks: Memo<bool>) -> Option<AnyView> {
    let again = queue.clone();
    let step = move |step: QueueStep,
                     key: TextKey,
                     sign: Icon,
                     cap: &'static str,
                     test: &'static str| {
        view! {
            <button class="button" type="button" title=t(key) data-testid=test on:click=move |_| queues.step(step)>
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
                <button class="button queue-compare" type="button" title=t(TextKey::QueueCompare) data-testid="queue-compare" on:click=move |_| queues.compare(&again)>
                    <span>{t(TextKey::QueueCompare)}</span>
                </button>
                <button class="plain" type="button" aria-label=t(TextKey::QueueLeave) title=t(TextKey::QueueLeave) data-testid="queue-leave" on:click=move |_| queues.leave()>
                    {icon(Icon::Close)}
                </button>
                {queue.rule.map(|rule| move || asks.get().then(|| question(queues, &rule)))}
            </div>
        }
        .into_any(),
    )
}

/// What is asked of each conversation of a queue that measures a rule. Whether the rule found it is not said.
fn question(queues: QueuesState, rule: &QueueRule) -> AnyView {
    let asked = Phrase::new(TextKey::RuleQuestion).with("name", PhraseArg::Text(rule.name.clone()));
    let answer = move |answer: RuleAnswer,
                       words: TextKey,
                       cap: &'static str,
                       test: &'static str| {
        view! {
            <button class="button" type="button" data-testid=test on:click=move |_| { queues.answer(answer); }>
                <span>{t(words)}</span><kbd aria-hidden="true">{cap}</kbd>
            </button>
        }
    };
    view! {
        <span class="queue-question" data-testid="queue-question">
            <b title=rule.definition.clone()>{say(&asked)}</b>
            {answer(RuleAnswer::Meant, TextKey::RuleYes, "Y", "queue-yes")}
            {answer(RuleAnswer::NotMeant, TextKey::RuleNo, "X", "queue-no")}
        </span>
    }
    .into_any()
}
