//! The first pass over hostile HTML: the same text with few, known and well-nested tags. It exists
//! so that the parser behind ammonia, whose time grows with the square of the depth, never sees a
//! deep or a huge tree, and never has to move or to copy an element: what stands in a table outside of
//! its cells is put into a caption, and rows get their cells' frames. It is not the sanitiser: ammonia is.
//!
//! It also knows what the sender hid: such text stands in an `ins`, which no sender can write.

use crate::lexer::{HtmlLexer, HtmlToken, TagAttributes, escaped_value};
use crate::sight::TextSight;
use crate::style_rules::StyleRules;
use std::collections::HashMap;

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
    /// The addresses of links as they are written, each once; a link carries the place of its own.
    pub(crate) addresses: Vec<String>,
    /// Whether there were more tags than are kept.
    pub(crate) lost_form: bool,
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
    Caption,
    Part,
    Row,
    Cell,
    /// Shows nothing by itself, and is kept in mind because what is in it is seen or hidden.
    Plain,
}

/// An element as it is written out: synonyms are one, and what only colours text is none.
#[derive(Clone, Copy, Debug)]
struct KnownElement {
    name: &'static str,
    kind: NestingKind,
}

const CAPTION: KnownElement = KnownElement {
    name: "caption",
    kind: NestingKind::Caption,
};

const ROW: KnownElement = KnownElement {
    name: "tr",
    kind: NestingKind::Row,
};

const PLAIN: KnownElement = KnownElement {
    name: "",
    kind: NestingKind::Plain,
};

fn known(name: &str) -> Option<KnownElement> {
    let (name, kind) = match name {
        "caption" => return Some(CAPTION),
        "tr" => return Some(ROW),
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
        "thead" => ("thead", NestingKind::Part),
        "tbody" | "tfoot" => ("tbody", NestingKind::Part),
        "td" => ("td", NestingKind::Cell),
        "th" => ("th", NestingKind::Cell),
        _ if is_plain_block(name) => ("div", NestingKind::Block),
        _ => return None,
    };
    Some(KnownElement { name, kind })
}

/// Elements without an end tag, which therefore hold nothing.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "col"
            | "embed"
            | "frame"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
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
                Some(RawText::Drop) => tidy.drop_text(&name, lexer.raw_text(&name)),
                Some(RawText::Show) => tidy.text(lexer.raw_text(&name)),
                None => tidy.start(&name, &attributes),
            },
        }
    }
    tidy.end_hiding();
    tidy.close_to(0);
    tidy.out
}

/// An element that is open.
#[derive(Debug)]
struct OpenElement {
    known: KnownElement,
    /// The name of an element that is kept in mind and not written.
    plain_name: Option<String>,
    sight: TextSight,
}

impl OpenElement {
    fn is_named(&self, name: &str, known: Option<KnownElement>) -> bool {
        match (&self.plain_name, known) {
            (Some(plain), None) => plain == name,
            (None, Some(known)) => self.known.name == known.name,
            (Some(_), Some(_)) | (None, None) => false,
        }
    }
}

#[derive(Debug, Default)]
struct HtmlPrepass {
    out: NestedHtml,
    open: Vec<OpenElement>,
    tags: usize,
    /// Where the text was split last.
    split_at: usize,
    hiding: HiddenRun,
    places: HashMap<String, usize>,
    rules: StyleRules,
}

/// Whether text that is hidden is being written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum HiddenRun {
    #[default]
    Ended,
    Open,
}

impl HtmlPrepass {
    fn text(&mut self, text: &str) {
        if !text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.leave_frame();
            self.set_hiding();
        }
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

    /// The content of an element that shows none; a style sheet says what else is not shown.
    fn drop_text(&mut self, name: &str, text: &str) {
        if name == "style" {
            self.rules.read(text);
        }
    }

    /// The sight inside an element that would begin here.
    fn sight_inside(&self, name: &str, attributes: &TagAttributes<'_>) -> TextSight {
        let sheet = self.rules.of(name, attributes.class);
        self.sight().inside(name, attributes, sheet)
    }

