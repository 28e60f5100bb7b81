//! Files and folders that only their owner reads, and renames that last.

use crate::error::OpenError;
use std::fs::File;
use std::io;
use std::path::Path;

/// Makes a folder, closed to others. One that is there stays as its owner made it: the files in it are
/// closed to others in any case.
pub(super) fn make_private_dir(dir: &Path) -> Result<(), OpenError> {
    if dir.is_dir() {
        return Ok(());
    }
    create_dir(dir).map_err(|source| OpenError::Io {
        path: dir.to_owned(),
        source,
    })
}

#[cfg(unix)]
fn create_dir(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
}

#[cfg(not(unix))]
fn create_dir(dir: &Path) -> io::Result<()> {
    // Profiles of other systems are private to their user already.
    std::fs::create_dir_all(dir)
}

/// Makes a file that only its owner reads before the engine does, so that the log beside it inherits
/// the mode.
pub(super) fn make_private_file(path: &Path) -> Result<File, OpenError> {
    let fault = |source| OpenError::Io {
        path: path.to_owned(),
        source,
    };
    let file = File::options()
        .read(true)
        .append(true)
        .create(true)
        .open(path)
        .map_err(fault)?;
    set_mode(path, 0o600).map_err(fault)?;
    Ok(file)
}

/// Puts a file in the place of another one. After this returned, no loss of power brings the other back.
pub(super) fn put_in_place(file: &Path, place: &Path) -> io::Result<()> {
    File::open(file)?.sync_all()?;
    std::fs::rename(file, place)?;
    match place.parent() {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    // Profiles of other systems are private to their user already.
    Ok(())
}
