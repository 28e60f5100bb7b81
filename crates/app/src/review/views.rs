//! Views of the list: what each asks, how many conversations it shows now, and what of it is no longer
//! understood. What the manager saved is kept in the manager's own file.

use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use crate::review::list;
use crate::sync::service::SyncService;
use crate::sync::world;
use model::SavedViewId;
use model::request::{ListFilter, ListSort};
use model::saved_view::{
    BuiltInView, ChangeView, SavedView, VIEW_FILE_VERSION, ViewChoice, ViewDraft, ViewFile,
    ViewLine,
};
use model::visible;
use serde::Deserialize;

/// The longest name of a view, in characters.
const NAME_MOST: usize = 80;

/// Every view, with what it shows now.
pub(crate) async fn views(service: &SyncService) -> Result<Vec<ViewLine>, AppError> {
    let mut lines = Vec::new();
    for view in BuiltInView::ALL {
        let draft = ViewDraft {
            query: view.query().to_owned(),
            ..ViewDraft::default()
        };
        lines.push(line(service, ViewChoice::BuiltIn(view), draft).await?);
    }
    for SavedView { id, draft } in service.home.reader.saved_views().await? {
        lines.push(line(service, ViewChoice::Saved(id), draft).await?);
    }
    Ok(lines)
}

async fn line(
    service: &SyncService,
    view: ViewChoice,
    draft: ViewDraft,
) -> Result<ViewLine, AppError> {
    let (reader, now) = (&service.home.reader, service.home.now());
    let filter = ListFilter {
        text: draft.query.clone(),
        ..ListFilter::default()
    };
    let filter = world::within(service, filter).await?;
    let calendar = reader.search_calendar(now).await?;
    Ok(ViewLine {
        view,
        name: draft.name,
        conversations: reader.count_of(&filter, now).await?,
        diagnoses: query::parse(&draft.query, calendar).diagnoses,
        query: draft.query,
        sort: draft.sort,
        columns: draft.columns,
    })
}

/// Saves a view.
pub(crate) async fn save_view(
    home: &UnlockedHome,
    draft: ViewDraft,
) -> Result<SavedView, AppError> {
    let draft = checked(&draft)?;
    let id = home.writer.add_view(&draft).await?;
    saved(home, id).await
}

/// Makes a view another one.
pub(crate) async fn change_view(home: &UnlockedHome, change: ChangeView) -> Result<(), AppError> {
    let draft = checked(&change.draft)?;
    Ok(home.writer.change_view(change.view, &draft).await?)
}

/// Removes a view; answers what it was.
pub(crate) async fn remove_view(
    home: &UnlockedHome,
    view: SavedViewId,
) -> Result<ViewDraft, AppError> {
    Ok(home.writer.remove_view(view).await?)
}

/// A view as the text of a file.
pub(crate) async fn export_view(
    home: &UnlockedHome,
    view: SavedViewId,
) -> Result<String, AppError> {
    let SavedView { draft, .. } = saved(home, view).await?;
    serde_json::to_string_pretty(&ViewFile::from(draft)).map_err(AppError::Json)
}

/// Saves the view of such a text.
pub(crate) async fn import_view(home: &UnlockedHome, text: &str) -> Result<SavedView, AppError> {
    let file = read_file(text)?;
    save_view(home, ViewDraft::from(file)).await
}

async fn saved(home: &UnlockedHome, id: SavedViewId) -> Result<SavedView, AppError> {
    let views = home.reader.saved_views().await?;
    views
        .into_iter()
        .find(|view| view.id == id)
        .ok_or(AppError::NoView)
}

fn checked(draft: &ViewDraft) -> Result<ViewDraft, AppError> {
    let name = visible(&draft.name)
        .map(str::trim)
        .ok_or(InputRefusal::ViewNameEmpty)?;
    if name.chars().nth(NAME_MOST).is_some() {
        return Err(InputRefusal::ViewNameTooLong.into());
    }
    let query = draft.query.trim();
    if query.is_empty() && draft.sort == ListSort::default() && draft.columns.is_none() {
        return Err(InputRefusal::ViewQueryEmpty.into());
    }
    list::check_search(query)?;
    Ok(ViewDraft {
        name: name.to_owned(),
        query: query.to_owned(),
        sort: draft.sort,
        place: draft.place,
        columns: draft.columns.clone(),
    })
}

/// What of a file tells which version wrote it.
#[derive(Deserialize)]
struct ViewFileVersion {
    daybook_view: u32,
}

/// The version is looked at first: what a newer one added is no mistake of the reader's.
fn read_file(text: &str) -> Result<ViewFile, AppError> {
    let version: ViewFileVersion = serde_json::from_str(text).map_err(AppError::ViewFile)?;
    if version.daybook_view > VIEW_FILE_VERSION {
        return Err(InputRefusal::ViewFileTooNew.into());
    }
    serde_json::from_str(text).map_err(AppError::ViewFile)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::failure::Failure;
    use model::request::{SortDirection, SortKey};

    fn draft(name: &str, query: &str) -> ViewDraft {
        ViewDraft {
            name: name.to_owned(),
            query: query.to_owned(),
            ..ViewDraft::default()
        }
    }

    #[test]
    fn a_view_has_a_name_and_shows_something() {
        let refused = |name: &str, query: &str| {
            Failure::from(checked(&draft(name, query)).expect_err("refused"))
        };
        assert_eq!(refused(" \u{200B}", "roof"), Failure::ViewNameEmpty);
        assert_eq!(refused(&"x".repeat(81), "roof"), Failure::ViewNameTooLong);
        assert_eq!(refused("All", "  "), Failure::ViewQueryEmpty);
        assert_eq!(refused("Long", &"x".repeat(2_001)), Failure::SearchTooLong);
        let good = checked(&draft(" Roof ", " roof ")).expect("good");
        assert_eq!((good.name.as_str(), good.query.as_str()), ("Roof", "roof"));
        let order = ViewDraft {
            sort: ListSort {
                by: SortKey::Messages,
                direction: SortDirection::Descending,
            },
            ..draft("Longest first", "")
        };
        assert!(checked(&order).is_ok(), "an order is something to show");
    }

    #[test]
    fn a_file_that_is_no_view_says_what_is_wrong() {
        let whole = r#"{"daybook_view":1,"name":"Roof","query":"roof","sort":"subject","direction":"ascending"}"#;
        assert_eq!(read_file(whole).expect("a view").name, "Roof");
        let reason = |text: &str| match Failure::from(read_file(text).expect_err("refused")) {
            Failure::ViewFileUnusable { reason } => reason,
            other => panic!("{other:?}"),
        };
        let coloured = whole.replace("\"name\"", "\"colour\":\"mauve\",\"name\"");
        assert!(reason(&coloured).contains("unknown field `colour`"));
        assert!(reason("{}").contains("missing field `daybook_view`"));
        assert!(reason(&whole.replace("subject", "mood")).contains("unknown variant `mood`"));
        assert!(!reason("[1]").is_empty());
        // A newer version may have fields that this one does not know.
        let newer = coloured.replace("\"daybook_view\":1", "\"daybook_view\":3");
        let refused = Failure::from(read_file(&newer).expect_err("refused"));
        assert_eq!(refused, Failure::ViewFileTooNew);
    }
}
