//! Values of custom fields as records carry them, in the documented form, and definitions that name
//! them. Where the vendor's pages contradict each other, each reading can be written.

use serde_json::{Map, Value, json};

/// A value of a custom field.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomValue {
    label: Map<String, Value>,
    value: String,
}

impl CustomValue {
    /// Of a field that is defined: the documented name of such a value is the definition's id.
    #[must_use]
    pub fn of(definition: i64, value: &str) -> Self {
        Self::labelled(json!({ "Name": definition.to_string() }), value)
    }

    /// Of a field that nobody defined: whoever wrote it chose the name.
    #[must_use]
    pub fn named(name: &str, value: &str) -> Self {
        Self::labelled(json!({ "Name": name }), value)
    }

    /// Without a name: one of the vendor's pages says that the index maps values to definitions.
    #[must_use]
    pub fn indexed(index: i64, value: &str) -> Self {
        Self::labelled(json!({ "CustomFieldIndex": index }), value)
    }

    /// With nothing but itself, which no page says.
    #[must_use]
    pub fn nameless(value: &str) -> Self {
        Self::labelled(json!({}), value)
    }

    fn labelled(label: Value, value: &str) -> Self {
        let label = match label {
            Value::Object(label) => label,
            _ => Map::new(),
        };
        Self {
            label,
            value: value.to_owned(),
        }
    }

    fn written(&self) -> Value {
        let mut item = self.label.clone();
        item.insert("Value".to_owned(), json!(self.value));
        item.insert("JsonValue".to_owned(), Value::Null);
        item.insert("Type".to_owned(), json!("string"));
        Value::Object(item)
    }
}

/// The `CustomFields` of a record, as documented: an object with `Data`.
#[must_use]
pub fn custom_fields(values: &[CustomValue]) -> Value {
    let data: Vec<Value> = values.iter().map(CustomValue::written).collect();
    json!({ "Data": data })
}

/// The same as a bare array.
pub(super) fn bare(fields: &Value) -> Value {
    fields.get("Data").unwrap_or(fields).clone()
}
