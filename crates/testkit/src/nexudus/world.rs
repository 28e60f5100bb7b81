//! What the server holds: records by list and id. A change stamps the record with the server's time.

use super::clock::TestClock;
use super::rows::Row;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use sources::nexudus::Entity;
use std::collections::BTreeMap;

/// Real ids have ten digits.
const FIRST_ID: i64 = 1_414_000_001;

/// A record as it lies there.
pub(crate) type Stored = Map<String, Value>;

/// Everything.
#[derive(Debug)]
pub struct World {
    clock: TestClock,
    next: i64,
    records: BTreeMap<Entity, BTreeMap<i64, Stored>>,
}

impl World {
    pub(crate) fn new(clock: TestClock) -> Self {
        Self {
            clock,
            next: FIRST_ID,
            records: BTreeMap::new(),
        }
    }

    /// Adds a record, or replaces the one of its id; answers the id.
    pub fn put<R: Row>(&mut self, row: &R) -> i64 {
        let now = self.clock.read();
        self.put_at(row, now)
    }

    /// Adds a record as of another time.
    pub fn put_at<R: Row>(&mut self, row: &R, at: DateTime<Utc>) -> i64 {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(row) else {
            return 0;
        };
        let given = fields.get("Id").and_then(Value::as_i64).unwrap_or(0);
        let id = if given == 0 { self.take_id() } else { given };
        fields.insert("Id".to_owned(), json!(id));
        let list = self.records.entry(R::ENTITY).or_default();
        let created = list
            .get(&id)
            .and_then(|before| before.get("CreatedOn").cloned())
            .unwrap_or_else(|| json!(stamp(at)));
        for (key, value) in [
            (
                "UniqueId",
                json!(format!("00000000-0000-4000-8000-{id:012}")),
            ),
            ("CreatedOn", created),
            ("UpdatedOn", json!(stamp(at))),
            ("UpdatedBy", json!("someone@example.com")),
            ("IsNew", json!(false)),
            ("SystemId", Value::Null),
        ] {
            fields.entry(key).or_insert(value);
        }
        list.insert(id, fields);
        id
    }

    /// Changes fields of a record, and its stamp.
    pub fn change(&mut self, entity: Entity, id: i64, fields: &[(&str, Value)]) {
        let now = stamp(self.clock.read());
        if let Some(record) = self.records.entry(entity).or_default().get_mut(&id) {
            for (key, value) in fields {
                record.insert((*key).to_owned(), value.clone());
            }
            record.insert("UpdatedOn".to_owned(), json!(now));
        }
    }

    /// Deletes a record.
    pub fn delete(&mut self, entity: Entity, id: i64) {
        self.records.entry(entity).or_default().remove(&id);
    }

    /// Ids of a list, ascending.
    #[must_use]
    pub fn ids(&self, entity: Entity) -> Vec<i64> {
        let list = self.records.get(&entity);
        list.into_iter().flat_map(BTreeMap::keys).copied().collect()
    }

    pub(crate) fn list(&self, entity: Entity) -> impl Iterator<Item = &Stored> {
        self.records
            .get(&entity)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    pub(crate) fn get(&self, entity: Entity, id: i64) -> Option<&Stored> {
        self.records.get(&entity)?.get(&id)
    }

    /// Deletes the first rows of a list and adds copies of the last one.
    pub(crate) fn shift(&mut self, entity: Entity, delete: usize, insert: usize) {
        let ids = self.ids(entity);
        for id in ids.iter().take(delete) {
            self.delete(entity, *id);
        }
        let Some(last) = ids.last().and_then(|id| self.get(entity, *id)).cloned() else {
            return;
        };
        let now = stamp(self.clock.read());
        for _ in 0..insert {
            let id = self.take_id();
            let mut copy = last.clone();
            copy.insert("Id".to_owned(), json!(id));
            copy.insert("UpdatedOn".to_owned(), json!(now));
            self.records.entry(entity).or_default().insert(id, copy);
        }
    }

    fn take_id(&mut self) -> i64 {
        self.next += 1;
        self.next - 1
    }
}

/// A time as the REST API writes it.
#[must_use]
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A filter's time, moved by what its zone is ahead.
pub(crate) fn filter_time(text: &str, ahead: i64) -> Option<DateTime<Utc>> {
    let at = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
    Some(at.and_utc() - TimeDelta::hours(ahead))
}
