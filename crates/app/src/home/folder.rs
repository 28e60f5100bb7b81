//! Home: where Daybook keeps its files. Every path and every file name of the application is here and
//! nowhere else, so that `--home` or `DAYBOOK_HOME` moves all of it.
//!
//! It must not open a database, and it must not know what is inside the files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The environment variable that moves every path.
pub const HOME_VARIABLE: &str = "DAYBOOK_HOME";

/// A folder that holds everything Daybook keeps for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeFolder {
    root: PathBuf,
    location: HomeLocation,
}

/// How the folder was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HomeLocation {
    /// The operating system's usual data folder.
    Usual,
    /// Named by the person who started Daybook.
    Named,
}

/// Why there is no home.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The operating system names no data folder for this user.
    #[error("this user account has no data folder; name one with --home or {HOME_VARIABLE}")]
    NoDataFolder,
    /// The folder cannot be made or closed to others.
    #[error("the folder {path} cannot be used")]
    Unusable {
        /// Which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl HomeFolder {
    /// The home that was asked for: `given` first, then `DAYBOOK_HOME`, then the operating system's
    /// data folder. Nothing is created yet.
    ///
    /// # Errors
    /// [`HomeError::NoDataFolder`] when nothing was asked for and the system names no folder.
    pub fn resolve(given: Option<PathBuf>) -> Result<Self, HomeError> {
        let variable = || std::env::var_os(HOME_VARIABLE).filter(|text| !text.is_empty());
        if let Some(root) = given.or_else(|| variable().map(PathBuf::from)) {
            return Ok(Self::at(root));
        }
        let usual =
            directories::ProjectDirs::from("app", "", "Daybook").ok_or(HomeError::NoDataFolder)?;
        Ok(Self {
            root: usual.data_local_dir().to_path_buf(),
            location: HomeLocation::Usual,
        })
    }

    /// A home in this folder.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        let given = root.into();
        let root = std::path::absolute(&given).unwrap_or(given);
        Self {
            root,
            location: HomeLocation::Named,
        }
    }

    /// Makes the folders, closed to everybody else (mode 0700 where the system has modes). One that is there
    /// keeps the mode that its owner gave it; the files in it are closed to others in any case.
    ///
    /// # Errors
    /// [`HomeError::Unusable`] when a folder cannot be made.
    pub fn prepare(&self) -> Result<(), HomeError> {
        for folder in [self.root.clone(), self.practice_dir(), self.window_dir()] {
            private_folder(&folder).map_err(|source| HomeError::Unusable {
                path: folder,
                source,
            })?;
        }
        Ok(())
    }

    /// Whether the person named this folder, rather than leaving it to the system.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.location == HomeLocation::Named
    }

    /// The folder itself: the vault's record and the two databases lie here.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The embedded server's files. They hold invented conversations only.
    #[must_use]
    pub fn practice_dir(&self) -> PathBuf {
        self.root.join("practice")
    }

    /// What the web view keeps.
    #[must_use]
    pub fn window_dir(&self) -> PathBuf {
        self.root.join("window")
    }

    /// Where the window stood.
    #[must_use]
    pub fn window_state_file(&self) -> PathBuf {
        self.window_dir().join("state.json")
    }

    /// The folder for the files of review queues, made where it was not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn make_queues_dir(&self) -> io::Result<PathBuf> {
        let folder = self.root.join("queues");
        private_folder(&folder)?;
        Ok(folder)
    }

    /// Removes the files of review queues and of the practice space; those of others in these folders stay.
    ///
    /// # Errors
    /// When one of them cannot be removed.
    pub(crate) fn remove_made(&self) -> io::Result<()> {
        let is_queue = |name: &str| name.starts_with("queue-") && name.ends_with(".json");
        remove_from(&self.root.join("queues"), is_queue)?;
        remove_from(&self.practice_dir(), |name| name.starts_with("practice.db"))?;
        remove_from(&self.window_dir(), |name| name == "state.json")
    }

    /// Held by the one process that uses this home.
    #[must_use]
    pub(crate) fn lock_file(&self) -> PathBuf {
        self.root.join("daybook.lock")
    }

    /// The manager's own work, and the generation of it before.
    pub(crate) fn work_files(&self) -> [PathBuf; 2] {
        ["work.db", "work.previous.db"].map(|name| self.root.join(name))
    }

    /// Whether something is stored here that a key opens.
    pub(crate) fn holds_a_store(&self) -> bool {
        let [work, kept] = self.work_files();
        [work, kept, self.root.join("cache.db")]
            .iter()
            .any(|file| fs::metadata(file).is_ok_and(|file| file.len() > 0))
    }
}

fn remove_from(folder: &Path, is_ours: impl Fn(&str) -> bool) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(&is_ours) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    // The user's own data folder is private by inheritance on systems without modes.
    fs::create_dir_all(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_folder_wins_and_every_path_lies_in_it() {
        let home = HomeFolder::resolve(Some(PathBuf::from("/tmp/somewhere"))).expect("a home");
        assert!(home.is_named());
        for path in [
            home.practice_dir(),
            home.window_dir(),
            home.window_state_file(),
            home.lock_file(),
        ]
        .into_iter()
        .chain(home.work_files())
        {
            assert!(
                path.starts_with("/tmp/somewhere"),
                "{} escapes the home",
                path.display()
            );
        }
    }

    #[test]
    fn a_relative_folder_is_pinned_to_where_it_was_named() {
        assert!(HomeFolder::at("here").root().is_absolute());
    }

    #[cfg(unix)]
    #[test]
    fn folders_are_closed_to_others() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().expect("a folder");
        let home = HomeFolder::at(place.path().join("home"));
        home.prepare().expect("folders");
        for path in [home.root().to_path_buf(), home.practice_dir()] {
            let mode = fs::metadata(&path).expect("metadata").permissions().mode() & 0o777;
            assert_eq!(mode, 0o700, "{}", path.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_was_there_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().expect("a folder");
        let mode = |wanted: u32| fs::Permissions::from_mode(wanted);
        fs::set_permissions(place.path(), mode(0o755)).expect("a mode");
        HomeFolder::at(place.path()).prepare().expect("folders");
        let kept = fs::metadata(place.path()).expect("metadata").permissions();
        assert_eq!(kept.mode() & 0o777, 0o755);
    }
}
