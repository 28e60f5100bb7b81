//! The small line over each number: conversations per day, averaged over seven days so that the
//! week's own rhythm does not hide the course, without the day that is not over yet. `chart` draws it.

use chart::{Sparkline, sparkline};
use model::metrics::TrendDay;

/// Days of an average.
const WEEK: usize = 7;

/// Width and height of the drawing, in its own units.
pub const BOX: (u32, u32) = (Sparkline::WIDTH, Sparkline::HEIGHT);

/// Which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SparklineSeries {
    /// All conversations.
    Total,
    /// Those with an outcome of a kind, by its place in `ConversionKind::KNOWN`.
    Kind(usize),
}

/// A line, ready to draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SparklinePath {
    /// Points of a polyline; empty when there is too little to draw.
    pub points: String,
    /// Points of the area beneath it.
    pub area: String,
    /// Days that it spans.
    pub days: usize,
}

/// Draws a series up to the day before `today` (days since 1970-01-01).
#[must_use]
pub fn draw(trend: &[TrendDay], series: SparklineSeries, today: i32) -> SparklinePath {
    let days: Vec<f64> = trend
        .iter()
        .filter(|day| day.day < today)
        .map(|day| value(day, series))
        .collect();
    let means: Vec<f64> = days
        .windows(WEEK)
        .map(|week| week.iter().sum::<f64>() / 7.0)
        .collect();
    let top = means.iter().copied().fold(0.0, f64::max);
    if means.len() < 2 || top <= 0.0 {
        return SparklinePath::default();
    }
    let drawn = sparkline(&means, "");
    SparklinePath {
        points: drawn.line,
        area: drawn.area,
        days: means.len(),
    }
}

fn value(day: &TrendDay, series: SparklineSeries) -> f64 {
    match series {
        SparklineSeries::Total => f64::from(day.total),
        SparklineSeries::Kind(kind) => f64::from(day.by_kind.get(kind).copied().unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(totals: &[u32]) -> Vec<TrendDay> {
        (0..)
            .zip(totals)
            .map(|(day, &total)| TrendDay {
                day,
                total,
                by_kind: [0, total, 0, 0, 0],
            })
            .collect()
    }

    #[test]
    fn the_day_that_is_not_over_is_left_out() {
        let whole = draw(&trend(&[7; 10]), SparklineSeries::Total, 10);
        let with_today = draw(
            &trend(&[7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0]),
            SparklineSeries::Total,
            10,
        );
        assert_eq!(whole, with_today);
        assert_eq!(whole.days, 4);
        assert_eq!(whole.points, "0.0,2.0 33.3,2.0 66.7,2.0 100.0,2.0");
    }

    #[test]
    fn too_little_draws_nothing() {
        assert_eq!(
            draw(&trend(&[3; 7]), SparklineSeries::Total, 99),
            SparklinePath::default()
        );
        assert_eq!(
            draw(&trend(&[0; 30]), SparklineSeries::Total, 99),
            SparklinePath::default()
        );
        assert_eq!(
            draw(&trend(&[3; 30]), SparklineSeries::Kind(0), 99),
            SparklinePath::default()
        );
        assert_ne!(
            draw(&trend(&[3; 30]), SparklineSeries::Kind(1), 99),
            SparklinePath::default()
        );
    }
}
