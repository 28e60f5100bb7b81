//! Linting and building in one go. `cargo clippy` compiles every dependency once more than the tests do,
//! for its metadata alone, and `cargo doc` needs the same: together they were half of an hour. So the
//! build itself runs under Clippy's driver, and what rustdoc says of links is asked where cargo calls
//! rustdoc anyway, for the examples in doc comments.
//!
//! It must not decide what is built: it only adds variables to a cargo command.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Set for the cargo that runs the examples: this program stands in for rustdoc then.
const AS_RUSTDOC: &str = "DAYBOOK_XTASK_AS_RUSTDOC";
/// Clippy's driver takes its arguments from a variable, with this between them.
const BETWEEN: &str = "__CLIPPY_HACKERY__";

/// Lints what a cargo command compiles of the workspace, with warnings denied. Whoever runs what was
/// compiled so must say the same, or cargo compiles it again.
pub(crate) fn lint_while_building(cargo: &mut Command) -> Result<()> {
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", driver()?)
        .env("CLIPPY_ARGS", ["-D", "warnings", ""].join(BETWEEN));
    Ok(())
}

/// Checks the links of the documents, private items included, while a cargo command runs their examples.
pub(crate) fn check_links_beside_examples(cargo: &mut Command) -> Result<()> {
    let this = std::env::current_exe().context("this program has no path")?;
    let folder = shell::target()?.join("checked-documents");
    cargo.env("RUSTDOC", this).env(AS_RUSTDOC, folder);
    Ok(())
}

fn driver() -> Result<PathBuf> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = shell::ask(shell::command(rustc)?.args(["--print", "sysroot"]))
        .context("rustc does not answer")?;
    let name = format!("clippy-driver{}", std::env::consts::EXE_SUFFIX);
    let driver = PathBuf::from(sysroot).join("bin").join(&name);
    if driver.is_file() {
        return Ok(driver);
    }
    match shell::which(&name) {
        Some(driver) => Ok(driver),
        None => bail!("{name} is missing: `rustup component add clippy`"),
    }
}

/// Does rustdoc's work where cargo called this program in its place.
pub(crate) fn stand_in_for_rustdoc() -> Option<ExitCode> {
    let folder = std::env::var_os(AS_RUSTDOC)?;
    let given: Vec<String> = std::env::args().skip(1).collect();
    if let Some(mut written) = for_links(&given) {
        written.extend([
            "--out-dir".to_owned(),
            PathBuf::from(folder).display().to_string(),
        ]);
        if !succeeds(&written) {
            return Some(ExitCode::FAILURE);
        }
    }
    Some(if succeeds(&given) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn succeeds(args: &[String]) -> bool {
    let status = Command::new("rustdoc").args(args).status();
    status.is_ok_and(|status| status.success())
}

/// The arguments with which rustdoc writes the pages of a crate, out of those with which it runs their
/// examples; none where it is asked for something else, as its version.
fn for_links(given: &[String]) -> Option<Vec<String>> {
    /// What only the examples want, each with a value after it.
    const OF_EXAMPLES: [&str; 3] = ["--test-run-directory", "--test-args", "--test-runtool"];
    if !given.iter().any(|arg| arg == "--test") {
        return None;
    }
    let mut kept = Vec::new();
    let mut args = given.iter();
    while let Some(arg) = args.next() {
        if OF_EXAMPLES.contains(&arg.as_str()) {
            args.next();
        } else if arg != "--test" && arg != "--no-run" {
            kept.push(arg.clone());
        }
    }
    kept.extend(["--document-private-items", "-D", "warnings"].map(str::to_owned));
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_written_with_what_the_examples_are_run_with() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let given = words(
            "--edition=2024 --crate-name model --test src/lib.rs --test-run-directory /x -L dep --extern a=b",
        );
        let expected = words(
            "--edition=2024 --crate-name model src/lib.rs -L dep --extern a=b --document-private-items -D warnings",
        );
        assert_eq!(for_links(&given), Some(expected));
        assert_eq!(for_links(&words("-vV")), None);
    }
}
