//! `/metrics`: the server's own numbers for Prometheus; `/v1/metrics`: the dashboard's.

use super::failure::Failure;
use super::shape::ErrorBody;
use super::{Context, auth};
use crate::settings::MetricsAccess;
use crate::store::Scope;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use model::metrics::{Metrics, Share};
use model::{Channel, Role};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Prometheus' text, as its client library words it.
const EXPOSITION: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The server's own numbers, for Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    security(("token" = [])),
    responses(
        (status = 200, description = "OpenMetrics text", body = String, content_type = "application/openmetrics-text"),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The token's role does not suffice", body = ErrorBody),
        (status = 429, description = "Too many requests", body = ErrorBody),
        (status = 503, description = "Busy; try again", body = ErrorBody),
    )
)]
pub(crate) async fn exposition(
    State(context): State<Context>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if context.config.settings.metrics == MetricsAccess::Token {
        auth::require(&context, &headers, &Role::metrics()).await?;
    }
    let levels = context.store.levels().await?;
    let text = context.meter.expose(levels);
    let text = text.map_err(|_| Failure::unavailable("the numbers cannot be written"))?;
    Ok(([(header::CONTENT_TYPE, EXPOSITION)], text).into_response())
}

/// Which conversations count.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// Those of one space, by its id.
    space: Option<String>,
    /// Those of one channel.
    channel: Option<String>,
    /// Those that started then or later (RFC 3339).
    from: Option<DateTime<Utc>>,
    /// Those that started before (RFC 3339).
    to: Option<DateTime<Utc>>,
}

/// The dashboard's numbers of a scope. The definitions are the application's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Numbers {
    /// Conversations in scope.
    total: u64,
    /// With a booking.
    bookings: Part,
    /// With a new customer.
    customers: Part,
    /// With a tour.
    tours: Part,
    /// With a contract.
    contracts: Part,
    /// With a day pass.
    day_passes: Part,
    /// With at least one outcome of any kind; not the sum of the kinds.
    any_conversion: Part,
    /// With a lead.
    leads: Part,
    /// Escalated: pending, active or resolved.
    escalated: u64,
    /// Active; null when no conversation in scope has a status.
    active: Option<u64>,
    /// Ended; null when no conversation in scope has a status.
    ended: Option<u64>,
    /// Messages that a reader sees, per conversation; null in an empty scope.
    average_messages: Option<f64>,
    /// Conversations by channel; the four common channels are always there.
    by_channel: BTreeMap<String, u64>,
}

/// Conversations with at least one, and their share of the scope.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Part {
    /// How many.
    conversations: u64,
    /// From 0 to 1; null in an empty scope.
    rate: Option<f64>,
}

/// The dashboard's numbers. Outcomes count that the server itself ties to a session.
#[utoipa::path(
    get,
    path = "/v1/metrics",
    security(("token" = [])),
    params(
        ("space" = Option<String>, Query, description = "Those of one space, by its id", nullable = false),
        ("channel" = Option<String>, Query, description = "Those of one channel", nullable = false),
        ("from" = Option<DateTime<Utc>>, Query, description = "Those that started then or later", nullable = false),
        ("to" = Option<DateTime<Utc>>, Query, description = "Those that started before", nullable = false),
    ),
    responses(
        (status = 200, description = "The numbers", body = Numbers),
        (status = 400, description = "A query that cannot be read", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The token's role does not suffice", body = ErrorBody),
        (status = 429, description = "Too many requests", body = ErrorBody),
        (status = 503, description = "Busy; try again", body = ErrorBody),
    )
)]
pub(crate) async fn numbers(
    State(context): State<Context>,
    query: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<Numbers>, Failure> {
    auth::require(&context, &headers, &Role::metrics()).await?;
    let Query(asked) = query.map_err(|_| Failure::bad_query())?;
    let metrics = context.store.metrics(&asked.scope()?).await?;
    Ok(Json(metrics.into()))
}

impl Asked {
    fn scope(self) -> Result<Scope, Failure> {
        let texts = [&self.space, &self.channel];
        // PostgreSQL takes no such character, and no id has one.
        if texts.into_iter().flatten().any(|text| text.contains('\0')) {
            return Err(Failure::bad_query());
        }
        Ok(Scope {
            space: self.space,
            channel: self.channel,
            from: self.from,
            to: self.to,
        })
    }
}

/// Channels that every answer names, so that a reader finds a 0 and not a hole.
const ALWAYS: [Channel; 4] = [
    Channel::Chat,
    Channel::Email,
    Channel::WhatsApp,
    Channel::Voice,
];

impl From<Metrics> for Numbers {
    fn from(metrics: Metrics) -> Self {
        let always = ALWAYS.iter().map(|channel| (channel.to_string(), 0));
        let mut by_channel = always.collect::<BTreeMap<_, _>>();
        let counts = metrics.by_channel.iter();
        by_channel.extend(counts.map(|it| (it.channel.to_string(), it.conversations)));
        Self {
            total: metrics.total,
            bookings: metrics.bookings.into(),
            customers: metrics.customers.into(),
            tours: metrics.tours.into(),
            contracts: metrics.contracts.into(),
            day_passes: metrics.day_passes.into(),
            any_conversion: metrics.any_conversion.into(),
            leads: metrics.leads.into(),
            escalated: metrics.escalated,
            active: metrics.active,
            ended: metrics.ended,
            average_messages: metrics.average_messages,
            by_channel,
        }
    }
}

impl From<Share> for Part {
    fn from(share: Share) -> Self {
        Self {
            conversations: share.conversations,
            rate: share.rate,
        }
    }
}
