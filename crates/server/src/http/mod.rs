//! The HTTP interface: routes, limits, and who may pass. It must not know SQL: it asks the store.

mod auth;
mod chat;
mod convert;
#[cfg(feature = "openapi")]
mod docs;
mod doors;
pub(crate) mod failure;
mod feed;
pub(crate) mod follow_up;
mod limits;
#[cfg(feature = "mcp")]
mod mcp;
mod metrics;
#[cfg(feature = "openapi")]
mod metrics_schema;
pub(crate) mod offers;
#[cfg(feature = "openapi")]
mod openapi;
mod page;
mod people;
mod records;
#[cfg(feature = "openapi")]
mod shape;
pub(crate) mod text;
pub(crate) mod transcript;
mod webhook;

use crate::observe::{self, Meter};
use crate::settings::{Limits, RecordAccess, Settings};
use crate::{Store, StoreError};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
pub use doors::{Doors, serve, serve_through};
use failure::Failure;
use limits::Gate;
use std::sync::Arc;
use tokio::sync::Notify;
use tower_http::compression::CompressionLayer;
use url::Url;

/// What an operator decided, ready for the routes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Config {
    /// Every setting.
    pub settings: Arc<Settings>,
    /// Rung when a transcript was asked for, so that the courier need not look all the time.
    pub mail: Arc<Notify>,
}

impl Config {
    /// A server for this machine alone: links to its own host, record pages open, no hurry.
    #[must_use]
    pub fn loopback() -> Self {
        Self::from(Settings {
            records: RecordAccess::Open,
            limits: Limits::unhurried(),
            ..Settings::default()
        })
    }

    /// A server for others: record pages need a token.
    #[must_use]
    pub fn guarded(public_url: Option<Url>) -> Self {
        Self::from(Settings {
            public_url,
            ..Settings::default()
        })
    }
}

impl From<Settings> for Config {
    fn from(settings: Settings) -> Self {
        Self {
            settings: Arc::new(settings),
            mail: Arc::default(),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) config: Config,
    pub(crate) gate: Arc<Gate>,
    pub(crate) meter: Arc<Meter>,
}

/// The whole interface over a store.
pub fn app(store: Store, config: Config) -> Router {
    let body_bytes = config.settings.limits.body_bytes as usize;
    let context = Context {
        store,
        config,
        gate: Arc::default(),
        meter: Arc::new(Meter::new()),
    };
    let meter = context.meter.clone();
    let routes = Router::new()
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics::exposition))
        .route("/v1/server", get(feed::server))
        .route("/v1/changes", get(feed::changes))
        .route("/v1/counts", get(feed::counts))
        .route("/v1/metrics", get(metrics::numbers))
        .route("/v1/spaces/{id}", put(chat::put_space))
        .route("/v1/conversations", post(chat::begin))
        .route("/v1/customers/{id}", put(people::put_customer))
        .route(
            "/v1/conversations/{id}",
            get(chat::conversation).delete(people::delete_conversation),
        )
        .route("/v1/conversations/{id}/messages", post(chat::append))
        .route("/v1/conversations/{id}/end", post(chat::end))
        .route(
            "/v1/conversations/{id}/transcript",
            post(transcript::request),
        )
        .route(
            "/v1/conversations/{id}/links",
            get(offers::list).post(offers::offer),
        )
        .route("/v1/conversations/{id}/leads", post(follow_up::lead))
        .route("/v1/conversations/{id}/escalate", post(follow_up::escalate))
        .route(
            "/v1/conversations/{id}/escalation",
            put(follow_up::escalation),
        )
        .route(
            "/v1/conversations/{id}/inbox-items/{item}",
            put(follow_up::inbox_item),
        )
        .route("/v1/conversions", post(convert::convert))
        .route("/v1/webhooks/{name}", post(webhook::receive))
        .route("/v1/dead-letters", get(convert::dead_letters))
        .route("/v1/dead-letters/{id}", delete(convert::drop_letter))
        .route("/v1/dead-letters/{id}/replay", post(convert::replay))
        .route("/v1/offers", get(offers::uptake))
        .route(
            "/v1/persons/{identifier}",
            get(people::person).delete(people::delete_person),
        )
        .route("/v1/records/{kind}/{id}", get(people::record))
        .route("/go/{token}", get(offers::follow))
        .route("/visitors/{id}", get(records::visitor))
        .route("/records/style.css", get(records::style))
        .route("/records/{kind}/{id}", get(records::page));
    #[cfg(feature = "openapi")]
    let routes = routes
        .route("/openapi.json", get(openapi::json))
        .route("/docs", get(openapi::page))
        .route("/docs/style.css", get(docs::style));
    #[cfg(feature = "mcp")]
    let routes = routes.route("/mcp", axum::routing::any(mcp::serve));
    routes
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn_with_state(
            context.clone(),
            limits::limit,
        ))
        .layer(DefaultBodyLimit::max(body_bytes))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers))
        .layer(middleware::from_fn_with_state(meter, observe::observe))
        .with_state(context)
}

/// Whether the process runs. It needs no token.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/healthz",
    responses(
        (status = 200, description = "It runs", body = Object, content_type = "application/json"),
        (status = 429, description = "Too many requests", body = shape::ErrorBody),
    )
))]
async fn health() -> Response {
    axum::Json(serde_json::json!({ "status": "ok" })).into_response()
}

/// Whether the store answers, and could be written to. It needs no token.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/readyz",
    responses(
        (status = 200, description = "It does", body = Object, content_type = "application/json"),
        (status = 429, description = "Too many requests", body = shape::ErrorBody),
        (status = 503, description = "It does not", body = shape::ErrorBody),
    )
))]
async fn ready(State(context): State<Context>) -> Result<Response, Failure> {
    let not_ready = |error: StoreError| Failure::not_ready(&error);
    context.store.counts().await.map_err(not_ready)?;
    context.store.check_writable().await.map_err(not_ready)?;
    Ok(axum::Json(serde_json::json!({ "status": "ready" })).into_response())
}

async fn no_such_route() -> Failure {
    Failure::not_found("there is nothing at this address")
}

async fn no_such_method() -> Failure {
    Failure::method_not_allowed()
}

/// Headers that every answer carries: conversations belong in no shared cache, and nothing is to be
/// taken for what it is not.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}
