//! daybook-cli: the use cases of the window from a terminal, for schedules, scripts and support.
//!
//! Results go to stdout, everything else to stderr. Nothing is decided here that the window would
//! decide otherwise: every command is a call into the `app` crate.

mod annotation_args;
mod args;
mod commands;
mod completeness;
mod exit_code;
mod export_args;
mod hours_args;
mod input_file;
mod json;
mod list_args;
mod number_args;
mod progress;
mod query_args;
mod rate_words;
mod rule_args;
mod stderr;
mod stdout;
mod table;
mod theme_args;
mod unlock;

use app::process::MemoryPrivacy;
use clap::Parser;
use exit_code::CommandError;
use std::process::ExitCode;
use std::time::Duration;

/// What waits for a person who left (a passphrase at the terminal, a key store) is not waited for longer.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    listen_to_the_log();
    app::process::keep_memory_private(MemoryPrivacy::Closed);
    let arguments = match args::CliArguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return end(Err(CommandError::Terminal(error))),
    };
    let ended = runtime.block_on(commands::perform(arguments));
    runtime.shutdown_timeout(LEAVE_WITHIN);
    end(ended)
}

/// The log is for support: silent unless `DAYBOOK_LOG` names a level, and always on stderr.
fn listen_to_the_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DAYBOOK_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A log that cannot be written would be told on the same stderr, with a panic.
        .log_internal_errors(false)
        .init();
}

/// Help and version are answers (0, stdout); everything else that does not parse is misuse (2).
fn usage(error: &clap::Error) -> ExitCode {
    let _terminal_gone = error.print();
    if error.use_stderr() {
        ExitCode::from(exit_code::USAGE)
    } else {
        ExitCode::SUCCESS
    }
}

fn end(ended: Result<(), CommandError>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) if trouble.is_broken_pipe() => ExitCode::SUCCESS,
        Err(trouble) => {
            stderr::say(&format!("daybook-cli: {trouble}"));
            ExitCode::from(trouble.exit_code())
        }
    }
}
