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
use insights::{METRICS, MetricForm, MetricSpec, MetricsJson};
use model::Role;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::openapi::schema::{RefBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

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

/// The dashboard's numbers of a scope. The definitions are the application's, and so are the keys.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct DashboardNumbers(MetricsJson);

/// The description of [`DashboardNumbers`], from the registry: what is not listed there is not said.
impl PartialSchema for DashboardNumbers {
    fn schema() -> RefOr<Schema> {
        let about = "The dashboard's numbers of a scope. The definitions are the application's.";
        let object = ObjectBuilder::new().description(Some(about));
        let object = METRICS.iter().fold(object, with_metric);
        object
            .property("by_channel", channels_schema())
            .required("by_channel")
            .into()
    }
}

impl ToSchema for DashboardNumbers {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Numbers")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((RATE_SCHEMA.to_owned(), rate_schema()));
    }
}

/// The name of a count with its rate among the schemas.
const RATE_SCHEMA: &str = "Part";

fn with_metric(object: ObjectBuilder, metric: &MetricSpec) -> ObjectBuilder {
    let (key, about) = (metric.id.key(), Some(metric.definition));
    match metric.form {
        MetricForm::Count => object
            .property(key, count_schema(Type::Integer).description(about))
            .required(key),
        MetricForm::CountIfKnown => {
            let or_null = SchemaType::from_iter([Type::Integer, Type::Null]);
            object.property(key, count_schema(or_null).description(about))
        }
        MetricForm::Rate => object
            .property(
                key,
                RefBuilder::new()
                    .ref_location_from_schema_name(RATE_SCHEMA)
                    .description(about),
            )
            .required(key),
        MetricForm::Average => object.property(key, fraction_schema().description(about)),
    }
}

fn count_schema(of: impl Into<SchemaType>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(of)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0))
}

fn fraction_schema() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Number, Type::Null]))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
}

fn rate_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .description(Some(
            "Conversations with at least one, and their share of the scope.",
        ))
        .property(
            "conversations",
            count_schema(Type::Integer).description(Some("How many.")),
        )
        .required("conversations")
        .property(
            "rate",
            fraction_schema().description(Some("From 0 to 1; null in an empty scope.")),
        )
        .into()
}

fn channels_schema() -> ObjectBuilder {
    ObjectBuilder::new()
        .description(Some(
            "Conversations by channel; the four common channels are always there.",
        ))
        .property_names(Some(ObjectBuilder::new().schema_type(Type::String)))
        .additional_properties(Some(count_schema(Type::Integer)))
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
        (status = 200, description = "The numbers", body = DashboardNumbers),
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
) -> Result<Json<DashboardNumbers>, Failure> {
    auth::require(&context, &headers, &Role::metrics()).await?;
    let Query(asked) = query.map_err(|_| Failure::bad_query())?;
    let metrics = context.store.metrics(&asked.scope()?).await?;
    Ok(Json(DashboardNumbers(MetricsJson(metrics))))
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
