//! Text in which the matches of a search are marked.

use leptos::prelude::*;
use model::view::TextPiece;

/// The text of pieces, without marks.
pub(crate) fn plain(pieces: &[TextPiece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// Pieces of text, the matches marked.
pub(crate) fn pieces(pieces: &[TextPiece]) -> AnyView {
    // A list draws hundreds of texts without a match: one node each, and no list of one.
    if let [whole] = pieces
        && !whole.hit
    {
        return whole.text.clone().into_any();
    }
    let one = |piece: &TextPiece| {
        let text = piece.text.clone();
        if piece.hit {
            view! { <mark>{text}</mark> }.into_any()
        } else {
            text.into_any()
        }
    };
    pieces.iter().map(one).collect::<Vec<_>>().into_any()
}
