//! `cargo xtask dist`: a release build and a Debian package, made by Tauri's own bundler.
//!
//! The bundler comes from npm with a prebuilt binary; it is the only task that needs Node.

use anyhow::{Result, bail};

use crate::{setup, shell, ui};

/// The bundler's version moves with tauri's in the root manifest.
const TAURI_CLI: &str = "@tauri-apps/cli@2.12.5";

/// Makes the package.
///
/// # Errors
/// When npx is missing, saying so, or a step fails.
pub(crate) fn run() -> Result<()> {
    if shell::which("npx").is_none() {
        bail!(
            "npx is missing: install Node 20 or newer (the packages `nodejs npm`), then run this again"
        );
    }
    setup::run(setup::Purpose::Running)?;
    ui::run(&ui::Args::release())?;
    let bundles = if cfg!(target_os = "linux") {
        "deb"
    } else {
        "app"
    };
    shell::check(shell::command("npx")?.args([
        "--yes",
        TAURI_CLI,
        "build",
        "--bundles",
        bundles,
        "--",
        "--locked",
    ]))?;
    let made = shell::target()?.join("release/bundle");
    shell::say(format!("packages are under {}", made.display()));
    Ok(())
}
