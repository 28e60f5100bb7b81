//! The log: lines on standard error, as text or as one JSON object each.

use crate::settings::{LogFormat, LogSettings};
use tracing_subscriber::EnvFilter;

/// What is never logged, however much is asked for: below a warning, the protocol's library writes each
/// request as it came, with the token and what was said.
const SILENT: &str = "rmcp=warn";

/// Starts the log of this process. A second call changes nothing.
pub fn start(log: &LogSettings) {
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("warn"));
    let filter = match SILENT.parse() {
        Ok(silent) => filter.add_directive(silent),
        Err(_) => filter,
    };
    let lines = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter);
    // It fails only where a log runs already, as in a test that starts two servers.
    let _ = match log.format {
        LogFormat::Text => lines.with_ansi(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}
