//! Answers into records of listed fields, and their words into ours. Nothing here asks or keeps.

pub(crate) mod custom_value;
pub(crate) mod kept_record;
pub(crate) mod page;
pub(crate) mod record;
pub(crate) mod row_summary;
pub(crate) mod timestamp;
pub(crate) mod vocabulary;
