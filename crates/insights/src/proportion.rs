//! How many of how many: what every comparison of rates starts from.

/// Conversations that have something, of those that were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proportion {
    successes: u64,
    trials: u64,
}

impl Proportion {
    /// So many of so many. More successes than trials count as all of them.
    #[must_use]
    pub fn new(successes: u64, trials: u64) -> Self {
        Self {
            successes: successes.min(trials),
            trials,
        }
    }

    /// How many have it.
    #[must_use]
    pub fn successes(self) -> u64 {
        self.successes
    }

    /// How many have it not.
    #[must_use]
    pub fn failures(self) -> u64 {
        self.trials - self.successes
    }

    /// How many were looked at.
    #[must_use]
    pub fn trials(self) -> u64 {
        self.trials
    }

    /// The share that has it, from 0 to 1; `None` without trials.
    #[must_use]
    pub fn rate(self) -> Option<f64> {
        (self.trials > 0).then(|| self.successes_f64() / self.trials_f64())
    }

    /// Both together.
    #[must_use]
    pub fn pooled(self, other: Self) -> Self {
        Self {
            successes: self.successes + other.successes,
            trials: self.trials + other.trials,
        }
    }

    /// This one less a part of it.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        Self::new(
            self.successes.saturating_sub(part.successes),
            self.trials.saturating_sub(part.trials),
        )
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of conversations are far below 2^53"
    )]
    pub(crate) fn successes_f64(self) -> f64 {
        self.successes as f64
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of conversations are far below 2^53"
    )]
    pub(crate) fn trials_f64(self) -> f64 {
        self.trials as f64
    }

    pub(crate) fn failures_f64(self) -> f64 {
        self.trials_f64() - self.successes_f64()
    }
}
