//! A field of a form: its label, its help, and what is wrong with it, tied together for a screen reader.

#![allow(
    unreachable_pub,
    reason = "the macro of a component writes its function as `pub`, whatever stands there"
)]

use crate::i18n::{TextKey, t};
use leptos::html::Input;
use leptos::prelude::*;

/// What stands in a field, without blanks around it.
pub(crate) fn read(field: NodeRef<Input>) -> String {
    raw(field).trim().to_owned()
}

/// What stands in a field, to the letter.
pub(crate) fn raw(field: NodeRef<Input>) -> String {
    field
        .get_untracked()
        .map(|input| input.value())
        .unwrap_or_default()
}

/// A field with its label, its help and what is wrong with it.
#[component]
pub(crate) fn TextField(
    /// The element that is typed in.
    input: NodeRef<Input>,
    /// Its label.
    label: TextKey,
    /// The id of the element, and its name for tests.
    id: &'static str,
    /// The kind of the element.
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it while it is empty.
    #[prop(optional)]
    hint: Option<TextKey>,
    /// What is said below it while nothing is wrong.
    #[prop(optional)]
    help: Option<TextKey>,
    /// What a password store may fill in.
    #[prop(default = "off")]
    complete: &'static str,
    /// What is wrong with what stands in it.
    #[prop(optional)]
    wrong: Signal<Option<TextKey>>,
) -> impl IntoView {
    let described = format!("{id}-help");
    view! {
        <div class="field">
            <label for=id>{t(label)}</label>
            <input
                id=id
                type=kind
                node_ref=input
                placeholder=hint.map(t)
                spellcheck="false"
                autocomplete=complete
                aria-describedby=described.clone()
                aria-invalid=move || wrong.get().is_some().to_string()
                data-testid=id
            />
            <small id=described class:wrong=move || wrong.get().is_some()>
                {move || wrong.get().or(help).map(t)}
            </small>
        </div>
    }
}
