//! Outcomes that another system delivers by itself. It has no token: it signs what it sends, with a
//! secret that it shares with the operator and with the time, so that nobody else can send it, and
//! nobody can send it again.

use super::conversions;
use super::error::HttpError;
use super::extract::{SentJson, unread};
use super::state::ServerState;
use crate::outcome_delivery::{NewConversion, OutcomeSender};
use crate::settings::SettingSecret;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// The route, as the router knows it.
pub(crate) const ROUTE: &str = "/v1/webhooks/{name}";
const TOO_MANY: &str = "too many deliveries come at once; deliver again in a second";
/// The header with the time and the signature.
const SIGNATURE: &str = "x-daybook-signature";
/// How far the sender's clock may be from ours, and how long a delivery may be under way.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// Signatures that one header may hold: while a secret is changed a sender signs with both.
const MOST_SIGNATURES: usize = 4;

/// Takes an outcome from a system that signs it. The header `X-Daybook-Signature: t=…,v1=…` holds the time
/// in seconds since 1970, and in hex the HMAC-SHA256 of `t`, a dot and the body, made with the webhook's
/// secret. It is good for five minutes. What is recorded, and what is kept as a dead letter, is as with
/// `/v1/conversions`.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/v1/webhooks/{name}",
    params(
        ("name" = String, Path, description = "The webhook, as the settings name it", pattern = "^[a-z0-9_]{1,60}$"),
        ("X-Daybook-Signature" = String, Header, description = "The time and the signature", pattern = "^t=[0-9]{1,12},v1=[0-9a-f]{64}$"),
    ),
    request_body = NewConversion,
    responses(
        (status = 201, description = "It was new", body = super::conversions::RecordedConversions),
        (status = 200, description = "It was known", body = super::conversions::RecordedConversions),
        super::schema::RefusalResponses
    )
))]
pub(crate) async fn receive(
    State(context): State<ServerState>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, HttpError> {
    let (name, secret) = webhook(&context, name)?;
    // Who cannot even seem to sign is not listened to.
    SignatureHeader::of(&headers).ok_or_else(HttpError::unsigned)?;
    let body = unsigned_body(&context, request).await?;
    verify(secret, &headers, &body, context.store.clock().now())?;
    let delivery = read(&headers, body).await?;
    conversions::deliver(&context, &headers, OutcomeSender::Webhook(&name), delivery).await
}

/// The body, of which nobody knows yet who sent it: so many of them are read at a time, and no more.
async fn unsigned_body(context: &ServerState, request: Request) -> Result<Bytes, HttpError> {
    let place = context.unsigned.try_acquire();
    let _place = place.map_err(|_| HttpError::unavailable(TOO_MANY))?;
    Bytes::from_request(request, &()).await.map_err(unread)
}

/// The webhook's name and secret. Who cannot sign is not told which names there are.
fn webhook(
    context: &ServerState,
    name: Result<Path<String>, PathRejection>,
) -> Result<(String, &SettingSecret), HttpError> {
    let Path(name) = name.map_err(|_| HttpError::unsigned())?;
    let secret = context.config.settings.webhooks.get(&name);
    let secret = secret.ok_or_else(HttpError::unsigned)?;
    Ok((name, secret))
}

/// The body as what it says of itself, read as on the other routes.
async fn read(headers: &HeaderMap, body: Bytes) -> Result<NewConversion, HttpError> {
    let mut request = Request::new(axum::body::Body::from(body));
    *request.headers_mut() = headers.clone();
    let SentJson(delivery) = SentJson::<NewConversion>::from_request(request, &()).await?;
    Ok(delivery)
}

/// Lets pass what was signed with this secret, within the tolerance.
fn verify(
    secret: &SettingSecret,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), HttpError> {
    let signed = SignatureHeader::of(headers).ok_or_else(HttpError::unsigned)?;
    if !signed.is_by(secret, body) {
        return Err(HttpError::unsigned());
    }
    // Only who knows the secret learns that it is the time.
    let at = DateTime::from_timestamp(signed.at, 0).ok_or_else(HttpError::unsigned)?;
    if (now - at).abs() > TOLERANCE {
        return Err(HttpError::out_of_time());
    }
    Ok(())
}

/// What the header says.
#[derive(Debug, PartialEq, Eq)]
struct SignatureHeader<'h> {
    /// The time as it was written: it was signed so.
    time: &'h str,
    /// The time, in seconds since 1970.
    at: i64,
    /// The signatures; one of them must be good.
    signatures: Vec<Vec<u8>>,
}

