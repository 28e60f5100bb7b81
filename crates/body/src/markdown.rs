//! Markdown as HTML, which is as hostile as any. What a plain reader of Markdown takes for markup and
//! people mean as words stays words: a price after a tilde, a phrase in angle brackets, bold that ends in
//! the punctuation of Chinese or Korean.

use crate::deep_lines::with_signs_in_deep_lines;
use crate::ledger::cells_of;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use std::borrow::Cow;

/// Markdown as HTML. A line break in the source is one in the message: people and assistants who write
/// chat mean it so.
pub(crate) fn to_html(markdown: &str) -> String {
    let may_mark = !markdown.contains(MARK);
    // A backslash is seen where the line is one of code, a mark is not.
    let stop = if may_mark { MARK_IN_TEXT } else { "\\" };
    let source = with_signs_in_deep_lines(markdown, stop);
    let source = without_false_blocks(&source);
    if !may_mark {
        return converted(&source);
    }
    let source = with_cjk_marks(&source);
    let html = converted(&source);
    if !source.contains(MARK) {
        return html;
    }
    // The marks leave with the last step, wherever they went.
    html.replace(MARK, "").replace(MARK_IN_ADDRESS, "")
}

fn parser(markdown: &str) -> Parser<'_> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(markdown, options)
}

fn converted(markdown: &str) -> String {
    let mut reader = EventReader {
        markdown,
        strikes: Vec::new(),
        block: None,
        depth: 0,
        cells_left: cells_of(markdown.len()),
    };
    let events = parser(markdown).into_offset_iter();
    let events = events.filter_map(|(event, range)| reader.read(event, range.start));
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events);
    out
}

/// Quotations and lists inside each other that are written out: a line of a thousand angle brackets is
/// none of a thousand quotations.
const MAX_NESTED: usize = 100;

/// Reads events as they were meant.
struct EventReader<'m> {
    markdown: &'m str,
    /// The strokes that are open.
    strikes: Vec<StrikeMark>,
    /// The lines of an HTML block so far: a tag may run over several.
    block: Option<String>,
    /// Quotations, lists and items that are open.
    depth: usize,
    /// Cells that may still begin: a row of one sign is filled up to the columns of its head.
    cells_left: usize,
}

/// What struck a text out. A single tilde says "about" or "to", and is no stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StrikeMark {
    Single,
    Double,
}

impl<'m> EventReader<'m> {
    fn read(&mut self, event: Event<'m>, at: usize) -> Option<Event<'m>> {
        Some(match event {
            Event::SoftBreak => Event::HardBreak,
            Event::TaskListMarker(true) => Event::Text("☑ ".into()),
            Event::TaskListMarker(false) => Event::Text("☐ ".into()),
            Event::Start(Tag::Strikethrough) => self.strike(at),
            Event::End(TagEnd::Strikethrough) => match self.strikes.pop() {
                Some(StrikeMark::Single) => Event::Text("~".into()),
                Some(StrikeMark::Double) | None => Event::End(TagEnd::Strikethrough),
            },
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item) => {
                self.depth += 1;
                (self.depth <= MAX_NESTED).then_some(event)?
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item) => {
                self.depth = self.depth.saturating_sub(1);
                (self.depth < MAX_NESTED).then_some(event)?
            }
            Event::Start(Tag::TableCell) => {
                self.cells_left = self.cells_left.checked_sub(1)?;
                event
            }
            Event::End(TagEnd::TableCell) if self.cells_left == 0 => return None,
            Event::InlineHtml(tag) if !is_markup(&tag) => Event::Text(tag),
            Event::Start(Tag::HtmlBlock) => {
                self.block = Some(String::new());
                return None;
            }
            Event::Html(line) => match &mut self.block {
                Some(block) => {
                    block.push_str(&line);
                    return None;
                }
                None => Event::Html(with_words_kept(&line).into_owned().into()),
            },
            Event::End(TagEnd::HtmlBlock) => {
                let block = self.block.take().unwrap_or_default();
                Event::Html(CowStr::from(with_words_kept(&block).into_owned()))
            }
            other => other,
        })
    }

    fn strike(&mut self, at: usize) -> Event<'m> {
        let is_double = self
            .markdown
            .get(at..)
            .is_some_and(|it| it.starts_with("~~"));
        if is_double {
            self.strikes.push(StrikeMark::Double);
            Event::Start(Tag::Strikethrough)
        } else {
            self.strikes.push(StrikeMark::Single);
            Event::Text("~".into())
        }
    }
}

/// The elements that a writer of Markdown uses. Other words in angle brackets are words: a placeholder
/// such as `<company name>` must not vanish.
const ELEMENTS: [&str; 64] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Attributes that stand without a value.
const BARE_ATTRIBUTES: [&str; 8] = [
    "checked", "compact", "disabled", "hidden", "noshade", "nowrap", "open", "reversed",
];

/// Whether a tag is one, and no words in angle brackets. Comments and declarations are markup too.
fn is_markup(tag: &str) -> bool {
    let inside = tag.trim().trim_start_matches('<').trim_end_matches('>');
    if inside.starts_with(['!', '?']) {
        return true;
    }
    let inside = inside.trim_start_matches('/').trim_end_matches('/');
    let end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/');
    let (name, attributes) = inside.split_at(end.unwrap_or(inside.len()));
    is_element(name) && (attributes.contains('=') || attributes.split_whitespace().all(is_bare))
}

fn is_element(name: &str) -> bool {
    name == "wbr"
        || ELEMENTS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
}

fn is_bare(attribute: &str) -> bool {
    let bare = BARE_ATTRIBUTES.iter();
    attribute == "/"
        || bare
            .into_iter()
            .any(|known| known.eq_ignore_ascii_case(attribute))
}

