//! From sanitised HTML to the blocks of `model::body_tree`, by allow-list: an element that is not named
//! here leaves its text and nothing else. White space is collapsed as a browser does.

use crate::link::{BodyLink, autolinked, target};
use crate::tree::{HtmlElement, HtmlNode, parse};
use crate::{clean, fast_text, prepass, tables, to_text};
use model::body_tree::{BodyBlock, BodyInline, BodyView};

/// Quotations, lists and cells inside each other; deeper ones are shown without their own frame.
pub(crate) const MAX_DEPTH: usize = 32;

/// A hostile HTML body as a tree.
pub(crate) fn html(body: &str) -> BodyView {
    let tidied = prepass::prepass(body);
    let nodes = parse(&clean::sanitise(&tidied.html));
    let mut flow = BlockFlow::default();
    flow.nodes(&nodes);
    BodyView {
        blocks: flow.finish(),
        blocked_images: tidied.images,
    }
}

/// A hostile HTML body as plain text: what the words of its tree are.
pub(crate) fn text(body: &str) -> String {
    let tidied = prepass::prepass(body);
    if fast_text::stands_as_written(&tidied.html) {
        words(&tidied.html)
    } else {
        words(&clean::sanitise(&tidied.html))
    }
}

/// The words of HTML that is spelled out as a parser's own.
pub(crate) fn words(html: &str) -> String {
    let mut flow = BlockFlow {
        links: LinkMode::AsText,
        ..BlockFlow::default()
    };
    flow.nodes(&parse(html));
    to_text::settled(&to_text::of_blocks(&flow.finish()))
}

/// What becomes of links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LinkMode {
    #[default]
    Kept,
    /// Only their words are wanted: their addresses are not looked at.
    AsText,
}

/// Inlines that are being gathered, inside the emphasis and links that are open.
#[derive(Debug, Default)]
pub(crate) struct BlockFlow {
    blocks: Vec<BodyBlock>,
    line: Vec<BodyInline>,
    frames: Vec<OpenFrame>,
    last: LastWritten,
    heading: Option<u8>,
    depth: usize,
    links: LinkMode,
}

#[derive(Debug)]
struct OpenFrame {
    wrap: InlineWrap,
    inlines: Vec<BodyInline>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum InlineWrap {
    Strong,
    Emphasis,
    Strike,
    Link(BodyLink),
}

/// What stands before the next character: it decides whether a space shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LastWritten {
    #[default]
    Start,
    Space,
    Character,
    Break,
}

impl BlockFlow {
    /// A flow for the content of a quotation, an item or a cell.
    pub(crate) fn inside(&self) -> Self {
        let frames = self.frames.iter().map(|frame| OpenFrame {
            wrap: frame.wrap.clone(),
            inlines: Vec::new(),
        });
        Self {
            frames: frames.collect(),
            depth: self.depth + 1,
            links: self.links,
            ..Self::default()
        }
    }

    /// The blocks of some nodes, as the content of something inside this flow.
    pub(crate) fn blocks_of(&self, nodes: &[HtmlNode]) -> Vec<BodyBlock> {
        let mut inner = self.inside();
        inner.nodes(nodes);
        inner.finish()
    }

    pub(crate) fn nodes(&mut self, nodes: &[HtmlNode]) {
        for node in nodes {
            match node {
                HtmlNode::Text(text) => self.text(text),
                HtmlNode::Element(element) => self.element(element),
            }
        }
    }

    pub(crate) fn finish(mut self) -> Vec<BodyBlock> {
        self.end_paragraph();
        self.blocks
    }

    fn element(&mut self, element: &HtmlElement) {
        match element.name.as_str() {
            "strong" => self.wrapped(InlineWrap::Strong, element),
            "em" => self.wrapped(InlineWrap::Emphasis, element),
            "s" => self.wrapped(InlineWrap::Strike, element),
            "a" => self.link(element),
            "code" => self.code(element),
            "br" => self.line_break(),
            "wbr" => self.image(element),
            "hr" => self.block(BodyBlock::Rule),
            "pre" => self.preformatted(element),
            "ul" => self.list(None, element),
            "ol" => self.list(Some(element.start.unwrap_or(1)), element),
            "blockquote" => self.quote(element),
            "table" => self.table(element),
            name => match heading_level(name) {
                Some(level) => self.heading(level, element),
                None => self.plain_block(element),
            },
        }
    }

    fn wrapped(&mut self, wrap: InlineWrap, element: &HtmlElement) {
        let is_open = self
            .frames
            .iter()
            .any(|frame| same_kind(&frame.wrap, &wrap));
        if is_open {
            return self.nodes(&element.children);
        }
        self.frames.push(OpenFrame {
            wrap,
            inlines: Vec::new(),
        });
        self.nodes(&element.children);
        self.close_frame();
    }

