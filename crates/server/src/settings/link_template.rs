//! Where calls to action lead: addresses with two holes, `{session_id}` and `{target}`. A filled
//! template always leads to the host that the operator wrote: what fills a hole is encoded, and no
//! hole may stand in the host.

use std::fmt::Write as _;
use url::{Host, Url};

const SESSION: &str = "{session_id}";
const TARGET: &str = "{target}";
/// The longest target that is put into a link, in bytes.
const LONGEST_TARGET: usize = 512;

/// The kinds of call to action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallToActionKind {
    /// Buy a day pass.
    DayPass,
    /// Sign up for a membership plan.
    Plan,
    /// Ask for a tour.
    Tour,
    /// Confirm a booking.
    Booking,
}

impl CallToActionKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::DayPass, Self::Plan, Self::Tour, Self::Booking];

    /// The word for it, in settings and on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DayPass => "day_pass",
            Self::Plan => "plan",
            Self::Tour => "tour",
            Self::Booking => "booking",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A target for each kind that has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkTemplates([Option<LinkTemplate>; 4]);

impl LinkTemplates {
    /// The target of a kind.
    #[must_use]
    pub fn get(&self, kind: CallToActionKind) -> Option<&LinkTemplate> {
        self.0.get(kind as usize)?.as_ref()
    }

    /// Sets the target of a kind.
    pub fn set(&mut self, kind: CallToActionKind, template: LinkTemplate) {
        if let Some(place) = self.0.get_mut(kind as usize) {
            *place = Some(template);
        }
    }
}

/// Why a text is no template, or a template cannot be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Not an absolute address.
    #[error("it is not a complete address")]
    NotAnAddress,
    /// Neither https, nor http to this machine.
    #[error("it must begin with https:// (http:// only to this machine itself)")]
    NotSafe,
    /// The session id has no place in it.
    #[error("{{session_id}} is missing: without it no outcome can be tied to its conversation")]
    NoSession,
    /// A hole that is not known, or a stray brace.
    #[error("the only holes are {{session_id}} and {{target}}")]
    UnknownHole,
    /// A hole or a login where the host is named.
    #[error("the host must be written out, with no hole and no login in it")]
    OpenHost,
    /// The template has a hole for a target, and none was given; or the other way round.
    #[error("this call to action {}", if *.wanted { "needs a target" } else { "takes no target" })]
    Target {
        /// Whether one is wanted.
        wanted: bool,
    },
    /// A target that is too long, or a step up a path.
    #[error("a target is at most 512 bytes of text, and neither “.” nor “..”")]
    BadTarget,
}

impl TemplateError {
    /// Whether the same call may succeed later: never.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        false
    }
}

/// A checked address with holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTemplate(String);

impl LinkTemplate {
    /// Checks a text.
    ///
    /// # Errors
    /// It is no address, leads somewhere unsafe, or has the wrong holes.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let address = whole(text, "a")?;
        let safe = match address.scheme() {
            "https" => true,
            "http" => is_this_machine(&address),
            _ => false,
        };
        if !safe {
            return Err(TemplateError::NotSafe);
        }
        let other = whole(text, "b")?;
        let login = !address.username().is_empty() || address.password().is_some();
        if login || address.origin() != other.origin() {
            return Err(TemplateError::OpenHost);
        }
        let inside = text.replace(SESSION, "").replace(TARGET, "");
        if inside.contains(['{', '}']) {
            return Err(TemplateError::UnknownHole);
        }
        if !text.contains(SESSION) {
            return Err(TemplateError::NoSession);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has a hole for a target.
    #[must_use]
    pub fn wants_target(&self) -> bool {
        self.0.contains(TARGET)
    }

    /// The address of one call to action.
    ///
    /// # Errors
    /// A target is missing, superfluous or unusable.
    pub fn fill(&self, session_id: &str, target: Option<&str>) -> Result<String, TemplateError> {
        let wanted = self.wants_target();
        if wanted != target.is_some() {
            return Err(TemplateError::Target { wanted });
        }
        let target = target.unwrap_or_default();
        if target.len() > LONGEST_TARGET || [".", ".."].contains(&target) {
            return Err(TemplateError::BadTarget);
        }
        let filled = self.0.replace(TARGET, &encode(target));
        Ok(filled.replace(SESSION, &encode(session_id)))
    }
}

fn whole(text: &str, filling: &str) -> Result<Url, TemplateError> {
    let filled = text.replace(SESSION, filling).replace(TARGET, filling);
    Url::parse(&filled).map_err(|_| TemplateError::NotAnAddress)
}

fn is_this_machine(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Percent-encodes everything but unreserved characters.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_template_must_be() {
        let cases = [
            ("https://h.example/tour?s={session_id}", None),
            ("http://127.0.0.1:9/{target}?s={session_id}", None),
            ("http://[::1]/?s={session_id}", None),
            (
                "http://h.example/?s={session_id}",
                Some(TemplateError::NotSafe),
            ),
            ("javascript:{session_id}", Some(TemplateError::NotSafe)),
            ("ftp://h.example/{session_id}", Some(TemplateError::NotSafe)),
            ("/tour?s={session_id}", Some(TemplateError::NotAnAddress)),
            ("https://h.example/tour", Some(TemplateError::NoSession)),
            (
                "https://h.example/{who}?s={session_id}",
                Some(TemplateError::UnknownHole),
            ),
            (
                "https://h.example/{?s={session_id}",
                Some(TemplateError::UnknownHole),
            ),
            (
                "https://{target}/?s={session_id}",
                Some(TemplateError::OpenHost),
            ),
            (
                "https://h.example{target}/?s={session_id}",
                Some(TemplateError::OpenHost),
            ),
            (
                "https://u:p@h.example/?s={session_id}",
                Some(TemplateError::OpenHost),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(LinkTemplate::parse(text).err(), expected, "{text}");
        }
    }

    #[test]
    fn holes_are_filled_encoded() {
        let template = LinkTemplate::parse("https://h.example/p/{target}?s={session_id}").unwrap();
        let filled = template.fill("a&b=c", Some("Hot desk/1?x#y"));
        assert_eq!(
            filled.unwrap(),
            "https://h.example/p/Hot%20desk%2F1%3Fx%23y?s=a%26b%3Dc"
        );
        let cases = [
            (None, TemplateError::Target { wanted: true }),
            (Some(".."), TemplateError::BadTarget),
        ];
        for (target, error) in cases {
            assert_eq!(template.fill("s", target), Err(error));
        }
        let plain = LinkTemplate::parse("https://h.example/{session_id}").unwrap();
        assert_eq!(
            plain.fill("s", Some("x")),
            Err(TemplateError::Target { wanted: false })
        );
    }

    proptest! {
        #[test]
        fn a_filled_template_stays_at_its_host(session in ".{0,40}", target in ".{0,40}") {
            for text in ["https://h.example/p/{target}/x?s={session_id}", "https://h.example:8443/?t={target}#{session_id}"] {
                let template = LinkTemplate::parse(text).unwrap();
                if let Ok(filled) = template.fill(&session, Some(&target)) {
                    let address = Url::parse(&filled).unwrap();
                    prop_assert_eq!(address.origin(), whole(text, "a").unwrap().origin());
                    prop_assert!(filled.is_ascii());
                }
            }
        }
    }
}
