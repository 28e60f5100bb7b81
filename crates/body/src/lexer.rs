//! Cuts HTML text into tags and text, in linear time whatever the text is. It knows the tokenisation
//! of HTML as far as a reader of messages needs it; it decides nothing about safety.

/// A tag, or text between tags.
#[derive(Debug)]
pub(crate) enum HtmlToken<'a> {
    /// Text as written; character references are not resolved.
    Text(&'a str),
    /// `<name …>`, the name in lower case.
    Start(String, TagAttributes<'a>),
    /// `</name>`, the name in lower case.
    End(String),
}

/// The few attributes that mean something to us, as written; the first of each counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TagAttributes<'a> {
    pub(crate) href: Option<&'a str>,
    pub(crate) alt: Option<&'a str>,
    pub(crate) title: Option<&'a str>,
    pub(crate) start: Option<&'a str>,
    pub(crate) colspan: Option<&'a str>,
    pub(crate) width: Option<&'a str>,
    pub(crate) height: Option<&'a str>,
    pub(crate) kind: Option<&'a str>,
    pub(crate) style: Option<&'a str>,
    pub(crate) hidden: Option<&'a str>,
    pub(crate) size: Option<&'a str>,
    pub(crate) class: Option<&'a str>,
}

impl<'a> TagAttributes<'a> {
    fn set(&mut self, name: &str, value: &'a str) {
        let slot = match name {
            _ if name.eq_ignore_ascii_case("href") => &mut self.href,
            _ if name.eq_ignore_ascii_case("alt") => &mut self.alt,
            _ if name.eq_ignore_ascii_case("title") => &mut self.title,
            _ if name.eq_ignore_ascii_case("start") => &mut self.start,
            _ if name.eq_ignore_ascii_case("colspan") => &mut self.colspan,
            _ if name.eq_ignore_ascii_case("width") => &mut self.width,
            _ if name.eq_ignore_ascii_case("height") => &mut self.height,
            _ if name.eq_ignore_ascii_case("type") => &mut self.kind,
            _ if name.eq_ignore_ascii_case("style") => &mut self.style,
            _ if name.eq_ignore_ascii_case("hidden") => &mut self.hidden,
            _ if name.eq_ignore_ascii_case("size") => &mut self.size,
            _ if name.eq_ignore_ascii_case("class") => &mut self.class,
            _ => return,
        };
        slot.get_or_insert(value);
    }
}

/// The value of an attribute between double quotation marks. Its character references stay as they are;
/// a parser resolves them.
pub(crate) fn escaped_value(value: &str) -> String {
    value
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('\0', "")
}

/// The tokens of a text. A step consumes what it looked at, but for one failure per text.
pub(crate) struct HtmlLexer<'a> {
    rest: &'a str,
    quoting: QuoteHandling,
}

/// Whether a tag may hold quoted `>`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum QuoteHandling {
    Honoured,
    /// A tag ran to the end of the text. From there on a tag ends at its first `>`: asking each tag
    /// again would take quadratic time.
    Ignored,
}

impl<'a> HtmlLexer<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self {
            rest: html,
            quoting: QuoteHandling::Honoured,
        }
    }

    /// Takes the text up to the end tag of an element whose content is not markup, and leaves the
    /// end tag. Without an end tag it is the whole rest.
    pub(crate) fn raw_text(&mut self, name: &str) -> &'a str {
        let mut from = 0;
        while let Some(at) = self.rest[from..].find("</") {
            let after = &self.rest.as_bytes()[from + at + 2..];
            let is_end = after
                .get(..name.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
                && after
                    .get(name.len())
                    .is_none_or(|c| !c.is_ascii_alphanumeric());
            if is_end {
                return self.take(from + at);
            }
            from += at + 2;
        }
        self.take(self.rest.len())
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// Drops a comment, a doctype or a processing instruction.
    fn skip_comment(&mut self) {
        let Some(inside) = self.rest.strip_prefix("<!--") else {
            let end = self.rest.find('>').map_or(self.rest.len(), |at| at + 1);
            self.take(end);
            return;
        };
        let short = ["->", ">"]
            .iter()
            .find(|short| inside.starts_with(**short))
            .map(|short| short.len());
        let end = short.or_else(|| comment_end(inside));
        self.rest = end.map_or("", |end| &inside[end..]);
    }

    fn tag(&mut self) -> Option<HtmlToken<'a>> {
        let is_end = self.rest.starts_with("</");
        let from = if is_end { 2 } else { 1 };
        let name_length =
            self.rest[from..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
        let name = self.rest[from..from + name_length].to_ascii_lowercase();
        let mut attributes = TagAttributes::default();
        let inside = &self.rest[from + name_length..];
        let length = match self.quoting {
            QuoteHandling::Honoured => attributes_end(inside, &mut attributes),
            QuoteHandling::Ignored => None,
        };
        let length = length.or_else(|| {
            self.quoting = QuoteHandling::Ignored;
            attributes = TagAttributes::default();
            inside.find('>').map(|at| at + 1)
        })?;
        self.take(from + name_length + length);
        Some(if is_end {
            HtmlToken::End(name)
        } else {
            HtmlToken::Start(name, attributes)
        })
    }

    fn text(&mut self) -> HtmlToken<'a> {
        let length = self
            .rest
            .match_indices('<')
            .map(|(at, _)| at)
            .find(|at| opens(&self.rest[*at..]) != TokenStart::Text);
        HtmlToken::Text(self.take(length.unwrap_or(self.rest.len())))
    }
}

