//! The files of the checkout that a person wrote. Reads them once; it knows no rule.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders that hold nothing written by hand.
const NOT_OURS: [&str; 6] = [
    ".git",
    "target",
    "ui/dist",
    "src-tauri/gen",
    "src-tauri/permissions",
    "node_modules",
];
/// What a person reads or a build takes in: images, fonts and data are left out.
const TEXT: [&str; 11] = [
    "rs", "toml", "md", "json", "sql", "css", "html", "js", "svg", "yml", "sh",
];

/// A file of the checkout.
pub(super) struct CheckoutFile {
    /// Its path from the top, with slashes.
    pub(super) name: String,
    pub(super) text: String,
}

/// All of them, sorted by name.
pub(super) struct CheckoutFiles {
    files: Vec<CheckoutFile>,
    by_name: HashMap<String, usize>,
}

impl CheckoutFiles {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut found = Vec::new();
        collect(root, root, &mut found)?;
        found.sort();
        let files = found
            .into_iter()
            .map(|path| read_file(root, &path))
            .collect::<Result<Vec<_>>>()?;
        let numbered = files.iter().enumerate();
        let by_name = numbered
            .map(|(index, file)| (file.name.clone(), index))
            .collect();
        Ok(Self { files, by_name })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &CheckoutFile> {
        self.files.iter()
    }

    pub(super) fn rust(&self) -> impl Iterator<Item = &CheckoutFile> {
        self.iter().filter(|file| file.name.ends_with(".rs"))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let index = self.by_name.get(name)?;
        Some(&self.files[*index].text)
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }
}

fn read_file(root: &Path, path: &Path) -> Result<CheckoutFile> {
    let name = path
        .strip_prefix(root)?
        .to_string_lossy()
        .replace('\\', "/");
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(CheckoutFile { name, text })
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if !NOT_OURS.iter().any(|skipped| path == root.join(skipped)) {
                collect(root, &path, found)?;
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
