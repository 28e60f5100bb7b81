//! The line in the status bar while something is handed over: how far it is, and the way back to its dialog.

use crate::components::shared::icon;
use crate::i18n::{Phrase, TextKey, say};
use crate::state::HandOverState;
use crate::view_model::export_form::percent_done;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::handover::{HandOverStage, HandOverView};

/// The button, while something runs.
pub(crate) fn running_button(over: HandOverState) -> AnyView {
    let is_running = Memo::new(move |_| {
        over.view
            .with(|view| view.as_ref().is_some_and(HandOverView::is_running))
    });
    let told = move || {
        let far = over
            .view
            .with(|view| match view.as_ref().map(|it| &it.stage) {
                Some(HandOverStage::Running(far)) => percent_done(far.done, far.total),
                _ => 0,
            });
        say(&Phrase::new(TextKey::ExportRunning).number("percent", far))
    };
    (move || {
        is_running.get().then(|| {
            view! {
                <button class="inline" type="button" aria-haspopup="dialog" data-testid="status-export" on:click=move |_| over.come_back()>
                    {icon(Icon::Export)}{told}
                </button>
            }
        })
    })
    .into_any()
}
