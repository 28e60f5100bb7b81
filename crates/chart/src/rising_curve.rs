//! Curves that rise by steps over a scale of logarithms: how many have done something by a time, from minutes to months.

use crate::axis::ChartAxis;
use crate::line_chart::ChartCorner;

/// Curves as plain data, in a box of 100 by 100 units whose origin is its top left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct RisingCurves {
    /// The axis of the shares.
    pub axis: ChartAxis,
    /// From the first to the last time.
    pub span: (f64, f64),
    /// The curves, each as corners from the left.
    pub curves: Vec<Vec<ChartCorner>>,
}

/// Draws curves of times, which ascend and are more than zero, and shares from 0 to 1. Each goes on to the last time of
/// all of them.
#[must_use]
pub fn rising_curves(curves: &[Vec<(f64, f64)>]) -> RisingCurves {
    let all = || curves.iter().flatten();
    let first = all().map(|it| it.0).fold(f64::INFINITY, f64::min);
    let last = all().map(|it| it.0).fold(0.0, f64::max);
    let span = if first < last {
        (first, last)
    } else {
        (1.0, last.max(2.0))
    };
    let axis = ChartAxis::of_shares(all().map(|it| it.1).fold(0.0, f64::max));
    let drawn = curves
        .iter()
        .map(|curve| corners(curve, span, &axis))
        .collect();
    RisingCurves {
        axis,
        span,
        curves: drawn,
    }
}

impl RisingCurves {
    /// Where a time stands, from 0 to 100.
    #[must_use]
    pub fn place(&self, time: f64) -> f64 {
        place(time, self.span)
    }
}

fn place(time: f64, span: (f64, f64)) -> f64 {
    ((time / span.0).ln() / (span.1 / span.0).ln()).clamp(0.0, 1.0) * 100.0
}

fn corners(curve: &[(f64, f64)], span: (f64, f64), axis: &ChartAxis) -> Vec<ChartCorner> {
    let mut corners: Vec<ChartCorner> = Vec::with_capacity(2 * curve.len() + 1);
    for (time, share) in curve {
        let (x, y) = (place(*time, span), 100.0 - axis.place(*share));
        if let Some(before) = corners.last().copied() {
            corners.push(ChartCorner { x, y: before.y });
        }
        corners.push(ChartCorner { x, y });
    }
    if let Some(end) = corners.last().copied().filter(|end| end.x < 100.0) {
        corners.push(ChartCorner { x: 100.0, ..end });
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_rises_by_steps_and_goes_on_to_the_end() {
        let drawn = rising_curves(&[
            vec![(1.0, 0.0), (10.0, 0.1), (100.0, 0.2)],
            vec![(1.0, 0.05)],
        ]);
        let told: Vec<(f64, f64)> = drawn.curves[0]
            .iter()
            .map(|it| (it.x.round(), it.y.round()))
            .collect();
        assert_eq!(
            told,
            [
                (0.0, 100.0),
                (50.0, 100.0),
                (50.0, 50.0),
                (100.0, 50.0),
                (100.0, 0.0)
            ]
        );
        assert!((drawn.place(10.0) - 50.0).abs() < 1e-9);
        assert_eq!(drawn.curves[1].last().map(|it| it.x), Some(100.0));
    }

    #[test]
    fn no_curve_and_one_time_are_drawn_too() {
        assert_eq!(rising_curves(&[]).curves.len(), 0);
        let one = rising_curves(&[vec![(60.0, 0.5)]]);
        assert!(
            one.curves[0]
                .iter()
                .all(|it| it.x.is_finite() && it.y.is_finite())
        );
    }
}
