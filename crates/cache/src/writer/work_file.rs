//! work.db, which cannot be downloaded again: it is kept in two generations, and each is verified, page by
//! page, before it is used. A damaged one is put aside; the generation before it takes its place, with every
//! entry on top that can still be read of the damaged one.

use super::connect::{
    ConnectionPurpose, begin, borrowed, closed, connect, connect_at, is_begun, look,
};
use super::damaged_file::{FileState, io_fault, is_sound, set_aside, state_of};
use super::private_file::{make_private_file, put_in_place};
use crate::connection_close::OpeningConnection;
use crate::error::OpenError;
use crate::key::CacheKey;
use crate::schema::{self, FileSchema};
use crate::table::{
    annotation, audit, deletion, follow_up, mark, opening_hours, question_decision, queue, rule,
    saved_view, setting,
};
use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, SqliteConnection};
use std::path::{Path, PathBuf};

/// A nought in a JSON text.
const NOUGHT: &str = "\\u0000";

/// work.db, ready to be written, and where a damaged one was put.
pub(super) struct PreparedWork {
    pub(super) connection: OpeningConnection,
    pub(super) mended: Option<PathBuf>,
}

/// Opens work.db for writing; makes it, or mends it, where that is needed.
///
/// # Errors
/// [`OpenError::WrongKey`] where nothing in the folder opens with the key.
pub(super) async fn prepare(dir: &Path, key: &CacheKey) -> Result<PreparedWork, OpenError> {
    let found = state_of(dir, key, &schema::WORK).await?;
    let mended = if found == FileState::Sound {
        None
    } else {
        replace(dir, key, found).await?
    };
    if !is_begun(&dir.join(schema::WORK.file)) {
        drop(make_private_file(&dir.join(schema::WORK.file))?);
        begin(dir, key, &schema::WORK).await?;
    }
    let mut connection = connect(dir, key, &schema::WORK, ConnectionPurpose::Write).await?;
    let lent = borrowed(&mut connection, &schema::WORK)?;
    let migrated = schema::WORK.migrate(lent).await;
    if let Err(error) = migrated {
        return Err(closed(connection, error).await);
    }
    if let Some(aside) = &mended {
        salvage(borrowed(&mut connection, &schema::WORK)?, aside, key).await;
    }
    Ok(PreparedWork { connection, mended })
}

/// Puts the generation before in the place of one that cannot be used, and that one aside.
async fn replace(
    dir: &Path,
    key: &CacheKey,
    found: FileState,
) -> Result<Option<PathBuf>, OpenError> {
    let kept = state_of(dir, key, &schema::KEPT_WORK).await?;
    if !matches!(kept, FileState::Sound | FileState::Damaged) {
        refuse_unproved(dir, key, found).await?;
    }
    let aside = match found {
        FileState::Missing => None,
        _ => Some(set_aside(dir, schema::WORK.file).map_err(io_fault(dir))?),
    };
    if kept == FileState::Sound {
        put_back(dir).map_err(io_fault(dir))?;
    }
    Ok(aside)
}

/// Neither generation of work.db opened with the key. A new home is no reason to doubt it, and a cache.db
/// that opens proves it; a file that does not open beside nothing else that does is another key's.
async fn refuse_unproved(dir: &Path, key: &CacheKey, found: FileState) -> Result<(), OpenError> {
    let cache = if is_begun(&dir.join(schema::CACHE.file)) {
        Some(look(dir, key, &schema::CACHE).await)
    } else {
        None
    };
    match (found, cache) {
        (FileState::Missing, Some(Err(error))) if !is_opened(&error) => Err(error),
        (FileState::Sealed, Some(Err(error))) if is_opened(&error) => Ok(()),
        (FileState::Sealed, Some(Err(_)) | None) => Err(OpenError::WrongKey {
            file: schema::WORK.file,
        }),
        _ => Ok(()),
    }
}

/// Whether a refusal is of a file that opened with the key.
fn is_opened(error: &OpenError) -> bool {
    matches!(
        error,
        OpenError::Damaged { .. } | OpenError::NewerSchema { .. } | OpenError::NotDaybook { .. }
    )
}

/// Whether cache.db opens with the key: then it is the right one, whatever else does not open.
pub(super) async fn opens_cache(dir: &Path, key: &CacheKey) -> bool {
    is_begun(&dir.join(schema::CACHE.file))
        && match look(dir, key, &schema::CACHE).await {
            Ok(_) => true,
            Err(error) => is_opened(&error),
        }
}

