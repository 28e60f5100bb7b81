//! An e-mail address that mail can be sent to: ASCII, one address, nothing around it.

use std::fmt;

/// The longest address, in bytes (RFC 5321, 4.5.3.1).
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

/// An address, in small letters: to a limit, writing it otherwise makes no other address.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        let good = text.len() <= LONGEST && is_local(local) && is_domain(domain);
        good.then(|| Self(text.to_ascii_lowercase()))
    }

    /// The mailbox that it leads to, as far as that is known: what stands after a `+` is a label of the
    /// reader's own nearly everywhere, and at Gmail dots say nothing. To a limit all of them are one.
    pub(crate) fn mailbox(&self) -> Mailbox {
        Mailbox::of(&self.0)
    }

    /// Whether an address that was kept leads to this mailbox.
    pub(crate) fn is_of(kept: &str, mailbox: &Mailbox) -> bool {
        Mailbox::of(&kept.to_ascii_lowercase()) == *mailbox
    }

    /// Its text. It must not be logged.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where the mail to an address ends up.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Mailbox(String);

impl Mailbox {
    fn of(address: &str) -> Self {
        let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
        let name = match local.split_once('+') {
            Some((name, _)) if !name.is_empty() => name,
            _ => local,
        };
        if GMAIL.contains(&domain) {
            return Self(format!("{}@{}", name.replace('.', ""), GMAIL[0]));
        }
        Self(format!("{name}@{domain}"))
    }
}

/// The names of Gmail, where dots in an address say nothing.
const GMAIL: [&str; 2] = ["gmail.com", "googlemail.com"];

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

fn is_local(text: &str) -> bool {
    let part = |it: &str| {
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
        !it.is_empty() && it.bytes().all(plain)
    };
    text.len() <= LONGEST_LOCAL && text.split('.').all(part)
}

fn is_domain(text: &str) -> bool {
    let label = |it: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let edges = it.starts_with('-') || it.ends_with('-');
        (1..=LONGEST_LABEL).contains(&it.len()) && !edges && it.bytes().all(inner)
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.') && text.split('.').all(label) && !last.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_an_address_is_written_its_mailbox_is_one() {
        let mailbox = |text: &str| EmailAddress::parse(text).unwrap().mailbox().0;
        let same = [
            ("rosa+1@visitors.example", "rosa@visitors.example"),
            ("ROSA+a+b@Visitors.example", "rosa@visitors.example"),
            ("ro.sa+x@googlemail.com", "rosa@gmail.com"),
            ("r.o.s.a@gmail.com", "rosa@gmail.com"),
        ];
        for (one, other) in same {
            assert_eq!(mailbox(one), mailbox(other), "{one}");
        }
        let different = [
            ("ro.sa@visitors.example", "rosa@visitors.example"),
            ("rosa@visitors.example", "rosa@others.example"),
            ("+1@visitors.example", "+2@visitors.example"),
        ];
        for (one, other) in different {
            assert_ne!(mailbox(one), mailbox(other), "{one}");
        }
    }

    #[test]
    fn addresses_are_told_from_what_is_none() {
        let long = format!("{}@b.example", "a".repeat(65));
        let cases = [
            ("rosa@visitors.example", Some("rosa@visitors.example")),
            (
                "Rosa.M+x@Visitors.Example",
                Some("rosa.m+x@visitors.example"),
            ),
            (" rosa@visitors.example", None),
            ("o'neil@a-b.example", Some("o'neil@a-b.example")),
            ("rosa", None),
            ("rosa@localhost", None),
            ("rosa@1.2.3.4", None),
            ("@visitors.example", None),
            ("rosa@", None),
            ("rosa..m@visitors.example", None),
            (".rosa@visitors.example", None),
            ("rosa@-a.example", None),
            ("rosa@a..example", None),
            ("a b@visitors.example", None),
            ("rosa@visitors.example, eve@evil.example", None),
            ("Rosa <rosa@visitors.example>", None),
            ("rosa@visitors.example\r\nBcc: eve@evil.example", None),
            ("röschen@visitors.example", None),
            (long.as_str(), None),
        ];
        for (text, expected) in cases {
            let found = EmailAddress::parse(text);
            let found = found.as_ref().map(EmailAddress::as_str);
            assert_eq!(found, expected, "{text}");
            let lettre = text.parse::<lettre::Address>();
            assert!(found.is_none() || lettre.is_ok(), "{text}");
        }
    }
}
