//! Custom fields: what is kept of their values, and which of them carries a session id. That is decided
//! by name: a field's own, or that of its definition. Of values nothing but fingerprints is kept here,
//! and nothing is concluded from where a value stands among the others: empty ones may be left out.

use super::NexudusSource;
use super::entity::Entity;
use super::outcome::{self, Candidate, Known};
use super::page::Page;
use super::record::{Record, fingerprint, integer, print};
use super::settings::Settings;
use super::shelf::chat_key;
use crate::SourceError;
use model::feed::StagedRecord;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};

/// A shorter value may be that of a session by coincidence.
const NO_COINCIDENCE: usize = 16;
/// An index is lower; ids of definitions have ten digits.
const HIGHEST_INDEX: i64 = 1_000_000;
/// What the key of a field begins with.
const FIELD: &str = "field:";
/// What the kept values lie under. Older ones lie in an array, and are fingerprints of long ones alone.
const ITEMS: &str = "items";
/// The kind of record of a visitor's fields.
const OF_VISITORS: [&str; 2] = ["5", "visitor"];
/// Kinds of fields that hold no session id: yes or no, dates, whole numbers and others.
const NO_TEXT: [&str; 8] = ["3", "boolean", "5", "date", "6", "integer", "7", "decimal"];
/// What a value itself may be said to be, that is no session id.
const NO_TEXT_TYPES: [&str; 9] = [
    "bool", "boolean", "date", "datetime", "int", "integer", "number", "decimal", "double",
];

/// What was kept of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Item<'r> {
    /// The value's fingerprint.
    print: &'r str,
    /// Whether it is so short that it may be anything.
    is_short: bool,
    /// The fingerprint of the field's own name.
    name: Option<&'r str>,
    /// The definition's id, or its index: nobody documents both in one place.
    field: Option<i64>,
    /// The definition's index.
    index: Option<i64>,
}

/// A name without case, blanks and punctuation.
pub(crate) fn folded(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What is kept of custom fields, in whichever of the two shapes they come. What is not known is not
/// the same as none.
pub(super) fn kept(value: &Value) -> Value {
    let values = match value {
        Value::Array(values) => values.as_slice(),
        Value::Object(object) => match named(object, &["Data"]) {
            Some(Value::Array(values)) => values.as_slice(),
            _ => &[],
        },
        _ => return Value::Null,
    };
    let items: Vec<Value> = values.iter().filter_map(kept_item).collect();
    Value::Object(Map::from_iter([(ITEMS.to_owned(), Value::Array(items))]))
}

fn kept_item(value: &Value) -> Option<Value> {
    let mut item = Map::new();
    let text = match value {
        Value::String(text) => text,
        Value::Object(object) => {
            let text = named(object, &["Value"])?
                .as_str()
                .filter(|_| is_text(object))?;
            item.extend(label(object));
            text
        }
        _ => return None,
    };
    let is_long = text.trim().chars().count() >= NO_COINCIDENCE;
    if !is_long {
        if !may_be_id(text) {
            return None;
        }
        item.insert("short".to_owned(), Value::Bool(true));
    }
    item.insert("print".to_owned(), Value::String(fingerprint(text)));
    Some(Value::Object(item))
}

/// Whether a short text may be a session id: one word with a digit in it. Of names, and of what people
/// answer, not even a fingerprint is kept.
fn may_be_id(text: &str) -> bool {
    let text = text.trim();
    let is_word = !text.contains(|letter: char| letter.is_whitespace() || letter == '@');
    is_word && text.contains(|letter: char| letter.is_ascii_digit())
}

fn is_text(object: &Map<String, Value>) -> bool {
    let kind = named(object, &["Type"]).and_then(Value::as_str);
    kind.is_none_or(|kind| !NO_TEXT_TYPES.contains(&kind.trim().to_ascii_lowercase().as_str()))
}

/// By what a value names its field. Where the field is defined, its name is documented to be the
/// definition's id.
fn label(object: &Map<String, Value>) -> Vec<(String, Value)> {
    let name = named(object, &["Name", "FieldName"]);
    let number = |value: Option<&Value>| value.and_then(integer).filter(|id| *id >= 0);
    let own = name.and_then(Value::as_str).map(folded);
    let own = own.filter(|name| !name.is_empty() && name.parse::<i64>().is_err());
    let ids = ["CustomFieldId", "FieldId", "Id"];
    let id = || number(named(object, &ids)).filter(|id| *id > 0);
    let field = number(name).or_else(id);
    // A number that nobody gave is 0 too.
    let least = i64::from(own.is_some() || field.is_some());
    let index = number(named(object, &["CustomFieldIndex", "Index"]));
    let index = index.filter(|index| *index >= least);
    let all = [
        ("name", own.map(|name| Value::String(print(&name)))),
        ("field", field.map(Value::from)),
        ("index", index.map(Value::from)),
    ];
    let told = all.into_iter();
    told.filter_map(|(key, value)| Some((key.to_owned(), value?)))
        .collect()
}

/// A field of an object, by the first of these names that it has, in any case.
fn named<'v>(object: &'v Map<String, Value>, names: &[&str]) -> Option<&'v Value> {
    names.iter().find_map(|name| {
        let mut fields = object.iter();
        let (_, value) = fields.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(value)
    })
}

