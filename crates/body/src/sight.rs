//! What a mail program lets its reader see. Mails hide text with their own styles: a preheader for the
//! preview, words in no size, boxes of no height. Here an element's style is read just so far as to know
//! whether text in it is seen; it decides nothing about safety.

use crate::lexer::TagAttributes;

/// Whether text straight inside an element is seen. Of the three ways to hide it, two can be taken back
/// by an element inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextSight {
    box_sight: BoxSight,
    ink: InkSight,
    size: SizeSight,
}

/// Whether the element has a box at all; nothing inside of it can take that back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum BoxSight {
    #[default]
    Shown,
    Removed,
}

/// `visibility`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum InkSight {
    #[default]
    Visible,
    Invisible,
}

/// `font-size`. Frames of layout have none, and the text in them has its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SizeSight {
    #[default]
    Readable,
    Tiny,
}

/// A font of this many pixels or points is not read by anybody.
const TINY: f32 = 1.0;

/// Pixels outside of the page from which on nobody finds a text.
const FAR_OUTSIDE: f32 = -900.0;

impl TextSight {
    /// Whether text is seen.
    pub(crate) fn is_seen(self) -> bool {
        self == Self::default()
    }

    /// Whether pictures are seen: they have a size of their own.
    pub(crate) fn shows_images(self) -> bool {
        self.box_sight == BoxSight::Shown && self.ink == InkSight::Visible
    }

