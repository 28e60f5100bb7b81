//! The words of themes.

use crate::{Phrase, PhraseArg, TextKey, TimeStyle};
use model::theme::{StatedThing, ThemeCourse, ThemeDisagreement, ThemeLine};

/// What kind of thing answers state.
#[must_use]
pub const fn stated_name(kind: StatedThing) -> TextKey {
    match kind {
        StatedThing::Price => TextKey::ThemeKindPrice,
        StatedThing::Time => TextKey::ThemeKindTime,
        StatedThing::Contact => TextKey::ThemeKindContact,
        StatedThing::Street => TextKey::ThemeKindStreet,
        StatedThing::Link => TextKey::ThemeKindLink,
    }
}

/// Whether answers contradict each other, or changed.
#[must_use]
pub fn disagreement_phrase(found: &ThemeDisagreement) -> Phrase {
    let kind = PhraseArg::Key(stated_name(found.kind));
    match found.changed_at {
        None => Phrase::new(TextKey::ThemeContradiction).with("kind", kind),
        Some(when) => Phrase::new(TextKey::ThemeChanged)
            .with("kind", kind)
            .with("when", PhraseArg::At(when, None, TimeStyle::Date)),
    }
}

/// How often something was said, and from when to when.
#[must_use]
pub fn course_phrase(course: &ThemeCourse) -> Phrase {
    let at = |when| PhraseArg::At(when, None, TimeStyle::Date);
    Phrase::count(TextKey::ThemeAnswerTold, course.given)
        .with("first", at(course.first))
        .with("last", at(course.last))
}

/// The share with an outcome, with its interval; of few conversations a count.
#[must_use]
pub fn theme_rate_phrase(line: &ThemeLine) -> Phrase {
    match (line.rate, line.interval) {
        (Some(rate), Some((low, high))) => Phrase::new(TextKey::ThemeRateTold)
            .with("rate", PhraseArg::Percent(rate))
            .with("low", PhraseArg::Decimal(low * 100.0))
            .with("high", PhraseArg::Percent(high)),
        _ => Phrase::count(TextKey::ThemeRateFew, line.conversations)
            .number("converted", line.converted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;

    #[test]
    fn a_rate_of_few_is_a_count() {
        let few = ThemeLine {
            conversations: 3,
            converted: 1,
            ..ThemeLine::default()
        };
        assert_eq!(theme_rate_phrase(&few).say(&PlainFormats), "1 of 3");
        let many = ThemeLine {
            rate: Some(0.25),
            interval: Some((0.1, 0.5)),
            ..few
        };
        assert_eq!(
            theme_rate_phrase(&many).say(&PlainFormats),
            "25.0% (10.0–50.0%)"
        );
    }
}