/// What was kept of a record's custom fields.
fn items(record: &Record) -> impl Iterator<Item = Item<'_>> {
    let values = match record.value("CustomFields") {
        Some(Value::Object(object)) => object.get(ITEMS),
        other => other,
    };
    let values = values.and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Item::of)
}

impl<'r> Item<'r> {
    fn of(value: &'r Value) -> Option<Self> {
        if let Value::String(print) = value {
            return Some(Self {
                print,
                ..Self::default()
            });
        }
        Some(Self {
            print: value.get("print")?.as_str()?,
            is_short: value.get("short").is_some(),
            name: value.get("name").and_then(Value::as_str),
            field: value.get("field").and_then(Value::as_i64),
            index: value.get("index").and_then(Value::as_i64),
        })
    }

    /// Whether the settings name the field as the item does. Who may not read definitions can write
    /// the number there.
    fn is_named(&self, settings: &Settings) -> bool {
        let number = self.field.map(|field| print(&field.to_string()));
        let names = [self.name.map(str::to_owned), number];
        let mut names = names.into_iter().flatten();
        names.any(|name| settings.session_fields().any(|own| print(&own) == name))
    }
}

/// The keys by which a record finds conversations by its custom fields, and definitions find it.
pub(super) fn keys(record: &Record) -> Vec<String> {
    let mut keys = Vec::new();
    for item in items(record) {
        keys.push(chat_key(item.print));
        let fields = [item.field, item.index];
        keys.extend(fields.into_iter().flatten().map(field_key));
    }
    keys
}

/// The key of what belongs to a field, by its id or its index.
fn field_key(field: i64) -> String {
    format!("{FIELD}{field}")
}

/// The keys by which a definition is found.
pub(super) fn definition_keys(definition: &Record) -> Vec<String> {
    let index = definition.int("CustomFieldIndex");
    index.map(field_key).into_iter().collect()
}

/// What a definition says of a visitor's field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Meaning {
    /// Its name says that it carries a session id.
    is_named: bool,
    /// It can hold one at all.
    is_text: bool,
    index: Option<i64>,
    business: Option<i64>,
}

