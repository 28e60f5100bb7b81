//! How fast Nexudus is asked: never faster than its documented limits, measured over sliding windows,
//! so that no minute and no hour, wherever it begins, holds more requests than allowed.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The time, and waiting: passed in, so that a test of an hour takes no time.
#[async_trait]
pub trait Timer: Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;

    /// Waits so long. Dropping the future ends the wait.
    async fn sleep(&self, duration: Duration);

    /// Told when the server asks to wait until then, before anybody waits: for people who look on.
    fn asked_to_wait(&self, _until: DateTime<Utc>) {}
}

/// At most so many requests in any span of this length.
#[derive(Clone, Copy, Debug)]
struct Window {
    millis: i64,
    most: usize,
}

/// Documented: 1 in 100 ms, 120 a minute, 5,000 an hour, 200,000 a day. We stay a little below,
/// because what leaves here evenly may arrive there unevenly. The second row holds us to two a second
/// after a short burst; the last one keeps the day's limit too, and needs no longer memory.
const WINDOWS: [Window; 4] = [
    Window {
        millis: 110,
        most: 1,
    },
    Window {
        millis: 5_000,
        most: 10,
    },
    Window {
        millis: 61_000,
        most: 116,
    },
    Window {
        millis: 3_605_000,
        most: 4_900,
    },
];

/// Requests a second, for a while and for hours.
const SHORT_RATE: f64 = 1.9;
const LONG_RATE: f64 = 4_900.0 / 3_605.0;

/// The pace of one account. Clones share it.
#[derive(Clone)]
pub struct Pace {
    timer: Arc<dyn Timer>,
    sent: Option<Arc<Mutex<VecDeque<i64>>>>,
}

impl Pace {
    /// The documented limits.
    #[must_use]
    pub fn documented(timer: Arc<dyn Timer>) -> Self {
        Self {
            timer,
            sent: Some(Arc::default()),
        }
    }

    /// No limit: for a server on this machine, and for tests.
    #[must_use]
    pub fn unlimited(timer: Arc<dyn Timer>) -> Self {
        Self { timer, sent: None }
    }

    /// The clock behind it.
    #[must_use]
    pub fn timer(&self) -> &Arc<dyn Timer> {
        &self.timer
    }

    /// How long so many requests take, about.
    #[must_use]
    pub fn time_for(&self, requests: u64) -> Option<Duration> {
        self.sent.as_ref()?;
        #[allow(clippy::cast_precision_loss, reason = "an estimate for people")]
        let requests = requests as f64;
        let seconds = if requests <= 4_900.0 {
            requests / SHORT_RATE
        } else {
            requests / LONG_RATE
        };
        Some(Duration::from_secs_f64(seconds))
    }

    /// Tells whoever looks on that the server asked to wait so long.
    pub(crate) fn note_wait(&self, wait: Duration) {
        let until = TimeDelta::from_std(wait)
            .ok()
            .and_then(|wait| self.timer.now().checked_add_signed(wait));
        if let Some(until) = until {
            self.timer.asked_to_wait(until);
        }
    }

    /// Waits for the next turn.
    pub(crate) async fn turn(&self) {
        let Some(sent) = &self.sent else { return };
        loop {
            let now = self.timer.now().timestamp_millis();
            let wait = {
                let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
                let wait = wait_for(&mut sent, now);
                if wait == 0 {
                    sent.push_back(now);
                    return;
                }
                wait
            };
            self.timer.sleep(Duration::from_millis(wait)).await;
        }
    }
}

impl std::fmt::Debug for Pace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pace")
            .field("limited", &self.sent.is_some())
            .finish()
    }
}

/// Milliseconds until another request fits into every window.
fn wait_for(sent: &mut VecDeque<i64>, now: i64) -> u64 {
    let longest = WINDOWS
        .iter()
        .map(|window| window.millis)
        .max()
        .unwrap_or(0);
    // A clock that was set back would otherwise hold us for as long.
    sent.retain(|at| *at <= now && *at > now - longest);
    let wait = WINDOWS.iter().map(|window| {
        let oldest = sent.len().checked_sub(window.most).map(|at| sent[at]);
        oldest.map_or(0, |oldest| (oldest + window.millis - now).max(0))
    });
    wait.max().unwrap_or(0).unsigned_abs()
}

/// Time without an end, for a watermark's arithmetic.
pub(crate) fn ago(now: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    now.checked_sub_signed(span).unwrap_or(DateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Documented by the vendor.
    const LIMITS: [(i64, usize); 4] = [
        (100, 1),
        (60_000, 120),
        (3_600_000, 5_000),
        (86_400_000, 200_000),
    ];

    #[test]
    fn no_window_wherever_it_begins_holds_more_than_is_documented() {
        let (mut sent, mut now, mut all) = (VecDeque::new(), 1_000_000, Vec::new());
        while all.len() < 12_000 {
            match wait_for(&mut sent, now) {
                0 => {
                    sent.push_back(now);
                    all.push(now);
                }
                wait => now += wait.cast_signed(),
            }
        }
        for (millis, most) in LIMITS {
            for (at, first) in all.iter().enumerate() {
                if let Some(beyond) = all.get(at + most) {
                    assert!(beyond - first >= millis, "{most} in {millis} ms");
                }
            }
        }
        let hours = (now - 1_000_000) as f64 / 3_600_000.0;
        assert!(hours < 2.5, "and it does not dawdle: {hours} hours");
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nobody() {
        let mut sent = VecDeque::from([5_000_000]);
        assert_eq!(wait_for(&mut sent, 1_000), 0);
    }
}
