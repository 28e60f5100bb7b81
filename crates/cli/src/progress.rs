//! Progress on stderr: one line that is rewritten on a terminal, a line now and then in a log.

use app::App;
use model::event::{AppEvent, ProgressStep};
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// In a log, a line this often is enough to see that it lives.
const LOG_EVERY: Duration = Duration::from_secs(5);

/// Shows the progress of one run until it is ended.
pub(crate) struct ProgressDisplay {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl ProgressDisplay {
    /// Begins to show.
    pub(crate) fn start(app: &App, name: &str) -> Self {
        let mut events = app.events();
        let app = app.clone();
        let mut line = ProgressLine::new(crate::table::one_line(name));
        let (stop, mut stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = &mut stopped => break,
                    event = events.recv() => match event {
                        Ok(event) => line.hear(&app, &event),
                        Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                        Err(tokio::sync::broadcast::error::RecvError::Closed) => break,
                    },
                }
            }
            line.clear();
        });
        Self { stop, task }
    }

    /// Ends it, and leaves the terminal's line empty.
    pub(crate) async fn end(self) {
        let _already_gone = self.stop.send(());
        let _ended = self.task.await;
    }
}

/// The line on stderr.
struct ProgressLine {
    name: String,
    kind: ProgressTarget,
    written: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProgressTarget {
    Terminal,
    Log,
}

impl ProgressLine {
    fn new(name: String) -> Self {
        let kind = if std::io::stderr().is_terminal() {
            ProgressTarget::Terminal
        } else {
            ProgressTarget::Log
        };
        Self {
            name,
            kind,
            written: None,
        }
    }

    fn hear(&mut self, app: &App, event: &AppEvent) {
        if let AppEvent::Progress {
            step: ProgressStep::Report { done, total },
            source,
        } = event
        {
            let left = app.time_left(*source).map(left).unwrap_or_default();
            self.write(&(words(&self.name, *done, *total) + &left));
        }
    }

    fn write(&mut self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        // Progress that cannot be shown is no reason to stop a sync.
        let _not_shown = match self.kind {
            ProgressTarget::Terminal => {
                write!(stderr, "\r\u{1b}[K{text}").and_then(|()| stderr.flush())
            }
            ProgressTarget::Log if self.written.is_none_or(|at| at.elapsed() >= LOG_EVERY) => {
                writeln!(stderr, "{text}")
            }
            ProgressTarget::Log => return,
        };
        self.written = Some(Instant::now());
    }

    fn clear(&self) {
        if self.kind == ProgressTarget::Terminal && self.written.is_some() {
            let _not_shown = write!(std::io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

fn words(name: &str, done: u64, total: Option<u64>) -> String {
    match total {
        Some(total) if total > 0 => {
            let percent = u128::from(done.min(total)) * 100 / u128::from(total);
            format!("{name}: {done} of {total} changes ({percent} %)")
        }
        _ => format!("{name}: {done} changes"),
    }
}

/// What the server's limits make of the rest.
fn left(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..=89 => format!(", about {} seconds left", seconds.max(1)),
        seconds => format!(", about {} minutes left", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_honest_about_what_it_does_not_know() {
        let cases = [
            (5, Some(10), "a: 5 of 10 changes (50 %)"),
            (12, Some(10), "a: 12 of 10 changes (100 %)"),
            (5, None, "a: 5 changes"),
            (0, Some(0), "a: 0 changes"),
        ];
        for (done, total, expected) in cases {
            assert_eq!(words("a", done, total), expected);
        }
    }

    #[test]
    fn the_time_that_is_left_is_told_roughly() {
        assert_eq!(left(Duration::from_secs(20)), ", about 20 seconds left");
        assert_eq!(left(Duration::from_secs(301)), ", about 6 minutes left");
    }
}
