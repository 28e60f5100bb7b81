//! Where a result ends up. It is made in a private folder beside its place and put there whole, with its manifest: who
//! looks at the place finds a whole file, or none. What stands there already stays, unless the caller says otherwise,
//! and even then nothing is replaced that no export wrote.

use crate::error::{ExportError, Result};
use crate::former_result;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempDir, TempPath};

/// What a manifest's name ends with.
const MANIFEST: &str = ".manifest.json";
/// What the name of a private folder begins with.
const PRIVATE: &str = ".daybook-export-";
/// A file in a private folder that is locked for as long as somebody works there.
const LOCK: &str = "lock";
/// What that file is called until it is locked.
const UNLOCKED: &str = "lock-to-be";
/// Where what is replaced lies for a moment.
const FORMER: &str = "former";
/// What a manifest that is replaced is called meanwhile.
const FORMER_MANIFEST: &str = "former-manifest";

/// What happens to what stands at the place already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExistingTarget {
    /// It stays, and the export is refused.
    #[default]
    Refused,
    /// It is replaced, where an export wrote it.
    Replaced,
}

/// What a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetShape {
    /// One file.
    File,
    /// A folder.
    Folder,
}

/// A result in the making.
#[derive(Debug)]
pub(crate) struct StagedTarget {
    /// Says to others that somebody works in the folder. It is let go before the folder is removed.
    _lock: File,
    folder: TempDir,
    target: PathBuf,
    shape: TargetShape,
    existing: ExistingTarget,
}

impl StagedTarget {
    /// Begins beside the place. Nothing is there yet that anybody else sees.
    pub(crate) fn begin(
        target: &Path,
        shape: TargetShape,
        existing: ExistingTarget,
    ) -> Result<Self> {
        let fault = |source| fault(target, source);
        let target = std::path::absolute(target).map_err(fault)?;
        check_place(&target, shape, existing)?;
        let parent = target
            .parent()
            .ok_or_else(|| fault(io::ErrorKind::IsADirectory.into()))?;
        clear_leftovers(parent);
        let mut builder = Builder::new();
        builder.prefix(PRIVATE);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir_in(parent).map_err(fault)?;
        let lock = locked(folder.path()).map_err(fault)?;
        let staged = Self {
            _lock: lock,
            folder,
            target,
            shape,
            existing,
        };
        if shape == TargetShape::Folder {
            fs::create_dir(staged.content()).map_err(fault)?;
        }
        Ok(staged)
    }

