//! What a link really leads to, said before it is opened.

use model::ascii_host;

/// A link that waits for a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDestination {
    /// The whole address.
    pub url: String,
    /// The host, or the address of a mailto.
    pub host: String,
    /// Which kind.
    pub kind: DestinationKind,
}

/// The kinds of link that may be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestinationKind {
    /// A web page.
    Web,
    /// An address to write to.
    Mail,
}

/// Reads an address; `None` for every scheme but http, https and mailto.
#[must_use]
pub fn leads(url: &str) -> Option<LinkDestination> {
    let (scheme, rest) = url.trim().split_once(':')?;
    let kind = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => DestinationKind::Web,
        "mailto" => DestinationKind::Mail,
        _ => return None,
    };
    let host = match kind {
        DestinationKind::Web => web_host(rest.strip_prefix("//")?),
        DestinationKind::Mail => rest.split('?').next().unwrap_or_default(),
    };
    (!host.is_empty()).then(|| LinkDestination {
        url: url.trim().to_owned(),
        host: shown_host(host),
        kind,
    })
}

/// In small letters, and in ASCII: letters of another script pass for those of a known name.
fn shown_host(host: &str) -> String {
    let (name, host) = host.rsplit_once('@').unwrap_or(("", host));
    let at = if name.is_empty() { "" } else { "@" };
    format!("{name}{at}{}", ascii_host(host)).to_ascii_lowercase()
}

/// The host with its port. What stands before the last `@` is a name, and is how a link lies.
fn web_host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_the_real_one() {
        let cases = [
            (
                "https://Harbour.example/tour?sid=1",
                Some("harbour.example"),
            ),
            ("https://bank.example@evil.example/x", Some("evil.example")),
            ("https://evil.example\\@bank.example", Some("evil.example")),
            ("http://127.0.0.1:4510/records/1", Some("127.0.0.1:4510")),
            (
                "mailto:desk@mill.example?subject=hi",
                Some("desk@mill.example"),
            ),
            ("https://\u{430}pple.com/login", Some("xn--pple-43d.com")),
            (
                "http://bücher.example:80/",
                Some("xn--bcher-kva.example:80"),
            ),
            ("mailto:desk@\u{430}pple.com", Some("desk@xn--pple-43d.com")),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("https://", None),
            ("no link", None),
        ];
        for (url, expected) in cases {
            assert_eq!(
                leads(url).map(|leads| leads.host).as_deref(),
                expected,
                "{url}"
            );
        }
    }
}
