//! Quotations in a message: a short one is what the writer answers, a long one the history that a mail drags along.

use model::body_tree::{BodyBlock, BodyView};

/// Longer ones are folded, in characters.
const LONG: usize = 240;

/// Whether a quotation is so long that it is folded.
#[must_use]
pub fn is_long_quote(inside: &[BodyBlock]) -> bool {
    let quoted = BodyView {
        blocks: inside.to_vec(),
        ..BodyView::default()
    };
    quoted.to_text().chars().nth(LONG).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::body_tree::BodyInline;

    #[test]
    fn what_is_answered_is_read_and_a_history_is_folded() {
        let quote = |text: &str| {
            let text = text.to_owned();
            let inlines = vec![BodyInline::Text { text }];
            [BodyBlock::Paragraph { inlines }]
        };
        assert!(!is_long_quote(&quote("Is the loft free on Monday?")));
        assert!(is_long_quote(&quote(
            &"On Monday somebody wrote. ".repeat(20)
        )));
        assert!(!is_long_quote(&[]));
    }
}
