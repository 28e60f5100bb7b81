//! What a key press means where it was pressed. The table of keys is a view model's.

use crate::browser::dom;
use crate::view_model::shortcuts::{KeyAction, KeyPress, KeyScope, meaning};
use leptos::ev::KeyboardEvent;

/// What a key means at a place, if anything. A key that is part of a chord means nothing.
pub(crate) fn action_for(place: KeyScope, event: &KeyboardEvent) -> Option<KeyAction> {
    let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    if chord || event.is_composing() {
        return None;
    }
    let key = event.key();
    let pressed = KeyPress {
        key: &key,
        shift: event.shift_key(),
        rtl: dom::is_rtl(),
    };
    meaning(place, pressed)
}
