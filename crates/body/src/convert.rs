//! From sanitised HTML to the blocks of `model::body_tree`, by allow-list: an element that is not named
//! here leaves its text and nothing else. White space is collapsed as a browser does.

use crate::filler::without_filler;
use crate::ledger::BodyLedger;
use crate::link::{autolinked, unshown};
use crate::prepass::NestedHtml;
use crate::readable_text::{ConversionFault, ReadableText};
use crate::to_text::is_hidden;
use crate::tree::{HtmlElement, HtmlNode, parse};
use crate::{budget, clean, fast_text, prepass, tables, to_text};
use model::body_tree::{BodyBlock, BodyInline, BodyNote, BodyView};
use model::visible;
use std::rc::Rc;

/// Quotations, lists and cells inside each other; deeper ones are shown without their own frame.
pub(crate) const MAX_DEPTH: usize = 32;

/// A hostile HTML body as a tree.
pub(crate) fn html(body: &str) -> BodyView {
    let tidied = prepass::prepass(body);
    let nodes = parse(&clean::sanitise(&tidied.html));
    let addresses = clean::addresses(&tidied.addresses);
    let ledger = BodyLedger::new(body.len(), addresses);
    let mut flow = BlockFlow {
        ledger: Rc::new(ledger),
        ..BlockFlow::default()
    };
    let ledger = Rc::clone(&flow.ledger);
    flow.nodes(&nodes);
    BodyView {
        blocks: flow.finish(),
        links: ledger.take_links(),
        blocked_images: tidied.images,
        note: note_of(&tidied),
    }
}

fn note_of(tidied: &NestedHtml) -> Option<BodyNote> {
    tidied.lost_form.then_some(BodyNote::FormLost)
}

/// A hostile HTML body as plain text: what the words of its tree are.
pub(crate) fn text(body: &str) -> ReadableText {
    let tidied = prepass::prepass(body);
    let words = if fast_text::stands_as_written(&tidied.html) {
        words(body.len(), &tidied.html)
    } else {
        words(body.len(), &clean::sanitise(&tidied.html))
    };
    let links = unshown(&tidied.addresses, &words.shown);
    ReadableText { links, ..words }
}

/// The words of HTML that is spelled out as a parser's own, of a body of some bytes.
fn words(bytes: usize, html: &str) -> ReadableText {
    let mut flow = BlockFlow {
        links: LinkMode::AsText,
        ledger: Rc::new(BodyLedger::new(bytes, Vec::new())),
        ..BlockFlow::default()
    };
    flow.nodes(&parse(html));
    let blocks = flow.finish();
    ReadableText {
        shown: to_text::settled(&to_text::of_blocks(&blocks)),
        hidden: to_text::settled(&to_text::hidden(&blocks)),
        links: String::new(),
        fault: budget::is_exceeded(&blocks).then_some(ConversionFault::OverBudget),
    }
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
    /// What was hidden since the last block.
    hidden: Vec<String>,
    ledger: Rc<BodyLedger>,
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
    /// The place of its target.
    Link(u32),
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
            ledger: Rc::clone(&self.ledger),
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
        joined_hidden(self.blocks)
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
            "ins" => self.hide(&element.children),
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
        let number = match self.links {
            LinkMode::Kept => element.title.as_deref(),
            LinkMode::AsText => None,
        };
        match number.and_then(|it| self.ledger.place_of_number(it)) {
            Some(place) => self.wrapped(InlineWrap::Link(place), element),
            None => self.nodes(&element.children),
        }
    }

    /// Text that its sender hid goes after the paragraph that it stands in.
    fn hide(&mut self, nodes: &[HtmlNode]) {
        let mut text = String::new();
        raw_text(nodes, &mut text);
        let text = without_filler(&text);
        let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        self.hidden.extend(visible(&text).map(str::to_owned));
    }

    /// What is hidden inside of an element of which only the text is taken.
    fn hide_inside(&mut self, nodes: &[HtmlNode]) {
        for node in nodes {
            match node {
                HtmlNode::Element(element) if element.name == "ins" => self.hide(&element.children),
                HtmlNode::Element(element) => self.hide_inside(&element.children),
                HtmlNode::Text(_) => {}
            }
        }
    }

    fn code(&mut self, element: &HtmlElement) {
        let mut text = String::new();
        raw_text(&element.children, &mut text);
        self.hide_inside(&element.children);
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
        let text = without_filler(text);
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
                LinkMode::Kept => with_autolinks(inlines, &self.ledger),
                LinkMode::AsText => inlines,
            };
            self.blocks.push(match self.heading {
                Some(level) => BodyBlock::Heading { level, inlines },
                None => BodyBlock::Paragraph { inlines },
            });
        }
        self.end_hidden();
        self.frames = wraps
            .into_iter()
            .map(|wrap| OpenFrame {
                wrap,
                inlines: Vec::new(),
            })
            .collect();
        self.last = LastWritten::Start;
    }

    fn end_hidden(&mut self) {
        if !self.hidden.is_empty() {
            let text = std::mem::take(&mut self.hidden).join(" ");
            let inlines = vec![BodyInline::Text { text }];
            self.blocks.push(BodyBlock::Hidden {
                blocks: vec![BodyBlock::Paragraph { inlines }],
            });
        }
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
        self.end_paragraph();
        self.hide_inside(&element.children);
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
        if blocks.iter().all(is_hidden) {
            self.blocks.extend(blocks);
        } else {
            self.blocks.push(BodyBlock::Quote { blocks });
        }
    }

    fn list(&mut self, start: Option<u32>, element: &HtmlElement) {
        if self.depth >= MAX_DEPTH {
            return self.plain_block(element);
        }
        self.end_paragraph();
        let mut items: Vec<Vec<BodyBlock>> = Vec::new();
        let mut hidden = Vec::new();
        for node in &element.children {
            let blocks = self.blocks_of(std::slice::from_ref(node));
            match items.last_mut() {
                // An item of which nothing is seen is none.
                _ if blocks.iter().all(is_hidden) => hidden.extend(blocks),
                // A list straight inside a list belongs to the item before it.
                Some(item) if is_list(node) => item.extend(blocks),
                _ => items.push(blocks),
            }
        }
        if !items.is_empty() {
            self.blocks.push(BodyBlock::List { start, items });
        }
        self.blocks.extend(hidden);
    }

    fn table(&mut self, element: &HtmlElement) {
        if self.depth >= MAX_DEPTH {
            return self.plain_block(element);
        }
        self.end_paragraph();
        let blocks = tables::blocks(&|nodes| self.blocks_of(nodes), &self.ledger, element);
        self.blocks.extend(blocks);
    }
}

