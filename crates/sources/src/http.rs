//! One GET at a time, with every guard that a connector needs: limits on time and size, no other
//! host, no plain text off this machine, and errors in the words of [`SourceError`].
//!
//! Its own client can issue GET, and DELETE for privacy, and nothing else. It must never put a token, a cursor or an answer in a log line.

pub use crate::address::ServerAddress;
use crate::decode::AnswerUnpacker;
pub use crate::decode::ContentEncoding;
pub(crate) use crate::decode::LongTexts;
use crate::{SecretText, SourceError, retry_after};
use model::feed::ErrorBody;
use reqwest::ClientBuilder;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, DATE, RETRY_AFTER};
use reqwest::redirect::{Attempt, Policy};
// Whoever goes through here names the types of the client, and not the client's crate.
pub use reqwest::{Client, Method, Request, Response, StatusCode, header};
use rustls_platform_verifier::BuilderVerifierExt;
use serde::de::DeserializeOwned;
use std::error::Error as _;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A host that does not take a connection in this time is as good as gone.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// A server may think before the first byte of a large page, and a slow link may pause, but not
/// longer than this at a time.
const READ_LIMIT: Duration = Duration::from_secs(30);
/// A whole answer: 64 MB at about 2 Mbit/s. It ends a server that drips a byte at a time.
const ANSWER_LIMIT: Duration = Duration::from_secs(300);
/// Same-host redirects (a trailing slash, say) that are followed.
const MAX_REDIRECTS: usize = 3;
/// An error answer is read up to here for its code.
const MAX_ERROR_BYTES: usize = 64 << 10;
/// From this size on an answer is parsed off the asynchronous threads: 100 KB take about 0.2 ms.
const PARSE_APART_BYTES: usize = 100 << 10;

/// The limits on time, so that a test of slowness need not be slow.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// For a connection.
    pub connect: Duration,
    /// For the next byte.
    pub read: Duration,
    /// For a whole answer.
    pub answer: Duration,
}

impl TimeLimits {
    /// For a server that means well.
    pub const USUAL: Self = Self {
        connect: CONNECT_LIMIT,
        read: READ_LIMIT,
        answer: ANSWER_LIMIT,
    };
}

/// A client for one address.
pub(crate) struct HttpReader {
    client: Client,
    address: ServerAddress,
    token: SecretText,
    accepted: &'static str,
}

impl HttpReader {
    pub(crate) fn new(
        address: ServerAddress,
        token: SecretText,
        patience: TimeLimits,
    ) -> Result<Self, SourceError> {
        let accepted = if address.is_here() {
            ContentEncoding::ACCEPTED_HERE
        } else {
            ContentEncoding::ACCEPTED
        };
        Ok(Self {
            client: client(&address, patience)?,
            accepted,
            address,
            token,
        })
    }

    /// Asks for a JSON document and parses it whole.
    pub(crate) async fn get<T: DeserializeOwned + Send + 'static>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, SourceError> {
        self.get_with(path, query, LongTexts::Whole).await
    }

    /// The same, where the caller says what becomes of texts that are very long.
    pub(crate) async fn get_with<T: DeserializeOwned + Send + 'static>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        texts: LongTexts,
    ) -> Result<T, SourceError> {
        let mut url = self.address.join(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let response = self.send(Method::GET, url).await?;
        if !response.status().is_success() {
            return Err(refusal(response).await);
        }
        check_is_json(&response)?;
        parse(read_with(response, usize::MAX, texts).await?).await
    }

    /// Deletes what has an id under a path. What is not there any more is deleted.
    pub(crate) async fn delete(&self, path: &str, id: &str) -> Result<(), SourceError> {
        let mut url = self.address.join(path)?;
        url.path_segments_mut()
            .map_err(|()| SourceError::refused("the address has no path"))?
            .pop_if_empty()
            .push(id);
        let response = self.send(Method::DELETE, url).await?;
        match response.status() {
            status if status.is_success() => Ok(()),
            // What stands before our server says neither with a code.
            StatusCode::NOT_FOUND | StatusCode::GONE => match error_code(response).await {
                Some(_) => Ok(()),
                None => Err(SourceError::NotDaybook),
            },
            _ => Err(match refusal(response).await {
                SourceError::Forbidden { .. } => SourceError::may_not_delete(),
                error => error,
            }),
        }
    }

    async fn send(&self, method: Method, url: Url) -> Result<Response, SourceError> {
        self.client
            .request(method, url)
            .bearer_auth(self.token.expose())
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, self.accepted)
            .send()
            .await
            .map_err(|error| transport_failure(&error))
    }
}

