//! The members of the workspace as cargo knows them. Reads `cargo metadata` and the manifests, and
//! judges nothing.

use std::path::Path;

use anyhow::Result;
use cargo_metadata::{DependencyKind, MetadataCommand, Package, TargetKind};

/// A member of the workspace, as far as these checks need it.
#[derive(Debug)]
pub(super) struct WorkspaceMember {
    pub(super) name: String,
    /// The manifest, relative to the checkout.
    pub(super) manifest: String,
    pub(super) manifest_text: String,
    pub(super) dependencies: Vec<DeclaredDependency>,
    /// The root files of its library and its programs.
    pub(super) roots: Vec<String>,
    pub(super) is_program: bool,
}

/// A direct dependency as the manifest declares it.
#[derive(Debug)]
pub(super) struct DeclaredDependency {
    pub(super) name: String,
    pub(super) alias: Option<String>,
    pub(super) kind: DependencyKind,
}

/// Reads the members from cargo.
pub(super) fn read_members(root: &Path) -> Result<Vec<WorkspaceMember>> {
    let metadata = MetadataCommand::new()
        .current_dir(root)
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()?;
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| member(root, package))
        .collect()
}

fn member(root: &Path, package: &Package) -> Result<WorkspaceMember> {
    let manifest = package.manifest_path.as_std_path();
    let product = |kinds: &[TargetKind]| {
        let others = [TargetKind::Test, TargetKind::Example, TargetKind::Bench];
        !kinds.iter().any(|kind| others.contains(kind)) && !kinds.contains(&TargetKind::CustomBuild)
    };
    let targets = package.targets.iter();
    let roots = targets
        .filter(|target| product(&target.kind))
        .map(|target| relative(root, target.src_path.as_std_path()))
        .collect::<Result<_>>()?;
    Ok(WorkspaceMember {
        name: package.name.to_string(),
        manifest: relative(root, manifest)?,
        manifest_text: std::fs::read_to_string(manifest)?,
        dependencies: package.dependencies.iter().map(dependency).collect(),
        roots,
        is_program: package
            .targets
            .iter()
            .any(|target| target.kind.contains(&TargetKind::Bin) || is_page(&target.kind)),
    })
}

/// The front is no library that somebody names: the page loads it.
fn is_page(kinds: &[TargetKind]) -> bool {
    kinds.contains(&TargetKind::CDyLib)
}

fn relative(root: &Path, path: &Path) -> Result<String> {
    let inside = path.strip_prefix(root)?;
    Ok(inside.to_string_lossy().replace('\\', "/"))
}

fn dependency(declared: &cargo_metadata::Dependency) -> DeclaredDependency {
    DeclaredDependency {
        name: declared.name.clone(),
        alias: declared.rename.clone(),
        kind: declared.kind,
    }
}

impl DeclaredDependency {
    /// What the code calls it, and the manifest before `=`.
    pub(super) fn key(&self) -> &str {
        self.alias.as_ref().unwrap_or(&self.name)
    }

    pub(super) fn is_for_tests(&self) -> bool {
        self.kind == DependencyKind::Development
    }
}

impl WorkspaceMember {
    /// The manifest's line that declares it, 1 when it cannot be found.
    pub(super) fn line_of(&self, dependency: &DeclaredDependency) -> usize {
        self.manifest_text
            .lines()
            .position(|line| declares(line, dependency.key()))
            .map_or(1, |line| line + 1)
    }

    /// Where its code is, with a slash. The root package has its own in src-tauri.
    pub(super) fn source_folder(&self) -> &str {
        match self.manifest.trim_end_matches("Cargo.toml") {
            "" => "src-tauri/",
            folder => folder,
        }
    }
}

/// Whether a line of a manifest gives a value to this key.
pub(super) fn declares(line: &str, key: &str) -> bool {
    line.trim_start()
        .strip_prefix(key)
        .is_some_and(|rest| rest.starts_with([' ', '.', '=']))
}

#[cfg(test)]
pub(super) mod planted {
    //! Members that exist in a test alone.

    use super::{DeclaredDependency, DependencyKind, WorkspaceMember};

    /// A library with these dependencies; a name with `dev:` before it is for tests.
    pub(in crate::tidy) fn member(name: &str, dependencies: &[&str]) -> WorkspaceMember {
        let folder = name.trim_start_matches("daybook-");
        let dependencies: Vec<DeclaredDependency> = dependencies
            .iter()
            .map(|written| DeclaredDependency {
                name: written.trim_start_matches("dev:").to_owned(),
                alias: None,
                kind: if written.starts_with("dev:") {
                    DependencyKind::Development
                } else {
                    DependencyKind::Normal
                },
            })
            .collect();
        WorkspaceMember {
            name: name.to_owned(),
            manifest: format!("crates/{folder}/Cargo.toml"),
            manifest_text: dependencies
                .iter()
                .map(|dependency| format!("{}.workspace = true\n", dependency.name))
                .collect(),
            dependencies,
            roots: vec![format!("crates/{folder}/src/lib.rs")],
            is_program: false,
        }
    }
}
