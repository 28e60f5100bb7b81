//! `/metrics`: the server's own numbers for Prometheus; `/v1/metrics`: the dashboard's.

use super::auth::Caller;
use super::error::HttpError;
use super::query::{AskedPeriod, AskedQuery, asked};
use super::space_gate;
use super::state::ServerState;
use crate::settings::MetricsAccess;
use crate::store::MetricScope;
use crate::validate;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use insights::MetricsJson;
use model::{Channel, RemoteId, Role};
use serde::{Deserialize, Serialize};

/// Prometheus' text, as its client library words it.
const EXPOSITION: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The server's own numbers, for Prometheus.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/metrics",
    security(("token" = [])),
    responses(
        (status = 200, description = "OpenMetrics text", body = String, content_type = "application/openmetrics-text"),
        (status = 401, description = "No valid token", body = super::schema::ErrorBodySchema),
        (status = 403, description = "The token's role does not suffice", body = super::schema::ErrorBodySchema),
        (status = 429, description = "Too many requests", body = super::schema::ErrorBodySchema),
        (status = 503, description = "Busy; try again", body = super::schema::ErrorBodySchema),
    )
))]
pub(crate) async fn exposition(
    State(context): State<ServerState>,
    caller: Caller,
) -> Result<Response, HttpError> {
    if context.config.settings.metrics == MetricsAccess::Token {
        caller.require(&Role::metrics())?;
    }
    let levels = context.store.levels().await?;
    let text = context.meter.expose(levels);
    let text = text.map_err(|_| HttpError::unavailable("the numbers cannot be written"))?;
    Ok(([(header::CONTENT_TYPE, EXPOSITION)], text).into_response())
}

/// Which conversations count.
#[derive(Debug, Deserialize)]
pub(crate) struct MetricsQuery {
    /// Those of one space, by its id.
    space: Option<String>,
    /// Those of one channel.
    channel: Option<String>,
    /// Those that started then or later (RFC 3339).
    from: Option<String>,
    /// Those that started before (RFC 3339).
    to: Option<String>,
}

/// The dashboard's numbers of a scope. The definitions are the application's, and so are the keys.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct DashboardNumbers(MetricsJson);

/// The dashboard's numbers. Outcomes count that the server itself ties to a session.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/v1/metrics",
    security(("token" = [])),
    params(
        ("space" = Option<String>, Query, description = "Those of one space, by its id", nullable = false, pattern = "^[A-Za-z0-9._:~-]{1,128}$"),
        ("channel" = Option<String>, Query, description = "Those of one channel", nullable = false, pattern = "^[^\\u0000]*$"),
        ("from" = Option<DateTime<Utc>>, Query, description = "Those that started then or later", nullable = false),
        ("to" = Option<DateTime<Utc>>, Query, description = "Those that started before", nullable = false),
    ),
    responses(
        (status = 200, description = "The numbers", body = DashboardNumbers),
        (status = 400, description = "A query that cannot be read", body = super::schema::ErrorBodySchema),
        (status = 401, description = "No valid token", body = super::schema::ErrorBodySchema),
        (status = 403, description = "The token's role does not suffice", body = super::schema::ErrorBodySchema),
        (status = 429, description = "Too many requests", body = super::schema::ErrorBodySchema),
        (status = 503, description = "Busy; try again", body = super::schema::ErrorBodySchema),
    )
))]
pub(crate) async fn numbers(
    State(context): State<ServerState>,
    caller: Caller,
    query: AskedQuery<MetricsQuery>,
) -> Result<Json<DashboardNumbers>, HttpError> {
    let grant = caller.require(&Role::metrics())?;
    let scope = asked(query)?.scope(context.store.clock().now())?;
    if let Some(space) = &scope.space {
        space_gate::require_space(&grant.reach, &RemoteId::from(space.as_str()))?;
    }
    let metrics = context.store.bound_to(&grant.reach).metrics(&scope).await?;
    Ok(Json(DashboardNumbers(MetricsJson(metrics))))
}

impl MetricsQuery {
    fn scope(self, now: DateTime<Utc>) -> Result<MetricScope, HttpError> {
        let period = AskedPeriod::read(self.from.as_deref(), self.to.as_deref(), now)?;
        let channel = self.channel.map(|it| validate::no_nul(it, "channel"));
        let channel = channel.transpose()?;
        let channel = channel.as_deref().map(Channel::from);
        Ok(MetricScope {
            space: validate::id_if_any(self.space.as_deref(), "space")?.map(|it| it.to_string()),
            channel: channel.map(|it| it.to_string()),
            from: period.from,
            to: period.to,
        })
    }
}