/// A client with every guard, for an address that passed the rules. What it is used for is the caller's to
/// guard: nothing but GET, say.
///
/// # Errors
/// [`SourceError::Refused`] where this computer lets nobody open a connection.
pub fn client(address: &ServerAddress, patience: TimeLimits) -> Result<Client, SourceError> {
    let builder = Client::builder()
        .user_agent(concat!("daybook/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(patience.connect)
        .read_timeout(patience.read)
        .timeout(patience.answer)
        .redirect(Policy::custom(same_origin_only))
        .referer(false);
    with_transport(builder, address)?
        .build()
        .map_err(|error| unusable_client(&error))
}

fn with_transport(
    builder: ClientBuilder,
    address: &ServerAddress,
) -> Result<ClientBuilder, SourceError> {
    let builder = if address.is_here() {
        staying_here(builder)
    } else {
        builder
    };
    if address.is_plain() {
        Ok(builder.tls_backend_preconfigured(trusting_nobody()?))
    } else {
        Ok(builder
            .https_only(true)
            .tls_backend_preconfigured(verified_tls()?))
    }
}

/// What is meant for this machine never goes through a proxy, and `localhost` is never asked of a name
/// server.
fn staying_here(builder: ClientBuilder) -> ClientBuilder {
    let here: [SocketAddr; 2] = [
        (Ipv4Addr::LOCALHOST, 0).into(),
        (Ipv6Addr::LOCALHOST, 0).into(),
    ];
    builder.no_proxy().resolve_to_addrs("localhost", &here)
}

/// TLS as the operating system trusts it.
fn verified_tls() -> Result<rustls::ClientConfig, SourceError> {
    let builder = tls_builder()?;
    let verified = builder.with_platform_verifier().map_err(|error| {
        tracing::warn!(%error, "the system's certificates cannot be read");
        SourceError::refused("this computer's list of trusted certificates cannot be read")
    })?;
    Ok(verified.with_no_client_auth())
}

/// For plain http on this machine, so that a computer without certificates can have its practice space.
fn trusting_nobody() -> Result<rustls::ClientConfig, SourceError> {
    let nobody = rustls::RootCertStore::empty();
    Ok(tls_builder()?
        .with_root_certificates(nobody)
        .with_no_client_auth())
}

fn tls_builder()
-> Result<rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier>, SourceError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| SourceError::refused("no safe version of TLS is available"))
}

fn unusable_client(error: &reqwest::Error) -> SourceError {
    tracing::error!(error = %chain(error), "no HTTP client could be made");
    SourceError::refused("this computer does not let Daybook open a connection")
}

fn same_origin_only(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let same = attempt
        .previous()
        .first()
        .is_some_and(|first| first.origin() == attempt.url().origin());
    if same && attempt.previous().len() <= MAX_REDIRECTS {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

/// What an answer without success means.
async fn refusal(response: Response) -> SourceError {
    match response.status() {
        StatusCode::UNAUTHORIZED => SourceError::SignInNeeded,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => SourceError::Throttled {
            retry_after: wait(&response),
        },
        StatusCode::NETWORK_AUTHENTICATION_REQUIRED => SourceError::Intercepted,
        status if status.is_server_error() => SourceError::ServerFault {
            status: status.as_u16(),
        },
        status if status.is_redirection() => SourceError::refused(elsewhere(&response)),
        StatusCode::REQUEST_TIMEOUT => SourceError::TimedOut,
        status => refusal_with_code(status, response).await,
    }
}

async fn refusal_with_code(status: StatusCode, response: Response) -> SourceError {
    let is_web_page = is_web_page(&response);
    let code = error_code(response).await;
    match (status, code.as_deref()) {
        // Our server says 403 with a code and 404 with one: what stands before it does not.
        (StatusCode::FORBIDDEN | StatusCode::PROXY_AUTHENTICATION_REQUIRED, None) => {
            SourceError::Intercepted
        }
        (StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, None) => SourceError::Intercepted,
        (status, None) if is_web_page && status != StatusCode::NOT_FOUND => {
            SourceError::Intercepted
        }
        (StatusCode::FORBIDDEN, Some(_)) => SourceError::Forbidden {
            what: "read conversations".to_owned(),
        },
        (_, Some("bad_cursor")) => SourceError::CursorRejected,
        // Our server says everything in JSON with a code; what does not, is another one.
        (StatusCode::NOT_FOUND, None) => SourceError::NotDaybook,
        (status, _) => SourceError::refused(format!(
            "the server refused the request (status {})",
            status.as_u16()
        )),
    }
}

async fn error_code(response: Response) -> Option<String> {
    check_is_json(&response).ok()?;
    let body = read(response, MAX_ERROR_BYTES).await.ok()?;
    serde_json::from_slice::<ErrorBody>(&body)
        .ok()
        .map(|error| error.code)
}

/// How long an answer asks us to wait.
#[must_use]
pub fn wait(response: &Response) -> Option<Duration> {
    let text = |name| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    retry_after::parse(text(RETRY_AFTER)?, text(DATE))
}

/// Where a redirect leads, by its host alone: the rest may hold anything.
#[must_use]
pub fn elsewhere(response: &Response) -> String {
    let target = response
        .headers()
        .get(reqwest::header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| response.url().join(text).ok());
    match target.as_ref().and_then(Url::host_str) {
        Some(host) => format!(
            "the server sends us on to another address, at {host}; if that is right, connect that address"
        ),
        None => "the server sends us on without saying where".to_owned(),
    }
}

fn check_is_json(response: &Response) -> Result<(), SourceError> {
    if content_type(response).eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        // A sign-in page of a guest network, a proxy's own page.
        Err(SourceError::Intercepted)
    }
}

fn is_web_page(response: &Response) -> bool {
    content_type(response).eq_ignore_ascii_case("text/html")
}

/// What an answer says it is, without its parameters.
fn content_type(response: &Response) -> &str {
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = kind.unwrap_or_default().split(';').next();
    essence.unwrap_or_default().trim()
}

/// Unpacks an answer, up to so many bytes as they come.
///
/// # Errors
/// [`SourceError::TooLarge`], or [`SourceError::Malformed`] for what is damaged or was cut off.
pub async fn read(response: Response, cap: usize) -> Result<Vec<u8>, SourceError> {
    read_with(response, cap, LongTexts::Whole).await
}

async fn read_with(
    mut response: Response,
    cap: usize,
    texts: LongTexts,
) -> Result<Vec<u8>, SourceError> {
    let name = response
        .headers()
        .get(CONTENT_ENCODING)
        .map(|value| value.to_str().unwrap_or("?"));
    let mut unpacker = AnswerUnpacker::new(ContentEncoding::named(name)?, texts)?;
    let mut packed = 0;
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| body_failure(&error))?
    {
        packed += chunk.len();
        if packed > cap {
            return Err(SourceError::TooLarge);
        }
        unpacker.push(&chunk)?;
    }
    unpacker.finish()
}

