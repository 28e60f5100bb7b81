//! Spaces: made and changed by the systems beside a chatbot.

use super::auth::Caller;
use super::error::HttpError;
use super::extract::{JsonBody, PathId, SentJson, path_id};
use super::state::ServerState;
use crate::validate;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use model::Role;
use serde::Deserialize;

/// A space.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Space))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSpace {
    /// The name that readers see.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    name: String,
    /// The IANA time zone.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_+/-]{1,64}$"))]
    time_zone: String,
}

/// Makes a space, or changes it.
#[cfg_attr(feature = "openapi", utoipa::path(
    put,
    tag = "chat",
    path = "/v1/spaces/{id}",
    security(("token" = [])),
    params(("id" = String, Path, description = "The space", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = NewSpace,
    responses(
        (status = 200, description = "The space as it is now", body = super::schema::SpaceRecordSchema),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn put_space(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    body: JsonBody<NewSpace>,
) -> Result<Response, HttpError> {
    caller.require(&Role::Write)?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    let space = validate::space(id.as_str(), body.name, &body.time_zone)?;
    context
        .store
        .put_spaces(std::slice::from_ref(&space))
        .await?;
    Ok(Json(space).into_response())
}
