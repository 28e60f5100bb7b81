//! A document to PDF, block by block: what is told gets its place in the structure, its look and its lines. Reading order
//! is the order of the blocks.

use crate::block::{
    DocumentBlock, DocumentHead, DocumentTable, HeadingLevel, IntervalFigure, SpeechBlock,
    SpeechSide,
};
use crate::error::Result;
use crate::font_shelf::{FontChoice, FontShelf};
use crate::pdf_pages::{LineColumn, MEASURE, PageComposer, ShapeInk};
use crate::tag_arena::{TagPlace, TagShape};
use crate::text_layout::{LaidLine, TextDesk, TextInk, TextLook, TextPieces, TextWeight};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::{Document, SerializeSettings};

const TITLE: TextLook = look(18.0, TextWeight::Bold, TextInk::Black);
const SECTION: TextLook = look(13.0, TextWeight::Bold, TextInk::Black);
const PART: TextLook = look(11.0, TextWeight::Bold, TextInk::Black);
const TEXT: TextLook = look(10.0, TextWeight::Regular, TextInk::Black);
const STRONG: TextLook = look(10.0, TextWeight::Bold, TextInk::Black);
const SMALL: TextLook = look(8.5, TextWeight::Regular, TextInk::Grey);
const SMALL_BLACK: TextLook = look(8.5, TextWeight::Regular, TextInk::Black);
const SMALL_STRONG: TextLook = look(8.5, TextWeight::Bold, TextInk::Black);

/// What stands below a heading on the same page, in points.
const KEPT_BELOW: f32 = 48.0;
/// How far ours stands from the margin.
const INDENT: f32 = 24.0;
/// Width of the names of facts, and of rows of a figure.
const NAMES: f32 = 96.0;
/// White between columns.
const GUTTER: f32 = 8.0;
/// How high a row of a figure is drawn.
const DOT: f32 = 6.0;
/// How much of a heading the list of contents shows.
const MOST_IN_OUTLINE: usize = 200;

const fn look(size: f32, weight: TextWeight, ink: TextInk) -> TextLook {
    TextLook { size, weight, ink }
}

/// A PDF that is whole.
#[derive(Debug)]
pub struct FinishedPdf {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: usize,
    /// Characters for which no font was there; they stand as their numbers.
    pub unshown: u64,
}

/// A PDF while it grows.
pub struct PdfDocument {
    head: DocumentHead,
    shelf: FontShelf,
    pages: PageComposer,
    unshown: u64,
    section: Option<TagPlace>,
    outline: Outline,
}

impl PdfDocument {
    /// Begins one with its title.
    ///
    /// # Errors
    /// As [`PdfDocument::block`].
    pub fn begin(head: DocumentHead, fonts: FontChoice) -> Result<Self> {
        let settings = SerializeSettings {
            enable_tagging: true,
            ..SerializeSettings::default()
        };
        let title = head.title.clone();
        let mut begun = Self {
            head,
            shelf: FontShelf::new(fonts),
            pages: PageComposer::new(Document::new_with(settings)),
            unshown: 0,
            section: None,
            outline: Outline::new(),
        };
        let shape = TagShape::Heading(1, title.clone());
        let place = begun.pages.tags.branch(None, shape);
        begun.text(&title, TITLE, (column(place, 0.0), MEASURE))?;
        begun.pages.gap(6.0);
        Ok(begun)
    }

    /// Writes the next block.
    ///
    /// # Errors
    /// [`crate::DocumentError::TooLong`] where it grows beyond what is made here.
    pub fn block(&mut self, block: &DocumentBlock) -> Result<()> {
        match block {
            DocumentBlock::Heading(level, text) => self.heading(*level, text),
            DocumentBlock::Paragraph(text) => self.paragraph(text, TEXT),
            DocumentBlock::Remark(text) => self.paragraph(text, SMALL),
            DocumentBlock::Facts(facts) => self.facts(facts),
            DocumentBlock::Speech(speech) => self.speech(speech),
            DocumentBlock::Table(table) => self.table(table),
            DocumentBlock::Intervals(figure) => self.intervals(figure),
        }
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`crate::DocumentError::Pdf`] where a font cannot be put into it.
    pub fn finish(mut self, made_at: DateTime) -> Result<FinishedPdf> {
        self.turn()?;
        let (mut document, tags, pages) = self.pages.ended();
        document.set_tag_tree(tags.tree().with_lang(Some("en".to_owned())));
        document.set_outline(self.outline);
        let data = Metadata::new()
            .title(self.head.title)
            .language("en".to_owned())
            .creator(self.head.made_by.clone())
            .producer(self.head.made_by)
            .creation_date(made_at);
        document.set_metadata(data);
        Ok(FinishedPdf {
            bytes: document.finish()?,
            pages,
            unshown: self.unshown,
        })
    }

