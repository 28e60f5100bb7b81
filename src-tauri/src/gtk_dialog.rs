//! A question about an address as a dialog of GTK, over the window and in its way. It knows no address and no
//! words: it shows what it is given.

use catalogue::OutwardWords;
use gtk::prelude::*;
use gtk::{ButtonsType, Container, DialogFlags, Label, MessageDialog, MessageType, ResponseType};
use model::outward::OutwardAnswer;
use std::cell::Cell;
use tauri::WebviewWindow;
use tokio::sync::oneshot::Sender;

/// How wide the words are at most, in letters: an address has no blanks to break it at.
const WIDEST: i32 = 72;

/// Shows the dialog. It must be called on the main thread, and returns at once.
pub(crate) fn show(window: &WebviewWindow, words: &OutwardWords, answer: Sender<OutwardAnswer>) {
    let dialog = MessageDialog::new(
        window.gtk_window().ok().as_ref(),
        DialogFlags::MODAL | DialogFlags::DESTROY_WITH_PARENT,
        MessageType::Question,
        ButtonsType::None,
        &words.title,
    );
    dialog.set_secondary_text(Some(&words.text));
    for label in labels(&dialog) {
        label.set_max_width_chars(WIDEST);
        label.set_line_wrap_mode(gtk::pango::WrapMode::WordChar);
    }
    add_answers(&dialog, words);
    tell_answer(&dialog, answer);
    dialog.show_all();
    dialog.present();
}

/// No stands first, and is what Enter gives.
fn add_answers(dialog: &MessageDialog, words: &OutwardWords) {
    dialog.add_button(words.cancel, ResponseType::Cancel);
    if let Some(until_closed) = words.until_closed {
        dialog.add_button(until_closed, ResponseType::Apply);
    }
    dialog.add_button(words.once, ResponseType::Yes);
    dialog.set_default_response(ResponseType::Cancel);
}

fn tell_answer(dialog: &MessageDialog, answer: Sender<OutwardAnswer>) {
    let answer = Cell::new(Some(answer));
    dialog.connect_response(move |dialog, response| {
        if let Some(answer) = answer.take() {
            // The application may have ended meanwhile: then nobody waits.
            let _nobody_waits = answer.send(meant_by(response));
        }
        // What closes it by itself is over already.
        if response != ResponseType::DeleteEvent {
            dialog.close();
        }
    });
}

fn meant_by(response: ResponseType) -> OutwardAnswer {
    match response {
        ResponseType::Yes => OutwardAnswer::Once,
        ResponseType::Apply => OutwardAnswer::UntilClosed,
        _ => OutwardAnswer::Refused,
    }
}

fn labels(dialog: &MessageDialog) -> Vec<Label> {
    let area = dialog.message_area().downcast::<Container>().ok();
    let children = area.map(|area| area.children()).unwrap_or_default();
    let labels = children.into_iter();
    labels.filter_map(|child| child.downcast().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_not_yes_is_no() {
        let cases = [
            (ResponseType::Yes, OutwardAnswer::Once),
            (ResponseType::Apply, OutwardAnswer::UntilClosed),
            (ResponseType::Cancel, OutwardAnswer::Refused),
            (ResponseType::DeleteEvent, OutwardAnswer::Refused),
            (ResponseType::None, OutwardAnswer::Refused),
            (ResponseType::Other(7), OutwardAnswer::Refused),
        ];
        for (response, meaning) in cases {
            assert_eq!(meant_by(response), meaning, "{response:?}");
        }
    }
}
