//! A message as it is kept and as it is told. What belongs to it is decided by the rows alone; which
//! conversation it is of, in `placement`.

use crate::decode::record::NexudusRecord;
use crate::decode::vocabulary;
use crate::fingerprint::print;
use chrono::{DateTime, Utc};
use model::record::MessageRecord;
use model::{RemoteId, Sender};

/// The field of a kept message that stands for its text, which lies in the cache already.
const PRINT: &str = "_print";
/// The field of a kept message that says which fields are those of its session, and are not kept twice.
const SAME: &str = "_same";
/// The field of a kept message that says which way the customer message went that carried it.
pub(crate) const INCOMING: &str = "_incoming";

/// What is not kept of a message where its session says the same.
pub(crate) const OF_SESSION: [&str; 3] = ["BusinessId", "Channel", "ChatSession"];

/// Whether the text of a message is known. One that could not be read is not an empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextState {
    Known,
    Unread,
}

impl TextState {
    pub(crate) fn of(record: &NexudusRecord) -> Self {
        if record.is_unfilled() && record.is_unknown("Content") {
            Self::Unread
        } else {
            Self::Known
        }
    }
}

/// A message as it is kept, among very many: without its text, which lies in the cache, without its
/// id, by which it is kept, and without what is said twice: what its session says as well, and a change
/// at the time at which it was made ([`NexudusRecord::changed_on`]).
pub(crate) fn kept_message(record: &NexudusRecord, session: Option<&NexudusRecord>) -> String {
    let mut without = vec!["Content", "Id"];
    let mut same = 0_u8;
    for (at, key) in OF_SESSION.iter().enumerate() {
        if session.is_some_and(|session| record.agrees(key, session)) {
            without.push(key);
            same |= 1 << at;
        }
    }
    if record.text("UpdatedOn") == record.text("CreatedOn") {
        without.push("UpdatedOn");
    }
    let print = print(record.text("Content").unwrap_or_default());
    let same = same.to_string();
    record.to_body_with(&without, &[(PRINT, print.as_str()), (SAME, same.as_str())])
}

/// A kept message whose text cannot be read any more.
pub(crate) fn still_unread(before: &str) -> String {
    let mut record = NexudusRecord::of_body(before);
    record.note_unfilled();
    record.to_body()
}

/// A kept message with what its session says of it. A message that an earlier version kept does not say
/// which fields those are: all that it lacks, then.
pub(crate) fn whole_message(body: &str, session: Option<&NexudusRecord>) -> NexudusRecord {
    let mut record = NexudusRecord::of_body(body);
    let Some(session) = session else {
        return record;
    };
    let same = record.int(SAME);
    for (at, key) in OF_SESSION.into_iter().enumerate() {
        if same.map_or(!record.names(key), |same| same & (1 << at) != 0) {
            record.take_over(key, session);
        }
    }
    record
}

/// A kept message that needs its session no longer.
pub(crate) fn written_out(body: &str, session: &NexudusRecord) -> String {
    let mut record = whole_message(body, Some(session));
    record.set(SAME, "0");
    record.to_body()
}

/// Whether an earlier version kept it, and did not say what its session says as well.
pub(crate) fn is_of_earlier_version(record: &NexudusRecord) -> bool {
    !record.names(SAME)
}

/// Who wrote it, as far as is known.
pub(crate) fn sender_of(row: &NexudusRecord) -> Sender {
    vocabulary::sender(row, row.flag(INCOMING))
}

/// A message as it is told. Where its own time is not known it stands at its session's.
pub(crate) fn message_record(
    id: i64,
    row: &NexudusRecord,
    session: &NexudusRecord,
) -> MessageRecord {
    let sender = sender_of(row);
    let body = row.text("Content").unwrap_or_default();
    MessageRecord {
        id: RemoteId(id.to_string()),
        sender_name: (sender == Sender::Operator)
            .then(|| row.text("ResponderName"))
            .flatten()
            .map(|name| name.trim().to_owned()),
        delivery: vocabulary::delivery(&sender, row),
        format: vocabulary::format(body),
        body: body.to_owned(),
        sent_at: stands_at(row, session),
        sender,
        time_said: None,
        earlier: Vec::new(),
    }
}

/// Where a message stands among the others.
pub(crate) fn stands_at(row: &NexudusRecord, session: &NexudusRecord) -> DateTime<Utc> {
    let of_session = || {
        session
            .made_on()
            .or_else(|| session.when("LastActivityUtc"))
    };
    row.made_on()
        .or_else(of_session)
        .unwrap_or(DateTime::UNIX_EPOCH)
}
