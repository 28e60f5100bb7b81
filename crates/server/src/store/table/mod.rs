//! One file per table: its rows, reads and writes. Each function takes the connection that its caller
//! holds; nothing here opens, begins or commits.

pub(crate) mod child;
pub(crate) mod conversation;
pub(crate) mod conversion;
pub(crate) mod damage;
pub(crate) mod dead_letter;
pub(crate) mod event;
pub(crate) mod inbox_item;
pub(crate) mod lead;
pub(crate) mod merged;
pub(crate) mod message;
pub(crate) mod meta;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod reach;
pub(crate) mod record;
pub(crate) mod ticket;
pub(crate) mod token;
pub(crate) mod tombstone;
pub(crate) mod total;
pub(crate) mod transcript;

use crate::store::db::DbRow;
use chrono::{DateTime, Utc};
use sqlx::Row as _;

/// Rows of one kind that a single change can hold; a power of two.
pub(crate) const MAX_ROWS_PER_EVENT: u32 = 1 << 20;

/// An instant as it stands in the store, in microseconds.
pub(crate) fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// The instant in a column.
pub(crate) fn instant(row: &DbRow, column: usize) -> sqlx::Result<DateTime<Utc>> {
    from_micros(row.try_get(column)?, column)
}

/// The instant in a column that may be null.
pub(crate) fn instant_if_any(row: &DbRow, column: usize) -> sqlx::Result<Option<DateTime<Utc>>> {
    row.try_get::<Option<i64>, _>(column)?
        .map(|value| from_micros(value, column))
        .transpose()
}

fn from_micros(value: i64, column: usize) -> sqlx::Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(value).ok_or_else(|| sqlx::Error::ColumnDecode {
        index: column.to_string(),
        source: "an instant out of range".into(),
    })
}

/// A value of an open set in a column.
pub(crate) fn open<T: for<'a> From<&'a str>>(row: &DbRow, column: usize) -> sqlx::Result<T> {
    Ok(T::from(row.try_get::<&str, _>(column)?))
}

/// A value of an open set in a column that may be null.
pub(crate) fn open_if_any<T: for<'a> From<&'a str>>(
    row: &DbRow,
    column: usize,
) -> sqlx::Result<Option<T>> {
    Ok(row.try_get::<Option<&str>, _>(column)?.map(T::from))
}

/// A list in a column of JSON that is null where it is empty.
pub(crate) fn json_list<T: serde::de::DeserializeOwned>(
    row: &DbRow,
    column: usize,
) -> sqlx::Result<Vec<T>> {
    let text = row.try_get::<Option<&str>, _>(column)?;
    let list = text.map(serde_json::from_str).transpose();
    let list = list.map_err(|error| sqlx::Error::ColumnDecode {
        index: column.to_string(),
        source: error.into(),
    })?;
    Ok(list.unwrap_or_default())
}

/// A remote id in a column.
pub(crate) fn remote_id(row: &DbRow, column: usize) -> sqlx::Result<model::RemoteId> {
    Ok(model::RemoteId(row.try_get(column)?))
}