    /// The sight inside an element that stands in this one, given what style sheets say of it.
    pub(crate) fn inside(
        self,
        name: &str,
        attributes: &TagAttributes<'_>,
        sheet: ElementStyle,
    ) -> Self {
        let mut sight = self;
        if name == "font" && attributes.size.is_some() {
            sight.size = SizeSight::Readable;
        }
        let style = sheet.then(ElementStyle::read(attributes.style.unwrap_or_default()));
        let is_removed = match style.display {
            Some(DisplayMode::None) => true,
            Some(DisplayMode::Other) => false,
            None => attributes.hidden.is_some(),
        };
        if is_removed || style.is_out_of_sight(name) {
            sight.box_sight = BoxSight::Removed;
        }
        sight.ink = style.ink.unwrap_or(sight.ink);
        sight.size = style.size.unwrap_or(sight.size);
        sight
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DisplayMode {
    None,
    Other,
}

/// What of a style tells whether text is seen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ElementStyle {
    display: Option<DisplayMode>,
    ink: Option<InkSight>,
    size: Option<SizeSight>,
    overflow: Option<OverflowMode>,
    height: Option<BoxLength>,
    width: Option<BoxLength>,
    shift: Option<BoxShift>,
    opacity: Option<InkOpacity>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OverflowMode {
    Shown,
    Cut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BoxLength {
    Filled,
    Empty,
    /// Empty, and made up for by a padding or by a least length.
    Stretched,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BoxShift {
    Inside,
    FarOutside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InkOpacity {
    Solid,
    Transparent,
}

impl ElementStyle {
    /// The style that declarations make.
    pub(crate) fn read(style: &str) -> Self {
        let mut read = Self::default();
        for declaration in style.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                let value = value.to_ascii_lowercase();
                let value = value.split('!').next().unwrap_or_default().trim();
                read.declare(&name.trim().to_ascii_lowercase(), value);
            }
        }
        read
    }

    /// This style, and a later one where that says something.
    pub(crate) fn then(self, later: Self) -> Self {
        Self {
            display: later.display.or(self.display),
            ink: later.ink.or(self.ink),
            size: later.size.or(self.size),
            overflow: later.overflow.or(self.overflow),
            height: later.height.or(self.height),
            width: later.width.or(self.width),
            shift: later.shift.or(self.shift),
            opacity: later.opacity.or(self.opacity),
        }
    }

    /// The part of a style that only ever shows text, for a rule of which it is not known what all it is for.
    pub(crate) fn showing_part(self) -> Self {
        Self {
            size: self.size.filter(|size| *size == SizeSight::Readable),
            ..Self::default()
        }
    }

    fn declare(&mut self, name: &str, value: &str) {
        match name {
            "display" if value == "none" => self.display = Some(DisplayMode::None),
            "display" => self.display = Some(DisplayMode::Other),
            "visibility" => self.ink = ink(value).or(self.ink),
            "font-size" => self.size = font_size(value).or(self.size),
            "font" => self.size = font_shorthand(value).or(self.size),
            "opacity" if number(value) == Some(0.0) => self.opacity = Some(InkOpacity::Transparent),
            "opacity" => self.opacity = Some(InkOpacity::Solid),
            "overflow" | "overflow-x" | "overflow-y" => self.overflow = Some(overflow(value)),
            "height" | "max-height" => empty_at_zero(&mut self.height, value),
            "width" | "max-width" => empty_at_zero(&mut self.width, value),
            "min-height" | "padding" | "padding-top" | "padding-bottom" => {
                stretch(&mut self.height, value);
            }
            "min-width" => stretch(&mut self.width, value),
            "text-indent" | "left" | "right" | "top" | "margin-left" if is_far_outside(value) => {
                self.shift = Some(BoxShift::FarOutside);
            }
            "clip" if is_empty_clip(value) => self.shift = Some(BoxShift::FarOutside),
            "position" if value == "static" => self.shift = Some(BoxShift::Inside),
            _ => {}
        }
    }

    /// Cells of tables grow to their content, whatever width they name.
    fn is_out_of_sight(&self, name: &str) -> bool {
        let is_flat = self.height == Some(BoxLength::Empty)
            || self.width == Some(BoxLength::Empty) && !matches!(name, "td" | "th" | "table");
        self.opacity == Some(InkOpacity::Transparent)
            || self.shift == Some(BoxShift::FarOutside)
            || self.overflow == Some(OverflowMode::Cut) && is_flat
    }
}

fn ink(value: &str) -> Option<InkSight> {
    match value {
        "hidden" | "collapse" => Some(InkSight::Invisible),
        "visible" => Some(InkSight::Visible),
        _ => None,
    }
}

fn overflow(value: &str) -> OverflowMode {
    if matches!(value, "hidden" | "clip") {
        OverflowMode::Cut
    } else {
        OverflowMode::Shown
    }
}

/// Of a length and the most that it may be, one that is nothing is enough.
fn empty_at_zero(length: &mut Option<BoxLength>, value: &str) {
    if *length != Some(BoxLength::Stretched) && number(value) == Some(0.0) {
        *length = Some(BoxLength::Empty);
    } else {
        length.get_or_insert(BoxLength::Filled);
    }
}

fn stretch(length: &mut Option<BoxLength>, value: &str) {
    let mut parts = value.split_ascii_whitespace().filter_map(number);
    if parts.any(|part| part > 0.0) {
        *length = Some(BoxLength::Stretched);
    }
}

fn is_far_outside(value: &str) -> bool {
    let is_relative = value.ends_with('%') || value.ends_with("em");
    !is_relative && number(value).is_some_and(|it| it <= FAR_OUTSIDE)
}

/// `rect(0 0 0 0)` and `rect(1px, 1px, 1px, 1px)`, as pages hide what only a voice shall say.
fn is_empty_clip(value: &str) -> bool {
    let inside = value
        .strip_prefix("rect(")
        .and_then(|it| it.strip_suffix(')'));
    let Some(inside) = inside else { return false };
    let sides = inside.split([',', ' ']).filter(|side| !side.is_empty());
    let sides: Vec<Option<f32>> = sides.map(number).collect();
    sides.len() == 4 && sides.iter().all(|side| side.is_some() && *side == sides[0])
}

/// What a size means for text; none where it is a part of a size that is not known here.
fn font_size(value: &str) -> Option<SizeSight> {
    match number(value) {
        Some(size) if size <= 0.0 => Some(SizeSight::Tiny),
        Some(_) if value.ends_with('%') || is_of_its_parent(value) => None,
        Some(size) if size <= TINY && is_fixed(value) => Some(SizeSight::Tiny),
        Some(_) => Some(SizeSight::Readable),
        None if matches!(value, "inherit" | "smaller" | "larger" | "unset") => None,
        None => Some(SizeSight::Readable),
    }
}

/// Pixels, points, or a number without a unit.
fn is_fixed(value: &str) -> bool {
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+'));
    matches!(unit.trim(), "" | "px" | "pt")
}

/// Units that are a multiple of another size; `rem` is one of the page's.
fn is_of_its_parent(value: &str) -> bool {
    (value.ends_with("em") || value.ends_with("ex")) && !value.ends_with("rem")
}

/// The size in `font: italic 14px/20px Arial`.
fn font_shorthand(value: &str) -> Option<SizeSight> {
    let mut parts = value.split_ascii_whitespace();
    let size = parts.find(|part| {
        let size = part.split('/').next().unwrap_or_default();
        // A bare number is a weight, and only zero can be a size without a unit.
        number(size).is_some_and(|it| it == 0.0 || !size.ends_with(|c: char| c.is_ascii_digit()))
    })?;
    font_size(size.split('/').next().unwrap_or_default())
}

/// The number at the beginning of a value.
fn number(value: &str) -> Option<f32> {
    let value = value.trim();
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let end = value.find(|c| !is_part(c)).unwrap_or(value.len());
    value[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(outer: TextSight, name: &str, style: &str) -> TextSight {
        let attributes = TagAttributes {
            style: Some(style),
            ..TagAttributes::default()
        };
        outer.inside(name, &attributes, ElementStyle::default())
    }

    fn is_seen(name: &str, style: &str) -> bool {
        inside(TextSight::default(), name, style).is_seen()
    }

    #[test]
    fn styles_that_hide() {
        let styles = [
            "display:none",
            "DISPLAY : None !important",
            "color:red;display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0",
            "visibility:hidden",
            "opacity:0",
            "opacity: 0.0",
            "font-size:0",
            "font-size:0px",
            "font-size:1px",
            "font-size: .5pt",
            "font:0/0 a",
            "max-height:0px;overflow:hidden",
            "overflow:hidden;height:0",
            "width:0;height:0;overflow:hidden",
            "position:absolute;left:-9999px",
            "text-indent:-9999px",
            "position:absolute;clip:rect(0 0 0 0)",
            "clip: rect(1px, 1px, 1px, 1px)",
        ];
        for style in styles {
            assert!(!is_seen("div", style), "{style}");
        }
    }

    #[test]
    fn styles_that_only_look_like_it() {
        let cases = [
            ("div", ""),
            ("div", "display:block"),
            ("div", "opacity:0.5"),
            ("div", "font-size:12px"),
            ("div", "font-size:0.9em"),
            ("div", "font-size:1rem"),
            ("div", "font-size:1vw"),
            ("div", "font: italic 700 14px/20px Arial"),
            ("div", "max-height:0"),
            ("div", "height:0;padding-bottom:56.25%;overflow:hidden"),
            ("div", "width:0;min-width:100%;overflow:hidden"),
            ("td", "max-width:0;overflow:hidden;text-overflow:ellipsis"),
            ("div", "mso-hide:all"),
            ("div", "line-height:0"),
            ("div", "text-indent:-20px"),
            ("div", "left:-50%"),
            ("div", "display"),
        ];
        for (name, style) in cases {
            assert!(is_seen(name, style), "{name} {style}");
        }
    }

    #[test]
    fn what_is_inside_may_be_seen_again() {
        let layout = inside(TextSight::default(), "td", "font-size:0px;padding:20px 0");
        assert!(!layout.is_seen() && layout.shows_images());
        assert!(inside(layout, "div", "font-size:14px").is_seen());
        assert!(
            !inside(layout, "div", "font-size:2em").is_seen(),
            "twice nothing"
        );
        let unseen = inside(TextSight::default(), "div", "visibility:hidden");
        assert!(inside(unseen, "span", "visibility:visible").is_seen());
        let removed = inside(TextSight::default(), "div", "display:none");
        assert!(!inside(removed, "p", "display:block;font-size:14px").is_seen());
    }

    #[test]
    fn the_attribute_hides_unless_the_style_shows() {
        let hidden = |style| TagAttributes {
            hidden: Some(""),
            style,
            ..TagAttributes::default()
        };
        let (page, sheet) = (TextSight::default(), ElementStyle::default());
        assert!(!page.inside("p", &hidden(None), sheet).is_seen());
        assert!(
            page.inside("p", &hidden(Some("display:block")), sheet)
                .is_seen()
        );
    }
}
