//! Views as the navigation shows them: which of them, under which sign, and whether the list stands on one.

use crate::i18n::TextKey;
use crate::view_model::icon::Icon;
use catalogue::built_in_view_name;
use model::SavedViewId;
use model::list_columns::ListColumns;
use model::request::{ListFilter, ListView};
use model::saved_view::{BuiltInView, ViewChoice, ViewDraft, ViewLine};

/// What a form of a view begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewForm {
    /// The view that is changed; none for a new one.
    pub view: Option<SavedViewId>,
    /// What it is so far.
    pub draft: ViewDraft,
}

/// Everything of the world that a view's search finds.
#[must_use]
pub fn view_filter(query: &str) -> ListFilter {
    ListFilter {
        text: query.to_owned(),
        ..ListFilter::default()
    }
}

/// Whether the list shows what a view shows.
#[must_use]
pub fn is_open(filter: &ListFilter, line: &ViewLine) -> bool {
    !line.query.is_empty()
        && filter.text.trim() == line.query
        && filter.view == ListView::All
        && filter.channel.is_none()
}

/// The saved view that is open, where it has columns of its own.
#[must_use]
pub fn with_own_columns<'l>(
    filter: &ListFilter,
    lines: &'l [ViewLine],
) -> Option<(SavedViewId, &'l ViewLine, &'l ListColumns)> {
    lines.iter().find_map(|line| match line.view {
        ViewChoice::Saved(id) if is_open(filter, line) => Some((id, line, line.columns.as_ref()?)),
        ViewChoice::Saved(_) | ViewChoice::BuiltIn(_) => None,
    })
}

/// The views that stand below the standing ones, which have places of their own. One that every Daybook has
/// is left out where it would show nothing: not every source has a status.
#[must_use]
pub fn below_standing(lines: &[ViewLine]) -> Vec<ViewLine> {
    let has_place = |line: &&ViewLine| match line.view {
        ViewChoice::BuiltIn(view) => !is_standing(view) && line.conversations > 0,
        ViewChoice::Saved(_) => true,
    };
    lines.iter().filter(has_place).cloned().collect()
}

/// The view at a place of the navigation, from 1.
#[must_use]
pub fn at_place(lines: &[ViewLine], place: u8) -> Option<ViewLine> {
    let standing = lines.iter().filter(|line| match line.view {
        ViewChoice::BuiltIn(view) => is_standing(view),
        ViewChoice::Saved(_) => false,
    });
    let all = standing.cloned().chain(below_standing(lines));
    all.into_iter().nth(usize::from(place.checked_sub(1)?))
}

const fn is_standing(view: BuiltInView) -> bool {
    matches!(
        view,
        BuiltInView::Escalated | BuiltInView::Unconverted | BuiltInView::WithLead
    )
}

/// The catalogue's name of a view that every Daybook has; none for the manager's own.
#[must_use]
pub const fn catalogue_name(view: ViewChoice) -> Option<TextKey> {
    match view {
        ViewChoice::BuiltIn(view) => Some(built_in_view_name(view)),
        ViewChoice::Saved(_) => None,
    }
}

/// The sign of a view.
#[must_use]
pub const fn view_icon(view: ViewChoice) -> Icon {
    match view {
        ViewChoice::Saved(_) => Icon::Bookmark,
        ViewChoice::BuiltIn(BuiltInView::Escalated) => Icon::Warning,
        ViewChoice::BuiltIn(BuiltInView::Unconverted) => Icon::Unconverted,
        ViewChoice::BuiltIn(BuiltInView::WithLead) => Icon::Contact,
        ViewChoice::BuiltIn(BuiltInView::Active) => Icon::Chat,
        ViewChoice::BuiltIn(BuiltInView::Ended) => Icon::Check,
        ViewChoice::BuiltIn(BuiltInView::WhatsApp) => Icon::WhatsApp,
        ViewChoice::BuiltIn(BuiltInView::ToursWithoutContract) => Icon::Ticket,
        ViewChoice::BuiltIn(BuiltInView::LateConversions) => Icon::Clock,
        ViewChoice::BuiltIn(BuiltInView::SinceLastLook) => Icon::Bell,
        ViewChoice::BuiltIn(BuiltInView::ThisMonth) => Icon::Calendar,
    }
}

