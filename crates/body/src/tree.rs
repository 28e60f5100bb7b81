//! Sanitised HTML as a tree. The text comes from ammonia's serialiser, so it is well nested and no
//! deeper than `tidy` lets it be; anything else would only be shown oddly, never acted on.

use crate::lexer::{HtmlLexer, HtmlToken, TagAttributes};

/// An element or text.
#[derive(Debug)]
pub(crate) enum HtmlNode {
    Text(String),
    Element(HtmlElement),
}

/// An element that ammonia let pass.
#[derive(Debug, Default)]
pub(crate) struct HtmlElement {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    /// The alternative text of an image, or the number of a link's address.
    pub(crate) title: Option<String>,
    pub(crate) start: Option<u32>,
    pub(crate) colspan: Option<usize>,
    pub(crate) children: Vec<HtmlNode>,
}

/// Reads sanitised HTML.
pub(crate) fn parse(html: &str) -> Vec<HtmlNode> {
    let mut open = vec![HtmlElement::default()];
    for token in HtmlLexer::new(html) {
        match token {
            HtmlToken::Text(text) => add(&mut open, HtmlNode::Text(resolved(text))),
            HtmlToken::Start(name, attributes) => start(&mut open, name, &attributes),
            HtmlToken::End(name) => end(&mut open, &name),
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().map(|root| root.children).unwrap_or_default()
}

fn start(open: &mut Vec<HtmlElement>, name: String, attributes: &TagAttributes<'_>) {
    let is_void = matches!(name.as_str(), "br" | "hr" | "wbr");
    open.push(HtmlElement {
        name,
        href: attributes.href.map(resolved),
        title: attributes.title.map(resolved),
        start: attributes
            .start
            .and_then(|number| number.trim().parse().ok()),
        colspan: attributes
            .colspan
            .and_then(|number| number.trim().parse().ok()),
        children: Vec::new(),
    });
    if is_void {
        close(open);
    }
}

fn end(open: &mut Vec<HtmlElement>, name: &str) {
    if open.len() > 1 && open.last().is_some_and(|element| element.name == name) {
        close(open);
    }
}

fn close(open: &mut Vec<HtmlElement>) {
    if let Some(element) = open.pop() {
        add(open, HtmlNode::Element(element));
    }
}

fn add(open: &mut [HtmlElement], node: HtmlNode) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

/// The serialiser writes these five character references and no other; `&amp;` last.
fn resolved(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}
