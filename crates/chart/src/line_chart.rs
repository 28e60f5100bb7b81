//! Lines over one row of equal steps: how several numbers went from day to day, on one axis from zero.

use crate::axis::ChartAxis;
use crate::svg::number;

/// Lines as plain data, in a box of 100 by 100 units whose origin is its top left corner. A window stretches the box as
/// it likes, and writes the texts of the axis beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart {
    /// The axis of the values.
    pub axis: ChartAxis,
    /// From the left, where each step stands.
    pub places: Vec<f64>,
    /// The lines, each as corners from the left, one a step.
    pub lines: Vec<Vec<ChartCorner>>,
}

/// A corner of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartCorner {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// Draws series of equally many values, oldest first.
#[must_use]
pub fn line_chart(series: &[&[f64]]) -> LineChart {
    let greatest = series.iter().flat_map(|one| one.iter()).copied();
    let axis = ChartAxis::of_counts(greatest.fold(0.0, f64::max));
    let steps = series.iter().map(|one| one.len()).max().unwrap_or(0);
    let places: Vec<f64> = (0..steps).map(|at| place(at, steps)).collect();
    let line = |values: &&[f64]| {
        let corners = places.iter().zip(values.iter());
        corners
            .map(|(x, value)| ChartCorner {
                x: *x,
                y: 100.0 - axis.place(*value),
            })
            .collect()
    };
    let lines = series.iter().map(line).collect();
    LineChart {
        axis,
        places,
        lines,
    }
}

/// Corners as the `points` of a `polyline`.
#[must_use]
pub fn polyline(corners: &[ChartCorner]) -> String {
    let points = corners
        .iter()
        .map(|it| format!("{},{}", number(it.x), number(it.y)));
    points.collect::<Vec<_>>().join(" ")
}

/// A lone step stands in the middle.
#[expect(
    clippy::cast_precision_loss,
    reason = "a series has far fewer than 2^53 values"
)]
fn place(at: usize, steps: usize) -> f64 {
    if steps < 2 {
        return 50.0;
    }
    at as f64 * 100.0 / (steps - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_share_one_axis_from_zero() {
        let drawn = line_chart(&[&[4.0, 0.0, 2.0], &[1.0, 0.0, 1.0]]);
        assert_eq!(polyline(&drawn.lines[0]), "0,0 50,100 100,50");
        assert_eq!(polyline(&drawn.lines[1]), "0,75 50,100 100,75");
        assert_eq!(drawn.places, [0.0, 50.0, 100.0]);
    }

    #[test]
    fn nothing_and_one_step_are_drawn_too() {
        let nothing = line_chart(&[&[], &[]]);
        assert_eq!((nothing.places.len(), nothing.lines.len()), (0, 2));
        let one = line_chart(&[&[3.0]]);
        assert_eq!(polyline(&one.lines[0]), "50,0");
    }
}