impl Meaning {
    /// `None` where it is of another kind of record.
    fn of(definition: &Record, settings: &Settings) -> Option<Self> {
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
pub(super) async fn session_keys(
    page: &mut Page<'_>,
    record: &Record,
) -> Result<[BTreeSet<String>; 2], SourceError> {
    let (mut by_name, mut by_length) = (BTreeSet::new(), BTreeSet::new());
    for item in items(record) {
        let told = definitions(page, &item, record).await?;
        let is_no_text = !told.is_empty() && told.iter().all(|one| !one.is_text);
        let is_defined = !told.is_empty() && told.iter().all(|one| one.is_named);
        if is_no_text {
            continue;
        }
        if is_defined || item.is_named(page.settings) {
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
    page: &mut Page<'_>,
    item: &Item<'_>,
    record: &Record,
) -> Result<Vec<Meaning>, SourceError> {
    let entity = Entity::CustomFields.name();
    if let Some(field) = item.field
        && let Some(body) = page.view.body(entity, &field.to_string()).await?
    {
        let told = Meaning::of(&Record::of_body(&body), page.settings);
        return Ok(told.into_iter().collect());
    }
    let index = item.index.or(item.field);
    let Some(index) = index.filter(|index| *index < HIGHEST_INDEX) else {
        return Ok(Vec::new());
    };
    let key = BTreeSet::from([field_key(index)]);
    let found = page.view.with_keys(entity, &key).await?;
    let business = record.link("BusinessId");
    let is_here =
        |told: &Meaning| told.business.is_none() || business.is_none() || told.business == business;
    let told = found.into_values().filter_map(|kept| {
        let definition = Record::of_body(kept.body.as_deref()?);
        // Of an index alone nobody knows whose it is.
        definition.word("RecordType")?;
        Meaning::of(&definition, page.settings)
    });
    Ok(told.filter(is_here).collect())
}

impl NexudusSource {
    /// Definitions changed: what has fields that mean something else now is judged anew.
    pub(super) async fn defined(
        &self,
        page: &mut Page<'_>,
        rows: &[(i64, Record)],
        before: &HashMap<String, String>,
    ) -> Result<(), SourceError> {
        let mut keys = BTreeSet::new();
        for (id, row) in rows {
            let before = before
                .get(&id.to_string())
                .map(|body| Record::of_body(body));
            let old = before
                .as_ref()
                .and_then(|row| Meaning::of(row, page.settings));
            if old != Meaning::of(row, page.settings) {
                let all = before.iter().chain([row]);
                keys.extend(all.flat_map(definition_keys));
                keys.insert(field_key(*id));
            }
        }
        judge_anew(page, &keys).await
    }

    /// What is kept of visitors. An older Daybook kept neither names nor what is short: such a visitor
    /// is read again, once.
    pub(super) async fn renewed(
        &self,
        page: &mut Page<'_>,
        some: &[StagedRecord],
    ) -> Result<Vec<Candidate>, SourceError> {
        let entity = Entity::Visitors;
        let of_kept = |kept| outcome::of_kept(entity, kept);
        let mut candidates: Vec<Candidate> = some.iter().filter_map(of_kept).collect();
        let old = candidates.iter().filter(|one| is_old(one));
        let old: Vec<i64> = old.map(|one| one.id).collect();
        let mut found = self.by_id(entity, &old).await?.unwrap_or_default();
        found.retain(|_, row| !row.is_unfilled());
        for Candidate { id, known, .. } in &mut candidates {
            if let (Known::Kept(record), Some(row)) = (known, found.remove(id)) {
                record.learn(row);
                let keys = outcome::keys(entity, *id, record);
                let body = record.to_body();
                page.view.put(entity.name(), &id.to_string(), body, keys);
            }
        }
        Ok(candidates)
    }
}

fn is_old(candidate: &Candidate) -> bool {
    let Known::Kept(record) = &candidate.known else {
        return false;
    };
    matches!(record.value("CustomFields"), Some(Value::Array(_)))
}

/// A definition is gone, and with it what it said.
pub(super) async fn undefine(
    page: &mut Page<'_>,
    id: i64,
    before: &Record,
) -> Result<(), SourceError> {
    let keys = definition_keys(before).into_iter();
    judge_anew(page, &keys.chain([field_key(id)]).collect()).await
}

async fn judge_anew(page: &mut Page<'_>, keys: &BTreeSet<String>) -> Result<(), SourceError> {
    let entity = Entity::Visitors;
    let found = page.view.with_keys(entity.name(), keys).await?;
    let of_kept = |kept| outcome::of_kept(entity, kept);
    let candidates: Vec<Candidate> = found.values().filter_map(of_kept).collect();
    outcome::derive(page, &candidates).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LONG: &str = "a-session-id-of-some-length";

    /// What is kept of these values, as a record.
    fn record(fields: &Value) -> Record {
        let body = json!({ "CustomFields": kept(fields) });
        Record::of_body(&body.to_string())
    }

    #[test]
    fn both_shapes_are_read_and_nothing_but_fingerprints_is_kept() {
        let values = json!([
            { "Name": "1414363299", "Value": LONG, "JsonValue": null, "Type": "string" },
            { "name": "Chat Session!", "value": "s-42" },
            { "CustomFieldIndex": 3, "Value": "s-43" },
            { "FieldName": 7, "Value": "s-44" },
            { "CustomFieldId": "8", "Id": 9, "Value": "s-45" },
            "s-46",
        ]);
        for fields in [values.clone(), json!({ "Data": values })] {
            let record = record(&fields);
            let name = print("chatsession");
            let told: Vec<_> = items(&record)
                .map(|item| (item.is_short, item.name, item.field, item.index))
                .collect();
            assert_eq!(
                told,
                [
                    (false, None, Some(1_414_363_299), None),
                    (true, Some(name.as_str()), None, None),
                    (true, None, None, Some(3)),
                    (true, None, Some(7), None),
                    (true, None, Some(8), None),
                    (true, None, None, None),
                ]
            );
            let prints: Vec<_> = items(&record).map(|item| item.print).collect();
            let values = [LONG, "s-42", "s-43", "s-44", "s-45", "s-46"];
            assert_eq!(prints, values.map(fingerprint));
            let body = record.to_body().to_lowercase();
            assert!(!body.contains("s-4") && !body.contains(LONG) && !body.contains("chat"));
        }
    }

    #[test]
    fn what_cannot_be_a_session_id_leaves_no_trace() {
        let no = [
            json!({ "Name": "n", "Value": "Vegan" }),
            json!({ "Name": "n", "Value": "Room 4" }),
            json!({ "Name": "n", "Value": "a1@b.example" }),
            json!({ "Name": "n", "Value": " " }),
            json!({ "Name": "n", "Value": null }),
            json!({ "Name": "n", "Value": true }),
            json!({ "Name": "n", "Value": 42 }),
            json!({ "Name": "n", "Value": ["s-42"] }),
            json!({ "Name": "n", "Value": "2026-11-20T12:00:00Z", "Type": "Date" }),
            json!({ "Name": "session" }),
            json!(7),
            json!(null),
        ];
        let none = json!({ ITEMS: [] });
        for value in no {
            assert_eq!(kept(&json!([value])), none, "{value}");
        }
        for odd in [
            json!({}),
            json!({ "Data": null }),
            json!({ "Data": "s-42" }),
        ] {
            assert_eq!(kept(&odd), none, "{odd}");
        }
        for unknown in [json!(null), json!("s-42"), json!(3)] {
            assert_eq!(kept(&unknown), Value::Null, "{unknown}");
        }
    }

    #[test]
    fn an_index_of_nought_is_one_where_nothing_else_names_the_field() {
        let index = |fields: &Value| items(&record(fields)).next().and_then(|item| item.index);
        let zero = |name: Value| json!([{ "CustomFieldIndex": 0, "Name": name, "Value": "s-42" }]);
        assert_eq!(index(&zero(Value::Null)), Some(0));
        assert_eq!(index(&zero(json!("colour"))), None);
        assert_eq!(index(&zero(json!("1414363299"))), None);
    }

    #[test]
    fn what_an_older_daybook_kept_is_of_long_values_in_fields_without_a_name() {
        let print = fingerprint(LONG);
        let record = Record::of_body(&json!({ "CustomFields": [print] }).to_string());
        let item = Item {
            print: &print,
            ..Item::default()
        };
        assert_eq!(items(&record).collect::<Vec<_>>(), [item]);
        assert_eq!(keys(&record), [chat_key(&print)]);
    }

    #[test]
    fn names_are_compared_by_their_letters_and_digits() {
        for name in ["Session ID", "session_id", "sessionId", " SESSION-ID? "] {
            assert_eq!(folded(name), "sessionid", "{name}");
        }
        assert_eq!(folded("Sitzung Äß 2"), "sitzungäß2");
        assert_eq!(folded(" – "), "");
        let settings = Settings::default();
        let is_usual = |name: &str| settings.session_fields().any(|own| own == folded(name));
        for name in [
            "ChatSession",
            "AiChannelSessionId",
            "session_ids",
            "Session",
        ] {
            assert!(is_usual(name), "{name}");
        }
        for name in ["Sessions attended", "Training session", "", "1"] {
            assert!(!is_usual(name), "{name}");
        }
    }

    #[test]
    fn a_definition_says_what_its_fields_mean() {
        let meaning = |definition: Value| {
            let told = Meaning::of(
                &Record::of_body(&definition.to_string()),
                &Settings::default(),
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
