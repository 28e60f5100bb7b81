//! A kept record, read again as it was written.

use crate::decode::page::{CellSeed, RecordBuilder};
use crate::decode::record::NexudusRecord;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

impl NexudusRecord {
    /// What was kept.
    pub(crate) fn of_body(body: &str) -> Self {
        let mut json = serde_json::Deserializer::from_str(body);
        KeptSeed.deserialize(&mut json).unwrap_or_default()
    }
}

/// What was kept, as it was written: every field of it was listed when it was read.
struct KeptSeed;

impl<'de> DeserializeSeed<'de> for KeptSeed {
    type Value = NexudusRecord;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NexudusRecord, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for KeptSeed {
    type Value = NexudusRecord;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a kept record")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<NexudusRecord, M::Error> {
        let mut making = RecordBuilder::with_room(0, 0);
        while let Some(key) = map.next_key::<String>()? {
            let cell = map.next_value_seed(CellSeed(&mut making.text))?;
            making.add(Cow::Owned(key), cell);
        }
        Ok(making.done())
    }
}
