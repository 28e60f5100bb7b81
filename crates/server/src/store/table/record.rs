//! Records of the business: the visitor, the coworker, the contract, the booking, the product. Their
//! custom fields hold the session ids of the conversations that led to them.

use super::person::PersonIdentifier;
use super::{instant, micros};
use crate::record_links::RecordKind;
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::identity::{NumberHome, lookup_key};
use model::record::CustomerRecord;
use serde_json::{Map, Value, json};
use sqlx::Row as _;

/// The custom field that ties a record to conversations.
pub(crate) const SESSION_IDS: &str = "session_ids";

/// Who a record is about, as far as it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PersonDetails {
    /// Full name.
    pub(crate) name: Option<String>,
    /// E-mail.
    pub(crate) email: Option<String>,
    /// Telephone.
    pub(crate) phone: Option<String>,
    /// Company.
    pub(crate) company: Option<String>,
}

impl PersonDetails {
    /// The person as conversations name customers.
    pub(crate) fn customer(&self, id: &RemoteId) -> CustomerRecord {
        let name = [&self.name, &self.email, &self.phone];
        let name = name.into_iter().flatten().next();
        CustomerRecord {
            id: id.clone(),
            name: name.map_or_else(|| id.to_string(), Clone::clone),
            company: self.company.clone(),
            email: self.email.clone(),
            profile_url: Some(RecordKind::Customer.path(id.as_str())),
        }
    }
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredRecord {
    /// Its kind's word.
    pub(crate) kind: String,
    /// Its id in the system that delivered it.
    pub(crate) id: String,
    /// Who it is about.
    pub(crate) person: PersonDetails,
    /// What it is: the plan, the room.
    pub(crate) title: Option<String>,
    /// Everything else, the session ids among it.
    pub(crate) custom_fields: Map<String, Value>,
    /// When it was first heard of.
    pub(crate) created_at: DateTime<Utc>,
    /// When it last changed.
    pub(crate) updated_at: DateTime<Utc>,
}

impl StoredRecord {
    /// One that nobody has heard of yet.
    pub(crate) fn new(kind: RecordKind, id: &str, at: DateTime<Utc>) -> Self {
        Self {
            kind: kind.word().to_owned(),
            id: id.to_owned(),
            person: PersonDetails::default(),
            title: None,
            custom_fields: Map::new(),
            created_at: at,
            updated_at: at,
        }
    }

    /// The sessions that led to it.
    pub(crate) fn session_ids(&self) -> Vec<&str> {
        let ids = self.custom_fields.get(SESSION_IDS);
        let ids = ids.and_then(Value::as_array).into_iter().flatten();
        ids.filter_map(Value::as_str).collect()
    }

    /// Adds what is newly known; what is not said stays as it was.
    pub(crate) fn learn(&mut self, person: &PersonDetails, title: Option<&str>, session_id: &str) {
        let fields = [
            (&mut self.person.name, &person.name),
            (&mut self.person.email, &person.email),
            (&mut self.person.phone, &person.phone),
            (&mut self.person.company, &person.company),
        ];
        for (held, said) in fields {
            if said.is_some() {
                held.clone_from(said);
            }
        }
        if let Some(title) = title {
            self.title = Some(title.to_owned());
        }
        let mut ids = self.session_ids();
        if !ids.contains(&session_id) {
            ids.push(session_id);
            let ids = json!(ids);
            self.custom_fields.insert(SESSION_IDS.to_owned(), ids);
        }
    }

    /// Forgets a session; whether another one is left.
    pub(crate) fn forget(&mut self, session_id: &str) -> bool {
        let mut ids = self.session_ids();
        ids.retain(|id| *id != session_id);
        let (left, ids) = (!ids.is_empty(), json!(ids));
        self.custom_fields.insert(SESSION_IDS.to_owned(), ids);
        left
    }
}

const COLUMNS: &str =
    "kind, id, name, email, phone, company, title, custom_fields, created_at, updated_at";

/// A record; none if nobody has heard of it.
pub(crate) async fn get(
    connection: &mut DbConnection,
    kind: RecordKind,
    id: &str,
) -> Result<Option<StoredRecord>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM record WHERE kind = $1 AND id = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(kind.word());
    let row = row.bind(id).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose().map_err(Into::into)
}

/// The records that name a person, by e-mail or telephone however they are written; and the coworker
/// of an id, which is the customer's. Other kinds number their records for themselves.
pub(crate) async fn of_person(
    connection: &mut DbConnection,
    wanted: &PersonIdentifier,
    homes: &[NumberHome],
) -> Result<Vec<StoredRecord>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record WHERE (kind = 'coworker' AND id = $1) OR email_key = $2 \
         OR phone_key = $2 ORDER BY kind, id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql));
    let rows = rows.bind(wanted.text()).bind(wanted.key());
    let rows = rows.fetch_all(connection).await?;
    let mut records = rows.iter().map(read).collect::<sqlx::Result<Vec<_>>>()?;
    let named = |it: &PersonDetails| {
        let mut homes = homes.iter();
        homes.any(|home| wanted.is_any([&it.email, &it.phone], *home))
    };
    records.retain(|it: &StoredRecord| {
        let coworker = RecordKind::from_word(&it.kind) == Some(RecordKind::Coworker);
        (coworker && it.id == wanted.text()) || named(&it.person)
    });
    Ok(records)
}

