//! Views of the list: those that every Daybook has, and those that the manager saved. A view is a search
//! as it is typed and an order; what it shows is asked anew each time.

use crate::ids::SavedViewId;
use crate::list_columns::ListColumns;
use crate::request::{ListSort, SortDirection, SortKey};
use crate::search::SearchDiagnosis;
use serde::{Deserialize, Serialize};

/// The newest version of [`ViewFile`] that is read.
pub const VIEW_FILE_VERSION: u32 = 2;
/// The version that a file without columns is written in, so that older Daybooks read it.
const VERSION_WITHOUT_COLUMNS: u32 = 1;

/// A view that every Daybook has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuiltInView {
    /// Escalated to a person.
    Escalated,
    /// Without any outcome.
    Unconverted,
    /// With contact details that the assistant took down.
    WithLead,
    /// Not ended, where the source says so.
    Active,
    /// Ended, where the source says so.
    Ended,
    /// On WhatsApp.
    WhatsApp,
    /// A tour was booked, and no contract made.
    ToursWithoutContract,
    /// Begun more than a week before their first outcome: old conversations that were read too early.
    LateConversions,
    /// Started in this month.
    ThisMonth,
    /// With a message or an outcome that was not here when the manager last looked.
    SinceLastLook,
}

impl BuiltInView {
    /// Every one, in the order in which they stand.
    pub const ALL: [Self; 10] = [
        Self::SinceLastLook,
        Self::Escalated,
        Self::Unconverted,
        Self::WithLead,
        Self::Active,
        Self::Ended,
        Self::WhatsApp,
        Self::ToursWithoutContract,
        Self::LateConversions,
        Self::ThisMonth,
    ];

    /// What it asks, as it is typed.
    #[must_use]
    pub const fn query(self) -> &'static str {
        match self {
            Self::Escalated => "escalated:yes",
            Self::Unconverted => "converted:no",
            Self::WithLead => "has:lead",
            Self::Active => "status:active",
            Self::Ended => "status:ended",
            Self::WhatsApp => "channel:whatsapp",
            Self::ToursWithoutContract => "outcome:tour -outcome:contract",
            Self::LateConversions => "converted-after:>7d",
            Self::ThisMonth => "this:month",
            Self::SinceLastLook => "since:last-look",
        }
    }
}

/// What a manager saves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewDraft {
    /// How it is called; no two are called alike.
    pub name: String,
    /// A search, as it is typed.
    pub query: String,
    /// The order of its list.
    pub sort: ListSort,
    /// Where it stands among the saved ones, from 0; none is the end.
    pub place: Option<u32>,
    /// The columns of its list; none are those that the reader has everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<ListColumns>,
}

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Which.
    pub id: SavedViewId,
    /// What was saved, and where it stands.
    pub draft: ViewDraft,
}

/// Makes a saved view another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// Which.
    pub view: SavedViewId,
    /// What it is from now on. A place of none leaves it where it stands.
    pub draft: ViewDraft,
}

/// Which view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewChoice {
    /// One that every Daybook has.
    BuiltIn(BuiltInView),
    /// One that the manager saved.
    Saved(SavedViewId),
}

/// A view as the navigation shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewLine {
    /// Which.
    pub view: ViewChoice,
    /// How the manager called it; empty for one that every Daybook has, which the catalogue names.
    pub name: String,
    /// What it asks.
    pub query: String,
    /// The order of its list.
    pub sort: ListSort,
    /// The columns of its list; none are those that the reader has everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<ListColumns>,
    /// How many conversations it shows now.
    pub conversations: u64,
    /// What of its search this version does not understand as it was typed.
    pub diagnoses: Vec<SearchDiagnosis>,
}

/// A view as a file for another Daybook. It holds no conversation and no id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewFile {
    /// The version of this form.
    pub daybook_view: u32,
    /// How it is called.
    pub name: String,
    /// A search, as it is typed.
    pub query: String,
    /// What its list stands by.
    pub sort: SortKey,
    /// Which end stands first.
    pub direction: SortDirection,
    /// The columns of its list, where it has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<ListColumns>,
}

impl From<ViewDraft> for ViewFile {
    fn from(draft: ViewDraft) -> Self {
        Self {
            daybook_view: match draft.columns {
                Some(_) => VIEW_FILE_VERSION,
                None => VERSION_WITHOUT_COLUMNS,
            },
            name: draft.name,
            query: draft.query,
            sort: draft.sort.by,
            direction: draft.sort.direction,
            columns: draft.columns,
        }
    }
}

impl From<ViewFile> for ViewDraft {
    fn from(file: ViewFile) -> Self {
        Self {
            name: file.name,
            query: file.query,
            sort: ListSort {
                by: file.sort,
                direction: file.direction,
            },
            place: None,
            columns: file.columns,
        }
    }
}
