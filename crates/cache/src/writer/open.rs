//! Opening: who may write, what is made, what is mended, and who only reads.
//!
//! The SQLite inside the pinned SQLCipher 4.10 is 3.50.4. It has the WAL-reset bug (mended in
//! 3.51.3), which needs two connections that write or checkpoint at once. So one connection alone
//! does either: the readers are opened read-only, and a lock file keeps a second process from
//! writing. Who only reads takes no lock, so that it never keeps a writer out.

use super::cache_writer::{CacheWriter, WriteRight};
use super::connect::{
    ConnectionPurpose, begin, borrowed, closed, connect, connect_to_read, is_begun, is_emptied,
    look, ready, refuse_plain,
};
use super::damaged_file::{FileState, io_fault, set_aside, state_of};
use super::private_file::{make_private_dir, make_private_file};
use super::source_list;
use super::work_file::{self, PreparedWork};
use crate::connection_close::OpeningConnection;
use crate::error::{CacheError, OpenError};
use crate::key::CacheKey;
use crate::pool::OpenReader;
use crate::read::reader::CacheReader;
use crate::read::state::{SharedState, WorkConnection};
use crate::schema;
use crate::table::connected_source;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The readers: enough that a long search does not hold up the list.
const READERS: usize = 3;
const LOCK_FILE: &str = "cache.lock";

/// Opens `dir/cache.db` and `dir/work.db`, making both and the folder where they are missing. Where another
/// process writes, both are only read, as with [`open_beside`].
///
/// A damaged work.db is mended here; a damaged cache.db is refused, and [`repair`] makes a new one.
///
/// # Errors
/// [`OpenError`] tells a wrong key, a damaged file, a newer schema, a file that is not encrypted, and a
/// folder that cannot be used apart.
pub async fn open(dir: &Path, key: &CacheKey) -> Result<(CacheWriter, CacheReader), OpenError> {
    make_private_dir(dir)?;
    match take_lock(dir)? {
        Some(lock) => open_to_write(dir, key, lock).await,
        None => open_beside(dir, key).await,
    }
}

/// Opens both files to read them, whoever writes them now. It takes no lock and writes nothing; a disk that
/// is full or cannot be written is enough. Every write of the writer is refused.
///
/// # Errors
/// As [`open`]; [`OpenError::Unready`] where a file must first be made or brought up to date.
pub async fn open_beside(
    dir: &Path,
    key: &CacheKey,
) -> Result<(CacheWriter, CacheReader), OpenError> {
    if !is_begun(&dir.join(schema::CACHE.file)) {
        return Err(OpenError::Unready);
    }
    match look(dir, key, &schema::CACHE).await {
        Ok(version) if version < schema::CACHE.known() => return Err(OpenError::Unready),
        Ok(_) => {}
        Err(OpenError::WrongKey { .. }) if opens_work(dir, key).await => {
            return Err(damaged_cache());
        }
        Err(error) => return Err(error),
    }
    let shared = Arc::new(share(dir, key, readable_work(dir, key).await).await?);
    let writer = CacheWriter::new(None, None, Arc::clone(&shared));
    writer.warm_up();
    Ok((writer, CacheReader::new(shared)))
}

/// What the manager's own file can be read of beside its writer; nothing of it is needed to read the cache.
async fn readable_work(dir: &Path, key: &CacheKey) -> WorkConnection {
    match connect_to_read(dir, key, &schema::WORK).await {
        Ok((conn, version)) if version >= schema::WORK.known() => conn
            .take()
            .map_or(WorkConnection::Unreadable, WorkConnection::Open),
        _ => WorkConnection::Unreadable,
    }
}

async fn opens_work(dir: &Path, key: &CacheKey) -> bool {
    for file in [&schema::WORK, &schema::KEPT_WORK] {
        if is_begun(&dir.join(file.file)) && look(dir, key, file).await.is_ok() {
            return true;
        }
    }
    false
}

