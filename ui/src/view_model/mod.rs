//! What the window shows, as plain structs and pure functions: tested natively, with no browser, no
//! clock and no transport. Components render these and decide nothing.

pub mod account;
pub mod excerpt;
pub mod filter;
pub mod icon;
pub mod keys;
pub mod labels;
pub mod link;
pub mod numbers;
pub mod pages;
pub mod person;
pub mod scroll;
pub mod settings;
pub mod sparkline;
pub mod status;
pub mod strip;
pub mod timeline;
pub mod when;
