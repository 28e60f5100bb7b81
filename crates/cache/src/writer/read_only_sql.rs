//! SQL for auditors: SELECT over documented views, and nothing else. The driver offers no authorizer without unsafe code,
//! so several walls stand in its place: the file is opened read-only and the connection refuses writes; a statement is
//! one SELECT, and names no schema and no table of the engine's; and behind every table's own name stands a view that
//! fails, so that only the documented ones can be asked. It must not be asked over a connection of the readers' pool.

use super::connect::{borrowed, connect_to_read};
use crate::connection_close::OpeningConnection;
use crate::error::{CacheError, Result};
use crate::key::CacheKey;
use crate::schema;
use crate::table::audit_view;
use futures::TryStreamExt;
use model::SourceId;
use model::audit::{SqlTable, SqlValue};
use sqlx::sqlite::SqliteRow;
use sqlx::{
    AssertSqlSafe, Column, Executor, Row, SqlSafeStr, SqliteConnection, Statement, TypeInfo,
    ValueRef,
};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The longest statement, in bytes.
const LONGEST: usize = 20_000;
/// Steps of the engine after which it looks whether it may go on: some milliseconds.
const STEPS: i32 = 20_000;

/// A connection that can ask the documented views of some sources.
pub struct SqlSession {
    conn: OpeningConnection,
    /// Tells the engine to end the question that it works on.
    is_over: Arc<AtomicBool>,
}

/// How much a question may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlLimits {
    /// Rows at most; what is more is left out, and said.
    pub rows: usize,
    /// Time at most; a question that takes more is ended.
    pub time: Duration,
}

impl SqlSession {
    /// Opens one. What it sees is of these sources alone: one world.
    ///
    /// # Errors
    /// [`CacheError::Closed`] where the file does not open; [`CacheError::Database`] where the engine refuses.
    pub async fn open(dir: &Path, key: &CacheKey, only: &[SourceId]) -> Result<Self> {
        let opened = connect_to_read(dir, key, &schema::CACHE).await;
        let (mut conn, _) = opened.map_err(|_| CacheError::Closed)?;
        let lent = borrowed(&mut conn, &schema::CACHE).map_err(|_| CacheError::Closed)?;
        // Views of the connection's own are made before it refuses to write. The file is open read-only all the while.
        prepare(lent, only).await?;
        let is_over = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&is_over);
        lent.lock_handle()
            .await?
            .set_progress_handler(STEPS, move || !asked.load(Ordering::Relaxed));
        Ok(Self { conn, is_over })
    }

    /// Asks. After a question that was not heard to its end the session answers no other one.
    ///
    /// # Errors
    /// [`CacheError::SqlRefused`] for what is no single SELECT over the views, and for what the engine does not
    /// understand; [`CacheError::SqlTooSlow`] where the answer takes too long.
    pub async fn ask(&mut self, sql: &str, limits: SqlLimits) -> Result<SqlTable> {
        check(sql)?;
        let conn = borrowed(&mut self.conn, &schema::CACHE).map_err(|_| CacheError::Closed)?;
        let answering = table(conn, sql, (limits.rows, &self.is_over));
        let answered = tokio::time::timeout(limits.time, answering).await;
        let seconds = limits.time.as_secs();
        let answered = answered.map_err(|_elapsed| CacheError::SqlTooSlow { seconds })?;
        answered.map_err(refused)
    }

    /// Closes it.
    pub async fn close(self) {
        // It has written nothing, so that nothing is lost if it does not close well.
        let _ = self.conn.close().await;
    }
}

impl std::fmt::Debug for SqlSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqlSession")
    }
}

async fn prepare(conn: &mut SqliteConnection, only: &[SourceId]) -> Result<()> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM main.sqlite_schema
         WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut sql = "PRAGMA query_only = OFF;".to_owned();
    for name in names {
        // The function is none, which the engine says when the view is asked.
        sql.push_str(&format!(
            "CREATE TEMP VIEW \"{}\" AS SELECT not_a_documented_view() AS refused;",
            name.replace('"', "\"\"")
        ));
    }
    sql.push_str(&audit_view::create(only));
    sql.push_str("PRAGMA query_only = ON;");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await?;
    Ok(())
}

/// A question that the engine works on. Whoever leaves it before its end, however they leave, tells the engine: it
/// would look for the next row, and closing would wait until it has one.
struct OpenQuestion<'s> {
    is_over: &'s AtomicBool,
    end: QuestionEnd,
}

/// How much of an answer was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QuestionEnd {
    NotYet,
    Heard,
}

impl Drop for OpenQuestion<'_> {
    fn drop(&mut self) {
        if self.end == QuestionEnd::NotYet {
            self.is_over.store(true, Ordering::Relaxed);
        }
    }
}

async fn table(
    conn: &mut SqliteConnection,
    sql: &str,
    (most, is_over): (usize, &AtomicBool),
) -> sqlx::Result<SqlTable> {
    let prepared = (&mut *conn)
        .prepare(AssertSqlSafe(sql.to_owned()).into_sql_str())
        .await?;
    let columns = prepared.columns().iter();
    let columns = columns.map(|column| column.name().to_owned()).collect();
    let mut rows = Vec::new();
    let mut is_cut = false;
    let mut read = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch(conn);
    // It is let go before the rows are, so that the engine knows when they go.
    let mut question = OpenQuestion {
        is_over,
        end: QuestionEnd::NotYet,
    };
    while let Some(row) = read.try_next().await? {
        if rows.len() == most {
            is_cut = true;
            break;
        }
        rows.push(values(&row)?);
    }
    if !is_cut {
        question.end = QuestionEnd::Heard;
    }
    Ok(SqlTable {
        columns,
        rows,
        is_cut,
    })
}

