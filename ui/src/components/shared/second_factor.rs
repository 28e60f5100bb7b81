//! The field for the code of a second factor, which is shown once there may be one.

#![allow(
    unreachable_pub,
    reason = "the macro of a component writes its function as `pub`, whatever stands there"
)]

use super::form_field::TextField;
use crate::browser::dom;
use crate::i18n::TextKey;
use leptos::html::Input;
use leptos::prelude::*;
use model::failure::FailureCode;

/// What is known of the account's second factor. Nobody documents in which words a missing code is
/// refused, so after any refusal there is a field for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecondFactor {
    Unasked,
    Possible,
    Needed,
}

impl SecondFactor {
    /// Learns from a refusal.
    pub(crate) fn learn(asked: RwSignal<Self>, code: FailureCode) {
        match code {
            FailureCode::CodeNeeded => {
                asked.set(Self::Needed);
                request_animation_frame(|| dom::focus("nexudus-code"));
            }
            FailureCode::SignInNeeded if asked.get_untracked() == Self::Unasked => {
                asked.set(Self::Possible);
            }
            _ => {}
        }
    }
}

/// The field for the code of a second factor, once there may be one.
#[component]
pub(crate) fn CodeField(
    /// The element that is typed in.
    input: NodeRef<Input>,
    /// What is known of the second factor.
    asked: RwSignal<SecondFactor>,
    /// What is wrong with what stands in it.
    wrong: Signal<Option<TextKey>>,
) -> impl IntoView {
    // What was typed stays while nothing changes.
    let asked = Memo::new(move |_| asked.get());
    let field = move |help: TextKey| {
        view! {
            <TextField
                input=input
                label=TextKey::NexudusCode
                id="nexudus-code"
                hint=TextKey::NexudusCodeHint
                help=help
                complete="one-time-code"
                wrong=wrong
            />
        }
    };
    move || match asked.get() {
        SecondFactor::Unasked => None,
        SecondFactor::Possible => Some(field(TextKey::NexudusCodeMaybe)),
        SecondFactor::Needed => Some(field(TextKey::NexudusCodeHelp)),
    }
}
