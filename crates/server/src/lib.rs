//! daybook-server: where conversations live and outcomes are tied to them. A [`Store`], the HTTP
//! interface over it ([`app`]), the importer of recorded dialogues and the embedded practice space.
//!
//! It must not know the desktop: no cache, no window, no Tauri. It prints nothing; the binary does.

mod clock;
pub mod dialogues;
pub mod embedded;
mod http;
pub mod jobs;
pub mod links;
pub mod observe;
pub mod populate;
pub mod practice;
pub mod settings;
mod store;

pub use clock::Clock;
pub use http::{Config, app, serve};
pub use settings::{RecordAccess, Settings, SettingsError};
pub use store::{
    Fill, Imported, Outcome, PageLimit, Scope, Store, StoreAddress, StoreError, TokenId, TokenRow,
    Written,
};
