//! The buttons of a question where a system decides what Enter and Escape do: Windows and macOS take the first
//! button for Enter, and Escape for none of them. So no stands first. It knows no window: that the order holds is
//! tested on every system.

use catalogue::OutwardWords;
use model::outward::OutwardAnswer;

/// The answers in the order of their buttons, each with what its button says.
pub(crate) fn buttons(words: &OutwardWords) -> Vec<(OutwardAnswer, &'static str)> {
    let refused = (OutwardAnswer::Refused, words.cancel);
    let until_closed = words
        .until_closed
        .map(|label| (OutwardAnswer::UntilClosed, label));
    let once = (OutwardAnswer::Once, words.once);
    [Some(refused), until_closed, Some(once)]
        .into_iter()
        .flatten()
        .collect()
}

/// What was answered, where a button was pressed; whatever else closes a dialog is a no.
pub(crate) fn meant_by(words: &OutwardWords, pressed: Option<&str>) -> OutwardAnswer {
    let mut all = buttons(words).into_iter();
    // The first of two that say the same is no.
    all.find(|(_, label)| Some(*label) == pressed)
        .map_or(OutwardAnswer::Refused, |(answer, _)| answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalogue::outward_words;
    use model::outward::{OutwardQuestion, SentSecret};

    fn questions() -> [OutwardQuestion; 4] {
        let origin = || "https://quay.example".to_owned();
        let connect = |sends| OutwardQuestion::Connect {
            origin: origin(),
            sends,
        };
        [
            connect(SentSecret::Token),
            connect(SentSecret::Password),
            OutwardQuestion::OpenPage {
                host: "quay.example".to_owned(),
                url: origin(),
            },
            OutwardQuestion::WriteMail {
                recipient: "rosa@quay.example".to_owned(),
                url: "mailto:rosa@quay.example".to_owned(),
            },
        ]
    }

    #[test]
    fn what_enter_gives_is_no_and_each_button_means_what_it_says() {
        for question in questions() {
            let words = outward_words(&question);
            let buttons = buttons(&words);
            assert_eq!(buttons[0].0, OutwardAnswer::Refused, "{question:?}");
            assert!((2..=3).contains(&buttons.len()), "{question:?}");
            for (answer, label) in buttons {
                assert_eq!(meant_by(&words, Some(label)), answer, "{label}");
            }
        }
    }

    #[test]
    fn what_is_no_button_of_the_question_is_no() {
        for question in questions() {
            let words = outward_words(&question);
            for pressed in [None, Some(""), Some("Yes"), Some("OK")] {
                assert_eq!(meant_by(&words, pressed), OutwardAnswer::Refused);
            }
        }
        let mut alike = outward_words(&questions()[2]);
        alike.once = alike.cancel;
        let pressed = Some(alike.cancel);
        assert_eq!(meant_by(&alike, pressed), OutwardAnswer::Refused);
    }
}