    fn sight(&self) -> TextSight {
        self.open.last().map(|it| it.sight).unwrap_or_default()
    }

    /// Text that follows is hidden or seen, as the elements around it say.
    fn set_hiding(&mut self) {
        match (self.hiding, self.sight().is_seen()) {
            (HiddenRun::Open, true) => self.end_hiding(),
            (HiddenRun::Ended, false) => {
                self.out.html.push_str("<ins>");
                self.hiding = HiddenRun::Open;
            }
            (HiddenRun::Open, false) | (HiddenRun::Ended, true) => {}
        }
    }

    /// A tag is never written inside of hidden text.
    fn end_hiding(&mut self) {
        if self.hiding == HiddenRun::Open {
            self.out.html.push_str("</ins>");
            self.hiding = HiddenRun::Ended;
        }
    }

    fn start(&mut self, name: &str, attributes: &TagAttributes<'_>) {
        self.tags += 1;
        if self.tags > MAX_TAGS {
            self.out.lost_form = true;
            self.out.html.push(' ');
        }
        match name {
            "img" | "image" => return self.image(attributes),
            "input" => return self.input(attributes),
            _ if self.tags > MAX_TAGS => return,
            "br" | "hr" => return self.void(name),
            "q" => return self.text("“"),
            _ => {}
        }
        match known(name) {
            Some(known) => self.start_known(known, attributes, name),
            None => self.start_plain(name, attributes),
        }
    }

    fn start_known(&mut self, known: KnownElement, attributes: &TagAttributes<'_>, name: &str) {
        if self.make_room(known) == RoomMade::Nowhere || self.open.len() >= MAX_OPEN {
            return;
        }
        // Making room may have closed what hid.
        let sight = self.sight_inside(name, attributes);
        self.write_start(known, attributes);
        self.push_open(known, sight);
    }

    fn push_open(&mut self, known: KnownElement, sight: TextSight) {
        self.open.push(OpenElement {
            known,
            plain_name: None,
            sight,
        });
    }

    /// An element that shows nothing is kept in mind where it changes what is seen, and where the end
    /// of one of the same name would otherwise be taken for its own.
    fn start_plain(&mut self, name: &str, attributes: &TagAttributes<'_>) {
        let sight = self.sight_inside(name, attributes);
        let changes = sight != self.sight();
        let is_nested = || self.open.iter().any(|it| it.is_named(name, None));
        if self.open.len() < MAX_OPEN && !is_void(name) && (changes || is_nested()) {
            self.open.push(OpenElement {
                known: PLAIN,
                plain_name: Some(name.to_owned()),
                sight,
            });
        }
    }

    fn void(&mut self, name: &str) {
        if !self.sight().is_seen() {
            return self.out.html.push(' ');
        }
        if self.is_in_frame() {
            return;
        }
        self.end_hiding();
        if name == "hr" {
            self.close_paragraph();
        }
        self.out
            .html
            .push_str(if name == "hr" { "<hr>" } else { "<br>" });
    }

    /// An image becomes a word break with a title, which no parser can load and no sender can write:
    /// the tidied text has no other titles. One that is not seen leaves its words with what is hidden.
    fn image(&mut self, attributes: &TagAttributes<'_>) {
        self.out.images = self.out.images.saturating_add(1);
        let is_pixel = [attributes.width, attributes.height]
            .iter()
            .flatten()
            .any(|size| is_at_most_one(size));
        if is_pixel || self.tags > MAX_TAGS {
            return;
        }
        let alt = attributes.alt.unwrap_or_default();
        if !self.sight_inside("img", attributes).shows_images() {
            return self.hidden_alt(alt);
        }
        self.leave_frame();
        self.end_hiding();
        self.out.html.push_str("<wbr");
        self.write_attribute("title", alt);
        self.out.html.push('>');
    }

