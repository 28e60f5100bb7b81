//! The words of a question about an address. They are said by whoever holds the page, outside of it.

use crate::{Phrase, PhraseArg, PlainFormats, TextKey, text};
use model::outward::{OutwardQuestion, SentSecret};

/// The longest address that is shown whole, in letters.
const SHOWN_MOST: usize = 600;

/// What a question says, and what its answers are called. Cancel is always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutwardWords {
    /// The question, with the place.
    pub title: String,
    /// What happens if the answer is yes.
    pub text: String,
    /// No.
    pub cancel: &'static str,
    /// Yes.
    pub once: &'static str,
    /// Yes, and no question for this place until the application is closed; where that can be had.
    pub until_closed: Option<&'static str>,
}

/// The words of a question.
#[must_use]
pub fn outward_words(question: &OutwardQuestion) -> OutwardWords {
    match question {
        OutwardQuestion::Connect { origin, sends } => OutwardWords {
            title: said(TextKey::AskConnectTitle, &[("address", origin)]),
            text: text(match sends {
                SentSecret::Token => TextKey::AskConnectToken,
                SentSecret::Password => TextKey::AskConnectPassword,
            })
            .to_owned(),
            cancel: text(TextKey::Cancel),
            once: text(TextKey::AskConnectYes),
            until_closed: None,
        },
        OutwardQuestion::OpenPage { host, url } => OutwardWords {
            title: said(TextKey::AskPageTitle, &[("host", host)]),
            text: said(TextKey::AskPageText, &[("url", &shortened(url))]),
            cancel: text(TextKey::Cancel),
            once: text(TextKey::AskPageYes),
            until_closed: Some(text(TextKey::AskPageAlways)),
        },
        OutwardQuestion::WriteMail { recipient, url } => OutwardWords {
            title: said(TextKey::AskMailTitle, &[("recipient", recipient)]),
            text: said(TextKey::AskMailText, &[("url", &shortened(url))]),
            cancel: text(TextKey::Cancel),
            once: text(TextKey::AskMailYes),
            until_closed: None,
        },
    }
}

fn said(key: TextKey, values: &[(&'static str, &str)]) -> String {
    let phrase = values
        .iter()
        .fold(Phrase::new(key), |phrase, (place, value)| {
            phrase.with(place, PhraseArg::Text((*value).to_owned()))
        });
    phrase.say(&PlainFormats)
}

/// An address that fits a dialog. What is cut is its end: where it leads stands at its beginning.
fn shortened(url: &str) -> String {
    if url.chars().count() <= SHOWN_MOST {
        return url.to_owned();
    }
    let mut shown: String = url.chars().take(SHOWN_MOST).collect();
    shown.push('…');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_stands_in_the_question_and_what_is_sent_below() {
        let words = outward_words(&OutwardQuestion::Connect {
            origin: "https://xn--pple-43d.com:8443".to_owned(),
            sends: SentSecret::Password,
        });
        assert_eq!(words.title, "Connect to https://xn--pple-43d.com:8443?");
        assert!(words.text.contains("the password"), "{}", words.text);
        assert_eq!((words.cancel, words.until_closed), ("Cancel", None));
    }

    #[test]
    fn an_endless_address_keeps_where_it_leads() {
        let url = format!("https://quay.example/{}", "x".repeat(8_000));
        let words = outward_words(&OutwardQuestion::OpenPage {
            host: "quay.example".to_owned(),
            url,
        });
        assert!(words.text.contains("https://quay.example/xxx"));
        assert!(words.text.ends_with("x…"), "{}", words.text);
        assert!(words.text.chars().count() < SHOWN_MOST + 40);
    }
}