    /// The private folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the result is written: a file that is not there yet, or a folder that is empty.
    pub(crate) fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    /// What the result will be called.
    pub(crate) fn name(&self) -> String {
        let name = self.target.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Where it will be.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Puts the result and its manifest in place. The manifest of a former one goes first, and comes back where nothing
    /// takes its place: a result never stands beside the manifest of another.
    pub(crate) fn publish(self, manifest: &[u8]) -> Result<PathBuf> {
        let beside = manifest_of(&self.target);
        let staged = self.folder.path().join("manifest");
        let mut file = private_file(&staged)?;
        file.write_all(manifest)?;
        file.sync_all()?;
        check_place(&self.target, self.shape, self.existing)?;
        self.set_manifest_aside(&beside)?;
        if let Err(error) = self.put_content() {
            // What stands there is the former result, which keeps its proof.
            let _ = fs::rename(self.former_manifest(), &beside);
            return Err(error);
        }
        put_file(&staged, &beside, self.existing)?;
        self.sync_parent()?;
        Ok(beside)
    }

    /// Puts a folder in place that has no manifest beside it.
    pub(crate) fn publish_folder(self) -> Result<PathBuf> {
        check_place(&self.target, self.shape, self.existing)?;
        self.put_content()?;
        self.sync_parent()?;
        Ok(self.target.clone())
    }

    fn former_manifest(&self) -> PathBuf {
        self.folder.path().join(FORMER_MANIFEST)
    }

    fn set_manifest_aside(&self, manifest: &Path) -> Result<()> {
        if self.existing == ExistingTarget::Refused {
            return Ok(());
        }
        match fs::rename(manifest, self.former_manifest()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(fault(manifest, error)),
            _ => Ok(()),
        }
    }

    fn put_content(&self) -> Result<()> {
        let content = self.content();
        match self.shape {
            TargetShape::File => {
                close_to_others(&content)?;
                File::open(&content)?.sync_all()?;
                put_file(&content, &self.target, self.existing)
            }
            TargetShape::Folder => {
                if self.target.exists() {
                    let former = self.folder.path().join(FORMER);
                    fs::rename(&self.target, former).map_err(|error| fault(&self.target, error))?;
                }
                fs::rename(&content, &self.target).map_err(|error| {
                    // The former one goes back: it lies in a folder that is removed.
                    let _ = fs::rename(self.folder.path().join(FORMER), &self.target);
                    fault(&self.target, error)
                })
            }
        }
    }

    fn sync_parent(&self) -> Result<()> {
        #[cfg(unix)]
        if let Some(parent) = self.target.parent() {
            File::open(parent)?.sync_all()?;
        }
        Ok(())
    }
}

/// Says that somebody works in a private folder. The file has its name once it is locked: who clears up beside it must
/// never see one that is not.
fn locked(folder: &Path) -> io::Result<File> {
    let unlocked = folder.join(UNLOCKED);
    let lock = private_file(&unlocked)?;
    // Where a file system knows no locks nobody takes it for left behind either.
    let _unlocked_elsewhere = lock.try_lock();
    fs::rename(unlocked, folder.join(LOCK))?;
    Ok(lock)
}

/// Removes what killed exports left in a folder: it holds what was to be handed over. What cannot be removed, and what
/// may be somebody's at work, stays: this export is none the worse for it.
fn clear_leftovers(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    let private = entries.flatten().filter(|entry| {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        is_folder && entry.file_name().to_string_lossy().starts_with(PRIVATE)
    });
    for folder in private.map(|entry| entry.path()).filter(|it| is_left(it)) {
        let _stays = fs::remove_dir_all(folder);
    }
}

/// Whether nobody works in a private folder any more. One that holds what was about to be replaced is kept: it may be
/// the only one there is.
fn is_left(folder: &Path) -> bool {
    let lock = OpenOptions::new().write(true).open(folder.join(LOCK));
    let is_free = lock.is_ok_and(|lock| lock.try_lock().is_ok());
    is_free
        && ![FORMER, FORMER_MANIFEST]
            .iter()
            .any(|name| folder.join(name).exists())
}

fn fault(path: &Path, source: io::Error) -> ExportError {
    ExportError::Target {
        path: path.to_owned(),
        source,
    }
}

/// The manifest beside a result.
pub(crate) fn manifest_of(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(MANIFEST);
    target.with_file_name(name)
}

fn check_place(target: &Path, shape: TargetShape, existing: ExistingTarget) -> Result<()> {
    let manifest = manifest_of(target);
    let found = fs::symlink_metadata(target).ok();
    let beside = fs::symlink_metadata(&manifest).is_ok();
    let taken = [(target, found.is_some()), (&manifest, beside)];
    if existing == ExistingTarget::Refused {
        return match taken.into_iter().find(|(_, is_there)| *is_there) {
            Some((path, _)) => Err(ExportError::TargetExists {
                path: path.to_owned(),
            }),
            None => Ok(()),
        };
    }
    // Only what says of itself that an export wrote it: anything else is somebody's, a manifest too.
    let is_manifest = || former_result::is_manifest(&manifest);
    let fits = match (found, shape) {
        (None, _) => true,
        (Some(found), TargetShape::File) => found.is_file() && is_manifest(),
        (Some(found), TargetShape::Folder) => {
            found.is_dir() && former_result::is_folder(target, &manifest)
        }
    };
    let foreign = [(target, fits), (&manifest, !beside || is_manifest())];
    match foreign.into_iter().find(|(_, fits)| !fits) {
        Some((path, _)) => Err(ExportError::TargetForeign {
            path: path.to_owned(),
        }),
        None => Ok(()),
    }
}

fn put_file(from: &Path, to: &Path, existing: ExistingTarget) -> Result<()> {
    let staged = TempPath::try_from_path(from)?;
    let put = match existing {
        ExistingTarget::Refused => staged.persist_noclobber(to),
        ExistingTarget::Replaced => staged.persist(to),
    };
    put.map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => ExportError::TargetExists {
            path: to.to_owned(),
        },
        _ => fault(to, error.error),
    })
}

