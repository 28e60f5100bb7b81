//! BOUNDARY: what crosses a border of the house. Ids, records (server to cache), views (cache to
//! window), requests, events and error codes.
//!
//! This crate must never know a store, a server, a window or a clock: serde and chrono only, and it
//! builds for wasm32.

pub mod account;
pub mod body_tree;
pub mod capability;
pub mod command;
pub mod enums;
pub mod event;
pub mod failure;
pub mod feed;
pub mod ids;
pub mod metrics;
pub mod record;
pub mod request;
pub mod session;
pub mod view;

pub use enums::{
    BodyFormat, Channel, ConversionKind, Delivery, Escalation, InboxStatus, Origin, Role, Sender,
    SourceKind, Status,
};
pub use ids::{ConversationId, CustomerId, ListId, MessageId, RemoteId, SourceId, SpaceId};
