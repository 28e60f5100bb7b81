//! `cargo xtask dist`: what is shipped, built with the profile `dist`: a Debian package of the desktop application
//! with its terminal, and an archive of the two programs that need no window.
//!
//! It uses what Debian brings with `build-essential` and nothing from the network beyond the crates,
//! and it takes every date from the last commit, so that the same commit makes the same package.

mod debian;
mod notices;
mod packing;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{setup, shell, ui};
pub(crate) use packing::PROFILE;
use packing::{NOTICES, PackedKind, VERSION, built, papers, place};

/// The variable that names the file of answers: see `src-tauri/src/scripted_answer.rs`.
const TEST_ANSWERS: &str = "DAYBOOK_TEST_ANSWERS";

/// Makes the packages.
///
/// # Errors
/// When this is not Debian or its kin, saying so, or a step fails.
pub(crate) fn run() -> Result<()> {
    for tool in ["dpkg-deb", "dpkg-shlibdeps", "tar"] {
        if shell::which(tool).is_none() {
            bail!("{tool} is missing: packages are made on Debian and its kin so far");
        }
    }
    setup::run(setup::SetupPurpose::Running)?;
    ui::run(&ui::UiArgs::shipped())?;
    build_application()?;
    refuse_test_answers(&built("daybook")?)?;
    build_programs()?;
    let folder = fresh(&shell::target()?.join("packages"))?;
    let date = date_of_commit();
    for package in [debian::package(&folder, &date)?, archive(&folder, &date)?] {
        let bytes = std::fs::metadata(&package)?.len();
        shell::say(format!("{} ({} KB)", package.display(), bytes / 1024));
    }
    Ok(())
}

/// The desktop application as it is shipped.
pub(crate) fn build_application() -> Result<()> {
    shell::check(
        shell::cargo()?
            .args(["build", "--profile", PROFILE, "--locked"])
            .args(["--package", "daybook", "--bin", "daybook"])
            // What the Tauri CLI adds to a build that is shipped.
            .args(["--features", "tauri/custom-protocol"]),
    )
}

fn build_programs() -> Result<()> {
    shell::check(
        shell::cargo()?
            .args(["build", "--profile", PROFILE, "--locked", "--bins"])
            .args(["--package", "daybook-cli", "--package", "daybook-server"]),
    )
}

/// The file that answers for a person in tests is not to be had in what is shipped.
fn refuse_test_answers(program: &Path) -> Result<()> {
    let bytes = std::fs::read(program).with_context(|| format!("no {}", program.display()))?;
    if reads_test_answers(&bytes) {
        bail!(
            "{} can be answered by {TEST_ANSWERS}: it was built with debug assertions",
            program.display()
        );
    }
    Ok(())
}

fn reads_test_answers(program: &[u8]) -> bool {
    let name = TEST_ANSWERS.as_bytes();
    program.windows(name.len()).any(|part| part == name)
}

/// The programs that need no window, with their papers.
fn archive(folder: &Path, date: &str) -> Result<PathBuf> {
    let name = format!("daybook-tools-{VERSION}-{}-linux", std::env::consts::ARCH);
    let stage = folder.join(&name);
    for program in ["daybook-cli", "daybook-server"] {
        place(&built(program)?, &stage.join(program), PackedKind::Program)?;
    }
    papers(&stage)?;
    notices::write(&["daybook-cli", "daybook-server"], &stage.join(NOTICES))?;
    let file = folder.join(format!("{name}.tar.gz"));
    shell::check(
        shell::command("tar")?
            .args([
                "--create",
                // Without the moment of packing.
                "--use-compress-program=gzip -n",
                "--sort=name",
                "--owner=0",
                "--group=0",
            ])
            .args(["--numeric-owner", &format!("--mtime=@{date}"), "--file"])
            .arg(&file)
            .arg("--directory")
            .arg(folder)
            .arg(&name),
    )?;
    std::fs::remove_dir_all(&stage)?;
    Ok(file)
}

fn fresh(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    Ok(std::path::absolute(folder)?)
}

/// Seconds since 1970; the epoch itself outside a repository.
fn date_of_commit() -> String {
    shell::command("git")
        .ok()
        .and_then(|mut git| shell::ask(git.args(["log", "-1", "--format=%ct"])))
        .filter(|date| !date.is_empty())
        .unwrap_or_else(|| "0".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_a_file_can_answer_for_is_not_shipped() {
        // The name is the one that the window reads.
        let source = include_bytes!("../../../src-tauri/src/scripted_answer.rs");
        assert!(reads_test_answers(source));
        assert!(!reads_test_answers(
            b"DAYBOOK_TEST_ANSWER and DAYBOOK_PASSPHRASE"
        ));
    }
}
