//! The frame of every dialog: the browser's own modal dialog, so that the focus stays inside and
//! Escape cancels; where the focus was before, it goes back to.

use crate::state::DialogState;
use leptos::html;
use leptos::prelude::*;

/// The shape of a dialog that is a page.
pub(crate) const WIDE: &str = "wide";
/// A modal dialog.
pub(crate) fn framed(
    dialogs: DialogState,
    title: AnyView,
    test: &'static str,
    shape: &'static str,
    inside: AnyView,
) -> AnyView {
    let frame = NodeRef::<html::Dialog>::new();
    // A dialog that is taken away does not give the keyboard back by itself.
    let before = StoredValue::new_local(dialogs.origin());
    on_cleanup(move || {
        let Some(before) = before.try_get_value().flatten() else {
            return;
        };
        request_animation_frame(move || before.return_to());
    });
    Effect::new(move |_| {
        if let Some(dialog) = frame.get().filter(|dialog| !dialog.open()) {
            // It can only fail when the dialog is open already.
            let _ = dialog.show_modal();
            if !shape.is_empty() {
                // It is looked at first; none of its controls asks for the keyboard.
                let _ = dialog.focus();
            }
        }
    });
    view! {
        <dialog
            class=format!("dialog {shape}")
            node_ref=frame
            tabindex="-1"
            aria-labelledby="dialog-title"
            data-testid=test
            on:close=move |_| dialogs.close()
        >
            <h2 id="dialog-title">{title}</h2>
            {inside}
        </dialog>
    }
    .into_any()
}
