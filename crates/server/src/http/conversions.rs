//! Outcomes over HTTP. What a delivery means is decided
//! in `outcome_delivery`; this says it in HTTP.

use super::adjusted::AdjustedField;
use super::auth::Caller;
use super::base_url::base_url;
use super::error::HttpError;
use super::extract::{JsonBody, SentJson};
use super::state::ServerState;
use crate::outcome_delivery::{self, NewConversion, OutcomeSender};
use crate::store::{BoundStore, CorrectedFields, OutcomeRevision};
use crate::{WriteStatus, record_links, validate};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use model::plausible_time::{TimedRecord as _, is_plausible};
use model::record::ConversionRecord;
use model::{ConversionKind, Role};
use serde::{Deserialize, Serialize};

/// Outcomes that one delivery made: a sign-up of somebody new makes two.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Conversions))]
pub(crate) struct RecordedConversions {
    /// They, as they are held.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<super::schema::ConversionRecordSchema>))]
    conversions: Vec<ConversionRecord>,
    /// What was kept otherwise than it was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    adjusted: Vec<AdjustedField>,
}

/// Ties an outcome to the conversation of a session, and creates or updates the record that it made: a
/// tour the visitor, a contract the contract and its coworker, a booking the booking, a day pass the
/// product. The session id stands in the record's custom fields. Delivered twice, it counts once. A
/// delivery whose session nobody knows is kept as a dead letter.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    tag = "convert",
    path = "/v1/conversions",
    security(("token" = [])),
    request_body = NewConversion,
    responses(
        (status = 201, description = "It was new", body = RecordedConversions),
        (status = 200, description = "It was known", body = RecordedConversions),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn convert(
    State(context): State<ServerState>,
    caller: Caller,
    headers: HeaderMap,
    body: JsonBody<NewConversion>,
) -> Result<Response, HttpError> {
    let grant = caller.require(&Role::converse())?;
    let SentJson(body) = body?;
    deliver(&context, &headers, OutcomeSender::Token(grant), body).await
}

/// Records a delivery that may come in, by whichever way, and answers.
pub(crate) async fn deliver(
    context: &ServerState,
    headers: &HeaderMap,
    sender: OutcomeSender<'_>,
    delivery: NewConversion,
) -> Result<Response, HttpError> {
    let tied = outcome_delivery::deliver(&context.store, sender, delivery).await?;
    let status = match tied.status {
        WriteStatus::Recorded => StatusCode::CREATED,
        WriteStatus::AlreadyKnown => StatusCode::OK,
    };
    let now = context.store.clock().now();
    let adjusted = tied.conversions.first().and_then(|it| {
        AdjustedField::of("occurred_at", it.time(), now)
            .or_else(|| AdjustedField::before(it.time(), tied.began))
    });
    let answer = RecordedConversions {
        adjusted: adjusted.into_iter().collect(),
        ..shown(context, headers, tied.conversions)
    };
    Ok((status, Json(answer)).into_response())
}

pub(crate) fn shown(
    context: &ServerState,
    headers: &HeaderMap,
    mut conversions: Vec<ConversionRecord>,
) -> RecordedConversions {
    let base = base_url(&context.config, headers);
    for it in &mut conversions {
        record_links::expand_outcome(it, base.as_deref());
    }
    RecordedConversions {
        conversions,
        adjusted: Vec::new(),
    }
}

/// What of an outcome is otherwise than it was reported.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct OutcomeCorrection {
    /// When it happened; as it was, if not said.
    #[serde(default, deserialize_with = "validate::instant_if_any")]
    occurred_at: Option<DateTime<Utc>>,
    /// The record's page in the system that has it; as it was, if not said.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^https?://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$")
    )]
    url: Option<String>,
    /// What happened; as it was, if not said. The outcome that it was is taken back, and the other one says
    /// what it was.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^(tour|customer|contract|booking|day_pass)$")
    )]
    kind: Option<String>,
    /// The id of the record that it made; as it was, if not said.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    record: Option<String>,
    /// The session that led to it; as it was, if not said. Wherever else it was reported it is taken back.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 500, pattern = "^[^\\u0000]*$")
    )]
    session_id: Option<String>,
}

