//! The funnel: of conversations those in which a call to action was offered, and of those the ones that led to what it
//! asks for. Each step is a search, so that its conversations can be listed, and the count is the list's.

use crate::OfferKind;
use crate::request::ListFilter;
use serde::{Deserialize, Serialize};

/// Asks for the funnel of what a filter selects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelRequest {
    /// Over which conversations.
    pub filter: ListFilter,
}

/// Conversations, and the search that lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelStep {
    /// How many.
    pub conversations: u64,
    /// The search, as it is typed: the one of the scope within it.
    pub query: String,
}

/// The funnel of one kind of call to action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelRow {
    /// Which; none for any.
    pub kind: Option<OfferKind>,
    /// Those in which it was offered.
    pub offered: FunnelStep,
    /// Those of them in which the link was followed; none where no source tells.
    pub clicked: Option<FunnelStep>,
    /// Those of them that have the outcome, whether by the link or by another way.
    pub converted: FunnelStep,
    /// Those of them that have it not.
    pub not_converted: FunnelStep,
    /// Those that have the outcome without such an offer, as a booking that was confirmed in the conversation itself.
    /// They are lost to nobody, and in no step.
    pub without_offer: FunnelStep,
}

/// The funnel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelView {
    /// The conversations of the scope.
    pub scope: FunnelStep,
    /// One row for any kind, then one for each.
    pub rows: Vec<FunnelRow>,
}
