//! Who is asking: reads the bearer token and finds its role. It must not keep or log a token.

use super::error::HttpError;
use super::state::ServerState;
use axum::http::{HeaderMap, header};
use model::Role;

/// The role of the token in these headers.
pub(crate) async fn role(context: &ServerState, headers: &HeaderMap) -> Result<Role, HttpError> {
    let token = bearer(headers).ok_or_else(HttpError::unauthorized)?;
    let role = context.store.token_role(token).await?;
    let role = role.ok_or_else(HttpError::unauthorized)?;
    context.gate.vouch(token);
    Ok(role)
}

/// Lets pass whose token may do what `needed` may.
pub(crate) async fn require(
    context: &ServerState,
    headers: &HeaderMap,
    needed: &Role,
) -> Result<Role, HttpError> {
    let role = role(context, headers).await?;
    if role.allows(needed) {
        Ok(role)
    } else {
        Err(HttpError::forbidden(needed))
    }
}

/// Lets pass who may read one conversation whose id is known: also a chatbot, which may read nobody else's.
pub(crate) async fn require_to_read_one(
    context: &ServerState,
    headers: &HeaderMap,
) -> Result<Role, HttpError> {
    let role = role(context, headers).await?;
    if role.allows(&Role::Read) || role.allows(&Role::converse()) {
        Ok(role)
    } else {
        Err(HttpError::forbidden(&Role::Read))
    }
}

/// Lets pass whose token may do what `needed` may, also a browser that was asked for one.
pub(crate) async fn require_of_reader(
    context: &ServerState,
    headers: &HeaderMap,
    needed: &Role,
) -> Result<(), HttpError> {
    let token = bearer(headers).map(str::to_owned);
    let token = token.or_else(|| password(headers));
    let token = token.ok_or_else(|| HttpError::unauthorized().in_browser())?;
    let role = context.store.token_role(&token).await?;
    let role = role.ok_or_else(|| HttpError::unauthorized().in_browser())?;
    if role.allows(needed) {
        Ok(())
    } else {
        Err(HttpError::forbidden(needed))
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
