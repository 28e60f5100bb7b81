//! PICTURES: data to accessible SVG. Geometry is plain data, so that the front renders it as elements
//! without any HTML string; [`Sparkline::to_svg`] writes the same picture for HTML and PDF.
//!
//! This crate must never know where numbers come from, and holds no colour: a picture is drawn in
//! `currentColor`. It builds for wasm32.

mod axis;
mod bar;
mod day_flags;
mod funnel_plot;
mod interval_dot;
mod line_chart;
mod rising_curve;
mod sparkline;
mod svg;
mod us_map;

pub use axis::ChartAxis;
pub use bar::{ShareBar, share_bar};
pub use day_flags::{DayFlag, day_flags};
pub use funnel_plot::{FunnelLimits, FunnelPlot, funnel_plot};
pub use interval_dot::{IntervalDot, interval_axis, interval_dot};
pub use line_chart::{ChartCorner, LineChart, line_chart, polyline};
pub use rising_curve::{RisingCurves, rising_curves};
pub use sparkline::{ChartPoint, Sparkline, sparkline};
pub use us_map::{StateOutline, US_MAP_BOX, us_outlines};
