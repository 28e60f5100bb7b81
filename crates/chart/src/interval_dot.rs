//! A rate as a dot with its interval as a line through it, on an axis that several share.

use crate::axis::ChartAxis;

/// Where a dot and the ends of its line stand, from 0 at the beginning of the axis to 100 at its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntervalDot {
    /// The rate.
    pub at: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The axis on which all of these intervals, from 0 to 1, stand.
#[must_use]
pub fn interval_axis(intervals: impl IntoIterator<Item = (f64, f64)>) -> ChartAxis {
    let ends = intervals.into_iter().map(|(_, high)| high);
    ChartAxis::of_shares(ends.fold(0.0, f64::max))
}

/// A rate on an axis.
#[must_use]
pub fn interval_dot(axis: &ChartAxis, rate: f64, interval: (f64, f64)) -> IntervalDot {
    IntervalDot {
        at: axis.place(rate),
        low: axis.place(interval.0),
        high: axis.place(interval.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interval_stands_on_the_axis_of_all() {
        let intervals = [(0.1, 0.2), (0.3, 0.38), (0.0, 0.05)];
        let axis = interval_axis(intervals);
        assert!((axis.top - 0.4).abs() < 1e-9, "{axis:?}");
        let dot = interval_dot(&axis, 0.3, (0.2, 0.4));
        assert!((dot.at - 75.0).abs() < 1e-9, "{dot:?}");
        assert!((dot.low - 50.0).abs() < 1e-9 && (dot.high - 100.0).abs() < 1e-9);
        for (low, high) in intervals {
            let dot = interval_dot(&axis, low, (low, high));
            assert!(0.0 <= dot.low && dot.low <= dot.high && dot.high <= 100.0);
        }
    }
}
