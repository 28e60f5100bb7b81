//! `/records/…`: minimal pages of the records that badges link to. No scripts, no remote assets, and
//! a policy that would stop both.

use super::auth::Caller;
use super::error::HttpError;
use super::record_page;
use super::state::ServerState;
use crate::record_links::RecordKind;
use crate::settings::RecordAccess;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use model::{Reach, Role};

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const STYLE: &str = include_str!("records.css");

/// The page of one record.
pub(crate) async fn page(
    State(context): State<ServerState>,
    caller: Caller,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, HttpError> {
    let missing = || HttpError::not_found("there is no such record");
    let Path((kind, id)) = path.map_err(|_| missing())?;
    show(&context, &caller, &kind, &id).await
}

/// The page of a visitor, with the whole conversation that led to the tour.
pub(crate) async fn visitor(
    State(context): State<ServerState>,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, HttpError> {
    let Path(id) = id.map_err(|_| HttpError::not_found("there is no such record"))?;
    show(&context, &caller, RecordKind::Visitor.word(), &id).await
}

async fn show(
    context: &ServerState,
    caller: &Caller,
    kind: &str,
    id: &str,
) -> Result<Response, HttpError> {
    if context.config.settings.records == RecordAccess::Token {
        caller.require_of_reader(&Role::records(kind))?;
    }
    let missing = || HttpError::not_found("there is no such record");
    let kind = RecordKind::from_word(kind).ok_or_else(missing)?;
    // Where the pages are open to everybody, a token still shows no more than its spaces.
    let reach = caller
        .grant()
        .map_or(Reach::Everywhere, |it| it.reach.clone());
    let record = context.store.bound_to(&reach).record(kind, id).await?;
    let record = record.ok_or_else(missing)?;
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
