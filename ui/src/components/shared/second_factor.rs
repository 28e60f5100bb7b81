//! The field for the code of a second factor, which is shown once there may be one.

use super::form_field::{FormField, field_of};
use crate::browser::dom;
use crate::i18n::TextKey;
use leptos::html::Input;
use leptos::prelude::*;
use model::failure::Code;

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
    pub(crate) fn learn(asked: RwSignal<Self>, code: Code) {
        match code {
            Code::CodeNeeded => {
                asked.set(Self::Needed);
                request_animation_frame(|| dom::focus("nexudus-code"));
            }
            Code::SignInNeeded if asked.get_untracked() == Self::Unasked => {
                asked.set(Self::Possible);
            }
            _ => {}
        }
    }
}

/// The field for the code of a second factor, once there may be one.
pub(crate) fn code_field(
    input: NodeRef<Input>,
    asked: RwSignal<SecondFactor>,
    wrong: impl Fn() -> Option<TextKey> + Copy + Send + Sync + 'static,
) -> AnyView {
    // What was typed stays while nothing changes.
    let asked = Memo::new(move |_| asked.get());
    let field = move |help| FormField {
        hint: Some(TextKey::NexudusCodeHint),
        help: Some(help),
        complete: "one-time-code",
        ..FormField::new(input, TextKey::NexudusCode, "nexudus-code")
    };
    let shown = move || match asked.get() {
        SecondFactor::Unasked => None,
        SecondFactor::Possible => Some(field_of(field(TextKey::NexudusCodeMaybe), wrong)),
        SecondFactor::Needed => Some(field_of(field(TextKey::NexudusCodeHelp), wrong)),
    };
    shown.into_any()
}
