//! Error answers: a status, and a body of code and words. What is the server's own trouble is logged
//! and not told; nothing here names SQL.

use crate::StoreError;
use crate::outcome_delivery::DeliveryError;
use crate::validate::FieldError;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::feed::ErrorBody;
use model::{Reach, Role};
use std::time::Duration;

/// An error answer.
#[derive(Debug)]
pub(crate) struct HttpError {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// Seconds to wait before it is worth another try.
    retry_after: Option<u64>,
    /// How a token is to be shown.
    scheme: &'static str,
}

/// How programs show a token.
const BEARER: &str = "Bearer";
/// How a browser shows a token: it asks its user, and the token is the password.
const BASIC: &str =
    "Basic realm=\"daybook-server: any name, and a token as the password\", charset=\"UTF-8\"";

impl HttpError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            retry_after: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1),
            scheme: BEARER,
        }
    }

    /// Too many requests; the wait until the next one is told in whole seconds.
    pub(crate) fn throttled(wait: Duration) -> Self {
        let message = "too many requests; wait as long as Retry-After says";
        let mut failure = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message);
        failure.retry_after = Some(wait.as_secs() + 1);
        failure
    }

    pub(crate) fn unavailable(message: &'static str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message)
    }

    pub(crate) fn unauthorized() -> Self {
        let message = "a valid token is needed: Authorization: Bearer <token>";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
    }

    /// The same refusal, to somebody with a browser.
    pub(crate) fn in_browser(mut self) -> Self {
        self.scheme = BASIC;
        self
    }

    pub(crate) fn forbidden(needed: &Role) -> Self {
        let message = format!("this token may not do that; a token with the role {needed} may");
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// It names a space that the token is not bound to, be there such a space or not.
    pub(crate) fn outside_spaces(reach: &Reach) -> Self {
        let message = format!(
            "this token is bound to spaces ({}), and that is none of them; use a token for it, or one for all spaces",
            reach.listed()
        );
        Self::new(StatusCode::FORBIDDEN, "outside_spaces", message)
    }

    /// What the address shows or writes is of no one space.
    pub(crate) fn needs_all_spaces() -> Self {
        let message = "this token is bound to spaces, and what this address shows or writes is of no one \
                       space; use a token for all spaces (made without --space)";
        Self::new(StatusCode::FORBIDDEN, "needs_all_spaces", message)
    }

    pub(crate) fn not_found(message: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    pub(crate) fn method_not_allowed() -> Self {
        let message = "this address does not take that method";
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            message,
        )
    }

    pub(crate) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "the request body is too large",
        )
    }

    pub(crate) fn timed_out() -> Self {
        let message = "the answer took too long; try again";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "timed_out", message)
    }

    /// It was asked under another name, or from another place, than it may be.
    pub(crate) fn elsewhere(message: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "elsewhere", message)
    }

    /// The operator has not configured what this needs.
    pub(crate) fn not_configured(message: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, "not_configured", message)
    }

    /// A value of the query that is not allowed; what is, is said.
    pub(crate) fn bad_query(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_query", message)
    }

    /// A name in the query that the address does not know.
    pub(crate) fn unknown_name(message: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unknown_name", message)
    }

    pub(crate) fn bad_wait() -> Self {
        let message = "wait must be whole seconds from 0 to 30, such as 30s";
        Self::new(StatusCode::BAD_REQUEST, "bad_wait", message)
    }

    /// A body, or a part of it, that is not allowed.
    pub(crate) fn bad_field(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// A delivery that nobody signed, or somebody who does not know the secret.
    pub(crate) fn unsigned() -> Self {
        let message = "this webhook wants X-Daybook-Signature: t=<seconds>,v1=<hex>, an HMAC-SHA256 of \
                       \"<seconds>.<body>\" with the secret that it shares with this server";
        Self::signature("not_signed", message)
    }

    /// A delivery whose signature is good, and too old or from the future.
    pub(crate) fn out_of_time() -> Self {
        let message = "the time of this signature is more than five minutes from this server's: sign \
                       again, and set the clock";
        Self::signature("out_of_time", message)
    }

    fn signature(code: &'static str, message: &'static str) -> Self {
        let mut failure = Self::new(StatusCode::UNAUTHORIZED, code, message);
        failure.scheme = "X-Daybook-Signature";
        failure
    }

    /// A word for programs.
    #[cfg(test)]
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// Words for people, and for language models.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// How long to wait before it is worth another try, where that is all that is wrong.
    pub(crate) fn seconds_to_wait(&self) -> Option<u64> {
        self.retry_after
    }

    /// It cannot be done as things stand; the code says why.
    pub(crate) fn conflict(code: &'static str, message: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    pub(crate) fn not_ready(error: &StoreError) -> Self {
        tracing::warn!(error = describe(error), "not ready");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "not_ready",
            "the store does not answer, or cannot be written to",
        )
    }

    /// The server's own trouble, which stands in its log.
    pub(crate) fn failed() -> Self {
        let message = "the server failed; its log says more";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    fn disk_failed(error: &StoreError) -> Self {
        tracing::error!(error = describe(error), "the disk failed");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "disk_failed",
            error.to_string(),
        )
    }

    fn internal(error: &StoreError) -> Self {
        tracing::error!(error = describe(error), "a request failed");
        Self::failed()
    }
}

