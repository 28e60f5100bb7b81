//! `cargo xtask bench`: builds the measuring program in release and passes the arguments on.

use anyhow::Result;

use crate::shell;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What the bench program is given
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Measures.
///
/// # Errors
/// When it does not build or does not run to its end.
pub(crate) fn run(args: &Args) -> Result<()> {
    shell::check(
        shell::cargo()?
            .args([
                "run",
                "--locked",
                "--release",
                "--package",
                "journeys",
                "--bin",
                "bench",
                "--",
            ])
            .args(&args.args),
    )
}
