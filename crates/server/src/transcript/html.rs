//! The HTML part of a transcript. It is built from the safe tree of `body`, and every text goes
//! through `EscapedHtml`: nothing of a message becomes markup. Styles stand on the elements, because mail
//! programs read no others; nothing is loaded from anywhere.

use super::content::{TranscriptContent, TranscriptEntry, TranscriptLength, TranscriptSpeaker};
use crate::html::EscapedHtml;
use model::body_tree::{BodyBlock, BodyInline};
use std::fmt::{self, Write};

const BODY: &str = "margin:0;padding:24px;background:#ffffff;color:#1f2937;\
                    font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;\
                    font-size:15px;line-height:1.5";
const SMALL: &str = "margin:0 0 16px;color:#4b5563;font-size:13px";
const CODE: &str = "white-space:pre-wrap;font-family:ui-monospace,monospace;font-size:13px";
const CELL: &str = "border:1px solid #d1d5db;padding:4px 8px;text-align:left";
const CUT: &str = "Earlier messages are left out: the conversation is too long for one mail.";

/// The HTML part.
pub(super) fn render(letter: &TranscriptContent) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = document(&mut out, letter);
    out
}

fn document(out: &mut String, letter: &TranscriptContent) -> fmt::Result {
    write!(
        out,
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n</head>\n<body style=\"{BODY}\">\n\
         <div style=\"max-width:640px;margin:0 auto\">\n\
         <h1 dir=\"auto\" style=\"margin:0 0 4px;font-size:20px\">{}</h1>\n\
         <p dir=\"auto\" style=\"{SMALL}\">{}</p>\n",
        EscapedHtml(&letter.subject),
        EscapedHtml(&letter.brand),
        EscapedHtml(&letter.intro),
    )?;
    if letter.length == TranscriptLength::Cut {
        writeln!(out, "<p style=\"{SMALL}\">{CUT}</p>")?;
    }
    for it in &letter.entries {
        entry(out, it)?;
    }
    footer(out, letter)?;
    out.write_str("</div>\n</body>\n</html>\n")
}

/// The ink and the paper of a voice; the ink stands out from the paper by more than 4.5 to 1.
fn colours(voice: TranscriptSpeaker) -> (&'static str, &'static str) {
    match voice {
        TranscriptSpeaker::Visitor => ("#1d4ed8", "#eff6ff"),
        TranscriptSpeaker::Assistant => ("#047857", "#ecfdf5"),
        TranscriptSpeaker::Team => ("#6d28d9", "#f5f3ff"),
    }
}

fn entry(out: &mut String, entry: &TranscriptEntry) -> fmt::Result {
    let (ink, paper) = colours(entry.voice);
    write!(
        out,
        "<div style=\"margin:0 0 12px;padding:8px 12px;background:{paper};\
         border-left:4px solid {ink}\">\n\
         <p dir=\"auto\" style=\"margin:0;font-size:13px\">\
         <strong style=\"color:{ink}\">{}</strong> \
         <span style=\"color:#4b5563\">{}</span></p>\n<div dir=\"auto\">",
        EscapedHtml(&entry.label),
        EscapedHtml(&entry.at),
    )?;
    blocks(out, &entry.body.blocks)?;
    out.write_str("</div>\n</div>\n")
}

fn footer(out: &mut String, letter: &TranscriptContent) -> fmt::Result {
    if letter.contact.is_empty() {
        return Ok(());
    }
    write!(
        out,
        "<hr style=\"border:0;border-top:1px solid #d1d5db;margin:24px 0 12px\">\n\
         <p dir=\"auto\" style=\"{SMALL}\"><strong>{}</strong>",
        EscapedHtml(&letter.brand)
    )?;
    for line in letter.contact.lines() {
        write!(out, "<br>{}", EscapedHtml(line))?;
    }
    out.write_str("</p>\n")
}

