//! Themes as their page shows them: in which order questions stand, what lists their conversations, and which of them one
//! may be merged into. Nothing is counted here.

use model::request::ListFilter;
use model::search::FieldTest;
use model::theme::{ThemeLine, ThemePhrase};
use std::cmp::Ordering;

/// What the table stands by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThemeColumn {
    /// What is asked.
    Name,
    /// In how many conversations.
    Conversations,
    /// How many of them have no outcome.
    Unconverted,
    /// How many have one.
    Converted,
    /// The share that has one; what is too few for a share stands last.
    Rate,
}

/// The order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThemeOrder {
    /// By what.
    pub by: ThemeColumn,
    /// Whether the greatest stands first.
    pub is_descending: bool,
}

impl Default for ThemeOrder {
    fn default() -> Self {
        Self::of(ThemeColumn::Unconverted)
    }
}

impl ThemeOrder {
    /// That in which a column stands first: texts from A, numbers from the greatest.
    #[must_use]
    pub fn of(by: ThemeColumn) -> Self {
        Self {
            by,
            is_descending: by != ThemeColumn::Name,
        }
    }

    /// What pressing a heading makes of it.
    #[must_use]
    pub fn pressed(self, by: ThemeColumn) -> Self {
        match self.by == by {
            true => Self {
                is_descending: !self.is_descending,
                ..self
            },
            false => Self::of(by),
        }
    }

    /// What a heading says of it to whoever does not see it.
    #[must_use]
    pub fn spoken(self, by: ThemeColumn) -> &'static str {
        match (self.by == by, self.is_descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        }
    }
}

/// The questions in an order. Those that it does not tell apart stay as the application ranks them.
#[must_use]
pub fn sorted_themes(mut lines: Vec<ThemeLine>, order: ThemeOrder) -> Vec<ThemeLine> {
    lines.sort_by(|one, other| {
        let by = compared(one, other, order.by);
        if order.is_descending {
            by.reverse()
        } else {
            by
        }
    });
    if order.by == ThemeColumn::Rate {
        // What has no rate has none in either order.
        lines.sort_by_key(|line| line.rate.is_none());
    }
    lines
}

fn compared(one: &ThemeLine, other: &ThemeLine, by: ThemeColumn) -> Ordering {
    match by {
        ThemeColumn::Name => one.name.to_lowercase().cmp(&other.name.to_lowercase()),
        ThemeColumn::Conversations => one.conversations.cmp(&other.conversations),
        ThemeColumn::Unconverted => one.unconverted.cmp(&other.unconverted),
        ThemeColumn::Converted => one.converted.cmp(&other.converted),
        ThemeColumn::Rate => one
            .rate
            .unwrap_or_default()
            .total_cmp(&other.rate.unwrap_or_default()),
    }
}

/// The term of a search that a theme is.
#[must_use]
pub fn theme_term(theme: &str) -> String {
    FieldTest::Asks(theme.to_owned()).to_string()
}

/// The list of what a term finds, within a search.
#[must_use]
pub fn theme_list(term: &str, within: &str) -> ListFilter {
    let text = match within.trim() {
        "" => term.to_owned(),
        within => format!("({within}) {term}"),
    };
    ListFilter {
        text,
        ..ListFilter::default()
    }
}

/// The questions of which one may become a part: all others that are listed.
#[must_use]
pub fn merge_targets(lines: &[ThemeLine], theme: &str) -> Vec<(String, String)> {
    let others = lines.iter().filter(|line| line.id != theme);
    others
        .map(|line| (line.id.clone(), line.name.clone()))
        .collect()
}

/// Phrases that are asked before none, and those before an outcome, each the most telling first.
#[must_use]
pub fn phrase_sides(phrases: &[ThemePhrase]) -> (Vec<ThemePhrase>, Vec<ThemePhrase>) {
    phrases.iter().cloned().partition(|phrase| phrase.z < 0.0)
}

