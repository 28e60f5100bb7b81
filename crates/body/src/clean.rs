//! The sanitiser, configured as narrowly as we use it.

use crate::lexer::escaped_value;
use crate::tree::{HtmlNode, parse};
use ammonia::{Builder, UrlRelative};
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

/// The elements, none of which a sender can write with an attribute: `prepass` writes them all. A link
/// carries the number of its address, and `ins` is what was hidden.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = bare();
    builder
        .tags(TAGS.into_iter().chain(["ins", "ul", "wbr"]).collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["title"])),
            ("ol", HashSet::from(["start"])),
            ("td", HashSet::from(["colspan"])),
            ("th", HashSet::from(["colspan"])),
            ("wbr", HashSet::from(["title"])),
        ]));
    builder
});

/// The judge of addresses alone.
static ADDRESSES: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = bare();
    builder
        .tags(HashSet::from(["a"]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]));
    builder
});

fn bare() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .generic_attributes(HashSet::new())
        .allowed_classes(HashMap::new())
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(None);
    builder
}

/// Sanitised HTML, as the serialiser of html5ever writes it.
pub(crate) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// The addresses that may stand in a link, out of those that a body has, as written there; each in its
/// place. A body may use one a thousand times; here each is looked at once.
pub(crate) fn addresses(written: &[String]) -> Vec<Option<String>> {
    let mut html = String::new();
    for address in written {
        html.push_str("<a href=\"");
        html.push_str(&escaped_value(address));
        html.push_str("\"></a>");
    }
    let nodes = parse(&ADDRESSES.clean(&html).to_string());
    let found = nodes.into_iter().filter_map(|node| match node {
        HtmlNode::Element(element) => Some(element.href),
        HtmlNode::Text(_) => None,
    });
    let found: Vec<Option<String>> = found.collect();
    // A parser that makes another number of elements of them cannot be followed.
    if found.len() == written.len() {
        found
    } else {
        Vec::new()
    }
}
