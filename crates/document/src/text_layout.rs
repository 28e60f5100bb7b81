//! A text to lines of a width: in its own directions, each word in a font that has it, broken where it may be broken and
//! anywhere where one word is longer than a line. A character that no font has is written as its number, `[U+1F600]`, and
//! counted: nothing stands there as a box that says nothing.

use crate::font_shelf::{BUNDLED, FontShelf};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::{
    Alignment, AlignmentOptions, BaseDirection, FontFamily, FontFamilyName, FontWeight, Layout,
    Line, LineHeight, OverflowWrap, Run, StyleProperty,
};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// How much of a line that has no end is laid out at once, in bytes: memory then depends on this and not on the text.
const MOST_AT_ONCE: usize = 4096;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TextLook {
    /// In points.
    pub(crate) size: f32,
    pub(crate) weight: TextWeight,
    pub(crate) ink: TextInk,
}

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextWeight {
    Regular,
    Bold,
}

/// How dark a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextInk {
    Black,
    Grey,
}

/// A line that is ready to be drawn.
#[derive(Clone, Debug)]
pub(crate) struct LaidLine {
    pub(crate) strips: Vec<GlyphStrip>,
    /// In points.
    pub(crate) height: f32,
    /// From the line's top, in points.
    pub(crate) baseline: f32,
    pub(crate) ink: TextInk,
}

/// Glyphs of one font.
#[derive(Clone, Debug)]
pub(crate) struct GlyphStrip {
    /// From the beginning of the line, in points.
    pub(crate) x: f32,
    pub(crate) font: Font,
    pub(crate) size: f32,
    pub(crate) text: Arc<str>,
    pub(crate) glyphs: Vec<KrillaGlyph>,
}

/// A piece that no font in use has, and the family that has it.
struct FontNeed {
    at: Range<usize>,
    family: Option<Arc<str>>,
}

/// Whether other families may be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FamilySearch {
    Open,
    /// They were, and what has no shape in them has none.
    Done,
}

/// A text that is laid out piece by piece.
pub(crate) struct TextPieces<'t> {
    rest: Option<&'t str>,
    direction: BaseDirection,
}

impl<'t> TextPieces<'t> {
    /// Of a whole text.
    pub(crate) fn of(text: &'t str) -> Self {
        Self {
            rest: Some(text),
            direction: BaseDirection::Auto,
        }
    }

    /// The lines of the next piece; none at the end.
    pub(crate) fn next_lines(
        &mut self,
        desk: &mut TextDesk<'_>,
        (look, width): (TextLook, f32),
    ) -> Option<Vec<LaidLine>> {
        let rest = self.rest?;
        let end = rest.find(is_line_end).unwrap_or(rest.len());
        let line = &rest[..end];
        let cut = cut(line);
        if cut < line.len() {
            self.rest = Some(&rest[cut..]);
        } else {
            let mut after = rest[end..].chars();
            self.rest = after.next().map(|_| after.as_str());
        }
        let laid = desk.lay(&line[..cut], look, (width, self.direction));
        // What goes on of a line goes on in its direction.
        self.direction = match (cut < line.len(), laid.is_rtl) {
            (false, _) => BaseDirection::Auto,
            (true, true) => BaseDirection::Rtl,
            (true, false) => BaseDirection::Ltr,
        };
        Some(laid.lines)
    }
}

/// What a piece became.
pub(crate) struct LaidPiece {
    pub(crate) lines: Vec<LaidLine>,
    is_rtl: bool,
}

/// What is needed to lay text out.
pub(crate) struct TextDesk<'d> {
    pub(crate) shelf: &'d mut FontShelf,
    /// Characters for which no font is there.
    pub(crate) unshown: &'d mut u64,
}

