//! JSON: one array, or one object a line. Keys are the names of the columns, in their order; what is not known is null.

use super::{TableSink, instant, local_instant};
use crate::cell::Cell;
use crate::error::Result;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;
use std::io::Write;

/// How rows stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonShape {
    Array,
    Lines,
}

/// A table as JSON.
pub(crate) struct JsonTable<W> {
    to: W,
    shape: JsonShape,
    columns: Vec<String>,
    rows: u64,
}

impl<W: Write> JsonTable<W> {
    pub(crate) fn new(to: W, shape: JsonShape, columns: &[&str]) -> Self {
        Self {
            to,
            shape,
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: 0,
        }
    }

    fn between(&mut self) -> Result<()> {
        let sign: &[u8] = match (self.shape, self.rows) {
            (JsonShape::Lines, _) => b"",
            (JsonShape::Array, 0) => b"[\n",
            (JsonShape::Array, _) => b",\n",
        };
        Ok(self.to.write_all(sign)?)
    }
}

impl<W: Write> TableSink for JsonTable<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        self.between()?;
        let mut object = serde_json::Serializer::new(&mut self.to);
        let mut map = object.serialize_map(Some(cells.len()))?;
        for (name, cell) in self.columns.iter().zip(cells) {
            map.serialize_entry(name, &value(cell))?;
        }
        map.end()?;
        if self.shape == JsonShape::Lines {
            self.to.write_all(b"\n")?;
        }
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>> {
        let end: &[u8] = match (self.shape, self.rows) {
            (JsonShape::Lines, _) => b"",
            (JsonShape::Array, 0) => b"[]\n",
            (JsonShape::Array, _) => b"\n]\n",
        };
        self.to.write_all(end)?;
        self.to.flush()?;
        Ok(Vec::new())
    }
}

/// A value as JSON says it.
pub(crate) fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::String(text.clone()),
        Cell::Count(count) => Value::from(*count),
        Cell::Flag(flag) => Value::Bool(*flag),
        Cell::Instant(at) => Value::String(instant(at)),
        Cell::Local(at) => Value::String(local_instant(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(shape: JsonShape, rows: u64) -> String {
        let mut bytes = Vec::new();
        let mut table = JsonTable::new(&mut bytes, shape, &["z", "a"]);
        for count in 0..rows {
            let row = [Cell::Text("=1\n".to_owned()), Cell::Count(count)];
            table.row(&row).expect("a row");
        }
        Box::new(table).finish().expect("ends");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn an_array_is_one_value_and_lines_are_many() {
        assert_eq!(written(JsonShape::Array, 0), "[]\n");
        assert_eq!(written(JsonShape::Lines, 0), "");
        let array = written(JsonShape::Array, 2);
        let read: Vec<Value> = serde_json::from_str(&array).expect("an array");
        assert_eq!(read[1]["a"], 1);
        assert_eq!(written(JsonShape::Lines, 1), "{\"z\":\"=1\\n\",\"a\":0}\n");
    }
}
