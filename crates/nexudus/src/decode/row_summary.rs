//! A row of a list that leaves something out, and is read again by id at once: its id, when it was
//! changed, and which fields it knows. Nothing else of it is taken into memory.

use crate::decode::page::{
    EnvelopeSeed, FieldOrder, FieldSet, FieldUse, KeySeed, ListPage, ListRow, seeded,
};
use crate::decode::timestamp;
use crate::entity::Entity;
use chrono::{DateTime, Utc};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use sources::SourceError;
use std::fmt;

/// A row as far as it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowSummary {
    id: Option<i64>,
    updated_on: Option<DateTime<Utc>>,
    /// Which fields the list tells.
    pub(crate) known: FieldSet,
}

impl ListRow for RowSummary {
    fn id(&self) -> Option<i64> {
        self.id
    }

    fn updated_on(&self) -> Option<DateTime<Utc>> {
        self.updated_on
    }

    fn of_page(body: &[u8], entity: Entity) -> Result<ListPage<Self>, SourceError> {
        seeded(body, EnvelopeSeed(RowSummariesSeed(entity)))
    }
}

struct RowSummariesSeed(Entity);

impl<'de> DeserializeSeed<'de> for RowSummariesSeed {
    type Value = Vec<RowSummary>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RowSummariesSeed {
    type Value = Vec<RowSummary>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut order = FieldOrder::of(self.0);
        let mut glimpses = Vec::new();
        while let Some(glimpse) = seq.next_element_seed(RowSummarySeed(&mut order))? {
            glimpses.push(glimpse);
        }
        Ok(glimpses)
    }
}

struct RowSummarySeed<'o>(&'o mut FieldOrder);

impl<'de> DeserializeSeed<'de> for RowSummarySeed<'_> {
    type Value = RowSummary;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RowSummary, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSummarySeed<'_> {
    type Value = RowSummary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<RowSummary, M::Error> {
        let order = self.0;
        order.begin();
        let mut glimpse = RowSummary::default();
        while let Some(met) = map.next_key_seed(KeySeed(order))? {
            let (look, field) = match met {
                FieldUse::Skip => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                FieldUse::Keep("Id", field) => (FieldVisitor::Id, field),
                FieldUse::Keep("UpdatedOn", field) => (FieldVisitor::Time, field),
                FieldUse::Keep(_, field) => (FieldVisitor::Away, field),
                FieldUse::Prints(_) | FieldUse::Ids => (FieldVisitor::Away, FieldSet::ELSE),
            };
            match map.next_value_seed(look)? {
                FieldValue::Nothing => continue,
                FieldValue::Id(id) => glimpse.id = id,
                FieldValue::Time(at) => glimpse.updated_on = at,
                FieldValue::Something => {}
            }
            glimpse.known.add(field);
        }
        Ok(glimpse)
    }
}

/// How a value is looked at.
#[derive(Clone, Copy, PartialEq)]
enum FieldVisitor {
    Id,
    Time,
    Away,
}

/// What was seen of a value.
enum FieldValue {
    Nothing,
    Something,
    Id(Option<i64>),
    Time(Option<DateTime<Utc>>),
}

impl FieldVisitor {
    fn at_number(self, number: Option<i64>) -> FieldValue {
        match self {
            Self::Id => FieldValue::Id(number.filter(|id| *id > 0)),
            Self::Time => FieldValue::Time(None),
            Self::Away => FieldValue::Something,
        }
    }

    fn at_text(self, text: &str) -> FieldValue {
        match self {
            Self::Id => self.at_number(text.trim().parse().ok()),
            Self::Time => FieldValue::Time(timestamp::parse(text)),
            Self::Away => FieldValue::Something,
        }
    }
}

impl<'de> DeserializeSeed<'de> for FieldVisitor {
    type Value = FieldValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FieldValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = FieldValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<FieldValue, E> {
        Ok(FieldValue::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<FieldValue, E> {
        Ok(self.at_number(None))
    }

    fn visit_i64<E>(self, number: i64) -> Result<FieldValue, E> {
        Ok(self.at_number(Some(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<FieldValue, E> {
        Ok(self.at_number(i64::try_from(number).ok()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<FieldValue, E> {
        Ok(self.at_number(None))
    }

    fn visit_str<E>(self, text: &str) -> Result<FieldValue, E> {
        Ok(self.at_text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<FieldValue, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.at_number(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FieldValue, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.at_number(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::page::{listed, several_known};
    use crate::decode::record::NexudusRecord;

    /// A page of this record.
    fn page(record: &str) -> Vec<u8> {
        format!(r#"{{"TotalItems":9,"Records":[{record}],"HasNextPage":true}}"#).into_bytes()
    }

    #[tokio::test]
    async fn a_glimpse_says_what_the_record_itself_would_say() {
        let records = [
            r#"{"Id":1414000001,"UpdatedOn":"2026-11-20T12:00:00Z","Content":"x","Rating":null}"#,
            r#"{"Notes":{"a":[1]},"id":" 7 ","updatedon":null,"ChatMessageRole":["x",{}]}"#,
            r#"{"UpdatedOn":5,"Id":-3,"Action":1.5,"UserId":true}"#,
            r#"{"Id":"none","UpdatedOn":" ","UniqueId":{}}"#,
            r#"{"Id":1e3}"#,
            "{}",
        ];
        for record in records {
            let whole: ListPage = listed(page(record), Entity::Messages).await.unwrap();
            let seen: ListPage<RowSummary> = listed(page(record), Entity::Messages).await.unwrap();
            assert_eq!(
                (whole.total, whole.pages, whole.more),
                (seen.total, seen.pages, seen.more)
            );
            let (whole, seen) = (&whole.records[0], seen.records[0]);
            assert_eq!(ListRow::id(whole), ListRow::id(&seen), "{record}");
            assert_eq!(whole.updated_on(), seen.updated_on(), "{record}");
            let array = format!("[{record}]").into_bytes();
            let known = several_known(array, Entity::Messages).await.unwrap();
            assert_eq!(known[0].1, seen.known, "{record}");
        }
    }

    #[tokio::test]
    async fn what_a_list_alone_tells_is_not_covered_by_id() {
        let by_id = r#"[{"Id":7,"Content":"x","ChatMessageRole":null,"VisitorId":5}]"#;
        let by_id = several_known(by_id.into(), Entity::Messages).await.unwrap();
        let cases = [
            (r#"{"Id":7}"#, true),
            (r#"{"Id":7,"Content":null,"Rating":null,"Notes":"n"}"#, true),
            (r#"{"Id":7,"ChatMessageRole":"user"}"#, false),
            (r#"{"Id":7,"Rating":1}"#, false),
            // Which outcomes it names is not compared.
            (r#"{"Id":7,"VisitorId":5}"#, false),
        ];
        for (row, expected) in cases {
            let seen: ListPage<RowSummary> = listed(page(row), Entity::Messages).await.unwrap();
            assert_eq!(by_id[0].1.covers(seen.records[0].known), expected, "{row}");
        }
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for body in ["[]", "{}", r#"{"Records":[{"Id":1}"#, r#"{"Records":5}"#] {
            assert!(RowSummary::of_page(body.as_bytes(), Entity::Messages).is_err());
            assert!(NexudusRecord::of_page(body.as_bytes(), Entity::Messages).is_err());
        }
    }

    #[test]
    fn every_listed_field_has_a_place_of_its_own() {
        for entity in Entity::ALL {
            let count = crate::entity::COMMON.len() + entity.facts().fields.len();
            assert!(count < 63, "{}", entity.name());
        }
    }
}
