//! daybook-server, the program. It must not hold a rule of its own: `cli` turns each command into a
//! call or two of the library.
#![allow(clippy::print_stdout, reason = "a program speaks to its terminal")]

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    cli::main().await
}
