//! `/healthz`, `/readyz`: whether the process runs, and whether its store does.

use super::error::HttpError;
use super::state::ServerState;
use crate::store::StoreError;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

/// Whether the process runs. It needs no token.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    tag = "super",
    path = "/healthz",
    responses(
        (status = 200, description = "It runs", body = Object, content_type = "application/json"),
        (status = 429, description = "Too many requests", body = super::schema::ErrorBodySchema),
    )
))]
pub(crate) async fn health() -> Response {
    axum::Json(serde_json::json!({ "status": "ok" })).into_response()
}

/// Whether the store answers, and could be written to. It needs no token.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    tag = "super",
    path = "/readyz",
    responses(
        (status = 200, description = "It does", body = Object, content_type = "application/json"),
        (status = 429, description = "Too many requests", body = super::schema::ErrorBodySchema),
        (status = 503, description = "It does not", body = super::schema::ErrorBodySchema),
    )
))]
pub(crate) async fn ready(State(context): State<ServerState>) -> Result<Response, HttpError> {
    let not_ready = |error: StoreError| HttpError::not_ready(&error);
    context.store.counts().await.map_err(not_ready)?;
    context.store.check_writable().await.map_err(not_ready)?;
    Ok(axum::Json(serde_json::json!({ "status": "ready" })).into_response())
}