impl OutcomeCorrection {
    fn checked(self, now: DateTime<Utc>) -> Result<CorrectedFields, HttpError> {
        if self.occurred_at.is_some_and(|at| !is_plausible(at, now)) {
            // There is nothing to keep it beside: what is held says when, or when it arrived.
            return Err(HttpError::bad_field(
                "occurred_at must be from the year 2000 to 24 hours ahead of this server's clock",
            ));
        }
        let kind = self.kind.as_deref();
        let kind = kind.map(|it| validate::closed_word(it, "kind", ConversionKind::KNOWN));
        let session = self.session_id.map(|it| validate::line(it, "session_id"));
        Ok(CorrectedFields {
            occurred_at: self.occurred_at,
            url: validate::url_if_any(self.url, "url")?,
            kind: kind.transpose()?,
            record: validate::id_if_any(self.record.as_deref(), "record")?,
            session_id: session.transpose()?,
        })
    }
}

/// Takes an outcome back, wherever it was reported: a booking that was cancelled, a tour that was a mistake.
/// It counts no more, and the conversation's history keeps it with the time. A report of it that comes late
/// does not bring it back. It stands again once it is corrected, or reported again: with a time that was not
/// said of it before, or with none.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    tag = "convert",
    path = "/v1/conversions/{kind}/{record}",
    security(("token" = [])),
    params(
        ("kind" = String, Path, description = "tour, customer, contract, booking or day_pass", pattern = "^(tour|customer|contract|booking|day_pass)$"),
        ("record" = String, Path, description = "The id of the record that it made", pattern = "^[A-Za-z0-9._:~-]{1,128}$")
    ),
    responses(
        (status = 200, description = "It, as it is held now", body = RecordedConversions),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn take_back(
    State(context): State<ServerState>,
    caller: Caller,
    path: OutcomePath,
    headers: HeaderMap,
) -> Result<Json<RecordedConversions>, HttpError> {
    let grant = caller.require(&Role::converse())?;
    let store = context.store.bound_to(&grant.reach);
    let held = revised(store, path, OutcomeRevision::TakenBack).await?;
    Ok(Json(shown(&context, &headers, held)))
}

/// Corrects an outcome, wherever it was reported, and makes it stand where it was taken back. What was said of
/// it until then stays in its history, in `earlier`.
#[cfg_attr(feature = "openapi", utoipa::path(
    put,
    tag = "convert",
    path = "/v1/conversions/{kind}/{record}",
    security(("token" = [])),
    params(
        ("kind" = String, Path, description = "tour, customer, contract, booking or day_pass", pattern = "^(tour|customer|contract|booking|day_pass)$"),
        ("record" = String, Path, description = "The id of the record that it made", pattern = "^[A-Za-z0-9._:~-]{1,128}$")
    ),
    request_body = OutcomeCorrection,
    responses(
        (status = 200, description = "It, as it is held now", body = RecordedConversions),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn correct(
    State(context): State<ServerState>,
    caller: Caller,
    path: OutcomePath,
    headers: HeaderMap,
    body: JsonBody<OutcomeCorrection>,
) -> Result<Json<RecordedConversions>, HttpError> {
    let grant = caller.require(&Role::converse())?;
    let SentJson(body) = body?;
    let fields = body.checked(context.store.clock().now())?;
    let revision = OutcomeRevision::Corrected(fields);
    let held = revised(context.store.bound_to(&grant.reach), path, revision).await?;
    Ok(Json(shown(&context, &headers, held)))
}

/// The kind and the record of an outcome in a path, or why they cannot be read.
pub(crate) type OutcomePath = Result<Path<(String, String)>, PathRejection>;

async fn revised(
    store: BoundStore<'_>,
    path: OutcomePath,
    revision: OutcomeRevision,
) -> Result<Vec<ConversionRecord>, HttpError> {
    let unreadable = |_| HttpError::bad_field("the kind and the record cannot be read");
    let Path((kind, record)) = path.map_err(unreadable)?;
    let kind = validate::closed_word(&kind, "the kind in the address", ConversionKind::KNOWN)?;
    let record = validate::id(&record, "the record in the address")?;
    Ok(store.revise_outcome(&kind, &record, &revision).await?)
}
