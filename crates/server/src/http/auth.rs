//! Who is asking: reads the bearer token and finds its role. It must not keep or log a token.

use super::Context;
use super::failure::Failure;
use axum::http::{HeaderMap, header};
use model::Role;

/// The role of the token in these headers.
pub(crate) async fn role(context: &Context, headers: &HeaderMap) -> Result<Role, Failure> {
    let token = bearer(headers).ok_or_else(Failure::unauthorized)?;
    let role = context.store.token_role(token).await?;
    let role = role.ok_or_else(Failure::unauthorized)?;
    context.gate.vouch(token);
    Ok(role)
}

/// Lets pass whose token may do what `needed` may.
pub(crate) async fn require(
    context: &Context,
    headers: &HeaderMap,
    needed: &Role,
) -> Result<Role, Failure> {
    let role = role(context, headers).await?;
    if role.allows(needed) {
        Ok(role)
    } else {
        Err(Failure::forbidden(needed))
    }
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
}
