//! The maths of a list of a million rows behind a true scrollbar. A browser lets no element grow
//! beyond about 33 million pixels, so a long list is folded: near both ends a pixel of the scrollbar
//! is a pixel of the list, and the middle is compressed. Small steps are one to one everywhere.

use std::ops::Range;

/// Usual height of a row, in pixels.
pub const ROW: f64 = 46.0;

/// The tallest that the scrolled element may be, in pixels; well below every browser's limit.
pub const LIMIT: f64 = 12_000_000.0;

/// A list as the scrollbar sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScrollTrack {
    /// Rows.
    pub rows: u32,
    /// Height of a row, in pixels.
    pub row: f64,
    /// Height of the opening through which the list is seen, in pixels.
    pub view: f64,
}

impl Default for ScrollTrack {
    fn default() -> Self {
        Self {
            rows: 0,
            row: ROW,
            view: 0.0,
        }
    }
}

impl ScrollTrack {
    /// Height of all rows, in pixels.
    #[must_use]
    pub fn full(&self) -> f64 {
        f64::from(self.rows) * self.row
    }

    /// Height that the scrolled element is given, in pixels.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.full().min(LIMIT)
    }

    fn last_content(&self) -> f64 {
        (self.full() - self.view).max(0.0)
    }

    fn last_scroll(&self) -> f64 {
        (self.height() - self.view).max(0.0)
    }

    /// Which pixel of the list a scroll position stands for.
    #[must_use]
    pub fn content_at(&self, scroll: f64) -> f64 {
        let (edge, last, content) = (LIMIT / 3.0, self.last_scroll(), self.last_content());
        let scroll = scroll.clamp(0.0, last);
        if self.full() <= LIMIT || scroll <= edge {
            return scroll;
        }
        if scroll >= last - edge {
            return content - (last - scroll);
        }
        edge + (scroll - edge) * (content - 2.0 * edge) / (last - 2.0 * edge)
    }

    /// Which scroll position stands for a pixel of the list; the inverse of [`ScrollTrack::content_at`].
    #[must_use]
    pub fn scroll_at(&self, pixel: f64) -> f64 {
        let (edge, last, content) = (LIMIT / 3.0, self.last_scroll(), self.last_content());
        let pixel = pixel.clamp(0.0, content);
        if self.full() <= LIMIT || pixel <= edge {
            return pixel;
        }
        if pixel >= content - edge {
            return last - (content - pixel);
        }
        edge + (pixel - edge) * (last - 2.0 * edge) / (content - 2.0 * edge)
    }
}

/// Where the reader is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollPosition {
    /// The scroll position of the element, in pixels.
    pub scroll: f64,
    /// The pixel of the list at the top of the opening.
    pub content: f64,
}

impl ScrollPosition {
    /// The place of a pixel of the list.
    #[must_use]
    pub fn at(track: &ScrollTrack, pixel: f64) -> Self {
        let content = pixel.clamp(0.0, track.last_content());
        Self {
            scroll: track.scroll_at(content),
            content,
        }
    }

    /// The place after the element scrolled. A step shorter than a few screens is taken one to one,
    /// so that a wheel moves rows and not thousands of them; a longer one is a drag of the thumb.
    #[must_use]
    pub fn scrolled(self, track: &ScrollTrack, scroll: f64) -> Self {
        let step = scroll - self.scroll;
        let at_an_end = scroll <= 0.0 || scroll >= track.last_scroll();
        if track.full() <= LIMIT || at_an_end || step.abs() > 3.0 * track.view {
            return Self {
                scroll,
                content: track.content_at(scroll),
            };
        }
        Self {
            scroll,
            content: (self.content + step).clamp(0.0, track.last_content()),
        }
    }

    /// Where the thumb should stand for what is seen, once the hand has left it: `None` when it
    /// stands there already.
    #[must_use]
    pub fn settled(self, track: &ScrollTrack) -> Option<f64> {
        let scroll = track.scroll_at(self.content);
        ((scroll - self.scroll).abs() > 1.0).then_some(scroll)
    }

    /// The rows to draw, with some more on either side so that none is missing while it moves.
    #[must_use]
    pub fn rows(self, track: &ScrollTrack, beyond: u32) -> Range<u32> {
        let first = whole((self.content / track.row).floor()).saturating_sub(beyond);
        let last = whole(((self.content + track.view) / track.row).ceil()).saturating_add(beyond);
        first.min(track.rows)..last.min(track.rows)
    }

    /// How far the first drawn row is moved down inside the scrolled element, in pixels.
    #[must_use]
    pub fn shift(self, track: &ScrollTrack, first: u32) -> f64 {
        self.scroll + f64::from(first) * track.row - self.content
    }

    /// The nearest place that shows a row whole; `None` when it is seen whole already.
    #[must_use]
    pub fn showing(self, track: &ScrollTrack, row: u32) -> Option<Self> {
        let top = f64::from(row) * track.row;
        if top < self.content {
            return Some(Self::at(track, top));
        }
        let bottom = top + track.row - track.view;
        (bottom > self.content).then(|| Self::at(track, bottom))
    }
}

/// The same rows at the top of the opening, where rows have another height from now on.
#[must_use]
pub fn in_rows_of(
    position: ScrollPosition,
    before: &ScrollTrack,
    now: &ScrollTrack,
) -> ScrollPosition {
    ScrollPosition::at(now, position.content / before.row * now.row)
}

