//! Nexudus accounts: connecting one, its sign-in, and its page.

pub(crate) mod account_page;
pub(crate) mod connect;
pub(crate) mod sign_in;
