//! What state a file is in, and how a damaged one is put aside. Nothing is ever deleted here: what cannot
//! be read today may be of use to somebody.

use super::connect::{
    ConnectionPurpose, borrowed, connect, connect_to_read, is_begun, refuse_plain,
};
use crate::error::OpenError;
use crate::key::CacheKey;
use crate::schema::FileSchema;
use sqlx::SqliteConnection;
use std::io;
use std::path::{Path, PathBuf};

/// Beside a file: its log, and what connections tell each other.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// What a look at a file found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileState {
    /// There is none, or nothing was ever written to it.
    Missing,
    /// Every page of it is as it was written.
    Sound,
    /// Its first page does not open with the key: another key's, or damaged there.
    Sealed,
    /// It opens, and some of it is not as it was written.
    Damaged,
}

/// Looks at a file, every page of it.
///
/// # Errors
/// [`OpenError`] for a file that is not ours to judge: a newer one, a plain one, another program's.
pub(super) async fn state_of(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
) -> Result<FileState, OpenError> {
    let file = dir.join(schema.file);
    if !is_begun(&file) {
        return Ok(FileState::Missing);
    }
    refuse_plain(&file, schema)?;
    let looked = match connect_to_read(dir, key, schema).await {
        Ok((conn, _)) => conn.close().await.map_err(|source| schema.refused(source)),
        Err(error) => Err(error),
    };
    match looked {
        Ok(()) => settle_and_verify(dir, key, schema).await,
        Err(OpenError::WrongKey { .. }) => Ok(FileState::Sealed),
        Err(OpenError::Damaged { .. }) => Ok(FileState::Damaged),
        Err(error) => Err(error),
    }
}

/// A page may be half written after a crash while its log has the whole of it, so the log is copied back
/// before the pages are looked at.
async fn settle_and_verify(
    dir: &Path,
    key: &CacheKey,
    schema: &FileSchema,
) -> Result<FileState, OpenError> {
    match settled(dir, key, schema).await {
        Ok(true) => Ok(FileState::Sound),
        Ok(false) | Err(OpenError::Damaged { .. } | OpenError::WrongKey { .. }) => {
            Ok(FileState::Damaged)
        }
        Err(error) => Err(error),
    }
}

async fn settled(dir: &Path, key: &CacheKey, schema: &FileSchema) -> Result<bool, OpenError> {
    let mut conn = connect(dir, key, schema, ConnectionPurpose::Write).await?;
    let verified = verify(borrowed(&mut conn, schema)?).await;
    let closed = conn.close().await;
    let sound = verified.and_then(|sound| closed.map(|()| sound));
    sound.map_err(|source| schema.refused(source))
}

/// Whether every page is as it was written. The log is copied back first.
async fn verify(conn: &mut SqliteConnection) -> sqlx::Result<bool> {
    copy_log_back(conn).await?;
    is_sound(conn).await
}

/// The same, without how the pages belong together: every page that is not as it was written is found.
pub(super) async fn verify_pages(conn: &mut SqliteConnection) -> sqlx::Result<bool> {
    copy_log_back(conn).await?;
    are_pages_sound(conn).await
}

async fn copy_log_back(conn: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(conn)
        .await
        .map(drop)
}

async fn are_pages_sound(conn: &mut SqliteConnection) -> sqlx::Result<bool> {
    let faults: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
        .fetch_all(conn)
        .await?;
    Ok(faults.is_empty())
}

/// Whether every page in the file is as it was written.
pub(super) async fn is_sound(conn: &mut SqliteConnection) -> sqlx::Result<bool> {
    if !are_pages_sound(conn).await? {
        return Ok(false);
    }
    let said: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(conn)
        .await?;
    Ok(said == "ok")
}

/// Puts a file and its log aside under the first name that is free, and says which.
pub(super) fn set_aside(dir: &Path, name: &str) -> io::Result<PathBuf> {
    let stem = name.strip_suffix(".db").unwrap_or(name);
    let aside = (1..)
        .map(|number: u32| format!("{stem}.damaged-{number}.db"))
        .find(|aside| !dir.join(aside).exists())
        .unwrap_or_default();
    for companion in COMPANIONS.iter().chain([&""]) {
        match std::fs::rename(
            dir.join(format!("{name}{companion}")),
            dir.join(format!("{aside}{companion}")),
        ) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(dir.join(aside))
}

/// A fault of the file system, about a file.
pub(super) fn io_fault(path: &Path) -> impl FnOnce(io::Error) -> OpenError + '_ {
    |source| OpenError::Io {
        path: path.to_owned(),
        source,
    }
}
