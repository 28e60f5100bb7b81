//! What can be said of a page before the database is asked: the content hash of each message, its
//! readable text, and the words that the index wants. It is the costlier half of keeping a page, needs
//! no connection, and so can be done on another thread while the page before is written.

use crate::table::{kept, message};
use model::feed::ChangeSet;
use model::record::MessageRecord;
use std::collections::HashMap;

/// A page of changes that has been read.
#[derive(Debug)]
pub struct Page {
    changes: ChangeSet,
    readings: Readings,
}

impl Page {
    /// Reads a page. It takes some microseconds a message: not for an asynchronous thread.
    #[must_use]
    pub fn read(changes: ChangeSet) -> Self {
        let readings = Readings::of(&changes);
        Self { changes, readings }
    }

    pub(crate) fn parts(&self) -> (&ChangeSet, &Readings) {
        (&self.changes, &self.readings)
    }
}

/// What is known of the messages of a page. A message that was copied on its way, because the page
/// names it twice or it waited in quarantine, is not known and is read when it is written.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    /// By the address of the record: the page is kept with it, so no other record can have that.
    by_place: HashMap<usize, Reading>,
    /// What the page keeps, where it was looked at.
    pub(crate) kept: Option<kept::Sorted>,
}

/// What is known of a message.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The hash of its content.
    pub(crate) hash: i64,
    /// The readable text where it differs from the body.
    pub(crate) text: Option<String>,
    /// Its words, folded for the index; none where no reader sees it.
    pub(crate) words: Option<String>,
}

impl Readings {
    fn of(changes: &ChangeSet) -> Self {
        let messages = || {
            changes
                .conversations
                .iter()
                .flat_map(|change| &change.messages)
        };
        let mut by_place = HashMap::with_capacity(messages().count());
        by_place.extend(messages().map(|record| (place(record), Reading::of(record))));
        Self {
            by_place,
            kept: Some(kept::Sorted::of(&changes.staged)),
        }
    }

    /// What is known of a message.
    pub(crate) fn get(&self, record: &MessageRecord) -> Option<&Reading> {
        self.by_place.get(&place(record))
    }
}

impl Reading {
    fn of(record: &MessageRecord) -> Self {
        let text = body::text(&record.format, &record.body);
        let is_seen = record.sender.is_visible();
        Self {
            hash: message::hash(record),
            words: is_seen.then(|| query::indexable(&text)),
            text: (text != record.body).then_some(text),
        }
    }
}

fn place(record: &MessageRecord) -> usize {
    std::ptr::from_ref(record).addr()
}
