//! What the server holds: records by list and id. A change stamps the record with the server's time.

use super::clock::TestClock;
use super::rows::MockRow;
use super::written::{MockRowText, RowFields};
use ::nexudus::Entity;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Real ids have ten digits.
const FIRST_ID: i64 = 1_414_000_001;

/// A record as it lies there: written once, however often it is asked for.
#[derive(Debug)]
pub(crate) struct WorldRow {
    id: i64,
    pub(crate) fields: RowFields,
    pub(crate) written: MockRowText,
}

/// Records that are out of sight.
#[derive(Debug)]
pub struct HiddenRecords {
    entity: Entity,
    records: Vec<WorldRow>,
}

/// Everything.
#[derive(Debug)]
pub struct MockWorld {
    clock: TestClock,
    next: i64,
    /// Each list by id.
    records: BTreeMap<Entity, Vec<WorldRow>>,
}

impl MockWorld {
    pub(crate) fn new(clock: TestClock) -> Self {
        Self {
            clock,
            next: FIRST_ID,
            records: BTreeMap::new(),
        }
    }

    /// Adds a record, or replaces the one of its id; answers the id.
    pub fn put<R: MockRow>(&mut self, row: &R) -> i64 {
        let now = self.clock.read();
        self.put_at(row, now)
    }

    /// Adds a record as of another time.
    pub fn put_at<R: MockRow>(&mut self, row: &R, at: DateTime<Utc>) -> i64 {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(row) else {
            return 0;
        };
        let given = fields.get("Id").and_then(Value::as_i64).unwrap_or(0);
        let id = if given == 0 { self.take_id() } else { given };
        fields.insert("Id".to_owned(), json!(id));
        let created = self
            .get(R::ENTITY, id)
            .and_then(|before| before.fields.get("CreatedOn").cloned())
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
        self.lay(R::ENTITY, id, fields);
        id
    }

    fn lay(&mut self, entity: Entity, id: i64, fields: RowFields) {
        let stored = WorldRow {
            id,
            written: MockRowText::of(&fields),
            fields,
        };
        let list = self.records.entry(entity).or_default();
        match list.binary_search_by_key(&id, |one| one.id) {
            Ok(at) => list[at] = stored,
            Err(at) => list.insert(at, stored),
        }
    }

    /// Changes fields of a record, and its stamp.
    pub fn change(&mut self, entity: Entity, id: i64, fields: &[(&str, Value)]) {
        let now = stamp(self.clock.read());
        let Some(mut changed) = self.get(entity, id).map(|record| record.fields.clone()) else {
            return;
        };
        for (key, value) in fields {
            changed.insert((*key).to_owned(), value.clone());
        }
        changed.insert("UpdatedOn".to_owned(), json!(now));
        self.lay(entity, id, changed);
    }

    /// Deletes a record.
    pub fn delete(&mut self, entity: Entity, id: i64) {
        let list = self.records.entry(entity).or_default();
        list.retain(|one| one.id != id);
    }

    /// Takes records out of sight, as for a user who loses access to their location: they are in no
    /// list, and not there by id. Answers what [`Self::show`] brings back.
    pub fn hide(&mut self, entity: Entity, ids: &[i64]) -> HiddenRecords {
        let list = self.records.entry(entity).or_default();
        let (hidden, left) = std::mem::take(list)
            .into_iter()
            .partition(|one| ids.contains(&one.id));
        *list = left;
        HiddenRecords {
            entity,
            records: hidden,
        }
    }

    /// Brings records back as they were.
    pub fn show(&mut self, hidden: HiddenRecords) {
        let list = self.records.entry(hidden.entity).or_default();
        list.extend(hidden.records);
        list.sort_by_key(|one| one.id);
    }

    /// Ids of a list, ascending.
    #[must_use]
    pub fn ids(&self, entity: Entity) -> Vec<i64> {
        self.list(entity).iter().map(|one| one.id).collect()
    }

    /// A text of a record.
    #[must_use]
    pub fn text(&self, entity: Entity, id: i64, field: &str) -> Option<String> {
        let value = self.get(entity, id)?.fields.get(field)?;
        value.as_str().map(str::to_owned)
    }

    pub(crate) fn list(&self, entity: Entity) -> &[WorldRow] {
        self.records.get(&entity).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn get(&self, entity: Entity, id: i64) -> Option<&WorldRow> {
        let list = self.list(entity);
        let at = list.binary_search_by_key(&id, |one| one.id).ok()?;
        list.get(at)
    }

    /// Deletes the first rows of a list and adds copies of the last one.
    pub(crate) fn shift(&mut self, entity: Entity, delete: usize, insert: usize) {
        let ids = self.ids(entity);
        for id in ids.iter().take(delete) {
            self.delete(entity, *id);
        }
        let last = ids.last().and_then(|id| self.get(entity, *id));
        let Some(last) = last.map(|record| record.fields.clone()) else {
            return;
        };
        let now = stamp(self.clock.read());
        for _ in 0..insert {
            let id = self.take_id();
            let mut copy = last.clone();
            copy.insert("Id".to_owned(), json!(id));
            copy.insert("UpdatedOn".to_owned(), json!(now));
            self.lay(entity, id, copy);
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