impl<'h> SignatureHeader<'h> {
    fn of(headers: &'h HeaderMap) -> Option<Self> {
        Self::parse(headers.get(SIGNATURE)?.to_str().ok()?)
    }

    fn parse(text: &'h str) -> Option<Self> {
        let (mut time, mut signatures) = (None, Vec::new());
        for part in text.split(',') {
            match part.trim().split_once('=')? {
                ("t", it) if time.is_none() => time = Some(it),
                ("t", _) => return None,
                ("v1", it) => signatures.push(hex::decode(it).ok()?),
                // Ways to sign that are yet to come.
                _ => {}
            }
        }
        let time = time.filter(|it| it.bytes().all(|it| it.is_ascii_digit()))?;
        let some = (1..=MOST_SIGNATURES).contains(&signatures.len());
        some.then_some(Self {
            time,
            at: time.parse().ok()?,
            signatures,
        })
    }

    /// Whether one of the signatures was made with this secret. It takes as long for any.
    fn is_by(&self, secret: &SettingSecret, body: &[u8]) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
            return false;
        };
        mac.update(self.time.as_bytes());
        mac.update(b".");
        mac.update(body);
        let good = |signature: &Vec<u8>| mac.clone().verify_slice(signature).is_ok();
        self.signatures.iter().filter(|it| good(it)).count() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"session_id":"s"}"#;
    /// printf '1795251600.{"session_id":"s"}' | openssl dgst -sha256 -hmac 0123456789abcdef
    const GOOD: &str = "c49d02dd7ee35708bbc5e788ca599fd3e7cf0937d3fa347110dc9724862f2a0d";

    fn now() -> DateTime<Utc> {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn secret() -> SettingSecret {
        SettingSecret::new("0123456789abcdef")
    }

    fn outcome(header: &str, body: &[u8], minutes: i64) -> Result<(), String> {
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, header.parse().unwrap());
        let now = now() + TimeDelta::minutes(minutes);
        verify(&secret(), &headers, body, now).map_err(|it| it.code().to_owned())
    }

    #[test]
    fn what_openssl_signed_is_good_for_five_minutes() {
        let header = format!("t=1795251600,v1={GOOD}");
        for (minutes, expected) in [
            (0, Ok(())),
            (5, Ok(())),
            (-5, Ok(())),
            (6, Err("out_of_time".to_owned())),
            (-6, Err("out_of_time".to_owned())),
        ] {
            assert_eq!(outcome(&header, BODY, minutes), expected, "{minutes}");
        }
    }

    #[test]
    fn whatever_else_is_not_signed() {
        let other = "0".repeat(64);
        let headers = [
            String::new(),
            GOOD.to_owned(),
            "t=1795251600".to_owned(),
            format!("v1={GOOD}"),
            format!("t=1795251600,v1={other}"),
            format!("t=1795251600,v1={}", &GOOD[..62]),
            format!("t=1795251600,v1={GOOD}00"),
            format!("t=1795251601,v1={GOOD}"),
            format!("t=1795251600,t=1795251600,v1={GOOD}"),
            format!("t=+1795251600,v1={GOOD}"),
            format!("t=,v1={GOOD}"),
            format!("t=1795251600,v0={GOOD}"),
            format!("t=1795251600{}", format!(",v1={GOOD}").repeat(5)),
        ];
        for header in headers {
            let expected = Err("not_signed".to_owned());
            assert_eq!(outcome(&header, BODY, 0), expected, "{header}");
        }
        let good = format!("t=1795251600,v1={GOOD}");
        let changed = br#"{"session_id":"t"}"#;
        assert!(outcome(&good, changed, 0).is_err(), "another body");
        let other = SettingSecret::new("another secret here");
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, good.parse().unwrap());
        assert!(verify(&other, &headers, BODY, now()).is_err());
    }

    #[test]
    fn while_a_secret_is_changed_one_of_two_signatures_suffices() {
        let other = "0".repeat(64);
        for pair in [[GOOD, &other], [&other, GOOD]] {
            let header = format!("t=1795251600, v1={}, v1={},v2=x", pair[0], pair[1]);
            assert_eq!(outcome(&header, BODY, 0), Ok(()), "{header}");
        }
    }
}
