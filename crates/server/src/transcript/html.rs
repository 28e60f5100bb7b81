//! The HTML part of a transcript. It is built from the safe tree of `body`, and every text goes
//! through `EscapedHtml`: nothing of a message becomes markup. Styles stand on the elements, because mail
//! programs read no others; nothing is loaded from anywhere.

use super::content::{
    TranscriptContent, TranscriptEntry, TranscriptLength, TranscriptSpeaker, note_text,
};
use crate::html::EscapedHtml;
use model::body_tree::{BodyBlock, BodyInline, BodyView};
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
    BodyWriter { body: &entry.body }.blocks(out, &entry.body.blocks)?;
    if let Some(note) = entry.body.note {
        write!(out, "<p style=\"{SMALL}\">{}</p>", note_text(note))?;
    }
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

/// Writes what stands in a body, whose table of links it needs for that.
struct BodyWriter<'b> {
    body: &'b BodyView,
}

impl BodyWriter<'_> {
    fn blocks(&self, out: &mut String, all: &[BodyBlock]) -> fmt::Result {
        all.iter().try_for_each(|it| self.block(out, it))
    }

    fn block(&self, out: &mut String, block: &BodyBlock) -> fmt::Result {
        match block {
            BodyBlock::Paragraph { inlines } => {
                self.around(out, "p", " style=\"margin:4px 0\"", inlines)
            }
            // Headings of a message stay below the mail's own.
            BodyBlock::Heading { inlines, .. } => self.around(
                out,
                "h2",
                " style=\"margin:8px 0 4px;font-size:15px\"",
                inlines,
            ),
            BodyBlock::List { start, items } => self.list(out, *start, items),
            BodyBlock::Quote { blocks: quoted } => {
                out.write_str("<blockquote style=\"margin:4px 0 4px 12px;color:#4b5563\">")?;
                self.blocks(out, quoted)?;
                out.write_str("</blockquote>")
            }
            BodyBlock::Code { text } => {
                write!(out, "<pre style=\"{CODE}\">{}</pre>", EscapedHtml(text))
            }
            BodyBlock::Table { head, rows } => self.table(out, head, rows),
            BodyBlock::Rule => {
                out.write_str("<hr style=\"border:0;border-top:1px solid #d1d5db\">")
            }
            // Who gets a transcript has not seen it, and it was not said.
            BodyBlock::Hidden { .. } => Ok(()),
        }
    }

    fn list(&self, out: &mut String, start: Option<u32>, items: &[Vec<BodyBlock>]) -> fmt::Result {
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
            self.blocks(out, item)?;
            out.write_str("</li>")?;
        }
        write!(out, "</{tag}>")
    }

    fn table(
        &self,
        out: &mut String,
        head: &[Vec<BodyInline>],
        rows: &[Vec<Vec<BodyInline>>],
    ) -> fmt::Result {
        out.write_str("<table style=\"border-collapse:collapse;margin:4px 0\">")?;
        if !head.is_empty() {
            self.row(out, "th", head)?;
        }
        for cells in rows {
            self.row(out, "td", cells)?;
        }
        out.write_str("</table>")
    }

    fn row(&self, out: &mut String, tag: &str, cells: &[Vec<BodyInline>]) -> fmt::Result {
        out.write_str("<tr>")?;
        for cell in cells {
            self.around(out, tag, &format!(" style=\"{CELL}\""), cell)?;
        }
        out.write_str("</tr>")
    }

    /// An element around inlines. Tag and attributes are ours.
    fn around(
        &self,
        out: &mut String,
        tag: &str,
        attributes: &str,
        inlines: &[BodyInline],
    ) -> fmt::Result {
        write!(out, "<{tag}{attributes}>")?;
        self.inlines(out, inlines)?;
        write!(out, "</{tag}>")
    }

    fn inlines(&self, out: &mut String, inlines: &[BodyInline]) -> fmt::Result {
        inlines.iter().try_for_each(|it| self.inline(out, it))
    }

    fn inline(&self, out: &mut String, inline: &BodyInline) -> fmt::Result {
        match inline {
            BodyInline::Text { text } | BodyInline::Mark { text } => {
                write!(out, "{}", EscapedHtml(text))
            }
            BodyInline::Strong { inlines } => self.around(out, "strong", "", inlines),
            BodyInline::Emphasis { inlines } => self.around(out, "em", "", inlines),
            BodyInline::Strike { inlines } => self.around(out, "s", "", inlines),
            BodyInline::Code { text } => {
                write!(out, "<code style=\"{CODE}\">{}</code>", EscapedHtml(text))
            }
            BodyInline::Link { target, inlines } => self.link(out, *target, inlines),
            BodyInline::BlockedImage { alt } if alt.is_empty() => out.write_str("[image]"),
            BodyInline::BlockedImage { alt } => write!(out, "[image: {}]", EscapedHtml(alt)),
            BodyInline::Break => out.write_str("<br>"),
        }
    }

    fn link(&self, out: &mut String, target: u32, inlines: &[BodyInline]) -> fmt::Result {
        let Some(target) = self.body.link(target) else {
            return self.inlines(out, inlines);
        };
        let address = format!(
            " href=\"{}\" style=\"color:#1d4ed8\"",
            EscapedHtml(&target.url)
        );
        self.around(out, "a", &address, inlines)
    }
}
