//! Pages that fill from above: lines are placed one below the other, and where no more fit the page is drawn and the next
//! begins. Of what is laid out only the page that fills is in memory. It must not know what is told.

use crate::error::{DocumentError, Result};
use crate::tag_arena::{TagArena, TagPlace};
use crate::text_layout::{GlyphStrip, LaidLine, TextInk};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag};

/// A4, in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
/// White at each side.
pub(crate) const MARGIN: f32 = 56.0;
/// Where the last line ends.
const BOTTOM: f32 = HEIGHT - MARGIN - 12.0;
/// Where the foot's line begins.
const FOOT: f32 = HEIGHT - MARGIN;
/// Width of what is written.
pub(crate) const MEASURE: f32 = WIDTH - 2.0 * MARGIN;
/// Pages of a document: all of it is in memory until it ends, some forty kilobytes a page with its structure.
pub(crate) const MOST_PAGES: usize = 5_000;
/// How thick a line is that is drawn.
const HAIR: f32 = 0.75;

/// Something on a page.
#[derive(Debug)]
enum PlacedPiece {
    Text {
        place: TagPlace,
        strip: GlyphStrip,
        ink: TextInk,
        at: Point,
    },
    Shape {
        place: Option<TagPlace>,
        rect: Rect,
        ink: ShapeInk,
    },
}

/// How dark something is that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShapeInk {
    Faint,
    Dark,
}

/// Where lines stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineColumn {
    pub(crate) place: TagPlace,
    /// From the left margin, in points.
    pub(crate) x: f32,
    /// Where a line stands beside them that sets them apart, from the left margin.
    pub(crate) rule: Option<f32>,
}

/// The pages.
pub(crate) struct PageComposer {
    document: Document,
    pub(crate) tags: TagArena,
    pieces: Vec<PlacedPiece>,
    /// Where the next line begins, in points from above.
    y: f32,
    finished: usize,
}

impl PageComposer {
    /// None yet.
    pub(crate) fn new(document: Document) -> Self {
        Self {
            document,
            tags: TagArena::default(),
            pieces: Vec::new(),
            y: MARGIN,
            finished: 0,
        }
    }

    /// The number of the page that fills, from 0, and where on it.
    pub(crate) fn here(&self) -> (usize, f32) {
        (self.finished, self.y)
    }

    /// Whether nothing stands on the page yet.
    fn is_fresh(&self) -> bool {
        self.y <= MARGIN
    }

    /// White, where something stands above it.
    pub(crate) fn gap(&mut self, height: f32) {
        if !self.is_fresh() {
            self.y += height;
        }
    }

    /// Whether so much fits below.
    pub(crate) fn has_room(&self, height: f32) -> bool {
        self.is_fresh() || self.y + height <= BOTTOM
    }

    /// Places lines below each other, as many as fit; answers those that did not.
    pub(crate) fn fill(&mut self, lines: Vec<LaidLine>, column: LineColumn) -> Vec<LaidLine> {
        let mut lines = lines.into_iter();
        let mut left = Vec::new();
        for line in lines.by_ref() {
            if !self.has_room(line.height) {
                left.push(line);
                break;
            }
            let height = line.height;
            self.place(line, column, self.y);
            self.y += height;
        }
        left.extend(lines);
        left
    }

    /// Places columns beside each other, as many lines of each as fit; answers what did not.
    pub(crate) fn fill_beside(
        &mut self,
        columns: Vec<(Vec<LaidLine>, LineColumn)>,
    ) -> Vec<(Vec<LaidLine>, LineColumn)> {
        let top = self.y;
        let mut lowest = top;
        let mut left = Vec::new();
        for (lines, column) in columns {
            self.y = top;
            left.push((self.fill(lines, column), column));
            lowest = lowest.max(self.y);
        }
        self.y = lowest;
        left
    }

