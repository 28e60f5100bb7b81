//! `/v1/server`, `/v1/changes`, `/v1/counts`: what a laptop syncs from.

use super::auth::Caller;
use super::base_url::base_url;
use super::error::HttpError;
use super::query::{AskedQuery, asked};
use super::state::ServerState;
use crate::store::BoundStore;
use crate::{PageLimit, StoreError, TokenRight, record_links};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use model::Role;
use model::feed::{ChangesPage, RecordCounts, ServerInfo};
use serde::Deserialize;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The longest that an answer waits for news: less than any request may take.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Cancelled when the server is to stop: from then on nobody waits for news.
#[derive(Clone, Debug)]
pub(crate) struct StopSignal(pub(crate) CancellationToken);

/// The query of `/v1/changes`, as text: a bad number deserves a better word than a parser's.
#[derive(Debug, Deserialize)]
pub(crate) struct ChangesQuery {
    after: Option<String>,
    limit: Option<String>,
    wait: Option<String>,
}

impl ChangesQuery {
    fn limit(&self) -> Result<u32, StoreError> {
        match self.limit.as_deref() {
            None => Ok(PageLimit::DEFAULT.get()),
            // A number too large for the type is still "more than the most".
            Some(text) if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) => {
                Ok(text.parse().unwrap_or(u32::MAX))
            }
            Some(_) => Err(StoreError::BadLimit),
        }
    }

    /// How long to wait where nothing is new: `30s`, or `30`.
    fn wait(&self) -> Result<Duration, HttpError> {
        let Some(text) = self.wait.as_deref() else {
            return Ok(Duration::ZERO);
        };
        let digits = text.strip_suffix('s').unwrap_or(text);
        let short = (1..=2).contains(&digits.len());
        let number = short && digits.bytes().all(|it| it.is_ascii_digit());
        let seconds = number.then(|| digits.parse().ok()).flatten();
        let wait = seconds.map(Duration::from_secs);
        wait.filter(|wait| *wait <= LONGEST_WAIT)
            .ok_or_else(HttpError::bad_wait)
    }
}

/// Who this is, and what the token may do, and where. Any token may ask.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/v1/server",
    security(("token" = [])),
    responses(
        (status = 200, description = "This server", body = super::schema::ServerInfoSchema),
        (status = 401, description = "No valid token", body = super::schema::ErrorBodySchema),
        (status = 403, description = "The token's role does not suffice", body = super::schema::ErrorBodySchema),
        (status = 429, description = "Too many requests", body = super::schema::ErrorBodySchema),
        (status = 503, description = "Busy; try again", body = super::schema::ErrorBodySchema),
    )
))]
pub(crate) async fn server(
    State(context): State<ServerState>,
    caller: Caller,
) -> Result<Json<ServerInfo>, HttpError> {
    Ok(Json(introduction(&context, caller.program()?)))
}

/// Who this is, and what may be done with a token.
fn introduction(context: &ServerState, grant: &TokenRight) -> ServerInfo {
    ServerInfo {
        product: "daybook-server".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        store_id: context.store.store_id(),
        role: grant.role.clone(),
        reach: grant.reach.clone(),
    }
}