/// The generation before is copied, not moved: it stays until this one was verified.
fn put_back(dir: &Path) -> std::io::Result<()> {
    let next = dir.join(schema::NEXT_WORK.file);
    std::fs::copy(dir.join(schema::KEPT_WORK.file), &next)?;
    put_in_place(&next, &dir.join(schema::WORK.file))
}

/// Copies what can still be read of a damaged work.db over what its earlier generation had. Whatever fails
/// here is lost already.
async fn salvage(work: &mut SqliteConnection, damaged: &Path, key: &CacheKey) {
    let tables = [
        &setting::SALVAGED,
        &follow_up::SALVAGED,
        &audit::SALVAGED,
        &deletion::SALVAGED,
        &opening_hours::SALVAGED,
        &annotation::SALVAGED,
    ];
    let of_review = mark::SALVAGED.iter().chain(&queue::SALVAGED);
    let of_review = of_review
        .chain(&rule::SALVAGED)
        .chain(std::slice::from_ref(&question_decision::SALVAGED))
        .chain(&saved_view::SALVAGED);
    for table in tables.into_iter().chain(of_review) {
        for sql in table.from_either_end {
            // A connection that met a damaged page reads nothing more.
            let opened = connect_at(damaged, key, &schema::WORK, ConnectionPurpose::Read).await;
            let Ok(mut conn) = opened else { return };
            if let Ok(lent) = conn.get() {
                take_over(lent, sql, work, table.put).await;
            }
            let _ = conn.close().await;
        }
    }
}

async fn take_over(
    damaged: &mut SqliteConnection,
    read: &'static str,
    work: &mut SqliteConnection,
    put: &'static str,
) {
    let mut rows = sqlx::query_scalar::<_, String>(read).fetch(damaged);
    while let Ok(Some(row)) = rows.try_next().await {
        // The rest of a long value may be on a page that is gone, and then reads as noughts.
        let is_whole = !row.contains(NOUGHT);
        if is_whole
            && sqlx::query(put)
                .bind(row)
                .execute(&mut *work)
                .await
                .is_err()
        {
            return;
        }
    }
}

/// Makes what work.db is now its earlier generation. It is read to its last page for that, and verified
/// before it takes the place of the one before; where that fails, the one before stays.
///
/// # Errors
/// [`OpenError`], after which everything is as it was.
pub(super) async fn keep_generation(
    work: &mut SqliteConnection,
    dir: &Path,
    key: &CacheKey,
) -> Result<(), OpenError> {
    let next = dir.join(schema::NEXT_WORK.file);
    discard(&next).map_err(io_fault(&next))?;
    drop(make_private_file(&next)?);
    export(work, &next, key)
        .await
        .map_err(|source| schema::NEXT_WORK.refused(source))?;
    verified(dir, key, &schema::NEXT_WORK).await?;
    put_in_place(&next, &dir.join(schema::KEPT_WORK.file)).map_err(io_fault(&next))
}

fn discard(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

async fn export(work: &mut SqliteConnection, to: &Path, key: &CacheKey) -> sqlx::Result<()> {
    let to = to.to_str().ok_or(sqlx::Error::Protocol(
        "the folder's name is no text".to_owned(),
    ))?;
    sqlx::query("ATTACH ? AS next KEY ?")
        .bind(to)
        .bind(key.raw().as_str())
        .execute(&mut *work)
        .await?;
    let exported = sqlx::raw_sql("BEGIN; SELECT sqlcipher_export('next'); COMMIT")
        .execute(&mut *work)
        .await;
    let stamped = sqlx::raw_sql(AssertSqlSafe(schema::WORK.stamp_of("next")))
        .execute(&mut *work)
        .await;
    if exported.is_err() {
        let _nothing_was_begun = sqlx::raw_sql("ROLLBACK").execute(&mut *work).await;
    }
    sqlx::raw_sql("DETACH next").execute(work).await?;
    exported.and(stamped).map(drop)
}

/// Reads a file that nobody writes to its last page.
async fn verified(dir: &Path, key: &CacheKey, schema: &FileSchema) -> Result<(), OpenError> {
    let mut conn = connect(dir, key, schema, ConnectionPurpose::ReadStill).await?;
    let sound = is_sound(borrowed(&mut conn, schema)?).await;
    let _ = conn.close().await;
    if sound.map_err(|source| schema.refused(source))? {
        Ok(())
    } else {
        Err(OpenError::Damaged { file: schema.file })
    }
}
