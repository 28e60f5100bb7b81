//! One file a table or aggregate: its row, its reads, its writes. Nothing here opens a transaction
//! or knows what a list is.

pub(crate) mod channel;
pub(crate) mod child;
pub(crate) mod conversation;
pub(crate) mod cursor;
pub(crate) mod customer;
pub(crate) mod held;
pub(crate) mod kept;
pub(crate) mod message;
pub(crate) mod met;
pub(crate) mod meta;
pub(crate) mod quarantine;
pub(crate) mod remembered;
pub(crate) mod run;
pub(crate) mod search;
pub(crate) mod source;
pub(crate) mod space;
pub(crate) mod spine;
pub(crate) mod tombstone;
