//! A small line without axes: how a number went from day to day.

use crate::svg::{number, picture};

/// A sparkline as plain data, in a box of [`Sparkline::WIDTH`] by [`Sparkline::HEIGHT`] units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparkline {
    /// What it shows: the accessible name.
    pub label: String,
    /// The line, as the `points` of a `polyline`; empty when there is nothing to draw.
    pub line: String,
    /// The area under the line, as the `points` of a `polygon`; empty when there is nothing to draw.
    pub area: String,
    /// Its corners, left to right, one per value.
    pub points: Vec<ChartPoint>,
    /// The greatest value.
    pub max: f64,
    /// The least value.
    pub min: f64,
    /// The newest value; `None` in an empty series.
    pub last: Option<f64>,
    /// The picture in words, in English: a window in another language makes its own from the numbers.
    pub summary: String,
}

/// A place in the box; the origin is its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartPoint {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Sparkline {
    /// Width of the box.
    pub const WIDTH: u32 = 100;
    /// Height of the box.
    pub const HEIGHT: u32 = 24;

    /// The same picture as text, for HTML and PDF.
    #[must_use]
    pub fn to_svg(&self) -> String {
        picture(
            Self::WIDTH,
            Self::HEIGHT,
            &self.label,
            &self.summary,
            &self.shapes(),
        )
    }

    fn shapes(&self) -> String {
        if self.line.is_empty() {
            return String::new();
        }
        format!(
            "<polygon points=\"{}\" fill=\"currentColor\" fill-opacity=\"0.12\"/>\
             <polyline points=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\"/>",
            self.area, self.line
        )
    }
}

/// Room above for the width of the line.
const ABOVE: f64 = 2.0;
/// Room below for the width of the line.
const BELOW: f64 = 1.0;

/// Draws a series, oldest first. The scale starts at zero, so that a small change looks small, and its
/// greatest value touches the top; zeros lie at the bottom, and an empty series is no line at all.
#[must_use]
pub fn sparkline(values: &[f64], label: &str) -> Sparkline {
    let points = points(values);
    let line = coordinates(&points);
    let (min, max) = bounds(values);
    Sparkline {
        label: label.to_owned(),
        area: area(&line),
        line,
        max,
        min,
        last: values.last().copied(),
        summary: summary(values),
        points,
    }
}

fn bounds(values: &[f64]) -> (f64, f64) {
    let both = values.iter().copied().map(|value| (value, value));
    both.reduce(|(min, max), (value, _)| (min.min(value), max.max(value)))
        .unwrap_or_default()
}

fn points(values: &[f64]) -> Vec<ChartPoint> {
    let steps = values.len().saturating_sub(1).max(1);
    let (_, max) = bounds(values);
    let x = |at| f64::from(Sparkline::WIDTH) * ratio(at, steps);
    let point = |(at, &value)| ChartPoint {
        x: x(at),
        y: from_top(value, max),
    };
    values.iter().enumerate().map(point).collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a series has far fewer than 2^53 values"
)]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn from_top(value: f64, max: f64) -> f64 {
    let share = if max > 0.0 { value / max } else { 0.0 };
    let height = f64::from(Sparkline::HEIGHT);
    height - BELOW - share * (height - ABOVE - BELOW)
}

/// A single value is a flat line too: a lone point would not be seen.
fn coordinates(points: &[ChartPoint]) -> String {
    let ends_alone = match points {
        [only] => Some(ChartPoint {
            x: f64::from(Sparkline::WIDTH),
            y: only.y,
        }),
        _ => None,
    };
    let all = points.iter().chain(&ends_alone);
    let texts: Vec<String> = all.map(|it| format!("{:.1},{:.1}", it.x, it.y)).collect();
    texts.join(" ")
}

fn area(line: &str) -> String {
    if line.is_empty() {
        return String::new();
    }
    let (width, height) = (Sparkline::WIDTH, Sparkline::HEIGHT);
    format!("0,{height} {line} {width},{height}")
}

fn summary(values: &[f64]) -> String {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return "No data".to_owned();
    };
    let (min, max) = bounds(values);
    let (first, last) = (number(*first), number(*last));
    if min == max {
        let values = if values.len() == 1 {
            "1 value".to_owned()
        } else {
            format!("{} values", values.len())
        };
        return format!("{first} throughout, {values}");
    }
    format!(
        "From {first} to {last} over {} values; lowest {}, highest {}",
        values.len(),
        number(min),
        number(max)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn series_look_right() {
        let cases: &[(&[f64], &str, &str, &str)] = &[
            (&[], "", "No data", "no line for no data"),
            (
                &[0.0, 0.0, 0.0],
                "0.0,23.0 50.0,23.0 100.0,23.0",
                "0 throughout, 3 values",
                "zero lies at the bottom",
            ),
            (
                &[7.0, 7.0],
                "0.0,2.0 100.0,2.0",
                "7 throughout, 2 values",
                "the greatest touches the top",
            ),
            (
                &[7.0],
                "0.0,2.0 100.0,2.0",
                "7 throughout, 1 value",
                "one value is a line too",
            ),
            (
                &[0.0, 10.0, 5.0],
                "0.0,23.0 50.0,2.0 100.0,12.5",
                "From 0 to 5 over 3 values; lowest 0, highest 10",
                "the scale starts at zero",
            ),
            (
                &[0.5, 2.0],
                "0.0,17.8 100.0,2.0",
                "From 0.5 to 2 over 2 values; lowest 0.5, highest 2",
                "means are drawn as they are",
            ),
        ];
        for (values, line, summary, why) in cases {
            let drawn = sparkline(values, "Tours");
            assert_eq!(
                (drawn.line.as_str(), drawn.summary.as_str()),
                (*line, *summary),
                "{why}"
            );
            assert_eq!(drawn.last, values.last().copied(), "{why}");
        }
    }

    #[test]
    fn the_picture_is_accessible_and_escaped() {
        let svg = sparkline(&[1.0, 2.0], "Tours & <passes> \"30 days\"\u{0}").to_svg();
        assert!(
            svg.starts_with(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 100 24\""
            ),
            "{svg}"
        );
        assert!(
            svg.contains("<title>Tours &amp; &lt;passes&gt; &quot;30 days&quot;</title>"),
            "{svg}"
        );
        assert!(
            svg.contains("<desc>From 1 to 2 over 2 values; lowest 1, highest 2</desc>"),
            "{svg}"
        );
        assert_eq!(svg.matches("<poly").count(), 2, "a line and its area");
        assert!(
            !svg.contains("style="),
            "no styles: the content security policy forbids them"
        );
        assert_eq!(
            sparkline(&[], "x").to_svg().matches("<poly").count(),
            0,
            "nothing to draw"
        );
    }

    proptest! {
        #[test]
        fn every_value_is_inside_the_box(values in proptest::collection::vec(0.0_f64..1e9, 0..100)) {
            let drawn = sparkline(&values, "x");
            prop_assert_eq!(drawn.points.len(), values.len());
            for pair in drawn.points.windows(2) {
                prop_assert!(pair[0].x < pair[1].x);
            }
            for (point, value) in drawn.points.iter().zip(&values) {
                prop_assert!((0.0..=100.0).contains(&point.x) && (ABOVE - 1e-9..=24.0 - BELOW).contains(&point.y), "{:?}", point);
                prop_assert!(*value < drawn.max || drawn.max == 0.0 || point.y < ABOVE + 1e-9, "the greatest is at the top");
            }
            prop_assert!(!drawn.line.contains("NaN") && !drawn.line.contains("inf"));
        }
    }
}
