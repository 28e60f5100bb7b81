//! `cargo xtask setup`: what the machine must have, found or installed. A no-op when all is there.
//!
//! It never asks a question, and as an ordinary user it changes nothing outside the checkout and
//! rustup: it prints the one command that is missing and stops.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{desktop_session, python, shell};

/// What the window is built from.
const BUILD: [&str; 8] = [
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libxdo-dev",
    "libssl-dev",
];
/// Emoji in the badges, Arabic and Chinese in the messages.
const FONTS: [&str; 3] = [
    "fonts-noto-color-emoji",
    "fonts-noto-core",
    "fonts-droid-fallback",
];
/// A display, where there is none.
const DISPLAY: [&str; 2] = ["xvfb", "imagemagick"];
/// A key store, where there is none.
const KEY_STORE: [&str; 3] = ["dbus", "dbus-x11", "gnome-keyring"];
/// The hand that clicks in the end-to-end tests.
const DRIVER: [&str; 1] = ["webkit2gtk-driver"];
/// What people open an export with.
const READERS: [&str; 4] = ["libreoffice-calc", "jq", "poppler-utils", "qpdf"];

const WASM: &str = "wasm32-unknown-unknown";

/// What the machine is set up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetupPurpose {
    /// Running the application here, with this machine's display and key store where it has them.
    Running,
    /// Running and testing, a machine with no display and no key store included.
    Everything,
    /// The tests that need no window.
    Fast,
}

/// Makes the machine ready.
///
/// # Errors
/// When something is missing that only root can install, naming the command; or an installer fails.
pub(crate) fn run(purpose: SetupPurpose) -> Result<()> {
    system_packages(purpose)?;
    if purpose == SetupPurpose::Everything {
        python::make()?;
    }
    rust_parts(purpose)
}

fn wanted(purpose: SetupPurpose) -> Vec<&'static str> {
    let mut packages = BUILD.to_vec();
    if purpose == SetupPurpose::Fast {
        packages.retain(|name| ["build-essential", "pkg-config", "libssl-dev"].contains(name));
        return packages;
    }
    packages.extend(FONTS);
    if purpose == SetupPurpose::Everything || !desktop_session::has_display() {
        packages.extend(DISPLAY);
    }
    if purpose == SetupPurpose::Everything || !desktop_session::has_key_store() {
        packages.extend(KEY_STORE);
    }
    if purpose == SetupPurpose::Everything {
        packages.extend(DRIVER);
        packages.extend(READERS);
        packages.extend(python::PACKAGES);
    }
    packages
}

fn system_packages(purpose: SetupPurpose) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if shell::which("dpkg-query").is_none() {
        shell::say(format!(
            "this is not Debian or its kin, so nothing is installed; needed (Debian names): {}",
            wanted(purpose).join(" ")
        ));
        return Ok(());
    }
    let missing = missing_packages(&wanted(purpose))?;
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)
}

fn missing_packages<'a>(wanted: &[&'a str]) -> Result<Vec<&'a str>> {
    // dpkg-query ends with 1 when it knows nothing of one of them; what it printed is still right.
    let output = shell::command("dpkg-query")?
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(wanted)
        .output()?;
    Ok(not_installed(
        wanted,
        &String::from_utf8_lossy(&output.stdout),
    ))
}

fn not_installed<'a>(wanted: &[&'a str], listing: &str) -> Vec<&'a str> {
    let present: Vec<&str> = listing
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    wanted
        .iter()
        .copied()
        .filter(|name| !present.contains(name))
        .collect()
}

fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !is_root() {
        bail!(
            "system packages are missing. Run this once, then the same command again:\n\n    \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}\n"
        );
    }
    shell::say(format!("installing {list}"));
    let apt = || -> Result<_> {
        let mut apt = shell::command("apt-get")?;
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
        Ok(apt)
    };
    shell::check(apt()?.arg("update"))
        .context("the package list cannot be read: is there a network?")?;
    shell::check(
        apt()?
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages),
    )
}

fn is_root() -> bool {
    shell::command("id")
        .ok()
        .and_then(|mut id| shell::ask(id.arg("-u")))
        .is_some_and(|id| id == "0")
}

fn rust_parts(purpose: SetupPurpose) -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = shell::ask(shell::command(rustc)?.args(["--print", "sysroot"]))
        .context("rustc does not answer: install Rust from https://rustup.rs")?;
    let sysroot = PathBuf::from(sysroot);
    if purpose != SetupPurpose::Fast && !sysroot.join("lib/rustlib").join(WASM).is_dir() {
        rustup(&["target", "add", WASM])?;
    }
    if purpose == SetupPurpose::Running {
        return Ok(());
    }
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if !sysroot.join("bin").join(program).is_file() && shell::which(program).is_none() {
            rustup(&["component", "add", component])?;
        }
    }
    Ok(())
}

fn rustup(args: &[&str]) -> Result<()> {
    if shell::which("rustup").is_none() {
        bail!(
            "rustup is not installed, so this cannot be added here: rustup {}",
            args.join(" ")
        );
    }
    shell::say(format!("rustup {}", args.join(" ")));
    shell::check(shell::command("rustup")?.args(args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_or_unknown_package_is_missing() {
        let listing = "xvfb installed\ndbus config-files\nlibssl-dev installed\n";
        assert_eq!(
            not_installed(&["xvfb", "dbus", "libssl-dev", "imagemagick"], listing),
            ["dbus", "imagemagick"]
        );
    }

    #[test]
    fn tests_want_the_driver_and_running_does_not() {
        for tool in ["webkit2gtk-driver", "libreoffice-calc", "jq"] {
            assert!(wanted(SetupPurpose::Everything).contains(&tool));
            assert!(!wanted(SetupPurpose::Running).contains(&tool));
        }
        assert!(!wanted(SetupPurpose::Fast).contains(&"libgtk-3-dev"));
    }
}
