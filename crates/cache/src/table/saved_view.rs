//! The manager's own views of the list, in work.db.

use crate::error::Result;
use crate::from_row::from_row;
use crate::table::salvaged::SalvagedTable;
use model::SavedViewId;
use model::list_columns::ListColumns;
use model::request::{ListSort, SortDirection, SortKey};
use model::saved_view::{SavedView, ViewDraft};
use sqlx::SqliteConnection;

/// A view as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SavedViewRow {
    id: i64,
    name: String,
    query: String,
    sort_by: String,
    direction: String,
    place: i64,
    columns: Option<String>,
}

from_row!(
    SavedViewRow:
    id,
    name,
    query,
    sort_by,
    direction,
    place,
    columns
);

/// A damaged file may be of a version whose views had no columns of their own: the first is read of any, and the
/// second, where it can be read, says more.
pub(crate) const SALVAGED: [SalvagedTable; 2] = [
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(id, name, query, sort_by, direction, place) FROM saved_view ORDER BY id ASC",
            "SELECT json_array(id, name, query, sort_by, direction, place) FROM saved_view ORDER BY id DESC",
        ],
        put: "INSERT OR REPLACE INTO saved_view (id, name, query, sort_by, direction, place)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4, row ->> 5
             FROM (SELECT ? AS row)",
    },
    SalvagedTable {
        from_either_end: [
            "SELECT json_array(id, name, query, sort_by, direction, place, columns) FROM saved_view ORDER BY id ASC",
            "SELECT json_array(id, name, query, sort_by, direction, place, columns) FROM saved_view ORDER BY id DESC",
        ],
        put:
            "INSERT OR REPLACE INTO saved_view (id, name, query, sort_by, direction, place, columns)
             SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4, row ->> 5, row ->> 6
             FROM (SELECT ? AS row)",
    },
];

const ALL: &str =
    "SELECT id, name, query, sort_by, direction, place, columns FROM saved_view ORDER BY place, id";

impl SavedViewRow {
    /// As it crosses a border. An order that only a newer version knows is the usual one here.
    fn view(self) -> SavedView {
        SavedView {
            id: SavedViewId(self.id),
            draft: ViewDraft {
                name: self.name,
                query: self.query,
                sort: ListSort {
                    by: SortKey::named(&self.sort_by).unwrap_or_default(),
                    direction: SortDirection::named(&self.direction).unwrap_or_default(),
                },
                place: u32::try_from(self.place).ok(),
                columns: self.columns.map(ListColumns::from),
            },
        }
    }
}

/// Every view, in the manager's order.
pub(crate) async fn all(work: &mut SqliteConnection) -> Result<Vec<SavedView>> {
    let rows: Vec<SavedViewRow> = sqlx::query_as(ALL).fetch_all(work).await?;
    Ok(rows.into_iter().map(SavedViewRow::view).collect())
}

/// Writes a new view, at the end.
pub(crate) async fn add(work: &mut SqliteConnection, draft: &ViewDraft) -> Result<SavedViewId> {
    let added = sqlx::query(
        "INSERT INTO saved_view (name, query, sort_by, direction, place, columns)
         SELECT ?, ?, ?, ?, coalesce(max(place) + 1, 0), ? FROM saved_view",
    )
    .bind(draft.name.as_str())
    .bind(draft.query.as_str())
    .bind(draft.sort.by.as_str())
    .bind(draft.sort.direction.as_str())
    .bind(draft.columns.as_ref().map(ToString::to_string))
    .execute(work)
    .await?;
    Ok(SavedViewId(added.last_insert_rowid()))
}

/// Writes a view anew; where it stands is not changed.
pub(crate) async fn put(
    work: &mut SqliteConnection,
    id: SavedViewId,
    draft: &ViewDraft,
) -> Result<()> {
    sqlx::query(
        "UPDATE saved_view SET name = ?, query = ?, sort_by = ?, direction = ?, columns = ?
         WHERE id = ?",
    )
    .bind(draft.name.as_str())
    .bind(draft.query.as_str())
    .bind(draft.sort.by.as_str())
    .bind(draft.sort.direction.as_str())
    .bind(draft.columns.as_ref().map(ToString::to_string))
    .bind(id.0)
    .execute(work)
    .await?;
    Ok(())
}

/// Makes this the order of all views.
pub(crate) async fn put_in_order(work: &mut SqliteConnection, order: &[SavedViewId]) -> Result<()> {
    for (place, id) in (0_i64..).zip(order) {
        sqlx::query("UPDATE saved_view SET place = ? WHERE id = ?")
            .bind(place)
            .bind(id.0)
            .execute(&mut *work)
            .await?;
    }
    Ok(())
}

/// Takes a view away.
pub(crate) async fn delete(work: &mut SqliteConnection, id: SavedViewId) -> Result<()> {
    sqlx::query("DELETE FROM saved_view WHERE id = ?")
        .bind(id.0)
        .execute(work)
        .await?;
    Ok(())
}
