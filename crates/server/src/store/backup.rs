//! Copies of a store: made while it is served and written to, looked through, and put back. What is
//! put back is another store with an id of its own: a cursor of the old one would skip what is
//! written next. Nothing here ever overwrites anything. A copy carries its checksum (`backup_seal`).

use super::backup_seal;
use super::cursor::StoreId;
use super::db::{DatabaseEngine, DbConnection};
use super::table::{event, total};
use super::{Store, StoreAddress, StoreError, open};
use crate::store::deletion_log::DeletionRecord;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// How every SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// What SQLite may leave beside a file.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// What a store leaves beside its file.
const LOCK: &str = ".lock";

impl Store {
    /// Copies the store as it is at one instant into a new file that only its owner may read, while
    /// others read and write. The copy is whole or not there.
    ///
    /// # Errors
    /// There is something at `to` already, the file cannot be written, or the store is no file:
    /// PostgreSQL has tools of its own.
    pub async fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        if self.0.engine != DatabaseEngine::Sqlite {
            return Err(StoreError::NotAFile);
        }
        let draft = BackupDraft::beside(to)?;
        // A connection that is given away afterwards: it must be allowed to write, if only elsewhere.
        let mut reader = self.0.readers.acquire().await?.detach();
        sqlx::raw_sql("PRAGMA query_only = off")
            .execute(&mut reader)
            .await?;
        sqlx::query("VACUUM INTO $1")
            .bind(draft.name()?)
            .execute(&mut reader)
            .await?;
        // The store itself is the last to close its file, and checkpoints.
        sqlx::Connection::close(reader).await?;
        backup_seal::seal(&draft.path).map_err(|error| io_at(to, error))?;
        draft.publish()
    }

    /// Looks through the whole store: the database's own structures, that every number of the feed is
    /// there, and that the counts are true. It takes as long as reading everything.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], or the database failed.
    pub async fn verify(&self) -> Result<(), StoreError> {
        verify(&mut *self.read().await?, self.0.engine).await
    }

    /// Makes this another store than the one it is a copy of, once it was put back by other means
    /// than [`restore`]. Whoever has it open goes on with the old id: stop the servers first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn renew_id(&self) -> Result<String, StoreError> {
        let id = StoreId::random();
        open::set_id(self.lock_for_write().await?.connection()?, id).await?;
        Ok(hex::encode(id.0))
    }
}

/// Puts a copy that [`Store::back_up`] made back as a new store at `to`: looked through, brought up
/// to date, with an id of its own. The copy itself is only read.
///
/// # Errors
/// There is something at `to` already; the file is none of ours, damaged, in use or from a newer
/// version. Then nothing is left at `to`.
pub async fn restore(backup: &Path, to: &Path) -> Result<(), StoreError> {
    restore_without(backup, to, &[]).await
}

/// The same, without what was deleted for privacy after the copy was made: it is deleted before anything
/// stands at `to`.
///
/// # Errors
/// As for [`restore`].
pub async fn restore_without(
    backup: &Path,
    to: &Path,
    gone: &[DeletionRecord],
) -> Result<(), StoreError> {
    check_beginning(backup)?;
    let length = backup_seal::check(backup)?;
    let draft = BackupDraft::beside(to)?;
    draft.copy(backup, length)?;
    let named = StoreAddress::File(backup.to_owned());
    let mut copy = open::open_copy(&named, &draft.path).await?;
    verify(&mut copy, DatabaseEngine::Sqlite).await?;
    open::set_id(&mut copy, StoreId::random()).await?;
    sqlx::Connection::close(copy).await?;
    if !gone.is_empty() {
        let copy = Store::open(&draft.path).await?;
        let forgotten = copy.forget(gone).await;
        copy.close().await?;
        forgotten?;
    }
    draft.publish()
}

