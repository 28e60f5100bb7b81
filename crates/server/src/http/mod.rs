//! The HTTP interface: routes, limits, and who may pass. It must not know SQL: it asks the store.

mod auth;
mod failure;
mod feed;
mod page;
mod records;
mod text;

use crate::settings::{RecordAccess, Settings};
use crate::{Store, StoreError};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use failure::Failure;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use url::Url;

/// The largest request body that is read. Nothing that is served today needs one.
const MAX_BODY: usize = 64 * 1024;
/// How long an answer may take to begin.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests under way may take once the server was asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// What an operator decided, ready for the routes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Config {
    /// Every setting.
    pub settings: Arc<Settings>,
}

impl Config {
    /// A server for this machine alone: links to its own host, record pages open.
    #[must_use]
    pub fn loopback() -> Self {
        Self::from(Settings {
            records: RecordAccess::Open,
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
        }
    }
}

#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) config: Config,
}

/// The whole interface over a store.
pub fn app(store: Store, config: Config) -> Router {
    let context = Context { store, config };
    Router::new()
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route("/v1/server", get(feed::server))
        .route("/v1/changes", get(feed::changes))
        .route("/v1/counts", get(feed::counts))
        .route("/records/style.css", get(records::style))
        .route("/records/{kind}/{id}", get(records::page))
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn(limits))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers))
        .with_state(context)
}

/// Serves until `stop` is done; then requests under way are finished, within a limit.
///
/// # Errors
/// The listener failed.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let signal = async move {
        stop.await;
        // The receiver lives as long as this call.
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, app).with_graceful_shutdown(signal);
    let late = async move {
        match stopped.await {
            Ok(()) => tokio::time::sleep(GRACE).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        done = serving.into_future() => done,
        () = late => Ok(()),
    }
}

async fn health() -> Response {
    axum::Json(serde_json::json!({ "status": "ok" })).into_response()
}

async fn ready(State(context): State<Context>) -> Result<Response, Failure> {
    context
        .store
        .counts()
        .await
        .map_err(|error: StoreError| Failure::not_ready(&error))?;
    Ok(axum::Json(serde_json::json!({ "status": "ready" })).into_response())
}

async fn no_such_route() -> Failure {
    Failure::not_found("there is nothing at this address")
}

async fn no_such_method() -> Failure {
    Failure::method_not_allowed()
}

/// Bounds what one request may cost.
async fn limits(request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length
        .and_then(|it| it.to_str().ok())
        .and_then(|it| it.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BODY as u64) {
        return Failure::too_large().into_response();
    }
    match tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::timed_out().into_response(),
    }
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
