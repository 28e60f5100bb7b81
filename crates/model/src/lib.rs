//! BOUNDARY: what crosses a border of the house. Ids, records (server to cache), views (cache to
//! window), requests, events and error codes.
//!
//! This crate must never know a store, a server, a window or a clock: serde and chrono only, and it
//! builds for wasm32.

pub mod account;
pub mod after_hours;
pub mod annotation;
pub mod audit;
pub mod body_tree;
pub mod capability;
pub mod command;
pub mod comparison;
pub mod conversion_time;
pub mod coverage;
pub mod dashboard;
pub mod deletion;
pub mod enums;
pub mod event;
pub mod facet;
pub mod failure;
pub mod feed;
pub mod funnel;
pub mod handover;
mod host;
pub mod identity;
pub mod ids;
pub mod language;
pub mod lead;
pub mod list_columns;
pub mod marks;
pub mod metrics;
mod offer;
pub mod opening_hours;
pub mod outcome_history;
pub mod outward;
pub mod person;
pub mod plausible_time;
mod reach;
pub mod record;
pub mod relaxation;
pub mod report;
pub mod request;
pub mod review_queue;
pub mod rule;
pub mod saved_view;
pub mod search;
pub mod session;
pub mod theme;
pub mod trend;
pub mod us_state;
pub mod view;
mod visible_text;
pub mod zone_view;

pub use enums::{
    AuditAction, BodyFormat, Channel, ConversionKind, Delivery, Escalation, EscalationCause,
    FlagKind, FollowUp, InboxStatus, Origin, Role, Sender, SourceKind, Status,
};
pub use host::{ascii_host, ascii_url};
pub use ids::{
    AnnotationId, ConversationId, CustomerId, ListId, MessageId, QueueId, RemoteId, SavedViewId,
    SourceId, SpaceId,
};
pub use offer::{OfferKind, OfferView};
pub use reach::Reach;
pub use visible_text::{is_unseen, visible};
