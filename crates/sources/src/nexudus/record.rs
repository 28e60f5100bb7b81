//! Answers as records of listed fields. A field that is on no list is skipped while the answer is
//! parsed: its value is never taken into memory of our own, and the answer itself is wiped after.

use super::entity::Entity;
use super::when;
use crate::SourceError;
use chrono::{DateTime, Utc};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use zeroize::Zeroize;

/// Shorter texts are no session ids.
const SHORTEST_SESSION_ID: usize = 16;
/// From this size on an answer is parsed off the asynchronous threads: 100 KB take about 0.5 ms.
const PARSE_APART_BYTES: usize = 100 << 10;

/// A record, as far as it may be kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record(BTreeMap<String, Value>);

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Listed {
    pub(crate) records: Vec<Record>,
    pub(crate) total: Option<u64>,
    pub(crate) pages: Option<u64>,
    pub(crate) more: Option<bool>,
}

/// Reads a page of a list. Fields of the envelope that are not needed (`CurrentSortDirection` is a
/// number here and a text there) are not looked at.
pub(crate) async fn listed(body: Vec<u8>, entity: Entity) -> Result<Listed, SourceError> {
    parsed(body, move |body| seeded(body, EnvelopeSeed(entity))).await
}

/// Reads the answer to a request for several by id: a bare array.
pub(crate) async fn several(body: Vec<u8>, entity: Entity) -> Result<Vec<Record>, SourceError> {
    parsed(body, move |body| seeded(body, ArraySeed(entity))).await
}

async fn parsed<T: Send + 'static>(
    mut body: Vec<u8>,
    parse: impl FnOnce(&[u8]) -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    let is_small = body.len() < PARSE_APART_BYTES;
    let whole = move || {
        let read = parse(&body);
        body.zeroize();
        read
    };
    if is_small {
        return whole();
    }
    tokio::task::spawn_blocking(whole)
        .await
        .map_err(|_| SourceError::malformed("it could not be read to its end"))?
}

fn seeded<'de, S: DeserializeSeed<'de>>(body: &'de [u8], seed: S) -> Result<S::Value, SourceError> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let read = seed
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| {
        // The error's own text can quote the answer, so only its place is told.
        SourceError::malformed(format!(
            "it does not hold what was expected (line {}, column {})",
            error.line(),
            error.column()
        ))
    })
}

struct EnvelopeSeed(Entity);

