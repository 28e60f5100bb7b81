//! Spaces and customers: what a conversation's head names.

use super::damage::{DamagedRow, RowStatements};
use super::person::PersonIdentifier;
use super::reach::ReachKeys;
use super::remote_id;
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow, MultiRowInsert, StatementBinds};
use model::RemoteId;
use model::identity::{NumberHome, lookup_key};
use model::record::{CustomerRecord, SpaceRecord};
use sqlx::Row as _;
use std::collections::HashSet;

/// The key of a space.
pub(crate) async fn space_key(
    connection: &mut DbConnection,
    id: &RemoteId,
) -> Result<Option<i64>, StoreError> {
    let key = sqlx::query_scalar("SELECT key FROM space WHERE id = $1").bind(id.as_str());
    Ok(key.fetch_optional(&mut *connection).await?)
}

/// The key of a customer.
pub(crate) async fn customer_key(
    connection: &mut DbConnection,
    id: &RemoteId,
) -> Result<Option<i64>, StoreError> {
    let key = sqlx::query_scalar("SELECT key FROM customer WHERE id = $1").bind(id.as_str());
    Ok(key.fetch_optional(&mut *connection).await?)
}

/// Writes a space; whether anything changed.
pub(crate) async fn put_space(
    connection: &mut DbConnection,
    seq: i64,
    space: &SpaceRecord,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO space (id, seq, name, time_zone) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, name = excluded.name, \
             time_zone = excluded.time_zone \
         WHERE (space.name, space.time_zone) IS DISTINCT FROM (excluded.name, excluded.time_zone)",
    )
    .bind(space.id.as_str())
    .bind(seq)
    .bind(space.name.as_str())
    .bind(space.time_zone.as_str())
    .execute(&mut *connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Writes customers; the ids and keys of those of whom anything changed.
pub(crate) async fn put_customers(
    connection: &mut DbConnection,
    seq: i64,
    customers: &[&CustomerRecord],
) -> Result<Vec<(RemoteId, i64)>, StoreError> {
    const PUT: MultiRowInsert = MultiRowInsert {
        head: "INSERT INTO customer (id, seq, name, company, email, profile_url, email_key) ",
        columns: 7,
        tail: " ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, name = excluded.name, \
             company = excluded.company, email = excluded.email, \
             profile_url = excluded.profile_url, email_key = excluded.email_key \
         WHERE (customer.name, customer.company, customer.email, customer.profile_url) IS DISTINCT FROM \
             (excluded.name, excluded.company, excluded.email, excluded.profile_url) \
         RETURNING id, key",
    };
    let bind = |binds: &mut StatementBinds, customer: &&CustomerRecord| {
        binds
            .push_bind(customer.id.as_str())
            .push_bind(seq)
            .push_bind(customer.name.as_str())
            .push_bind(customer.company.as_deref())
            .push_bind(customer.email.as_deref())
            .push_bind(customer.profile_url.as_deref())
            .push_bind(customer.email.as_deref().map(lookup_key));
    };
    let ids = customers.iter().map(|it| &it.id).collect::<HashSet<_>>();
    // One statement cannot write the same row twice.
    let together = if ids.len() == customers.len() {
        customers.len()
    } else {
        1
    };
    let mut written = Vec::new();
    for chunk in customers.chunks(together.max(1)) {
        for row in PUT.returning(connection, chunk, bind).await? {
            written.push((remote_id(&row, 0)?, row.try_get(1)?));
        }
    }
    Ok(written)
}

/// Which rows a page of the feed needs: those it names, and those that changed in its range.
pub(crate) struct PeopleSelection<'a> {
    /// Keys, as SQL text.
    pub(crate) named: &'a str,
    /// The change before the range.
    pub(crate) after: i64,
    /// The last change of the range.
    pub(crate) upto: i64,
    /// How far the reader reaches: of what only changed, nothing beyond is told.
    pub(crate) reach: &'a ReachKeys,
}

/// The spaces of a page, by key. One that was damaged is named.
pub(crate) async fn spaces(
    connection: &mut DbConnection,
    wanted: &PeopleSelection<'_>,
) -> Result<Vec<Result<SpaceRecord, DamagedRow>>, StoreError> {
    let rest = format!(
        "FROM space WHERE key IN ({}) OR (seq > $1 AND seq <= $2 AND {}) ORDER BY key",
        wanted.named,
        wanted.reach.condition("key")
    );
    let statements = RowStatements {
        all: format!("SELECT id, name, time_zone {rest}").into(),
        numbers: format!("SELECT key, key {rest}").into(),
        one: "SELECT id, name, time_zone FROM space WHERE key = $1",
        id: "SELECT id FROM space WHERE key = $1",
    };
    let range = [wanted.after, wanted.upto];
    statements.read(connection, &range, read_space).await
}