/// Tells a file that cannot be a copy before gigabytes of it are read.
fn check_beginning(backup: &Path) -> Result<(), StoreError> {
    let mut first = [0; MAGIC.len()];
    let mut file = File::open(backup).map_err(|error| io_at(backup, error))?;
    match file.read_exact(&mut first) {
        Ok(()) if first == *MAGIC => {}
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            return Err(io_at(backup, error));
        }
        _ => return Err(StoreError::NotAStore(StoreAddress::File(backup.to_owned()))),
    }
    let log = beside(backup, "-wal");
    let unfinished = std::fs::metadata(&log).is_ok_and(|it| it.len() > 0);
    if unfinished {
        Err(StoreError::InUse(backup.to_owned()))
    } else {
        Ok(())
    }
}

/// A file in the making, beside the place where it is wanted. Dropped, it is gone.
struct BackupDraft {
    path: PathBuf,
    wanted: PathBuf,
}

impl BackupDraft {
    fn beside(wanted: &Path) -> Result<Self, StoreError> {
        let draft = Self {
            path: beside(wanted, &format!(".{:08x}.part", rand::random::<u32>())),
            wanted: wanted.to_owned(),
        };
        draft.check_free()?;
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let made = options.open(&draft.path);
        made.map_err(|error| io_at(wanted, error))?;
        Ok(draft)
    }

    /// A log that lies about would be taken for the new file's own.
    fn check_free(&self) -> Result<(), StoreError> {
        let logs = BESIDE.iter().map(|suffix| beside(&self.wanted, suffix));
        let mut all = std::iter::once(self.wanted.clone()).chain(logs);
        match all.find(|path| path.symlink_metadata().is_ok()) {
            Some(taken) => Err(StoreError::Exists(taken)),
            None => Ok(()),
        }
    }

    /// The path as SQLite wants it named.
    fn name(&self) -> Result<&str, StoreError> {
        self.path.to_str().ok_or(StoreError::BadAddress)
    }

    fn copy(&self, from: &Path, length: u64) -> Result<(), StoreError> {
        let from = File::open(from).map_err(|error| io_at(from, error))?;
        let mut from = from.take(length);
        let mut to = File::options().write(true).open(&self.path);
        let copied = to
            .as_mut()
            .map_err(|error| io::Error::from(error.kind()))
            .and_then(|to| io::copy(&mut from, to));
        copied.map(drop).map_err(|error| io_at(&self.wanted, error))
    }

    /// Puts the file where it is wanted, on the disk before under its name, and never over another.
    fn publish(self) -> Result<(), StoreError> {
        let done = File::open(&self.path)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::hard_link(&self.path, &self.wanted))
            .and_then(|()| sync_folder(&self.wanted));
        done.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => StoreError::Exists(self.wanted.clone()),
            _ => io_at(&self.wanted, error),
        })
    }
}

impl Drop for BackupDraft {
    fn drop(&mut self) {
        let left = BESIDE.iter().chain(std::iter::once(&LOCK));
        let logs = left.map(|suffix| beside(&self.path, suffix));
        for path in std::iter::once(self.path.clone()).chain(logs) {
            // What was never made cannot be removed.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A new name is on the disk only once its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn io_at(path: &Path, source: io::Error) -> StoreError {
    StoreError::Io {
        path: path.to_owned(),
        source,
    }
}

async fn verify(connection: &mut DbConnection, engine: DatabaseEngine) -> Result<(), StoreError> {
    if engine == DatabaseEngine::Sqlite {
        check_pages(connection).await?;
    }
    if !event::is_dense(connection).await? {
        return Err(StoreError::Damaged(
            "a number of the change feed is missing",
        ));
    }
    if total::get(connection).await? != total::counted(connection).await? {
        return Err(StoreError::Damaged("it holds other rows than it counted"));
    }
    Ok(())
}

/// What SQLite itself finds.
async fn check_pages(connection: &mut DbConnection) -> Result<(), StoreError> {
    let found = sqlx::query_scalar::<_, String>("PRAGMA integrity_check(1)");
    if found.fetch_one(&mut *connection).await? != "ok" {
        return Err(StoreError::Damaged("its pages contradict each other"));
    }
    let orphan = sqlx::query("PRAGMA foreign_key_check");
    match orphan.fetch_optional(&mut *connection).await? {
        None => Ok(()),
        Some(_) => Err(StoreError::Damaged("a row names one that is not there")),
    }
}
