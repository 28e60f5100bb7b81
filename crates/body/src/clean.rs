//! The sanitiser, configured as narrowly as we use it, and Markdown on its way there.

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, Options, Parser, html};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Schemes that a link may have.
pub(crate) const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// A part of ammonia's default tags: nothing that loads, styles, or leaves HTML's namespace.
const TAGS: [&str; 26] = [
    "a",
    "blockquote",
    "br",
    "caption",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .tags(TAGS.into_iter().chain(["ul", "wbr"]).collect())
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
            ("td", HashSet::from(["colspan"])),
            ("th", HashSet::from(["colspan"])),
            ("wbr", HashSet::from(["title"])),
        ]))
        .allowed_classes(HashMap::new())
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(None);
    builder
});

/// Sanitised HTML, as the serialiser of html5ever writes it.
pub(crate) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// Markdown as HTML, which is as hostile as any. A line break in the source is one in the message:
/// people and assistants who write chat mean it so.
pub(crate) fn markdown_to_html(markdown: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(markdown, options).map(|event| match event {
        Event::SoftBreak => Event::HardBreak,
        Event::TaskListMarker(true) => Event::Text("☑ ".into()),
        Event::TaskListMarker(false) => Event::Text("☐ ".into()),
        other => other,
    });
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events);
    out
}
