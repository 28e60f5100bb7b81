//! What messages, outcomes, leads, tickets and inbox items have in common: they hang on a
//! conversation and are clustered by the event of their last change. It must not know one of them.

use super::MAX_ROWS_PER_EVENT;
use super::damage::{DamagedRow, RowStatements, is_damage};
use super::total::CountDelta;
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow, MultiRowInsert, StatementBinds};
use model::RemoteId;
use model::feed::{ConversationChange, RowKind};
use sqlx::Row as _;
use std::collections::HashMap;

/// A row that hangs on a conversation.
pub(crate) trait ChildRecord:
    Clone + PartialEq + Sized + Send + Sync + Unpin + 'static
{
    /// Head of the multi-row insert: place, conversation, then the columns of `push`.
    const INSERT: &'static str;
    /// How many columns a row has, place and conversation included.
    const COLUMNS: usize;
    /// What it is, as a reader of the feed is told of one that cannot be read.
    const KIND: RowKind;
    /// One row, by conversation and id.
    const FIND: &'static str;
    /// Removes the rows of a range of places.
    const TAKE_BACK: &'static str;
    /// Removes one row, by conversation and id.
    const DELETE: &'static str;
    /// The rows of a range of places, the conversation's key first.
    const RANGE: &'static str;
    /// The places and conversations of those.
    const RANGE_PLACES: &'static str;
    /// The rows of one conversation, its key first.
    const OF_CONVERSATION: &'static str;
    /// The places of those, and the conversation.
    const PLACES: &'static str;
    /// The row at a place, the conversation's key first.
    const AT: &'static str;
    /// The id of the row at a place.
    const ID_AT: &'static str;

    /// The row's id.
    fn id(&self) -> &RemoteId;
    /// Binds the row's own columns, in the order of the table.
    fn push(&self, row: &mut StatementBinds);
    /// Reads the row's own columns, the first of which is column `at`.
    fn read(row: &DbRow, at: usize) -> sqlx::Result<Self>;
    /// The rows of this kind in a change.
    fn of(change: &ConversationChange) -> &[Self];
    /// The rows of this kind in a change, to add to.
    fn of_mut(change: &mut ConversationChange) -> &mut Vec<Self>;
    /// When the row came to be: the order within a conversation.
    fn at(&self) -> chrono::DateTime<chrono::Utc>;

    /// Where rows of this kind are counted, if they are.
    fn counted(_: &mut CountDelta) -> Option<&mut i64> {
        None
    }
}

/// The statements of a child table, from its name and its columns.
macro_rules! statements {
    ($table:literal, $kind:ident, $count:literal, $columns:literal) => {
        const KIND: model::feed::RowKind = model::feed::RowKind::$kind;
        const COLUMNS: usize = 2 + $count;
        const INSERT: &'static str = concat!(
            "INSERT INTO ",
            $table,
            " (place, conversation, ",
            $columns,
            ") "
        );
        const FIND: &'static str = concat!(
            "SELECT ",
            $columns,
            " FROM ",
            $table,
            " WHERE conversation = $1 AND id = $2"
        );
        const TAKE_BACK: &'static str =
            concat!("DELETE FROM ", $table, " WHERE place > $1 AND place <= $2");
        const DELETE: &'static str = concat!(
            "DELETE FROM ",
            $table,
            " WHERE conversation = $1 AND id = $2"
        );
        const RANGE: &'static str = concat!(
            "SELECT conversation, ",
            $columns,
            " FROM ",
            $table,
            " WHERE place > $1 AND place <= $2 ORDER BY place"
        );
        const RANGE_PLACES: &'static str = concat!(
            "SELECT place, conversation FROM ",
            $table,
            " WHERE place > $1 AND place <= $2 ORDER BY place"
        );
        const OF_CONVERSATION: &'static str = concat!(
            "SELECT conversation, ",
            $columns,
            " FROM ",
            $table,
            " WHERE conversation = $1 ORDER BY place"
        );
        const PLACES: &'static str = concat!(
            "SELECT place, conversation FROM ",
            $table,
            " WHERE conversation = $1 ORDER BY place"
        );
        const AT: &'static str = concat!(
            "SELECT conversation, ",
            $columns,
            " FROM ",
            $table,
            " WHERE place = $1"
        );
        const ID_AT: &'static str = concat!("SELECT id FROM ", $table, " WHERE place = $1");
    };
}
pub(crate) use statements;