/// A condition of SQL: a customer is within reach of whom there is a conversation there.
fn is_within(reach: &ReachKeys) -> String {
    if reach.is_everywhere() {
        return "1 = 1".to_owned();
    }
    format!(
        "EXISTS (SELECT 1 FROM conversation WHERE conversation.customer = customer.key AND {})",
        reach.condition("conversation.space")
    )
}

/// The customers of a page, by key. One that was damaged is named.
pub(crate) async fn customers(
    connection: &mut DbConnection,
    wanted: &PeopleSelection<'_>,
) -> Result<Vec<Result<CustomerRecord, DamagedRow>>, StoreError> {
    let rest = format!(
        "FROM customer WHERE key IN ({}) OR (seq > $1 AND seq <= $2 AND {}) ORDER BY key",
        wanted.named,
        is_within(wanted.reach)
    );
    let statements = RowStatements {
        all: format!("SELECT id, name, company, email, profile_url {rest}").into(),
        numbers: format!("SELECT key, key {rest}").into(),
        one: "SELECT id, name, company, email, profile_url FROM customer WHERE key = $1",
        id: "SELECT id FROM customer WHERE key = $1",
    };
    let range = [wanted.after, wanted.upto];
    statements.read(connection, &range, read_customer).await
}

/// A space by its name.
pub(crate) async fn space_named(
    connection: &mut DbConnection,
    name: &str,
) -> Result<Option<SpaceRecord>, StoreError> {
    let row = sqlx::query("SELECT id, name, time_zone FROM space WHERE name = $1 ORDER BY key");
    let row = row.bind(name).fetch_optional(&mut *connection).await?;
    row.as_ref().map(read_space).transpose().map_err(Into::into)
}

/// A space by its id.
pub(crate) async fn space(
    connection: &mut DbConnection,
    id: &RemoteId,
) -> Result<Option<SpaceRecord>, StoreError> {
    let row = sqlx::query("SELECT id, name, time_zone FROM space WHERE id = $1");
    let row = row
        .bind(id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    row.as_ref().map(read_space).transpose().map_err(Into::into)
}

/// The countries of the spaces, each once: where a number may be at home that does not say so.
pub(crate) async fn number_homes(
    connection: &mut DbConnection,
) -> Result<Vec<NumberHome>, StoreError> {
    let zones = sqlx::query_scalar::<_, String>("SELECT DISTINCT time_zone FROM space");
    let zones = zones.fetch_all(&mut *connection).await?;
    let mut homes = vec![NumberHome::NOWHERE];
    for home in zones.iter().map(|zone| NumberHome::of_zone(zone)) {
        if !homes.contains(&home) {
            homes.push(home);
        }
    }
    Ok(homes)
}

/// A customer by id.
pub(crate) async fn customer(
    connection: &mut DbConnection,
    id: &RemoteId,
) -> Result<Option<CustomerRecord>, StoreError> {
    let row =
        sqlx::query("SELECT id, name, company, email, profile_url FROM customer WHERE id = $1");
    let row = row
        .bind(id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    row.as_ref()
        .map(read_customer)
        .transpose()
        .map_err(Into::into)
}

/// The customers known by an id, or by an e-mail address however it is written, with their keys.
pub(crate) async fn customers_known_as(
    connection: &mut DbConnection,
    wanted: &PersonIdentifier,
) -> Result<Vec<(i64, CustomerRecord)>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, name, company, email, profile_url, key FROM customer \
         WHERE id = $1 OR email_key = $2 ORDER BY key",
    );
    let rows = rows.bind(wanted.text()).bind(wanted.key());
    let rows = rows.fetch_all(&mut *connection).await?;
    let read = |row: &DbRow| Ok((row.try_get(5)?, read_customer(row)?));
    let mut known = rows.iter().map(read).collect::<sqlx::Result<Vec<_>>>()?;
    known.retain(|(_, it): &(_, CustomerRecord)| {
        it.id.as_str() == wanted.text() || wanted.is_any([&it.email], NumberHome::NOWHERE)
    });
    Ok(known)
}

/// Removes a customer, whose conversations are gone already.
pub(crate) async fn delete_customer(
    connection: &mut DbConnection,
    id: &RemoteId,
) -> Result<u64, StoreError> {
    let done = sqlx::query("DELETE FROM customer WHERE id = $1");
    let done = done.bind(id.as_str()).execute(&mut *connection).await?;
    Ok(done.rows_affected())
}

fn read_space(row: &DbRow) -> sqlx::Result<SpaceRecord> {
    Ok(SpaceRecord {
        id: remote_id(row, 0)?,
        name: row.try_get(1)?,
        time_zone: row.try_get(2)?,
    })
}

fn read_customer(row: &DbRow) -> sqlx::Result<CustomerRecord> {
    Ok(CustomerRecord {
        id: remote_id(row, 0)?,
        name: row.try_get(1)?,
        company: row.try_get(2)?,
        email: row.try_get(3)?,
        profile_url: row.try_get(4)?,
    })
}