/// The records that a session led to.
pub(crate) async fn of_session(
    connection: &mut DbConnection,
    session_id: &str,
) -> Result<Vec<StoredRecord>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM record WHERE EXISTS (SELECT 1 FROM record_session AS it \
             WHERE it.session_id = $1 AND it.kind = record.kind AND it.id = record.id) \
         ORDER BY kind, id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(session_id);
    let rows = rows.fetch_all(connection).await?;
    let records = rows.iter().map(read).collect::<sqlx::Result<_>>();
    records.map_err(Into::into)
}

/// Writes a record over the one with the same kind and id, and which sessions led to it.
pub(crate) async fn put(
    connection: &mut DbConnection,
    record: &StoredRecord,
) -> Result<(), StoreError> {
    write(connection, record).await?;
    forget_sessions(connection, &record.kind, &record.id).await?;
    for session_id in record.session_ids() {
        add_session(connection, record, session_id).await?;
    }
    Ok(())
}

/// The same for a record that learnt of a session and forgot none.
pub(crate) async fn learn(
    connection: &mut DbConnection,
    record: &StoredRecord,
    session_id: &str,
) -> Result<(), StoreError> {
    write(connection, record).await?;
    add_session(connection, record, session_id).await
}

async fn add_session(
    connection: &mut DbConnection,
    record: &StoredRecord,
    session_id: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO record_session (session_id, kind, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(session_id)
    .bind(record.kind.as_str())
    .bind(record.id.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

async fn write(connection: &mut DbConnection, record: &StoredRecord) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO record (kind, id, name, email, phone, company, title, custom_fields, created_at, \
             updated_at, email_key, phone_key) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name, email = excluded.email, \
             phone = excluded.phone, company = excluded.company, title = excluded.title, \
             custom_fields = excluded.custom_fields, updated_at = excluded.updated_at, \
             email_key = excluded.email_key, phone_key = excluded.phone_key",
    )
    .bind(record.kind.as_str())
    .bind(record.id.as_str())
    .bind(record.person.name.as_deref())
    .bind(record.person.email.as_deref())
    .bind(record.person.phone.as_deref())
    .bind(record.person.company.as_deref())
    .bind(record.title.as_deref())
    .bind(Value::Object(record.custom_fields.clone()).to_string())
    .bind(micros(record.created_at))
    .bind(micros(record.updated_at))
    .bind(record.person.email.as_deref().map(lookup_key))
    .bind(record.person.phone.as_deref().map(lookup_key))
    .execute(&mut *connection)
    .await?;
    Ok(())
}

async fn forget_sessions(
    connection: &mut DbConnection,
    kind: &str,
    id: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM record_session WHERE kind = $1 AND id = $2")
        .bind(kind)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a record.
pub(crate) async fn delete(
    connection: &mut DbConnection,
    kind: &str,
    id: &str,
) -> Result<(), StoreError> {
    forget_sessions(connection, kind, id).await?;
    sqlx::query("DELETE FROM record WHERE kind = $1 AND id = $2")
        .bind(kind)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

fn read(row: &DbRow) -> sqlx::Result<StoredRecord> {
    let fields: String = row.try_get(7)?;
    let fields = serde_json::from_str(&fields).map_err(|error| sqlx::Error::ColumnDecode {
        index: "custom_fields".to_owned(),
        source: error.into(),
    })?;
    Ok(StoredRecord {
        kind: row.try_get(0)?,
        id: row.try_get(1)?,
        person: PersonDetails {
            name: row.try_get(2)?,
            email: row.try_get(3)?,
            phone: row.try_get(4)?,
            company: row.try_get(5)?,
        },
        title: row.try_get(6)?,
        custom_fields: fields,
        created_at: instant(row, 8)?,
        updated_at: instant(row, 9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_learns_and_forgets() {
        let mut record = StoredRecord::new(RecordKind::Visitor, "V1", DateTime::default());
        let ada = PersonDetails {
            name: Some("Ada".to_owned()),
            ..PersonDetails::default()
        };
        record.learn(&ada, None, "s1");
        record.learn(&PersonDetails::default(), Some("Tour on Monday"), "s2");
        record.learn(&PersonDetails::default(), None, "s1");
        assert_eq!(record.person, ada, "what is not said stays");
        assert_eq!(record.title.as_deref(), Some("Tour on Monday"));
        assert_eq!(record.session_ids(), ["s1", "s2"]);
        assert!(record.forget("s1"));
        assert!(!record.forget("s2"));
    }
}
