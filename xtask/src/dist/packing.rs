//! What every package is put together from: programs, papers, and the permissions of each.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell;

/// The profile of what is shipped, and of what is measured; the folder of target/ has the same name.
pub(crate) const PROFILE: &str = "dist";
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Everything that comes with the crates of a program.
pub(super) const NOTICES: &str = "THIRD-PARTY-LICENSES.txt";
/// What every package carries beside its programs.
const PAPERS: [&str; 5] = [
    "README.md",
    "CHANGELOG.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "docs/THIRD-PARTY.md",
];

pub(super) fn papers(folder: &Path) -> Result<()> {
    let root = shell::root()?;
    for paper in PAPERS {
        let name = Path::new(paper).file_name().unwrap_or_default();
        place(&root.join(paper), &folder.join(name), PackedKind::Paper)?;
    }
    let licences = [
        "ui/fonts/LICENSE-inter.txt",
        "ui/icons/LICENSE-lucide.txt",
        "crates/document/fonts/LICENSE-noto.txt",
    ];
    for licence in licences {
        let name = Path::new(licence).file_name().unwrap_or_default();
        place(&root.join(licence), &folder.join(name), PackedKind::Paper)?;
    }
    Ok(())
}

/// What a file in a package is for, which decides its permissions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PackedKind {
    Program,
    Paper,
}

pub(super) fn place(from: &Path, to: &Path, mode: PackedKind) -> Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    permit(to, mode)
}

#[cfg(unix)]
pub(super) fn permit(path: &Path, mode: PackedKind) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let bits = if mode == PackedKind::Program {
        0o755
    } else {
        0o644
    };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits))?;
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn permit(_: &Path, _: PackedKind) -> Result<()> {
    Ok(())
}

pub(super) fn built(program: &str) -> Result<PathBuf> {
    Ok(shell::target()?.join(PROFILE).join(program))
}
