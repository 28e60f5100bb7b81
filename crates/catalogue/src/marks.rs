//! The words for what the manager notes.

use crate::{Phrase, PhraseArg, TextKey};
use model::FlagKind;

/// What is wrong with a message.
#[must_use]
pub fn flag_kind(kind: &FlagKind) -> Phrase {
    match kind {
        FlagKind::WrongPrice => TextKey::FlagWrongPrice.into(),
        FlagKind::WrongTime => TextKey::FlagWrongTime.into(),
        FlagKind::Invented => TextKey::FlagInvented.into(),
        FlagKind::RefusedNeedlessly => TextKey::FlagRefusedNeedlessly.into(),
        FlagKind::Rude => TextKey::FlagRude.into(),
        FlagKind::Unlisted => TextKey::FlagUnlisted.into(),
        FlagKind::Other(kind) => {
            Phrase::new(TextKey::AsItIs).with("text", PhraseArg::Text(kind.clone()))
        }
    }
}
