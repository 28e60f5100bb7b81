//! What is known, reported or feared of the real Nexudus, each as a typed knob. Untouched, the
//! server does what the documents say.

use ::nexudus::Entity;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The knobs.
#[derive(Clone, Debug, Default)]
pub struct ServerQuirks {
    /// What lists leave out.
    pub lists: ListFields,
    /// In which order a list comes that names no direction.
    pub order: ListDirection,
    /// What `dir` means.
    pub dir: DirMeaning,
    /// Hours by which the zone of a filter's times is ahead of that of the records' times.
    pub filter_ahead: i64,
    /// Throttled answers.
    pub throttle: Option<ThrottleRule>,
    /// The roles that the account lacks: 401, as for a lapsed sign-in.
    pub refused: BTreeSet<Entity>,
    /// Lists of these are given and records by id are not: the account has one role of the two.
    pub list_only: BTreeSet<Entity>,
    /// Whatever is asked of these is answered with this status.
    pub status: BTreeMap<Entity, u16>,
    /// As above, by path below the API's base.
    pub path_status: BTreeMap<&'static str, u16>,
    /// So many answers about these are 500, and then all is well.
    pub hiccups: BTreeMap<Entity, u32>,
    /// As `status`, for several by id alone.
    pub batch_status: BTreeMap<Entity, u16>,
    /// At most so many records come by id, the rest is left out without a word.
    pub most_by_id: Option<usize>,
    /// Lists name these still, and by id they are gone.
    pub ghosts: BTreeSet<i64>,
    /// `id=[…]` means nothing: the list comes.
    pub batch_ignored: BTreeSet<Entity>,
    /// Several by id are not found where one of them is not.
    pub batch_all_or_nothing: bool,
    /// Filters of these mean nothing: everything comes.
    pub unfiltered: BTreeSet<Entity>,
    /// Fields that lists name as null, whatever they are.
    pub nulled: BTreeSet<&'static str>,
    /// Values of custom fields come as a bare array, not in an object with `Data`.
    pub bare_fields: bool,
    /// What is at another path than asked: 404.
    pub missing: BTreeSet<Entity>,
    /// Fields that lists tell and that are not told by id. Nobody documents this.
    pub by_id_lacks: BTreeSet<&'static str>,
    /// Lists of these are empty, while by id they are there.
    pub hidden_from_lists: BTreeSet<Entity>,
    /// A web page with status 200 comes instead of these.
    pub html: BTreeSet<Entity>,
    /// A web page with status 500 comes instead of these.
    pub failing: BTreeSet<Entity>,
    /// Answers break off in the middle.
    pub truncated: BTreeSet<Entity>,
    /// Answers never come.
    pub silent: BTreeSet<Entity>,
    /// The server gives at most so many rows, whatever was asked.
    pub most_rows: Option<usize>,
    /// Rows come and go between the pages of a list.
    pub shifts: Vec<RowShift>,
    /// `CurrentSortDirection` is a text, as in the public API.
    pub direction_as_text: bool,
    /// Where tokens are to be had.
    pub token: TokenPath,
    /// The account has a second factor.
    pub totp: bool,
    /// How a missing code of it is refused, which no page says.
    pub code: CodeRefusal,
    /// Every record carries secret fields with this value.
    pub secret: Option<String>,
    /// Every record carries a field that nobody documents.
    pub unknown_field: bool,
    /// No `Date` header comes.
    pub no_date: bool,
    /// Each answer takes so long, by the server's clock.
    pub takes: Duration,
}

/// What lists leave out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListFields {
    /// Long texts and arrays are not named.
    #[default]
    Partial,
    /// Long texts and arrays are named, and null.
    Null,
    /// Nothing.
    Whole,
}

/// An order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListDirection {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

/// What the vendor's pages say that `dir` means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DirMeaning {
    /// 0 is ascending, 1 descending.
    #[default]
    ZeroOne,
    /// 1 is ascending, -1 descending.
    OneMinusOne,
    /// `ascending` and `descending`.
    Words,
}

/// Throttled answers: the documented 409 with an empty body, or the portal's 429.
#[derive(Clone, Copy, Debug)]
pub struct ThrottleRule {
    /// Each so-manieth request.
    pub every: usize,
    /// 409 or 429.
    pub status: u16,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
}

/// What happens before a page of a list is answered, once.
#[derive(Clone, Copy, Debug)]
pub struct RowShift {
    /// Of which list.
    pub entity: Entity,
    /// Before which page.
    pub page: usize,
    /// How many of the first rows are deleted.
    pub delete: usize,
    /// How many rows are added, as copies of the last one.
    pub insert: usize,
}

/// How a missing code is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CodeRefusal {
    /// In words of its own.
    #[default]
    Named,
    /// In the words of a wrong password.
    Unsaid,
}

/// Where tokens are to be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenPath {
    /// As documented.
    #[default]
    Documented,
    /// Nowhere: Basic authentication alone.
    Absent,
}
