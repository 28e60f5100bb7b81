//! Why a message is not shown as it was sent, in words.

use crate::english::TextKey;
use crate::phrase::Phrase;
use model::body_tree::BodyNote;

/// What is to be said of a body; a line each.
#[must_use]
pub fn body_note(note: BodyNote) -> Vec<Phrase> {
    match note {
        BodyNote::Shortened {
            cells,
            characters,
            links,
        } => {
            let counts = [
                (TextKey::BodyCellsLeftOut, cells),
                (TextKey::BodyTextLeftOut, characters),
                (TextKey::BodyLinksLeftOut, links),
            ];
            let counts = counts.into_iter().filter(|(_, count)| *count > 0);
            counts
                .map(|(key, count)| Phrase::count(key, count))
                .collect()
        }
        BodyNote::FormLost => vec![Phrase::new(TextKey::BodyFormLost)],
        BodyNote::AsItCame => vec![Phrase::new(TextKey::BodyAsItCame)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain_formats::PlainFormats;

    fn said(note: BodyNote) -> Vec<String> {
        let phrases = body_note(note).into_iter();
        phrases.map(|it| it.say(&PlainFormats)).collect()
    }

    #[test]
    fn only_what_was_left_out_is_said() {
        let note = BodyNote::Shortened {
            cells: 2_000,
            characters: 0,
            links: 1,
        };
        let lines = said(note);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(
            lines[0].contains("cells of its tables are not shown"),
            "{lines:?}"
        );
        assert!(
            lines[1].contains("address of 1 link is left out"),
            "{lines:?}"
        );
        assert_eq!(said(BodyNote::AsItCame).len(), 1);
    }
}
