//! The conversation index: what lists, tabs, totals and metrics need of every conversation, in memory,
//! 32 bytes each (`entry`). `conversation_index` holds it, `order` its order, `sort` any other one, `entry_test` what a search
//! asks of it, `fact_codes` what an entry has no room for, `facet_tally` how many have what, `shared_index` lets readers and the writer share it, `marked` has what the manager noted, and
//! `filter` makes result sets of it. It must not know the database.

pub(crate) mod bitmap;
pub(crate) mod conversation_index;
pub(crate) mod entry;
pub(crate) mod entry_test;
pub(crate) mod facet_tally;
pub(crate) mod fact_codes;
pub(crate) mod filter;
pub(crate) mod marked;
pub(crate) mod order;
pub(crate) mod shared_index;
pub(crate) mod sort;

pub(crate) use conversation_index::{ConversationIndex, IndexDelta};
