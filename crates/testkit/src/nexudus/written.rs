//! A record as JSON, written once: what an answer holds of it is cut from that. What a list leaves
//! out is left out here, so that nothing else knows of it.

use super::quirks::ListFields;
use serde_json::{Map, Value};
use std::ops::Range;

/// A record's fields.
pub(crate) type RowFields = Map<String, Value>;

/// What lists may leave out: long texts and arrays.
const LEFT_OUT: [&str; 10] = [
    "Content",
    "CustomFields",
    "MessageText",
    "Body",
    "DraftBody",
    "MinutesIncluded",
    "EscalationStatus",
    "VisitorId",
    "AvailableOptions",
    "Required",
];

/// A record as JSON.
#[derive(Clone, Debug)]
pub(crate) struct MockRowText {
    json: String,
    /// Where what lists leave out lies: the whole field with the comma before it, and its value.
    cuts: Vec<(Range<usize>, Range<usize>)>,
}

impl MockRowText {
    /// Writes a record.
    pub(crate) fn of(fields: &RowFields) -> Self {
        let mut written = Self {
            json: String::from("{"),
            cuts: Vec::new(),
        };
        // A field that is cut has one before it.
        let (cut, whole): (Vec<_>, Vec<_>) = fields
            .iter()
            .partition(|(name, _)| LEFT_OUT.contains(&name.as_str()));
        for (name, value) in whole.into_iter().chain(cut) {
            written.add(name, value);
        }
        written.json.push('}');
        written
    }

    fn add(&mut self, name: &str, value: &Value) {
        let from = self.json.len();
        if from > 1 {
            self.json.push(',');
        }
        self.json.push_str(&Value::from(name).to_string());
        self.json.push(':');
        let start = self.json.len();
        self.json.push_str(&value.to_string());
        if LEFT_OUT.contains(&name) {
            let end = self.json.len();
            self.cuts.push((from..end, start..end));
        }
    }

    /// As it is told by id.
    pub(crate) fn whole(&self) -> &str {
        &self.json
    }

    /// Adds it to a list's answer.
    pub(crate) fn list(&self, lists: ListFields, answer: &mut String) {
        let mut at = 0;
        for (field, value) in &self.cuts {
            let (cut, instead) = match lists {
                ListFields::Whole => break,
                ListFields::Partial => (field, ""),
                ListFields::Null => (value, "null"),
            };
            answer.push_str(&self.json[at..cut.start]);
            answer.push_str(instead);
            at = cut.end;
        }
        answer.push_str(&self.json[at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn listed(fields: &Value, lists: ListFields) -> Value {
        let mut answer = String::new();
        if let Value::Object(fields) = fields {
            MockRowText::of(fields).list(lists, &mut answer);
        }
        serde_json::from_str(&answer).unwrap()
    }

    #[test]
    fn a_list_leaves_out_what_is_long_and_says_so_in_either_way() {
        let record = json!({"Body": "b", "Content": "a \"text\"", "Id": 7, "VisitorId": 8});
        assert_eq!(listed(&record, ListFields::Whole), record);
        assert_eq!(listed(&record, ListFields::Partial), json!({"Id": 7}));
        assert_eq!(
            listed(&record, ListFields::Null),
            json!({"Body": null, "Content": null, "Id": 7, "VisitorId": null})
        );
        let plain = json!({"Id": 7, "Name": "x"});
        for lists in [ListFields::Whole, ListFields::Partial, ListFields::Null] {
            assert_eq!(listed(&plain, lists), plain);
        }
    }
}
