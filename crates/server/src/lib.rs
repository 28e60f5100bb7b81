//! daybook-server: where conversations live and outcomes are tied to them. A [`Store`], the HTTP
//! interface over it ([`app`]), the importer of recorded dialogues and the embedded practice space.
//!
//! It must not know the desktop: no cache, no window, no Tauri. It prints nothing; the binary does.

mod clock;
pub mod delivery;
#[cfg(feature = "dialogues")]
pub mod dialogues;
pub mod embedded;
mod field;
mod http;
pub mod jobs;
pub mod links;
#[cfg(feature = "mcp")]
mod mcp;
pub mod observe;
pub mod settings;
mod store;
pub mod tombstones;
pub mod transcript;

pub use clock::Clock;
pub use field::FieldError;
pub use http::{Config, Doors, app, serve, serve_through};
#[cfg(feature = "program")]
pub use settings::SettingsError;
pub use settings::{RecordAccess, Settings};
pub use store::{
    DeadLetter, EndedBy, Fill, Imported, Outcome, PageLimit, Receipt, Scope, Store, StoreAddress,
    StoreError, TokenId, TokenRow, Uptake, Written, restore, restore_without,
};
