//! A funnel plot: rates over the sizes of what they are of, within limits that narrow as the size grows. Which limits
//! those are is not known here.

use crate::axis::ChartAxis;
use crate::line_chart::ChartCorner;

/// The limits at one size: the outer pair and the inner pair, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FunnelLimits {
    /// The size.
    pub size: f64,
    /// Outside of these almost nothing lies by chance.
    pub outer: (f64, f64),
    /// Outside of these little lies by chance.
    pub inner: (f64, f64),
}

/// A plot as plain data, in a box of 100 by 100 units whose origin is its top left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelPlot {
    /// The axis of the sizes.
    pub sizes: ChartAxis,
    /// The axis of the rates.
    pub rates: ChartAxis,
    /// From the top, where the rate of all together stands.
    pub target: f64,
    /// The lower and the upper of the outer limits, each from the left.
    pub outer: (Vec<ChartCorner>, Vec<ChartCorner>),
    /// The same of the inner ones.
    pub inner: (Vec<ChartCorner>, Vec<ChartCorner>),
    /// The marks, in the order in which they were given.
    pub marks: Vec<ChartCorner>,
}

/// Draws marks of sizes and rates within limits, which stand by size. The axis of the rates ends a little above the
/// highest mark and the inner limits: where few are at the left, the outer limits may leave the picture, which says no
/// less.
#[must_use]
pub fn funnel_plot(target: f64, limits: &[FunnelLimits], marks: &[(f64, f64)]) -> FunnelPlot {
    let largest = marks.iter().map(|mark| mark.0).fold(1.0, f64::max);
    let of_marks = marks.iter().map(|mark| mark.1);
    let highest = of_marks
        .chain(limits.iter().map(|it| it.inner.1))
        .fold(target, f64::max);
    let (sizes, rates) = (ChartAxis::of_counts(largest), ChartAxis::of_shares(highest));
    let corner = |size: f64, rate: f64| ChartCorner {
        x: sizes.place(size),
        y: 100.0 - rates.place(rate),
    };
    let line = |of: fn(&FunnelLimits) -> f64| -> Vec<ChartCorner> {
        limits.iter().map(|it| corner(it.size, of(it))).collect()
    };
    FunnelPlot {
        target: 100.0 - rates.place(target),
        outer: (line(|it| it.outer.0), line(|it| it.outer.1)),
        inner: (line(|it| it.inner.0), line(|it| it.inner.1)),
        marks: marks
            .iter()
            .map(|(size, rate)| corner(*size, *rate))
            .collect(),
        sizes,
        rates,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_limits_stand_on_the_same_axes() {
        let at = |size: f64, spread: f64| FunnelLimits {
            size,
            outer: (0.2 - 2.0 * spread, 0.2 + 2.0 * spread),
            inner: (0.2 - spread, 0.2 + spread),
        };
        let plot = funnel_plot(
            0.2,
            &[at(20.0, 0.1), at(100.0, 0.02)],
            &[(100.0, 0.1), (50.0, 0.4)],
        );
        assert!((plot.rates.top - 0.4).abs() < 1e-9 && (plot.sizes.top - 100.0).abs() < 1e-9);
        assert_eq!(plot.marks[0], ChartCorner { x: 100.0, y: 75.0 });
        assert_eq!(plot.marks[1], ChartCorner { x: 50.0, y: 0.0 });
        assert!((plot.target - 50.0).abs() < 1e-9);
        let (low, high) = &plot.inner;
        assert!(low[0].y > high[0].y && low[0].y - high[0].y > low[1].y - high[1].y);
        assert!(plot.outer.1[0].y <= high[0].y && plot.outer.0[0].y >= low[0].y);
    }

    #[test]
    fn nothing_is_drawn_too() {
        let plot = funnel_plot(0.0, &[], &[]);
        assert!(plot.marks.is_empty() && plot.target.is_finite());
    }
}
