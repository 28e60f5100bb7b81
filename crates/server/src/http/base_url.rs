//! The address that links begin with.

use super::state::HttpConfig;
use axum::http::{HeaderMap, HeaderValue, header};
use std::net::{IpAddr, Ipv6Addr};

/// The address that links begin with: the configured one, or the request's own host where that is
/// this machine. Any other Host header is the client's word, and is not repeated.
pub(crate) fn base_url(config: &HttpConfig, headers: &HeaderMap) -> Option<String> {
    if let Some(url) = &config.settings.public_url {
        return Some(url.as_str().trim_end_matches('/').to_owned());
    }
    let host = headers.get(header::HOST).map(HeaderValue::to_str)?.ok()?;
    is_loopback(host).then(|| format!("http://{host}"))
}

/// Whether a Host header names this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    match bare {
        Some(v6) => v6.parse::<Ipv6Addr>().is_ok_and(|it| it.is_loopback()),
        None => {
            name.eq_ignore_ascii_case("localhost")
                || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        let cases = [
            ("127.0.0.1:8787", true),
            ("localhost", true),
            ("LOCALHOST:1", true),
            ("[::1]:80", true),
            ("127.0.0.1.evil.example:80", false),
            ("localhost.evil.example", false),
            ("192.168.1.4:80", false),
            ("127.0.0.1:80/../x", false),
            ("user@127.0.0.1", false),
            ("", false),
        ];
        for (host, expected) in cases {
            assert_eq!(is_loopback(host), expected, "{host}");
        }
    }
}
