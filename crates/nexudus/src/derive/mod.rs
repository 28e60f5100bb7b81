//! What it means: conversations, messages and outcomes, derived whole of the rows that are kept. Nothing
//! here asks a server.

pub(crate) mod batch;
pub(crate) mod candidates;
pub(crate) mod conversation;
pub(crate) mod custom_field;
pub(crate) mod draft;
pub(crate) mod linked_parts;
pub(crate) mod message;
pub(crate) mod outcome;
pub(crate) mod person;
pub(crate) mod placement;
pub(crate) mod snapshot;
pub(crate) mod time_pass;
pub(crate) mod touched;
