//! `/metrics`: the server's own numbers for Prometheus; `/v1/metrics`: the dashboard's.

use super::failure::Failure;
use super::{Context, auth};
use crate::settings::MetricsAccess;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use model::Role;

/// Prometheus' text, as its client library words it.
const EXPOSITION: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The server's own numbers.
pub(crate) async fn exposition(
    State(context): State<Context>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if context.config.settings.metrics == MetricsAccess::Token {
        auth::require(&context, &headers, &Role::Read).await?;
    }
    let levels = context.store.levels().await?;
    let text = context.meter.expose(levels);
    let text = text.map_err(|_| Failure::unavailable("the numbers cannot be written"))?;
    Ok(([(header::CONTENT_TYPE, EXPOSITION)], text).into_response())
}
