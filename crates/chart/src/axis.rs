//! An axis from zero: where its lines stand, so that each says a round number.

/// Lines above zero at most.
const MOST_LINES: f64 = 4.0;
/// What a step of an axis may be, times a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];
/// A product of fractions misses a whole number by less.
const HAIR: f64 = 1e-9;

/// An axis from zero to its top.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartAxis {
    /// The greatest value that stands on it.
    pub top: f64,
    /// Where its lines stand, from zero up.
    pub lines: Vec<f64>,
}

impl ChartAxis {
    /// The axis of whole numbers up to the greatest. It ends at a line; of nothing it goes to one.
    #[must_use]
    pub fn of_counts(greatest: f64) -> Self {
        Self::with_step(greatest, 1.0)
    }

    /// The axis of shares from 0 to 1 up to the greatest; it ends at a line, at 1 at most.
    #[must_use]
    pub fn of_shares(greatest: f64) -> Self {
        let axis = Self::with_step(greatest.clamp(0.0, 1.0), 0.01);
        if axis.top <= 1.0 {
            return axis;
        }
        Self {
            top: 1.0,
            lines: vec![0.0, 0.25, 0.5, 0.75, 1.0],
        }
    }

    /// Where a value stands, from 0 at the beginning to 100 at the top; what is beyond the axis stands at its end.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        (value / self.top).clamp(0.0, 1.0) * 100.0
    }

    fn with_step(greatest: f64, least: f64) -> Self {
        let step = step_for(greatest.max(least), least);
        let count = (greatest.max(least) / step - HAIR).ceil().max(1.0);
        let mut lines = Vec::new();
        let mut at = 0.0;
        while at <= count {
            lines.push(at * step);
            at += 1.0;
        }
        Self {
            top: count * step,
            lines,
        }
    }
}

/// The least round step of which so many reach the greatest value.
fn step_for(greatest: f64, least: f64) -> f64 {
    let rough = (greatest / MOST_LINES).max(least);
    let power = 10.0_f64.powf(rough.log10().floor());
    let steps = STEPS.iter().map(|step| step * power);
    // Half a conversation is none.
    let is_whole = |step: f64| ((step / least).round() - step / least).abs() < HAIR;
    let fits = |step: &f64| *step >= rough - HAIR * rough && is_whole(*step);
    let mut fitting = steps.filter(fits);
    fitting.next().unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_stand_at_round_numbers() {
        let cases: &[(f64, &[f64])] = &[
            (0.0, &[0.0, 1.0]),
            (1.0, &[0.0, 1.0]),
            (3.0, &[0.0, 1.0, 2.0, 3.0]),
            (7.0, &[0.0, 2.0, 4.0, 6.0, 8.0]),
            (121.0, &[0.0, 50.0, 100.0, 150.0]),
            (
                1_000_000.0,
                &[0.0, 250_000.0, 500_000.0, 750_000.0, 1_000_000.0],
            ),
        ];
        for (greatest, lines) in cases {
            assert_eq!(ChartAxis::of_counts(*greatest).lines, *lines, "{greatest}");
        }
    }

    #[test]
    fn shares_end_at_all_of_them() {
        let of = |greatest: f64| ChartAxis::of_shares(greatest).top;
        assert!((of(0.226) - 0.3).abs() < HAIR, "{}", of(0.226));
        assert!((of(0.0) - 0.01).abs() < HAIR);
        assert!((of(0.93) - 1.0).abs() < HAIR);
        assert!((of(7.0) - 1.0).abs() < HAIR);
    }

    proptest! {
        #[test]
        fn every_value_stands_on_the_axis_and_lines_are_few(greatest in 0.0_f64..1e7) {
            let axis = ChartAxis::of_counts(greatest.floor());
            prop_assert!(axis.top >= greatest.floor());
            prop_assert!((2..=5).contains(&axis.lines.len()), "{axis:?}");
            prop_assert!(axis.lines.iter().all(|line| line.fract().abs() < HAIR), "{axis:?}");
            prop_assert!((0.0..=100.0).contains(&axis.place(greatest)));
        }
    }
}
