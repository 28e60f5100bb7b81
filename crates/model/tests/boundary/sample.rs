//! What the samples share. Ids and instants are made up and the same in every run, so that nothing in
//! a snapshot has to be hidden.

use chrono::{DateTime, TimeZone, Utc};
use daybook_model::RemoteId;
use serde::de::DeserializeOwned;

/// A minute of a day long ago.
pub(crate) fn at(minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 2, 9, minute, 0)
        .single()
        .expect("an instant")
}

/// A server's id.
pub(crate) fn remote(id: &str) -> RemoteId {
    RemoteId::from(id)
}

/// An owned text.
pub(crate) fn text(text: &str) -> String {
    text.to_owned()
}

/// Whether what was written reads back as the same.
pub(crate) fn same_as<T: DeserializeOwned + PartialEq + std::fmt::Debug>(sample: &T, json: &str) {
    let read: T = serde_json::from_str(json).expect("it is read back");
    assert_eq!(&read, sample);
}