    fn heading(&mut self, level: HeadingLevel, text: &str) -> Result<()> {
        let (number, look) = match level {
            HeadingLevel::Section => (2, SECTION),
            HeadingLevel::Part => (3, PART),
        };
        if !self.pages.has_room(KEPT_BELOW + look.size) {
            self.turn()?;
        }
        if level == HeadingLevel::Section {
            self.pages.gap(14.0);
            self.pages.rule();
            self.pages.gap(6.0);
            self.section = Some(self.pages.tags.branch(None, TagShape::Section));
            self.note_in_outline(text);
        } else {
            self.pages.gap(8.0);
        }
        let shape = TagShape::Heading(number, first_signs(text));
        let place = self.pages.tags.branch(self.section, shape);
        self.text(text, look, (column(place, 0.0), MEASURE))?;
        self.pages.gap(3.0);
        Ok(())
    }

    fn note_in_outline(&mut self, text: &str) {
        let (page, y) = self.pages.here();
        let target = XyzDestination::new(page, Point::from_xy(0.0, y));
        let node = OutlineNode::new(first_signs(text), target);
        self.outline.push_child(node);
    }

    fn paragraph(&mut self, text: &str, look: TextLook) -> Result<()> {
        let place = self.branch(TagShape::Paragraph);
        self.text(text, look, (column(place, 0.0), MEASURE))?;
        self.pages.gap(4.0);
        Ok(())
    }

    fn facts(&mut self, facts: &[(String, String)]) -> Result<()> {
        let list = self.branch(TagShape::List);
        for (name, value) in facts {
            let item = self.pages.tags.branch(Some(list), TagShape::ListItem);
            let label = self.pages.tags.branch(Some(item), TagShape::ListLabel);
            let body = self.pages.tags.branch(Some(item), TagShape::ListBody);
            let at = NAMES + GUTTER;
            self.beside(&[
                (name.as_str(), SMALL, column(label, 0.0), NAMES),
                (value.as_str(), SMALL_BLACK, column(body, at), MEASURE - at),
            ])?;
        }
        self.pages.gap(4.0);
        Ok(())
    }

    fn speech(&mut self, speech: &SpeechBlock) -> Result<()> {
        let x = match speech.side {
            SpeechSide::Theirs => 0.0,
            SpeechSide::Ours => INDENT,
        };
        if !self.pages.has_room(KEPT_BELOW) {
            self.turn()?;
        }
        self.pages.gap(7.0);
        let group = self.branch(TagShape::Group);
        let who = self.paragraph_of(group);
        let width = MEASURE - x;
        self.text(&speech.speaker, STRONG, (column(who, x), width))?;
        let when = self.paragraph_of(group);
        self.text(&speech.at, SMALL, (column(when, x), width))?;
        let said = self.paragraph_of(group);
        self.text(&speech.said, TEXT, (column(said, x), width))?;
        for (name, text) in &speech.asides {
            self.aside(group, x, (name.as_str(), text.as_str()))?;
        }
        Ok(())
    }

    fn aside(&mut self, group: TagPlace, x: f32, (name, text): (&str, &str)) -> Result<()> {
        let inner = x + GUTTER;
        for (told, look) in [(name, SMALL), (text, SMALL_BLACK)] {
            let place = self.paragraph_of(group);
            let ruled = LineColumn {
                rule: Some(x),
                ..column(place, inner)
            };
            self.text(told, look, (ruled, MEASURE - inner))?;
        }
        self.pages.gap(2.0);
        Ok(())
    }

