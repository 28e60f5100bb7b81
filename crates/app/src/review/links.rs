//! What may leave the window: a link to the browser, a text to the clipboard. Both are checked here,
//! because what the window sends is not to be trusted more than what it shows.

use crate::error::{AppError, InputRefusal};

/// The longest link that is opened, in bytes; browsers stop near here too.
const LINK_MOST: usize = 8 * 1024;
/// The longest text that is copied, in bytes: a whole long conversation fits.
const TEXT_MOST: usize = 4 * 1024 * 1024;
/// The kinds of link that are opened.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// The link, if Daybook opens links of its kind.
///
/// # Errors
/// [`AppError::Invalid`] for every other scheme, for control characters and for monsters.
pub fn allowed_link(url: &str) -> Result<&str, AppError> {
    let url = url.trim();
    let known = SCHEMES
        .iter()
        .any(|scheme| begins_with(url, scheme) && url.len() > scheme.len());
    let clean = !url
        .chars()
        .any(|letter| letter.is_control() || letter.is_whitespace());
    if known && clean && url.len() <= LINK_MOST {
        Ok(url)
    } else {
        Err(InputRefusal::LinkRefused.into())
    }
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

fn begins_with(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
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
            ("a second line", "https://example.com/\nfile:///x", false),
            ("a command's option", "--version", false),
            ("nothing", "", false),
        ];
        for (name, url, opens) in cases {
            assert_eq!(allowed_link(url).is_ok(), opens, "{name}: {url:?}");
        }
    }

    #[test]
    fn a_clipboard_has_a_limit() {
        assert!(copyable("x".repeat(TEXT_MOST)).is_ok());
        assert!(copyable("x".repeat(TEXT_MOST + 1)).is_err());
    }
}
