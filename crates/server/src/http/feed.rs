//! `/v1/server`, `/v1/changes`, `/v1/counts`: what a laptop syncs from.

use super::auth;
use super::failure::Failure;
use super::shape::{self, ErrorBody};
use super::{Config, Context};
use crate::{PageLimit, StoreError, links};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use model::Role;
use model::feed::{Counts, ServerInfo};
use serde::Deserialize;
use std::net::{IpAddr, Ipv6Addr};

/// The query of `/v1/changes`, as text: a bad number deserves a better word than a parser's.
#[derive(Debug, Deserialize)]
pub(crate) struct After {
    after: Option<String>,
    limit: Option<String>,
}

impl After {
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
}

/// Who this is, and what the token may do. Any token may ask.
#[utoipa::path(
    get,
    path = "/v1/server",
    security(("token" = [])),
    responses(
        (status = 200, description = "This server", body = shape::ServerInfo),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The token's role does not suffice", body = ErrorBody),
        (status = 429, description = "Too many requests", body = ErrorBody),
        (status = 503, description = "Busy; try again", body = ErrorBody),
    )
)]
pub(crate) async fn server(
    State(context): State<Context>,
    headers: HeaderMap,
) -> Result<Json<ServerInfo>, Failure> {
    let role = auth::role(&context, &headers).await?;
    Ok(Json(ServerInfo {
        product: "daybook-server".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        store_id: context.store.store_id(),
        role,
    }))
}

/// A page of the feed.
#[utoipa::path(
    get,
    path = "/v1/changes",
    security(("token" = [])),
    params(
        ("after" = Option<String>, Query, description = "The cursor that the last page gave as `next`; none for the beginning", nullable = false),
        ("limit" = inline(Option<shape::PageLimit>), Query, description = "How many rows a page may hold before it ends; more than 10000 are 10000"),
    ),
    responses(
        (status = 200, description = "A page", body = shape::ChangesPage),
        (status = 400, description = "The cursor or the limit cannot be used", body = ErrorBody),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The token's role does not suffice", body = ErrorBody),
        (status = 429, description = "Too many requests", body = ErrorBody),
        (status = 503, description = "Busy; try again", body = ErrorBody),
    )
)]
pub(crate) async fn changes(
    State(context): State<Context>,
    query: Result<Query<After>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    auth::require(&context, &headers, &Role::Read).await?;
    let Query(query) = query.map_err(|_| Failure::bad_query())?;
    let mut page = context
        .store
        .changes(query.after.as_deref(), query.limit()?)
        .await?;
    links::expand(
        &mut page.changes,
        base(&context.config, &headers).as_deref(),
    );
    Ok(Json(page).into_response())
}

/// What the server holds.
#[utoipa::path(
    get,
    path = "/v1/counts",
    security(("token" = [])),
    responses(
        (status = 200, description = "The counts", body = shape::Counts),
        (status = 401, description = "No valid token", body = ErrorBody),
        (status = 403, description = "The token's role does not suffice", body = ErrorBody),
        (status = 429, description = "Too many requests", body = ErrorBody),
        (status = 503, description = "Busy; try again", body = ErrorBody),
    )
)]
pub(crate) async fn counts(
    State(context): State<Context>,
    headers: HeaderMap,
) -> Result<Json<Counts>, Failure> {
    auth::require(&context, &headers, &Role::Read).await?;
    Ok(Json(context.store.counts().await?))
}

/// The address that links begin with: the configured one, or the request's own host where that is
/// this machine. Any other Host header is the client's word, and is not repeated.
pub(super) fn base(config: &Config, headers: &HeaderMap) -> Option<String> {
    if let Some(url) = &config.settings.public_url {
        return Some(url.as_str().trim_end_matches('/').to_owned());
    }
    let host = headers.get(header::HOST).map(HeaderValue::to_str)?.ok()?;
    is_loopback(host).then(|| format!("http://{host}"))
}

/// Whether a Host header names this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    match bare {
        Some(v6) => v6.parse::<Ipv6Addr>().is_ok_and(|it| it.is_loopback()),
        None => {
            name.eq_ignore_ascii_case("localhost")
                || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        let cases = [
            ("127.0.0.1:8787", true),
            ("localhost", true),
            ("LOCALHOST:1", true),
            ("[::1]:80", true),
            ("127.0.0.1.evil.example:80", false),
            ("localhost.evil.example", false),
            ("192.168.1.4:80", false),
            ("127.0.0.1:80/../x", false),
            ("user@127.0.0.1", false),
            ("", false),
        ];
        for (host, expected) in cases {
            assert_eq!(is_loopback(host), expected, "{host}");
        }
    }

    #[test]
    fn a_limit_is_a_whole_number() {
        let limit = |text: &str| {
            After {
                after: None,
                limit: Some(text.to_owned()),
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
}
