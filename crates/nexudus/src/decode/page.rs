//! Answers into records of listed fields. A field that is on no list is skipped while the answer is
//! parsed: its value is never taken into memory of our own, and the answer itself is wiped after.

use crate::decode::custom_value;
use crate::decode::record::{FieldCell, FieldName, NexudusRecord, ids, integer, pointed, truth};
use crate::entity::{COMMON, Entity};
use chrono::{DateTime, Utc};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use sources::SourceError;
use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroize;

/// From this size on an answer is parsed off the asynchronous threads: 100 KB take about 0.2 ms.
const PARSE_APART_BYTES: usize = 100 << 10;

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListPage<R = NexudusRecord> {
    pub(crate) records: Vec<R>,
    pub(crate) total: Option<u64>,
    pub(crate) pages: Option<u64>,
    pub(crate) more: Option<bool>,
}

/// What is taken of a row of a list.
pub(crate) trait ListRow: Send + Sized + 'static {
    /// The id; a row without one cannot be used.
    fn id(&self) -> Option<i64>;

    /// When it was changed last.
    fn updated_on(&self) -> Option<DateTime<Utc>>;

    /// The rows of a page.
    ///
    /// # Errors
    /// [`SourceError::Malformed`] where it is no page.
    fn of_page(body: &[u8], entity: Entity) -> Result<ListPage<Self>, SourceError>;
}

impl ListRow for NexudusRecord {
    fn id(&self) -> Option<i64> {
        self.link("Id")
    }

    fn updated_on(&self) -> Option<DateTime<Utc>> {
        self.when("UpdatedOn")
    }

    fn of_page(body: &[u8], entity: Entity) -> Result<ListPage, SourceError> {
        seeded(body, EnvelopeSeed(ArraySeed(entity)))
    }
}

/// Reads a page of a list. Fields of the envelope that are not needed (`CurrentSortDirection` is a
/// number here and a text there) are not looked at.
pub(crate) async fn listed<R: ListRow>(
    body: Vec<u8>,
    entity: Entity,
) -> Result<ListPage<R>, SourceError> {
    parsed(body, move |body| R::of_page(body, entity)).await
}

/// Reads the answer to a request for several by id: a bare array. An object is a page of the list: the
/// server does not look at the ids, and what it answers is as partial as lists are.
pub(crate) async fn several(
    body: Vec<u8>,
    entity: Entity,
) -> Result<Vec<NexudusRecord>, SourceError> {
    is_no_list(&body)?;
    parsed(body, move |body| seeded(body, ArraySeed(entity))).await
}

/// The same, and which fields each of them knows.
pub(crate) async fn several_known(
    body: Vec<u8>,
    entity: Entity,
) -> Result<Vec<(NexudusRecord, FieldSet)>, SourceError> {
    is_no_list(&body)?;
    parsed(body, move |body| seeded(body, KnownSeed(entity))).await
}

fn is_no_list(body: &[u8]) -> Result<(), SourceError> {
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => Err(SourceError::refused("a list came instead of some records")),
        _ => Ok(()),
    }
}