impl InlineWrap {
    fn around(self, inlines: Vec<BodyInline>) -> BodyInline {
        match self {
            Self::Strong => BodyInline::Strong { inlines },
            Self::Emphasis => BodyInline::Emphasis { inlines },
            Self::Strike => BodyInline::Strike { inlines },
            Self::Link(target) => BodyInline::Link { target, inlines },
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
            HtmlNode::Element(element) if element.name == "ins" => {}
            HtmlNode::Element(element) => raw_text(&element.children, out),
        }
    }
}

/// Hidden parts side by side are one.
fn joined_hidden(blocks: Vec<BodyBlock>) -> Vec<BodyBlock> {
    let mut out: Vec<BodyBlock> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match (out.last_mut(), block) {
            (Some(BodyBlock::Hidden { blocks }), BodyBlock::Hidden { blocks: more }) => {
                blocks.extend(more);
            }
            (_, block) => out.push(block),
        }
    }
    out
}

/// The override characters turn the text after them around, the host of a link included.
pub(crate) fn is_override(c: char) -> bool {
    matches!(c, '\u{202D}' | '\u{202E}')
}

/// Whether an inline shows anything. Mail programs pad with no-break and zero-width spaces.
pub(crate) fn is_visible(inline: &BodyInline) -> bool {
    match inline {
        BodyInline::Text { text } | BodyInline::Code { text } | BodyInline::Mark { text } => {
            visible(text).is_some()
        }
        BodyInline::BlockedImage { .. } => true,
        BodyInline::Break => false,
        BodyInline::Strong { inlines }
        | BodyInline::Emphasis { inlines }
        | BodyInline::Strike { inlines }
        | BodyInline::Link { inlines, .. } => inlines.iter().any(is_visible),
    }
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
fn with_autolinks(inlines: Vec<BodyInline>, ledger: &BodyLedger) -> Vec<BodyInline> {
    let mut out = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match inline {
            BodyInline::Text { text } => out.extend(autolinked(&text, &|it| ledger.place_of(it))),
            BodyInline::Strong { inlines } => out.push(BodyInline::Strong {
                inlines: with_autolinks(inlines, ledger),
            }),
            BodyInline::Emphasis { inlines } => out.push(BodyInline::Emphasis {
                inlines: with_autolinks(inlines, ledger),
            }),
            BodyInline::Strike { inlines } => out.push(BodyInline::Strike {
                inlines: with_autolinks(inlines, ledger),
            }),
            other => out.push(other),
        }
    }
    out
}
