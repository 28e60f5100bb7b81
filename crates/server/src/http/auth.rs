//! Who is asking: reads the token that was shown and finds what it grants. It must not keep or log a token.

use super::error::HttpError;
use super::state::ServerState;
use crate::store::TokenRight;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use model::Role;

/// Who asks, as the gate found out before any route was asked.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    /// Nobody who showed a token that holds.
    Nobody,
    /// A program, which shows a token as programs do.
    Program(TokenRight),
    /// Somebody with a browser, which shows a token as a password.
    Browser(TokenRight),
}

impl Caller {
    /// Who shows the token in these headers.
    pub(crate) async fn of(context: &ServerState, headers: &HeaderMap) -> Result<Self, HttpError> {
        if let Some(token) = bearer(headers) {
            let grant = context.store.token_grant(token).await?;
            return Ok(match grant {
                Some(grant) => {
                    context.gate.vouch(token);
                    Self::Program(grant)
                }
                None => Self::Nobody,
            });
        }
        let Some(token) = password(headers) else {
            return Ok(Self::Nobody);
        };
        let grant = context.store.token_grant(&token).await?;
        Ok(grant.map_or(Self::Nobody, Self::Browser))
    }

    /// What was granted, however it was shown.
    pub(crate) fn grant(&self) -> Option<&TokenRight> {
        match self {
            Self::Nobody => None,
            Self::Program(grant) | Self::Browser(grant) => Some(grant),
        }
    }

    /// What a program was granted.
    pub(crate) fn program(&self) -> Result<&TokenRight, HttpError> {
        match self {
            Self::Program(grant) => Ok(grant),
            Self::Nobody | Self::Browser(_) => Err(HttpError::unauthorized()),
        }
    }

    /// Lets pass whose token may do what `needed` may.
    pub(crate) fn require(&self, needed: &Role) -> Result<&TokenRight, HttpError> {
        allowed(self.program()?, needed)
    }

    /// Lets pass who may read one conversation whose id is known: also a chatbot, which may read nobody
    /// else's.
    pub(crate) fn require_to_read_one(&self) -> Result<&TokenRight, HttpError> {
        let grant = self.program()?;
        if grant.role.allows(&Role::converse()) {
            return Ok(grant);
        }
        allowed(grant, &Role::Read)
    }

    /// Lets pass whose token may do what `needed` may, also a browser that was asked for one.
    pub(crate) fn require_of_reader(&self, needed: &Role) -> Result<&TokenRight, HttpError> {
        let grant = self.grant();
        let grant = grant.ok_or_else(|| HttpError::unauthorized().in_browser())?;
        allowed(grant, needed)
    }
}

fn allowed<'g>(grant: &'g TokenRight, needed: &Role) -> Result<&'g TokenRight, HttpError> {
    if grant.role.allows(needed) {
        Ok(grant)
    } else {
        Err(HttpError::forbidden(needed))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        // Where the gate was not passed, nobody knows who asks.
        parts
            .extensions
            .get()
            .cloned()
            .ok_or_else(HttpError::failed)
    }
}
/// The password of basic authentication, RFC 7617.
fn password(headers: &HeaderMap) -> Option<String> {
    use base64::Engine as _;
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, pair) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = base64::engine::general_purpose::STANDARD
        .decode(pair.trim())
        .ok()?;
    let pair = String::from_utf8(pair).ok()?;
    pair.split_once(':')
        .map(|(_, password)| password.to_owned())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_bearer_token_is_read() {
        let cases = [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Basic abc", None),
            ("abc", None),
            ("", None),
        ];
        for (value, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(bearer(&headers), expected, "{value}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }

    #[test]
    fn a_browser_shows_a_token_as_its_password() {
        let cases = [
            // "any:dbt_1_x", "dbt_1_x", "a:b:c"
            ("Basic YW55OmRidF8xX3g=", Some("dbt_1_x")),
            ("basic ZGJ0XzFfeA==", None),
            ("Basic YTpiOmM=", Some("b:c")),
            ("Basic %%%", None),
            ("Bearer YW55OmRidF8xX3g=", None),
        ];
        for (value, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(password(&headers).as_deref(), expected, "{value}");
        }
    }
}
