//! The same contract on PostgreSQL.
#![allow(
    clippy::duplicate_mod,
    reason = "the same tests, on the other database"
)]

use crate::things::home_on_postgres as home;

#[path = "../continuation.rs"]
mod continuation;
#[path = "../dashboard.rs"]
mod dashboard;
#[path = "../escalations.rs"]
mod escalations;
#[path = "../feed.rs"]
mod feed;
#[path = "../feed_sizes.rs"]
mod feed_sizes;
#[path = "../http.rs"]
mod http;
#[path = "../idempotency.rs"]
mod idempotency;
#[path = "../known_as.rs"]
mod known_as;
#[path = "../letters_expire.rs"]
mod letters_expire;
#[path = "../mcp.rs"]
mod mcp;
#[path = "../numbers.rs"]
mod numbers;
#[path = "../outcomes.rs"]
mod outcomes;
#[path = "../races.rs"]
mod races;
#[path = "../records.rs"]
mod records;
#[path = "../roles.rs"]
mod roles;
#[path = "../sessions.rs"]
mod sessions;
#[path = "../spaces_apart.rs"]
mod spaces_apart;
#[path = "../standing.rs"]
mod standing;
#[path = "../store.rs"]
mod store;
#[path = "../taken_back.rs"]
mod taken_back;
#[path = "../times.rs"]
mod times;
#[path = "../together.rs"]
mod together;
#[path = "../transcripts.rs"]
mod transcripts;
#[path = "../waiting.rs"]
mod waiting;
#[path = "../webhooks.rs"]
mod webhooks;
#[path = "../words.rs"]
mod words;
