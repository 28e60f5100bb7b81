//! A visitor asks for what was said, by e-mail: the request is written down, and the courier is rung.

use super::auth::Caller;
use super::error::HttpError;
use super::extract::{JsonBody, PathId, SentJson, path_id};
use super::state::ServerState;
use crate::email_address::EmailAddress;
use crate::store::{TranscriptLimits, TranscriptReceipt, TranscriptRequest};
use crate::validate;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use model::{RemoteId, Role};
use serde::{Deserialize, Serialize};

/// Where a transcript is to go.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTranscript {
    /// An e-mail address: one, in ASCII, with nothing around it.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "rosa@visitors.example",
            max_length = 254,
            pattern = "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{3,189}$"
        )
    )]
    email: String,
    /// An id of yours for this request. With the same one the same transcript is mailed once, however often
    /// it is asked for.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9._:~-]{1,128}$"))]
    id: Option<String>,
}

/// A transcript that waits to be sent.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Queued))]
pub(crate) struct QueuedTranscript {
    /// Its id, which the server's log names it by; not that of the request.
    pub(crate) id: String,
    /// When it was asked for.
    pub(crate) requested_at: DateTime<Utc>,
}

/// Sends what was said to an e-mail address, system and tool messages left out. The mail waits in a queue
/// and is tried again for about a day. A conversation, an address, a space and the server
/// get so many an hour (429). A request with
/// an `id` counts once: ask again with the same one where no answer came.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/v1/conversations/{id}/transcript",
    security(("token" = [])),
    params(("id" = String, Path, description = "The conversation", pattern = "^[A-Za-z0-9._:~-]{1,128}$")),
    request_body = NewTranscript,
    responses(
        (status = 202, description = "It will be sent", body = QueuedTranscript),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn request(
    State(context): State<ServerState>,
    caller: Caller,
    id: PathId,
    body: JsonBody<NewTranscript>,
) -> Result<(StatusCode, Json<QueuedTranscript>), HttpError> {
    caller.require(&Role::converse())?;
    let (id, SentJson(body)) = (path_id(id)?, body?);
    let queued = ask(&context, &id, &body.email, body.id.as_deref()).await?;
    Ok((StatusCode::ACCEPTED, Json(queued)))
}

/// Writes the request down and rings for the courier. `request` is the client's own id of it.
pub(crate) async fn ask(
    context: &ServerState,
    conversation: &RemoteId,
    email: &str,
    request: Option<&str>,
) -> Result<QueuedTranscript, HttpError> {
    let email = EmailAddress::parse(email).ok_or_else(|| {
        HttpError::bad_field("email must be one e-mail address, such as a@b.example")
    })?;
    let settings = &context.config.settings;
    if settings.smtp.is_none() {
        let words = "this server sends no mail: its operator has named no mail server (smtp)";
        return Err(HttpError::conflict("no_mail_server", words));
    }
    let request = validate::id_if_any(request, "id")?;
    let wanted = TranscriptRequest {
        conversation,
        email: &email,
        id: request.as_ref(),
        limits: TranscriptLimits {
            each: settings.limits.transcripts_per_hour,
            space: settings.limits.transcripts_per_hour_of_space,
            server: settings.limits.transcripts_per_hour_of_server,
        },
    };
    match context.store.request_transcript(&wanted).await? {
        TranscriptReceipt::Queued { id, at } => {
            context.config.mail.notify_one();
            Ok(QueuedTranscript {
                id,
                requested_at: at,
            })
        }
        TranscriptReceipt::TooOften(wait) => Err(HttpError::throttled(wait)),
        TranscriptReceipt::NothingSaid => Err(HttpError::conflict(
            "nothing_said",
            "nobody said anything in this conversation yet: there is nothing to send",
        )),
    }
}
