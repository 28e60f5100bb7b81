//! `/mcp`: the door to the tools for chatbots. Every request shows a token that may converse, and stands
//! for itself: there are no sessions to keep, so that any server behind a proxy may answer.

use super::{McpHandler, origin_check};
use crate::http::auth::Caller;
use crate::http::base_url::base_url;
use crate::http::error::HttpError;
use crate::http::state::ServerState;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use model::Role;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use std::sync::Arc;

/// Answers one request of an MCP client.
pub(crate) async fn serve(
    State(context): State<ServerState>,
    caller: Caller,
    request: Request,
) -> Result<Response, HttpError> {
    let grant = caller.require(&Role::converse())?;
    origin_check::check(&context.config, request.headers())?;
    let base = base_url(&context.config, request.headers());
    let settings = settings(&context);
    let desk = McpHandler::new(context, base, grant.reach.clone());
    let sessions = Arc::new(NeverSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(desk.clone()), sessions, settings);
    Ok(service.handle(request).await.map(Body::new))
}

fn settings(context: &ServerState) -> StreamableHttpServerConfig {
    StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_sse_keep_alive(None)
        .with_max_request_body_bytes(context.config.settings.limits.body_bytes as usize)
        // Asked before, by our own rule: the library's answer would not say what to do.
        .disable_allowed_hosts()
}
