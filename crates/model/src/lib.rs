//! BOUNDARY: what crosses a border of the house. Ids, records (server to cache), views (cache to
//! window), requests, events and error codes.
//!
//! This crate must never know a store, a server, a window or a clock: serde and chrono only, and it
//! builds for wasm32.

pub mod account;
pub mod body;
pub mod event;
pub mod failure;
pub mod feed;
pub mod ids;
pub mod metrics;
pub mod record;
pub mod request;
pub mod sets;
pub mod view;

pub use ids::{ConversationId, CustomerId, ListId, MessageId, RemoteId, SourceId, SpaceId};
pub use sets::{
    BodyFormat, Channel, ConversionKind, Delivery, Escalation, InboxStatus, Origin, Role, Sender,
    SourceKind, Status,
};