    fn place(&mut self, line: LaidLine, column: LineColumn, top: f32) {
        if let Some(x) = column.rule {
            self.shape(None, (x, top), (HAIR, line.height), ShapeInk::Faint);
        }
        for strip in line.strips {
            let at = Point::from_xy(MARGIN + column.x + strip.x, top + line.baseline);
            self.pieces.push(PlacedPiece::Text {
                place: column.place,
                strip,
                ink: line.ink,
                at,
            });
        }
    }

    /// A rectangle, in points from the left margin and from above.
    pub(crate) fn shape(
        &mut self,
        place: Option<TagPlace>,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
        ink: ShapeInk,
    ) {
        if let Some(rect) = Rect::from_xywh(MARGIN + x, y, width, height) {
            self.pieces.push(PlacedPiece::Shape { place, rect, ink });
        }
    }

    /// A line across the page.
    pub(crate) fn rule(&mut self) {
        let y = self.y;
        self.shape(None, (0.0, y), (MEASURE, HAIR), ShapeInk::Faint);
    }

    /// Draws the page with its foot, and begins the next one.
    pub(crate) fn turn(&mut self, foot: Vec<LaidLine>) -> Result<()> {
        if self.finished >= MOST_PAGES {
            return Err(DocumentError::TooLong { most: MOST_PAGES });
        }
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).unwrap_or_default();
        let mut page = self.document.start_page_with(settings);
        let mut surface = page.surface();
        let pieces = std::mem::take(&mut self.pieces);
        for group in pieces.chunk_by(|one, next| one.place() == next.place()) {
            draw_group(&mut surface, &mut self.tags, group);
        }
        draw_foot(&mut surface, foot);
        surface.finish();
        page.finish();
        self.finished += 1;
        self.y = MARGIN;
        Ok(())
    }

    /// The document, whole.
    pub(crate) fn ended(self) -> (Document, TagArena, usize) {
        (self.document, self.tags, self.finished)
    }
}

impl PlacedPiece {
    fn place(&self) -> Option<TagPlace> {
        match self {
            Self::Text { place, .. } => Some(*place),
            Self::Shape { place, .. } => *place,
        }
    }
}

/// Pieces of one branch are one piece of the page; what belongs to none is no content.
fn draw_group(surface: &mut Surface<'_>, tags: &mut TagArena, group: &[PlacedPiece]) {
    let place = group.first().and_then(PlacedPiece::place);
    let tag = match place {
        Some(_) => ContentTag::Other,
        None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
    };
    let piece = surface.start_tagged(tag);
    for piece in group {
        draw(surface, piece);
    }
    surface.end_tagged();
    if let Some(place) = place {
        tags.leaf(place, piece);
    }
}

fn draw_foot(surface: &mut Surface<'_>, foot: Vec<LaidLine>) {
    let kind = ArtifactType::Footer;
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    for line in foot.into_iter().take(1) {
        for strip in line.strips {
            let at = Point::from_xy(MARGIN + strip.x, FOOT + line.baseline);
            draw_text(surface, (&strip, line.ink), at);
        }
    }
    surface.end_tagged();
}

fn draw(surface: &mut Surface<'_>, piece: &PlacedPiece) {
    match piece {
        PlacedPiece::Text { strip, ink, at, .. } => draw_text(surface, (strip, *ink), *at),
        PlacedPiece::Shape { rect, ink, .. } => {
            let shade = match ink {
                ShapeInk::Faint => 190,
                ShapeInk::Dark => 40,
            };
            surface.set_fill(Some(fill(shade)));
            let mut path = PathBuilder::new();
            path.push_rect(*rect);
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

fn draw_text(surface: &mut Surface<'_>, (strip, ink): (&GlyphStrip, TextInk), at: Point) {
    surface.set_fill(Some(fill(match ink {
        TextInk::Black => 0,
        TextInk::Grey => 85,
    })));
    let font = strip.font.clone();
    surface.draw_glyphs(at, &strip.glyphs, font, &strip.text, strip.size, false);
}

fn fill(shade: u8) -> Fill {
    Fill {
        paint: rgb::Color::new(shade, shade, shade).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::default(),
    }
}
