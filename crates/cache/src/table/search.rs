//! The full-text index: one document a conversation, its row id the conversation's id. It is fed by
//! the writer alone, after every other table of the transaction: a multi-row statement that comes
//! after would make FTS5 flush its pending terms to a segment of their own.

use crate::error::Result;
use query::SEARCH_COLUMNS;
use sqlx::SqliteConnection;
use std::sync::LazyLock;

/// Pages of merge work in one step: a megabyte, some ten milliseconds. Whoever wants to write waits no
/// longer than that; the writer's lock is given in turn.
const MERGE_PAGES: i64 = 250;

/// What a conversation is found by, already folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SearchDocument {
    pub(crate) id: i64,
    pub(crate) subject: String,
    pub(crate) ids: String,
    pub(crate) customer: String,
    pub(crate) company: String,
    pub(crate) said: SaidWords,
}

/// What was said in a conversation, by who said it, already folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SaidWords {
    pub(crate) customer: String,
    pub(crate) ai: String,
    pub(crate) operator: String,
    pub(crate) other: String,
    /// The digits of every telephone number, backwards.
    pub(crate) numbers: String,
    /// Where links lead, where no text says so; whoever wrote them.
    pub(crate) links: String,
}

impl SearchDocument {
    /// The texts, in the order of [`SEARCH_COLUMNS`].
    pub(crate) fn columns(&self) -> [&str; SEARCH_COLUMNS.len()] {
        [
            &self.subject,
            &self.ids,
            &self.customer,
            &self.company,
            &self.said.customer,
            &self.said.ai,
            &self.said.operator,
            &self.said.other,
            &self.said.numbers,
            &self.said.links,
        ]
    }
}

/// Documents handed over in one go.
const TOGETHER: usize = 32;

static ADD: LazyLock<String> = LazyLock::new(|| add_sql(1));
static ADD_TOGETHER: LazyLock<String> = LazyLock::new(|| add_sql(TOGETHER));

/// One row a statement on purpose: many rows would open a statement journal, and each of those makes
/// FTS5 write out what it has gathered. But many statements go to the connection's thread at once.
fn add_sql(documents: usize) -> String {
    let columns = SEARCH_COLUMNS.join(", ");
    let places = ", ?".repeat(SEARCH_COLUMNS.len());
    format!("INSERT INTO search (rowid, {columns}) VALUES (?{places});").repeat(documents)
}

/// Adds documents that are not yet in the index, by ascending id.
pub(crate) async fn add(conn: &mut SqliteConnection, documents: &[&SearchDocument]) -> Result<()> {
    let mut together = documents.chunks_exact(TOGETHER);
    for documents in together.by_ref() {
        put(conn, &ADD_TOGETHER, documents).await?;
    }
    for document in together.remainder() {
        put(conn, &ADD, std::slice::from_ref(document)).await?;
    }
    Ok(())
}

async fn put(
    conn: &mut SqliteConnection,
    sql: &'static str,
    documents: &[&SearchDocument],
) -> Result<()> {
    let mut statements = sqlx::query(sql);
    for document in documents {
        statements = statements.bind(document.id);
        for text in document.columns() {
            statements = statements.bind(text);
        }
    }
    statements.execute(conn).await?;
    Ok(())
}

/// Takes a document out.
pub(crate) async fn remove(conn: &mut SqliteConnection, id: i64) -> Result<()> {
    sqlx::query("DELETE FROM search WHERE rowid = ?")
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}

/// The conversations that match, ascending. One row carries them all: a row an id would cost two
/// microseconds each.
pub(crate) async fn find(conn: &mut SqliteConnection, expression: &str) -> Result<Vec<u32>> {
    // All ids in one row: a row each would wake this task once for every conversation found.
    let ids: Option<String> =
        sqlx::query_scalar("SELECT group_concat(rowid) FROM search WHERE search MATCH ?")
            .bind(expression)
            .fetch_one(conn)
            .await?;
    Ok(ids.map(|text| parse_ids(&text)).unwrap_or_default())
}

/// Whether any conversation matches.
pub(crate) async fn is_found(conn: &mut SqliteConnection, expression: &str) -> Result<bool> {
    let any = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM search WHERE search MATCH ?)");
    Ok(any.bind(expression).fetch_one(conn).await?)
}

/// Numbers parted by commas; what is no number is left out.
pub(crate) fn parse_ids(text: &str) -> Vec<u32> {
    text.split(',')
        .filter_map(|number| number.parse().ok())
        .collect()
}

/// One bounded step of merging segments; answers whether there was anything to do. Terms of deleted
/// documents leave the file when their segment is merged.
pub(crate) async fn merge_step(conn: &mut SqliteConnection) -> Result<bool> {
    let before = changes(conn).await?;
    sqlx::query("INSERT INTO search (search, rank) VALUES ('merge', ?)")
        .bind(-MERGE_PAGES)
        .execute(&mut *conn)
        .await?;
    // FTS5's own rule: fewer than two changes mean that no work was left.
    Ok(changes(conn).await? - before >= 2)
}

async fn changes(conn: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT total_changes()")
        .fetch_one(conn)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_one_text() {
        assert_eq!(parse_ids("1,22,4294967295"), [1, 22, u32::MAX]);
        assert_eq!(parse_ids(""), [0_u32; 0]);
    }
}