/// The place of a view among the saved ones, and how many there are.
#[must_use]
pub fn place_of(lines: &[ViewLine], view: SavedViewId) -> Option<(u32, u32)> {
    let saved = lines.iter().filter_map(|line| match line.view {
        ViewChoice::Saved(id) => Some(id),
        ViewChoice::BuiltIn(_) => None,
    });
    let saved: Vec<SavedViewId> = saved.collect();
    let at = saved.iter().position(|id| *id == view)?;
    Some((u32::try_from(at).ok()?, u32::try_from(saved.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Channel;
    use model::request::ListSort;

    fn line(view: ViewChoice, query: &str, conversations: u64) -> ViewLine {
        ViewLine {
            view,
            name: String::new(),
            query: query.to_owned(),
            sort: ListSort::default(),
            columns: None,
            conversations,
            diagnoses: Vec::new(),
        }
    }

    #[test]
    fn a_view_is_open_only_where_nothing_else_narrows_the_list() {
        let roof = line(ViewChoice::Saved(SavedViewId(1)), "roof", 3);
        let filter = view_filter("roof");
        assert!(is_open(&filter, &roof));
        assert!(!is_open(&view_filter("roof tour"), &roof));
        let chat = ListFilter {
            channel: Some(Channel::Chat),
            ..filter
        };
        assert!(!is_open(&chat, &roof));
        let by_order = line(ViewChoice::Saved(SavedViewId(2)), "", 3);
        assert!(
            !is_open(&view_filter(""), &by_order),
            "that is the list itself"
        );
    }

    #[test]
    fn a_saved_view_that_is_open_may_have_columns_of_its_own() {
        let own = ListColumns::from("subject space".to_owned());
        let mut lines = [
            line(ViewChoice::Saved(SavedViewId(1)), "roof", 3),
            line(ViewChoice::Saved(SavedViewId(2)), "desk", 3),
        ];
        lines[1].columns = Some(own.clone());
        let found = |text| with_own_columns(&view_filter(text), &lines).map(|(id, _, it)| (id, it));
        assert_eq!(found("roof"), None);
        assert_eq!(found("desk"), Some((SavedViewId(2), &own)));
        assert_eq!(found("desk tour"), None, "that is no longer the view");
    }

    #[test]
    fn the_managers_own_stand_even_when_they_show_nothing() {
        let lines = [
            line(
                ViewChoice::BuiltIn(BuiltInView::Escalated),
                "escalated:yes",
                4,
            ),
            line(ViewChoice::BuiltIn(BuiltInView::Active), "status:active", 0),
            line(
                ViewChoice::BuiltIn(BuiltInView::WhatsApp),
                "channel:whatsapp",
                2,
            ),
            line(ViewChoice::Saved(SavedViewId(7)), "roof", 0),
            line(ViewChoice::Saved(SavedViewId(3)), "desk", 1),
        ];
        let shown: Vec<String> = below_standing(&lines)
            .into_iter()
            .map(|line| line.query)
            .collect();
        assert_eq!(shown, ["channel:whatsapp", "roof", "desk"]);
        let at = |place| at_place(&lines, place).map(|line| line.query);
        assert_eq!(at(1).as_deref(), Some("escalated:yes"));
        assert_eq!(at(2).as_deref(), Some("channel:whatsapp"));
        assert_eq!(at(4).as_deref(), Some("desk"));
        assert_eq!((at(5), at(0)), (None, None));
        assert_eq!(place_of(&lines, SavedViewId(3)), Some((1, 2)));
        assert_eq!(place_of(&lines, SavedViewId(9)), None);
    }
}
