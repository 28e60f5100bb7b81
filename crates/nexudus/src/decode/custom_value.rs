//! What is kept of the values of custom fields: of values nothing but fingerprints, and of the names beside
//! them the same. What a field means is decided elsewhere, and nothing is concluded from where a value
//! stands among the others: empty ones may be left out.

use crate::decode::record::{NexudusRecord, integer};
use crate::fingerprint::{fingerprint, print};
use crate::settings::{NexudusSettings, folded};
use serde_json::{Map, Value};

/// A shorter value may be that of a session by coincidence.
const NO_COINCIDENCE: usize = 16;
/// What the kept values lie under. Older ones lie in an array, and are fingerprints of long ones alone.
const ITEMS: &str = "items";
/// What a value itself may be said to be, that is no session id.
const NO_TEXT_TYPES: [&str; 9] = [
    "bool", "boolean", "date", "datetime", "int", "integer", "number", "decimal", "double",
];

/// What was kept of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CustomFieldValue<'r> {
    /// The value's fingerprint.
    pub(crate) print: &'r str,
    /// Whether it is so short that it may be anything.
    pub(crate) is_short: bool,
    /// The fingerprint of the field's own name.
    pub(crate) name: Option<&'r str>,
    /// The definition's id, or its index: nobody documents both in one place.
    pub(crate) field: Option<i64>,
    /// The definition's index.
    pub(crate) index: Option<i64>,
}

/// What is kept of custom fields, in whichever of the two shapes they come. What is not known is not
/// the same as none.
pub(crate) fn kept(value: &Value) -> Value {
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
pub(crate) fn items(record: &NexudusRecord) -> impl Iterator<Item = CustomFieldValue<'_>> {
    let values = match record.value("CustomFields") {
        Some(Value::Object(object)) => object.get(ITEMS),
        other => other,
    };
    let values = values.and_then(Value::as_array);
    values
        .into_iter()
        .flatten()
        .filter_map(CustomFieldValue::of)
}

impl<'r> CustomFieldValue<'r> {
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
    pub(crate) fn is_named(&self, settings: &NexudusSettings) -> bool {
        let number = self.field.map(|field| print(&field.to_string()));
        let names = [self.name.map(str::to_owned), number];
        let mut names = names.into_iter().flatten();
        names.any(|name| settings.session_fields().any(|own| print(&own) == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LONG: &str = "a-session-id-of-some-length";

    /// What is kept of these values, as a record.
    fn record(fields: &Value) -> NexudusRecord {
        let body = json!({ "CustomFields": kept(fields) });
        NexudusRecord::of_body(&body.to_string())
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
}
