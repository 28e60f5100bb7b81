//! Views of the list, and the file in which one travels.

use crate::sample::text;
use crate::stands;
use daybook_model::SavedViewId;
use daybook_model::list_columns::ListColumns;
use daybook_model::request::{ListSort, SortDirection, SortKey};
use daybook_model::saved_view::{
    BuiltInView, ChangeView, SavedView, ViewChoice, ViewDraft, ViewFile, ViewLine,
};

fn draft() -> ViewDraft {
    ViewDraft {
        name: text("Roof terrace"),
        query: text("roof outcome:tour"),
        sort: ListSort {
            by: SortKey::Customer,
            direction: SortDirection::Ascending,
        },
        place: Some(1),
        columns: Some(ListColumns::default()),
    }
}

#[test]
fn saved_views() {
    stands! {
        "BuiltInView": BuiltInView::ALL.to_vec(),
        "ViewDraft": draft(),
        "ChangeView": ChangeView { view: SavedViewId(3), draft: draft() },
        "SavedView": SavedView { id: SavedViewId(3), draft: draft() },
        "ViewChoice": vec![
            ViewChoice::BuiltIn(BuiltInView::Escalated),
            ViewChoice::Saved(SavedViewId(3)),
        ],
        "ViewLine": ViewLine {
            view: ViewChoice::Saved(SavedViewId(3)),
            name: text("Roof terrace"),
            query: text("roof outcome:tour"),
            sort: ListSort::default(),
            columns: None,
            conversations: 12,
            diagnoses: Vec::new(),
        },
        "ViewFile": vec![
            ViewFile::from(draft()),
            ViewFile::from(ViewDraft { columns: None, ..draft() }),
        ],
        "ListColumns": ListColumns::default(),
    }
}
