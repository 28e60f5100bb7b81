//! One file a table or aggregate: its row, its reads, its writes. Nothing here opens a transaction
//! or knows what a list is.

pub(crate) mod audit;
pub(crate) mod audit_view;
pub(crate) mod channel;
pub(crate) mod child;
pub(crate) mod connected_source;
pub(crate) mod contact;
pub(crate) mod conversation;
pub(crate) mod counts;
pub(crate) mod cursor;
pub(crate) mod customer;
pub(crate) mod deletion;
pub(crate) mod fact;
pub(crate) mod follow_up;
pub(crate) mod language;
pub(crate) mod last_look;
pub(crate) mod mark;
pub(crate) mod message;
pub(crate) mod meta;
pub(crate) mod packed_index;
pub(crate) mod quarantine;
pub(crate) mod queue;
pub(crate) mod raw_count;
pub(crate) mod rule;
pub(crate) mod run;
pub(crate) mod salvaged;
pub(crate) mod saved_view;
pub(crate) mod search;
pub(crate) mod setting;
pub(crate) mod sort_text;
pub(crate) mod source;
pub(crate) mod space;
pub(crate) mod staged;
pub(crate) mod sweep;
pub(crate) mod text_fact;
pub(crate) mod tombstone;