async fn open_to_write(
    dir: &Path,
    key: &CacheKey,
    lock: File,
) -> Result<(CacheWriter, CacheReader), OpenError> {
    let PreparedWork {
        connection: mut work,
        mended,
    } = work_file::prepare(dir, key).await?;
    let mut cache = match prepare_cache(dir, key, &mut work).await {
        Ok(cache) => cache,
        Err(error) => return Err(closed(work, error).await),
    };
    if let Err(error) = source_list::reconcile(&mut cache, &mut work).await {
        return Err(closed(cache, closed(work, error).await).await);
    }
    let work = WorkConnection::Open(ready(work, &schema::WORK)?);
    let shared = match share(dir, key, work).await {
        Ok(shared) => Arc::new(shared),
        Err(error) => return Err(closed(cache, error).await),
    };
    let right = WriteRight {
        lock,
        dir: dir.to_owned(),
        key: key.clone(),
        mended,
    };
    let cache = ready(cache, &schema::CACHE)?;
    let writer = CacheWriter::new(Some(cache), Some(right), Arc::clone(&shared));
    writer.keep_work_if_new().await;
    writer.warm_up();
    Ok((writer, CacheReader::new(shared)))
}

/// Opens cache.db for writing, looked at before, and brings it up to date.
async fn prepare_cache(
    dir: &Path,
    key: &CacheKey,
    work: &mut OpeningConnection,
) -> Result<OpeningConnection, OpenError> {
    let file = dir.join(schema::CACHE.file);
    if is_begun(&file) {
        let version = look(dir, key, &schema::CACHE).await.map_err(beside_work)?;
        // What is shorter than a page is an empty database to the engine.
        if version == 0 && was_made(work).await? {
            return Err(damaged_cache());
        }
    } else if is_emptied(&file) && was_made(work).await? {
        return Err(damaged_cache());
    } else {
        drop(make_private_file(&file)?);
        begin(dir, key, &schema::CACHE).await?;
    }
    let mut conn = connect(dir, key, &schema::CACHE, ConnectionPurpose::Write)
        .await
        .map_err(beside_work)?;
    match schema::CACHE
        .migrate(borrowed(&mut conn, &schema::CACHE)?)
        .await
    {
        Ok(()) => Ok(conn),
        Err(error) => Err(closed(conn, beside_work(error)).await),
    }
}

/// work.db opened with the key, so the key is right, and a cache.db that does not open is damaged.
fn beside_work(error: OpenError) -> OpenError {
    match error {
        OpenError::WrongKey { .. } => damaged_cache(),
        other => other,
    }
}

fn damaged_cache() -> OpenError {
    OpenError::Damaged {
        file: schema::CACHE.file,
    }
}

async fn was_made(work: &mut OpeningConnection) -> Result<bool, OpenError> {
    connected_source::is_cache_made(borrowed(work, &schema::WORK)?)
        .await
        .map_err(|_| OpenError::Damaged {
            file: schema::WORK.file,
        })
}

/// Opens what readers and writer share.
async fn share(dir: &Path, key: &CacheKey, work: WorkConnection) -> Result<SharedState, OpenError> {
    let mut shared = SharedState::new(work, another_reader(dir, key));
    for _ in 0..READERS {
        let (reader, _) = connect_to_read(dir, key, &schema::CACHE).await?;
        shared.pool.add(ready(reader, &schema::CACHE)?);
    }
    shared.watch_from_store().await.map_err(unreadable)?;
    Ok(shared)
}

/// Why the first read of cache.db failed, as a reason not to open it.
fn unreadable(error: CacheError) -> OpenError {
    match error {
        CacheError::Database(source) => schema::CACHE.refused(source),
        CacheError::Full => OpenError::Full,
        _ => damaged_cache(),
    }
}

/// How one more reader is opened, for the place of one that met a damaged page.
fn another_reader(dir: &Path, key: &CacheKey) -> OpenReader {
    let (dir, key) = (dir.to_owned(), key.clone());
    Box::new(move || {
        let (dir, key) = (dir.clone(), key.clone());
        Box::pin(async move {
            let (reader, _) = connect_to_read(&dir, &key, &schema::CACHE).await.ok()?;
            reader.take().ok()
        })
    })
}

/// Whether anything that is stored here opens with the key.
pub async fn opens_with(dir: &Path, key: &CacheKey) -> bool {
    opens_work(dir, key).await || work_file::opens_cache(dir, key).await
}

