//! What a chatbot and the systems beside it write: spaces, conversations, messages, endings, outcomes.
//! Bodies are JSON with no unknown field; the store decides, this says it in HTTP.

use super::failure::Failure;
use super::{Context, auth, feed, shape};
use crate::links;
use crate::store::{Beginning, Session};
use crate::{Outcome, Store, StoreError};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use model::feed::{Changes, ConversationChange};
use model::record::{ConversationRecord, ConversionRecord, MessageRecord, Place, SpaceRecord};
use model::{BodyFormat, Channel, ConversionKind, Delivery, Origin, RemoteId, Role, Sender};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

type Body<T> = Result<Json<T>, JsonRejection>;
type Id = Result<Path<String>, PathRejection>;

/// The longest id, in characters.
const LONGEST_ID: usize = 128;
/// The longest line of text, in characters.
const LONGEST_LINE: usize = 500;

/// A space.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Space {
    /// The name that readers see.
    #[schema(min_length = 1, max_length = 500, pattern = "^[^\\u0000]*$")]
    name: String,
    /// The IANA time zone.
    #[schema(pattern = "^[A-Za-z0-9_+/-]{1,64}$")]
    time_zone: String,
}

/// A conversation that begins, or goes on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConversation {
    /// An id of the client's; one is made if none is given.
    #[schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$")]
    id: Option<String>,
    /// The space.
    #[schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$")]
    space_id: String,
    /// chat, email, whatsapp, voice, or another, kept as it is given.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,60}$")]
    channel: String,
    /// Who began: inbound (if not said), and others, kept as they are given.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,60}$")]
    origin: Option<String>,
    /// What it is about.
    #[schema(max_length = 500, pattern = "^[^\\u0000]*$")]
    subject: Option<String>,
    /// What the channel calls one exchange: the chat window, the e-mail thread, the call.
    #[schema(max_length = 500, pattern = "^[^\\u0000]*$")]
    thread: Option<String>,
    /// A known person.
    #[schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$")]
    customer_id: Option<String>,
    /// The e-mail address or number of somebody not known.
    #[schema(max_length = 500, pattern = "^[^\\u0000]*$")]
    external_identifier: Option<String>,
    /// The token of a visitor's browser.
    #[schema(max_length = 500, pattern = "^[^\\u0000]*$")]
    visitor_token: Option<String>,
}

/// The conversation of an exchange.
#[derive(Serialize, ToSchema)]
pub(crate) struct Begun {
    /// Its head.
    #[schema(value_type = shape::ConversationRecord)]
    conversation: ConversationRecord,
    /// Whether an open conversation goes on.
    continued: bool,
}

/// A message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMessage {
    /// An id of the client's: delivered twice it counts once. One is made if none is given.
    #[schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$")]
    id: Option<String>,
    /// ai_agent, operator, customer, system or tool.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,60}$")]
    sender: String,
    /// The sender's name.
    #[schema(max_length = 500, pattern = "^[^\\u0000]*$")]
    sender_name: Option<String>,
    /// How it was delivered, where that is to be told.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,60}$")]
    delivery: Option<String>,
    /// plain (if not said), html or markdown.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,60}$")]
    format: Option<String>,
    /// What is said.
    #[schema(pattern = "^[^\\u0000]*$")]
    body: String,
    /// When; now, if not said.
    sent_at: Option<DateTime<Utc>>,
}

/// An ending.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    /// Who ends it. A visitor must have been asked.
    by: EndedBy,
    /// Whether the visitor was asked and said yes.
    confirmed: Option<bool>,
}

/// Who ends a conversation.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndedBy {
    /// The visitor, who was asked.
    Visitor,
    /// An operator.
    Operator,
    /// A program.
    Api,
}

/// An outcome.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConversion {
    /// The session that the call to action carried.
    #[schema(min_length = 1, max_length = 500, pattern = "^[^\\u0000]*$")]
    session_id: String,
    /// tour, customer, contract, booking, day_pass, or another, kept as it is given.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,60}$")]
    kind: String,
    /// The id of the record that it made.
    #[schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$")]
    record: String,
    /// When; now, if not said.
    occurred_at: Option<DateTime<Utc>>,
}

/// Makes a space, or changes it.
#[utoipa::path(
    put,
    path = "/v1/spaces/{id}",
    security(("token" = [])),
    params(("id" = String, Path, description = "The space", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = Space,
    responses(
        (status = 200, description = "The space as it is now", body = shape::SpaceRecord),
        shape::Refusals
    )
)]
pub(crate) async fn put_space(
    State(context): State<Context>,
    id: Id,
    headers: HeaderMap,
    body: Body<Space>,
) -> Result<Response, Failure> {
    auth::require(&context, &headers, &Role::Write).await?;
    let (id, Json(body)) = (path_id(id)?, body?);
    let zone = body.time_zone.parse::<chrono_tz::Tz>();
    let zone = zone.map_err(|_| Failure::bad_field("time_zone must be an IANA time zone"))?;
    let space = SpaceRecord {
        id,
        name: line(body.name, "name")?,
        time_zone: zone.name().to_owned(),
    };
    if space.name.is_empty() {
        return Err(Failure::bad_field("name must not be empty"));
    }
    context
        .store
        .put_spaces(std::slice::from_ref(&space))
        .await?;
    Ok(Json(space).into_response())
}