/// Whether wordings may be put apart: some, and not all of them.
#[must_use]
pub const fn may_split(ticked: usize, wordings: usize) -> bool {
    ticked > 0 && ticked < wordings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, conversations: u64, converted: u64, rate: Option<f64>) -> ThemeLine {
        ThemeLine {
            id: name.to_owned(),
            name: name.to_owned(),
            conversations,
            converted,
            unconverted: conversations - converted,
            rate,
            ..ThemeLine::default()
        }
    }

    fn names(order: ThemeOrder) -> String {
        let lines = vec![
            line("parking", 30, 3, Some(0.1)),
            line("Hours", 30, 15, Some(0.5)),
            line("few", 4, 4, None),
        ];
        let sorted = sorted_themes(lines, order);
        sorted
            .iter()
            .map(|line| line.name.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_heading_sorts_and_turns_round_when_it_is_pressed_again() {
        let first = ThemeOrder::default();
        assert_eq!(
            names(first),
            "parking Hours few",
            "most without an outcome first"
        );
        let by_name = first.pressed(ThemeColumn::Name);
        assert_eq!(names(by_name), "few Hours parking");
        assert_eq!(
            names(by_name.pressed(ThemeColumn::Name)),
            "parking Hours few"
        );
        let by_rate = first.pressed(ThemeColumn::Rate);
        assert_eq!(names(by_rate), "Hours parking few");
        assert_eq!(
            names(by_rate.pressed(ThemeColumn::Rate)),
            "parking Hours few",
            "no rate is no small one"
        );
        assert_eq!(
            names(ThemeOrder::of(ThemeColumn::Conversations)),
            "parking Hours few",
            "alike stay as they were"
        );
        assert_eq!(
            names(ThemeOrder::of(ThemeColumn::Converted)),
            "Hours few parking"
        );
        assert_eq!(by_rate.spoken(ThemeColumn::Rate), "descending");
        assert_eq!(by_name.spoken(ThemeColumn::Name), "ascending");
        assert_eq!(by_name.spoken(ThemeColumn::Rate), "none");
    }

    #[test]
    fn conversations_are_listed_within_the_search() {
        let term = theme_term("qcadac2b52a95");
        assert_eq!(theme_list(&term, "").text, "asks:qcadac2b52a95");
        assert_eq!(
            theme_list(&term, "a OR b").text,
            "(a OR b) asks:qcadac2b52a95"
        );
        assert_eq!(theme_term("day pass"), "asks:\"day pass\"");
    }

    #[test]
    fn a_theme_is_merged_into_another_one_and_put_apart_in_part() {
        let lines = [line("one", 3, 0, None), line("two", 2, 0, None)];
        assert_eq!(
            merge_targets(&lines, "one"),
            [("two".to_owned(), "two".to_owned())]
        );
        let cases = [
            (0, 3, false),
            (1, 3, true),
            (2, 3, true),
            (3, 3, false),
            (0, 0, false),
        ];
        for (ticked, wordings, expected) in cases {
            assert_eq!(
                may_split(ticked, wordings),
                expected,
                "{ticked} of {wordings}"
            );
        }
    }

    #[test]
    fn phrases_stand_on_the_side_that_asks_them() {
        let phrase = |phrase: &str, z| ThemePhrase {
            phrase: phrase.to_owned(),
            term: String::new(),
            converted: 1,
            unconverted: 1,
            log_odds: z,
            z,
        };
        let (none, before) = phrase_sides(&[
            phrase("tour", 3.0),
            phrase("parking", -2.5),
            phrase("desk", 2.0),
        ]);
        assert_eq!(
            none.iter().map(|it| it.phrase.as_str()).collect::<Vec<_>>(),
            ["parking"]
        );
        assert_eq!(
            before
                .iter()
                .map(|it| it.phrase.as_str())
                .collect::<Vec<_>>(),
            ["tour", "desk"]
        );
    }
}