/// Deletes `cache.db` and nothing else; the next sync downloads it again. The cache must be closed.
///
/// # Errors
/// The error of the file system; a file that is not there is none.
pub async fn wipe_cache(dir: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let file = dir.join(format!("{}{suffix}", schema::CACHE.file));
        match tokio::fs::remove_file(&file).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Removes every file that the cache and the manager's work are made of: both databases, the generations and what was put
/// aside of them, and what waits for the audit log. Both must be closed. Files of others in the folder stay.
///
/// # Errors
/// Where a file cannot be removed; the others are gone then or go the next time.
pub async fn wipe_all(dir: &Path) -> std::io::Result<()> {
    let mut entries = tokio::fs::read_dir(dir).await?;
    while let Some(entry) = entries.next_entry().await? {
        if entry.file_name().to_str().is_some_and(is_ours) {
            tokio::fs::remove_file(entry.path()).await?;
        }
    }
    crate::audit_seal::wipe(dir)
}

/// Whether a file of this name is one of the two databases, beside one of them, or was.
fn is_ours(name: &str) -> bool {
    let files = [
        &schema::CACHE,
        &schema::WORK,
        &schema::KEPT_WORK,
        &schema::NEXT_WORK,
    ];
    let is_of = |file: &str| {
        let beside = name
            .strip_prefix(file)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']));
        let stem = file.trim_end_matches(".db");
        beside || name.starts_with(&format!("{stem}.damaged-"))
    };
    files.iter().any(|schema| is_of(schema.file))
}

/// Looks at every page of `cache.db`, and puts it aside where one is not as it was written; the next
/// [`open`] makes a new one, with the sources that work.db keeps. The cache must be closed. Answers where a
/// damaged one was put.
///
/// # Errors
/// [`OpenError::InUse`] where another process writes; else as [`open`].
pub async fn repair(dir: &Path, key: &CacheKey) -> Result<Option<PathBuf>, OpenError> {
    make_private_dir(dir)?;
    let _lock = take_lock(dir)?.ok_or(OpenError::InUse)?;
    let PreparedWork {
        connection: mut work,
        ..
    } = work_file::prepare(dir, key).await?;
    let found = look_through(dir, key, &mut work).await;
    let _ = work.close().await;
    if found? {
        let aside = set_aside(dir, schema::CACHE.file).map_err(io_fault(dir))?;
        return Ok(Some(aside));
    }
    Ok(None)
}

/// Whether cache.db is damaged. What its list of sources still says is kept first.
async fn look_through(
    dir: &Path,
    key: &CacheKey,
    work: &mut OpeningConnection,
) -> Result<bool, OpenError> {
    let file = dir.join(schema::CACHE.file);
    refuse_plain(&file, &schema::CACHE)?;
    let found = state_of(dir, key, &schema::CACHE).await?;
    match found {
        FileState::Sound => Ok(false),
        FileState::Missing => Ok(is_emptied(&file) && was_made(work).await?),
        FileState::Sealed | FileState::Damaged => {
            save_list(dir, key, work).await;
            Ok(true)
        }
    }
}

/// Where work.db has no list yet (an older Daybook made it), the damaged cache may still have it.
async fn save_list(dir: &Path, key: &CacheKey, work: &mut OpeningConnection) {
    let Ok(work) = work.get() else { return };
    if !matches!(connected_source::kept(work).await, Ok(list) if list.is_empty()) {
        return;
    }
    if let Ok((mut conn, _)) = connect_to_read(dir, key, &schema::CACHE).await {
        if let Ok(cache) = conn.get()
            && let Ok(list) = connected_source::cached(cache).await
        {
            // What cannot be kept has to be connected again.
            let _ = source_list::keep(work, &list).await;
        }
        let _ = conn.close().await;
    }
}

/// Takes the right to write, if no other process has it.
fn take_lock(dir: &Path) -> Result<Option<File>, OpenError> {
    let path = dir.join(LOCK_FILE);
    let file = make_private_file(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(OpenError::Io { path, source }),
    }
}
