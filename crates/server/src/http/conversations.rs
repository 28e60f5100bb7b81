//! What a chatbot writes: conversations, messages, endings.
//! Bodies are JSON with no unknown field; the store decides, this says it in HTTP.

use super::adjusted::AdjustedField;
use super::auth::Caller;
use super::base_url::base_url;
use super::error::HttpError;
use super::extract::{JsonBody, PathId, SentJson, path_id};
use super::space_gate;
use super::state::ServerState;
use crate::record_links;
use crate::store::{CustomerOwnership, ExchangeStart, SessionContinuity, TimeOrigin};
use crate::validate::{self, FieldError};
use crate::{WriteStatus, store};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use model::feed::{ChangeSet, ConversationChange};
use model::plausible_time::{KeptTime, TimedRecord as _};
use model::record::{ConversationRecord, GeoPlace, MessageRecord};
use model::{BodyFormat, Channel, Delivery, Origin, Reach, Role, Sender};
use serde::{Deserialize, Serialize};

/// A conversation that begins, or goes on.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConversation {
    /// An id of the client's; one is made if none is given.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    id: Option<String>,
    /// The space.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    space_id: String,
    /// chat, email, whatsapp, voice, in any case; or another, kept as it is given.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{1,60}$"))]
    channel: String,
    /// Who began: inbound (if not said), and others, kept as they are given.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{1,60}$"))]
    origin: Option<String>,
    /// What it is about.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    subject: Option<String>,
    /// What the channel calls one exchange: the chat window, the e-mail thread, the call. Whoever knows
    /// it continues the conversation, so that it must not be guessable.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    thread: Option<String>,
    /// A known person.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    customer_id: Option<String>,
    /// The e-mail address or number of somebody not known.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    external_identifier: Option<String>,
    /// The token of a visitor's browser.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    visitor_token: Option<String>,
    /// Where the visitor is.
    place: Option<NewPlace>,
}

/// Where a visitor is, as far as it is known.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPlace {
    /// The city.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    city: Option<String>,
    /// The region, such as a state.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    region: Option<String>,
    /// The country.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    country: Option<String>,
}

/// The conversation of an exchange.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Begun))]
pub(crate) struct BegunConversation {
    /// Its head.
    #[cfg_attr(feature = "openapi", schema(value_type = super::schema::ConversationRecordSchema))]
    conversation: ConversationRecord,
    /// Whether an open conversation goes on.
    continued: bool,
}

/// A message.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMessage {
    /// An id of the client's: delivered twice it counts once. One is made if none is given.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    id: Option<String>,
    /// ai_agent, operator, customer, system or tool; in any case.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^(ai_agent|operator|customer|system|tool)$")
    )]
    sender: String,
    /// The sender's name.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    sender_name: Option<String>,
    /// How it was delivered, where that is to be told.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{1,60}$"))]
    delivery: Option<String>,
    /// plain (if not said), html or markdown; in any case.
    #[cfg_attr(feature = "openapi", schema(pattern = "^(plain|html|markdown)$"))]
    format: Option<String>,
    /// What is said.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[^\\u0000]*$"))]
    body: String,
    /// When; now, if not said. A time that cannot be, before the year 2000 or more than 24 hours ahead of
    /// the server's clock, is kept beside that of arrival, and the answer says so.
    #[serde(default, deserialize_with = "validate::instant_if_any")]
    sent_at: Option<DateTime<Utc>>,
}

/// A message as it is held.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RecordedMessage {
    /// It.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = super::schema::MessageRecordSchema))]
    message: MessageRecord,
    /// What was kept otherwise than it was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    adjusted: Vec<AdjustedField>,
}

/// An ending.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Ending))]
#[serde(deny_unknown_fields)]
pub(crate) struct EndingRequest {
    /// Who ends it. A visitor must have been asked.
    by: EndingParty,
    /// Whether the visitor was asked and said yes.
    confirmed: Option<bool>,
}

