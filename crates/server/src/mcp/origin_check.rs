//! What a page of somebody else's may not do with the tools: be reached under a name that only points here
//! (DNS rebinding), or ask from another origin. A client of the protocol is no browser and says no origin.

use crate::http::base_url::is_loopback;
use crate::http::error::HttpError;
use crate::http::state::HttpConfig;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use std::net::{IpAddr, Ipv6Addr};
use url::Url;

/// Lets pass what was asked under this server's own name, and from nowhere else.
pub(super) fn check(config: &HttpConfig, headers: &HeaderMap) -> Result<(), HttpError> {
    let public = config.settings.public_url.as_ref();
    let host = only(headers, &header::HOST).ok_or_else(wrong_host)?;
    if !is_own_host(public, host) {
        return Err(wrong_host());
    }
    if !headers.contains_key(header::ORIGIN) {
        return Ok(());
    }
    let origin = only(headers, &header::ORIGIN).ok_or_else(wrong_origin)?;
    let own = public.is_some_and(|url| url.origin().ascii_serialization() == origin)
        || [("http", host), ("https", host)]
            .iter()
            .any(|(scheme, host)| origin == format!("{scheme}://{host}"));
    own.then_some(()).ok_or_else(wrong_origin)
}

/// The value of a header that is there once, as text.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next().map(HeaderValue::to_str)?.ok()?;
    all.next().is_none().then_some(first)
}

/// Whether a Host header is a name of this server: the public one, or no name at all but an address, to
/// which nobody can point another name.
fn is_own_host(public: Option<&Url>, host: &str) -> bool {
    let named = |url: &Url| {
        let name = url.host_str().unwrap_or_default();
        let with_port = url.port().map(|port| format!("{name}:{port}"));
        let bare = url
            .port_or_known_default()
            .map(|port| format!("{name}:{port}"));
        host.eq_ignore_ascii_case(&with_port.unwrap_or_else(|| name.to_owned()))
            || bare.is_some_and(|it| host.eq_ignore_ascii_case(&it))
    };
    is_loopback(host) || is_address(host) || public.is_some_and(named)
}

fn is_address(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    match bare {
        Some(v6) => v6.parse::<Ipv6Addr>().is_ok(),
        None => name.parse::<IpAddr>().is_ok_and(|it| it.is_ipv4()),
    }
}

fn wrong_host() -> HttpError {
    let words =
        "this server is not known under the name in Host; its operator can say so (public_url)";
    HttpError::elsewhere(words)
}

fn wrong_origin() -> HttpError {
    HttpError::elsewhere(
        "a page of another origin may not use the tools; a client that is no page says no Origin",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ServerSettings;

    fn refused(public: Option<&str>, host: &str, origin: Option<&str>) -> bool {
        let config = HttpConfig::from(ServerSettings {
            public_url: public.map(|url| url.parse().unwrap()),
            ..ServerSettings::default()
        });
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        check(&config, &headers).is_err()
    }

    #[test]
    fn only_its_own_name_and_addresses_are_this_server() {
        let public = Some("https://daybook.example");
        let cases = [
            (None, "127.0.0.1:8787", false),
            (None, "localhost:8787", false),
            (None, "[::1]:8787", false),
            (None, "192.168.1.4:8787", false),
            (None, "daybook.example", true),
            (None, "rebound.evil.example:8787", true),
            (public, "daybook.example", false),
            (public, "DAYBOOK.example:443", false),
            (public, "daybook.example:8787", true),
            (public, "daybook.example.evil.example", true),
            (public, "evil.example", true),
            (public, "127.0.0.1.evil.example", true),
            (public, "user@daybook.example", true),
            (
                Some("https://daybook.example:8443"),
                "daybook.example:8443",
                false,
            ),
            (
                Some("https://daybook.example:8443"),
                "daybook.example",
                true,
            ),
        ];
        for (public, host, expected) in cases {
            assert_eq!(refused(public, host, None), expected, "{public:?} {host}");
        }
    }

    #[test]
    fn only_a_page_of_its_own_may_ask() {
        let public = Some("https://daybook.example");
        let cases = [
            (public, "daybook.example", "https://daybook.example", false),
            (public, "daybook.example", "https://evil.example", true),
            (
                public,
                "daybook.example",
                "http://daybook.example.evil.example",
                true,
            ),
            (public, "daybook.example", "null", true),
            (public, "127.0.0.1:8787", "http://127.0.0.1:8787", false),
            (public, "127.0.0.1:8787", "http://127.0.0.1:1234", true),
            (None, "localhost:8787", "http://localhost:8787", false),
            (None, "localhost:8787", "https://evil.example", true),
        ];
        for (public, host, origin, expected) in cases {
            assert_eq!(
                refused(public, host, Some(origin)),
                expected,
                "{host} {origin}"
            );
        }
    }
}
