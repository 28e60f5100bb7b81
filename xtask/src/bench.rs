//! `cargo xtask bench`: builds the measuring program and the application as they are shipped, gives
//! the window a display, and passes the arguments on.

use anyhow::Result;

use crate::desktop_session::{DesktopSession, SCREEN};
use crate::{dist, setup, shell, ui};

#[derive(clap::Args)]
pub(crate) struct BenchArgs {
    /// What the bench program is given
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Measures.
///
/// # Errors
/// When it does not build or does not run to its end.
pub(crate) fn run(args: &BenchArgs) -> Result<()> {
    let mut session = DesktopSession::default();
    if cfg!(target_os = "linux") {
        setup::run(setup::SetupPurpose::Everything)?;
        ui::run(&ui::UiArgs::shipped())?;
        dist::build_application()?;
        session.start_display(SCREEN)?;
        // The homes open with a passphrase. But a toolkit that finds no bus starts one of its own, and
        // waits half a minute for the services of a desktop.
        session.start_key_store()?;
        session.hand_in_window(dist::PROFILE)?;
    }
    let mut bench = shell::cargo()?;
    bench
        .args(["run", "--locked", "--profile", dist::PROFILE])
        .args(["--package", "journeys", "--bin", "bench", "--"])
        .args(&args.args);
    session.apply(&mut bench);
    shell::check(&mut bench)
}