/// A page of the feed, of what is in the token's spaces, with who says it, and on the last page what there is. With `wait`, an answer that would hold nothing is put off until something is
/// committed, the time is over or the server stops.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/v1/changes",
    security(("token" = [])),
    params(
        ("after" = Option<String>, Query, description = "The cursor that the last page gave as `next`; none for the beginning", nullable = false),
        ("limit" = inline(Option<super::schema::PageLimitSchema>), Query, description = "How many rows a page may hold before it ends; more than 10000 are 10000"),
        ("wait" = inline(Option<super::schema::WaitSchema>), Query, description = "Where nothing is new, how long to wait for something before answering all the same: whole seconds from 0 to 30, such as 30s"),
    ),
    responses(
        (status = 200, description = "A page", body = super::schema::ChangesPageSchema),
        (status = 400, description = "The cursor, the limit or the wait cannot be used", body = super::schema::ErrorBodySchema),
        (status = 401, description = "No valid token", body = super::schema::ErrorBodySchema),
        (status = 403, description = "The token's role does not suffice", body = super::schema::ErrorBodySchema),
        (status = 429, description = "Too many requests", body = super::schema::ErrorBodySchema),
        (status = 503, description = "Busy; try again", body = super::schema::ErrorBodySchema),
    )
))]
pub(crate) async fn changes(
    State(context): State<ServerState>,
    caller: Caller,
    stopping: Option<Extension<StopSignal>>,
    query: AskedQuery<ChangesQuery>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let grant = caller.require(&Role::Read)?;
    let query = asked(query)?;
    let store = context.store.bound_to(&grant.reach);
    let mut page = page(store, &query, stopping).await?;
    if query.wait()? > Duration::ZERO {
        // Much may have happened meanwhile, to the token too.
        let caller = Caller::of(&context, &headers).await?;
        caller.require(&Role::Read)?;
    }
    page.server = Some(introduction(&context, grant));
    // Counted within spaces they would cost a reading of all of these at each page.
    if page.remaining == 0 && grant.reach.is_everywhere() {
        page.counts = Some(context.store.counts().await?);
    }
    record_links::expand(
        &mut page.changes,
        base_url(&context.config, &headers).as_deref(),
    );
    written(&context, page).await
}

/// A page as JSON. It may be megabytes, which takes a while to write.
async fn written(context: &ServerState, page: ChangesPage) -> Result<Response, HttpError> {
    if page.covered == 0 {
        return Ok(Json(page).into_response());
    }
    let json = context.feeds.run(move || serde_json::to_vec(&page)).await?;
    let json = json.map_err(|_| HttpError::failed())?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// The page that was asked for: at once, or as soon as there is one.
async fn page(
    store: BoundStore<'_>,
    query: &ChangesQuery,
    stopping: Option<Extension<StopSignal>>,
) -> Result<ChangesPage, HttpError> {
    let (after, limit, wait) = (query.after.as_deref(), query.limit()?, query.wait()?);
    let waiting = store.changes_within(after, limit, wait);
    let Some(Extension(StopSignal(stop))) = stopping else {
        return Ok(waiting.await?);
    };
    match stop.run_until_cancelled(waiting).await {
        Some(page) => Ok(page?),
        None => Ok(store.changes(after, limit).await?),
    }
}

/// What the server holds, of what is in the token's spaces.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/v1/counts",
    security(("token" = [])),
    responses(
        (status = 200, description = "The counts", body = super::schema::CountsSchema),
        (status = 401, description = "No valid token", body = super::schema::ErrorBodySchema),
        (status = 403, description = "The token's role does not suffice", body = super::schema::ErrorBodySchema),
        (status = 429, description = "Too many requests", body = super::schema::ErrorBodySchema),
        (status = 503, description = "Busy; try again", body = super::schema::ErrorBodySchema),
    )
))]
pub(crate) async fn counts(
    State(context): State<ServerState>,
    caller: Caller,
) -> Result<Json<RecordCounts>, HttpError> {
    let grant = caller.require(&Role::Read)?;
    Ok(Json(context.store.bound_to(&grant.reach).counts().await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_whole_number() {
        let limit = |text: &str| {
            ChangesQuery {
                after: None,
                limit: Some(text.to_owned()),
                wait: None,
            }
            .limit()
            .ok()
        };
        let cases = [
            ("5", Some(5)),
            ("99999999999999", Some(u32::MAX)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("many", None),
            ("1.5", None),
        ];
        for (text, expected) in cases {
            assert_eq!(limit(text), expected, "{text}");
        }
    }

    #[test]
    fn a_wait_is_some_seconds_and_never_longer_than_a_request_may_take() {
        let wait = |text: &str| {
            let after = ChangesQuery {
                after: None,
                limit: None,
                wait: Some(text.to_owned()),
            };
            after.wait().ok().map(|it| it.as_secs())
        };
        let cases = [
            ("30s", Some(30)),
            ("30", Some(30)),
            ("0", Some(0)),
            ("05s", Some(5)),
            ("31s", None),
            ("", None),
            ("s", None),
            ("-1", None),
            ("+1s", None),
            ("1.5s", None),
            ("030", None),
            ("1m", None),
            ("soon", None),
        ];
        for (text, expected) in cases {
            assert_eq!(wait(text), expected, "{text}");
        }
    }
}
