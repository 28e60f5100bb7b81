//! The first pass over hostile HTML: the same text with few, known and well-nested tags. It exists
//! so that the parser behind ammonia, whose time grows with the square of the depth, never sees a
//! deep or a huge tree. It is not the sanitiser: ammonia is.

use crate::lexer::{HtmlLexer, HtmlToken, TagAttributes};

/// Elements open at once. Layout tables of newsletters nest some twenty times four; more is an attack.
const MAX_OPEN: usize = 100;

/// Tags of one body; the text behind them still shows, without its form.
const MAX_TAGS: usize = 20_000;

/// Bytes of text between two splits, and of an attribute that is kept. html5ever's serialiser looks
/// through the whole rest of a text for each `&` in it, so that a long text must come in parts.
const MAX_TEXT_RUN: usize = 4_096;

/// HTML that is safe to parse, but not yet to trust.
#[derive(Debug, Default)]
pub(crate) struct NestedHtml {
    pub(crate) html: String,
    /// Images that would have been loaded.
    pub(crate) images: u32,
}

/// What an element is to the nesting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NestingKind {
    Inline,
    Link,
    Paragraph,
    Block,
    Quote,
    List,
    Item,
    Table,
    Part,
    Row,
    Cell,
}

/// An element as it is written out: synonyms are one, and what only colours text is none.
#[derive(Clone, Copy, Debug)]
struct KnownElement {
    name: &'static str,
    kind: NestingKind,
}

fn known(name: &str) -> Option<KnownElement> {
    let (name, kind) = match name {
        "strong" | "b" => ("strong", NestingKind::Inline),
        "em" | "i" | "cite" | "dfn" | "var" => ("em", NestingKind::Inline),
        "s" | "strike" | "del" => ("s", NestingKind::Inline),
        "code" | "kbd" | "samp" | "tt" => ("code", NestingKind::Inline),
        "a" => ("a", NestingKind::Link),
        "p" => ("p", NestingKind::Paragraph),
        "h1" => ("h1", NestingKind::Block),
        "h2" => ("h2", NestingKind::Block),
        "h3" => ("h3", NestingKind::Block),
        "h4" => ("h4", NestingKind::Block),
        "h5" => ("h5", NestingKind::Block),
        "h6" => ("h6", NestingKind::Block),
        "pre" | "listing" => ("pre", NestingKind::Block),
        "blockquote" => ("blockquote", NestingKind::Quote),
        "ul" | "menu" | "dir" => ("ul", NestingKind::List),
        "ol" => ("ol", NestingKind::List),
        "li" => ("li", NestingKind::Item),
        "table" => ("table", NestingKind::Table),
        "caption" => ("caption", NestingKind::Part),
        "thead" => ("thead", NestingKind::Part),
        "tbody" | "tfoot" => ("tbody", NestingKind::Part),
        "tr" => ("tr", NestingKind::Row),
        "td" => ("td", NestingKind::Cell),
        "th" => ("th", NestingKind::Cell),
        _ if is_plain_block(name) => ("div", NestingKind::Block),
        _ => return None,
    };
    Some(KnownElement { name, kind })
}

fn is_plain_block(name: &str) -> bool {
    const NAMES: [&str; 24] = [
        "address",
        "article",
        "aside",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "legend",
        "main",
        "nav",
        "optgroup",
        "option",
        "section",
        "summary",
    ];
    NAMES.contains(&name)
}