/// An error with its causes, for the log.
fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        let told = |status, code| Self::new(status, code, error.to_string());
        match &error {
            StoreError::BadCursor(_) => told(StatusCode::BAD_REQUEST, "bad_cursor"),
            StoreError::BadLimit => told(StatusCode::BAD_REQUEST, "bad_limit"),
            StoreError::NotFound { .. } => told(StatusCode::NOT_FOUND, "not_found"),
            StoreError::UnknownSpace(_) => told(StatusCode::NOT_FOUND, "unknown_space"),
            StoreError::UnknownCustomer(_) => told(StatusCode::NOT_FOUND, "unknown_customer"),
            StoreError::OutOfReach(_) => told(StatusCode::FORBIDDEN, "outside_spaces"),
            StoreError::Busy | StoreError::Closed => told(StatusCode::SERVICE_UNAVAILABLE, "busy"),
            StoreError::DiskFailed(_) => Self::disk_failed(&error),
            StoreError::Full => told(StatusCode::INSUFFICIENT_STORAGE, "full"),
            StoreError::Ended(_) => told(StatusCode::CONFLICT, "ended"),
            StoreError::Deleted(_) | StoreError::SessionDeleted | StoreError::PersonDeleted => {
                told(StatusCode::GONE, "deleted")
            }
            StoreError::Conflict => told(StatusCode::CONFLICT, "conflict"),
            _ => Self::internal(&error),
        }
    }
}

impl From<FieldError> for HttpError {
    fn from(error: FieldError) -> Self {
        Self::bad_field(error.to_string())
    }
}

impl From<DeliveryError> for HttpError {
    fn from(error: DeliveryError) -> Self {
        let told = |status, code, words| Self::new(status, code, words);
        match error {
            DeliveryError::Field(error) => error.into(),
            DeliveryError::Store(error) => error.into(),
            DeliveryError::UnknownSession { .. } => {
                told(StatusCode::NOT_FOUND, "unknown_session", error.to_string())
            }
            DeliveryError::Unreadable => {
                told(StatusCode::CONFLICT, "unreadable", error.to_string())
            }
            DeliveryError::Replayed => told(StatusCode::CONFLICT, "replayed", error.to_string()),
        }
    }
}

impl From<JsonRejection> for HttpError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "say Content-Type: application/json",
            ),
            // What the parser says of a body may quote it; it goes back to who sent it, and nowhere else.
            _ => Self::bad_field(rejection.body_text()),
        }
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            code: self.code.to_owned(),
            message: self.message,
        };
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static(self.scheme);
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