impl<'de> DeserializeSeed<'de> for EnvelopeSeed {
    type Value = Listed;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Listed, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EnvelopeSeed {
    type Value = Listed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a list")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Listed, M::Error> {
        let mut page = Listed::default();
        let mut found = false;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match key.as_ref() {
                "Records" => {
                    page.records = map.next_value_seed(ArraySeed(self.0))?;
                    found = true;
                }
                "TotalItems" => page.total = number(&map.next_value()?),
                "TotalPages" => page.pages = number(&map.next_value()?),
                "HasNextPage" => page.more = truth(&map.next_value()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if found {
            Ok(page)
        } else {
            Err(serde::de::Error::missing_field("Records"))
        }
    }
}

struct ArraySeed(Entity);

impl<'de> DeserializeSeed<'de> for ArraySeed {
    type Value = Vec<Record>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Record>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ArraySeed {
    type Value = Vec<Record>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Record>, A::Error> {
        let mut records = Vec::new();
        while let Some(record) = seq.next_element_seed(RecordSeed(self.0))? {
            records.push(record);
        }
        Ok(records)
    }
}

struct RecordSeed(Entity);

impl<'de> DeserializeSeed<'de> for RecordSeed {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Record, M::Error> {
        let mut fields = BTreeMap::new();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if let Some(name) = self.0.spelling(&key) {
                let value = if name == "CustomFields" {
                    fingerprints(&map.next_value()?)
                } else {
                    map.next_value()?
                };
                fields.insert(name.to_owned(), value);
            } else if names_an_outcome(self.0, &key) {
                let ids = ids(&map.next_value()?);
                if !ids.is_empty() {
                    fields.insert(key.into_owned(), Value::from(ids));
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Record(fields))
    }
}

/// Whether an undocumented field of a session or a message may name an outcome.
fn names_an_outcome(entity: Entity, key: &str) -> bool {
    matches!(entity, Entity::Sessions | Entity::Messages) && pointed(key).is_some()
}

/// Which outcome a field's name speaks of. The customer of a conversation is no outcome; a customer
/// that it created is.
pub(crate) fn pointed(key: &str) -> Option<Entity> {
    let key = key.to_ascii_lowercase();
    if !(key.ends_with("id") || key.ends_with("ids")) || key.ends_with("uniqueid") {
        return None;
    }
    let created = ["created", "new", "converted", "conversion"]
        .iter()
        .any(|word| key.contains(word));
    if key.contains("coworkercontract") {
        Some(Entity::Contracts)
    } else if key.contains("coworkerproduct") {
        Some(Entity::Products)
    } else if key.contains("booking") {
        Some(Entity::Bookings)
    } else if key.contains("visitor") {
        Some(Entity::Visitors)
    } else if key.contains("coworker") && created && !key.contains("message") {
        Some(Entity::Coworkers)
    } else {
        None
    }
}

/// Ids out of a number, a text of digits, or an array of those.
fn ids(value: &Value) -> Vec<i64> {
    match value {
        Value::Array(items) => items.iter().flat_map(ids).collect(),
        Value::Object(object) => object.get("Id").map(ids).unwrap_or_default(),
        other => integer(other).filter(|id| *id > 0).into_iter().collect(),
    }
}

/// Custom fields can hold anything. What is kept of them are fingerprints of the values that could
/// be session ids: enough to recognise one, and nothing to read.
fn fingerprints(value: &Value) -> Value {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        Value::Object(object) => match object.get("Data") {
            Some(Value::Array(items)) => items.as_slice(),
            _ => &[],
        },
        // Not known is not the same as none.
        _ => return Value::Null,
    };
    let texts = items.iter().filter_map(|item| match item {
        Value::Object(object) => object
            .get("Value")
            .or_else(|| object.get("value"))?
            .as_str(),
        Value::String(text) => Some(text.as_str()),
        _ => None,
    });
    let prints = texts
        .filter(|text| text.trim().len() >= SHORTEST_SESSION_ID)
        .map(|text| Value::String(fingerprint(text)));
    Value::Array(prints.collect())
}

/// A session id as it is compared: FNV-1a in 64 bits, twice, with two beginnings.
pub(crate) fn fingerprint(text: &str) -> String {
    let hash = |basis: u64| {
        text.trim().bytes().fold(basis, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    };
    format!(
        "{:016x}{:016x}",
        hash(0xcbf2_9ce4_8422_2325),
        hash(0x6c62_272e_07bb_0142)
    )
}

fn number(value: &Value) -> Option<u64> {
    integer(value).and_then(|number| u64::try_from(number).ok())
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

impl Record {
    /// The id; a record without one cannot be used.
    pub(crate) fn id(&self) -> Option<i64> {
        self.link("Id")
    }

    /// The id of another record; zero stands for none.
    pub(crate) fn link(&self, key: &str) -> Option<i64> {
        self.int(key).filter(|id| *id > 0)
    }

    /// A text that is not blank.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        let text = self.0.get(key)?.as_str()?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// A whole number, or a text of one.
    pub(crate) fn int(&self, key: &str) -> Option<i64> {
        self.0.get(key).and_then(integer)
    }

    /// Yes or no; absent is neither.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.0.get(key).and_then(truth)
    }

    /// A time.
    pub(crate) fn when(&self, key: &str) -> Option<DateTime<Utc>> {
        when::parse(self.text(key)?)
    }

    /// A value of an open set, as it came: a text, or a number as text.
    pub(crate) fn word(&self, key: &str) -> Option<String> {
        match self.0.get(key)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Fingerprints of the custom fields.
    pub(crate) fn prints(&self) -> impl Iterator<Item = &str> {
        let items = self.0.get("CustomFields").and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str)
    }

    /// The outcomes that undocumented fields name.
    pub(crate) fn pointers(&self) -> Vec<(Entity, i64)> {
        let documented = |key: &str| {
            Entity::Sessions.spelling(key).is_some() || Entity::Messages.spelling(key).is_some()
        };
        let mut pointers = Vec::new();
        for (key, value) in self.0.iter().filter(|(key, _)| !documented(key)) {
            if let Some(entity) = pointed(key) {
                pointers.extend(ids(value).into_iter().map(|id| (entity, id)));
            }
        }
        pointers
    }

    /// Whether nothing is known of a field: absent and null are the same in a list.
    pub(crate) fn is_unknown(&self, key: &str) -> bool {
        self.0.get(key).is_none_or(Value::is_null)
    }

    /// Whether a field was named at all.
    pub(crate) fn names(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The names of the fields.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Takes over what another answer knows better.
    pub(crate) fn learn(&mut self, fuller: Self) {
        for (key, value) in fuller.0 {
            if !value.is_null() || !self.0.contains_key(&key) {
                self.0.insert(key, value);
            }
        }
    }

    /// Sets a field of our own.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    /// Takes a field out.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
    }

    /// As it is kept: what is not known is left out.
    pub(crate) fn to_body(&self) -> String {
        let known: BTreeMap<&String, &Value> = self
            .0
            .iter()
            .filter(|(_, value)| !value.is_null())
            .collect();
        serde_json::to_string(&known).unwrap_or_default()
    }

    /// What was kept.
    pub(crate) fn of_body(body: &str) -> Self {
        Self(serde_json::from_str(body).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entity: Entity, json: &str) -> Record {
        seeded(json.as_bytes(), RecordSeed(entity)).unwrap()
    }

    #[test]
    fn only_listed_fields_are_read() {
        let record = read(
            Entity::Coworkers,
            r#"{"Id":1000000001,"Email":"a@b.c","AccessPincode":"4711","Custom1":"x","Notes":"y"}"#,
        );
        assert_eq!(record.to_body(), r#"{"Email":"a@b.c","Id":1000000001}"#);
    }

    #[test]
    fn undocumented_fields_of_a_session_may_name_outcomes_by_number_alone() {
        let record = read(
            Entity::Sessions,
            r#"{"Id":1,"VisitorId":7,"BookingIds":[8,"9"],"VisitorName":"x","CoworkerId":5,
                "NewCoworkerId":6,"VisitorAccessId":"secret","CoworkerContractId":0}"#,
        );
        let mut pointers = record.pointers();
        pointers.sort_unstable();
        assert_eq!(
            pointers,
            [
                (Entity::Coworkers, 6),
                (Entity::Visitors, 7),
                (Entity::Bookings, 8),
                (Entity::Bookings, 9)
            ]
        );
        assert!(!record.to_body().contains("secret"));
        assert!(
            read(Entity::Visitors, r#"{"Id":1,"BookingId":7}"#)
                .pointers()
                .is_empty()
        );
    }

    #[test]
    fn custom_fields_of_both_shapes_become_fingerprints() {
        let session = "a-session-id-of-some-length";
        let bare = format!(
            r#"{{"CustomFields":[{{"Name":"n","Value":"{session}"}},{{"Value":"short"}}]}}"#
        );
        let data =
            format!(r#"{{"CustomFields":{{"Data":[{{"Value":"{session}"}},{{"Value":null}}]}}}}"#);
        for json in [bare, data] {
            let record = read(Entity::Visitors, &json);
            assert_eq!(record.prints().collect::<Vec<_>>(), [fingerprint(session)]);
            assert!(!record.to_body().contains(session));
        }
        let absent = read(Entity::Visitors, r#"{"CustomFields":null}"#);
        assert!(absent.is_unknown("CustomFields"));
    }

    #[test]
    fn an_envelope_is_read_leniently() {
        let body = br#"{"Records":[{"Id":"12","Content":null}],"CurrentSortDirection":"ASC",
            "TotalItems":"150","TotalPages":6,"HasNextPage":true,"Else":{"a":[1]}}"#;
        let page = seeded(body, EnvelopeSeed(Entity::Messages)).unwrap();
        assert_eq!(
            (page.total, page.pages, page.more),
            (Some(150), Some(6), Some(true))
        );
        assert_eq!(page.records[0].id(), Some(12));
        assert!(page.records[0].is_unknown("Content"));
        assert!(page.records[0].names("Content") && !page.records[0].names("Channel"));
    }

    #[test]
    fn what_is_no_list_is_malformed() {
        for body in [
            "[]",
            "{}",
            r#"{"Records":[{]}"#,
            "<html>",
            r#"{"Records":[]} x"#,
        ] {
            let read = seeded(body.as_bytes(), EnvelopeSeed(Entity::Messages));
            assert!(matches!(read, Err(SourceError::Malformed { .. })), "{body}");
        }
    }

    #[test]
    fn a_fuller_answer_fills_and_never_empties() {
        let mut row = read(
            Entity::Messages,
            r#"{"Id":1,"Content":null,"Channel":"Chat"}"#,
        );
        row.learn(read(
            Entity::Messages,
            r#"{"Id":1,"Content":"Hi","Channel":null}"#,
        ));
        assert_eq!(
            (row.text("Content"), row.text("Channel")),
            (Some("Hi"), Some("Chat"))
        );
    }
}
