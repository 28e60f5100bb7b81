//! Numbers over the conversations that are shown.

mod metric_strip;

pub(crate) use metric_strip::metric_strip;
