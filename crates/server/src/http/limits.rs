//! What one request may cost: body size, time to answer, and how often its client may come. It must not
//! remember anybody: that is the rate gate's.

use super::auth::Caller;
use super::error::HttpError;
use super::rate_gate::ClientIdentity;
use super::state::ServerState;
use super::webhook;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::time::Instant;

/// Turns away what is too large or too often, and answers what takes too long.
pub(crate) async fn limit(
    State(context): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let limits = context.config.settings.limits;
    let from = context.config.settings.client_address;
    if declared_length(&request).is_some_and(|length| length > u64::from(limits.body_bytes)) {
        return HttpError::too_large().into_response();
    }
    let client = ClientIdentity::of(&request, from);
    if let Err(wait) = context.gate.admit(&client, limits, Instant::now()) {
        return HttpError::throttled(wait).into_response();
    }
    if brings_body(&request) && !context.gate.knows(&client) {
        // Nothing of a body is read for somebody who may not send one.
        let caller = Caller::of(&context, request.headers()).await;
        if let Err(refused) = caller.and_then(|caller| caller.program().map(drop)) {
            return refused.into_response();
        }
    }
    match tokio::time::timeout(limits.request_time(), next.run(request)).await {
        Ok(response) => response,
        Err(_) => HttpError::timed_out().into_response(),
    }
}

/// Whether a route that wants a token would read a body. A webhook is signed over its body, and has places
/// of its own.
fn brings_body(request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map(MatchedPath::as_str).unwrap_or_default();
    let guarded = route == "/mcp" || (route.starts_with("/v1/") && route != webhook::ROUTE);
    let reads = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::DELETE
    );
    let brings = declared_length(request).is_some_and(|length| length > 0)
        || request.headers().contains_key(header::TRANSFER_ENCODING);
    guarded && reads && brings
}

fn declared_length(request: &Request) -> Option<u64> {
    let length = request.headers().get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}
