//! How fast Nexudus is asked: never faster than its documented limits, measured over sliding windows,
//! so that no minute and no hour, wherever it begins, holds more requests than allowed.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The time, and waiting: passed in, so that a test of an hour takes no time.
#[async_trait]
pub trait RateClock: Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;

    /// Waits so long. Dropping the future ends the wait.
    async fn sleep(&self, duration: Duration);

    /// Told when the server asks to wait until then, before anybody waits: for people who look on.
    fn asked_to_wait(&self, _until: DateTime<Utc>) {}
}

/// At most so many requests in any span of this length.
#[derive(Clone, Copy, Debug)]
struct RateWindow {
    millis: i64,
    most: usize,
}

/// Documented: 1 in 100 ms, 120 a minute, 5,000 an hour, 200,000 a day. We stay a little below,
/// because what leaves here evenly may arrive there unevenly. The second row holds us to two a second
/// after a short burst; the last one keeps the day's limit too, and needs no longer memory.
const WINDOWS: [RateWindow; 4] = [
    RateWindow {
        millis: 110,
        most: 1,
    },
    RateWindow {
        millis: 5_000,
        most: 10,
    },
    RateWindow {
        millis: 61_000,
        most: 116,
    },
    RateWindow {
        millis: 3_605_000,
        most: 4_900,
    },
];

/// What is remembered over the end of a process is told in spans of so many milliseconds.
const SPAN: i64 = 10_000;
/// No span holds more: what says otherwise was not written by us.
const MOST_RECALLED: usize = 100;

/// Requests a second, for a while and for hours.
const SHORT_RATE: f64 = 1.9;
const LONG_RATE: f64 = 4_900.0 / 3_605.0;

/// The pace of one account. Clones share it.
#[derive(Clone)]
pub struct RateLimiter {
    timer: Arc<dyn RateClock>,
    sent: Option<Arc<Mutex<VecDeque<i64>>>>,
}

impl RateLimiter {
    /// The documented limits.
    #[must_use]
    pub fn documented(timer: Arc<dyn RateClock>) -> Self {
        Self {
            timer,
            sent: Some(Arc::default()),
        }
    }

    /// No limit: for a server on this machine, and for tests.
    #[must_use]
    pub fn unlimited(timer: Arc<dyn RateClock>) -> Self {
        Self { timer, sent: None }
    }

    /// The same pace, with somebody else told of waits.
    #[must_use]
    pub fn told_to(&self, timer: Arc<dyn RateClock>) -> Self {
        Self {
            timer,
            sent: self.sent.clone(),
        }
    }

    /// When requests were sent within the last hour, to be remembered over the end of this process.
    /// Empty where nothing limits, or nothing was sent.
    #[must_use]
    pub fn memory(&self) -> String {
        let Some(sent) = &self.sent else {
            return String::new();
        };
        let since = self.timer.now().timestamp_millis() - longest();
        let mut spans: BTreeMap<i64, usize> = BTreeMap::new();
        let sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
        for at in sent.iter().filter(|at| **at > since) {
            *spans.entry(at.div_euclid(SPAN)).or_default() += 1;
        }
        let spans = spans.iter().map(|(span, count)| format!("{span}:{count}"));
        spans.collect::<Vec<_>>().join(" ")
    }

    /// Takes what an earlier process sent into account: each request as late as it can have been.
    pub fn recall(&self, memory: &str) {
        let Some(sent) = &self.sent else { return };
        let now = self.timer.now().timestamp_millis();
        let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
        let spans = memory.split(' ').filter_map(|span| span.split_once(':'));
        for (span, count) in spans {
            let (Ok(span), Ok(count)) = (span.parse::<i64>(), count.parse::<usize>()) else {
                continue;
            };
            let at = span.saturating_add(1).saturating_mul(SPAN).min(now);
            sent.extend(std::iter::repeat_n(at, count.min(MOST_RECALLED)));
        }
        sent.make_contiguous().sort_unstable();
    }

    /// The clock behind it.
    #[must_use]
    pub fn timer(&self) -> &Arc<dyn RateClock> {
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
    pub async fn wait_for_turn(&self) {
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

impl std::fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pace")
            .field("limited", &self.sent.is_some())
            .finish()
    }
}

/// Milliseconds until another request fits into every window.
fn wait_for(sent: &mut VecDeque<i64>, now: i64) -> u64 {
    let longest = longest();
    // A clock that was set back would otherwise hold us for as long.
    sent.retain(|at| *at <= now && *at > now - longest);
    let wait = WINDOWS.iter().map(|window| {
        let oldest = sent.len().checked_sub(window.most).map(|at| sent[at]);
        oldest.map_or(0, |oldest| (oldest + window.millis - now).max(0))
    });
    wait.max().unwrap_or(0).unsigned_abs()
}

/// How long a request counts.
fn longest() -> i64 {
    WINDOWS
        .iter()
        .map(|window| window.millis)
        .max()
        .unwrap_or(0)
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

    struct At(i64);

    #[async_trait]
    impl RateClock for At {
        fn now(&self) -> DateTime<Utc> {
            DateTime::from_timestamp_millis(self.0).unwrap()
        }

        async fn sleep(&self, _: Duration) {}
    }

    #[test]
    fn what_an_earlier_process_sent_counts_in_the_next_one() {
        let at = |millis| RateLimiter::documented(Arc::new(At(millis)));
        let before = at(7_000_000);
        let times = (0..4_900).map(|n| 3_500_000 + n * 700);
        before.sent.as_ref().unwrap().lock().unwrap().extend(times);
        let memory = before.memory();
        assert!(memory.len() < 8_000, "{} bytes", memory.len());
        let waits = |pace: &RateLimiter, now| {
            wait_for(&mut pace.sent.as_ref().unwrap().lock().unwrap(), now)
        };
        let next = at(7_001_000);
        assert_eq!(waits(&next, 7_001_000), 0, "as it was with no memory");
        next.recall(&memory);
        assert!(waits(&next, 7_001_000) > 0, "the hour is full");
        assert_eq!(waits(&next, 11_000_000), 0, "and not for ever");
        // What cannot be read, and what comes from the future, holds nobody.
        let next = at(1_000);
        next.recall("x 5: :5 99999999999999999999:1 9999999999:1 7");
        assert_eq!(waits(&next, 1_200), 0);
        assert_eq!(RateLimiter::unlimited(Arc::new(At(5))).memory(), "");
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nobody() {
        let mut sent = VecDeque::from([5_000_000]);
        assert_eq!(wait_for(&mut sent, 1_000), 0);
    }
}
