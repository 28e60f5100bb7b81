//! Calls to action over HTTP: offering a link, following it, and what came of it. A link leads only to
//! what the operator configured, asked at each click; this server is no open redirect.

use super::auth::Caller;
use super::base_url::base_url;
use super::error::HttpError;
use super::extract::{JsonBody, PathId, SentJson, path_id};
use super::query::{AskedPeriod, AskedQuery, asked};
use super::record_page;
use super::space_gate;
use super::state::ServerState;
use crate::settings::CallToActionKind;
use crate::store::{LinkOffer, OfferUptake, StoredLink};
use crate::validate;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use model::{RemoteId, Role};
use serde::{Deserialize, Serialize};

/// A link to offer.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLink {
    /// What it asks for.
    pub(crate) kind: LinkWord,
    /// The plan, the office, the room: where the configured address has a place for it.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    pub(crate) target: Option<String>,
    /// The message in which it stands.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    pub(crate) message_id: Option<String>,
}

/// The calls to action.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinkWord {
    /// Buy a day pass.
    DayPass,
    /// Sign up for a membership plan.
    Plan,
    /// Ask for a tour.
    Tour,
    /// Confirm a booking.
    Booking,
}

/// A link that was offered.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OfferedLink {
    /// The address to give to the visitor; none where this server does not know its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub(crate) url: Option<String>,
    /// What it asks for.
    kind: String,
    /// The plan, the office, the room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    target: Option<String>,
    /// The message in which it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    message_id: Option<String>,
    /// When it was offered.
    offered_at: DateTime<Utc>,
    /// When it was first followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    first_click_at: Option<DateTime<Utc>>,
    /// How often it was followed.
    clicks: u64,
}

/// The links of a conversation.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OfferedLinks {
    /// They, oldest first.
    links: Vec<OfferedLink>,
}

/// What came of calls to action.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Offers))]
pub(crate) struct OfferStatistics {
    /// A line for each kind.
    offers: Vec<OfferLine>,
}

/// What came of one call to action, in conversations.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct OfferLine {
    /// What it asks for.
    kind: String,
    /// Conversations in which it was offered.
    offered: u64,
    /// Those of them in which a link was followed.
    followed: u64,
    /// Those of them that had its outcome at the time of the first offer or later.
    taken: u64,
}

/// Which offers count.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub(crate) struct OfferQuery {
    /// The id of a space.
    #[cfg_attr(feature = "openapi", param(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    space: Option<String>,
    /// Those of that moment or later.
    #[cfg_attr(feature = "openapi", param(value_type = Option<DateTime<Utc>>, nullable = false))]
    from: Option<String>,
    /// Those before that moment.
    #[cfg_attr(feature = "openapi", param(value_type = Option<DateTime<Utc>>, nullable = false))]
    to: Option<String>,
}

