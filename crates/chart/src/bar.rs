//! A bar that shows a share of a whole.

use crate::svg::{number, picture};

/// A share bar as plain data, in a box of [`ShareBar::WIDTH`] by [`ShareBar::HEIGHT`] units.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareBar {
    /// What it shows: the accessible name.
    pub label: String,
    /// Length of the filled part, from 0 to [`ShareBar::WIDTH`].
    pub filled: f64,
    /// The picture in words, in English.
    pub summary: String,
}

impl ShareBar {
    /// Width of the box.
    pub const WIDTH: u32 = 100;
    /// Height of the box.
    pub const HEIGHT: u32 = 6;

    /// The same picture as text, for HTML and PDF.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let track = rectangle(f64::from(Self::WIDTH), " fill-opacity=\"0.15\"");
        let bar = if self.filled > 0.0 {
            rectangle(self.filled, "")
        } else {
            String::new()
        };
        picture(
            Self::WIDTH,
            Self::HEIGHT,
            &self.label,
            &self.summary,
            &format!("{track}{bar}"),
        )
    }
}

fn rectangle(width: f64, more: &str) -> String {
    let height = ShareBar::HEIGHT;
    format!(
        "<rect width=\"{}\" height=\"{height}\" rx=\"3\" fill=\"currentColor\"{more}/>",
        number(width)
    )
}

/// The least visible length: something is never drawn as nothing.
const LEAST: f64 = 1.0;

/// Draws a part of a whole. An empty whole is an empty bar; a part beyond the whole fills it.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
pub fn share_bar(part: u64, whole: u64, label: &str) -> ShareBar {
    let width = f64::from(ShareBar::WIDTH);
    let filled = match (part, whole) {
        (0, _) | (_, 0) => 0.0,
        _ => (width * (part.min(whole) as f64 / whole as f64)).max(LEAST),
    };
    ShareBar {
        label: label.to_owned(),
        filled,
        summary: format!("{part} of {whole}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_filled_by_their_share() {
        let cases = [
            (0, 10, 0.0, "nothing"),
            (5, 10, 50.0, "half"),
            (10, 10, 100.0, "all"),
            (1, 1_000_000, 1.0, "something is never drawn as nothing"),
            (11, 10, 100.0, "no more than all"),
            (0, 0, 0.0, "an empty whole"),
            (3, 0, 0.0, "a part of an empty whole"),
            (u64::MAX, u64::MAX, 100.0, "great numbers"),
        ];
        for (part, whole, filled, why) in cases {
            let bar = share_bar(part, whole, "Chat");
            assert!((bar.filled - filled).abs() < 1e-9, "{why}: {}", bar.filled);
            assert_eq!(bar.summary, format!("{part} of {whole}"), "{why}");
        }
    }

    #[test]
    fn the_picture_is_accessible() {
        let svg = share_bar(1, 4, "E-mail <AI>").to_svg();
        assert!(
            svg.contains("role=\"img\"")
                && svg.contains("<title>E-mail &lt;AI&gt;</title><desc>1 of 4</desc>"),
            "{svg}"
        );
        assert!(svg.contains("<rect width=\"25\" height=\"6\""), "{svg}");
        assert_eq!(
            share_bar(0, 4, "x").to_svg().matches("<rect").count(),
            1,
            "an empty bar is its track alone"
        );
    }
}
