//! The status of a conversation, where its source has one.

use crate::i18n::{TextKey, t};
use leptos::prelude::*;
use model::Status;

/// The word of a status.
pub(crate) fn status_word(status: &Status) -> AnyView {
    let (class, words) = match status {
        Status::Active => ("status active", t(TextKey::StatusActive).to_owned()),
        Status::Ended => ("status", t(TextKey::StatusEnded).to_owned()),
        Status::Other(text) => ("status", text.clone()),
    };
    view! { <div class=class>{words}</div> }.into_any()
}
