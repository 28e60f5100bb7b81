//! A record as far as it may be kept: its fields by name, and all of its texts in one piece of
//! memory, because a first sync holds some ten thousand of them at a time.

use crate::decode::timestamp;
use crate::entity::Entity;
use chrono::{DateTime, Utc};
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::fmt;

/// A field's name: one of a list, or one that nobody documents.
pub(crate) type FieldName = Cow<'static, str>;

/// A record.
#[derive(Clone, Default)]
pub(crate) struct NexudusRecord {
    text: String,
    /// By name.
    cells: Vec<(FieldName, FieldCell)>,
}

/// The value of a field.
#[derive(Clone)]
pub(crate) enum FieldCell {
    /// Null.
    Nothing,
    Flag(bool),
    Number(Number),
    /// From here to there in the record's text.
    Text(usize, usize),
    /// An array or an object.
    Else(Value),
}

/// A value as it is looked at.
#[derive(Clone, Copy, PartialEq)]
enum FieldView<'r> {
    Nothing,
    Flag(bool),
    Number(&'r Number),
    Text(&'r str),
    Else(&'r Value),
}

impl FieldCell {
    /// Puts a text at the end of a record's.
    pub(crate) fn text(all: &mut String, text: &str) -> Self {
        let from = all.len();
        all.push_str(text);
        Self::Text(from, all.len())
    }

    /// A value that is no text.
    pub(crate) fn of(value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => Self::Nothing,
            Value::Bool(flag) => Self::Flag(flag),
            Value::Number(number) => Self::Number(number),
            other => Self::Else(other),
        }
    }
}

impl FieldView<'_> {
    fn integer(self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn flag(self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(flag),
            Self::Text(text) => text.trim().to_ascii_lowercase().parse().ok(),
            _ => None,
        }
    }

    /// As JSON.
    fn write(self, json: &mut Vec<u8>) {
        // Writing to memory does not fail.
        drop(match self {
            Self::Nothing => serde_json::to_writer(json, &()),
            Self::Flag(flag) => serde_json::to_writer(json, &flag),
            Self::Number(number) => serde_json::to_writer(json, number),
            Self::Text(text) => serde_json::to_writer(json, text),
            Self::Else(value) => serde_json::to_writer(json, value),
        });
    }
}

/// A field of an object that has been begun.
fn write_field(json: &mut Vec<u8>, name: &str, shown: FieldView<'_>) {
    if json.len() > 1 {
        json.push(b',');
    }
    FieldView::Text(name).write(json);
    json.push(b':');
    shown.write(json);
}

/// Which outcome a field's name speaks of: it ends in the name of the record's kind and `Id` or `Ids`.
/// `BookingResourceId` is of a resource. The customer of a conversation is no outcome; a customer that
/// it created is.
pub(crate) fn pointed(key: &str) -> Option<Entity> {
    const NAMES: [(&str, Entity); 5] = [
        ("coworkercontract", Entity::Contracts),
        ("coworkerproduct", Entity::Products),
        ("booking", Entity::Bookings),
        ("visitor", Entity::Visitors),
        ("coworker", Entity::Coworkers),
    ];
    let key = key.to_ascii_lowercase();
    let name = key.strip_suffix("ids").or_else(|| key.strip_suffix("id"))?;
    let (_, entity) = NAMES.into_iter().find(|(end, _)| name.ends_with(end))?;
    let made = ["created", "new", "converted", "conversion"];
    let is_made = || made.iter().any(|word| name.contains(word));
    (entity != Entity::Coworkers || is_made()).then_some(entity)
}

/// Ids out of a number, a text of digits, or an array of those.
pub(crate) fn ids(value: &Value) -> Vec<i64> {
    match value {
        Value::Array(items) => items.iter().flat_map(ids).collect(),
        Value::Object(object) => object.get("Id").map(ids).unwrap_or_default(),
        other => integer(other).filter(|id| *id > 0).into_iter().collect(),
    }
}

pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

pub(crate) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// The field of a record that was asked for by id and did not come.
const UNFILLED: &str = "_unfilled";

impl NexudusRecord {
    /// One of which nothing but the id can be told.
    pub(crate) fn unfilled(id: i64) -> Self {
        let mut record = Self::default();
        record.put(Cow::Borrowed("Id"), FieldView::Number(&id.into()));
        record.note_unfilled();
        record
    }

