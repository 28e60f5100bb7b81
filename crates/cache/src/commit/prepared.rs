//! What can be said of a page before the database is asked: the content hash of each message, its
//! readable text, and the words that the index wants. It is the costlier half of keeping a page, needs
//! no connection, and so can be done on another thread while the page before is written.

use crate::table::message::PreparedMessage;
use crate::table::staged;
use model::feed::ChangeSet;
use model::record::MessageRecord;
use std::collections::HashMap;

/// A page of changes that has been read.
#[derive(Debug)]
pub struct PreparedChanges {
    changes: ChangeSet,
    prepared: PreparedMessages,
}

impl PreparedChanges {
    /// Reads a page. It takes some microseconds a message: not for an asynchronous thread.
    #[must_use]
    pub fn read(changes: ChangeSet) -> Self {
        let prepared = PreparedMessages::of(&changes);
        Self { changes, prepared }
    }

    pub(crate) fn parts(&self) -> (&ChangeSet, &PreparedMessages) {
        (&self.changes, &self.prepared)
    }
}

/// What is known of the messages of a page. A message that was copied on its way, because the page
/// names it twice or it waited in quarantine, is not known and is read when it is written.
#[derive(Debug, Default)]
pub(crate) struct PreparedMessages {
    /// By the address of the record: the page is kept with it, so no other record can have that.
    by_place: HashMap<usize, PreparedMessage>,
    /// What the page keeps, where it was looked at.
    pub(crate) staged: Option<staged::GroupedRecords>,
}

impl PreparedMessages {
    fn of(changes: &ChangeSet) -> Self {
        let messages = || {
            changes
                .conversations
                .iter()
                .flat_map(|change| &change.messages)
        };
        let mut by_place = HashMap::with_capacity(messages().count());
        by_place.extend(messages().map(|record| (place(record), PreparedMessage::of(record))));
        Self {
            by_place,
            staged: Some(staged::GroupedRecords::of(&changes.staged)),
        }
    }

    /// What is known of a message.
    pub(crate) fn get(&self, record: &MessageRecord) -> Option<&PreparedMessage> {
        self.by_place.get(&place(record))
    }
}

fn place(record: &MessageRecord) -> usize {
    std::ptr::from_ref(record).addr()
}
