//! What is read from a request, or why it cannot be.

use super::error::HttpError;
use super::half_characters;
use crate::validate;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{FromRequest, Path, Request};
use axum::http::StatusCode;
use model::RemoteId;
use serde::de::DeserializeOwned;

/// A body of JSON as it was sent. Half a character in it, which some senders make where they cut a text, is
/// read as U+FFFD: the rest of what was said must not be lost for it.
#[derive(Debug)]
pub(crate) struct SentJson<T>(pub(crate) T);

/// A body of JSON, or why it is none.
pub(crate) type JsonBody<T> = Result<SentJson<T>, HttpError>;
/// The id in a path, or why it cannot be read.
pub(crate) type PathId = Result<Path<String>, PathRejection>;

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for SentJson<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let whole = Request::from_parts(parts.clone(), body);
        let sent = Bytes::from_request(whole, state).await.map_err(unread)?;
        let mended = Body::from(half_characters::mended(sent));
        let Json(read) = Json::from_request(Request::from_parts(parts, mended), state).await?;
        Ok(Self(read))
    }
}

/// Why a body could not be received.
#[allow(
    clippy::needless_pass_by_value,
    reason = "it stands where an error is mapped"
)]
pub(crate) fn unread(rejection: BytesRejection) -> HttpError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        HttpError::too_large()
    } else {
        HttpError::bad_field("the body cannot be read")
    }
}

/// The id in a path.
pub(crate) fn path_id(id: PathId) -> Result<RemoteId, HttpError> {
    let Path(id) = id.map_err(|_| HttpError::bad_field("the id in the address cannot be read"))?;
    Ok(validate::id(&id, "the id in the address")?)
}
