//! Known persons. A conversation may name one who has not arrived: a placeholder without a name
//! keeps the tie until then.

use crate::bulk::{BulkInsert, id_list, text_list};
use crate::error::Result;
use crate::from_row::from_row;
use model::SourceId;
use model::record::CustomerRecord;
use sqlx::SqliteConnection;

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CachedCustomer {
    pub(crate) id: i64,
    pub(crate) remote_id: String,
    pub(crate) name: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) profile_url: Option<String>,
}

from_row!(
    CachedCustomer:
    id,
    remote_id,
    name,
    company,
    email,
    profile_url
);

impl CachedCustomer {
    /// Whether it says what the server says.
    pub(crate) fn agrees(&self, record: &CustomerRecord) -> bool {
        self.profile_url == record.profile_url && self.is_found_alike(record)
    }

    /// Whether a search finds both by the same words.
    pub(crate) fn is_found_alike(&self, record: &CustomerRecord) -> bool {
        self.name.as_deref() == Some(record.name.as_str())
            && self.company == record.company
            && self.email == record.email
    }
}

const PUT: BulkInsert = BulkInsert {
    head: "INSERT INTO customer (source_id, remote_id, name, company, email, profile_url)",
    columns: 6,
    tail: "ON CONFLICT (source_id, remote_id) DO UPDATE SET name = excluded.name,
        company = excluded.company, email = excluded.email, profile_url = excluded.profile_url",
};

const PUT_PLACEHOLDERS: BulkInsert = BulkInsert {
    head: "INSERT INTO customer (source_id, remote_id)",
    columns: 2,
    tail: "ON CONFLICT (source_id, remote_id) DO NOTHING",
};

/// The customers of a source that have these remote ids.
pub(crate) async fn by_remote<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    remote: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<CachedCustomer>> {
    Ok(sqlx::query_as(
        "SELECT id, remote_id, name, company, email, profile_url FROM customer
         WHERE source_id = ? AND remote_id IN (SELECT value FROM json_each(?))",
    )
    .bind(source.0)
    .bind(text_list(remote))
    .fetch_all(conn)
    .await?)
}

/// The customers that have these ids.
pub(crate) async fn by_id(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<CachedCustomer>> {
    Ok(sqlx::query_as(
        "SELECT id, remote_id, name, company, email, profile_url FROM customer
         WHERE id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(ids))
    .fetch_all(conn)
    .await?)
}

/// Writes customers as the server says.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    source: SourceId,
    records: &[&CustomerRecord],
) -> Result<()> {
    PUT.run(conn, records, |statement, record| {
        statement
            .bind(source.0)
            .bind(record.id.as_str())
            .bind(record.name.as_str())
            .bind(record.company.as_deref())
            .bind(record.email.as_deref())
            .bind(record.profile_url.as_deref())
    })
    .await
}

/// Writes placeholders for customers that are only named.
pub(crate) async fn put_placeholders(
    conn: &mut SqliteConnection,
    source: SourceId,
    remote: &[&str],
) -> Result<()> {
    PUT_PLACEHOLDERS
        .run(conn, remote, |statement, id| {
            statement.bind(source.0).bind(*id)
        })
        .await
}

/// Takes customers away.
pub(crate) async fn delete(conn: &mut SqliteConnection, ids: &[i64]) -> Result<()> {
    sqlx::query("DELETE FROM customer WHERE id IN (SELECT value FROM json_each(?))")
        .bind(id_list(ids.iter().copied()))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes those of these customers away who have no conversation.
pub(crate) async fn delete_unused(conn: &mut SqliteConnection, ids: &[i64]) -> Result<()> {
    sqlx::query(
        "DELETE FROM customer WHERE id IN (SELECT value FROM json_each(?))
             AND NOT EXISTS (SELECT 1 FROM conversation WHERE customer_id = customer.id)",
    )
    .bind(id_list(ids.iter().copied()))
    .execute(conn)
    .await?;
    Ok(())
}
