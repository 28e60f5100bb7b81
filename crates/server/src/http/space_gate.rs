//! The one gate that every route passes. It finds out who asks, once, and keeps a token that is bound to spaces
//! within them: a conversation of another space is not there, and what a route shows or writes of no one space
//! is refused. A route that is not named here is refused to such a token, so that a new one is closed until
//! somebody has thought of it. It must not know what a role may: that is the routes' own.

use super::auth::Caller;
use super::error::HttpError;
use super::state::ServerState;
use super::webhook;
use crate::validate;
use axum::RequestPartsExt as _;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use model::{Reach, RemoteId};

/// What of a route has to do with spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RouteScope {
    /// Nothing: it shows nobody's words, and asks for no token.
    Open,
    /// The conversation in its address.
    Conversation,
    /// The space in its address.
    Space,
    /// The route narrows what it shows and writes to the token's spaces.
    Narrowed,
    /// What is of no one space, or of all.
    Whole,
}

/// What each route has to do with spaces; of any other it is not known.
const ROUTES: [(&str, RouteScope); 37] = {
    use RouteScope::{Conversation, Narrowed, Open, Space, Whole};
    [
        ("/healthz", Open),
        ("/readyz", Open),
        ("/go/{token}", Open),
        (webhook::ROUTE, Open),
        ("/records/style.css", Open),
        ("/openapi.json", Open),
        ("/docs", Open),
        ("/docs/style.css", Open),
        ("/v1/server", Narrowed),
        ("/v1/changes", Narrowed),
        ("/v1/counts", Narrowed),
        ("/v1/metrics", Narrowed),
        ("/v1/offers", Narrowed),
        ("/v1/conversations", Narrowed),
        ("/v1/conversions", Narrowed),
        ("/v1/conversions/{kind}/{record}", Narrowed),
        ("/v1/persons/{identifier}", Narrowed),
        ("/v1/records/{kind}/{id}", Narrowed),
        ("/records/{kind}/{id}", Narrowed),
        ("/visitors/{id}", Narrowed),
        ("/mcp", Narrowed),
        ("/v1/spaces/{id}", Space),
        ("/v1/conversations/{id}", Conversation),
        ("/v1/conversations/{id}/messages", Conversation),
        ("/v1/conversations/{id}/end", Conversation),
        ("/v1/conversations/{id}/transcript", Conversation),
        ("/v1/conversations/{id}/links", Conversation),
        ("/v1/conversations/{id}/leads", Conversation),
        ("/v1/conversations/{id}/escalate", Conversation),
        ("/v1/conversations/{id}/escalation", Conversation),
        ("/v1/conversations/{id}/inbox-items/{item}", Conversation),
        ("/metrics", Whole),
        ("/v1/customers/{id}", Whole),
        ("/v1/customers/{id}/merged-into", Whole),
        ("/v1/dead-letters", Whole),
        ("/v1/dead-letters/{id}", Whole),
        ("/v1/dead-letters/{id}/replay", Whole),
    ]
};

/// Lets a request through to its route, which learns from it who asks.
pub(crate) async fn pass(
    State(context): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match admit(&context, &mut parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(refused) => refused.into_response(),
    }
}

async fn admit(context: &ServerState, parts: &mut Parts) -> Result<Caller, HttpError> {
    let scope = scope_of(parts);
    if scope == RouteScope::Open {
        return Ok(Caller::Nobody);
    }
    let caller = Caller::of(context, &parts.headers).await?;
    let reach = caller.grant().map(|grant| &grant.reach);
    if let Some(reach) = reach.filter(|reach| !reach.is_everywhere()) {
        keep_within(context, reach, scope, parts).await?;
    }
    Ok(caller)
}

fn scope_of(parts: &Parts) -> RouteScope {
    let path = parts.extensions.get::<MatchedPath>();
    let path = path.map(MatchedPath::as_str).unwrap_or_default();
    let known = ROUTES.iter().find(|(route, _)| *route == path);
    known.map_or(RouteScope::Whole, |(_, scope)| *scope)
}

async fn keep_within(
    context: &ServerState,
    reach: &Reach,
    scope: RouteScope,
    parts: &mut Parts,
) -> Result<(), HttpError> {
    match scope {
        RouteScope::Open | RouteScope::Narrowed => Ok(()),
        RouteScope::Whole => Err(HttpError::needs_all_spaces()),
        RouteScope::Space => require_space(reach, &id_of(parts).await?),
        RouteScope::Conversation => {
            let id = id_of(parts).await?;
            require_conversation(context, reach, &id).await
        }
    }
}

/// Refuses what names another space than a token's.
pub(crate) fn require_space(reach: &Reach, space: &RemoteId) -> Result<(), HttpError> {
    if reach.includes(space) {
        Ok(())
    } else {
        Err(HttpError::outside_spaces(reach))
    }
}

/// Says of a conversation of another space what is said of one that is not there.
pub(crate) async fn require_conversation(
    context: &ServerState,
    reach: &Reach,
    id: &RemoteId,
) -> Result<(), HttpError> {
    if reach.is_everywhere() || context.store.bound_to(reach).knows(id).await? {
        Ok(())
    } else {
        Err(HttpError::not_found("there is no such conversation"))
    }
}

/// The `{id}` of an address.
async fn id_of(parts: &mut Parts) -> Result<RemoteId, HttpError> {
    let unreadable = || HttpError::bad_field("the id in the address cannot be read");
    let params = parts.extract::<RawPathParams>().await;
    let params = params.map_err(|_| unreadable())?;
    let id = params.iter().find(|(name, _)| *name == "id");
    let (_, id) = id.ok_or_else(unreadable)?;
    Ok(validate::id(id, "the id in the address")?)
}
