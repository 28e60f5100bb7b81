//! The HTTP interface, one file per resource: what is read from a request, who may pass, and what is
//! answered. It must not know SQL: it asks the store.

pub(crate) mod address_places;
pub(crate) mod auth;
pub(crate) mod base_url;
pub(crate) mod call_to_action;
pub(crate) mod compute_pool;
pub(crate) mod conversations;
pub(crate) mod conversions;
pub(crate) mod dead_letters;
#[cfg(feature = "openapi")]
pub(crate) mod docs;
pub(crate) mod error;
pub(crate) mod extract;
pub(crate) mod feed;
pub(crate) mod follow_up;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod metrics;
#[cfg(feature = "openapi")]
pub(crate) mod metrics_schema;
#[cfg(feature = "openapi")]
pub(crate) mod openapi;
pub(crate) mod patient_stream;
pub(crate) mod people;
pub(crate) mod rate_gate;
pub(crate) mod record_page;
pub(crate) mod records;
#[cfg(feature = "openapi")]
pub(crate) mod schema;
pub(crate) mod serve;
pub(crate) mod spaces;
pub(crate) mod state;
pub(crate) mod transcript;
pub(crate) mod webhook;