/// How a row stands to what the store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowStanding {
    /// Not there yet.
    New,
    /// There, and different.
    Changed,
    /// There, and the same.
    Same,
}

const PLACE_BITS: u32 = MAX_ROWS_PER_EVENT.trailing_zeros();

/// The first place after every row of the event `seq` and of those before it.
pub(crate) fn end_of(seq: i64) -> i64 {
    (seq + 1) << PLACE_BITS
}

/// The place of a row within an event.
pub(crate) fn place(seq: i64, ordinal: usize) -> Result<i64, StoreError> {
    let ordinal = u32::try_from(ordinal)
        .ok()
        .filter(|it| *it < MAX_ROWS_PER_EVENT);
    ordinal
        .map(|it| (seq << PLACE_BITS) | i64::from(it))
        .ok_or(StoreError::TooManyRows)
}

/// A row on its way into the store.
pub(crate) struct ChildRow<'a, T> {
    /// Its place in the feed.
    pub(crate) place: i64,
    /// The key of its conversation.
    pub(crate) conversation: i64,
    /// It.
    pub(crate) row: &'a T,
}

/// Inserts new rows; a row that is there already is a conflict.
pub(crate) async fn insert<T: ChildRecord>(
    connection: &mut DbConnection,
    rows: &[ChildRow<'_, T>],
) -> Result<(), StoreError> {
    let insert = statement::<T>("");
    insert.run(connection, rows, bind).await.map(drop)
}

/// Inserts the rows whose ids are free; how many those were.
pub(crate) async fn insert_free<T: ChildRecord>(
    connection: &mut DbConnection,
    rows: &[ChildRow<'_, T>],
) -> Result<usize, StoreError> {
    let insert = statement::<T>(" ON CONFLICT (conversation, id) DO NOTHING");
    let written = insert.run(connection, rows, bind).await?;
    Ok(usize::try_from(written).unwrap_or(usize::MAX))
}

fn statement<T: ChildRecord>(tail: &'static str) -> MultiRowInsert {
    MultiRowInsert {
        head: T::INSERT,
        columns: T::COLUMNS,
        tail,
    }
}

fn bind<T: ChildRecord>(binds: &mut StatementBinds, placed: &ChildRow<'_, T>) {
    binds.push_bind(placed.place).push_bind(placed.conversation);
    placed.row.push(binds);
}

/// Removes what the event `seq` has written of this kind.
pub(crate) async fn take_back<T: ChildRecord>(
    connection: &mut DbConnection,
    seq: i64,
) -> Result<(), StoreError> {
    sqlx::query(T::TAKE_BACK)
        .bind(end_of(seq - 1) - 1)
        .bind(end_of(seq) - 1)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// A row of a conversation by its id.
pub(crate) async fn find<T: ChildRecord>(
    connection: &mut DbConnection,
    conversation: i64,
    id: &RemoteId,
) -> Result<Option<T>, StoreError> {
    let found = sqlx::query(T::FIND).bind(conversation).bind(id.as_str());
    let found = found.fetch_optional(&mut *connection).await?;
    let found = found.map(|found| T::read(&found, 0)).transpose();
    found.map_err(Into::into)
}

/// Above so many rows one read of the whole conversation is cheaper than a look-up for each.
const LOOK_UPS: usize = 4;

/// How each row stands to what the store holds for its conversation.
pub(crate) async fn standings<T: ChildRecord>(
    connection: &mut DbConnection,
    conversation: i64,
    rows: &[T],
) -> Result<Vec<RowStanding>, StoreError> {
    let mut held = HashMap::new();
    if rows.len() > LOOK_UPS {
        for row in held_rows::<T>(connection, conversation).await? {
            match row {
                Ok((_, row)) => held.insert(row.id().clone(), Some(row)),
                Err(damaged) => held.insert(damaged.id, None),
            };
        }
    } else {
        for row in rows {
            let found = match find::<T>(connection, conversation, row.id()).await {
                Err(StoreError::Database(error)) if is_damage(&error) => Some(None),
                found => found?.map(Some),
            };
            held.extend(found.map(|found| (row.id().clone(), found)));
        }
    }
    let standings = rows.iter().map(|row| compare(held.get(row.id()), row));
    Ok(standings.collect())
}

/// The rows of a conversation, beside its key.
async fn held_rows<T: ChildRecord>(
    connection: &mut DbConnection,
    conversation: i64,
) -> Result<Vec<Result<(i64, T), DamagedRow>>, StoreError> {
    let statements = RowStatements {
        all: T::OF_CONVERSATION.into(),
        numbers: T::PLACES.into(),
        one: T::AT,
        id: T::ID_AT,
    };
    statements.read(connection, &[conversation], placed).await
}

fn placed<T: ChildRecord>(row: &DbRow) -> sqlx::Result<(i64, T)> {
    Ok((row.try_get(0)?, T::read(row, 1)?))
}

/// One that was damaged is not the same, so that writing it again mends it.
fn compare<T: PartialEq>(held: Option<&Option<T>>, row: &T) -> RowStanding {
    match held {
        None => RowStanding::New,
        Some(Some(held)) if held == row => RowStanding::Same,
        Some(_) => RowStanding::Changed,
    }
}

/// Removes one row, to make room for its new form.
pub(crate) async fn delete<T: ChildRecord>(
    connection: &mut DbConnection,
    conversation: i64,
    id: &RemoteId,
) -> Result<(), StoreError> {
    sqlx::query(T::DELETE)
        .bind(conversation)
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// The rows whose last change lies in (after, upto], in commit order, with their conversations' keys. One that
/// was damaged is named in the place of its words: it must not take the others with it.
pub(crate) async fn in_range<T: ChildRecord>(
    connection: &mut DbConnection,
    after: i64,
    upto: i64,
) -> Result<Vec<Result<(i64, T), DamagedRow>>, StoreError> {
    let statements = RowStatements {
        all: T::RANGE.into(),
        numbers: T::RANGE_PLACES.into(),
        one: T::AT,
        id: T::ID_AT,
    };
    let places = [end_of(after) - 1, end_of(upto) - 1];
    statements.read(connection, &places, placed).await
}

/// All rows of a conversation, oldest first. A damaged one is left out: what is done with the others is done
/// all the same.
pub(crate) async fn of_conversation<T: ChildRecord>(
    connection: &mut DbConnection,
    conversation: i64,
) -> Result<Vec<T>, StoreError> {
    let rows = held_rows::<T>(connection, conversation).await?;
    Ok(by_time(rows.into_iter().filter_map(Result::ok)))
}

/// All rows of a conversation, oldest first, for whoever tells it whole: a transcript that leaves a message out
/// without a word would be a lie, so one that is damaged refuses the conversation.
pub(crate) async fn whole_of_conversation<T: ChildRecord>(
    connection: &mut DbConnection,
    conversation: i64,
) -> Result<Vec<T>, StoreError> {
    let rows = held_rows::<T>(connection, conversation).await?;
    let rows: Result<Vec<_>, DamagedRow> = rows.into_iter().collect();
    let damaged = |_| StoreError::Damaged("a part of this conversation cannot be read");
    Ok(by_time(rows.map_err(damaged)?.into_iter()))
}

fn by_time<T: ChildRecord>(rows: impl Iterator<Item = (i64, T)>) -> Vec<T> {
    let mut rows: Vec<T> = rows.map(|(_, row)| row).collect();
    rows.sort_by_key(ChildRecord::at);
    rows
}
