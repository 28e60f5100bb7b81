//! Outcomes over HTTP. What a delivery means is decided
//! in `outcome_delivery`; this says it in HTTP.

use super::auth;
use super::base_url::base_url;
use super::error::HttpError;
use super::extract::JsonBody;
use super::state::ServerState;
use crate::outcome_delivery::{self, DeliveryResult, NewConversion};
use crate::{WriteStatus, record_links};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::Role;
use model::record::ConversionRecord;
use serde::Serialize;

/// Outcomes that one delivery made: a sign-up of somebody new makes two.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Conversions))]
pub(crate) struct RecordedConversions {
    /// They, as they are held.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<super::schema::ConversionRecordSchema>))]
    conversions: Vec<ConversionRecord>,
}

/// Ties an outcome to the conversation of a session, and creates or updates the record that it made: a
/// tour the visitor, a contract the contract and its coworker, a booking the booking, a day pass the
/// product. The session id stands in the record's custom fields. Delivered twice, it counts once. A
/// delivery whose session nobody knows is kept as a dead letter.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    tag = "convert",
    path = "/v1/conversions",
    security(("token" = [])),
    request_body = NewConversion,
    responses(
        (status = 201, description = "It was new", body = RecordedConversions),
        (status = 200, description = "It was known", body = RecordedConversions),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn convert(
    State(context): State<ServerState>,
    headers: HeaderMap,
    body: JsonBody<NewConversion>,
) -> Result<Response, HttpError> {
    auth::require(&context, &headers, &Role::converse()).await?;
    let Json(body) = body?;
    deliver(&context, &headers, outcome_delivery::API, body).await
}

/// Records a delivery that may come in, by whichever way, and answers.
pub(crate) async fn deliver(
    context: &ServerState,
    headers: &HeaderMap,
    origin: &str,
    delivery: NewConversion,
) -> Result<Response, HttpError> {
    let delivered = outcome_delivery::deliver(&context.store, origin, delivery).await?;
    let DeliveryResult {
        conversions,
        outcome,
    } = delivered;
    let status = match outcome {
        WriteStatus::Recorded => StatusCode::CREATED,
        WriteStatus::AlreadyKnown => StatusCode::OK,
    };
    Ok((status, Json(shown(context, headers, conversions))).into_response())
}

pub(crate) fn shown(
    context: &ServerState,
    headers: &HeaderMap,
    mut conversions: Vec<ConversionRecord>,
) -> RecordedConversions {
    let base = base_url(&context.config, headers);
    for it in &mut conversions {
        record_links::expand_one(&mut it.url, base.as_deref());
    }
    RecordedConversions { conversions }
}
