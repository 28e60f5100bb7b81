//! A field of a form: its label, its help, and what is wrong with it, tied together for a screen reader.

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

/// A field of a form.
#[derive(Clone, Copy)]
pub(crate) struct FormField {
    pub(crate) input: NodeRef<Input>,
    pub(crate) label: TextKey,
    pub(crate) kind: &'static str,
    pub(crate) hint: Option<TextKey>,
    pub(crate) id: &'static str,
    pub(crate) help: Option<TextKey>,
    /// What a password store may fill in.
    pub(crate) complete: &'static str,
}

impl FormField {
    /// A field for text.
    pub(crate) const fn new(input: NodeRef<Input>, label: TextKey, id: &'static str) -> Self {
        Self {
            input,
            label,
            kind: "text",
            hint: None,
            id,
            help: None,
            complete: "off",
        }
    }
}

/// A field with its label, its help and what is wrong with it.
pub(crate) fn field_of(
    field: FormField,
    wrong: impl Fn() -> Option<TextKey> + Copy + Send + Sync + 'static,
) -> AnyView {
    let FormField {
        input,
        label,
        kind,
        hint,
        id,
        help,
        complete,
    } = field;
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
                aria-invalid=move || wrong().is_some().to_string()
                data-testid=id
            />
            <small id=described class:wrong=move || wrong().is_some()>
                {move || wrong().or(help).map(t)}
            </small>
        </div>
    }
    .into_any()
}

/// A field, told in a row.
pub(crate) fn field(
    input: NodeRef<Input>,
    label: TextKey,
    kind: &'static str,
    hint: Option<TextKey>,
    id: &'static str,
    help: Option<TextKey>,
    wrong: impl Fn() -> Option<TextKey> + Copy + Send + Sync + 'static,
) -> AnyView {
    let field = FormField {
        kind,
        hint,
        help,
        ..FormField::new(input, label, id)
    };
    field_of(field, wrong)
}