    fn hidden_alt(&mut self, alt: &str) {
        if !alt.trim().is_empty() && alt.len() <= MAX_TEXT_RUN {
            self.leave_frame();
            self.end_hiding();
            self.out.html.push_str("<ins>");
            self.out
                .html
                .push_str(&escaped_value(alt).replace('>', "&gt;"));
            self.out.html.push_str("</ins>");
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
            "br" => return self.start(name, &TagAttributes::default()),
            "q" => return self.text("”"),
            _ => {}
        }
        let known = known(name);
        let kind = known.map_or(NestingKind::Inline, |known| known.kind);
        let innermost = self
            .open
            .iter()
            .rposition(|open| open.is_named(name, known) || shields(open.known.kind, kind));
        if let Some(at) = innermost.filter(|at| self.open[*at].is_named(name, known)) {
            self.close_to(at);
        }
    }

    fn top(&self) -> Option<NestingKind> {
        self.open.last().map(|open| open.known.kind)
    }

    /// Whether the next thing would stand in a table and in no cell of it.
    fn is_in_frame(&self) -> bool {
        let inner = self.open.iter().rev().map(|open| open.known.kind);
        let mut inner = inner.skip_while(|kind| *kind == NestingKind::Plain);
        matches!(
            inner.next(),
            Some(NestingKind::Table | NestingKind::Part | NestingKind::Row)
        )
    }

    /// A parser would move what stands in a table outside of its cells in front of it, and copy what is
    /// open around it each time. It becomes a caption, and stays in the table.
    fn leave_frame(&mut self) {
        if let Some(table) = self.table().filter(|_| self.is_in_frame()) {
            self.tags += 1;
            if self.tags > MAX_TAGS {
                return self.close_to(table);
            }
            let sight = self.sight();
            self.close_to(table + 1);
            self.write_bare_start(CAPTION);
            self.push_open(CAPTION, sight);
        }
    }

    /// The innermost table.
    fn table(&self) -> Option<usize> {
        let is_table = |open: &OpenElement| open.known.kind == NestingKind::Table;
        self.open.iter().rposition(is_table)
    }

    /// Closes what a new element ends without an end tag.
    fn make_room(&mut self, new: KnownElement) -> RoomMade {
        match new.kind {
            NestingKind::Caption | NestingKind::Part => self.in_table(&[]),
            NestingKind::Row => self.in_table(&[NestingKind::Part]),
            NestingKind::Cell => self.in_row(),
            _ => {
                self.leave_frame();
                self.make_room_for_content(new.kind);
                RoomMade::Here
            }
        }
    }

    fn make_room_for_content(&mut self, new: NestingKind) {
        match new {
            NestingKind::Link => self.close_nearest(
                |kind| kind == NestingKind::Link,
                |kind| matches!(kind, NestingKind::Cell | NestingKind::Caption),
            ),
            NestingKind::Item => self.close_nearest(
                |kind| kind == NestingKind::Item,
                |kind| {
                    matches!(
                        kind,
                        NestingKind::List | NestingKind::Cell | NestingKind::Caption
                    )
                },
            ),
            NestingKind::Paragraph
            | NestingKind::Block
            | NestingKind::Quote
            | NestingKind::List
            | NestingKind::Table => self.close_paragraph(),
            NestingKind::Inline
            | NestingKind::Plain
            | NestingKind::Caption
            | NestingKind::Part
            | NestingKind::Row
            | NestingKind::Cell => {}
        }
    }

    /// Closes what is open in the innermost table, but for frames of these kinds straight inside it.
    fn in_table(&mut self, frames: &[NestingKind]) -> RoomMade {
        let Some(table) = self.table() else {
            return RoomMade::Nowhere;
        };
        let mut keep = table + 1;
        for frame in frames {
            let is_there = self
                .open
                .get(keep)
                .is_some_and(|it| it.known.kind == *frame);
            keep += usize::from(is_there);
        }
        self.close_to(keep);
        RoomMade::Here
    }

    /// Makes room for a cell, in a row.
    fn in_row(&mut self) -> RoomMade {
        let room = self.in_table(&[NestingKind::Part, NestingKind::Row]);
        if room == RoomMade::Here && self.top() != Some(NestingKind::Row) {
            let sight = self.sight();
            self.write_bare_start(ROW);
            self.push_open(ROW, sight);
        }
        room
    }

