//! What is read from a request, or why it cannot be.

use super::error::HttpError;
use crate::validate;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use model::RemoteId;

/// A body of JSON, or why it is none.
pub(crate) type JsonBody<T> = Result<Json<T>, JsonRejection>;
/// The id in a path, or why it cannot be read.
pub(crate) type PathId = Result<Path<String>, PathRejection>;

/// The id in a path.
pub(crate) fn path_id(id: PathId) -> Result<RemoteId, HttpError> {
    let Path(id) = id.map_err(|_| HttpError::bad_field("the id in the address cannot be read"))?;
    Ok(validate::id(&id, "the id in the address")?)
}
