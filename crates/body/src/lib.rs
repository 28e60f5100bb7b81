//! BODIES: hostile message text to a safe tree and to plain text.
//!
//! The road of HTML: `tidy` (bounded and well nested, in linear time) -> ammonia (the sanitiser) ->
//! `tree` -> `convert` (allow-list to `model::body_tree`). Markdown joins it as HTML. This crate must
//! never hand on an HTML string, a link with another scheme than http, https or mailto, or anything
//! that loads by itself.

mod clean;
mod convert;
mod fast_text;
mod lexer;
mod link;
mod mark_matches;
mod plain;
mod prepass;
mod tables;
mod to_text;
mod tree;

use model::BodyFormat;
use model::body_tree::BodyView;
use model::view::TextPiece;

/// A body as a tree that can be shown. Whatever comes in, this ends in time linear in its length.
/// An unknown format is read as plain text.
#[must_use]
pub fn view(format: &BodyFormat, body: &str) -> BodyView {
    match format {
        BodyFormat::Html => convert::html(body),
        BodyFormat::Markdown => convert::html(&clean::markdown_to_html(body)),
        BodyFormat::Plain | BodyFormat::Other(_) => plain::view(body),
    }
}

/// A body as plain text, for search, excerpts and terminals: no tags, no scripts, paragraphs apart,
/// list items and table rows on lines of their own. Read again as plain text it stays as it is.
#[must_use]
pub fn text(format: &BodyFormat, body: &str) -> String {
    match format {
        BodyFormat::Html => convert::text(body),
        BodyFormat::Markdown => convert::text(&clean::markdown_to_html(body)),
        BodyFormat::Plain | BodyFormat::Other(_) => to_text::settled(body),
    }
}

/// Marks the matches of a search. `hits` cuts a text into pieces; it sees each paragraph, heading
/// and cell whole, so that a phrase is found across bold and links too. Blocks of code stay unmarked.
#[must_use]
pub fn mark(view: BodyView, hits: &dyn Fn(&str) -> Vec<TextPiece>) -> BodyView {
    mark_matches::mark(view, hits)
}