/// A pixel count as a row count. It is never negative and never near four thousand million.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range just before"
)]
fn whole(value: f64) -> u32 {
    value.clamp(0.0, f64::from(u32::MAX)) as u32
}

/// Where a key of movement leads from a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionMove {
    /// One down.
    Next,
    /// One up.
    Previous,
    /// A screen down.
    PageDown,
    /// A screen up.
    PageUp,
    /// To the first.
    First,
    /// To the last.
    Last,
}

/// The row that a movement selects; `None` in an empty list.
#[must_use]
pub fn moved(track: &ScrollTrack, from: Option<u32>, step: SelectionMove) -> Option<u32> {
    let last = track.rows.checked_sub(1)?;
    let screen = whole(track.view / track.row).saturating_sub(1).max(1);
    let Some(from) = from else {
        return Some(if step == SelectionMove::Last { last } else { 0 });
    };
    Some(match step {
        SelectionMove::Next => from.saturating_add(1).min(last),
        SelectionMove::Previous => from.saturating_sub(1).min(last),
        SelectionMove::PageDown => from.saturating_add(screen).min(last),
        SelectionMove::PageUp => from.saturating_sub(screen).min(last),
        SelectionMove::First => 0,
        SelectionMove::Last => last,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: ScrollTrack = ScrollTrack {
        rows: 1_000,
        row: ROW,
        view: 700.0,
    };
    const HUGE: ScrollTrack = ScrollTrack {
        rows: 1_000_000,
        row: ROW,
        view: 700.0,
    };

    #[test]
    fn a_short_list_is_one_to_one() {
        assert!((SMALL.height() - 46_000.0).abs() < 1e-9);
        let here = ScrollPosition::default().scrolled(&SMALL, 920.0);
        assert_eq!(here.rows(&SMALL, 0), 20..36);
        assert!((here.shift(&SMALL, 20) - 920.0).abs() < 1e-9);
    }

    #[test]
    fn a_huge_list_stays_under_the_limit_and_reaches_its_last_row() {
        assert!(HUGE.height() <= LIMIT);
        let end = ScrollPosition::default().scrolled(&HUGE, HUGE.height() - HUGE.view);
        assert_eq!(end.rows(&HUGE, 0).end, 1_000_000);
        assert!((end.content - (HUGE.full() - HUGE.view)).abs() < 1e-6);
    }

    #[test]
    fn folding_is_monotonic_and_inverts() {
        let mut before = -1.0;
        for step in 0..=1_000 {
            let scroll = (HUGE.height() - HUGE.view) * f64::from(step) / 1_000.0;
            let content = HUGE.content_at(scroll);
            assert!(content > before, "goes forward at {scroll}");
            assert!(
                (HUGE.scroll_at(content) - scroll).abs() < 0.01,
                "inverts at {scroll}"
            );
            before = content;
        }
    }

    #[test]
    fn a_wheel_step_in_the_folded_middle_moves_as_many_pixels_as_it_says() {
        let middle = ScrollPosition::at(&HUGE, HUGE.full() / 2.0);
        let after = middle.scrolled(&HUGE, middle.scroll + 100.0);
        assert!((after.content - middle.content - 100.0).abs() < 1e-6);
        let thumb = after.settled(&HUGE).unwrap();
        assert!(
            thumb < after.scroll,
            "the thumb goes back to where the content is"
        );
        let dragged = middle.scrolled(&HUGE, middle.scroll + 100_000.0);
        assert!(
            dragged.content - middle.content > 100_000.0,
            "a drag follows the thumb"
        );
    }

    #[test]
    fn a_row_is_shown_with_the_least_movement() {
        let here = ScrollPosition::at(&SMALL, 4_600.0);
        assert_eq!(here.showing(&SMALL, 102), None);
        assert!((here.showing(&SMALL, 99).unwrap().content - 4_554.0).abs() < 1e-9);
        assert!((here.showing(&SMALL, 120).unwrap().content - (121.0 * ROW - 700.0)).abs() < 1e-9);
    }

    #[test]
    fn lower_rows_keep_the_row_that_is_read() {
        let low = ScrollTrack { row: 30.0, ..HUGE };
        for row in [0_u32, 400, 500_000, 999_000] {
            let here = ScrollPosition::at(&HUGE, f64::from(row) * ROW);
            let there = in_rows_of(here, &HUGE, &low);
            assert_eq!(there.rows(&low, 0).start, row);
            assert!((there.shift(&low, row) - there.scroll).abs() < 1e-6);
        }
        let last = ScrollPosition::at(&low, low.full());
        let wide = in_rows_of(last, &low, &HUGE);
        assert!(
            wide.content <= HUGE.full() - HUGE.view + 1e-6,
            "not behind the end"
        );
    }

    #[test]
    fn keys_move_within_the_list() {
        let cases = [
            (Some(5), SelectionMove::Next, Some(6)),
            (Some(0), SelectionMove::Previous, Some(0)),
            (Some(999), SelectionMove::Next, Some(999)),
            (Some(5), SelectionMove::PageDown, Some(19)),
            (Some(5), SelectionMove::PageUp, Some(0)),
            (Some(5), SelectionMove::Last, Some(999)),
            (None, SelectionMove::Next, Some(0)),
            (None, SelectionMove::Last, Some(999)),
        ];
        for (from, step, expected) in cases {
            assert_eq!(
                moved(&SMALL, from, step),
                expected,
                "{step:?} from {from:?}"
            );
        }
        assert_eq!(
            moved(&ScrollTrack::default(), None, SelectionMove::Next),
            None
        );
    }
}
