//! The one way to Nexudus: GET, and nothing else. There is no method here that sends another verb,
//! so no code that holds this client can write to an operator's system, by mistake or otherwise.
//!
//! ```compile_fail,E0599
//! async fn write(client: &daybook_nexudus::ReadOnlyClient) {
//!     client.post("sys/openaichatmessages", "").await;
//! }
//! ```
//! while this compiles:
//! ```
//! async fn read(client: &daybook_nexudus::ReadOnlyClient) {
//!     let _ = client.get("sys/openaichatmessages", "page=1").await;
//! }
//! ```

use crate::api::rate_limit::RateLimiter;
use crate::api::session::{
    AccessGrant, RefusalVerdict, RequestedAccess, ServerRoute, SignIn, SignInDoubt,
};
use crate::settings::{PORTAL, is_of_portal};
use chrono::{DateTime, Utc};
use sources::SourceError;
use sources::http::ContentEncoding;
use sources::http::ServerAddress;
use sources::http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderValue,
};
use sources::http::{self, TimeLimits};
use sources::http::{Method, Request, Response, StatusCode};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Url;

/// A wish for patience up to here is granted on the spot; a longer one is the sync's to decide.
const MOST_PATIENCE: Duration = Duration::from_secs(60);
/// Where a throttled answer names no time.
const USUAL_PATIENCE: Duration = Duration::from_secs(5);
/// How often one request is put off.
const MOST_TURNS: u32 = 5;

/// A client that reads.
pub struct ReadOnlyClient {
    way: ServerRoute,
    sign_in: SignIn,
    sent: Mutex<RequestLog>,
}

#[derive(Default)]
struct RequestLog {
    tally: RequestTally,
    /// Nothing leaves any more.
    is_closed: bool,
}

/// What a GET brought.
#[derive(Debug)]
pub enum ApiAnswer {
    /// A JSON document, unread, and the server's own time.
    Found(Vec<u8>, Option<DateTime<Utc>>),
    /// The account may not read this.
    NoPermission,
    /// There is nothing at this path.
    NotFound,
}

/// What this client sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestTally {
    /// GET requests.
    pub reads: u64,
    /// Requests of any other verb. There is no way to make one; they are counted all the same, where
    /// a request leaves.
    pub writes: u64,
    /// Answers that asked for patience.
    pub throttled: u64,
}

impl ReadOnlyClient {
    pub(crate) fn new(
        address: ServerAddress,
        sign_in: SignIn,
        pace: RateLimiter,
        patience: TimeLimits,
    ) -> Result<Self, SourceError> {
        let client = http::client(&address, patience)?;
        Ok(Self {
            way: ServerRoute {
                client,
                address,
                pace,
            },
            sign_in,
            sent: Mutex::default(),
        })
    }

    /// What was sent so far.
    #[must_use]
    pub fn tally(&self) -> RequestTally {
        self.sent().tally
    }

    /// Lets nothing leave from now on, and says what was sent.
    pub(crate) fn close(&self) -> RequestTally {
        let mut sent = self.sent();
        sent.is_closed = true;
        sent.tally
    }

    fn sent(&self) -> MutexGuard<'_, RequestLog> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// RecordCounts a request that is about to leave, unless none may.
    fn count(&self, request: &Request) -> Result<(), SourceError> {
        let mut sent = self.sent();
        if sent.is_closed {
            return Err(over());
        }
        match *request.method() {
            Method::GET => sent.tally.reads += 1,
            _ => sent.tally.writes += 1,
        }
        Ok(())
    }

    /// Whether each request carries the password.
    pub(crate) async fn is_basic(&self) -> bool {
        self.sign_in.is_basic().await
    }

    pub(crate) fn pace(&self) -> &RateLimiter {
        &self.way.pace
    }

    /// Reads a path below the API's base. Waits for its turn, and a little when asked for patience;
    /// renews the sign-in at most once.
    ///
    /// # Errors
    /// Any [`SourceError`]; [`SourceError::SignInNeeded`] where the sign-in has lapsed for good.
    pub async fn get(&self, path: &str, query: &str) -> Result<ApiAnswer, SourceError> {
        self.ask(path, query, SignInDoubt::Usual).await
    }

    /// As [`ReadOnlyClient::get`], but a refusal is believed only from a sign-in of this moment.
    pub(crate) async fn get_in_doubt(
        &self,
        path: &str,
        query: &str,
    ) -> Result<ApiAnswer, SourceError> {
        self.ask(path, query, SignInDoubt::Deep).await
    }

