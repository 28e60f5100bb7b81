//! What an operator sees of a running server: the log and the numbers. It must not let anything
//! personal out: no id of a person or a conversation, no query string, no body, no address.

mod http_metrics;
#[cfg(feature = "program")]
mod log;
mod request;

pub(crate) use http_metrics::HttpMetrics;
pub use http_metrics::StoreGauges;
#[cfg(feature = "program")]
pub use log::start as start_log;
pub(crate) use request::observe;