impl TextDesk<'_> {
    /// Lays out a piece without line ends.
    pub(crate) fn lay(
        &mut self,
        piece: &str,
        look: TextLook,
        place: (f32, BaseDirection),
    ) -> LaidPiece {
        let mut text = cleaned(piece);
        let mut needs = Vec::new();
        let mut layout = self.layout(&text, (look, place), &needs);
        // Once with the families that are found, and once with numbers for what none has.
        for _ in 0..2 {
            let search = match needs.is_empty() {
                true => FamilySearch::Open,
                false => FamilySearch::Done,
            };
            let missing = self.missing(&layout, &text, search);
            if missing.is_empty() {
                break;
            }
            (text, needs) = self.with_numbers(&text, needs, missing);
            layout = self.layout(&text, (look, place), &needs);
        }
        let text: Arc<str> = text.into();
        let lines = layout.lines().map(|line| self.line(&line, &text, look));
        LaidPiece {
            lines: lines.collect(),
            is_rtl: layout.is_rtl(),
        }
    }

    fn layout(
        &mut self,
        text: &str,
        (look, (width, direction)): (TextLook, (f32, BaseDirection)),
        needs: &[FontNeed],
    ) -> Layout<()> {
        let FontShelf { fonts, layouts, .. } = &mut *self.shelf;
        let mut builder = layouts.ranged_builder(fonts, text, 1.0, false);
        builder.set_base_direction(direction);
        builder.push_default(StyleProperty::FontFamily(family(BUNDLED)));
        builder.push_default(StyleProperty::FontSize(look.size));
        builder.push_default(StyleProperty::FontWeight(match look.weight {
            TextWeight::Regular => FontWeight::NORMAL,
            TextWeight::Bold => FontWeight::BOLD,
        }));
        builder.push_default(StyleProperty::LineHeight(LineHeight::MetricsRelative(1.0)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        for need in needs {
            if let Some(name) = &need.family {
                builder.push(StyleProperty::FontFamily(family(name)), need.at.clone());
            }
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, AlignmentOptions::default());
        layout
    }

    /// What stands there without a shape. Where families were looked for already, none is looked for again.
    fn missing(&mut self, layout: &Layout<()>, text: &str, search: FamilySearch) -> Vec<FontNeed> {
        let mut found = Vec::new();
        for line in layout.lines() {
            for run in line.runs() {
                let is_unusable = self.shelf.embedded(&run).is_none();
                for cluster in run.clusters() {
                    let at = cluster.text_range();
                    let Some(signs) = text.get(at.clone()) else {
                        continue;
                    };
                    let is_missing = is_unusable || cluster.glyphs().any(|glyph| glyph.id == 0);
                    if is_missing && signs.chars().any(|sign| !is_silent(sign)) {
                        let family = match search {
                            FamilySearch::Done => None,
                            FamilySearch::Open => self.family_of(signs),
                        };
                        found.push(FontNeed { at, family });
                    }
                }
            }
        }
        found
    }

    fn family_of(&mut self, signs: &str) -> Option<Arc<str>> {
        let first = signs.chars().find(|sign| !is_silent(*sign))?;
        self.shelf.family_with(first)
    }

    /// The text with a number in the place of what no font has, and where each family is wanted in it.
    fn with_numbers(
        &mut self,
        text: &str,
        former: Vec<FontNeed>,
        mut missing: Vec<FontNeed>,
    ) -> (String, Vec<FontNeed>) {
        let still = |need: &FontNeed| missing.iter().all(|other| other.at != need.at);
        let kept: Vec<FontNeed> = former.into_iter().filter(still).collect();
        missing.extend(kept);
        missing.sort_by_key(|need| need.at.start);
        let (mut told, mut needs, mut done) = (String::new(), Vec::new(), 0);
        for need in missing {
            let Some(before) = text.get(done..need.at.start) else {
                continue;
            };
            told.push_str(before);
            let signs = &text[need.at.clone()];
            if need.family.is_some() {
                let begins = told.len();
                told.push_str(signs);
                needs.push(FontNeed {
                    at: begins..told.len(),
                    family: need.family,
                });
            } else {
                let shown = signs.chars().filter(|sign| !is_silent(*sign));
                *self.unshown += shown.clone().count() as u64;
                told.extend(shown.map(numbered));
            }
            done = need.at.end;
        }
        told.push_str(&text[done..]);
        (told, needs)
    }

    fn line(&mut self, line: &Line<'_, ()>, text: &Arc<str>, look: TextLook) -> LaidLine {
        let metrics = line.metrics();
        let mut x = metrics.offset;
        let mut strips = Vec::new();
        for run in line.runs() {
            let (glyphs, advance) = glyphs(&run);
            if let Some(font) = self.shelf.embedded(&run)
                && !glyphs.is_empty()
            {
                strips.push(GlyphStrip {
                    x,
                    font,
                    size: run.font_size(),
                    text: Arc::clone(text),
                    glyphs,
                });
            }
            x += advance;
        }
        LaidLine {
            strips,
            height: metrics.block_max_coord - metrics.block_min_coord,
            baseline: metrics.baseline - metrics.block_min_coord,
            ink: look.ink,
        }
    }
}

/// The glyphs of a run in the order in which they are seen, and how far they reach.
fn glyphs(run: &Run<'_, ()>) -> (Vec<KrillaGlyph>, f32) {
    let size = run.font_size();
    let mut all = Vec::<KrillaGlyph>::new();
    let mut reached = 0.0;
    for cluster in run.visual_clusters() {
        if cluster.is_ligature_continuation() {
            if let Some(ligature) = all.last_mut() {
                let at = cluster.text_range();
                ligature.text_range.start = ligature.text_range.start.min(at.start);
                ligature.text_range.end = ligature.text_range.end.max(at.end);
            }
            continue;
        }
        for glyph in cluster.glyphs() {
            all.push(KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.advance / size,
                glyph.x / size,
                -glyph.y / size,
                0.0,
                cluster.text_range(),
                None,
            ));
            reached += glyph.advance;
        }
    }
    (all, reached)
}

fn family(name: &str) -> FontFamily<'_> {
    FontFamily::Single(FontFamilyName::Named(Cow::Borrowed(name)))
}

/// A character as its number.
fn numbered(sign: char) -> String {
    format!("[U+{:04X}]", u32::from(sign))
}

fn is_line_end(sign: char) -> bool {
    matches!(
        sign,
        '\n' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether a character has no shape of its own: marks of direction, joiners, variation selectors, soft hyphens.
fn is_silent(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(sign,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// Where the next piece of a line ends: behind a space, or else between two characters that do not belong together.
fn cut(line: &str) -> usize {
    if line.len() <= MOST_AT_ONCE {
        return line.len();
    }
    let most = line.floor_char_boundary(MOST_AT_ONCE);
    let space = line[..most].rfind(char::is_whitespace);
    let behind = |at: usize| at + line[at..].chars().next().map_or(0, char::len_utf8);
    if let Some(at) = space.filter(|at| *at > 0) {
        return behind(at);
    }
    let mut signs = line[..most].char_indices().rev();
    let parted = signs.find(|(at, sign)| {
        let before = line[..*at].chars().next_back();
        *at > 0 && !is_silent(*sign) && before.is_some_and(|before| !is_silent(before))
    });
    parted.map_or(most, |(at, _)| at)
}

/// A tab as spaces, and the sign for what is none in the place of other controls.
fn cleaned(piece: &str) -> String {
    let mut out = String::with_capacity(piece.len());
    for sign in piece.chars() {
        match sign {
            '\t' => out.push_str("    "),
            '\r' => {}
            control if control.is_control() => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
    out
}