/// Offers a call to action: the link carries the session, so that its outcome finds the conversation.
/// The same offer in the same message is the same link.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    tag = "offers",
    path = "/v1/conversations/{id}/links",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = NewLink,
    responses(
        (status = 201, description = "The link", body = OfferedLink),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn offer(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    headers: HeaderMap,
    body: JsonBody<NewLink>,
) -> Result<Response, HttpError> {
    caller.require(&Role::converse())?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    let base = base_url(&context.config, &headers);
    let link = make(&context, base.as_deref(), &id, body).await?;
    Ok((StatusCode::CREATED, Json(link)).into_response())
}

/// Offers a call to action to whoever may, by whichever way it was asked for. `base` is the address
/// under which this server is reached.
pub(crate) async fn make(
    context: &ServerState,
    base: Option<&str>,
    id: &RemoteId,
    new: NewLink,
) -> Result<OfferedLink, HttpError> {
    let kind = CallToActionKind::from(new.kind);
    let head = context.store.head_of(id).await?;
    let template = context.config.settings.link(kind, head.space_id.as_str());
    let template = template.ok_or_else(|| {
        HttpError::not_configured("no address is configured for this call to action in this space")
    })?;
    let target = validate::line_if_any(new.target, "target")?;
    // An address that cannot be made must not be handed out.
    template
        .fill(&head.session_id, target.as_deref())
        .map_err(|error| HttpError::bad_field(error.to_string()))?;
    let message = validate::id_if_any(new.message_id.as_deref(), "message_id")?;
    let offer = LinkOffer {
        conversation: id,
        kind,
        target: target.as_deref(),
        message: message.as_ref(),
    };
    let link = context.store.offer_link(&offer).await?;
    Ok(OfferedLink::of(link, base))
}

/// Lists the links that were offered in a conversation, and how often each was followed.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    tag = "offers",
    path = "/v1/conversations/{id}/links",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    responses(
        (status = 200, description = "The links", body = OfferedLinks),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn list(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    headers: HeaderMap,
) -> Result<Json<OfferedLinks>, HttpError> {
    caller.require_to_read_one()?;
    let links = context.store.links_of(&path_id(id)?).await?;
    let base = base_url(&context.config, &headers);
    let shown = |link| OfferedLink::of(link, base.as_deref());
    let links = links.into_iter().map(shown).collect();
    Ok(Json(OfferedLinks { links }))
}

/// How often each call to action was offered, followed and taken.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    tag = "offers",
    path = "/v1/offers",
    security(("token" = [])),
    params(OfferQuery),
    responses(
        (status = 200, description = "A line for each kind", body = OfferStatistics),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn uptake(
    State(context): State<ServerState>,
    caller: Caller,
    query: AskedQuery<OfferQuery>,
) -> Result<Json<OfferStatistics>, HttpError> {
    let grant = caller.require(&Role::metrics())?;
    let query = asked(query)?;
    let now = context.store.clock().now();
    let period = AskedPeriod::read(query.from.as_deref(), query.to.as_deref(), now)?;
    let space = validate::id_if_any(query.space.as_deref(), "space")?;
    if let Some(space) = &space {
        space_gate::require_space(&grant.reach, space)?;
    }
    let store = context.store.bound_to(&grant.reach);
    let lines = store.uptake(space.as_ref(), period.from, period.to).await?;
    let offers = lines.into_iter().map(OfferLine::from).collect();
    Ok(Json(OfferStatistics { offers }))
}

/// Leads a visitor to what was offered, with the session id, and counts it; HEAD says where it leads and
/// counts nothing. It needs no token.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    tag = "offers",
    path = "/go/{token}",
    params(("token" = String, Path, description = "The link's own part of its address", pattern = "^[A-Za-z0-9_-]{1,128}$")),
    responses(
        (status = 302, description = "On to what was offered"),
        (status = 404, description = "A page that says that the link leads nowhere", body = String, content_type = "text/html"),
        (status = 429, description = "Too many requests", body = super::schema::ErrorBodySchema),
        (status = 503, description = "Busy; try again", body = super::schema::ErrorBodySchema),
    )
))]
pub(crate) async fn follow(
    State(context): State<ServerState>,
    token: PathId,
    method: Method,
) -> Result<Response, HttpError> {
    let Ok(Path(token)) = token else {
        return Ok(nowhere());
    };
    // A program that only looks has not followed it.
    let followed = if method == Method::HEAD {
        context.store.look_at_link(&token).await?
    } else {
        context.store.follow_link(&token).await?
    };
    let Some(followed) = followed else {
        return Ok(nowhere());
    };
    let kind = CallToActionKind::from_word(&followed.kind);
    let settings = &context.config.settings;
    let template = kind.and_then(|kind| settings.link(kind, followed.space.as_str()));
    let target = followed.target.as_deref();
    let address = template.and_then(|it| it.fill(&followed.session_id, target).ok());
    let Some(address) = address.and_then(|it| HeaderValue::from_str(&it).ok()) else {
        return Ok(nowhere());
    };
    Ok((StatusCode::FOUND, [(header::LOCATION, address)]).into_response())
}

fn nowhere() -> Response {
    let words = "This link leads nowhere any more. Please ask again where you were given it.";
    let page = Html(record_page::notice("Nothing here", words));
    (StatusCode::NOT_FOUND, page).into_response()
}

impl OfferedLink {
    fn of(link: StoredLink, base: Option<&str>) -> Self {
        Self {
            // The kind stands in the address, so that whoever reads the message knows what it offers; the token alone says
            // where it leads.
            url: base.map(|base| format!("{base}/go/{}?for={}", link.token, link.kind)),
            kind: link.kind,
            target: link.target,
            message_id: link.message.map(|it| it.to_string()),
            offered_at: link.offered_at,
            first_click_at: link.first_click_at,
            clicks: link.clicks,
        }
    }
}

impl From<OfferUptake> for OfferLine {
    fn from(line: OfferUptake) -> Self {
        Self {
            kind: line.kind,
            offered: line.offered,
            followed: line.followed,
            taken: line.taken,
        }
    }
}

impl From<LinkWord> for CallToActionKind {
    fn from(word: LinkWord) -> Self {
        match word {
            LinkWord::DayPass => Self::DayPass,
            LinkWord::Plan => Self::Plan,
            LinkWord::Tour => Self::Tour,
            LinkWord::Booking => Self::Booking,
        }
    }
}
