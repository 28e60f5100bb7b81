//! Signing in to Nexudus: the token exchange, its refresh, and Basic authentication where no token
//! can be had. A password is used and forgotten; what is kept goes through [`TokenKeeper`] alone.
//!
//! Nothing here asks for data, and nothing here writes to Nexudus: the token path takes a sign-in.

use crate::api::rate_limit::RateLimiter;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sources::http::ServerAddress;
use sources::http::header::{ACCEPT, CONTENT_TYPE};
use sources::http::{self, TimeLimits};
use sources::http::{Client, Response, StatusCode};
use sources::{SecretText, SourceError};
use zeroize::{Zeroize, Zeroizing};

/// Below the API's base.
const TOKEN_PATH: &str = "token";
/// An answer of the token path is small.
const MOST_BYTES: usize = 64 << 10;

/// What a sign-in leaves behind. `Debug` shows none of it.
#[derive(Clone, Debug)]
pub struct AccountTokens {
    access: SecretText,
    refresh: Option<SecretText>,
    client_id: String,
    issued_at: DateTime<Utc>,
}

/// As it lies in the key store.
#[derive(Serialize, Deserialize)]
struct StoredTokens {
    access: String,
    refresh: Option<String>,
    client_id: String,
    issued_at: DateTime<Utc>,
}

impl AccountTokens {
    /// When they were issued.
    pub(crate) fn issued_at(&self) -> DateTime<Utc> {
        self.issued_at
    }

    /// Whether a request with them carries the same.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        self.access.expose() == other.access.expose()
    }

    /// The text for the key store.
    ///
    /// # Errors
    /// Where they cannot be written: an empty text would sign the account out at the next start.
    pub fn to_secret(&self) -> Result<SecretText, serde_json::Error> {
        let kept = StoredTokens {
            access: self.access.expose().to_owned(),
            refresh: self.refresh.as_ref().map(|one| one.expose().to_owned()),
            client_id: self.client_id.clone(),
            issued_at: self.issued_at,
        };
        serde_json::to_string(&kept).map(SecretText::new)
    }

    /// Reads the key store's text; `None` for what is none of ours.
    #[must_use]
    pub fn of_secret(secret: &SecretText) -> Option<Self> {
        let kept: StoredTokens = serde_json::from_str(secret.expose()).ok()?;
        Some(Self {
            access: SecretText::new(kept.access),
            refresh: kept.refresh.map(SecretText::new),
            client_id: kept.client_id,
            issued_at: kept.issued_at,
        })
    }
}

/// Keeps renewed tokens: a renewal makes the old ones worthless, so it is kept before it is used.
#[async_trait]
pub trait TokenKeeper: Send + Sync {
    /// Keeps them.
    ///
    /// # Errors
    /// Whatever the key store says, in words without a secret.
    async fn keep(&self, tokens: &AccountTokens) -> Result<(), SourceError>;

    /// What is kept now, where it can be read: somebody else may have renewed or signed in meanwhile.
    async fn kept(&self) -> Option<AccountTokens> {
        None
    }
}

/// E-mail and password, for the moment of the sign-in.
#[derive(Clone, Debug)]
pub struct SignInForm {
    /// The account.
    pub email: String,
    /// Its password.
    pub password: SecretText,
    /// The six digits of a second factor.
    pub totp: Option<String>,
    /// A GUID of this installation, the same at every renewal: two installations that share an
    /// account would otherwise sign each other out.
    pub client_id: String,
}

/// Why a sign-in was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// E-mail, password or code are wrong.
    #[error(
        "Nexudus does not accept this e-mail and password. Nothing was saved. Check both, and add the code of your second factor if your account has one."
    )]
    Refused,
    /// The account has a second factor.
    #[error(
        "This account has a second factor. Nothing was saved. Sign in again with the current six-digit code."
    )]
    CodeNeeded,
    /// Anything else.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl SignInError {
    /// Whether the same can succeed later with nobody doing anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused | Self::CodeNeeded => false,
            Self::Source(error) => error.is_retryable(),
        }
    }
}

/// What a sign-in gave.
#[derive(Clone, Debug)]
pub enum AccountCredential {
    /// Tokens.
    Bearer(AccountTokens),
    /// No tokens are to be had at this address: e-mail and password with each request. It lives in
    /// memory alone, so that a later run asks for the password again.
    Basic {
        /// The account.
        email: String,
        /// Its password.
        password: SecretText,
    },
}

/// Exchanges a password for tokens, or falls back to Basic authentication where the address has no
/// token path. It is a request like any other: it waits for its turn.
///
/// # Errors
/// [`SignInError`]; nothing is kept then.
pub async fn sign_in(
    url: &str,
    password: &SignInForm,
    pace: &RateLimiter,
) -> Result<AccountCredential, SignInError> {
    let address = crate::api::address::api_address(url)?;
    let client = http::client(&address, TimeLimits::USUAL)?;
    let mut form = vec![
        ("grant_type", "password"),
        ("username", password.email.trim()),
        ("password", password.password.expose()),
        ("client_id", &password.client_id),
    ];
    form.extend(password.totp.as_deref().map(|code| ("totp", code.trim())));
    pace.wait_for_turn().await;
    let now = pace.timer().now();
    match exchange(&client, &address, &form, &password.client_id).await? {
        TokenExchange::Tokens(answer) => Ok(AccountCredential::Bearer(answer.tokens(
            &password.client_id,
            now,
            None,
        ))),
        TokenExchange::Refused(refusal) if refusal.asks_for_code() && password.totp.is_none() => {
            Err(SignInError::CodeNeeded)
        }
        TokenExchange::Refused(_) => Err(SignInError::Refused),
        TokenExchange::NoTokenPath => Ok(AccountCredential::Basic {
            email: password.email.trim().to_owned(),
            password: password.password.clone(),
        }),
    }
}

