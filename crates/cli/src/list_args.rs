//! The part of the command line that says which conversations are listed, how many and in which order. It must not
//! know a command.

use crate::query_args::QueryArguments;
use clap::{Args, ValueEnum};
use model::request::{ListSort, SortDirection, SortKey};

/// Which conversations to list.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(crate) query: QueryArguments,
    #[command(flatten)]
    pub(crate) order: OrderArguments,
    /// How many at most; there is no upper bound
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(crate) limit: u64,
}

/// In which order.
#[derive(Debug, Args)]
pub(crate) struct OrderArguments {
    /// What the list stands by; dates and counts begin with the newest and the most, texts with A
    #[arg(long, value_name = "COLUMN", value_enum)]
    pub(crate) sort: Option<SortColumn>,
    /// Begin with the newest, the most, or Z
    #[arg(long, conflicts_with = "ascending")]
    pub(crate) descending: bool,
    /// Begin with the oldest, the fewest, or A
    #[arg(long)]
    pub(crate) ascending: bool,
}

/// A column by which a list can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortColumn {
    /// The newest message
    Activity,
    /// The start
    Started,
    /// How many messages there are
    Messages,
    /// The subject, or the first line
    Subject,
    /// The customer's name, or what stands in its place
    Customer,
}

impl OrderArguments {
    /// The order that is asked for, or else a view's own.
    pub(crate) fn sort_within(&self, view: Option<ListSort>) -> ListSort {
        let is_asked = self.sort.is_some() || self.ascending || self.descending;
        view.filter(|_| !is_asked).unwrap_or_else(|| self.sort())
    }

    /// The order that is asked for.
    pub(crate) fn sort(&self) -> ListSort {
        let by = match self.sort.unwrap_or(SortColumn::Activity) {
            SortColumn::Activity => SortKey::LastActivity,
            SortColumn::Started => SortKey::Started,
            SortColumn::Messages => SortKey::Messages,
            SortColumn::Subject => SortKey::Subject,
            SortColumn::Customer => SortKey::Customer,
        };
        let direction = match (self.ascending, self.descending) {
            (true, _) => SortDirection::Ascending,
            (_, true) => SortDirection::Descending,
            _ => by.usual_direction(),
        };
        ListSort { by, direction }
    }
}
