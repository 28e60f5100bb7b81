//! How far a fill has come, on stderr: one line that is rewritten on a terminal, a line now and then in a
//! log. It must not know what is filled in.

use super::process;
use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// On a terminal, often enough to be seen moving.
const RENEW_EVERY: Duration = Duration::from_millis(200);
/// In a log, a line this often is enough to see that it lives.
const LOG_EVERY: Duration = Duration::from_secs(10);

/// Says how far a fill has come.
pub(super) struct FillProgress {
    all: u32,
    at_begin: u32,
    begun: Instant,
    told: Instant,
    place: ProgressPlace,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProgressPlace {
    Terminal,
    Log,
}

impl FillProgress {
    /// Begins to count, with so many there already.
    pub(super) fn begin(there: u32, all: u32) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let now = Instant::now();
        if there > 0 {
            process::say(&format!("going on behind {there} of {all} conversations"));
        }
        Self {
            all,
            at_begin: there,
            begun: now,
            told: now,
            place: if terminal {
                ProgressPlace::Terminal
            } else {
                ProgressPlace::Log
            },
        }
    }

    /// So many are there now. Said if the last time is long enough ago.
    pub(super) fn tell(&mut self, there: u32) {
        let every = match self.place {
            ProgressPlace::Terminal => RENEW_EVERY,
            ProgressPlace::Log => LOG_EVERY,
        };
        if self.told.elapsed() < every {
            return;
        }
        self.told = Instant::now();
        let text = words(self.at_begin, there, self.all, self.begun.elapsed());
        match self.place {
            ProgressPlace::Terminal => renew(&text),
            ProgressPlace::Log => process::say(&text),
        }
    }

    /// Leaves the terminal's line empty.
    pub(super) fn clear(&self) {
        if self.place == ProgressPlace::Terminal {
            renew("");
        }
    }
}

/// Writes over the terminal's line.
fn renew(text: &str) {
    let mut out = std::io::stderr().lock();
    let _nobody_listens = write!(out, "\r{text}\x1b[K").and_then(|()| out.flush());
}

/// Count, share, rate and what is left, after so long from `at_begin` on.
fn words(at_begin: u32, there: u32, all: u32, since: Duration) -> String {
    let share = u64::from(there) * 100 / u64::from(all.max(1));
    let rate = f64::from(there - at_begin) / since.as_secs_f64().max(0.001);
    let left = f64::from(all - there) / rate.max(0.001);
    format!(
        "{there} of {all} conversations ({share} %), {rate:.0} a second, {} left",
        duration(left)
    )
}

/// A time to wait, as exact as it is known.
fn duration(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5_999 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_count_rate_and_what_is_left() {
        let cases = [
            (
                (0, 250_000, 1_000_000, 100),
                "250000 of 1000000 conversations (25 %), 2500 a second, 5 min left",
            ),
            (
                (900_000, 950_000, 1_000_000, 50),
                "950000 of 1000000 conversations (95 %), 1000 a second, 50 s left",
            ),
            (
                (0, 1_000, 10_000_000, 1),
                "1000 of 10000000 conversations (0 %), 1000 a second, 2 h 46 min left",
            ),
            (
                (0, 5, 5, 0),
                "5 of 5 conversations (100 %), 5000 a second, 0 s left",
            ),
        ];
        for ((at_begin, there, all, seconds), expected) in cases {
            let told = words(at_begin, there, all, Duration::from_secs(seconds));
            assert_eq!(told, expected);
        }
    }
}