fn values(row: &SqliteRow) -> sqlx::Result<Vec<SqlValue>> {
    let value = |at: usize| {
        let raw = row.try_get_raw(at)?;
        Ok(match raw.type_info().name() {
            _ if raw.is_null() => SqlValue::Null,
            "INTEGER" => SqlValue::Integer(row.try_get(at)?),
            "REAL" => SqlValue::Real(row.try_get(at)?),
            "BLOB" => SqlValue::Text(String::from_utf8_lossy(row.try_get(at)?).into_owned()),
            _ => SqlValue::Text(row.try_get(at)?),
        })
    };
    (0..row.len()).map(value).collect()
}

/// What the engine says of a statement may quote what was typed and, by way of a function, what stands in a row. Whoever
/// asks may read the rows; and that they asked stands in the audit log before the engine says anything.
fn refused(error: sqlx::Error) -> CacheError {
    match &error {
        sqlx::Error::Database(said) if !crate::error::is_damage(&error) => CacheError::SqlRefused {
            reason: said.message().to_owned(),
        },
        _ => error.into(),
    }
}

/// Names that lead out of the views, and how others begin.
const SCHEMAS: [&str; 2] = ["main", "temp"];
const BEGINNINGS: [&str; 7] = [
    "dbstat",
    "sqlite_",
    "pragma_",
    "sqlcipher",
    "load_extension",
    "fts5",
    "not_a_documented",
];

fn check(sql: &str) -> Result<()> {
    let refuse = |reason: &str| {
        Err(CacheError::SqlRefused {
            reason: reason.to_owned(),
        })
    };
    if sql.len() > LONGEST {
        return refuse("the statement is too long");
    }
    let words = words(sql);
    let first = words.first().map(String::as_str);
    if !matches!(first, Some("select" | "with" | "values")) {
        return refuse("only SELECT is understood here");
    }
    let body = sql.trim_end().trim_end_matches(';');
    if words_and_ends(body).1 > 0 {
        return refuse("one statement at a time");
    }
    let leads_out = |word: &String| {
        SCHEMAS.contains(&word.as_str()) || BEGINNINGS.iter().any(|it| word.starts_with(it))
    };
    match words.iter().find(|word| leads_out(word)) {
        Some(word) => refuse(&format!("{word} is not for auditors: ask the views v_…")),
        None => Ok(()),
    }
}

fn words(sql: &str) -> Vec<String> {
    words_and_ends(sql).0
}

/// The names in a statement, in lower case, quoted or not, and its texts, which may stand for names; and how many
/// statements end in it. Comments are stepped over.
fn words_and_ends(sql: &str) -> (Vec<String>, usize) {
    let signs: Vec<char> = sql.chars().collect();
    let (mut words, mut ends, mut at) = (Vec::new(), 0, 0);
    while at < signs.len() {
        let next = signs.get(at + 1).copied();
        at = match signs[at] {
            '-' if next == Some('-') => past(&signs, at + 2, '\n'),
            '/' if next == Some('*') => past_comment(&signs, at + 2),
            // The engine takes a text for a name where one must stand.
            sign @ ('\'' | '"' | '`' | '[') => {
                let end = past(&signs, at + 1, if sign == '[' { ']' } else { sign });
                words.push(
                    signs[at + 1..end.saturating_sub(1).max(at + 1)]
                        .iter()
                        .collect(),
                );
                end
            }
            sign if sign.is_alphabetic() || sign == '_' => {
                let is_word = |sign: &char| sign.is_alphanumeric() || *sign == '_' || *sign == '$';
                let length = signs[at..].iter().take_while(|sign| is_word(sign)).count();
                words.push(signs[at..at + length].iter().collect());
                at + length
            }
            sign => {
                ends += usize::from(sign == ';');
                at + 1
            }
        };
    }
    let lower = words.into_iter().map(|word: String| word.to_lowercase());
    (lower.collect(), ends)
}

fn past(signs: &[char], from: usize, end: char) -> usize {
    let found = signs[from.min(signs.len())..]
        .iter()
        .position(|sign| *sign == end);
    found.map_or(signs.len(), |at| from + at + 1)
}

fn past_comment(signs: &[char], from: usize) -> usize {
    let rest = &signs[from.min(signs.len())..];
    let found = rest.windows(2).position(|pair| pair == ['*', '/']);
    found.map_or(signs.len(), |at| from + at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_select_over_the_views_is_all_that_passes() {
        for good in [
            "SELECT count(*) FROM v_message",
            " select 'main; drop', \"kind\" from v_outcome -- pragma_x\n where 1;",
            "WITH x(a) AS (SELECT 1) SELECT a FROM x",
            "VALUES (1)",
            "/* main */ SELECT source FROM v_conversation",
        ] {
            assert!(check(good).is_ok(), "{good}: {:?}", check(good));
        }
        for bad in [
            "",
            "DELETE FROM v_message",
            "PRAGMA key",
            "ATTACH 'x' AS y",
            "SELECT 1; SELECT 2",
            "SELECT a FROM main.message",
            "SELECT a FROM \"main\".message",
            "SELECT a FROM [Main].message",
            "SELECT a FROM `temp`.x",
            "SELECT a FROM sqlite_schema",
            "SELECT a FROM pragma_table_list",
            "SELECT sqlcipher_export('x')",
            "SELECT load_extension('x')",
            "SELECT a FROM 'main'.message",
            "SELECT a FROM 'sqlite_schema'",
            "SELECT a FROM 'pragma_table_list'",
            "SELECT name FROM dbstat",
            "EXPLAIN SELECT 1",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
