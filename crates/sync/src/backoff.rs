//! How long to wait before asking again, and when to stop asking: exponential with full jitter, so
//! that many laptops do not come back at the same moment, and never against the server's own wish.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sources::SourceError;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The first wait is at most this: a blip of the network is over by then.
const FIRST: Duration = Duration::from_millis(500);
/// No wait of our own choice is longer: somebody may be looking at the progress.
const LONGEST: Duration = Duration::from_secs(30);
/// Tries of one request, the first included: about a minute at the most.
const ATTEMPTS: u32 = 6;
/// A wish of the server up to here is granted within the run; a longer one ends the run, and the
/// schedule comes back after it.
const MOST_PATIENCE: Duration = Duration::from_secs(120);

/// A policy for asking again.
#[derive(Debug)]
pub struct BackoffPolicy {
    first: Duration,
    longest: Duration,
    attempts: u32,
    jitter: Mutex<StdRng>,
}

impl BackoffPolicy {
    /// The policy of the product.
    #[must_use]
    pub fn standard() -> Self {
        Self::with(StdRng::from_os_rng(), ATTEMPTS)
    }

    /// The policy of the product with known dice, for tests.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::with(StdRng::seed_from_u64(seed), ATTEMPTS)
    }

    /// Never asks again.
    #[must_use]
    pub fn never() -> Self {
        Self::with(StdRng::seed_from_u64(0), 1)
    }

    fn with(dice: StdRng, attempts: u32) -> Self {
        Self {
            first: FIRST,
            longest: LONGEST,
            attempts,
            jitter: Mutex::new(dice),
        }
    }

    /// How long to wait after the try of this number (from 0) failed so; `None`: do not ask again.
    #[must_use]
    pub fn wait(&self, attempt: u32, error: &SourceError) -> Option<Duration> {
        if !error.is_retryable() || attempt + 1 >= self.attempts {
            return None;
        }
        match error.retry_after() {
            Some(wish) if wish > MOST_PATIENCE => None,
            // A little more than wished, so that those who were told the same do not come together.
            Some(wish) => Some(wish + self.up_to(self.first)),
            None => Some(self.up_to(self.ceiling(attempt))),
        }
    }

    fn ceiling(&self, attempt: u32) -> Duration {
        self.first
            .saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX))
            .min(self.longest)
    }

    fn up_to(&self, ceiling: Duration) -> Duration {
        let mut dice = self.jitter.lock().unwrap_or_else(PoisonError::into_inner);
        ceiling.mul_f64(dice.random::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THROTTLED: fn(u64) -> SourceError = |seconds| SourceError::Throttled {
        retry_after: Some(Duration::from_secs(seconds)),
    };

    #[test]
    fn waits_stay_under_a_ceiling_that_doubles() {
        let backoff = BackoffPolicy::seeded(1);
        for attempt in 0..ATTEMPTS - 1 {
            let ceiling = LONGEST.min(FIRST * 2_u32.pow(attempt));
            for _ in 0..200 {
                let wait = backoff.wait(attempt, &SourceError::Offline).unwrap();
                assert!(wait <= ceiling, "try {attempt}: {wait:?} over {ceiling:?}");
            }
        }
    }

    #[test]
    fn the_jitter_is_full() {
        let backoff = BackoffPolicy::seeded(1);
        let waits: Vec<_> = (0..200)
            .map(|_| backoff.wait(3, &SourceError::Offline).unwrap())
            .collect();
        let ceiling = FIRST * 8;
        assert!(
            waits.iter().any(|wait| *wait < ceiling / 5),
            "some come back early"
        );
        assert!(
            waits.iter().any(|wait| *wait > ceiling * 4 / 5),
            "some late"
        );
    }

    #[test]
    fn tries_are_limited_and_only_made_where_they_help() {
        let backoff = BackoffPolicy::seeded(1);
        let cases = [
            ("the last try", ATTEMPTS - 1, SourceError::Offline, false),
            ("the one before", ATTEMPTS - 2, SourceError::Offline, true),
            ("far beyond", u32::MAX - 1, SourceError::Offline, false),
            (
                "signing in is for people",
                0,
                SourceError::SignInNeeded,
                false,
            ),
            ("a bomb stays a bomb", 0, SourceError::TooLarge, false),
            ("a wish of two minutes", 0, THROTTLED(120), true),
            ("a wish of an hour", 0, THROTTLED(3600), false),
        ];
        for (name, attempt, error, expected) in cases {
            assert_eq!(backoff.wait(attempt, &error).is_some(), expected, "{name}");
        }
        assert_eq!(BackoffPolicy::never().wait(0, &SourceError::Offline), None);
    }

    #[test]
    fn the_servers_wish_is_never_undercut() {
        let backoff = BackoffPolicy::seeded(1);
        for _ in 0..200 {
            let wait = backoff.wait(0, &THROTTLED(30)).unwrap();
            assert!(
                (Duration::from_secs(30)..=Duration::from_secs(31)).contains(&wait),
                "{wait:?}"
            );
        }
    }
}
