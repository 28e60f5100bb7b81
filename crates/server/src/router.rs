//! The whole interface: every address with what answers it, and what surrounds each answer. It must not
//! hold a rule of its own.

use crate::http::error::HttpError;
use crate::http::state::{HttpConfig, ServerState};
use crate::http::{
    call_to_action, conversations, conversions, dead_letters, feed, follow_up, health, limits,
    metrics, people, query, records, space_gate, spaces, transcript, webhook,
};
#[cfg(feature = "openapi")]
use crate::http::{docs, openapi};
#[cfg(feature = "mcp")]
use crate::mcp;
use crate::store::Store;
use crate::telemetry;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use tower_http::compression::CompressionLayer;

/// The whole interface over a store.
pub fn router(store: Store, config: HttpConfig) -> Router {
    let body_bytes = config.settings.limits.body_bytes as usize;
    let context = ServerState::new(store, config);
    let meter = context.meter.clone();
    let routes = Router::new()
        .route("/healthz", get(health::health))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::exposition))
        .route("/v1/server", get(feed::server))
        .route("/v1/changes", get(feed::changes))
        .route("/v1/counts", get(feed::counts))
        .route("/v1/metrics", get(metrics::numbers))
        .route("/v1/spaces/{id}", put(spaces::put_space))
        .route("/v1/conversations", post(conversations::begin))
        .route("/v1/customers/{id}", put(people::put_customer))
        .route(
            "/v1/customers/{id}/merged-into",
            put(people::merge).delete(people::separate),
        )
        .route(
            "/v1/conversations/{id}",
            get(conversations::conversation).delete(people::delete_conversation),
        )
        .route(
            "/v1/conversations/{id}/messages",
            post(conversations::append),
        )
        .route("/v1/conversations/{id}/end", post(conversations::end))
        .route(
            "/v1/conversations/{id}/transcript",
            post(transcript::request),
        )
        .route(
            "/v1/conversations/{id}/links",
            get(call_to_action::list).post(call_to_action::offer),
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
        .route("/v1/conversions", post(conversions::convert))
        .route(
            "/v1/conversions/{kind}/{record}",
            put(conversions::correct).delete(conversions::take_back),
        )
        .route(webhook::ROUTE, post(webhook::receive))
        .route("/v1/dead-letters", get(dead_letters::dead_letters))
        .route("/v1/dead-letters/{id}", delete(dead_letters::drop_letter))
        .route("/v1/dead-letters/{id}/replay", post(dead_letters::replay))
        .route("/v1/offers", get(call_to_action::uptake))
        .route(
            "/v1/persons/{identifier}",
            get(people::person).delete(people::delete_person),
        )
        .route("/v1/records/{kind}/{id}", get(people::record))
        .route("/go/{token}", get(call_to_action::follow))
        .route("/visitors/{id}", get(records::visitor))
        .route("/records/style.css", get(records::style))
        .route("/records/{kind}/{id}", get(records::page));
    #[cfg(feature = "openapi")]
    let routes = routes
        .route("/openapi.json", get(openapi::json))
        .route("/docs", get(openapi::page))
        .route("/docs/style.css", get(docs::style));
    #[cfg(feature = "mcp")]
    let routes = routes.route("/mcp", axum::routing::any(mcp::endpoint::serve));
    routes
        .route_layer(middleware::from_fn_with_state(
            context.clone(),
            space_gate::pass,
        ))
        .route_layer(middleware::from_fn(query::known_names))
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn_with_state(
            context.clone(),
            limits::limit,
        ))
        .layer(DefaultBodyLimit::max(body_bytes))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers))
        .layer(middleware::from_fn_with_state(meter, telemetry::observe))
        .with_state(context)
}

async fn no_such_route() -> HttpError {
    HttpError::not_found("there is nothing at this address")
}

async fn no_such_method() -> HttpError {
    HttpError::method_not_allowed()
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
