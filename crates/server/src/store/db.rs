//! Which database lies under the store, said once: everything else names these. It must not hold a
//! statement.

/// The driver.
pub(crate) type Db = sqlx::Sqlite;
/// A connection of it.
pub(crate) type Connection = <Db as sqlx::Database>::Connection;
/// A row of an answer.
pub(crate) type DbRow = <Db as sqlx::Database>::Row;
/// The readers.
pub(crate) type Pool = sqlx::Pool<Db>;