pub(crate) async fn parse<T: DeserializeOwned + Send + 'static>(
    body: Vec<u8>,
) -> Result<T, SourceError> {
    if body.len() < PARSE_APART_BYTES {
        return parse_now(&body);
    }
    tokio::task::spawn_blocking(move || parse_now(&body))
        .await
        .map_err(|_| SourceError::malformed("it could not be read to its end"))?
}

fn parse_now<T: DeserializeOwned>(body: &[u8]) -> Result<T, SourceError> {
    serde_json::from_slice(body).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Eof => "it was cut off",
            serde_json::error::Category::Data => "it does not hold what was expected",
            _ => "it is damaged",
        };
        // The error's own text can quote the answer, so only its place is told.
        SourceError::malformed(format!(
            "{what} (line {}, column {})",
            error.line(),
            error.column()
        ))
    })
}

/// A request that got no answer.
#[must_use]
pub fn transport_failure(error: &reqwest::Error) -> SourceError {
    tracing::debug!(error = %chain(error), "a request got no answer");
    if let Some(tls) = find::<rustls::Error>(error) {
        SourceError::refused(tls_words(tls))
    } else if error.is_timeout() && !error.is_connect() {
        SourceError::TimedOut
    } else {
        SourceError::Offline
    }
}

/// An answer that broke off.
fn body_failure(error: &reqwest::Error) -> SourceError {
    tracing::debug!(error = %chain(error), "an answer broke off");
    if error.is_timeout() {
        SourceError::TimedOut
    } else {
        SourceError::malformed("it was cut off")
    }
}

fn tls_words(error: &rustls::Error) -> &'static str {
    use rustls::CertificateError as Bad;
    match error {
        rustls::Error::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => {
            "the server's certificate has expired (or this computer's clock is wrong)"
        }
        rustls::Error::InvalidCertificate(
            Bad::NotValidForName | Bad::NotValidForNameContext { .. },
        ) => "the server's certificate belongs to another name; check the address",
        rustls::Error::InvalidCertificate(_) => {
            "the server's certificate is not trusted by this computer"
        }
        _ => {
            "no safe connection could be made; the address may need another port, or be plain http"
        }
    }
}

/// Looks for a cause of a kind. `io::Error` hides what it wraps from `source()`, so it is opened.
fn find<'a, T: std::error::Error + 'static>(error: &'a reqwest::Error) -> Option<&'a T> {
    let mut cause: Option<&'a (dyn std::error::Error + 'static)> = error.source();
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        cause = match error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
        {
            Some(inner) => Some(inner as &(dyn std::error::Error + 'static)),
            None => error.source(),
        };
    }
    None
}

/// The causes, for the log, without the address: its query holds a cursor.
fn chain(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() {
        "timed out".to_owned()
    } else {
        "failed".to_owned()
    };
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
