//! Trees in short, so that a case is a line.

use model::body_tree::{BodyBlock, BodyInline, BodyView, LinkTarget};

/// A body in short.
pub(crate) fn short(view: &BodyView) -> String {
    ShortWriter(&view.links).blocks(&view.blocks)
}

/// Writes a tree in short; it needs the table of its links.
struct ShortWriter<'v>(&'v [LinkTarget]);

impl ShortWriter<'_> {
    fn blocks(&self, blocks: &[BodyBlock]) -> String {
        let blocks = blocks.iter().map(|block| self.block(block));
        blocks.collect::<Vec<_>>().join(" ")
    }

    fn block(&self, block: &BodyBlock) -> String {
        match block {
            BodyBlock::Paragraph { inlines } => format!("p({})", self.line(inlines)),
            BodyBlock::Heading { level, inlines } => format!("h{level}({})", self.line(inlines)),
            BodyBlock::List { start, items } => {
                let start = start.map_or("ul".to_owned(), |start| format!("ol{start}"));
                let items: Vec<String> = items.iter().map(|item| self.blocks(item)).collect();
                format!("{start}({})", items.join("; "))
            }
            BodyBlock::Quote { blocks } => format!("quote({})", self.blocks(blocks)),
            BodyBlock::Hidden { blocks } => format!("hidden({})", self.blocks(blocks)),
            BodyBlock::Code { text } => format!("code({})", text.replace('\n', "⏎")),
            BodyBlock::Table { head, rows } => {
                let rows: Vec<String> = rows.iter().map(|row| self.cells(row)).collect();
                format!("table({} # {})", self.cells(head), rows.join(" / "))
            }
            BodyBlock::Rule => "rule".to_owned(),
        }
    }

    fn cells(&self, row: &[Vec<BodyInline>]) -> String {
        let cells = row.iter().map(|cell| self.line(cell));
        cells.collect::<Vec<_>>().join("|")
    }

    fn line(&self, inlines: &[BodyInline]) -> String {
        inlines.iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&self, inline: &BodyInline) -> String {
        match inline {
            BodyInline::Text { text } => text.replace('\u{A0}', "~"),
            BodyInline::Strong { inlines } => format!("*{}*", self.line(inlines)),
            BodyInline::Emphasis { inlines } => format!("/{}/", self.line(inlines)),
            BodyInline::Strike { inlines } => format!("-{}-", self.line(inlines)),
            BodyInline::Code { text } => format!("{{{text}}}"),
            BodyInline::Link { target, inlines } => {
                let host = &self.0[*target as usize].host;
                format!("<{host}|{}>", self.line(inlines))
            }
            BodyInline::BlockedImage { alt } => format!("[{alt}]"),
            BodyInline::Break => "⏎".to_owned(),
            BodyInline::Mark { text } => format!("^{text}^"),
        }
    }
}
