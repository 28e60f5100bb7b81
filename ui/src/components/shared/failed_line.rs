//! The line of a page whose numbers could not be counted: why, and once more.

use crate::i18n::{TextKey, explain, t};
use leptos::prelude::*;
use model::failure::Failure;

/// The line.
pub(crate) fn failed_line(
    failure: &Failure,
    test: &'static str,
    again: impl Fn() + 'static,
) -> AnyView {
    view! {
        <p class="wrong" role="alert" data-testid=test>
            {explain(failure)}
            <button class="button" type="button" on:click=move |_| again()>{t(TextKey::Retry)}</button>
        </p>
    }
    .into_any()
}
