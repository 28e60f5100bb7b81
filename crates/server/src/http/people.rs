//! Persons and records over HTTP: known customers, what is known of one person, records of the
//! business, and deletion for privacy.

use super::auth::Caller;
use super::error::HttpError;
use super::extract::{JsonBody, PathId, SentJson, path_id};
use super::state::ServerState;
use crate::record_links::RecordKind;
use crate::store::{DeletionReceipt, PersonReport, StoredRecord};
use crate::validate;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use model::record::{ConversationRecord, CustomerRecord, LeadRecord};
use model::{RemoteId, Role};
use serde::{Deserialize, Serialize};

/// The longest text by which a person is looked for, in characters.
const LONGEST_IDENTIFIER: usize = 320;

/// A known person.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCustomer {
    /// The name that readers see.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 500,
            pattern = "^[^\\u0000]*[^\\u0000\\s][^\\u0000]*$"
        )
    )]
    name: String,
    /// Company.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    company: Option<String>,
    /// E-mail.
    #[cfg_attr(
        feature = "openapi",
        schema(max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    email: Option<String>,
    /// The person's page in the system that knows them; the page of this server, if not said.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^https?://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$")
    )]
    profile_url: Option<String>,
}

/// What is known of one person.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PersonKnown {
    /// The person, as conversations name customers.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<super::schema::CustomerRecordSchema>))]
    customers: Vec<CustomerRecord>,
    /// The person's conversations.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<super::schema::ConversationRecordSchema>))]
    conversations: Vec<ConversationRecord>,
    /// Leads that the person left.
    leads: Vec<KnownLead>,
    /// Records about the person.
    records: Vec<BusinessRecord>,
    /// Transcripts that were asked for to the person's address.
    transcripts: Vec<KnownTranscript>,
    /// The numbers of dead letters that name the person.
    dead_letters: Vec<i64>,
}

/// A lead, and its conversation.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct KnownLead {
    /// The conversation.
    conversation_id: String,
    /// The lead.
    #[cfg_attr(feature = "openapi", schema(value_type = super::schema::LeadRecordSchema))]
    lead: LeadRecord,
}

/// A transcript, and its conversation.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct KnownTranscript {
    /// The conversation.
    conversation_id: String,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
}

/// A record of the business.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BusinessRecord {
    /// visitor, coworker, contract, booking or product.
    kind: String,
    /// Its id in the system that delivered it.
    id: String,
    /// Full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    name: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    email: Option<String>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    phone: Option<String>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    company: Option<String>,
    /// The plan, the room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    title: Option<String>,
    /// Everything else; `session_ids` names the conversations that led to it.
    custom_fields: serde_json::Map<String, serde_json::Value>,
    /// When it was first heard of.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

