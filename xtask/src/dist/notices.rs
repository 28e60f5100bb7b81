//! The licences of every crate in a program, with the texts that their authors ship: their licences
//! ask that these travel along.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

use crate::shell;

/// Beginnings of the names of such texts, in capitals.
const NAMES: [&str; 6] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
];
/// How deep a crate keeps the C sources that it brings, with their licences.
const DEPTH: u32 = 3;
/// Folders of a crate that are compiled into nothing of ours.
const NOT_SHIPPED: [&str; 4] = ["tests", "benches", "examples", "fuzz"];

/// Writes the notices of these members of the workspace.
pub(super) fn write(members: &[&str], file: &Path) -> Result<()> {
    let mut packages = BTreeMap::new();
    for member in members {
        let platform = if *member == "daybook-ui" {
            "wasm32-unknown-unknown".to_owned()
        } else {
            host()?
        };
        collect(&metadata(&platform)?, member, &mut packages)?;
    }
    std::fs::write(file, text(packages.values())?)?;
    Ok(())
}

fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let told = shell::ask(shell::command(rustc)?.arg("-vV")).context("rustc does not answer")?;
    told.lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        .context("rustc tells its host")
}

fn metadata(platform: &str) -> Result<Metadata> {
    let root = shell::root()?;
    let metadata = MetadataCommand::new()
        .current_dir(&root)
        .manifest_path(root.join("Cargo.toml"))
        .other_options(vec![
            "--locked".to_owned(),
            "--filter-platform".to_owned(),
            platform.to_owned(),
        ])
        .exec()?;
    Ok(metadata)
}

/// What is linked in: dependencies that only build or test it are not.
fn collect(
    metadata: &Metadata,
    member: &str,
    found: &mut BTreeMap<PackageId, Package>,
) -> Result<()> {
    let nodes: BTreeMap<&PackageId, _> = metadata
        .resolve
        .iter()
        .flat_map(|resolve| &resolve.nodes)
        .map(|node| (&node.id, node))
        .collect();
    let packages: BTreeMap<&PackageId, &Package> =
        metadata.packages.iter().map(|one| (&one.id, one)).collect();
    let start = metadata
        .workspace_packages()
        .into_iter()
        .find(|package| package.name.as_str() == member)
        .with_context(|| format!("{member} is no member"))?;
    let (mut seen, mut next) = (BTreeSet::new(), vec![&start.id]);
    while let Some(id) = next.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(package) = packages.get(id).filter(|package| package.source.is_some()) {
            found.insert(id.clone(), (*package).clone());
        }
        let used = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        next.extend(
            used.filter(|dep| {
                dep.dep_kinds
                    .iter()
                    .any(|how| how.kind == DependencyKind::Normal)
            })
            .map(|dep| &dep.pkg),
        );
    }
    Ok(())
}

fn text<'a>(packages: impl Iterator<Item = &'a Package>) -> Result<String> {
    let mut list = String::new();
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut packages: Vec<&Package> = packages.collect();
    packages.sort_by_key(|package| (package.name.to_string(), package.version.clone()));
    for package in packages {
        let name = format!("{} {}", package.name, package.version);
        let licence = package.license.as_deref().unwrap_or("see its text");
        let home = package.repository.as_deref().unwrap_or("crates.io");
        writeln!(list, "{name}: {licence}; {home}")?;
        let folder = package
            .manifest_path
            .parent()
            .context("a manifest has a folder")?;
        for licence in texts_under(folder.as_std_path(), DEPTH)? {
            texts.entry(licence).or_default().insert(name.clone());
        }
    }
    let mut all = format!(
        "Daybook is built from the crates below. Where a crate offers a choice of licences, Daybook\n\
         takes the most permissive. Their texts follow, each once, as their authors ship them.\n\n{list}"
    );
    for (text, names) in texts {
        let names: Vec<String> = names.into_iter().collect();
        write!(
            all,
            "\n{}\n{}\n\n{text}\n",
            "=".repeat(78),
            names.join(", ")
        )?;
    }
    Ok(all)
}

fn texts_under(folder: &Path, depth: u32) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            if depth > 1 && !NOT_SHIPPED.contains(&name.as_str()) {
                texts.extend(texts_under(&entry.path(), depth - 1)?);
            }
        } else if is_licence(&name) {
            let bytes = std::fs::read(entry.path())?;
            texts.push(
                String::from_utf8_lossy(&bytes)
                    .replace("\r\n", "\n")
                    .trim()
                    .to_owned(),
            );
        }
    }
    Ok(texts)
}

fn is_licence(name: &str) -> bool {
    let upper = name.to_uppercase();
    // Not the module `license.rs` of a crate that is about licences.
    let is_code = [".RS", ".C", ".H", ".PY", ".SH", ".TOML", ".YML", ".JSON"]
        .iter()
        .any(|end| upper.ends_with(end));
    NAMES.iter().any(|start| upper.starts_with(start)) && !is_code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_known_by_their_names() {
        for (name, wanted) in [
            ("LICENSE-MIT", true),
            ("license.txt", true),
            ("COPYING", true),
            ("NOTICE", true),
            ("license.rs", false),
            ("README.md", false),
        ] {
            assert_eq!(is_licence(name), wanted, "{name}");
        }
    }

    #[test]
    fn the_notices_of_a_member_name_its_crates_and_carry_their_texts() {
        let mut packages = BTreeMap::new();
        let metadata = metadata(&host().expect("a host")).expect("the metadata");
        collect(&metadata, "daybook-vault", &mut packages).expect("its crates");
        let names: BTreeSet<&str> = packages.values().map(|one| one.name.as_str()).collect();
        assert!(names.contains("argon2"), "{names:?}");
        assert!(!names.contains("tauri"), "{names:?}");
        let text = text(packages.values()).expect("the notices");
        assert!(text.contains("Permission is hereby granted"));
    }
}
