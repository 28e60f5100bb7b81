//! The columns of the list: which are shown, in which order, and how wide. As text they are a few words, so that
//! they lie in a setting, with a saved view and in its file, and a version that does not know one of them reads the
//! others.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Narrowest and widest that a reader may make a column, in pixels.
pub const COLUMN_WIDTH: (u16, u16) = (48, 480);

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListColumn {
    /// The subject, and a message below it. It is always shown, and takes the width that others leave.
    Subject,
    /// What the conversation led to.
    Outcome,
    /// Who it was with.
    Customer,
    /// Their company.
    Company,
    /// Where it took place.
    Channel,
    /// Whether it is over.
    Status,
    /// How many messages a reader sees.
    Messages,
    /// In which space.
    Space,
    /// What the manager noted.
    Marks,
    /// When it began.
    Started,
    /// When something was last said.
    Activity,
}

impl ListColumn {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Subject,
        Self::Outcome,
        Self::Customer,
        Self::Company,
        Self::Channel,
        Self::Status,
        Self::Messages,
        Self::Space,
        Self::Marks,
        Self::Started,
        Self::Activity,
    ];

    /// Its name, as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Outcome => "outcome",
            Self::Customer => "customer",
            Self::Company => "company",
            Self::Channel => "channel",
            Self::Status => "status",
            Self::Messages => "messages",
            Self::Space => "space",
            Self::Marks => "marks",
            Self::Started => "started",
            Self::Activity => "activity",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == name)
    }
}

/// A column that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChosenColumn {
    /// Which.
    pub column: ListColumn,
    /// How wide a reader made it, in pixels; none is as wide as usual.
    pub width: Option<u16>,
}

/// The columns that are shown, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ListColumns(Vec<ChosenColumn>);

impl Default for ListColumns {
    fn default() -> Self {
        let usual = [
            ListColumn::Subject,
            ListColumn::Outcome,
            ListColumn::Customer,
            ListColumn::Channel,
            ListColumn::Activity,
        ];
        Self(
            usual
                .map(|column| ChosenColumn {
                    column,
                    width: None,
                })
                .into(),
        )
    }
}

/// Reads what was stored. A name that is not known here is passed over, and so is one that stands twice; text of
/// none that is known is the usual columns.
impl From<String> for ListColumns {
    fn from(text: String) -> Self {
        let mut chosen: Vec<ChosenColumn> = Vec::new();
        for word in text.split_whitespace() {
            let (name, width) = word.split_once(':').unwrap_or((word, ""));
            let Some(column) = ListColumn::named(name) else {
                continue;
            };
            let width = width
                .parse()
                .ok()
                .map(within)
                .filter(|_| can_resize(column));
            if chosen.iter().all(|one| one.column != column) {
                chosen.push(ChosenColumn { column, width });
            }
        }
        if chosen.is_empty() {
            return Self::default();
        }
        let mut columns = Self(chosen);
        if !columns.shows(ListColumn::Subject) {
            columns.0.insert(
                0,
                ChosenColumn {
                    column: ListColumn::Subject,
                    width: None,
                },
            );
        }
        columns
    }
}

impl From<ListColumns> for String {
    fn from(columns: ListColumns) -> Self {
        columns.to_string()
    }
}

/// As it is stored: `subject outcome:180 customer`.
impl fmt::Display for ListColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, one) in self.0.iter().enumerate() {
            let blank = if place == 0 { "" } else { " " };
            write!(f, "{blank}{}", one.column.as_str())?;
            if let Some(width) = one.width {
                write!(f, ":{width}")?;
            }
        }
        Ok(())
    }
}

/// Whether a reader may give it a width: the subject takes what others leave.
const fn can_resize(column: ListColumn) -> bool {
    !matches!(column, ListColumn::Subject)
}

fn within(width: u16) -> u16 {
    width.clamp(COLUMN_WIDTH.0, COLUMN_WIDTH.1)
}

impl ListColumns {
    /// The columns, in their order.
    #[must_use]
    pub fn chosen(&self) -> &[ChosenColumn] {
        &self.0
    }

    /// Whether a column is shown.
    #[must_use]
    pub fn shows(&self, column: ListColumn) -> bool {
        self.place(column).is_some()
    }

    /// The width that a reader gave a column.
    #[must_use]
    pub fn width(&self, column: ListColumn) -> Option<u16> {
        self.0.get(self.place(column)?)?.width
    }

    /// Where a column stands, from 0.
    #[must_use]
    pub fn place(&self, column: ListColumn) -> Option<usize> {
        self.0.iter().position(|one| one.column == column)
    }

    /// Shows a column at the end, or takes it away; the subject stays.
    pub fn toggle(&mut self, column: ListColumn) {
        match self.place(column) {
            None => self.0.push(ChosenColumn {
                column,
                width: None,
            }),
            Some(place) if can_resize(column) => {
                self.0.remove(place);
            }
            Some(_) => {}
        }
    }

    /// Puts a column that is shown at a place among the others, from 0; a place behind the last is the last.
    pub fn put(&mut self, column: ListColumn, place: usize) {
        if let Some(before) = self.place(column) {
            let one = self.0.remove(before);
            self.0.insert(place.min(self.0.len()), one);
        }
    }

    /// Gives a column a width, within what may be; none is as wide as usual.
    pub fn resize(&mut self, column: ListColumn, width: Option<u16>) {
        if let Some(one) = self.0.iter_mut().find(|one| one.column == column)
            && can_resize(column)
        {
            one.width = width.map(within);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ListColumns {
        ListColumns::from(text.to_owned())
    }

    #[test]
    fn what_was_stored_is_read_as_far_as_it_is_understood() {
        let text = "customer:200 subject activity";
        assert_eq!(read(text).to_string(), text);
        let newer = read("customer:9 mood:30 subject:300 customer activity:x");
        assert_eq!(newer.to_string(), "customer:48 subject activity");
        assert_eq!(read("channel").to_string(), "subject channel");
        assert_eq!(read(""), ListColumns::default());
        assert_eq!(read("mood"), ListColumns::default());
    }

    #[test]
    fn columns_come_go_move_and_get_a_width_and_the_subject_stays() {
        let mut columns = ListColumns::default();
        columns.toggle(ListColumn::Subject);
        assert!(columns.shows(ListColumn::Subject));
        columns.toggle(ListColumn::Outcome);
        columns.toggle(ListColumn::Space);
        columns.put(ListColumn::Space, 1);
        columns.resize(ListColumn::Space, Some(9_000));
        columns.resize(ListColumn::Subject, Some(300));
        assert_eq!(
            columns.to_string(),
            "subject space:480 customer channel activity"
        );
        columns.put(ListColumn::Subject, 99);
        columns.put(ListColumn::Outcome, 0);
        columns.resize(ListColumn::Space, None);
        assert_eq!(
            columns.to_string(),
            "space customer channel activity subject"
        );
    }
}
