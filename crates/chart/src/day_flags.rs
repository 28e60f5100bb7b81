//! Flags at steps of a row: what happened then, over a chart of it. Flags that would stand on each other are one flag with
//! several to say.

use std::collections::BTreeMap;

/// Flags do not stand nearer to each other, in percent of the width.
const APART: f64 = 2.5;

/// A flag, or several that would stand on each other.
#[derive(Clone, Debug, PartialEq)]
pub struct DayFlag {
    /// From the left.
    pub x: f64,
    /// The step of the first one.
    pub step: usize,
    /// Which of the given ones it says, in the order of their steps.
    pub of: Vec<usize>,
}

/// Flags at these steps of a row whose steps stand at these places. One at a step that is not there is left out.
#[must_use]
pub fn day_flags(places: &[f64], steps: &[Option<usize>]) -> Vec<DayFlag> {
    let mut by_step: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (which, step) in steps.iter().enumerate() {
        if let Some(step) = step.filter(|step| *step < places.len()) {
            by_step.entry(step).or_default().push(which);
        }
    }
    let mut flags: Vec<DayFlag> = Vec::with_capacity(by_step.len());
    for (step, of) in by_step {
        let x = places[step];
        match flags.last_mut().filter(|last| x - last.x < APART) {
            Some(last) => last.of.extend(of),
            None => flags.push(DayFlag { x, step, of }),
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_stand_at_their_steps_and_not_on_each_other() {
        let places = [0.0, 2.0, 50.0, 100.0];
        let flags = day_flags(
            &places,
            &[Some(2), Some(0), None, Some(1), Some(2), Some(9)],
        );
        let told: Vec<(f64, usize, Vec<usize>)> = flags
            .into_iter()
            .map(|flag| (flag.x, flag.step, flag.of))
            .collect();
        assert_eq!(told, [(0.0, 0, vec![1, 3]), (50.0, 2, vec![0, 4])]);
        assert!(day_flags(&[], &[Some(0)]).is_empty());
    }
}
