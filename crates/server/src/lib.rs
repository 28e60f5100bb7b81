//! daybook-server: where conversations live and outcomes are tied to them. A [`Store`], the HTTP
//! interface over it ([`router()`]), the importer of recorded dialogues and the embedded practice space.
//!
//! It must not know the desktop: no cache, no window, no Tauri. It prints nothing; the binary does.

mod clock;
#[cfg(feature = "dialogues")]
pub mod dialogues;
mod email_address;
pub mod embedded;
mod html;
mod http;
pub mod jobs;
#[cfg(feature = "mcp")]
mod mcp;
pub mod outcome_delivery;
pub mod record_links;
mod router;
pub mod settings;
mod store;
pub mod telemetry;
pub mod transcript;
mod validate;

pub use clock::ServerClock;
pub use http::serve::{ConnectionLimits, serve, serve_through};
pub use http::state::HttpConfig;
pub use router::router;
#[cfg(feature = "program")]
pub use settings::SettingsError;
pub use settings::{RecordAccess, ServerSettings};
pub use store::deletion_log;
pub use store::{
    DeadLetter, DeletionReceipt, EndedBy, FillState, ImportedConversation, MetricScope, NewToken,
    OfferUptake, PageLimit, Store, StoreAddress, StoreError, TokenId, TokenRight, TokenRow,
    WriteStatus, WriteSummary, restore, restore_without,
};
pub use validate::{FieldError, space as checked_space};
