//! What a key press means where it was pressed. The table of keys is a view model's.

use crate::browser::dom;
use crate::view_model::own_keys::{LEADING_KEY, OwnKeys};
use crate::view_model::shortcuts::{KeyAction, KeyChord, KeyPress, KeyScope, meaning};
use leptos::ev::KeyboardEvent;

/// What a browser calls a key that an input method has taken, whatever else it says of it.
const TAKEN_BY_INPUT_METHOD: u32 = 229;

/// What a key means at one place of the page, if anything: there all readers have the same keys. A key that
/// composes a letter means nothing.
pub(crate) fn action_for(place: KeyScope, event: &KeyboardEvent) -> Option<KeyAction> {
    pressed(place, event, chord(event)?, &OwnKeys::default())
}

/// What a key means everywhere, for a reader with these keys.
pub(crate) fn action_anywhere(event: &KeyboardEvent, own: &OwnKeys) -> Option<KeyAction> {
    pressed(KeyScope::Anywhere, event, chord(event)?, own)
}

/// What a key means everywhere after the letter that begins a sequence.
pub(crate) fn action_after_leader(event: &KeyboardEvent, own: &OwnKeys) -> Option<KeyAction> {
    match chord(event)? {
        KeyChord::Alone => pressed(KeyScope::Anywhere, event, KeyChord::AfterG, own),
        _ => None,
    }
}

/// Whether a key begins a sequence of two.
pub(crate) fn is_leader(event: &KeyboardEvent) -> bool {
    chord(event) == Some(KeyChord::Alone) && event.key() == LEADING_KEY
}

/// What is held with a key; none where that is no key of ours.
pub(crate) fn chord(event: &KeyboardEvent) -> Option<KeyChord> {
    if event.is_composing() || event.key_code() == TAKEN_BY_INPUT_METHOD {
        return None;
    }
    match (event.ctrl_key() || event.meta_key(), event.alt_key()) {
        (false, false) => Some(KeyChord::Alone),
        (true, false) => Some(KeyChord::Ctrl),
        (false, true) => Some(KeyChord::Alt),
        (true, true) => None,
    }
}

fn pressed(
    place: KeyScope,
    event: &KeyboardEvent,
    with: KeyChord,
    own: &OwnKeys,
) -> Option<KeyAction> {
    let key = event.key();
    let pressed = KeyPress {
        key: &key,
        shift: event.shift_key(),
        with,
        rtl: dom::is_rtl(),
    };
    meaning(place, pressed, own)
}
