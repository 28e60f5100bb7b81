//! Which databases lie under the store, said once: SQLite in a file, or PostgreSQL where one machine
//! is outgrown. Both run the same statements, in the subset that they share (`$1` placeholders,
//! `BIGINT`, `TEXT`, `BYTEA`/`BLOB`). It must not know a table.

use super::StoreError;
use sqlx::any::AnyArguments;
use sqlx::{Arguments as _, AssertSqlSafe, Encode, Type};
use std::fmt::Write as _;

/// The driver.
pub(crate) type DbDriver = sqlx::Any;
/// A connection of it.
pub(crate) type DbConnection = <DbDriver as sqlx::Database>::Connection;
/// A row of an answer.
pub(crate) type DbRow = <DbDriver as sqlx::Database>::Row;
/// The readers.
pub(crate) type DbPool = sqlx::Pool<DbDriver>;

/// The two kinds of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DatabaseEngine {
    /// A file.
    Sqlite,
    /// A server of its own.
    Postgres,
}

impl DatabaseEngine {
    /// The kind at the other end of a connection.
    pub(crate) fn of(connection: &DbConnection) -> Self {
        match connection.backend_name() {
            "PostgreSQL" => Self::Postgres,
            _ => Self::Sqlite,
        }
    }

    /// How a transaction that will write begins. SQLite's takes the write lock at once; on
    /// PostgreSQL the row lock of [`super::table::total::lock`] does.
    pub(crate) fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// How a transaction begins whose reads all see the same state.
    pub(crate) fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
}

/// The values of a statement, in the order of its placeholders.
#[derive(Default)]
pub(crate) struct StatementBinds {
    arguments: AnyArguments,
    refused: Option<sqlx::error::BoxDynError>,
}

impl StatementBinds {
    /// Adds a value.
    pub(crate) fn push_bind<'t, T: Encode<'t, DbDriver> + Type<DbDriver>>(
        &mut self,
        value: T,
    ) -> &mut Self {
        if let Err(error) = self.arguments.add(value) {
            self.refused = Some(error);
        }
        self
    }

    /// Adds a list as JSON; null where it is empty.
    pub(crate) fn push_json<T: serde::Serialize>(&mut self, list: &[T]) -> &mut Self {
        let text = (!list.is_empty()).then(|| serde_json::to_string(list));
        match text.transpose() {
            Ok(text) => self.push_bind(text),
            Err(error) => {
                self.refused = Some(error.into());
                self
            }
        }
    }

    fn finish(self) -> Result<AnyArguments, StoreError> {
        match self.refused {
            None => Ok(self.arguments),
            Some(error) => Err(sqlx::Error::Encode(error).into()),
        }
    }
}

/// Rows of one multi-row insert. A round trip costs more than a row, so that rows travel together;
/// at 64 the gain has flattened out.
pub(crate) const ROWS_PER_INSERT: usize = 64;
/// Up to so many rows each number of them has a place in the statement cache: what clients do recurs.
const FEW: usize = 8;

/// A multi-row insert without its values.
pub(crate) struct MultiRowInsert {
    /// The statement up to `VALUES`.
    pub(crate) head: &'static str,
    /// How many values a row has.
    pub(crate) columns: usize,
    /// What comes after the values, with a blank before it.
    pub(crate) tail: &'static str,
}

type InsertQuery = sqlx::query::Query<'static, DbDriver, AnyArguments>;

impl MultiRowInsert {
    /// The statement for some rows; `bind` adds the values of one.
    fn of<T>(
        &self,
        rows: &[T],
        bind: impl Fn(&mut StatementBinds, &T),
    ) -> Result<InsertQuery, StoreError> {
        let mut binds = StatementBinds::default();
        for row in rows {
            bind(&mut binds, row);
        }
        let values = values(rows.len(), self.columns);
        let sql = format!("{}VALUES {values}{}", self.head, self.tail);
        let recurs = rows.len() == ROWS_PER_INSERT || rows.len() <= FEW;
        Ok(sqlx::query_with(AssertSqlSafe(sql), binds.finish()?).persistent(recurs))
    }

    /// Inserts rows, many to a statement; how many were written.
    pub(crate) async fn run<T: Sync>(
        &self,
        connection: &mut DbConnection,
        rows: &[T],
        bind: impl Fn(&mut StatementBinds, &T),
    ) -> Result<u64, StoreError> {
        let mut written = 0;
        for chunk in rows.chunks(ROWS_PER_INSERT) {
            let done = self.of(chunk, &bind)?.execute(&mut *connection).await?;
            written += done.rows_affected();
        }
        Ok(written)
    }

    /// The same with a tail that returns something of each row that was written.
    pub(crate) async fn returning<T: Sync>(
        &self,
        connection: &mut DbConnection,
        rows: &[T],
        bind: impl Fn(&mut StatementBinds, &T),
    ) -> Result<Vec<DbRow>, StoreError> {
        let mut returned = Vec::new();
        for chunk in rows.chunks(ROWS_PER_INSERT) {
            let made = self.of(chunk, &bind)?;
            returned.extend(made.fetch_all(&mut *connection).await?);
        }
        Ok(returned)
    }
}

/// `($1, $2), ($3, $4)` for two rows of two columns.
fn values(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        text.push_str(&placeholders(row * columns + 1, columns));
        text.push(')');
    }
    text
}

/// `$3, $4, $5` for three placeholders from the third.
pub(crate) fn placeholders(from: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 6);
    for number in from..from + count {
        let comma = if number == from { "" } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}${number}");
    }
    text
}

/// Keys of rows as SQL text, `1, 2, 3`; `NULL`, which nothing equals, where there are none.
pub(crate) fn keys<'k>(keys: impl IntoIterator<Item = &'k i64>) -> String {
    let keys = keys.into_iter().map(i64::to_string).collect::<Vec<_>>();
    if keys.is_empty() {
        "NULL".to_owned()
    } else {
        keys.join(", ")
    }
}

/// The first column of the rows that a statement finds for texts. `sql` is called with the
/// placeholders of the texts.
pub(crate) async fn find_texts<'t, T>(
    connection: &mut DbConnection,
    texts: impl ExactSizeIterator<Item = &'t str>,
    sql: impl Fn(&str) -> String,
) -> Result<Vec<T>, StoreError>
where
    T: for<'r> sqlx::Decode<'r, DbDriver> + Type<DbDriver> + Send + Unpin,
{
    let mut binds = StatementBinds::default();
    let count = texts.len();
    for text in texts {
        binds.push_bind(text);
    }
    let sql = AssertSqlSafe(sql(&placeholders(1, count)));
    let found = sqlx::query_scalar_with(sql, binds.finish()?).persistent(false);
    Ok(found.fetch_all(&mut *connection).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_through() {
        assert_eq!(values(2, 2), "($1, $2), ($3, $4)");
        assert_eq!(values(1, 1), "($1)");
        assert_eq!(placeholders(3, 3), "$3, $4, $5");
        assert_eq!(placeholders(1, 0), "");
        assert_eq!(keys(&[3, 1]), "3, 1");
        assert_eq!(keys(&[]), "NULL");
    }
}