/// What to do with the content of an element that holds no markup.
fn raw_text(name: &str) -> Option<RawText> {
    match name {
        "script" | "style" | "title" | "iframe" | "noembed" | "noframes" | "template" => {
            Some(RawText::Drop)
        }
        "textarea" | "xmp" | "plaintext" => Some(RawText::Show),
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RawText {
    Drop,
    Show,
}

/// Tidies a body.
pub(crate) fn prepass(html: &str) -> NestedHtml {
    let mut tidy = HtmlPrepass::default();
    let mut lexer = HtmlLexer::new(html);
    while let Some(token) = lexer.next() {
        match token {
            HtmlToken::Text(text) => tidy.text(text),
            HtmlToken::End(name) => tidy.end(&name),
            HtmlToken::Start(name, attributes) => match raw_text(&name) {
                Some(RawText::Drop) => _ = lexer.raw_text(&name),
                Some(RawText::Show) => tidy.text(lexer.raw_text(&name)),
                None => tidy.start(&name, &attributes),
            },
        }
    }
    tidy.close_to(0);
    tidy.out
}

#[derive(Debug, Default)]
struct HtmlPrepass {
    out: NestedHtml,
    open: Vec<KnownElement>,
    tags: usize,
    /// Where the text was split last.
    split_at: usize,
}

impl HtmlPrepass {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '<' => self.out.html.push_str("&lt;"),
                '>' => self.out.html.push_str("&gt;"),
                '\0' => {}
                '&' | '\u{80}'..='\u{BF}' => self.push_costly(c),
                c => self.out.html.push(c),
            }
        }
    }

    /// Pushes a character at which the serialiser stops, and splits a text that grew long. A word
    /// break without a title shows nothing.
    fn push_costly(&mut self, c: char) {
        if self.out.html.len() - self.split_at > MAX_TEXT_RUN {
            self.out.html.push_str("<wbr>");
            self.split_at = self.out.html.len();
        }
        self.out.html.push(c);
    }

    fn start(&mut self, name: &str, attributes: &TagAttributes<'_>) {
        self.tags += 1;
        if self.tags > MAX_TAGS {
            self.out.html.push(' ');
        }
        match name {
            "img" | "image" => return self.image(attributes),
            "input" => return self.input(attributes),
            _ if self.tags > MAX_TAGS => return,
            "br" | "hr" => return self.void(name),
            "q" => return self.out.html.push('“'),
            _ => {}
        }
        let Some(known) = known(name) else { return };
        self.make_room(known);
        if self.open.len() < MAX_OPEN {
            self.write_start(known, attributes);
            self.open.push(known);
        }
    }

    fn void(&mut self, name: &str) {
        if name == "hr" {
            self.close_paragraph();
        }
        self.out
            .html
            .push_str(if name == "hr" { "<hr>" } else { "<br>" });
    }

    /// An image becomes a word break with a title, which no parser can load and no sender can write:
    /// the tidied text has no other titles.
    fn image(&mut self, attributes: &TagAttributes<'_>) {
        self.out.images = self.out.images.saturating_add(1);
        let is_pixel = [attributes.width, attributes.height]
            .iter()
            .flatten()
            .any(|size| is_at_most_one(size));
        if !is_pixel && self.tags <= MAX_TAGS {
            self.out.html.push_str("<wbr");
            self.write_attribute("title", attributes.alt.unwrap_or_default());
            self.out.html.push('>');
        }
    }

    fn input(&mut self, attributes: &TagAttributes<'_>) {
        if attributes
            .kind
            .is_some_and(|kind| kind.eq_ignore_ascii_case("image"))
        {
            self.image(attributes);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "br" => return self.void("br"),
            "q" => return self.out.html.push('”'),
            _ => {}
        }
        let Some(known) = known(name) else { return };
        let innermost = self
            .open
            .iter()
            .rposition(|open| open.name == known.name || shields(open.kind, known.kind));
        if let Some(at) = innermost.filter(|at| self.open[*at].name == known.name) {
            self.close_to(at);
        }
    }

    /// Closes what a new element ends without an end tag.
    fn make_room(&mut self, new: KnownElement) {
        match new.kind {
            NestingKind::Inline => {}
            NestingKind::Link => self.close_nearest(
                |kind| kind == NestingKind::Link,
                |kind| kind != NestingKind::Inline,
            ),
            NestingKind::Item => self.close_nearest(
                |kind| kind == NestingKind::Item,
                |kind| matches!(kind, NestingKind::List | NestingKind::Cell),
            ),
            NestingKind::Cell => self.close_nearest(
                |kind| kind == NestingKind::Cell,
                |kind| kind == NestingKind::Table,
            ),
            NestingKind::Row => self.close_nearest(
                |kind| kind == NestingKind::Row,
                |kind| kind == NestingKind::Table,
            ),
            NestingKind::Part => self.close_nearest(
                |kind| kind == NestingKind::Part,
                |kind| kind == NestingKind::Table,
            ),
            NestingKind::Paragraph
            | NestingKind::Block
            | NestingKind::Quote
            | NestingKind::List
            | NestingKind::Table => self.close_paragraph(),
        }
    }

    fn close_paragraph(&mut self) {
        self.close_nearest(
            |kind| kind == NestingKind::Paragraph,
            |kind| {
                !matches!(
                    kind,
                    NestingKind::Inline | NestingKind::Link | NestingKind::Paragraph
                )
            },
        );
    }

    /// Closes the outermost `wanted` element that no `fence` stands around, and all inside it.
    fn close_nearest(
        &mut self,
        wanted: impl Fn(NestingKind) -> bool,
        fence: impl Fn(NestingKind) -> bool,
    ) {
        let inside = self
            .open
            .iter()
            .rposition(|open| fence(open.kind))
            .map_or(0, |at| at + 1);
        let found = self.open[inside..]
            .iter()
            .position(|open| wanted(open.kind));
        if let Some(at) = found {
            self.close_to(inside + at);
        }
    }

    fn close_to(&mut self, length: usize) {
        for known in self.open.drain(length..).rev() {
            self.out.html.push_str("</");
            self.out.html.push_str(known.name);
            self.out.html.push('>');
        }
    }

    fn write_start(&mut self, known: KnownElement, attributes: &TagAttributes<'_>) {
        self.out.html.push('<');
        self.out.html.push_str(known.name);
        let wanted = match known.name {
            "a" => ("href", attributes.href),
            "ol" => ("start", attributes.start),
            "td" | "th" => ("colspan", attributes.colspan),
            _ => ("", None),
        };
        if let (name, Some(value)) = wanted {
            self.write_attribute(name, value);
        }
        self.out.html.push('>');
    }

    /// Character references in the value stay as they are; the parser resolves them. A value that no
    /// sender means is left out.
    fn write_attribute(&mut self, name: &str, value: &str) {
        let value = if value.len() > MAX_TEXT_RUN {
            ""
        } else {
            value
        };
        let value = value
            .replace('"', "&quot;")
            .replace('<', "&lt;")
            .replace('\0', "");
        for part in [" ", name, "=\"", &value, "\""] {
            self.out.html.push_str(part);
        }
    }
}

/// Whether an open element keeps an end tag of another kind from reaching outside it.
fn shields(open: NestingKind, end: NestingKind) -> bool {
    match end {
        NestingKind::Table => false,
        NestingKind::Cell | NestingKind::Row | NestingKind::Part => open == NestingKind::Table,
        NestingKind::Item => matches!(
            open,
            NestingKind::List | NestingKind::Cell | NestingKind::Table
        ),
        NestingKind::Inline | NestingKind::Link => {
            matches!(
                open,
                NestingKind::Item
                    | NestingKind::List
                    | NestingKind::Quote
                    | NestingKind::Cell
                    | NestingKind::Table
            )
        }
        NestingKind::Paragraph | NestingKind::Block | NestingKind::Quote | NestingKind::List => {
            matches!(open, NestingKind::Cell | NestingKind::Table)
        }
    }
}

fn is_at_most_one(size: &str) -> bool {
    matches!(size.trim().trim_end_matches("px"), "0" | "1")
}
