//! What it means: conversations, messages and outcomes out of rows that are kept.

pub(crate) mod batch;
pub(crate) mod custom_field;
pub(crate) mod linked_records;
pub(crate) mod message;
pub(crate) mod moved;
pub(crate) mod outcome;
pub(crate) mod tied;
pub(crate) mod time_pass;
