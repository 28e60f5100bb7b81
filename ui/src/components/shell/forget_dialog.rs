//! The question before this laptop is forgotten: what goes, and a word that no hand types by habit.

use crate::components::shared::{TextField, framed, read};
use crate::i18n::{TextKey, explain, forgotten_words, say, t};
use crate::state::{DialogState, ForgettingState, ForgettingStep};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use model::view::LaptopHoldings;

/// What is typed.
const WORD: &str = "forget";

/// The dialog.
pub(super) fn forget_dialog(state: ForgettingState, dialogs: DialogState) -> AnyView {
    let inside = view! {
        {move || state.failed.get().map(|failure| view! { <p class="wrong" role="alert" data-testid="forget-failed">{explain(&failure)}</p> })}
        {move || state.held.get().map(goes)}
        {move || match state.step.get() {
            ForgettingStep::Asked => question(state, dialogs),
            ForgettingStep::Running => view! { <p role="status">{t(TextKey::ForgetRuns)}</p> }.into_any(),
        }}
    };
    let title = t(TextKey::ForgetTitle).into_any();
    framed(dialogs, title, "forget-dialog", "", inside.into_any())
}

fn goes(held: LaptopHoldings) -> AnyView {
    let lines = forgotten_words(held).into_iter();
    let lines = lines.map(|line| view! { <li>{say(&line)}</li> }.into_any());
    view! { <ul class="deletion-goes" data-testid="forget-goes">{lines.collect::<Vec<_>>()}</ul> }
        .into_any()
}

fn question(state: ForgettingState, dialogs: DialogState) -> AnyView {
    let field = NodeRef::<Input>::new();
    let wrong = RwSignal::new(None::<TextKey>);
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        if read(field).eq_ignore_ascii_case(WORD) {
            state.forget();
        } else {
            wrong.set(Some(TextKey::ForgetWordWrong));
        }
    };
    view! {
        <form novalidate autocomplete="off" on:submit=confirm>
            <TextField input=field label=TextKey::ForgetWord id="forget-word" wrong=Signal::from(wrong) />
            <footer>
                <button class="button" type="button" data-testid="dialog-cancel" on:click=move |_| dialogs.close()>{t(TextKey::Cancel)}</button>
                <button class="button danger" type="submit" data-testid="forget-do">{t(TextKey::ForgetDo)}</button>
            </footer>
        </form>
    }
    .into_any()
}
