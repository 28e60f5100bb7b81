//! Whether the laptop slept: between two looks far more time went by than was waited. It must not know what is done then.

use ::sync::SyncClock;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A laptop that works keeps a timer within this.
const SLEPT: TimeDelta = TimeDelta::seconds(60);

/// Looks until the future is dropped, and tells each time that the laptop woke.
pub(crate) async fn tell_of_waking(clock: &dyn SyncClock, tell: impl Fn()) {
    let mut before = clock.now();
    loop {
        // Not the clock's own: where that stands still no wait would take any time.
        tokio::time::sleep(LOOK_EVERY).await;
        let now = clock.now();
        if has_slept(before, now) {
            tell();
        }
        before = now;
    }
}

fn has_slept(before: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - before > SLEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_longer_than_any_late_timer() {
        let before = DateTime::UNIX_EPOCH;
        for (seconds, expected) in [
            (5, false),
            (59, false),
            (90, true),
            (28_800, true),
            // A clock that was put back.
            (-3_600, false),
        ] {
            let now = before + TimeDelta::seconds(seconds);
            assert_eq!(has_slept(before, now), expected, "{seconds}");
        }
    }
}
