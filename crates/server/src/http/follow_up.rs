//! What a conversation leaves for people to do, over HTTP: leads, escalations with their tickets, items
//! of the AI Inbox.

use super::auth::Caller;
use super::base_url::base_url;
use super::error::HttpError;
use super::extract::{JsonBody, PathId, SentJson, path_id};
use super::state::ServerState;
use crate::record_links::{self, RecordKind};
use crate::validate::{self, FieldError};
use crate::{StoreError, WriteStatus};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use model::record::{ConversationRecord, InboxItemRecord, LeadRecord, TicketRecord};
use model::{Escalation, EscalationCause, InboxStatus, RemoteId, Role};
use serde::Deserialize;

/// Somebody who wants to hear more.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLead {
    /// An id of the client's: delivered twice it counts once. One is made if none is given.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    pub(crate) id: Option<String>,
    /// Full name.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    pub(crate) name: Option<String>,
    /// E-mail.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    pub(crate) email: Option<String>,
    /// Telephone.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    pub(crate) phone: Option<String>,
    /// What they want.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 20000, pattern = "^[^\\u0000]*$")
    )]
    pub(crate) note: Option<String>,
}

/// A hand-over to the help desk.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTicket {
    /// An id of the client's: delivered twice it counts once. One is made if none is given.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    pub(crate) id: Option<String>,
    /// What it is about.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 500,
            pattern = "^[^\\u0000]*[^\\u0000\\s][^\\u0000]*$"
        )
    )]
    pub(crate) subject: String,
    /// The ticket's page in the help desk; the page of this server, if not said.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^https?://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$")
    )]
    pub(crate) url: Option<String>,
    /// Who brought it about: assistant, operator, customer, clean_up, or another, kept as it is given. Left
    /// out, nothing is said of it.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{1,60}$"))]
    pub(crate) escalated_by: Option<String>,
}

/// How far people are with an escalation.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct EscalationState {
    /// none, pending, active, resolved, or another, kept as it is given.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{1,60}$"))]
    state: String,
}

/// An item of the AI Inbox.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInboxItem {
    /// What is proposed.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 500,
            pattern = "^[^\\u0000]*[^\\u0000\\s][^\\u0000]*$"
        )
    )]
    title: String,
    /// pending, approved, rejected, expired, auto_executed, snoozed, deferred, awaiting_reply, or
    /// another, kept as it is given.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{1,60}$"))]
    status: String,
    /// The item's page where people decide; the page of this server, if not said.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^https?://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$")
    )]
    url: Option<String>,
}

