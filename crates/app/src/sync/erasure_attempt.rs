//! When what was deleted was last overwritten in vain. It must not know what is deleted.

use chrono::{DateTime, TimeDelta, Utc};

/// How long what failed rests: it writes the whole store anew, and each minute that would wear a disk out.
const REST: TimeDelta = TimeDelta::hours(1);

/// When taking every trace away last failed, if it did.
#[derive(Debug, Default)]
pub(crate) struct ErasureAttempt {
    failed_at: Option<DateTime<Utc>>,
}

impl ErasureAttempt {
    pub(crate) fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.failed_at.is_none_or(|at| now - at >= REST)
    }

    /// Counts as failed until it is known to have succeeded: whoever is interrupted has not.
    pub(crate) fn fail(&mut self, now: DateTime<Utc>) {
        self.failed_at = Some(now);
    }

    pub(crate) fn succeed(&mut self) {
        self.failed_at = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_rests_and_is_tried_again() {
        let at = |minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let failed = ErasureAttempt {
            failed_at: Some(at(0)),
        };
        let due = [0, 59, 60, 600].map(|minutes| failed.is_due(at(minutes)));
        assert_eq!(due, [false, false, true, true]);
        assert!(ErasureAttempt::default().is_due(at(0)));
    }
}