    fn table(&mut self, table: &DocumentTable) -> Result<()> {
        // What a table is called stands on the page on which it begins.
        if !self.pages.has_room(KEPT_BELOW) {
            self.turn()?;
        }
        self.paragraph(&table.caption, STRONG)?;
        let place = self.branch(TagShape::Table);
        let titles: Vec<&str> = table.columns.iter().map(|it| it.title.as_str()).collect();
        self.row(
            place,
            table,
            (titles.as_slice(), SMALL_STRONG, &TagShape::ColumnHead),
        )?;
        for row in &table.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            self.pages.gap(2.0);
            self.pages.rule();
            self.row(
                place,
                table,
                (cells.as_slice(), SMALL_BLACK, &TagShape::TableCell),
            )?;
        }
        self.pages.gap(6.0);
        Ok(())
    }

    fn row(
        &mut self,
        table: TagPlace,
        of: &DocumentTable,
        (cells, look, shape): (&[&str], TextLook, &TagShape),
    ) -> Result<()> {
        let row = self.pages.tags.branch(Some(table), TagShape::TableRow);
        let shares: f32 = of.columns.iter().map(|column| column.share).sum();
        let mut x = 0.0;
        let mut beside = Vec::new();
        for (cell, of) in cells.iter().zip(&of.columns) {
            let width = MEASURE * of.share / shares;
            let place = self.pages.tags.branch(Some(row), shape.clone());
            beside.push((*cell, look, column(place, x), width - GUTTER));
            x += width;
        }
        self.beside(&beside)
    }

    fn intervals(&mut self, figure: &IntervalFigure) -> Result<()> {
        self.paragraph(&figure.caption, STRONG)?;
        let axis = chart::interval_axis(figure.rows.iter().map(|row| row.interval));
        for row in &figure.rows {
            if !self.pages.has_room(KEPT_BELOW) {
                self.turn()?;
            }
            let said = format!("{}: {}", row.name, row.words);
            let place = self.branch(TagShape::Figure(said.clone()));
            self.text(&said, SMALL_BLACK, (column(place, 0.0), MEASURE))?;
            let dot = chart::interval_dot(&axis, row.rate, row.interval);
            self.drawn(place, [dot.low, dot.at, dot.high]);
            self.pages.gap(DOT + 4.0);
        }
        Ok(())
    }

    /// The axis, the interval as a bar, the rate as a thicker mark: places from 0 to 100.
    fn drawn(&mut self, place: TagPlace, places: [f64; 3]) {
        #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
        let [low, at, high] = places.map(|it| it as f32 / 100.0 * MEASURE);
        let (_, y) = self.pages.here();
        let middle = y + DOT / 2.0;
        let on = Some(place);
        self.pages
            .shape(on, (0.0, middle), (MEASURE, 0.5), ShapeInk::Faint);
        let bar = ((low, middle - 1.0), ((high - low).max(1.0), 2.0));
        self.pages.shape(on, bar.0, bar.1, ShapeInk::Dark);
        self.pages
            .shape(on, (at - 1.5, y), (3.0, DOT), ShapeInk::Dark);
    }

    fn branch(&mut self, shape: TagShape) -> TagPlace {
        self.pages.tags.branch(self.section, shape)
    }

    fn paragraph_of(&mut self, group: TagPlace) -> TagPlace {
        self.pages.tags.branch(Some(group), TagShape::Paragraph)
    }

    /// A text, over as many pages as it needs.
    fn text(&mut self, text: &str, look: TextLook, at: (LineColumn, f32)) -> Result<()> {
        let (column, width) = at;
        let mut pieces = TextPieces::of(text);
        loop {
            let mut desk = TextDesk {
                shelf: &mut self.shelf,
                unshown: &mut self.unshown,
            };
            let Some(mut lines) = pieces.next_lines(&mut desk, (look, width)) else {
                return Ok(());
            };
            loop {
                lines = self.pages.fill(lines, column);
                if lines.is_empty() {
                    break;
                }
                self.turn()?;
            }
        }
    }

    /// Texts beside each other, over as many pages as the longest needs.
    fn beside(&mut self, cells: &[(&str, TextLook, LineColumn, f32)]) -> Result<()> {
        let mut left: Vec<_> = cells
            .iter()
            .map(|(text, look, column, width)| (self.all_lines(text, *look, *width), *column))
            .collect();
        loop {
            left = self.pages.fill_beside(left);
            if left.iter().all(|(lines, _)| lines.is_empty()) {
                return Ok(());
            }
            self.turn()?;
        }
    }

    fn all_lines(&mut self, text: &str, look: TextLook, width: f32) -> Vec<LaidLine> {
        let mut desk = TextDesk {
            shelf: &mut self.shelf,
            unshown: &mut self.unshown,
        };
        let mut pieces = TextPieces::of(text);
        let mut all = Vec::new();
        while let Some(lines) = pieces.next_lines(&mut desk, (look, width)) {
            all.extend(lines);
        }
        all
    }

    fn turn(&mut self) -> Result<()> {
        let (page, _) = self.pages.here();
        let foot = format!("{} · {}", page + 1, self.head.title);
        let foot = self.all_lines(&foot, SMALL, MEASURE);
        self.pages.turn(foot)
    }
}

fn column(place: TagPlace, x: f32) -> LineColumn {
    LineColumn {
        place,
        x,
        rule: None,
    }
}

/// A heading for a list of them, which is no place for a long text.
fn first_signs(text: &str) -> String {
    let mut signs = text.chars();
    let mut told: String = signs.by_ref().take(MOST_IN_OUTLINE).collect();
    if signs.next().is_some() {
        told.push('…');
    }
    told
}
