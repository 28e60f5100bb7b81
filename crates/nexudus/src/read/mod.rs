//! What is asked: lists, records by id, and what an account may read at all.

pub(crate) mod access;
pub(crate) mod endpoint;
pub(crate) mod fetch_by_id;
pub(crate) mod list;
pub(crate) mod list_progress;
pub(crate) mod prefetch;
pub(crate) mod reader;
pub(crate) mod reader_state;
pub(crate) mod request;
pub(crate) mod time_estimate;