/// Begins a conversation, or finds the open one that this exchange continues: on chat and voice that of
/// the same thread, on e-mail that of the same thread and subject within 48 hours, on WhatsApp that of the
/// same number within 24 hours.
#[utoipa::path(
    post,
    path = "/v1/conversations",
    security(("token" = [])),
    request_body = NewConversation,
    responses(
        (status = 201, description = "A new conversation", body = Begun),
        (status = 200, description = "An open one goes on", body = Begun),
        shape::Refusals
    )
)]
pub(crate) async fn begin(
    State(context): State<Context>,
    headers: HeaderMap,
    body: Body<NewConversation>,
) -> Result<Response, Failure> {
    auth::require(&context, &headers, &Role::Write).await?;
    let Json(body) = body?;
    let text = |text: Option<String>, name| text.map(|it| line(it, name)).transpose();
    let beginning = Beginning {
        id: body
            .id
            .as_deref()
            .map(|it| field_id(it, "id"))
            .transpose()?,
        session_id: None,
        space: field_id(&body.space_id, "space_id")?,
        channel: Channel::from(word(body.channel, "channel")?.as_str()),
        origin: match body.origin {
            Some(origin) => Origin::from(word(origin, "origin")?.as_str()),
            None => Origin::Inbound,
        },
        subject: text(body.subject, "subject")?,
        thread: text(body.thread, "thread")?,
        customer: body
            .customer_id
            .as_deref()
            .map(|it| field_id(it, "customer_id"))
            .transpose()?,
        external_identifier: text(body.external_identifier, "external_identifier")?,
        visitor_token: text(body.visitor_token, "visitor_token")?,
        place: Place::default(),
    };
    let (conversation, session) = context.store.begin_session(&beginning).await?;
    let (status, continued) = match session {
        Session::Begun => (StatusCode::CREATED, false),
        Session::Continued => (StatusCode::OK, true),
    };
    let begun = Begun {
        conversation,
        continued,
    };
    Ok((status, Json(begun)).into_response())
}

/// A conversation, with all that hangs on it.
#[utoipa::path(
    get,
    path = "/v1/conversations/{id}",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    responses(
        (status = 200, description = "The conversation", body = shape::ConversationChange),
        shape::Refusals
    )
)]
pub(crate) async fn conversation(
    State(context): State<Context>,
    id: Id,
    headers: HeaderMap,
) -> Result<Json<ConversationChange>, Failure> {
    auth::require(&context, &headers, &Role::Read).await?;
    let change = context.store.conversation(&path_id(id)?).await?;
    let change = change.ok_or_else(|| Failure::not_found("there is no such conversation"))?;
    let mut changes = Changes {
        conversations: vec![change],
        ..Changes::default()
    };
    let base = feed::base(&context.config, &headers);
    links::expand(&mut changes, base.as_deref());
    let whole = changes.conversations.pop();
    whole
        .map(Json)
        .ok_or_else(|| Failure::not_found("there is no such conversation"))
}

/// Says something in an active conversation.
#[utoipa::path(
    post,
    path = "/v1/conversations/{id}/messages",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = NewMessage,
    responses(
        (status = 201, description = "The message", body = shape::MessageRecord),
        (status = 200, description = "It was there already, just so", body = shape::MessageRecord),
        shape::Refusals
    )
)]
pub(crate) async fn append(
    State(context): State<Context>,
    id: Id,
    headers: HeaderMap,
    body: Body<NewMessage>,
) -> Result<Response, Failure> {
    auth::require(&context, &headers, &Role::Write).await?;
    let (id, Json(body)) = (path_id(id)?, body?);
    if body.body.len() > context.config.settings.limits.message_bytes as usize {
        return Err(Failure::too_large());
    }
    let undated = body.sent_at.is_none();
    let mut message = body.record(context.store.clock().now())?;
    let mut appended = append_one(&context.store, &id, &message).await;
    if undated && matches!(appended, Err(StoreError::Conflict)) {
        // Delivered again with no time of its own, it says the time of the first delivery.
        if let Some(first) = first_sent_at(&context.store, &id, &message.id).await? {
            message.sent_at = first;
            appended = append_one(&context.store, &id, &message).await;
        }
    }
    let status = match appended? {
        Outcome::Recorded => StatusCode::CREATED,
        Outcome::AlreadyKnown => StatusCode::OK,
    };
    Ok((status, Json(message)).into_response())
}

async fn append_one(
    store: &Store,
    id: &RemoteId,
    message: &MessageRecord,
) -> Result<Outcome, StoreError> {
    store
        .append_messages(id, std::slice::from_ref(message))
        .await
}

