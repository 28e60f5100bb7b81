//! Deliveries that could not be placed: listed, tried again and dropped by an operator.

use super::auth::Caller;
use super::conversions::{RecordedConversions, shown};
use super::error::HttpError;
use super::extract::PathId;
use super::query::{AskedQuery, asked};
use super::state::ServerState;
use crate::outcome_delivery;
use crate::store::DeadLetter;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, Utc};
use model::Role;
use serde::{Deserialize, Serialize};

/// No letter has a higher number: as much as any program of any language holds exactly.
const MOST_LETTERS: i64 = 9_000_000_000_000_000;
/// Letters in one answer.
const LETTERS: u32 = 100;

/// Deliveries that named a session nobody knew.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = DeadLetters))]
pub(crate) struct DeadLetterList {
    /// They, oldest first, replayed ones included.
    dead_letters: Vec<DeadLetterView>,
}

/// A delivery that named a session nobody knew.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Letter))]
struct DeadLetterView {
    /// Its number.
    id: i64,
    /// When it first came.
    received_at: DateTime<Utc>,
    /// By which way: `api`, or a webhook's name.
    origin: String,
    /// What was delivered.
    payload: serde_json::Value,
    /// Why it could not be recorded.
    reason: String,
    /// How often it was tried.
    attempts: u64,
    /// When it was recorded after all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    replayed_at: Option<DateTime<Utc>>,
}

/// Where a list goes on.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub(crate) struct DeadLetterQuery {
    /// The number of the last letter that was read.
    #[cfg_attr(
        feature = "openapi",
        param(minimum = 0, maximum = 9_000_000_000_000_000i64)
    )]
    after: Option<i64>,
}

/// Lists deliveries that named a session nobody knew, oldest first, a hundred at a time.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    tag = "convert",
    path = "/v1/dead-letters",
    security(("token" = [])),
    params(DeadLetterQuery),
    responses(
        (status = 200, description = "The letters", body = DeadLetterList),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn dead_letters(
    State(context): State<ServerState>,
    caller: Caller,
    query: AskedQuery<DeadLetterQuery>,
) -> Result<Json<DeadLetterList>, HttpError> {
    caller.require(&Role::Admin)?;
    let query = asked(query)?;
    let after = query.after.unwrap_or_default();
    if !(0..=MOST_LETTERS).contains(&after) {
        return Err(HttpError::bad_field(
            "after is the number of a dead letter, or 0",
        ));
    }
    let letters = context.store.dead_letters(after, LETTERS).await?;
    let dead_letters = letters.into_iter().map(DeadLetterView::from).collect();
    Ok(Json(DeadLetterList { dead_letters }))
}

/// Tries a dead letter again: the conversation may be there by now.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    tag = "convert",
    path = "/v1/dead-letters/{id}/replay",
    security(("token" = [])),
    params(("id" = i64, Path, description = "The letter", minimum = 1, maximum = 9_000_000_000_000_000i64)),
    responses(
        (status = 200, description = "It is recorded", body = RecordedConversions),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn replay(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    headers: HeaderMap,
) -> Result<Json<RecordedConversions>, HttpError> {
    caller.require(&Role::Admin)?;
    let conversions = outcome_delivery::replay(&context.store, number(id)?).await?;
    Ok(Json(shown(&context, &headers, conversions)))
}

/// Drops a dead letter for good.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    tag = "convert",
    path = "/v1/dead-letters/{id}",
    security(("token" = [])),
    params(("id" = i64, Path, description = "The letter", minimum = 1, maximum = 9_000_000_000_000_000i64)),
    responses((status = 204, description = "It is gone"), super::schema::RefusalResponses)
))]
pub(crate) async fn drop_letter(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
) -> Result<StatusCode, HttpError> {
    caller.require(&Role::Admin)?;
    context.store.drop_dead_letter(number(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn number(id: PathId) -> Result<i64, HttpError> {
    let number = id.ok().and_then(|Path(id)| id.parse::<i64>().ok());
    let number = number.filter(|id| (1..=MOST_LETTERS).contains(id));
    number.ok_or_else(|| HttpError::bad_field("a dead letter has a number"))
}

impl From<DeadLetter> for DeadLetterView {
    fn from(letter: DeadLetter) -> Self {
        Self {
            id: letter.id,
            received_at: letter.received_at,
            origin: letter.origin,
            // What cannot be read any more is shown as it is.
            payload: serde_json::from_str(&letter.payload)
                .unwrap_or(serde_json::Value::String(letter.payload)),
            reason: letter.reason,
            attempts: letter.attempts,
            replayed_at: letter.replayed_at,
        }
    }
}
