//! Which addresses may be spoken to: https anywhere, http on this machine only, and nothing hidden in
//! the address. It must not resolve names or open connections.

use crate::SourceError;
use url::{Host, Url};

/// An address that passed the rules, ending in a slash so that paths can be joined to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress {
    base: Url,
}

impl ServerAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// [`SourceError::BadUrl`] unless it is https, or http on this machine, with nothing hidden in it.
    pub fn parse(text: &str) -> Result<Self, SourceError> {
        let mut base = parse_url(text.trim())?;
        check(&base)?;
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Ok(Self { base })
    }

    /// An address below this one, for a path of ours.
    ///
    /// # Errors
    /// [`SourceError::BadUrl`] where it leads nowhere.
    pub fn join(&self, path: &str) -> Result<Url, SourceError> {
        self.base
            .join(path)
            .map_err(|_| SourceError::bad_url("it does not lead to a server"))
    }

    /// An address below this one, for a path that somebody may have typed. Nothing that leads elsewhere
    /// passes, however it is written.
    ///
    /// # Errors
    /// [`SourceError::Refused`] where it leaves this one.
    pub fn below(&self, path: &str) -> Result<Url, SourceError> {
        let url = self.join(path)?;
        let rest = url.path().strip_prefix(self.base.path());
        let stays = url.origin() == self.base.origin()
            && url.query().is_none()
            && url.fragment().is_none()
            && rest.is_some_and(|rest| !rest.contains('%'));
        if stays {
            Ok(url)
        } else {
            Err(SourceError::refused("a path must stay below the address"))
        }
    }

    /// Whether a part of the path has this name.
    #[must_use]
    pub fn leads_through(&self, name: &str) -> bool {
        let mut parts = self.base.path().split('/');
        parts.any(|part| part.eq_ignore_ascii_case(name) || part.contains('%'))
    }

    /// Scheme, host and port, as text.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.base.host().is_some_and(|host| is_loopback(&host))
    }

    /// Whether it is plain http.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.base.scheme() == "http"
    }
}

fn parse_url(text: &str) -> Result<Url, SourceError> {
    Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            SourceError::bad_url("it must begin with https://")
        }
        _ => SourceError::bad_url(
            "it does not read as an address such as https://daybook.example.org",
        ),
    })
}

fn check(url: &Url) -> Result<(), SourceError> {
    let here = url.host().is_some_and(|host| is_loopback(&host));
    match url.scheme() {
        _ if url.host().is_none() => Err(SourceError::bad_url("it must begin with https://")),
        _ if !url.username().is_empty() || url.password().is_some() => Err(SourceError::bad_url(
            "it holds a user name or a password; leave it out",
        )),
        _ if url.query().is_some() || url.fragment().is_some() => Err(SourceError::bad_url(
            "leave out everything from the ? or the # on",
        )),
        "https" => Ok(()),
        "http" if here => Ok(()),
        "http" => Err(SourceError::bad_url(
            "plain http would show the token to the network; use https (http is for this machine only)",
        )),
        _ => Err(SourceError::bad_url("it must begin with https://")),
    }
}

/// Whether a host is this machine, by its text alone.
fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_addresses_pass() {
        let cases = [
            ("https://daybook.example.org", true),
            ("https://example.org/daybook", true),
            (" https://example.org/ \n", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("http://example.org", false),
            ("http://127.0.0.1.example.org", false),
            ("http://localhost.example.org", false),
            ("http://[::ffff:10.0.0.1]/", false),
            ("https://me:pw@example.org", false),
            ("https://me@example.org", false),
            ("https://example.org/?token=1", false),
            ("https://example.org/#x", false),
            ("example.org", false),
            ("ftp://example.org", false),
            ("file:///etc/passwd", false),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(ServerAddress::parse(text).is_ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_path_in_front_of_the_server_is_kept() {
        let address = ServerAddress::parse("https://example.org/daybook").unwrap();
        assert_eq!(
            address.join("v1/server").unwrap().as_str(),
            "https://example.org/daybook/v1/server"
        );
    }

    #[test]
    fn what_is_typed_leads_nowhere_else() {
        let address = ServerAddress::parse("https://example.org/api").unwrap();
        let cases = [
            ("sys/x", true),
            ("sys/x/", true),
            ("../token", false),
            ("sys/../../x", false),
            ("%2e%2e/x", false),
            ("sys/%70ublic", false),
            ("/sys/x", false),
            ("//elsewhere.example/api/x", false),
            ("https://elsewhere.example/api/x", false),
            ("http://example.org/api/x", false),
            ("\\\\elsewhere.example\\x", false),
            ("sys/x?id=1", false),
            ("sys/x#y", false),
        ];
        for (path, expected) in cases {
            assert_eq!(address.below(path).is_ok(), expected, "{path}");
        }
    }

    #[test]
    fn the_refusal_never_repeats_what_was_typed() {
        let error = ServerAddress::parse("https://me:hunter2@example.org")
            .unwrap_err()
            .to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}
