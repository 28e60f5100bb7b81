//! Which line of the navigation is chosen: one at most, however the list came to show what it shows.

use crate::view_model::views::is_open;
use model::request::{ListFilter, ListView};
use model::saved_view::{BuiltInView, ViewChoice, ViewLine};

/// A line of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NavLine {
    /// The numbers.
    Dashboard,
    /// The rules.
    Rules,
    /// What is asked.
    Themes,
    /// A review queue is walked.
    Review,
    /// A view below the standing ones.
    View(ViewChoice),
    /// All conversations, or a standing view.
    Standing(ListView),
}

/// What the main column is about, besides the list's filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MainColumn {
    /// The numbers.
    Dashboard,
    /// The rules.
    Rules,
    /// What is asked.
    Themes,
    /// The list.
    List,
    /// The list, while a queue is walked.
    Queue,
}

/// The line that is chosen.
#[must_use]
pub fn chosen_line(shown: MainColumn, filter: &ListFilter, lines: &[ViewLine]) -> NavLine {
    match shown {
        MainColumn::Dashboard => return NavLine::Dashboard,
        MainColumn::Rules => return NavLine::Rules,
        MainColumn::Themes => return NavLine::Themes,
        MainColumn::Queue => return NavLine::Review,
        MainColumn::List => {}
    }
    match lines.iter().find(|line| is_open(filter, line)) {
        Some(line) => line_of(line.view),
        None => NavLine::Standing(filter.view.clone()),
    }
}

/// Where a view stands.
const fn line_of(view: ViewChoice) -> NavLine {
    match view {
        ViewChoice::BuiltIn(BuiltInView::Escalated) => NavLine::Standing(ListView::Escalated),
        ViewChoice::BuiltIn(BuiltInView::Unconverted) => NavLine::Standing(ListView::Unconverted),
        ViewChoice::BuiltIn(BuiltInView::WithLead) => NavLine::Standing(ListView::WithLead),
        other => NavLine::View(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::views::view_filter;
    use model::SavedViewId;
    use model::request::ListSort;

    #[test]
    fn one_line_is_chosen_whatever_is_shown() {
        let roof = ViewChoice::Saved(SavedViewId(1));
        let lines = [ViewLine {
            view: roof,
            name: "Roof".to_owned(),
            query: "roof".to_owned(),
            sort: ListSort::default(),
            columns: None,
            conversations: 3,
            diagnoses: Vec::new(),
        }];
        let chosen = |shown, text: &str| chosen_line(shown, &view_filter(text), &lines);
        assert_eq!(chosen(MainColumn::List, "roof"), NavLine::View(roof));
        let all = NavLine::Standing(ListView::All);
        assert_eq!(chosen(MainColumn::List, ""), all);
        assert_eq!(chosen(MainColumn::List, "roof desk"), all);
        assert_eq!(chosen(MainColumn::Queue, "queue:March"), NavLine::Review);
        assert_eq!(chosen(MainColumn::Queue, "roof"), NavLine::Review);
        assert_eq!(chosen(MainColumn::Dashboard, "roof"), NavLine::Dashboard);
        assert_eq!(chosen(MainColumn::Themes, "roof"), NavLine::Themes);
        let escalated = ListFilter {
            view: ListView::Escalated,
            ..ListFilter::default()
        };
        assert_eq!(
            chosen_line(MainColumn::List, &escalated, &lines),
            NavLine::Standing(ListView::Escalated)
        );
    }
}