impl<'a> Iterator for HtmlLexer<'a> {
    type Item = HtmlToken<'a>;

    fn next(&mut self) -> Option<HtmlToken<'a>> {
        while !self.rest.is_empty() {
            match opens(self.rest) {
                TokenStart::Text => return Some(self.text()),
                TokenStart::Comment => self.skip_comment(),
                // A tag without any `>` to its end: nothing after it can be a tag either.
                TokenStart::Tag => {
                    return Some(
                        self.tag()
                            .unwrap_or_else(|| HtmlToken::Text(self.take(self.rest.len()))),
                    );
                }
            }
        }
        None
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenStart {
    Text,
    Tag,
    Comment,
}

/// What begins here.
fn opens(text: &str) -> TokenStart {
    match text.as_bytes() {
        [b'<', b'/', c, ..] if c.is_ascii_alphabetic() => TokenStart::Tag,
        [b'<', c, ..] if c.is_ascii_alphabetic() => TokenStart::Tag,
        [b'<', b'!' | b'?', ..] | [b'<', b'/', b'>', ..] => TokenStart::Comment,
        // A browser would drop "</3" as a comment; people write it.
        _ => TokenStart::Text,
    }
}

/// The length up to the end of a comment, and the end with it.
fn comment_end(inside: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = inside[from..].find("--") {
        let after = &inside[from + at + 2..];
        match after.as_bytes() {
            [b'>', ..] => return Some(from + at + 3),
            [b'!', b'>', ..] => return Some(from + at + 4),
            _ => from += at + 1,
        }
    }
    None
}

/// Reads attributes up to the `>` of their tag; the answer is the length, `>` included. `None` when
/// the text ends first.
fn attributes_end<'a>(text: &'a str, attributes: &mut TagAttributes<'a>) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].find(|c: char| !c.is_ascii_whitespace() && c != '/')?;
        if text[at..].starts_with('>') {
            return Some(at + 1);
        }
        let name_start = at;
        // A leading `=` is part of the name, as in a browser.
        at += 1.max(text[at..].chars().next().map_or(1, char::len_utf8));
        at += text[at..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '='))?;
        let name = &text[name_start..at];
        let after_space = at + text[at..].find(|c: char| !c.is_ascii_whitespace())?;
        if !text[after_space..].starts_with('=') {
            attributes.set(name, "");
            continue;
        }
        at = after_space + 1;
        at += text[at..].find(|c: char| !c.is_ascii_whitespace())?;
        let value = value(&text[at..])?;
        attributes.set(name, value.text);
        at += value.length;
    }
}

struct AttributeValue<'a> {
    text: &'a str,
    /// Bytes taken, quotation marks included.
    length: usize,
}

fn value(text: &str) -> Option<AttributeValue<'_>> {
    match text.as_bytes().first()? {
        quote @ (b'"' | b'\'') => {
            let inside = &text[1..];
            let length = inside.find(char::from(*quote))?;
            Some(AttributeValue {
                text: &inside[..length],
                length: length + 2,
            })
        }
        _ => {
            let length = text.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
            Some(AttributeValue {
                text: &text[..length],
                length,
            })
        }
    }
}