/// A new file that only its owner reads.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A workbook is made by its library, with the mode that is usual.
fn close_to_others(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    let _elsewhere_profiles_are_private = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(target: &Path, existing: ExistingTarget) -> Result<PathBuf> {
        let staged = StagedTarget::begin(target, TargetShape::File, existing)?;
        fs::write(staged.content(), "content").expect("writes");
        staged.publish(OURS)
    }

    const OURS: &[u8] = br#"{"daybook_manifest":1,"content":{"files":[{"name":"a.eml"}]}}"#;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|name| name.display().to_string()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_result_stands_whole_with_its_manifest_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("t.csv");
        let dropped = StagedTarget::begin(&target, TargetShape::File, ExistingTarget::Refused);
        fs::write(dropped.as_ref().expect("begins").content(), "half").expect("writes");
        drop(dropped);
        assert_eq!(names(folder.path()), Vec::<String>::new());
        written(&target, ExistingTarget::Refused).expect("written");
        assert_eq!(names(folder.path()), ["t.csv", "t.csv.manifest.json"]);
    }

    #[test]
    fn what_a_killed_export_left_is_cleared_by_the_next_and_nothing_else_is() {
        let place = tempfile::tempdir().expect("a folder");
        let begin = |name: &str| {
            let target = place.path().join(name);
            StagedTarget::begin(&target, TargetShape::File, ExistingTarget::Refused)
        };
        let at_work = begin("a.csv").expect("begins");
        let left = |name: &str, files: &[&str]| {
            let folder = place.path().join(name);
            fs::create_dir(&folder).expect("a folder");
            for file in files {
                fs::write(folder.join(file), "said").expect("writes");
            }
            folder
        };
        let killed = left(".daybook-export-killed", &[LOCK, "content"]);
        let unknown = left(".daybook-export-notes", &["content"]);
        let replacing = left(".daybook-export-replacing", &[LOCK, FORMER]);
        drop(begin("b.csv").expect("begins"));
        assert!(!killed.exists());
        assert!(at_work.folder().exists() && unknown.exists() && replacing.exists());
    }

    #[test]
    fn what_is_there_stays_unless_it_may_be_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("t.csv");
        fs::write(&target, "mine").expect("writes");
        let refused = written(&target, ExistingTarget::Refused);
        assert!(matches!(refused, Err(ExportError::TargetExists { .. })));
        assert_eq!(fs::read_to_string(&target).expect("reads"), "mine");
        // What no export wrote is somebody's, whatever may be replaced.
        let refused = written(&target, ExistingTarget::Replaced);
        assert!(matches!(refused, Err(ExportError::TargetForeign { .. })));
        assert_eq!(fs::read_to_string(&target).expect("reads"), "mine");
        fs::remove_file(&target).expect("removed");
        written(&target, ExistingTarget::Refused).expect("written");
        // And again, over what this one wrote.
        written(&target, ExistingTarget::Replaced).expect("replaced");
        assert_eq!(fs::read_to_string(&target).expect("reads"), "content");
    }

    #[test]
    fn whatever_of_a_place_no_export_wrote_stays() {
        for (there, beside) in [
            (None, Some("{}")),
            (None, Some("notes")),
            (Some("mine"), None),
            (Some("mine"), Some("{}")),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let target = folder.path().join("t.csv");
            let places = [(target.clone(), there), (manifest_of(&target), beside)];
            let held = || {
                places
                    .clone()
                    .map(|(path, _)| fs::read_to_string(path).ok())
            };
            for (path, text) in &places {
                text.iter()
                    .for_each(|text| fs::write(path, text).expect("writes"));
            }
            let before = held();
            for existing in [ExistingTarget::Replaced, ExistingTarget::Refused] {
                assert!(written(&target, existing).is_err(), "{there:?} {beside:?}");
                assert_eq!(held(), before);
            }
            for (path, text) in &places {
                text.iter()
                    .for_each(|_| fs::remove_file(path).expect("removed"));
            }
            written(&target, ExistingTarget::Replaced).expect("the next one works");
        }
    }

    #[test]
    fn exports_side_by_side_leave_each_other_alone() {
        let place = tempfile::tempdir().expect("a folder");
        let work = &|name: String| {
            let target = place.path().join(name);
            for _ in 0..200 {
                let staged =
                    StagedTarget::begin(&target, TargetShape::File, ExistingTarget::Refused);
                let staged = staged.expect("begins");
                fs::write(staged.content(), "said").expect("its folder is there");
                assert!(staged.content().exists());
            }
        };
        std::thread::scope(|scope| {
            for worker in 0..4 {
                scope.spawn(move || work(format!("{worker}.csv")));
            }
        });
        assert_eq!(names(place.path()), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_no_export_wrote_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("letters");
        fs::create_dir(&target).expect("a folder");
        fs::write(target.join("novel.txt"), "mine").expect("writes");
        let begin = || StagedTarget::begin(&target, TargetShape::Folder, ExistingTarget::Replaced);
        assert!(matches!(begin(), Err(ExportError::TargetForeign { .. })));
        // Beside the letters of an export it is somebody's as well.
        fs::write(target.join("a.eml"), "ours").expect("writes");
        fs::write(manifest_of(&target), OURS).expect("writes");
        assert!(matches!(begin(), Err(ExportError::TargetForeign { .. })));
        assert_eq!(names(&target), ["a.eml", "novel.txt"]);
        fs::remove_file(target.join("novel.txt")).expect("removed");
        begin().expect("ours").publish(OURS).expect("replaced");
        assert_eq!(names(&target), Vec::<String>::new());
        assert_eq!(names(folder.path()), ["letters", "letters.manifest.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_what_was_handed_over() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("t.csv");
        let manifest = written(&target, ExistingTarget::Refused).expect("written");
        for path in [target, manifest] {
            let mode = fs::metadata(path).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
