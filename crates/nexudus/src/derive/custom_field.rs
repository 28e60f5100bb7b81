//! Which custom field carries a session id. That is decided by name: a field's own, or that of its
//! definition.

use crate::decode::custom_value::{CustomFieldValue, items};
use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::entity::Entity;
use crate::settings::{NexudusSettings, folded};
use crate::staging::keys::{chat_key, field_key};
use serde_json::Value;
use sources::SourceError;
use std::collections::BTreeSet;

/// An index is lower; ids of definitions have ten digits.
const HIGHEST_INDEX: i64 = 1_000_000;
/// The kind of record of a visitor's fields.
const OF_VISITORS: [&str; 2] = ["5", "visitor"];
/// Kinds of fields that hold no session id: yes or no, dates, whole numbers and others.
const NO_TEXT: [&str; 8] = ["3", "boolean", "5", "date", "6", "integer", "7", "decimal"];

/// What a definition says of a visitor's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FieldDefinition {
    /// Its name says that it carries a session id.
    is_named: bool,
    /// It can hold one at all.
    is_text: bool,
    index: Option<i64>,
    business: Option<i64>,
}

impl FieldDefinition {
    /// `None` where it is of another kind of record.
    fn of(definition: &NexudusRecord, settings: &NexudusSettings) -> Option<Self> {
        let word = |key: &str| definition.word(key).map(|word| word.to_ascii_lowercase());
        let kind = word("RecordType");
        let is_ours = kind.is_none_or(|kind| OF_VISITORS.contains(&kind.as_str()));
        let name = definition.word("Name").map(|name| folded(&name));
        let is_named = |name: String| settings.session_fields().any(|own| own == name);
        is_ours.then(|| Self {
            is_named: name.is_some_and(is_named),
            is_text: word("FieldType").is_none_or(|kind| !NO_TEXT.contains(&kind.as_str())),
            index: definition.int("CustomFieldIndex"),
            business: definition.link("BusinessId"),
        })
    }
}

/// The keys of the session ids that a record may carry: those that a field of that name holds, and
/// those that only their length makes likely.
pub(crate) async fn session_keys(
    batch: &mut BatchBuilder<'_>,
    record: &NexudusRecord,
) -> Result<[BTreeSet<String>; 2], SourceError> {
    let (mut by_name, mut by_length) = (BTreeSet::new(), BTreeSet::new());
    for item in items(record) {
        let told = definitions(batch, &item, record).await?;
        let is_no_text = !told.is_empty() && told.iter().all(|one| !one.is_text);
        let is_defined = !told.is_empty() && told.iter().all(|one| one.is_named);
        if is_no_text {
            continue;
        }
        if is_defined || item.is_named(batch.settings) {
            by_name.insert(chat_key(item.print));
        } else if !item.is_short {
            by_length.insert(chat_key(item.print));
        }
    }
    Ok([by_name, by_length])
}

/// The definitions of a value's field: the one of its id, else those of its index, which is told from
/// others by location and kind of record.
async fn definitions(
    batch: &mut BatchBuilder<'_>,
    item: &CustomFieldValue<'_>,
    record: &NexudusRecord,
) -> Result<Vec<FieldDefinition>, SourceError> {
    let entity = Entity::CustomFields.name();
    if let Some(field) = item.field
        && let Some(body) = batch.view.body(entity, &field.to_string()).await?
    {
        let told = FieldDefinition::of(&NexudusRecord::of_body(&body), batch.settings);
        return Ok(told.into_iter().collect());
    }
    let index = item.index.or(item.field);
    let Some(index) = index.filter(|index| *index < HIGHEST_INDEX) else {
        return Ok(Vec::new());
    };
    let key = BTreeSet::from([field_key(index)]);
    let found = batch.view.with_keys(entity, &key).await?;
    let business = record.link("BusinessId");
    let is_here = |told: &FieldDefinition| {
        told.business.is_none() || business.is_none() || told.business == business
    };
    let told = found.into_values().filter_map(|kept| {
        let definition = NexudusRecord::of_body(kept.body.as_deref()?);
        // Of an index alone nobody knows whose it is.
        definition.word("RecordType")?;
        FieldDefinition::of(&definition, batch.settings)
    });
    Ok(told.filter(is_here).collect())
}

/// Whether an earlier version kept a visitor's fields, and neither their names nor what is short.
pub(crate) fn is_of_earlier_version(visitor: &NexudusRecord) -> bool {
    matches!(visitor.value("CustomFields"), Some(Value::Array(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::custom_value::CustomFieldValue;
    use crate::fingerprint::fingerprint;
    use crate::staging::keys::record_keys;
    use serde_json::json;

    const LONG: &str = "a-session-id-of-some-length";

    #[test]
    fn what_an_older_daybook_kept_is_of_long_values_in_fields_without_a_name() {
        let print = fingerprint(LONG);
        let record = NexudusRecord::of_body(&json!({ "CustomFields": [print] }).to_string());
        let item = CustomFieldValue {
            print: &print,
            ..CustomFieldValue::default()
        };
        assert_eq!(items(&record).collect::<Vec<_>>(), [item]);
        assert_eq!(
            record_keys(Entity::Visitors, 7, &record),
            [chat_key(&print)]
        );
    }

    #[test]
    fn a_definition_says_what_its_fields_mean() {
        let meaning = |definition: Value| {
            let told = FieldDefinition::of(
                &NexudusRecord::of_body(&definition.to_string()),
                &NexudusSettings::default(),
            );
            told.map(|told| (told.is_named, told.is_text))
        };
        let cases = [
            (
                json!({"Name": "Session ID", "RecordType": 5, "FieldType": 1}),
                Some((true, true)),
            ),
            (
                json!({"Name": "Session ID", "RecordType": "Visitor"}),
                Some((true, true)),
            ),
            (json!({"Name": "Session ID"}), Some((true, true))),
            (json!({"Name": "Session ID", "RecordType": 1}), None),
            (
                json!({"Name": "Colour", "RecordType": "5", "FieldType": 4}),
                Some((false, true)),
            ),
            (
                json!({"Name": "Member", "RecordType": 5, "FieldType": 3}),
                Some((false, false)),
            ),
            (
                json!({"Name": "Born", "RecordType": 5, "FieldType": "Date"}),
                Some((false, false)),
            ),
            (
                json!({"Name": "Session", "RecordType": 5, "FieldType": 6}),
                Some((true, false)),
            ),
        ];
        for (definition, expected) in cases {
            assert_eq!(meaning(definition.clone()), expected, "{definition}");
        }
    }
}