/// What the token path says.
enum TokenExchange {
    Tokens(TokenAnswer),
    Refused(TokenRefusal),
    NoTokenPath,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    refresh_token: Option<String>,
}

#[derive(Default, Deserialize)]
struct TokenRefusal {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

impl TokenRefusal {
    fn asks_for_code(&self) -> bool {
        let text = format!("{} {}", self.error, self.error_description).to_ascii_lowercase();
        [
            "totp",
            "2fa",
            "two-factor",
            "two factor",
            "one-time",
            "authenticator",
        ]
        .iter()
        .any(|word| text.contains(word))
    }
}

impl TokenAnswer {
    fn tokens(
        self,
        client_id: &str,
        now: DateTime<Utc>,
        before: Option<SecretText>,
    ) -> AccountTokens {
        AccountTokens {
            access: SecretText::new(self.access_token),
            refresh: self.refresh_token.map(SecretText::new).or(before),
            client_id: client_id.to_owned(),
            issued_at: now,
        }
    }
}

/// The one request of this crate that is not a GET.
async fn exchange(
    client: &Client,
    address: &ServerAddress,
    form: &[(&str, &str)],
    client_id: &str,
) -> Result<TokenExchange, SourceError> {
    let mut body = Zeroizing::new(String::new());
    url::form_urlencoded::Serializer::new(&mut *body).extend_pairs(form);
    let response = client
        .post(address.join(TOKEN_PATH)?)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("client_id", client_id)
        .body(body.as_bytes().to_vec())
        .send()
        .await
        .map_err(|error| http::transport_failure(&error))?;
    understood(response).await
}

async fn understood(response: Response) -> Result<TokenExchange, SourceError> {
    let status = response.status();
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => {
            return Ok(TokenExchange::NoTokenPath);
        }
        StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            return Err(SourceError::Throttled {
                retry_after: http::wait(&response),
            });
        }
        status if status.is_server_error() => {
            return Err(SourceError::ServerFault {
                status: status.as_u16(),
            });
        }
        status if status.is_redirection() => {
            return Err(SourceError::refused(http::elsewhere(&response)));
        }
        _ => {}
    }
    let mut body = http::read(response, MOST_BYTES).await?;
    let said = if status.is_success() {
        serde_json::from_slice(&body)
            .map(TokenExchange::Tokens)
            .map_err(|_| SourceError::NotNexudus)
    } else {
        let refusal: TokenRefusal = serde_json::from_slice(&body).unwrap_or_default();
        match refusal.error.as_str() {
            "unsupported_grant_type" => Ok(TokenExchange::NoTokenPath),
            "" if status != StatusCode::UNAUTHORIZED => Err(SourceError::NotNexudus),
            _ => Ok(TokenExchange::Refused(refusal)),
        }
    };
    body.zeroize();
    said
}

/// New tokens for old; `None` where the old ones are not accepted.
pub(crate) async fn renew(
    tokens: &AccountTokens,
    client: &Client,
    address: &ServerAddress,
    now: DateTime<Utc>,
) -> Result<Option<AccountTokens>, SourceError> {
    let Some(refresh) = &tokens.refresh else {
        return Ok(None);
    };
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.expose()),
        ("client_id", tokens.client_id.as_str()),
    ];
    match exchange(client, address, &form, &tokens.client_id).await? {
        TokenExchange::Tokens(answer) => {
            let before = Some(refresh.clone());
            Ok(Some(answer.tokens(&tokens.client_id, now, before)))
        }
        TokenExchange::Refused(_) | TokenExchange::NoTokenPath => Ok(None),
    }
}

impl AccountCredential {
    /// The value of the header that carries it.
    pub(crate) fn header(&self) -> Zeroizing<String> {
        Zeroizing::new(match self {
            Self::Bearer(tokens) => format!("Bearer {}", tokens.access.expose()),
            Self::Basic { email, password } => basic(email, password),
        })
    }
}

/// Basic authentication, as RFC 7617 has it, in UTF-8.
fn basic(email: &str, password: &SecretText) -> String {
    let pair = Zeroizing::new(format!("{email}:{}", password.expose()));
    format!("Basic {}", base64(pair.as_bytes()))
}

/// Base64 with padding. Thirty lines are less than a dependency.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at > three.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in cases {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn tokens_survive_the_key_store_and_are_never_shown() {
        let tokens = AccountTokens {
            access: SecretText::new("access-canary".to_owned()),
            refresh: Some(SecretText::new("refresh-canary".to_owned())),
            client_id: "guid".to_owned(),
            issued_at: DateTime::UNIX_EPOCH,
        };
        let back = AccountTokens::of_secret(&tokens.to_secret().unwrap()).unwrap();
        assert_eq!(back.access.expose(), "access-canary");
        assert_eq!(back.refresh.as_ref().unwrap().expose(), "refresh-canary");
        assert_eq!(
            (back.client_id.as_str(), back.issued_at),
            ("guid", tokens.issued_at)
        );
        assert!(!format!("{tokens:?}").contains("canary"));
        assert!(AccountTokens::of_secret(&SecretText::new("dbk_other".to_owned())).is_none());
    }

    #[test]
    fn a_refusal_may_ask_for_a_code() {
        let refusal = |text: &str| TokenRefusal {
            error: "invalid_grant".to_owned(),
            error_description: text.to_owned(),
        };
        assert!(refusal("TOTP code required").asks_for_code());
        assert!(!refusal("The user name or password is incorrect.").asks_for_code());
    }
}
