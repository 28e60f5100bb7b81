//! The contract of the store and of its interface, on a file.

use crate::things::home;

#[path = "../desk.rs"]
mod desk;
#[path = "../feed.rs"]
mod feed;
#[path = "../http.rs"]
mod http;
#[path = "../records.rs"]
mod records;
#[path = "../sessions.rs"]
mod sessions;
#[path = "../store.rs"]
mod store;
#[path = "../transcripts.rs"]
mod transcripts;
#[path = "../waiting.rs"]
mod waiting;
#[path = "../continuation.rs"]
mod continuation;
#[path = "../idempotency.rs"]
mod idempotency;
#[path = "../races.rs"]
mod races;