/// Reads the answer to a request for one by id: a bare object.
pub(crate) async fn one(body: Vec<u8>, entity: Entity) -> Result<NexudusRecord, SourceError> {
    parsed(body, move |body| {
        seeded(body, RecordSeed(&mut FieldOrder::of(entity)))
    })
    .await
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

pub(crate) fn seeded<'de, S: DeserializeSeed<'de>>(
    body: &'de [u8],
    seed: S,
) -> Result<S::Value, SourceError> {
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

/// A page of a list; the seed is that of its rows.
pub(crate) struct EnvelopeSeed<S>(pub(crate) S);

impl<'de, R, S> DeserializeSeed<'de> for EnvelopeSeed<S>
where
    S: DeserializeSeed<'de, Value = Vec<R>>,
{
    type Value = ListPage<R>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ListPage<R>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R, S> Visitor<'de> for EnvelopeSeed<S>
where
    S: DeserializeSeed<'de, Value = Vec<R>>,
{
    type Value = ListPage<R>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a list")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<ListPage<R>, M::Error> {
        let (mut seed, mut records) = (Some(self.0), None);
        let (mut total, mut pages, mut more) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match (key.as_str(), seed.take()) {
                ("Records", Some(rows)) => {
                    records = Some(map.next_value_seed(rows)?);
                    continue;
                }
                (_, kept) => seed = kept,
            }
            match key.as_str() {
                "TotalItems" => total = number(&map.next_value()?),
                "TotalPages" => pages = number(&map.next_value()?),
                "HasNextPage" => more = truth(&map.next_value()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let records = records.ok_or_else(|| serde::de::Error::missing_field("Records"))?;
        Ok(ListPage {
            records,
            total,
            pages,
            more,
        })
    }
}

fn number(value: &Value) -> Option<u64> {
    integer(value).and_then(|number| u64::try_from(number).ok())
}

struct ArraySeed(Entity);

impl<'de> DeserializeSeed<'de> for ArraySeed {
    type Value = Vec<NexudusRecord>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Vec<NexudusRecord>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ArraySeed {
    type Value = Vec<NexudusRecord>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<NexudusRecord>, A::Error> {
        let mut order = FieldOrder::of(self.0);
        let mut records = Vec::new();
        while let Some(record) = seq.next_element_seed(RecordSeed(&mut order))? {
            records.push(record);
        }
        Ok(records)
    }
}

/// Which listed fields of a record are known, or one of those.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSet(u64);

impl FieldSet {
    /// What is on no list, or is not kept as it comes.
    pub(crate) const ELSE: Self = Self(1 << 63);

    fn field(entity: Entity, name: &str) -> Self {
        let listed = COMMON.iter().chain(entity.facts().fields);
        let at = listed.take(63).position(|field| *field == name);
        at.map_or(Self::ELSE, |at| Self(1 << at))
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether whatever another knows is known too. What is on no list is not compared, and so never is.
    pub(crate) fn covers(self, other: Self) -> bool {
        other.0 & (Self::ELSE.0 | !self.0) == 0
    }
}

/// Several records, and what each knows.
struct KnownSeed(Entity);

impl<'de> DeserializeSeed<'de> for KnownSeed {
    type Value = Vec<(NexudusRecord, FieldSet)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for KnownSeed {
    type Value = Vec<(NexudusRecord, FieldSet)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut order = FieldOrder::of(self.0);
        let mut records = Vec::new();
        while let Some(record) = seq.next_element_seed(RecordSeed(&mut order))? {
            records.push((record, order.known));
        }
        Ok(records)
    }
}

/// What is done with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FieldUse {
    /// It is kept under this name.
    Keep(&'static str, FieldSet),
    /// Fingerprints of its values are kept.
    Prints(&'static str),
    /// It may name outcomes: its ids are kept.
    Ids,
    /// It is not looked at.
    Skip,
}

impl FieldUse {
    fn of(entity: Entity, key: &str) -> Self {
        match entity.spelling(key) {
            Some(name) if name == "CustomFields" => Self::Prints(name),
            Some(name) => Self::Keep(name, FieldSet::field(entity, name)),
            None if names_an_outcome(entity, key) => Self::Ids,
            None => Self::Skip,
        }
    }
}

/// The fields of the record before, in their order: those of the next one come in the same, and need
/// not be looked up again.
pub(crate) struct FieldOrder {
    entity: Entity,
    met: Vec<(String, FieldUse)>,
    at: usize,
    /// Bytes of text that a record took at most.
    room: usize,
    /// What the record before knew.
    known: FieldSet,
}

impl FieldOrder {
    pub(crate) fn of(entity: Entity) -> Self {
        Self {
            entity,
            met: Vec::new(),
            at: 0,
            room: 0,
            known: FieldSet::default(),
        }
    }

    /// Another record begins.
    pub(crate) fn begin(&mut self) {
        self.at = 0;
    }

    /// Makes out the next field, which stays the one before the next.
    fn meet(&mut self, key: &str) -> FieldUse {
        let at = self.at;
        self.at += 1;
        match self.met.get_mut(at) {
            Some((before, known)) if before == key => known.clone(),
            Some(before) => {
                *before = (key.to_owned(), FieldUse::of(self.entity, key));
                before.1.clone()
            }
            None => {
                let known = FieldUse::of(self.entity, key);
                self.met.push((key.to_owned(), known.clone()));
                known
            }
        }
    }

    fn last(&self) -> &str {
        let before = self.at.checked_sub(1).and_then(|at| self.met.get(at));
        before.map_or("", |(key, _)| key)
    }
}

struct RecordSeed<'o>(&'o mut FieldOrder);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = NexudusRecord;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NexudusRecord, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = NexudusRecord;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<NexudusRecord, M::Error> {
        let order = self.0;
        order.begin();
        let mut known_fields = FieldSet::default();
        let mut making = RecordBuilder::with_room(order.room, order.met.len());
        while let Some(known) = map.next_key_seed(KeySeed(order))? {
            match known {
                FieldUse::Keep(name, field) => {
                    let cell = map.next_value_seed(CellSeed(&mut making.text))?;
                    if !matches!(cell, FieldCell::Nothing) {
                        known_fields.add(field);
                    }
                    making.add(Cow::Borrowed(name), cell);
                }
                FieldUse::Prints(name) => {
                    let prints = custom_value::kept(&map.next_value()?);
                    making.add(Cow::Borrowed(name), FieldCell::of(prints));
                }
                FieldUse::Ids => {
                    let ids = ids(&map.next_value()?);
                    if !ids.is_empty() {
                        making.add(Cow::Owned(order.last().to_owned()), FieldCell::of(ids));
                    }
                }
                FieldUse::Skip => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        order.room = order.room.max(making.text.len());
        order.known = known_fields;
        Ok(making.done())
    }
}

/// A record in the making.
pub(crate) struct RecordBuilder {
    pub(crate) text: String,
    cells: Vec<(FieldName, FieldCell)>,
}

impl RecordBuilder {
    pub(crate) fn with_room(text: usize, cells: usize) -> Self {
        Self {
            text: String::with_capacity(text),
            cells: Vec::with_capacity(cells),
        }
    }

    pub(crate) fn add(&mut self, name: FieldName, cell: FieldCell) {
        self.cells.push((name, cell));
    }

    pub(crate) fn done(self) -> NexudusRecord {
        NexudusRecord::of_cells(self.text, self.cells)
    }
}

/// A field's name, made out without taking it into memory.
pub(crate) struct KeySeed<'o>(pub(crate) &'o mut FieldOrder);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = FieldUse;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FieldUse, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = FieldUse;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<FieldUse, E> {
        Ok(self.0.meet(key))
    }
}

/// A value; a text goes to the end of the record's own.
pub(crate) struct CellSeed<'t>(pub(crate) &'t mut String);

impl<'de> DeserializeSeed<'de> for CellSeed<'_> {
    type Value = FieldCell;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FieldCell, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CellSeed<'_> {
    type Value = FieldCell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<FieldCell, E> {
        Ok(FieldCell::Nothing)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<FieldCell, E> {
        Ok(FieldCell::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<FieldCell, E> {
        Ok(FieldCell::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<FieldCell, E> {
        Ok(FieldCell::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<FieldCell, E> {
        Ok(serde_json::Number::from_f64(number).map_or(FieldCell::Nothing, FieldCell::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<FieldCell, E> {
        Ok(FieldCell::text(self.0, text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<FieldCell, A::Error> {
        let seq = serde::de::value::SeqAccessDeserializer::new(seq);
        Ok(FieldCell::Else(serde::Deserialize::deserialize(seq)?))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FieldCell, A::Error> {
        let map = serde::de::value::MapAccessDeserializer::new(map);
        Ok(FieldCell::Else(serde::Deserialize::deserialize(map)?))
    }
}

/// Whether an undocumented field of a session or a message may name an outcome.
fn names_an_outcome(entity: Entity, key: &str) -> bool {
    matches!(entity, Entity::Sessions | Entity::Messages) && pointed(key).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entity: Entity, json: &str) -> NexudusRecord {
        let mut order = FieldOrder::of(entity);
        seeded(json.as_bytes(), RecordSeed(&mut order)).unwrap()
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
    fn an_envelope_is_read_leniently() {
        let body = br#"{"Records":[{"Id":"12","Content":null}],"CurrentSortDirection":"ASC",
            "TotalItems":"150","TotalPages":6,"HasNextPage":true,"Else":{"a":[1]}}"#;
        let page = seeded(body, EnvelopeSeed(ArraySeed(Entity::Messages))).unwrap();
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
            let read = seeded(body.as_bytes(), EnvelopeSeed(ArraySeed(Entity::Messages)));
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

    #[test]
    fn records_whose_fields_come_in_another_order_are_read_alike() {
        let body = br#"[{"Id":1,"Content":"a \"quoted\" \u00e9","Secret":"no","Channel":"Chat"},
            {"Channel":"Email","Id":2,"secret":"no","content":"b"},
            {"Id":3,"VisitorId":9,"Channel":null},
            {"Id":4,"Channel":"Voice","Channel":"Chat","Rating":4.5,"Action":-1,"ResponderName":["x"]}]"#;
        let records = seeded(body, ArraySeed(Entity::Messages)).unwrap();
        let bodies: Vec<String> = records.iter().map(NexudusRecord::to_body).collect();
        assert_eq!(
            bodies,
            [
                r#"{"Channel":"Chat","Content":"a \"quoted\" é","Id":1}"#,
                r#"{"Channel":"Email","Content":"b","Id":2}"#,
                r#"{"Id":3,"VisitorId":[9]}"#,
                r#"{"Action":-1,"Channel":"Chat","Id":4,"Rating":4.5,"ResponderName":["x"]}"#,
            ]
        );
        assert_eq!(records[2].pointers(), [(Entity::Visitors, 9)]);
        for (record, body) in records.iter().zip(&bodies) {
            let again = NexudusRecord::of_body(body);
            assert_eq!(again.to_body(), *body, "and it survives being kept");
            assert_eq!(again.pointers(), record.pointers());
        }
    }
}
