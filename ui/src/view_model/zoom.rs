//! The sizes in which the page is shown.

/// Sizes in which the page is shown, in percent.
pub const ZOOM_STEPS: [u16; 9] = [67, 80, 90, 100, 110, 125, 150, 175, 200];

/// Which other size is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoomStep {
    /// The next larger one.
    Larger,
    /// The next smaller one.
    Smaller,
    /// The usual one.
    Usual,
}

/// The size after a step; at the end of the sizes it stays.
#[must_use]
pub fn zoomed(now: u16, step: ZoomStep) -> u16 {
    let mut sizes = ZOOM_STEPS.into_iter();
    match step {
        ZoomStep::Usual => 100,
        ZoomStep::Larger => sizes.find(|size| *size > now).unwrap_or(now),
        ZoomStep::Smaller => sizes.rfind(|size| *size < now).unwrap_or(now),
    }
}
