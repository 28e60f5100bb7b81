//! What the manager wrote at days of the trend, in work.db.

use crate::error::{CacheError, Result};
use crate::from_row::from_row;
use crate::table::salvaged::SalvagedTable;
use model::AnnotationId;
use model::annotation::StoredAnnotation;
use model::request::DataWorld;
use sqlx::SqliteConnection;

/// What of a damaged work.db is copied over its earlier generation.
pub(crate) const SALVAGED: SalvagedTable = SalvagedTable {
    from_either_end: [
        "SELECT json_array(id, day, words, store, space, world) FROM trend_annotation ORDER BY id",
        "SELECT json_array(id, day, words, store, space, world) FROM trend_annotation
         ORDER BY id DESC",
    ],
    put: "INSERT OR REPLACE INTO trend_annotation (id, day, words, store, space, world)
         SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4, row ->> 5
         FROM (SELECT ? AS row)",
};

struct AnnotationRow {
    id: i64,
    day: String,
    words: String,
    store: Option<String>,
    space: Option<String>,
    world: String,
}

from_row!(
    AnnotationRow: id,
    day,
    words,
    store,
    space,
    world
);

impl AnnotationRow {
    fn stored(self) -> Result<StoredAnnotation> {
        let damaged = CacheError::Damaged {
            what: "an annotation of the trend",
        };
        let Ok(day) = self.day.parse() else {
            return Err(damaged);
        };
        Ok(StoredAnnotation {
            id: AnnotationId(self.id),
            day,
            words: self.words,
            space: self.store.zip(self.space),
            world: match self.world.as_str() {
                PRACTICE => DataWorld::Practice,
                _ => DataWorld::Real,
            },
        })
    }
}

const PRACTICE: &str = "practice";

const fn world_name(world: DataWorld) -> &'static str {
    match world {
        DataWorld::Real => "real",
        DataWorld::Practice => PRACTICE,
    }
}

/// Every one, by day and then as they were written.
pub(crate) async fn all(work: &mut SqliteConnection) -> Result<Vec<StoredAnnotation>> {
    let rows: Vec<AnnotationRow> = sqlx::query_as(
        "SELECT id, day, words, store, space, world FROM trend_annotation ORDER BY day, id",
    )
    .fetch_all(work)
    .await?;
    rows.into_iter().map(AnnotationRow::stored).collect()
}

/// Writes a new one; its id is not looked at.
pub(crate) async fn add(
    work: &mut SqliteConnection,
    new: &StoredAnnotation,
) -> Result<AnnotationId> {
    let (store, space) = new.space.clone().unzip();
    let added = sqlx::query(
        "INSERT INTO trend_annotation (day, words, store, space, world) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(new.day.to_string())
    .bind(new.words.as_str())
    .bind(store)
    .bind(space)
    .bind(world_name(new.world))
    .execute(work)
    .await?;
    Ok(AnnotationId(added.last_insert_rowid()))
}

/// Writes one as it is, new or in the place of the one of its id.
pub(crate) async fn put(work: &mut SqliteConnection, kept: &StoredAnnotation) -> Result<()> {
    let (store, space) = kept.space.clone().unzip();
    sqlx::query(
        "INSERT OR REPLACE INTO trend_annotation (id, day, words, store, space, world)
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(kept.id.0)
    .bind(kept.day.to_string())
    .bind(kept.words.as_str())
    .bind(store)
    .bind(space)
    .bind(world_name(kept.world))
    .execute(work)
    .await?;
    Ok(())
}

/// Takes one away.
pub(crate) async fn remove(work: &mut SqliteConnection, id: AnnotationId) -> Result<()> {
    sqlx::query("DELETE FROM trend_annotation WHERE id = ?")
        .bind(id.0)
        .execute(work)
        .await?;
    Ok(())
}