/// Who ends a conversation.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = EndedBy))]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndingParty {
    /// The visitor, who was asked.
    Visitor,
    /// An operator.
    Operator,
    /// A program.
    Api,
}

impl From<EndingParty> for store::EndedBy {
    fn from(by: EndingParty) -> Self {
        match by {
            EndingParty::Visitor => Self::Visitor,
            EndingParty::Operator => Self::Operator,
            EndingParty::Api => Self::Api,
        }
    }
}

/// A head as a chatbot is told it. The visitor's token is the visitor's to show: a chatbot that was told it
/// could be talked into telling it.
fn without_token(head: ConversationRecord) -> ConversationRecord {
    ConversationRecord {
        visitor_token: None,
        ..head
    }
}

/// Begins a conversation, or finds the open one that this exchange continues: on chat and voice that of
/// the same thread, on e-mail that of the same thread and subject within 48 hours, on WhatsApp that of the
/// same number within 24 hours (of the same customer where no number is known, of the same thread where
/// neither is). Where both sides name a customer or an external identifier, these must be equal, and a visitor
/// token that the open conversation has must be shown; what it did not know it learns. The answer never
/// holds the visitor token. A token that is bound to spaces names one of them, and a customer of whom no
/// other space alone knows. An id of the client's that names a
/// conversation which has ended, or somebody else's, is refused with 409. A token of the role admin that names
/// an open conversation by its id and another customer gives it to that one; naming the one before undoes it.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    tag = "chat",
    path = "/v1/conversations",
    security(("token" = [])),
    request_body = NewConversation,
    responses(
        (status = 201, description = "A new conversation", body = BegunConversation),
        (status = 200, description = "An open one goes on", body = BegunConversation),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn begin(
    State(context): State<ServerState>,
    caller: Caller,
    body: JsonBody<NewConversation>,
) -> Result<Response, HttpError> {
    let grant = caller.require(&Role::converse())?;
    let SentJson(body) = body?;
    let beginning = body.checked(&grant.reach, ownership(&grant.role))?;
    space_gate::require_space(&grant.reach, &beginning.space)?;
    let (conversation, session) = context.store.begin_session(&beginning).await?;
    let (status, continued) = match session {
        SessionContinuity::Begun => (StatusCode::CREATED, false),
        SessionContinuity::Continued => (StatusCode::OK, true),
    };
    let begun = BegunConversation {
        conversation: without_token(conversation),
        continued,
    };
    Ok((status, Json(begun)).into_response())
}

/// Whose a conversation is, only the operator's own programs may correct.
fn ownership(role: &Role) -> CustomerOwnership {
    if role.allows(&Role::Admin) {
        CustomerOwnership::Correctable
    } else {
        CustomerOwnership::Fixed
    }
}

impl NewConversation {
    fn checked(
        self,
        reach: &Reach,
        ownership: CustomerOwnership,
    ) -> Result<ExchangeStart, FieldError> {
        let place = self.place.unwrap_or_default();
        Ok(ExchangeStart {
            id: validate::id_if_any(self.id.as_deref(), "id")?,
            session_id: None,
            space: validate::id(&self.space_id, "space_id")?,
            channel: validate::open_word(self.channel, "channel", Channel::KNOWN)?,
            origin: match self.origin {
                Some(origin) => validate::open_word(origin, "origin", Origin::KNOWN)?,
                None => Origin::Inbound,
            },
            subject: validate::subject_if_any(self.subject, "subject")?,
            thread: validate::line_if_any(self.thread, "thread")?,
            customer: validate::id_if_any(self.customer_id.as_deref(), "customer_id")?,
            external_identifier: validate::line_if_any(
                self.external_identifier,
                "external_identifier",
            )?,
            visitor_token: validate::line_if_any(self.visitor_token, "visitor_token")?,
            place: GeoPlace {
                city: validate::label_if_any(place.city, "place.city")?,
                region: validate::label_if_any(place.region, "place.region")?,
                country: validate::label_if_any(place.country, "place.country")?,
            },
            reach: reach.clone(),
            ownership,
        })
    }
}

/// A conversation, with all that hangs on it.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    tag = "chat",
    path = "/v1/conversations/{id}",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    responses(
        (status = 200, description = "The conversation", body = super::schema::ConversationChangeSchema),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn conversation(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    headers: HeaderMap,
) -> Result<Json<ConversationChange>, HttpError> {
    let grant = caller.require_to_read_one()?;
    let store = context.store.bound_to(&grant.reach);
    let change = store.conversation(&path_id(id)?).await?;
    let mut change = change.ok_or_else(|| HttpError::not_found("there is no such conversation"))?;
    if !grant.role.allows(&Role::Read) {
        change.conversation = without_token(change.conversation);
    }
    let mut changes = ChangeSet {
        conversations: vec![change],
        ..ChangeSet::default()
    };
    let base = base_url(&context.config, &headers);
    record_links::expand(&mut changes, base.as_deref());
    let whole = changes.conversations.pop();
    whole
        .map(Json)
        .ok_or_else(|| HttpError::not_found("there is no such conversation"))
}

/// Says something in an active conversation.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    tag = "chat",
    path = "/v1/conversations/{id}/messages",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = NewMessage,
    responses(
        (status = 201, description = "The message", body = RecordedMessage),
        (status = 200, description = "It was there already, just so", body = RecordedMessage),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn append(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    body: JsonBody<NewMessage>,
) -> Result<Response, HttpError> {
    caller.require(&Role::converse())?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    if body.body.len() > context.config.settings.limits.message_bytes as usize {
        return Err(HttpError::too_large());
    }
    let dated_by = match body.sent_at {
        Some(_) => TimeOrigin::Sender,
        None => TimeOrigin::Receiver,
    };
    let now = context.store.clock().now();
    let message = body.record(now)?;
    let said = context
        .store
        .say(&id, std::slice::from_ref(&message), dated_by);
    let (mut held, status) = said.await?;
    let message = held.pop().unwrap_or(message);
    let status = match status {
        WriteStatus::Recorded => StatusCode::CREATED,
        WriteStatus::AlreadyKnown => StatusCode::OK,
    };
    let adjusted = AdjustedField::of("sent_at", message.time(), now);
    let answer = RecordedMessage {
        adjusted: adjusted.into_iter().collect(),
        message,
    };
    Ok((status, Json(answer)).into_response())
}

impl NewMessage {
    fn record(self, now: DateTime<Utc>) -> Result<MessageRecord, FieldError> {
        let time = KeptTime::of(self.sent_at.unwrap_or(now), now, now);
        let road = |it| validate::open_word(it, "delivery", Delivery::KNOWN);
        Ok(MessageRecord {
            id: validate::id_or_new(self.id.as_deref(), "id")?,
            sender: validate::closed_word(&self.sender, "sender", Sender::KNOWN)?,
            sender_name: validate::label_if_any(self.sender_name, "sender_name")?,
            delivery: self.delivery.map(road).transpose()?,
            format: match self.format {
                Some(format) => validate::closed_word(&format, "format", BodyFormat::KNOWN)?,
                None => BodyFormat::Plain,
            },
            body: validate::no_nul(self.body, "body")?,
            sent_at: time.at,
            time_said: time.said,
            earlier: Vec::new(),
        })
    }
}

/// Ends a conversation: nothing can be said in it from then on.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    tag = "chat",
    path = "/v1/conversations/{id}/end",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = EndingRequest,
    responses(
        (status = 200, description = "Its head, ended", body = super::schema::ConversationRecordSchema),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn end(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    body: JsonBody<EndingRequest>,
) -> Result<Json<ConversationRecord>, HttpError> {
    caller.require(&Role::converse())?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    if body.by == EndingParty::Visitor && body.confirmed != Some(true) {
        return Err(HttpError::bad_field(
            "ask the visitor first, and say confirmed: true",
        ));
    }
    let now = context.store.clock().now();
    context.store.end(&id, body.by.into(), now).await?;
    Ok(Json(without_token(context.store.head_of(&id).await?)))
}
