//! The log: lines on standard error, as text or as one JSON object each.

use crate::settings::{LogFormat, LogSettings};
use std::panic::PanicHookInfo;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// What is never logged, however much is asked for: the protocol's library writes what came, at every level,
/// the name of a tool that there is not included.
const SILENT: &str = "rmcp";

/// Starts the log of this process. A second call changes nothing.
pub fn start(log: &LogSettings) {
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("warn"));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        // A log that cannot be written would be told on the same stderr, with a panic.
        .log_internal_errors(false);
    let lines = match log.format {
        LogFormat::Text => lines.with_ansi(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let lines = lines.with_filter(filter_fn(|event| !event.target().starts_with(SILENT)));
    // It fails only where a log runs already, as in a test that starts two servers.
    let begun = tracing_subscriber::registry().with(filter).with(lines);
    if begun.try_init().is_ok() {
        std::panic::set_hook(Box::new(tell_panic));
    }
}

/// Where it was, and not what it says: the words of a panic quote what it was about.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    let at = panic.location().map(ToString::to_string);
    tracing::error!(at = at.unwrap_or_default(), "a panic");
}