    /// What a list left out of it could not be read by id.
    pub(crate) fn note_unfilled(&mut self) {
        self.set(UNFILLED, "1");
    }

    /// Whether fields of it are not known because they could not be read.
    pub(crate) fn is_unfilled(&self) -> bool {
        self.place(UNFILLED).is_ok()
    }

    /// Of fields in any order. Of several with the same name the last one counts.
    pub(crate) fn of_cells(text: String, mut cells: Vec<(FieldName, FieldCell)>) -> Self {
        cells.sort_by(|(one, _), (other, _)| one.cmp(other));
        cells.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                std::mem::swap(&mut later.1, &mut earlier.1);
            }
            is_same
        });
        Self { text, cells }
    }

    fn place(&self, key: &str) -> Result<usize, usize> {
        self.cells.binary_search_by(|(name, _)| (**name).cmp(key))
    }

    /// From the first to the last: with a dozen fields, most of another length, nothing is faster.
    fn get(&self, key: &str) -> Option<FieldView<'_>> {
        let mut cells = self.cells.iter();
        let (_, cell) = cells.find(|(name, _)| *name == key)?;
        Some(self.show(cell))
    }

    fn show<'r>(&'r self, cell: &'r FieldCell) -> FieldView<'r> {
        match cell {
            FieldCell::Nothing => FieldView::Nothing,
            FieldCell::Flag(flag) => FieldView::Flag(*flag),
            FieldCell::Number(number) => FieldView::Number(number),
            FieldCell::Text(from, to) => FieldView::Text(&self.text[*from..*to]),
            FieldCell::Else(value) => FieldView::Else(value),
        }
    }

    fn shown(&self) -> impl Iterator<Item = (&FieldName, FieldView<'_>)> {
        self.cells
            .iter()
            .map(|(name, cell)| (name, self.show(cell)))
    }

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
        match self.get(key)? {
            FieldView::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    /// A whole number, or a text of one.
    pub(crate) fn int(&self, key: &str) -> Option<i64> {
        self.get(key)?.integer()
    }

    /// Yes or no; absent is neither.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.get(key)?.flag()
    }

    /// A time.
    pub(crate) fn when(&self, key: &str) -> Option<DateTime<Utc>> {
        timestamp::parse(self.text(key)?)
    }

    /// When it was changed last, or made.
    pub(crate) fn changed_on(&self) -> Option<DateTime<Utc>> {
        self.when("UpdatedOn").or_else(|| self.when("CreatedOn"))
    }

    /// When it was made, or at the latest.
    pub(crate) fn made_on(&self) -> Option<DateTime<Utc>> {
        self.when("CreatedOn").or_else(|| self.when("UpdatedOn"))
    }

    /// Whether another record says the same of a field.
    pub(crate) fn agrees(&self, key: &str, other: &Self) -> bool {
        let own = self.get(key);
        own.is_some() && own == other.get(key)
    }

    /// A value of an open set, as it came: a text, or a number as text.
    pub(crate) fn word(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            FieldView::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            FieldView::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// An array or an object.
    pub(crate) fn value(&self, key: &str) -> Option<&Value> {
        match self.get(key)? {
            FieldView::Else(value) => Some(value),
            _ => None,
        }
    }

    /// The outcomes that undocumented fields name.
    pub(crate) fn pointers(&self) -> Vec<(Entity, i64)> {
        let documented = |key: &str| {
            Entity::Sessions.spelling(key).is_some() || Entity::Messages.spelling(key).is_some()
        };
        let mut pointers = Vec::new();
        // A name that is borrowed is one of a list.
        let others = self
            .shown()
            .filter(|(name, _)| matches!(name, Cow::Owned(_)));
        for (name, shown) in others {
            let Some(entity) = pointed(name).filter(|_| !documented(name)) else {
                continue;
            };
            let ids = match shown {
                FieldView::Else(value) => ids(value),
                other => other.integer().filter(|id| *id > 0).into_iter().collect(),
            };
            pointers.extend(ids.into_iter().map(|id| (entity, id)));
        }
        pointers
    }

    /// Whether nothing is known of a field: absent and null are the same in a list.
    pub(crate) fn is_unknown(&self, key: &str) -> bool {
        matches!(self.get(key), None | Some(FieldView::Nothing))
    }

    /// Whether any of these fields is not known.
    pub(crate) fn lacks(&self, needed: &[&str]) -> bool {
        needed.iter().any(|key| self.is_unknown(key))
    }

    /// Whether a field was named at all.
    pub(crate) fn names(&self, key: &str) -> bool {
        self.place(key).is_ok()
    }

    /// The names of the fields.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(name, _)| name.as_ref())
    }

    /// Takes over what another answer knows better.
    pub(crate) fn learn(&mut self, fuller: Self) {
        let before = std::mem::replace(self, fuller);
        for (name, shown) in before.shown() {
            if shown != FieldView::Nothing && self.is_unknown(name) {
                self.put(name.clone(), shown);
            }
        }
    }

    fn put(&mut self, name: FieldName, shown: FieldView<'_>) {
        let cell = match shown {
            FieldView::Nothing => FieldCell::Nothing,
            FieldView::Flag(flag) => FieldCell::Flag(flag),
            FieldView::Number(number) => FieldCell::Number(number.clone()),
            FieldView::Text(text) => FieldCell::text(&mut self.text, text),
            FieldView::Else(value) => FieldCell::Else(value.clone()),
        };
        match self.place(&name) {
            Ok(at) => self.cells[at].1 = cell,
            Err(at) => self.cells.insert(at, (name, cell)),
        }
    }

    /// Sets a text.
    pub(crate) fn set(&mut self, key: &str, text: &str) {
        self.put(Cow::Owned(key.to_owned()), FieldView::Text(text));
    }

    /// Takes a field over from another record, as it stands there.
    pub(crate) fn take_over(&mut self, key: &'static str, other: &Self) {
        if let Some(shown) = other.get(key) {
            self.put(Cow::Borrowed(key), shown);
        }
    }

    /// As it is kept: what is not known is left out.
    pub(crate) fn to_body(&self) -> String {
        self.to_body_with(&[], &[])
    }

    /// As it is kept, without some fields and with some of our own, which come in the order of their
    /// names.
    pub(crate) fn to_body_with(&self, without: &[&str], own: &[(&str, &str)]) -> String {
        let mut json = Vec::with_capacity(self.text.len() + (self.cells.len() + own.len()) * 32);
        let mut own = own.iter().peekable();
        json.push(b'{');
        for (name, cell) in &self.cells {
            if matches!(cell, FieldCell::Nothing) || without.contains(&name.as_ref()) {
                continue;
            }
            while let Some((own, text)) = own.next_if(|(own, _)| **own < **name) {
                write_field(&mut json, own, FieldView::Text(text));
            }
            write_field(&mut json, name, self.show(cell));
        }
        for (own, text) in own {
            write_field(&mut json, own, FieldView::Text(text));
        }
        json.push(b'}');
        // Names and texts are all UTF-8; if that were ever untrue, what can be read is kept.
        String::from_utf8(json)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// Never what it holds.
impl fmt::Debug for NexudusRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_can_leave_one_field_out_and_have_some_of_our_own() {
        let mut record = NexudusRecord::default();
        record.set("Content", "long");
        record.set("Channel", "Chat");
        record.set("channelId", "7");
        record.set("Channel", "Email");
        let body = record.to_body_with(&["Content"], &[("_conversation", "5"), ("_print", "p")]);
        assert_eq!(
            body,
            r#"{"Channel":"Email","_conversation":"5","_print":"p","channelId":"7"}"#
        );
        assert_eq!(
            NexudusRecord::of_body(&body).text("_conversation"),
            Some("5")
        );
        assert_eq!(
            format!("{record:?}"),
            r#"["Channel", "Content", "channelId"]"#
        );
    }

    #[test]
    fn names_that_may_mean_an_outcome_are_made_out_in_any_case() {
        let cases = [
            ("VisitorId", Some(Entity::Visitors)),
            ("bookingids", Some(Entity::Bookings)),
            ("ConvertedCoworkerID", Some(Entity::Coworkers)),
            ("CoworkerId", None),
            ("VisitorUniqueId", None),
            ("VisitorName", None),
            ("TourVisitorId", Some(Entity::Visitors)),
            ("NewCoworkerContractIds", Some(Entity::Contracts)),
            ("CoworkerProductId", Some(Entity::Products)),
            ("BookingResourceId", None),
            ("VisitorCoworkerId", None),
            ("CoworkerProductProductId", None),
            ("BookingVoid", None),
            ("NewCoworkerMessageId", None),
            ("Id", None),
            ("é", None),
        ];
        for (name, expected) in cases {
            assert_eq!(pointed(name), expected, "{name}");
        }
    }
}
