//! A small line without axes: how a count went from day to day.

use crate::svg::{number, picture};

/// A sparkline as plain data, in a box of [`Sparkline::WIDTH`] by [`Sparkline::HEIGHT`] units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparkline {
    /// What it shows: the accessible name.
    pub label: String,
    /// The line, as the `d` of a `path`; empty when there is nothing to draw.
    pub path: String,
    /// The area under the line, as the `d` of a `path`; empty when there is nothing to draw.
    pub area: String,
    /// Its corners, left to right, one per value.
    pub points: Vec<ChartPoint>,
    /// The greatest value.
    pub max: u32,
    /// The least value.
    pub min: u32,
    /// The newest value; `None` in an empty series.
    pub last: Option<u32>,
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
    pub const HEIGHT: u32 = 22;

    /// The same picture as text, for HTML and PDF.
    #[must_use]
    pub fn to_svg(&self) -> String {
        picture(
            Self::WIDTH,
            Self::HEIGHT,
            &self.label,
            &self.summary,
            &self.paths(),
        )
    }

    fn paths(&self) -> String {
        if self.path.is_empty() {
            return String::new();
        }
        format!(
            "<path d=\"{}\" fill=\"currentColor\" fill-opacity=\"0.12\"/>\
             <path d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\"/>",
            self.area, self.path
        )
    }
}

/// Room above and below for the width of the line.
const MARGIN: f64 = 2.0;

/// Draws a series, oldest first. The scale starts at zero, so that a small change looks small; a
/// constant series is a flat line, at the bottom when it is zero and in the middle otherwise; an
/// empty one is no line at all.
#[must_use]
pub fn sparkline(values: &[u32], label: &str) -> Sparkline {
    let points = points(values);
    let path = line(&points);
    Sparkline {
        label: label.to_owned(),
        area: area(&path),
        path,
        max: values.iter().copied().max().unwrap_or(0),
        min: values.iter().copied().min().unwrap_or(0),
        last: values.last().copied(),
        summary: summary(values),
        points,
    }
}

fn points(values: &[u32]) -> Vec<ChartPoint> {
    let steps = values.len().saturating_sub(1).max(1);
    let width = f64::from(Sparkline::WIDTH);
    values
        .iter()
        .enumerate()
        .map(|(at, &value)| ChartPoint {
            x: width * ratio(at, steps),
            y: height_of(value, values),
        })
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a series has far fewer than 2^53 values"
)]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn height_of(value: u32, values: &[u32]) -> f64 {
    let (min, max) = values
        .iter()
        .fold((u32::MAX, 0), |(min, max), &v| (min.min(v), max.max(v)));
    let share = match (min == max, max) {
        (_, 0) => 0.0,
        (true, _) => 0.5,
        (false, _) => f64::from(value) / f64::from(max),
    };
    let height = f64::from(Sparkline::HEIGHT);
    height - MARGIN - share * (height - 2.0 * MARGIN)
}

/// A single value is a flat line too: a lone point would not be seen.
fn line(points: &[ChartPoint]) -> String {
    let Some(first) = points.first() else {
        return String::new();
    };
    let mut path = format!("M{} {}", number(first.x), number(first.y));
    for point in &points[1..] {
        path.push_str(&format!("L{} {}", number(point.x), number(point.y)));
    }
    if points.len() == 1 {
        path.push_str(&format!("H{}", Sparkline::WIDTH));
    }
    path
}

fn area(line: &str) -> String {
    if line.is_empty() {
        return String::new();
    }
    format!("{line}V{h}H0Z", h = Sparkline::HEIGHT)
}

fn summary(values: &[u32]) -> String {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return "No data".to_owned();
    };
    let (min, max) = values
        .iter()
        .fold((u32::MAX, 0), |(min, max), &v| (min.min(v), max.max(v)));
    if min == max {
        let values = if values.len() == 1 {
            "1 value".to_owned()
        } else {
            format!("{} values", values.len())
        };
        return format!("{first} throughout, {values}");
    }
    format!(
        "From {first} to {last} over {} values; lowest {min}, highest {max}",
        values.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn series_look_right() {
        let cases: &[(&[u32], &str, &str, &str)] = &[
            (&[], "", "No data", "no line for no data"),
            (
                &[0, 0, 0],
                "M0 20L50 20L100 20",
                "0 throughout, 3 values",
                "zero lies at the bottom",
            ),
            (
                &[7, 7],
                "M0 11L100 11",
                "7 throughout, 2 values",
                "a constant lies in the middle",
            ),
            (
                &[7],
                "M0 11H100",
                "7 throughout, 1 value",
                "one value is a line too",
            ),
            (
                &[0, 10, 5],
                "M0 20L50 2L100 11",
                "From 0 to 5 over 3 values; lowest 0, highest 10",
                "the scale starts at zero",
            ),
            (
                &[1, 2, 3, 4],
                "M0 15.5L33.33 11L66.67 6.5L100 2",
                "From 1 to 4 over 4 values; lowest 1, highest 4",
                "two decimals",
            ),
            (
                &[u32::MAX, 0],
                "M0 2L100 20",
                "From 4294967295 to 0 over 2 values; lowest 0, highest 4294967295",
                "great values",
            ),
        ];
        for (values, path, summary, why) in cases {
            let line = sparkline(values, "Tours");
            assert_eq!(
                (line.path.as_str(), line.summary.as_str()),
                (*path, *summary),
                "{why}"
            );
            assert_eq!(line.last, values.last().copied(), "{why}");
        }
    }

    #[test]
    fn the_picture_is_accessible_and_escaped() {
        let svg = sparkline(&[1, 2], "Tours & <passes> \"30 days\"\u{0}").to_svg();
        assert!(
            svg.starts_with(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 100 22\""
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
        assert_eq!(svg.matches("<path ").count(), 2, "a line and its area");
        assert!(
            !svg.contains("style="),
            "no styles: the content security policy forbids them"
        );
        assert_eq!(
            sparkline(&[], "x").to_svg().matches("<path").count(),
            0,
            "nothing to draw"
        );
    }

    proptest! {
        #[test]
        fn every_value_is_inside_the_box(values in proptest::collection::vec(any::<u32>(), 0..100)) {
            let line = sparkline(&values, "x");
            prop_assert_eq!(line.points.len(), values.len());
            for pair in line.points.windows(2) {
                prop_assert!(pair[0].x < pair[1].x);
            }
            for (point, value) in line.points.iter().zip(&values) {
                prop_assert!((0.0..=100.0).contains(&point.x) && (MARGIN..=22.0 - MARGIN).contains(&point.y), "{:?}", point);
                prop_assert!(*value < line.max || line.min == line.max || point.y < MARGIN + 1e-9, "the greatest is at the top");
            }
            prop_assert!(!line.path.contains("NaN") && !line.path.contains("inf"));
        }
    }
}
