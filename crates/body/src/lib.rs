//! BODIES: hostile message text to a safe tree and to plain text.
//!
//! The road of HTML: `prepass` (bounded, well nested and well placed, in linear time; what is hidden is
//! marked) -> ammonia (the sanitiser) -> `tree` -> `convert` (allow-list to `model::body_tree`) ->
//! `budget`. Markdown joins it as HTML. This crate must never hand on an HTML string, a link with
//! another scheme than http, https or mailto, anything that loads by itself, or more than its budget.

mod budget;
mod clean;
mod convert;
mod deep_lines;
mod fast_text;
mod filler;
mod guard;
mod ledger;
mod lexer;
mod link;
mod mark_matches;
mod markdown;
mod plain;
mod prepass;
mod readable_text;
mod sight;
mod style_rules;
mod tables;
mod to_text;
mod tree;
mod whatsapp;

pub use budget::{MAX_BYTES, MAX_CELLS, MAX_NODES};
pub use readable_text::{ConversionFault, ReadableText};

use model::body_tree::BodyView;
use model::view::TextPiece;
use model::{BodyFormat, Channel};

/// A body as a tree that can be shown. Whatever comes in, this ends in time linear in its length, and
/// what comes out is within the budget. A body that cannot be converted stands as it came, with a note.
/// An unknown format is read as plain text.
#[must_use]
pub fn view(format: &BodyFormat, body: &str) -> BodyView {
    let view = guard::guarded(|| match format {
        BodyFormat::Html => convert::html(body),
        BodyFormat::Markdown => convert::html(&markdown::to_html(body)),
        BodyFormat::Plain | BodyFormat::Other(_) => plain::view(body),
    });
    budget::fitted(view.unwrap_or_else(|| guard::as_it_came(body)))
}

/// A body as a tree, as its channel showed it: on WhatsApp plain text has marks of its own. Else it is [`view`].
#[must_use]
pub fn view_on(channel: &Channel, format: &BodyFormat, body: &str) -> BodyView {
    let is_plain = matches!(format, BodyFormat::Plain | BodyFormat::Other(_));
    if *channel != Channel::WhatsApp || !is_plain {
        return view(format, body);
    }
    let view = guard::guarded(|| whatsapp::view(body));
    budget::fitted(view.unwrap_or_else(|| guard::as_it_came(body)))
}

/// A body as plain text, for search, excerpts and terminals: no tags, no scripts, paragraphs apart,
/// list items and table rows on lines of their own. Read again as plain text it stays as it is.
#[must_use]
pub fn text(format: &BodyFormat, body: &str) -> ReadableText {
    let text = guard::guarded(|| match format {
        BodyFormat::Html => convert::text(body),
        BodyFormat::Markdown => convert::text(&markdown::to_html(body)),
        BodyFormat::Plain | BodyFormat::Other(_) => plain::text(body),
    });
    text.unwrap_or_else(|| ReadableText {
        shown: body.to_owned(),
        fault: Some(ConversionFault::Failed),
        ..ReadableText::default()
    })
}

/// Marks the matches of a search. `hits` cuts a text into pieces; it sees each paragraph, heading
/// and cell whole, so that a phrase is found across bold and links too. Blocks of code stay unmarked.
#[must_use]
pub fn mark(view: BodyView, hits: &dyn Fn(&str) -> Vec<TextPiece>) -> BodyView {
    mark_matches::mark(view, hits)
}
