//! `cargo xtask tidy`: the direction of dependencies and the invariants of docs/ARCHITECTURE.md,
//! checked so that they stay true when nobody is looking.
//!
//! Each check is a pure function from text to breaches; only this file reads the checkout.

mod csp;
mod direction;
mod lexer;
mod paths;
mod source;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Folders that hold nothing written by hand.
const NOT_OURS: [&str; 6] = [
    ".git",
    "target",
    "dist",
    "gen",
    "permissions",
    "node_modules",
];
/// What a person reads or a build takes in: images, fonts and data are left out.
const TEXT: [&str; 11] = [
    "rs", "toml", "md", "json", "sql", "css", "html", "js", "svg", "yml", "sh",
];

/// Where SQL is written.
const SQL: [&str; 3] = ["crates/cache/", "crates/server/", "migrations/"];

/// One broken rule, at one place.
#[derive(Debug, PartialEq, Eq)]
struct Breach {
    file: String,
    line: usize,
    why: String,
}

impl Breach {
    fn new(file: &str, line: usize, why: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            why: why.into(),
        }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.why)
    }
}

/// Checks the whole checkout.
///
/// # Errors
/// When a rule is broken; every breach is printed first.
pub(crate) fn run() -> Result<()> {
    let root = shell::root()?;
    let members = direction::members(&root)?;
    let mut breaches = direction::breaches(&members);
    let exempt = direction::exempt(&members);
    let files = read_files(&root)?;
    let for_tests: Vec<String> = rust(&files)
        .flat_map(|file| source::test_modules(&file.name, &file.text))
        .collect();
    for file in &files {
        breaches.extend(check_file(file, &for_tests));
    }
    for line in &exempt {
        println!("tidy: allowed for tests only: {line}");
    }
    for breach in &breaches {
        println!("{breach}");
    }
    if !breaches.is_empty() {
        bail!(
            "{} rules of the house are broken (docs/ARCHITECTURE.md)",
            breaches.len()
        );
    }
    println!(
        "tidy: {} members and {} files, nothing to say",
        members.len(),
        files.len()
    );
    Ok(())
}

/// A file of the checkout.
struct File {
    /// Its path from the top, with slashes.
    name: String,
    text: String,
}

fn rust(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.name.ends_with(".rs"))
}

fn check_file(file: &File, for_tests: &[String]) -> Vec<Breach> {
    let (name, text) = (file.name.as_str(), file.text.as_str());
    let mut breaches = paths::breaches(name, text);
    if name.ends_with(".rs") {
        breaches.extend(source::breaches(name, text, use_of(name, for_tests)));
    }
    if name.ends_with(".html") && name.starts_with("ui/") {
        breaches.extend(source::page_breaches(name, text));
    }
    if SQL.iter().any(|place| name.starts_with(place)) {
        breaches.extend(source::sql_breaches(name, text));
    }
    if name == "tauri.conf.json" {
        breaches.extend(csp::breaches(name, text));
    }
    breaches
}

fn use_of(name: &str, for_tests: &[String]) -> source::Use {
    let tests = for_tests.iter().any(|path| {
        if path.ends_with('/') {
            name.starts_with(path)
        } else {
            name == path
        }
    });
    if tests {
        source::Use::Tests
    } else {
        source::Use::Product
    }
}

fn read_files(root: &Path) -> Result<Vec<File>> {
    let mut found = Vec::new();
    collect(root, &mut found)?;
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(root)?
                .to_string_lossy()
                .replace('\\', "/");
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {name}"))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok(File { name, text })
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if entry.file_type()?.is_dir() {
            if !NOT_OURS.iter().any(|skipped| name == *skipped) {
                collect(&path, found)?;
            }
        } else if path
            .extension()
            .is_some_and(|extension| TEXT.iter().any(|text| extension == *text))
        {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breach_is_a_place_an_editor_can_open() {
        let breach = Breach::new("crates/a/src/lib.rs", 7, "why not");
        assert_eq!(breach.to_string(), "crates/a/src/lib.rs:7: why not");
    }
}
