//! What may leave the window: a link to the browser, a text to the clipboard. Both are checked here,
//! because what the window sends is not to be trusted more than what it shows.

use crate::error::{AppError, InputRefusal};
use model::ascii_host;
use model::outward::OutwardQuestion;
use url::Url;

/// The longest link that is opened, in bytes; browsers stop near here too.
const LINK_MOST: usize = 8 * 1024;
/// The longest text that is copied, in bytes: a whole long conversation fits.
const TEXT_MOST: usize = 4 * 1024 * 1024;

/// A web or mail link, read as a browser reads it: what is asked about is what is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDestination {
    question: OutwardQuestion,
}

impl LinkDestination {
    /// The link, if Daybook opens links of its kind.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for every other scheme, for control characters and for monsters.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let text = text.trim();
        let is_clean = !text
            .chars()
            .any(|letter| letter.is_control() || letter.is_whitespace());
        let url = Url::parse(text)
            .ok()
            .filter(|_| is_clean && text.len() <= LINK_MOST);
        let question = url.as_ref().and_then(|url| question_about(url, text));
        question
            .map(|question| Self { question })
            .ok_or_else(|| InputRefusal::LinkRefused.into())
    }

    /// What a person is asked about it.
    #[must_use]
    pub fn question(&self) -> &OutwardQuestion {
        &self.question
    }

    /// The address, as it is handed on.
    #[must_use]
    pub fn url(&self) -> &str {
        match &self.question {
            OutwardQuestion::OpenPage { url, .. } | OutwardQuestion::WriteMail { url, .. } => url,
            OutwardQuestion::Connect { origin, .. } => origin,
        }
    }
}

fn question_about(url: &Url, text: &str) -> Option<OutwardQuestion> {
    match url.scheme() {
        "http" | "https" => Some(OutwardQuestion::OpenPage {
            host: host_and_port(url)?,
            url: url.as_str().to_owned(),
        }),
        "mailto" => Some(OutwardQuestion::WriteMail {
            recipient: recipient(text)?,
            url: url.as_str().to_owned(),
        }),
        _ => None,
    }
}

fn host_and_port(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// To whom a mail goes. A domain of another script is told in ASCII: its letters pass for known ones.
fn recipient(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(':')?;
    let to = rest.split('?').next()?;
    let (name, domain) = to.rsplit_once('@').unwrap_or(("", to));
    let at = if name.is_empty() { "" } else { "@" };
    (!to.is_empty()).then(|| format!("{name}{at}{}", ascii_host(domain)))
}

/// The text, if it is short enough for a clipboard.
///
/// # Errors
/// [`AppError::Invalid`] when it is more than 4 MiB.
pub fn copyable(text: String) -> Result<String, AppError> {
    if text.len() > TEXT_MOST {
        Err(InputRefusal::TextTooLong.into())
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_mail_links_are_opened() {
        let cases = [
            ("a page", "https://example.com/a?b=c#d", true),
            ("capital letters", "HTTPS://EXAMPLE.COM", true),
            (
                "a page on this computer",
                "http://127.0.0.1:8080/records/1",
                true,
            ),
            ("mail", "mailto:desk@example.com", true),
            ("a file", "file:///etc/passwd", false),
            ("a script", "javascript:alert(1)", false),
            ("data", "data:text/html,hello", false),
            ("an application's own", "tauri://localhost", false),
            ("a scheme alone", "https://", false),
            ("mail to nobody", "mailto:", false),
            ("a second line", "https://example.com/\nfile:///x", false),
            ("a command's option", "--version", false),
            ("nothing", "", false),
        ];
        for (name, url, opens) in cases {
            assert_eq!(
                LinkDestination::parse(url).is_ok(),
                opens,
                "{name}: {url:?}"
            );
        }
    }

    /// What is asked about is where the browser goes, whatever the link looks like.
    #[test]
    fn the_host_is_the_real_one() {
        let cases = [
            ("https://Harbour.example/tour?sid=1", "harbour.example"),
            ("https://bank.example@evil.example/x", "evil.example"),
            ("https://evil.example\\@bank.example", "evil.example"),
            ("https:evil.example", "evil.example"),
            ("http://127.0.0.1:4510/records/1", "127.0.0.1:4510"),
            ("http://2130706433/", "127.0.0.1"),
            ("https://\u{430}pple.com/login", "xn--pple-43d.com"),
            ("http://bücher.example:80/", "xn--bcher-kva.example"),
        ];
        for (text, expected) in cases {
            let link = LinkDestination::parse(text).expect("a link");
            let OutwardQuestion::OpenPage { host, url } = link.question() else {
                panic!("{text} is a page");
            };
            assert_eq!(host, expected, "{text}");
            assert_eq!(
                Url::parse(url).expect("an address").host_str(),
                host.split(':').next()
            );
            assert_eq!(link.url(), url);
        }
    }

    #[test]
    fn the_recipient_of_a_mail_is_told_with_its_real_domain() {
        let link = LinkDestination::parse("mailto:desk@mill.example?subject=hi").expect("a link");
        let OutwardQuestion::WriteMail { recipient, url } = link.question() else {
            panic!("it is a mail");
        };
        assert_eq!(recipient, "desk@mill.example");
        assert_eq!(url, "mailto:desk@mill.example?subject=hi");
        let other = LinkDestination::parse("mailto:desk@\u{430}pple.com").expect("a link");
        let OutwardQuestion::WriteMail { recipient, .. } = other.question() else {
            panic!("it is a mail");
        };
        assert_eq!(recipient, "desk@xn--pple-43d.com");
    }

    #[test]
    fn a_clipboard_has_a_limit() {
        assert!(copyable("x".repeat(TEXT_MOST)).is_ok());
        assert!(copyable("x".repeat(TEXT_MOST + 1)).is_err());
    }
}