/// HTML whose angle brackets around words are written out.
fn with_words_kept(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in html.match_indices('<') {
        let tag = &html[at..html[at..].find('>').map_or(html.len(), |end| at + end + 1)];
        if is_tag_like(tag) && !is_markup(tag) {
            out.push_str(&html[done..at]);
            out.push_str("&lt;");
            done = at + 1;
        }
    }
    if done == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[done..]);
    Cow::Owned(out)
}

/// Whether a parser would take this for a tag.
fn is_tag_like(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    tag.ends_with('>') && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The Markdown with a backslash before each line that only looks like the beginning of an HTML block:
/// up to the next empty line nothing in it would be read as Markdown.
fn without_false_blocks(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains('<') {
        return Cow::Borrowed(markdown);
    }
    let starts = parser(markdown).into_offset_iter();
    let starts = starts.filter_map(|(event, range)| match event {
        Event::Start(Tag::HtmlBlock) => is_false_block(markdown, range.start),
        _ => None,
    });
    let mut out = String::new();
    let mut done = 0;
    for at in starts {
        out.push_str(&markdown[done..at]);
        out.push('\\');
        done = at;
    }
    if done == 0 && out.is_empty() {
        return Cow::Borrowed(markdown);
    }
    out.push_str(&markdown[done..]);
    Cow::Owned(out)
}

/// Where the words of a false block begin.
fn is_false_block(markdown: &str, from: usize) -> Option<usize> {
    let block = markdown.get(from..)?;
    let at = from + block.find('<')?;
    let tag = &markdown[at..];
    let tag = &tag[..tag.find('>').map_or(tag.len(), |end| end + 1)];
    (is_tag_like(tag) && !is_markup(tag)).then_some(at)
}

/// Punctuation that no message holds, of a script that was last written before our era. Beside a run of
/// asterisks it makes the run one that opens and closes.
const MARK: char = '\u{10A7F}';
const MARK_IN_TEXT: &str = "\u{10A7F}";
const MARK_IN_ADDRESS: &str = "%F0%90%A9%BF";

/// The Markdown with a mark at each run of signs of emphasis that stands between punctuation and a letter
/// where one of them is Chinese, Japanese or Korean. CommonMark asks for a space there, which these
/// scripts do not have: `**注意：**会` would keep its asterisks.
fn with_cjk_marks(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains(['*', '~']) || !markdown.chars().any(is_cjk) {
        return Cow::Borrowed(markdown);
    }
    let mut out = String::with_capacity(markdown.len() + 16);
    let mut rest = markdown;
    let mut before = None;
    while let Some(at) = rest.find(['*', '~']) {
        let (text, from) = rest.split_at(at);
        let sign = if from.starts_with('*') { '*' } else { '~' };
        let (run, after) = from.split_at(from.find(|c| c != sign).unwrap_or(from.len()));
        before = text.chars().next_back().or(before);
        let side = marked_side(run, before, after.chars().next());
        out.push_str(text);
        push_run(run, side, &mut out);
        before = Some(sign);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// On which side of a run a mark goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MarkSide {
    Before,
    After,
}

fn push_run(run: &str, side: Option<MarkSide>, out: &mut String) {
    if side == Some(MarkSide::Before) {
        out.push(MARK);
    }
    out.push_str(run);
    if side == Some(MarkSide::After) {
        out.push(MARK);
    }
}

fn marked_side(run: &str, before: Option<char>, after: Option<char>) -> Option<MarkSide> {
    let (before, after) = (before?, after?);
    let is_meant = run.starts_with('*') || run.len() == 2;
    if !is_meant || before == '\\' || !(is_cjk(before) || is_cjk(after)) {
        return None;
    }
    match (is_punctuation(before), is_punctuation(after)) {
        (true, false) if !after.is_whitespace() => Some(MarkSide::After),
        (false, true) if !before.is_whitespace() => Some(MarkSide::Before),
        _ => None,
    }
}

fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control()
}

/// A letter or a sign of the scripts that are written without spaces, and of Korean, whose particles
/// follow a closing bracket at once.
fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{303F}' | '\u{3040}'..='\u{30FF}'
        | '\u{3100}'..='\u{318F}' | '\u{31A0}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_words_in_angle_brackets() {
        for tag in [
            "<b>",
            "</b>",
            "<br/>",
            "<br />",
            "<a href=x>",
            "<IMG SRC='x'>",
            "<!-- x -->",
            "<details open>",
            "<script>",
            "<hr noshade />",
        ] {
            assert!(is_markup(tag), "{tag}");
        }
        for words in [
            "<company name>",
            "</company>",
            "<VAT number>",
            "<name>",
            "<b and c>",
            "<a name>",
            "<i think so>",
            "<address>",
            "<your-email>",
            "<12>",
        ] {
            assert!(!is_markup(words), "{words}");
        }
    }

    #[test]
    fn marks_stand_only_where_scripts_without_spaces_need_them() {
        let cases = [
            ("**注意：**会", "**注意：**M会"),
            ("含**「重点」**内容", "含M**「重点」**M内容"),
            ("这是**粗体**文字", "这是**粗体**文字"),
            ("**会** (x)**a", "**会** (x)**a"),
            ("会 \\**「x」", "会 \\**「x」"),
            ("**텍스트(text)**는", "**텍스트(text)**M는"),
        ];
        for (text, expected) in cases {
            assert_eq!(
                with_cjk_marks(text),
                expected.replace('M', "\u{10A7F}"),
                "{text}"
            );
        }
        assert_eq!(with_cjk_marks("**Note:**text"), "**Note:**text");
    }
}
