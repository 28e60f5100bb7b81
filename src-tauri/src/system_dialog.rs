//! A question about an address as a dialog of Windows or macOS, over the window and in its way. It knows no address
//! and no words: it shows what it is given.
//!
//! On Windows the buttons bear their own words only with the common controls of version 6, which Tauri's manifest
//! asks for; without them the system's own yes would be what Enter gives (the feature in Cargo.toml).

use crate::answer_buttons::{buttons, meant_by};
use catalogue::OutwardWords;
use model::outward::OutwardAnswer;
use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::WebviewWindow;
use tokio::sync::oneshot::Sender;

/// Shows the dialog. It must be called on the main thread, and returns at once.
pub(crate) fn show(window: &WebviewWindow, words: &OutwardWords, answer: Sender<OutwardAnswer>) {
    let Some(labels) = labels(words) else {
        // Whoever waits hears of an answer that never comes as a no.
        tracing::error!("a question has more answers than a dialog");
        return;
    };
    let (title, text) = title_and_text(words);
    let pressed = AsyncMessageDialog::new()
        .set_parent(window)
        .set_level(MessageLevel::Warning)
        .set_title(title)
        .set_description(text)
        .set_buttons(labels)
        .show();
    let words = words.clone();
    tauri::async_runtime::spawn(async move {
        let label = match pressed.await {
            MessageDialogResult::Custom(label) => Some(label),
            _ => None,
        };
        // The application may have ended meanwhile: then nobody waits.
        let _nobody_waits = answer.send(meant_by(&words, label.as_deref()));
    });
}

/// The first of them is what Enter gives, whatever its place is called.
fn labels(words: &OutwardWords) -> Option<MessageButtons> {
    let labels = buttons(words)
        .into_iter()
        .map(|(_, label)| label.to_owned());
    match labels.collect::<Vec<_>>().as_slice() {
        [first, second] => Some(MessageButtons::OkCancelCustom(
            first.clone(),
            second.clone(),
        )),
        [first, second, third] => Some(MessageButtons::YesNoCancelCustom(
            first.clone(),
            second.clone(),
            third.clone(),
        )),
        _ => None,
    }
}

/// Windows writes the title into the bar of the dialog, where a long host is cut: there it stands in the text too.
fn title_and_text(words: &OutwardWords) -> (String, String) {
    if cfg!(windows) {
        let text = format!("{}\n\n{}", words.title, words.text);
        return (words.title.clone(), text);
    }
    (words.title.clone(), words.text.clone())
}
