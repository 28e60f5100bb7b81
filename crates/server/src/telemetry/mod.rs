//! What an operator sees of a running server: the log and the numbers. It must not let anything
//! personal out: no id of a person or a conversation, no query string, no body, no address.

#[cfg(feature = "program")]
mod log;
mod meter;
mod request;

#[cfg(feature = "program")]
pub use log::start as start_log;
pub use meter::StoreGauges;
pub(crate) use meter::HttpMetrics;
pub(crate) use request::observe;