/// Makes a known person, or changes it. Conversations name them by `customer_id`.
#[cfg_attr(feature = "openapi", utoipa::path(
    put,
    path = "/v1/customers/{id}",
    security(("token" = [])),
    params(("id" = String, Path, description = "The person", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = NewCustomer,
    responses(
        (status = 200, description = "The person as known now", body = super::schema::CustomerRecordSchema),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn put_customer(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    body: JsonBody<NewCustomer>,
) -> Result<Json<CustomerRecord>, HttpError> {
    caller.require(&Role::Write)?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    let name = validate::line_if_any(Some(body.name), "name")?;
    let own = RecordKind::Customer.path(id.as_str());
    let customer = CustomerRecord {
        name: name.ok_or_else(|| HttpError::bad_field("name must not be empty"))?,
        company: validate::line_if_any(body.company, "company")?,
        email: validate::line_if_any(body.email, "email")?,
        profile_url: validate::url_if_any(body.profile_url, "profile_url")?.or(Some(own)),
        id,
    };
    context
        .store
        .put_customers(std::slice::from_ref(&customer))
        .await?;
    Ok(Json(customer))
}

/// The customer who is the same person.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerMerge {
    /// The one who stays.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    customer_id: String,
}

/// How many conversations changed hands.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct MovedConversations {
    /// So many.
    conversations: u64,
}

/// Says that a customer is the same person as another: the conversations become the other's, and whoever
/// names the one from then on names the other. `DELETE` separates them again.
#[cfg_attr(feature = "openapi", utoipa::path(
    put,
    path = "/v1/customers/{id}/merged-into",
    security(("token" = [])),
    params(("id" = String, Path, description = "The customer who is another", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = CustomerMerge,
    responses(
        (status = 200, description = "They are one", body = MovedConversations),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn merge(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    body: JsonBody<CustomerMerge>,
) -> Result<Json<MovedConversations>, HttpError> {
    caller.require(&Role::Write)?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    let into = validate::id(&body.customer_id, "customer_id")?;
    let conversations = context.store.merge_customer(&id, &into).await?;
    Ok(Json(MovedConversations { conversations }))
}

/// Separates a customer from the one with whom it was made one: it has its own conversations back, and those
/// that named it since.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/v1/customers/{id}/merged-into",
    security(("token" = [])),
    params(("id" = String, Path, description = "The customer who was another", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    responses(
        (status = 200, description = "They are two", body = MovedConversations),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn separate(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
) -> Result<Json<MovedConversations>, HttpError> {
    caller.require(&Role::Write)?;
    let conversations = context.store.separate_customer(&path_id(id)?).await?;
    Ok(Json(MovedConversations { conversations }))
}

/// What is known of one person: by an id, an e-mail address in any case, or a telephone number. A token that is
/// bound to spaces finds what is known there.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/v1/persons/{identifier}",
    security(("token" = [])),
    params(("identifier" = String, Path, description = "The id, address or number", min_length = 1, max_length = 320, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")),
    responses(
        (status = 200, description = "All of it; empty lists where nothing is known", body = PersonKnown),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn person(
    State(context): State<ServerState>,
    caller: Caller,
    identifier: PathId,
) -> Result<Json<PersonKnown>, HttpError> {
    let grant = caller.require(&Role::Read)?;
    let store = context.store.bound_to(&grant.reach);
    let known = store.person(&named(identifier)?).await?;
    Ok(Json(known.into()))
}

/// Deletes all that is known of one person, for privacy: conversations with everything in them,
/// records, transcripts, dead letters. With a token that is bound to spaces, what is known there alone: a
/// customer or record that another space knows stays. Tombstones without personal data remain, so that every copy
/// forgets too.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/v1/persons/{identifier}",
    security(("token" = [])),
    params(("identifier" = String, Path, description = "The id, address or number", min_length = 1, max_length = 320, pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")),
    responses(
        (status = 200, description = "How much was deleted", body = DeletionReceipt),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn delete_person(
    State(context): State<ServerState>,
    caller: Caller,
    identifier: PathId,
) -> Result<Json<DeletionReceipt>, HttpError> {
    let grant = caller.require(&Role::Delete)?;
    let store = context.store.bound_to(&grant.reach);
    let receipt = store.delete_person(&named(identifier)?).await?;
    Ok(Json(receipt))
}

/// Deletes a conversation for privacy, with its messages, outcomes, leads, tickets, inbox items, links,
/// transcripts and every mention of its session. A tombstone without personal data remains.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/v1/conversations/{id}",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    responses(
        (status = 200, description = "How much was deleted", body = DeletionReceipt),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn delete_conversation(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
) -> Result<Json<DeletionReceipt>, HttpError> {
    caller.require(&Role::Delete)?;
    Ok(Json(
        context.store.delete_conversation(&path_id(id)?).await?,
    ))
}

/// A record of the business, with its custom fields. One that conversations of several spaces led to is shown to
/// a token that reaches all of these.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/v1/records/{kind}/{id}",
    security(("token" = [])),
    params(
        ("kind" = String, Path, description = "visitor, coworker, contract, booking or product", pattern = "^[a-z]{1,20}$"),
        ("id" = String, Path, description = "Its id", pattern = "^[A-Za-z0-9._:~-]{1,128}$")
    ),
    responses(
        (status = 200, description = "The record", body = BusinessRecord),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn record(
    State(context): State<ServerState>,
    caller: Caller,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Json<BusinessRecord>, HttpError> {
    let unreadable = |_| HttpError::bad_field("the kind and the id in the address cannot be read");
    let Path((kind, id)) = path.map_err(unreadable)?;
    let grant = caller.require(&Role::records(&kind))?;
    let id = validate::id(&id, "the id in the address")?;
    let missing = || HttpError::not_found("there is no such record");
    let kind = RecordKind::from_word(&kind).ok_or_else(missing)?;
    let store = context.store.bound_to(&grant.reach);
    let record = store.business_record(kind, id.as_str()).await?;
    Ok(Json(record.ok_or_else(missing)?.into()))
}

/// The text by which a person is looked for.
fn named(identifier: PathId) -> Result<String, HttpError> {
    let bad =
        || HttpError::bad_field("a person is named by 1 to 320 characters, none of them a control");
    let Path(text) = identifier.map_err(|_| bad())?;
    let length = text.chars().count();
    if (1..=LONGEST_IDENTIFIER).contains(&length) && !text.contains(char::is_control) {
        return Ok(text);
    }
    Err(bad())
}

impl From<PersonReport> for PersonKnown {
    fn from(known: PersonReport) -> Self {
        let lead = |(id, lead): (RemoteId, LeadRecord)| KnownLead {
            conversation_id: id.to_string(),
            lead,
        };
        let transcript = |(id, requested_at): (RemoteId, DateTime<Utc>)| KnownTranscript {
            conversation_id: id.to_string(),
            requested_at,
        };
        Self {
            customers: known.customers,
            conversations: known.conversations,
            leads: known.leads.into_iter().map(lead).collect(),
            records: known.records.into_iter().map(Into::into).collect(),
            transcripts: known.transcripts.into_iter().map(transcript).collect(),
            dead_letters: known.dead_letters.into_iter().map(|it| it.id).collect(),
        }
    }
}

impl From<StoredRecord> for BusinessRecord {
    fn from(record: StoredRecord) -> Self {
        Self {
            kind: record.kind,
            id: record.id,
            name: record.person.name,
            email: record.person.email,
            phone: record.person.phone,
            company: record.person.company,
            title: record.title,
            custom_fields: record.custom_fields,
            created_at: record.created_at,
            updated_at: record.updated_at,
        }
    }
}
