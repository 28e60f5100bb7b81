//! The text part of a transcript: for readers and programs that show no HTML. Links are written out.

use super::content::{TranscriptContent, TranscriptLength, note_text};

/// The text part.
pub(super) fn render(letter: &TranscriptContent) -> String {
    let mut out = format!("{}\n\n{}\n", letter.brand, letter.intro);
    if letter.length == TranscriptLength::Cut {
        out.push_str(
            "\nEarlier messages are left out: the conversation is too long for one mail.\n",
        );
    }
    for entry in &letter.entries {
        out.push_str(&format!(
            "\n{}, {}\n{}\n",
            entry.label,
            entry.at,
            entry.body.to_text()
        ));
        if let Some(note) = entry.body.note {
            out.push_str(&format!("({})\n", note_text(note)));
        }
    }
    if !letter.contact.is_empty() {
        out.push_str(&format!("\n-- \n{}\n{}\n", letter.brand, letter.contact));
    }
    out
}