fn blocks(out: &mut String, all: &[BodyBlock]) -> fmt::Result {
    all.iter().try_for_each(|it| block(out, it))
}

fn block(out: &mut String, block: &BodyBlock) -> fmt::Result {
    match block {
        BodyBlock::Paragraph { inlines } => around(out, "p", " style=\"margin:4px 0\"", inlines),
        // Headings of a message stay below the mail's own.
        BodyBlock::Heading { inlines, .. } => around(
            out,
            "h2",
            " style=\"margin:8px 0 4px;font-size:15px\"",
            inlines,
        ),
        BodyBlock::List { start, items } => list(out, *start, items),
        BodyBlock::Quote { blocks: quoted } => {
            out.write_str("<blockquote style=\"margin:4px 0 4px 12px;color:#4b5563\">")?;
            blocks(out, quoted)?;
            out.write_str("</blockquote>")
        }
        BodyBlock::Code { text } => {
            write!(out, "<pre style=\"{CODE}\">{}</pre>", EscapedHtml(text))
        }
        BodyBlock::Table { head, rows } => table(out, head, rows),
        BodyBlock::Rule => out.write_str("<hr style=\"border:0;border-top:1px solid #d1d5db\">"),
    }
}

fn list(out: &mut String, start: Option<u32>, items: &[Vec<BodyBlock>]) -> fmt::Result {
    let tag = match start {
        Some(first) => {
            write!(out, "<ol start=\"{first}\" style=\"margin:4px 0\">")?;
            "ol"
        }
        None => {
            out.write_str("<ul style=\"margin:4px 0\">")?;
            "ul"
        }
    };
    for item in items {
        out.write_str("<li>")?;
        blocks(out, item)?;
        out.write_str("</li>")?;
    }
    write!(out, "</{tag}>")
}

fn table(out: &mut String, head: &[Vec<BodyInline>], rows: &[Vec<Vec<BodyInline>>]) -> fmt::Result {
    out.write_str("<table style=\"border-collapse:collapse;margin:4px 0\">")?;
    if !head.is_empty() {
        row(out, "th", head)?;
    }
    for cells in rows {
        row(out, "td", cells)?;
    }
    out.write_str("</table>")
}

fn row(out: &mut String, tag: &str, cells: &[Vec<BodyInline>]) -> fmt::Result {
    out.write_str("<tr>")?;
    for cell in cells {
        around(out, tag, &format!(" style=\"{CELL}\""), cell)?;
    }
    out.write_str("</tr>")
}

/// An element around inlines. Tag and attributes are ours.
fn around(out: &mut String, tag: &str, attributes: &str, inlines: &[BodyInline]) -> fmt::Result {
    write!(out, "<{tag}{attributes}>")?;
    inlines.iter().try_for_each(|it| inline(out, it))?;
    write!(out, "</{tag}>")
}

fn inline(out: &mut String, inline: &BodyInline) -> fmt::Result {
    match inline {
        BodyInline::Text { text } | BodyInline::Mark { text } => {
            write!(out, "{}", EscapedHtml(text))
        }
        BodyInline::Strong { inlines } => around(out, "strong", "", inlines),
        BodyInline::Emphasis { inlines } => around(out, "em", "", inlines),
        BodyInline::Strike { inlines } => around(out, "s", "", inlines),
        BodyInline::Code { text } => {
            write!(out, "<code style=\"{CODE}\">{}</code>", EscapedHtml(text))
        }
        BodyInline::Link { url, inlines, .. } => {
            let address = format!(" href=\"{}\" style=\"color:#1d4ed8\"", EscapedHtml(url));
            around(out, "a", &address, inlines)
        }
        BodyInline::BlockedImage { alt } if alt.is_empty() => out.write_str("[image]"),
        BodyInline::BlockedImage { alt } => write!(out, "[image: {}]", EscapedHtml(alt)),
        BodyInline::Break => out.write_str("<br>"),
    }
}