    fn close_frame(&mut self) {
        let Some(OpenFrame { wrap, inlines }) = self.frames.pop() else {
            return;
        };
        if inlines.iter().any(is_visible) {
            self.push(wrap.around(inlines));
        } else {
            // Emphasis around nothing but a space is a space.
            for inline in inlines {
                self.push(inline);
            }
        }
    }

    fn link(&mut self, element: &HtmlElement) {
        let href = match self.links {
            LinkMode::Kept => element.href.as_deref(),
            LinkMode::AsText => None,
        };
        match href.and_then(target) {
            Some(target) => self.wrapped(InlineWrap::Link(target), element),
            None => self.nodes(&element.children),
        }
    }

    fn code(&mut self, element: &HtmlElement) {
        let mut text = String::new();
        raw_text(&element.children, &mut text);
        let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.push(BodyInline::Code { text });
            self.last = LastWritten::Character;
        }
    }

    fn image(&mut self, element: &HtmlElement) {
        let Some(alt) = &element.title else { return };
        self.push(BodyInline::BlockedImage {
            alt: alt.split_whitespace().collect::<Vec<_>>().join(" "),
        });
        self.last = LastWritten::Character;
    }

    /// A second break in a row ends the paragraph: that is how mail programs write one.
    fn line_break(&mut self) {
        match self.last {
            LastWritten::Start => {}
            LastWritten::Break => self.end_paragraph(),
            LastWritten::Space | LastWritten::Character => {
                self.push(BodyInline::Break);
                self.last = LastWritten::Break;
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut collapsed = String::with_capacity(text.len());
        for c in text.chars().filter(|c| !is_override(*c)) {
            if !c.is_ascii_whitespace() {
                collapsed.push(c);
                self.last = LastWritten::Character;
            } else if self.last == LastWritten::Character {
                collapsed.push(' ');
                self.last = LastWritten::Space;
            }
        }
        self.push_text(collapsed);
    }

    fn push_text(&mut self, text: String) {
        match self.top().last_mut() {
            _ if text.is_empty() => {}
            Some(BodyInline::Text { text: before }) => before.push_str(&text),
            _ => self.push(BodyInline::Text { text }),
        }
    }

    fn push(&mut self, inline: BodyInline) {
        self.top().push(inline);
    }

    fn top(&mut self) -> &mut Vec<BodyInline> {
        self.frames
            .last_mut()
            .map_or(&mut self.line, |frame| &mut frame.inlines)
    }

    /// Ends the paragraph or heading; what is open around it stays open for the next one.
    fn end_paragraph(&mut self) {
        let wraps: Vec<InlineWrap> = self.frames.iter().map(|frame| frame.wrap.clone()).collect();
        while !self.frames.is_empty() {
            self.close_frame();
        }
        let mut inlines = std::mem::take(&mut self.line);
        trim_end(&mut inlines);
        if inlines.iter().any(is_visible) {
            let inlines = match self.links {
                LinkMode::Kept => with_autolinks(inlines),
                LinkMode::AsText => inlines,
            };
            self.blocks.push(match self.heading {
                Some(level) => BodyBlock::Heading { level, inlines },
                None => BodyBlock::Paragraph { inlines },
            });
        }
        self.frames = wraps
            .into_iter()
            .map(|wrap| OpenFrame {
                wrap,
                inlines: Vec::new(),
            })
            .collect();
        self.last = LastWritten::Start;
    }

    fn block(&mut self, block: BodyBlock) {
        self.end_paragraph();
        self.blocks.push(block);
    }

    fn plain_block(&mut self, element: &HtmlElement) {
        self.end_paragraph();
        self.nodes(&element.children);
        self.end_paragraph();
    }

    fn heading(&mut self, level: u8, element: &HtmlElement) {
        self.end_paragraph();
        let outer = self.heading.replace(level);
        self.nodes(&element.children);
        self.end_paragraph();
        self.heading = outer;
    }

    fn preformatted(&mut self, element: &HtmlElement) {
        let mut text = String::new();
        raw_text(&element.children, &mut text);
        let text = text.trim_end().trim_start_matches('\n');
        if !text.trim().is_empty() {
            self.block(BodyBlock::Code {
                text: text.to_owned(),
            });
        }
    }

    fn quote(&mut self, element: &HtmlElement) {
        if self.depth >= MAX_DEPTH {
            return self.plain_block(element);
        }
        self.end_paragraph();
        let blocks = self.blocks_of(&element.children);
        if !blocks.is_empty() {
            self.blocks.push(BodyBlock::Quote { blocks });
        }
    }

    fn list(&mut self, start: Option<u32>, element: &HtmlElement) {
        if self.depth >= MAX_DEPTH {
            return self.plain_block(element);
        }
        self.end_paragraph();
        let mut items: Vec<Vec<BodyBlock>> = Vec::new();
        for node in &element.children {
            let blocks = self.blocks_of(std::slice::from_ref(node));
            match items.last_mut() {
                _ if blocks.is_empty() => {}
                // A list straight inside a list belongs to the item before it.
                Some(item) if is_list(node) => item.extend(blocks),
                _ => items.push(blocks),
            }
        }
        if !items.is_empty() {
            self.blocks.push(BodyBlock::List { start, items });
        }
    }

    fn table(&mut self, element: &HtmlElement) {
        if self.depth >= MAX_DEPTH {
            return self.plain_block(element);
        }
        self.end_paragraph();
        let blocks = tables::blocks(&|nodes| self.blocks_of(nodes), element);
        self.blocks.extend(blocks);
    }
}

impl InlineWrap {
    fn around(self, inlines: Vec<BodyInline>) -> BodyInline {
        match self {
            Self::Strong => BodyInline::Strong { inlines },
            Self::Emphasis => BodyInline::Emphasis { inlines },
            Self::Strike => BodyInline::Strike { inlines },
            Self::Link(BodyLink { url, host }) => BodyInline::Link { url, host, inlines },
        }
    }
}

fn same_kind(one: &InlineWrap, other: &InlineWrap) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn is_list(node: &HtmlNode) -> bool {
    matches!(node, HtmlNode::Element(element) if matches!(element.name.as_str(), "ul" | "ol"))
}

fn heading_level(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Text of nodes as it is written, for code.
fn raw_text(nodes: &[HtmlNode], out: &mut String) {
    for node in nodes {
        match node {
            HtmlNode::Text(text) => out.extend(text.chars().filter(|c| !is_override(*c))),
            HtmlNode::Element(element) if element.name == "br" => out.push('\n'),
            HtmlNode::Element(element) => raw_text(&element.children, out),
        }
    }
}

/// The override characters turn the text after them around, the host of a link included.
pub(crate) fn is_override(c: char) -> bool {
    matches!(c, '\u{202D}' | '\u{202E}')
}

/// Whether an inline shows anything. Mail programs pad with no-break and zero-width spaces.
pub(crate) fn is_visible(inline: &BodyInline) -> bool {
    match inline {
        BodyInline::Text { text } | BodyInline::Code { text } | BodyInline::Mark { text } => {
            text.chars().any(|c| !is_blank(c))
        }
        BodyInline::BlockedImage { .. } => true,
        BodyInline::Break => false,
        BodyInline::Strong { inlines }
        | BodyInline::Emphasis { inlines }
        | BodyInline::Strike { inlines }
        | BodyInline::Link { inlines, .. } => inlines.iter().any(is_visible),
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// Drops the spaces and breaks at the end of a line.
fn trim_end(inlines: &mut Vec<BodyInline>) {
    while let Some(last) = inlines.last_mut() {
        match last {
            BodyInline::Text { text } => text.truncate(text.trim_end_matches(' ').len()),
            BodyInline::Strong { inlines }
            | BodyInline::Emphasis { inlines }
            | BodyInline::Strike { inlines }
            | BodyInline::Link { inlines, .. } => trim_end(inlines),
            BodyInline::Break
            | BodyInline::Code { .. }
            | BodyInline::BlockedImage { .. }
            | BodyInline::Mark { .. } => {}
        }
        if is_something(last) {
            return;
        }
        inlines.pop();
    }
}

fn is_something(inline: &BodyInline) -> bool {
    match inline {
        BodyInline::Text { text } => !text.is_empty(),
        BodyInline::Break => false,
        BodyInline::Strong { inlines }
        | BodyInline::Emphasis { inlines }
        | BodyInline::Strike { inlines }
        | BodyInline::Link { inlines, .. } => !inlines.is_empty(),
        BodyInline::Code { .. } | BodyInline::BlockedImage { .. } | BodyInline::Mark { .. } => true,
    }
}

/// Addresses in running text become links, unless they are in one.
fn with_autolinks(inlines: Vec<BodyInline>) -> Vec<BodyInline> {
    let mut out = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match inline {
            BodyInline::Text { text } => out.extend(autolinked(&text)),
            BodyInline::Strong { inlines } => out.push(BodyInline::Strong {
                inlines: with_autolinks(inlines),
            }),
            BodyInline::Emphasis { inlines } => out.push(BodyInline::Emphasis {
                inlines: with_autolinks(inlines),
            }),
            BodyInline::Strike { inlines } => out.push(BodyInline::Strike {
                inlines: with_autolinks(inlines),
            }),
            other => out.push(other),
        }
    }
    out
}
