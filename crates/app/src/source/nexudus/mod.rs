//! Nexudus accounts as sources: connecting one, its sign-in, its pace, and its page.

mod access;
mod account_page;
mod connect;
mod credential;
pub(crate) mod driver;
mod rate_clock;
mod request_log;
mod sessions;
mod setting_keys;
mod sign_in;
mod staging;
mod token_store;
