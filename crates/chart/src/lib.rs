//! PICTURES: data to accessible SVG. Geometry is plain data, so that the front renders it as elements
//! without any HTML string; [`Sparkline::to_svg`] writes the same picture for HTML and PDF.
//!
//! This crate must never know where numbers come from, and holds no colour: a picture is drawn in
//! `currentColor`. It builds for wasm32.

mod bar;
mod sparkline;
mod svg;

pub use bar::{ShareBar, share_bar};
pub use sparkline::{ChartPoint, Sparkline, sparkline};
