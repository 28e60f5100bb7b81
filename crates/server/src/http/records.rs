//! `/records/…`: minimal pages of the records that badges link to. No scripts, no remote assets, and
//! a policy that would stop both.

use super::error::HttpError;
use super::state::ServerState;
use super::{auth, record_page};
use crate::record_links::RecordKind;
use crate::settings::RecordAccess;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use model::Role;

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const STYLE: &str = include_str!("records.css");

/// The page of one record.
pub(crate) async fn page(
    State(context): State<ServerState>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let missing = || HttpError::not_found("there is no such record");
    let Path((kind, id)) = path.map_err(|_| missing())?;
    show(&context, &headers, &kind, &id).await
}

/// The page of a visitor, with the whole conversation that led to the tour.
pub(crate) async fn visitor(
    State(context): State<ServerState>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let Path(id) = id.map_err(|_| HttpError::not_found("there is no such record"))?;
    show(&context, &headers, RecordKind::Visitor.word(), &id).await
}

async fn show(
    context: &ServerState,
    headers: &HeaderMap,
    kind: &str,
    id: &str,
) -> Result<Response, HttpError> {
    if context.config.settings.records == RecordAccess::Token {
        auth::require_of_reader(context, headers, &Role::records(kind)).await?;
    }
    let missing = || HttpError::not_found("there is no such record");
    let kind = RecordKind::from_word(kind).ok_or_else(missing)?;
    let record = context.store.record(kind, id).await?.ok_or_else(missing)?;
    let id = id.to_owned();
    let page = move || record_page::render(kind, &id, &record);
    let mut response = Html(context.pages.run(page).await?).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}

/// The style of the pages: a file, because the policy allows none inside a page.
pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}