/// Records a lead of a conversation.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/v1/conversations/{id}/leads",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = NewLead,
    responses(
        (status = 201, description = "The lead", body = super::schema::LeadRecordSchema),
        (status = 200, description = "It was there already, just so", body = super::schema::LeadRecordSchema),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn lead(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    body: JsonBody<NewLead>,
) -> Result<Response, HttpError> {
    caller.require(&Role::converse())?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    let (lead, outcome) = put_lead(&context, &id, body).await?;
    Ok((status(outcome), Json(lead)).into_response())
}

/// Records a lead, by whichever way it came.
pub(crate) async fn put_lead(
    context: &ServerState,
    id: &RemoteId,
    new: NewLead,
) -> Result<(LeadRecord, WriteStatus), HttpError> {
    let mut lead = new.checked(context.store.clock().now())?;
    let mut put = context.store.put_lead(id, &lead).await;
    if matches!(put, Err(StoreError::Conflict)) {
        // Delivered again it says the time of the first delivery.
        let whole = context.store.conversation(id).await?;
        let mut held = whole.into_iter().flat_map(|it| it.leads);
        if let Some(held) = held.find(|it| it.id == lead.id) {
            lead.created_at = held.created_at;
            put = context.store.put_lead(id, &lead).await;
        }
    }
    Ok((lead, put?))
}

impl NewLead {
    fn checked(self, now: DateTime<Utc>) -> Result<LeadRecord, FieldError> {
        let lead = LeadRecord {
            id: validate::id_or_new(self.id.as_deref(), "id")?,
            name: validate::line_if_any(self.name, "name")?,
            email: validate::line_if_any(self.email, "email")?,
            phone: validate::line_if_any(self.phone, "phone")?,
            note: validate::note_if_any(self.note, "note")?,
            created_at: now,
        };
        if lead.name.is_none() && lead.email.is_none() && lead.phone.is_none() {
            let words = "a lead has a name, an e-mail address or a telephone number";
            return Err(FieldError::new(words));
        }
        Ok(lead)
    }
}

/// Hands a conversation to the help desk: a ticket is opened, and the escalation is pending.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/v1/conversations/{id}/escalate",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = NewTicket,
    responses(
        (status = 201, description = "The ticket", body = super::schema::TicketRecordSchema),
        (status = 200, description = "It was there already, just so", body = super::schema::TicketRecordSchema),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn escalate(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    headers: HeaderMap,
    body: JsonBody<NewTicket>,
) -> Result<Response, HttpError> {
    caller.require(&Role::converse())?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    let (mut ticket, outcome) = open_ticket(&context, &id, body).await?;
    let base = base_url(&context.config, &headers);
    record_links::expand_one(&mut ticket.url, base.as_deref());
    Ok((status(outcome), Json(ticket)).into_response())
}

/// Opens a ticket, by whichever way it was asked for.
pub(crate) async fn open_ticket(
    context: &ServerState,
    id: &RemoteId,
    new: NewTicket,
) -> Result<(TicketRecord, WriteStatus), HttpError> {
    let mut ticket = new.checked(context.store.clock().now())?;
    let mut put = context.store.escalate(id, &ticket).await;
    if matches!(put, Err(StoreError::Conflict)) {
        // Delivered again it says the time of the first delivery.
        let whole = context.store.conversation(id).await?;
        let mut held = whole.into_iter().flat_map(|it| it.tickets);
        if let Some(held) = held.find(|it| it.id == ticket.id) {
            ticket.created_at = held.created_at;
            ticket.escalated_by = ticket.escalated_by.or(held.escalated_by);
            put = context.store.escalate(id, &ticket).await;
        }
    }
    Ok((ticket, put?))
}

impl NewTicket {
    fn checked(self, now: DateTime<Utc>) -> Result<TicketRecord, FieldError> {
        let id = validate::id_or_new(self.id.as_deref(), "id")?;
        let own = RecordKind::Ticket.path(id.as_str());
        Ok(TicketRecord {
            subject: said(self.subject, "subject")?,
            url: validate::url_if_any(self.url, "url")?.or(Some(own)),
            created_at: now,
            escalated_by: self.escalated_by.map(cause).transpose()?,
            id,
        })
    }
}

/// Who brought an escalation about.
fn cause(said: String) -> Result<EscalationCause, FieldError> {
    validate::open_word(said, "escalated_by", EscalationCause::KNOWN)
}

/// Says how far people are with an escalation.
#[cfg_attr(feature = "openapi", utoipa::path(
    put,
    path = "/v1/conversations/{id}/escalation",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = EscalationState,
    responses(
        (status = 200, description = "The head of the conversation", body = super::schema::ConversationRecordSchema),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn escalation(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    body: JsonBody<EscalationState>,
) -> Result<Json<ConversationRecord>, HttpError> {
    caller.require(&Role::Write)?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    let state = validate::open_word(body.state, "state", Escalation::KNOWN)?;
    Ok(Json(context.store.set_escalation(&id, state).await?))
}

/// Writes an item of the AI Inbox that belongs to a conversation, or its new status.
#[cfg_attr(feature = "openapi", utoipa::path(
    put,
    path = "/v1/conversations/{id}/inbox-items/{item}",
    security(("token" = [])),
    params(
        ("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$"),
        ("item" = String, Path, description = "The item", pattern = "^[A-Za-z0-9._:~-]{1,128}$")
    ),
    request_body = NewInboxItem,
    responses(
        (status = 201, description = "The item, new", body = super::schema::InboxItemRecordSchema),
        (status = 200, description = "The item as it is now", body = super::schema::InboxItemRecordSchema),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn inbox_item(
    State(context): State<ServerState>,
    caller: Caller,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
    body: JsonBody<NewInboxItem>,
) -> Result<Response, HttpError> {
    caller.require(&Role::Write)?;
    let unreadable = |_| HttpError::bad_field("the ids in the address cannot be read");
    let Path((id, item)) = path.map_err(unreadable)?;
    let (id, item) = (
        validate::id(&id, "the id in the address")?,
        validate::id(&item, "the item in the address")?,
    );
    let SentJson(body) = body?;
    let item = body.checked(item, context.store.clock().now())?;
    let (mut item, outcome) = context.store.put_inbox_item(&id, item).await?;
    let base = base_url(&context.config, &headers);
    record_links::expand_one(&mut item.url, base.as_deref());
    Ok((status(outcome), Json(item)).into_response())
}

impl NewInboxItem {
    fn checked(self, id: RemoteId, now: DateTime<Utc>) -> Result<InboxItemRecord, FieldError> {
        let own = RecordKind::Inbox.path(id.as_str());
        Ok(InboxItemRecord {
            title: said(self.title, "title")?,
            status: validate::open_word(self.status, "status", InboxStatus::KNOWN)?,
            url: validate::url_if_any(self.url, "url")?.or(Some(own)),
            created_at: now,
            id,
        })
    }
}

/// A line of text that says something.
fn said(text: String, name: &str) -> Result<String, FieldError> {
    let text = validate::line_if_any(Some(text), name)?;
    text.ok_or_else(|| FieldError::new(format!("{name} must not be empty")))
}

fn status(outcome: WriteStatus) -> StatusCode {
    match outcome {
        WriteStatus::Recorded => StatusCode::CREATED,
        WriteStatus::AlreadyKnown => StatusCode::OK,
    }
}
