//! Multi-row inserts. A statement of one row costs a round trip to the connection's thread, which
//! is six times the cost of the row; 64 rows a statement bring that down to what SQLite itself takes.

use crate::error::Result;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection};
use std::sync::Arc;

/// A statement under way, ready for binds.
pub(crate) type BulkStatement = Query<'static, Sqlite, SqliteArguments>;

/// Rows a statement, biggest first: three texts a table, so that the statement cache holds them all.
const SIZES: [usize; 3] = [64, 8, 1];

/// An insert of many rows into one table.
pub(crate) struct BulkInsert {
    /// `INSERT INTO table (columns)`.
    pub(crate) head: &'static str,
    /// How many columns.
    pub(crate) columns: usize,
    /// What follows the values: an upsert clause, or nothing.
    pub(crate) tail: &'static str,
}

impl BulkInsert {
    /// Writes all rows, in order; `bind` binds one row's columns.
    pub(crate) async fn run<T: Sync>(
        &self,
        conn: &mut SqliteConnection,
        mut rows: &[T],
        bind: impl Fn(BulkStatement, &T) -> BulkStatement + Send + Sync,
    ) -> Result<()> {
        for size in SIZES {
            if rows.len() < size {
                continue;
            }
            let sql: Arc<str> = self.sql(size).into();
            while rows.len() >= size {
                let (now, later) = rows.split_at(size);
                let statement = sqlx::query(AssertSqlSafe(Arc::clone(&sql)));
                now.iter()
                    .fold(statement, &bind)
                    .execute(&mut *conn)
                    .await?;
                rows = later;
            }
        }
        Ok(())
    }

    fn sql(&self, rows: usize) -> String {
        let tuple = format!("({})", vec!["?"; self.columns].join(","));
        format!(
            "{} VALUES {} {}",
            self.head,
            vec![tuple; rows].join(","),
            self.tail
        )
    }
}

/// Ids as one bind: a JSON array for `json_each`.
pub(crate) fn id_list(ids: impl IntoIterator<Item = i64>) -> String {
    let mut text = String::from("[");
    for id in ids {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&id.to_string());
    }
    text.push(']');
    text
}

/// Texts as one bind: a JSON array for `json_each`.
pub(crate) fn text_list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    // Displaying a value cannot fail, as serialising a type of somebody else's could.
    serde_json::Value::from_iter(texts).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_json() {
        assert_eq!(id_list([1, 22, 333]), "[1,22,333]");
        assert_eq!(id_list([]), "[]");
        assert_eq!(text_list(["a\"b", "c"]), r#"["a\"b","c"]"#);
    }

    #[test]
    fn a_statement_has_one_tuple_a_row() {
        let insert = BulkInsert {
            head: "INSERT INTO t (a, b)",
            columns: 2,
            tail: "",
        };
        assert_eq!(insert.sql(2), "INSERT INTO t (a, b) VALUES (?,?),(?,?) ");
    }
}
