//! The switch that lets inferred outcomes count. The list and the dashboard have it, and it is one setting.

use crate::i18n::{TextKey, t};
use crate::state::{BrowsingState, StatusSignal};
use leptos::prelude::*;
use model::request::InferredOutcomes;

/// The switch; nothing where there is nothing inferred, unless it is on.
pub(super) fn inferred_switch(
    browse: BrowsingState,
    status: StatusSignal,
    test: &'static str,
    choose: impl Fn(InferredOutcomes) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let is_on = Memo::new(move |_| browse.list.filter.with(|it| it.inferred.are_counted()));
    let some_are = Memo::new(move |_| {
        status.with(|status| status.as_ref().is_some_and(|it| it.views.with_inferred > 0))
    });
    let turn = move |_| {
        choose(if is_on.get_untracked() {
            InferredOutcomes::Apart
        } else {
            InferredOutcomes::Counted
        });
    };
    let button = move || {
        view! {
            <button class="switch" type="button" role="switch" aria-checked=move || is_on.get().to_string() aria-label=t(TextKey::InferredSwitchName) title=t(TextKey::InferredSwitchHelp) data-testid=test on:click=turn>
                <i aria-hidden="true"></i>{t(TextKey::InferredSwitch)}
            </button>
        }
    };
    move || (is_on.get() || some_are.get()).then(button)
}