    async fn ask(
        &self,
        path: &str,
        query: &str,
        doubt: SignInDoubt,
    ) -> Result<ApiAnswer, SourceError> {
        let mut url = readable_at(&self.way.address, path)?;
        url.set_query((!query.is_empty()).then_some(query));
        let wish = RequestedAccess::of(path, query);
        let pass = self.sign_in.pass().await?;
        let answer = self.patiently(&url, &pass.header).await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return self.taken(&wish, answer).await;
        }
        let doubt = self.doubt(&wish, doubt, &pass).await?;
        self.open()?;
        let verdict = self.sign_in.refused(pass.turn, doubt, &self.way).await?;
        if verdict == RefusalVerdict::AskAgain {
            let pass = self.sign_in.pass().await?;
            let answer = self.patiently(&url, &pass.header).await?;
            if answer.status() != StatusCode::UNAUTHORIZED {
                return self.taken(&wish, answer).await;
            }
        }
        self.sign_in.note_refused(&wish);
        Ok(ApiAnswer::NoPermission)
    }

    /// How much the sign-in is doubted because of a refusal: deeply, where what could be read before
    /// cannot be read either.
    async fn doubt(
        &self,
        wish: &RequestedAccess,
        doubt: SignInDoubt,
        pass: &AccessGrant,
    ) -> Result<SignInDoubt, SourceError> {
        let Some(list) = self.sign_in.to_try(wish) else {
            return Ok(doubt);
        };
        if RequestedAccess::List(list.clone()) == *wish {
            return Ok(SignInDoubt::Deep);
        }
        let mut url = readable_at(&self.way.address, &list)?;
        url.set_query(Some("page=1&size=1"));
        let answer = self.patiently(&url, &pass.header).await?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            return Ok(SignInDoubt::Deep);
        }
        Ok(doubt)
    }

    async fn taken(
        &self,
        wish: &RequestedAccess,
        answer: Response,
    ) -> Result<ApiAnswer, SourceError> {
        if answer.status().is_success() {
            self.sign_in.note_read(wish);
        }
        understood(answer).await
    }

    fn open(&self) -> Result<(), SourceError> {
        if self.sent().is_closed {
            return Err(over());
        }
        Ok(())
    }

    async fn patiently(&self, url: &Url, header: &str) -> Result<Response, SourceError> {
        for _ in 0..MOST_TURNS {
            let response = self.once(url, header).await?;
            if !is_throttled(response.status()) {
                return Ok(response);
            }
            self.sent().tally.throttled += 1;
            let wish = http::wait(&response);
            self.pace().note_wait(wish.unwrap_or(USUAL_PATIENCE));
            if wish.is_some_and(|wish| wish > MOST_PATIENCE) {
                return Err(SourceError::Throttled { retry_after: wish });
            }
            let wait = wish.unwrap_or(USUAL_PATIENCE);
            self.pace().timer().sleep(wait).await;
        }
        Err(SourceError::Throttled { retry_after: None })
    }

    async fn once(&self, url: &Url, header: &str) -> Result<Response, SourceError> {
        self.pace().wait_for_turn().await;
        let mut credential = HeaderValue::from_str(header)
            .map_err(|_| SourceError::refused("the sign-in holds characters that no header can"))?;
        credential.set_sensitive(true);
        let client = &self.way.client;
        let request = client
            .get(url.clone())
            .header(AUTHORIZATION, credential)
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, ContentEncoding::ACCEPTED)
            .build()
            .map_err(|error| http::transport_failure(&error))?;
        self.count(&request)?;
        client
            .execute(request)
            .await
            .map_err(|error| http::transport_failure(&error))
    }
}

impl std::fmt::Debug for ReadOnlyClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadOnlyClient").finish_non_exhaustive()
    }
}

/// Where a path leads: below the base, and never to the portal, where asking can change something.
fn readable_at(address: &ServerAddress, path: &str) -> Result<Url, SourceError> {
    if is_of_portal(path) {
        return Err(SourceError::refused(PORTAL));
    }
    address.below(path)
}

/// Nobody waits for this answer any more.
fn over() -> SourceError {
    SourceError::refused("what it was asked for is over")
}

fn is_throttled(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    )
}

async fn understood(response: Response) -> Result<ApiAnswer, SourceError> {
    match response.status() {
        StatusCode::FORBIDDEN => Ok(ApiAnswer::NoPermission),
        StatusCode::NOT_FOUND => Ok(ApiAnswer::NotFound),
        StatusCode::REQUEST_TIMEOUT => Err(SourceError::TimedOut),
        status if status.is_server_error() => Err(SourceError::ServerFault {
            status: status.as_u16(),
        }),
        status if status.is_redirection() => Err(SourceError::refused(http::elsewhere(&response))),
        status if !status.is_success() => Err(SourceError::refused(format!(
            "Nexudus refused the request (status {})",
            status.as_u16()
        ))),
        _ => {
            if is_html(&response) {
                return Err(SourceError::malformed("a web page came instead of data"));
            }
            let date = server_time(&response);
            Ok(ApiAnswer::Found(
                http::read(response, usize::MAX).await?,
                date,
            ))
        }
    }
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| {
            kind.trim_start()
                .to_ascii_lowercase()
                .starts_with("text/html")
        })
}

fn server_time(response: &Response) -> Option<DateTime<Utc>> {
    let text = response.headers().get(DATE)?.to_str().ok()?;
    Some(httpdate::parse_http_date(text).ok()?.into())
}
