//! What an empty list would show if one part of what is asked were left out, and whether that part alone finds
//! anything: which word was one too many.

use crate::request::ListFilter;
use serde::{Deserialize, Serialize};

/// A part of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "snake_case")]
pub enum RelaxedPart {
    /// A term of the search, as it was typed.
    Term(String),
    /// The channel.
    Channel,
    /// The period.
    Period,
    /// The space.
    Space,
    /// The source.
    Source,
    /// The view.
    View,
}

/// A filter with one part left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRelaxation {
    /// What is left out.
    pub part: RelaxedPart,
    /// The filter without it.
    pub filter: ListFilter,
    /// How many conversations that finds.
    pub conversations: u64,
    /// How many the part finds by itself.
    pub alone: u64,
}