    fn close_paragraph(&mut self) {
        self.close_nearest(
            |kind| kind == NestingKind::Paragraph,
            |kind| {
                !matches!(
                    kind,
                    NestingKind::Inline
                        | NestingKind::Link
                        | NestingKind::Paragraph
                        | NestingKind::Plain
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
            .rposition(|open| fence(open.known.kind))
            .map_or(0, |at| at + 1);
        let found = self.open[inside..]
            .iter()
            .position(|open| wanted(open.known.kind));
        if let Some(at) = found {
            self.close_to(inside + at);
        }
    }

    fn close_to(&mut self, length: usize) {
        let closed = self.open[length.min(self.open.len())..].iter();
        if closed.into_iter().any(|open| open.plain_name.is_none()) {
            self.end_hiding();
        }
        for open in self.open.drain(length..).rev() {
            if open.plain_name.is_none() {
                self.out.html.push_str("</");
                self.out.html.push_str(open.known.name);
                self.out.html.push('>');
            }
        }
    }

    fn write_bare_start(&mut self, known: KnownElement) {
        self.write_start(known, &TagAttributes::default());
    }

    fn write_start(&mut self, known: KnownElement, attributes: &TagAttributes<'_>) {
        self.end_hiding();
        self.out.html.push('<');
        self.out.html.push_str(known.name);
        let wanted = match known.name {
            "a" => ("title", attributes.href.and_then(|it| self.place_of(it))),
            "ol" => ("start", attributes.start.map(str::to_owned)),
            "td" | "th" => ("colspan", attributes.colspan.map(str::to_owned)),
            _ => ("", None),
        };
        if let (name, Some(value)) = wanted {
            self.write_attribute(name, &value);
        }
        self.out.html.push('>');
    }

    /// The place of an address, which may be around each cell of a table and stands once. One that no
    /// sender means has none.
    fn place_of(&mut self, address: &str) -> Option<String> {
        if address.len() > MAX_TEXT_RUN {
            return None;
        }
        let next = self.out.addresses.len();
        let place = *self.places.entry(address.to_owned()).or_insert(next);
        if place == next {
            self.out.addresses.push(address.to_owned());
        }
        Some(place.to_string())
    }

    /// Character references in the value stay as they are; the parser resolves them. A value that no
    /// sender means is left out.
    fn write_attribute(&mut self, name: &str, value: &str) {
        let value = if value.len() > MAX_TEXT_RUN {
            ""
        } else {
            value
        };
        for part in [" ", name, "=\"", &escaped_value(value), "\""] {
            self.out.html.push_str(part);
        }
    }
}

/// Whether an element has a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RoomMade {
    Here,
    /// A part of a table outside of any: a parser drops its tag.
    Nowhere,
}

/// Whether an open element keeps an end tag of another kind from reaching outside it.
fn shields(open: NestingKind, end: NestingKind) -> bool {
    match end {
        NestingKind::Table => false,
        NestingKind::Cell | NestingKind::Row | NestingKind::Part | NestingKind::Caption => {
            open == NestingKind::Table
        }
        NestingKind::Item => matches!(
            open,
            NestingKind::List | NestingKind::Cell | NestingKind::Caption | NestingKind::Table
        ),
        NestingKind::Inline | NestingKind::Link | NestingKind::Plain => {
            matches!(
                open,
                NestingKind::Item
                    | NestingKind::List
                    | NestingKind::Quote
                    | NestingKind::Cell
                    | NestingKind::Caption
                    | NestingKind::Table
            )
        }
        NestingKind::Paragraph | NestingKind::Block | NestingKind::Quote | NestingKind::List => {
            matches!(
                open,
                NestingKind::Cell | NestingKind::Caption | NestingKind::Table
            )
        }
    }
}

fn is_at_most_one(size: &str) -> bool {
    matches!(size.trim().trim_end_matches("px"), "0" | "1")
}
