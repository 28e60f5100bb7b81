//! NEXUDUS as a source: an operator's account, read through the REST API. Read-only by construction
//! ([`ReadOnlyClient`] can send GET and nothing else; a sign-in is the one exception, in `api::auth`).
//!
//! What is documented is relied on; what is inferred (paths, fields, what ties an outcome to a
//! conversation) is data that can be changed, checked on arrival, and never trusted alone. A record
//! that may not be read never stops the others.
//!
//! One stream: a pass lists each kind of record by `UpdatedOn`, fills what lists leave out, derives
//! conversations and outcomes, and now and then compares everything by id. Its position and what is
//! kept for the next pass travel with the rows.

mod api;
mod decode;
mod derive;
mod entity;
mod fingerprint;
mod pass;
mod read;
mod settings;
mod source;
mod staging;

pub use api::address::{USUAL_URL, api_url};
pub use api::auth::{
    AccountCredential, AccountTokens, SignInError, SignInForm, TokenKeeper, sign_in,
};
pub use api::client::{ApiAnswer, ReadOnlyClient, RequestTally};
pub use api::rate_limit::{RateClock, RateLimiter};
pub use api::session::SignIn;
pub use entity::{Entity, PathConfidence};
pub use read::endpoint::{EndpointAccess, EndpointProbe};
pub use settings::{DashboardLinks, NexudusSettings};
#[cfg(feature = "testing")]
pub use source::hasty_nexudus;
pub use source::{NexudusConfig, NexudusSource, capabilities, nexudus};
#[cfg(any(test, feature = "testing"))]
pub use staging::store::MemoryStagingStore;
pub use staging::store::StagingStore;