/// When a message that is there was sent.
async fn first_sent_at(
    store: &Store,
    id: &RemoteId,
    message: &RemoteId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let whole = store.conversation(id).await?;
    let mut messages = whole.into_iter().flat_map(|it| it.messages);
    Ok(messages.find(|it| it.id == *message).map(|it| it.sent_at))
}

impl NewMessage {
    fn record(self, now: DateTime<Utc>) -> Result<MessageRecord, Failure> {
        let delivery = self.delivery.map(|it| word(it, "delivery")).transpose()?;
        Ok(MessageRecord {
            id: match self.id {
                Some(id) => field_id(&id, "id")?,
                None => RemoteId::from(format!("{:032x}", rand::random::<u128>()).as_str()),
            },
            sender: Sender::from(word(self.sender, "sender")?.as_str()),
            sender_name: self
                .sender_name
                .map(|it| line(it, "sender_name"))
                .transpose()?,
            delivery: delivery.map(|it| Delivery::from(it.as_str())),
            format: match self.format {
                Some(format) => BodyFormat::from(word(format, "format")?.as_str()),
                None => BodyFormat::Plain,
            },
            body: no_nul(self.body, "body")?,
            sent_at: self.sent_at.unwrap_or(now),
        })
    }
}

/// Ends a conversation: nothing can be said in it from then on.
#[utoipa::path(
    post,
    path = "/v1/conversations/{id}/end",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = Ending,
    responses(
        (status = 200, description = "Its head, ended", body = shape::ConversationRecord),
        shape::Refusals
    )
)]
pub(crate) async fn end(
    State(context): State<Context>,
    id: Id,
    headers: HeaderMap,
    body: Body<Ending>,
) -> Result<Json<ConversationRecord>, Failure> {
    auth::require(&context, &headers, &Role::Write).await?;
    let (id, Json(body)) = (path_id(id)?, body?);
    if body.by == EndedBy::Visitor && body.confirmed != Some(true) {
        return Err(Failure::bad_field(
            "ask the visitor first, and say confirmed: true",
        ));
    }
    context.store.end(&id, context.store.clock().now()).await?;
    Ok(Json(context.store.head_of(&id).await?))
}

/// Ties an outcome to the conversation of a session. Delivered twice, it counts once.
#[utoipa::path(
    post,
    path = "/v1/conversions",
    security(("token" = [])),
    request_body = NewConversion,
    responses(
        (status = 201, description = "It was new", body = shape::ConversionRecord),
        (status = 200, description = "It was known", body = shape::ConversionRecord),
        shape::Refusals
    )
)]
pub(crate) async fn convert(
    State(context): State<Context>,
    headers: HeaderMap,
    body: Body<NewConversion>,
) -> Result<Response, Failure> {
    auth::require(&context, &headers, &Role::Write).await?;
    let Json(body) = body?;
    let session = line(body.session_id, "session_id")?;
    let kind = ConversionKind::from(word(body.kind, "kind")?.as_str());
    let record = field_id(&body.record, "record")?;
    let outcome = ConversionRecord {
        id: RemoteId::from(format!("{}:{record}", kind.as_str()).as_str()),
        url: crate::links::RecordKind::of(&kind).map(|it| it.path(record.as_str())),
        kind,
        record: record.to_string(),
        occurred_at: body
            .occurred_at
            .unwrap_or_else(|| context.store.clock().now()),
        confirmed: true,
    };
    let status = match context.store.put_outcome(&session, &outcome).await? {
        Outcome::Recorded => StatusCode::CREATED,
        Outcome::AlreadyKnown => StatusCode::OK,
    };
    Ok((status, Json(outcome)).into_response())
}

fn path_id(id: Id) -> Result<RemoteId, Failure> {
    let Path(id) = id.map_err(|_| Failure::bad_field("the id in the address cannot be read"))?;
    field_id(&id, "the id in the address")
}

fn field_id(id: &str, name: &str) -> Result<RemoteId, Failure> {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"._:~-".contains(&it);
    if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(plain) {
        let words = format!("{name} must be 1 to 128 of A-Z a-z 0-9 . _ : ~ -");
        return Err(Failure::bad_field(words));
    }
    Ok(RemoteId::from(id))
}

fn word(text: String, name: &str) -> Result<String, Failure> {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"_-".contains(&it);
    if text.is_empty() || text.len() > 60 || !text.bytes().all(plain) {
        let words = format!("{name} must be 1 to 60 of A-Z a-z 0-9 _ -");
        return Err(Failure::bad_field(words));
    }
    Ok(text)
}

fn line(text: String, name: &str) -> Result<String, Failure> {
    if text.chars().count() > LONGEST_LINE {
        let words = format!("{name} must be at most {LONGEST_LINE} characters");
        return Err(Failure::bad_field(words));
    }
    no_nul(text, name)
}

/// PostgreSQL keeps no such character, and so neither does SQLite.
fn no_nul(text: String, name: &str) -> Result<String, Failure> {
    if text.contains('\0') {
        return Err(Failure::bad_field(format!("{name} must not hold U+0000")));
    }
    Ok(text)
}
