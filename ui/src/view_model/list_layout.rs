//! How the columns of the list stand in the width that it has. Where not all of them have room, what tells least
//! gives way first: an outcome, a customer and a channel are never out of sight, and escalation is never without
//! its sign. In the narrowest list a conversation has three lines.

use crate::i18n::TextKey;
use crate::view_model::settings::ListDensity;
use crate::view_model::virtual_scroll::ROW;
use model::list_columns::{ListColumn, ListColumns};

/// Below this a conversation has three lines, in pixels.
const NARROWEST: f64 = 440.0;
/// Between two columns, in pixels.
const GAP: f64 = 12.0;
/// Before the first and behind the last, in pixels.
const EDGES: f64 = 26.0;

/// How much of the badges is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BadgeForm {
    /// Each with its word.
    Words,
    /// The first with its word, the others as signs.
    FirstInWords,
    /// Signs alone.
    Signs,
}

/// How the columns stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListLayout {
    /// The columns that have room, in their order.
    pub cells: Vec<ListColumn>,
    /// How much of the badges is written.
    pub badges: BadgeForm,
    /// Whether the channel is only a sign.
    pub is_channel_sign: bool,
    /// Whether a conversation has three lines in the place of columns.
    pub is_stacked: bool,
    /// Whether rows are low, with one line each.
    pub density: ListDensity,
}

/// What gives way, one after the other, until the rest has room.
#[derive(Clone, Copy)]
enum LayoutStep {
    Drop(ListColumn),
    ChannelSign,
    FirstInWords,
    BadgeSigns,
}

const STEPS: [LayoutStep; 9] = [
    LayoutStep::Drop(ListColumn::Marks),
    LayoutStep::Drop(ListColumn::Space),
    LayoutStep::Drop(ListColumn::Company),
    LayoutStep::Drop(ListColumn::Status),
    LayoutStep::ChannelSign,
    LayoutStep::Drop(ListColumn::Messages),
    LayoutStep::FirstInWords,
    LayoutStep::BadgeSigns,
    LayoutStep::Drop(ListColumn::Started),
];

/// How columns stand in a list of a width.
#[must_use]
pub fn list_layout(columns: &ListColumns, width: f64, density: ListDensity) -> ListLayout {
    let mut layout = ListLayout {
        cells: columns.chosen().iter().map(|one| one.column).collect(),
        badges: BadgeForm::Words,
        is_channel_sign: false,
        // Nobody has measured the list yet: it is drawn as it mostly is.
        is_stacked: width > 0.0 && width < NARROWEST,
        density,
    };
    for step in STEPS {
        if width <= 0.0 || least(columns, &layout) <= width {
            break;
        }
        match step {
            LayoutStep::Drop(column) if layout.has_another_time(column) => {
                layout.cells.retain(|one| *one != column);
            }
            LayoutStep::Drop(_) => {}
            LayoutStep::ChannelSign => layout.is_channel_sign = true,
            LayoutStep::FirstInWords => layout.badges = BadgeForm::FirstInWords,
            LayoutStep::BadgeSigns => layout.badges = BadgeForm::Signs,
        }
    }
    layout
}

impl ListLayout {
    /// Whether a time stays where a column goes.
    fn has_another_time(&self, column: ListColumn) -> bool {
        column != ListColumn::Started || self.cells.contains(&ListColumn::Activity)
    }

    /// Whether a column has room.
    #[must_use]
    pub fn shows(&self, column: ListColumn) -> bool {
        self.cells.contains(&column)
    }

    /// The height of a row, in pixels.
    #[must_use]
    pub const fn row(&self) -> f64 {
        match (self.is_stacked, self.density) {
            (true, _) => 72.0,
            (false, ListDensity::Comfortable) => ROW,
            (false, ListDensity::Compact) => 30.0,
        }
    }

    /// The widths of the columns, as a grid has them.
    #[must_use]
    pub fn template(&self, columns: &ListColumns, width: f64) -> String {
        // What readers chose holds as long as everything has room; then the usual widths do.
        let is_tight = width > 0.0 && least(columns, self) > width;
        let track = |column: &ListColumn| {
            let chosen = columns.width(*column).filter(|_| !is_tight);
            match chosen.filter(|_| !self.is_short(*column)) {
                Some(width) => format!("{width}px"),
                None => usual(*column, self).to_owned(),
            }
        };
        let tracks: Vec<String> = self.cells.iter().map(track).collect();
        tracks.join(" ")
    }

    /// Whether a column has only signs, which need no more than their own width.
    fn is_short(&self, column: ListColumn) -> bool {
        match column {
            ListColumn::Channel => self.is_channel_sign,
            ListColumn::Outcome => self.badges != BadgeForm::Words,
            _ => false,
        }
    }
}

/// The least width in which all columns have room, in pixels.
fn least(columns: &ListColumns, layout: &ListLayout) -> f64 {
    let one = |column: &ListColumn| {
        let chosen = columns.width(*column);
        match chosen.filter(|_| !layout.is_short(*column)) {
            Some(width) => f64::from(width),
            None => least_of(*column, layout),
        }
    };
    let gaps = layout.cells.iter().skip(1).map(|_| GAP);
    layout.cells.iter().map(one).chain(gaps).sum::<f64>() + EDGES
}

/// The least width of a column, in pixels.
const fn least_of(column: ListColumn, layout: &ListLayout) -> f64 {
    match column {
        ListColumn::Subject => 180.0,
        ListColumn::Outcome => match layout.badges {
            BadgeForm::Words => 150.0,
            BadgeForm::FirstInWords => 138.0,
            BadgeForm::Signs => 84.0,
        },
        ListColumn::Customer => 110.0,
        ListColumn::Channel if layout.is_channel_sign => 16.0,
        ListColumn::Company | ListColumn::Space | ListColumn::Channel => 100.0,
        ListColumn::Status => 76.0,
        ListColumn::Messages | ListColumn::Marks => 68.0,
        ListColumn::Started | ListColumn::Activity => 86.0,
    }
}

/// The width of a column that no reader changed, as a grid has it.
const fn usual(column: ListColumn, layout: &ListLayout) -> &'static str {
    match column {
        ListColumn::Subject => "minmax(0, 1.55fr)",
        ListColumn::Outcome => match layout.badges {
            BadgeForm::Words => "minmax(150px, 0.6fr)",
            BadgeForm::FirstInWords => "138px",
            BadgeForm::Signs => "84px",
        },
        ListColumn::Customer => "minmax(0, 0.8fr)",
        ListColumn::Company | ListColumn::Space => "minmax(0, 0.6fr)",
        ListColumn::Channel if layout.is_channel_sign => "16px",
        ListColumn::Channel => "108px",
        ListColumn::Status => "80px",
        ListColumn::Messages | ListColumn::Marks => "72px",
        ListColumn::Started | ListColumn::Activity => "94px",
    }
}

/// What a column is called.
#[must_use]
pub const fn column_name(column: ListColumn) -> TextKey {
    match column {
        ListColumn::Subject => TextKey::ColumnSubject,
        ListColumn::Outcome => TextKey::ColumnOutcome,
        ListColumn::Customer => TextKey::ColumnPerson,
        ListColumn::Company => TextKey::ColumnCompany,
        ListColumn::Channel => TextKey::ColumnChannel,
        ListColumn::Status => TextKey::ColumnStatus,
        ListColumn::Messages => TextKey::ColumnMessages,
        ListColumn::Space => TextKey::ColumnSpace,
        ListColumn::Marks => TextKey::ColumnMarks,
        ListColumn::Started => TextKey::ColumnStarted,
        ListColumn::Activity => TextKey::ColumnTime,
    }
}

/// How wide a column is as long as no reader changed it, in pixels: where a change by key begins.
#[must_use]
pub const fn usual_width(column: ListColumn) -> u16 {
    match column {
        ListColumn::Subject => 240,
        ListColumn::Outcome => 172,
        ListColumn::Customer => 140,
        ListColumn::Company | ListColumn::Space => 120,
        ListColumn::Channel => 108,
        ListColumn::Status => 80,
        ListColumn::Messages | ListColumn::Marks => 72,
        ListColumn::Started | ListColumn::Activity => 94,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str) -> ListColumns {
        ListColumns::from(text.to_owned())
    }

    fn at(columns: &ListColumns, width: f64) -> ListLayout {
        list_layout(columns, width, ListDensity::Comfortable)
    }

    #[test]
    fn what_tells_least_gives_way_first_and_badge_customer_and_channel_stay() {
        let all = columns(
            "subject outcome customer company channel status messages space marks started activity",
        );
        let never = [
            ListColumn::Subject,
            ListColumn::Outcome,
            ListColumn::Customer,
            ListColumn::Channel,
            ListColumn::Activity,
        ];
        let mut before = at(&all, 2_000.0);
        assert_eq!(before.cells, ListColumn::ALL);
        let mut width = 2_000.0;
        while width >= NARROWEST {
            let layout = at(&all, width);
            assert!(never.iter().all(|column| layout.shows(*column)), "{width}");
            assert!(layout.cells.len() <= before.cells.len(), "{width}");
            assert!(!layout.is_stacked);
            before = layout;
            width -= 10.0;
        }
        assert_eq!(before.badges, BadgeForm::Signs);
        assert!(before.is_channel_sign);
        assert!(at(&all, NARROWEST - 1.0).is_stacked);
    }

    /// Widths that the list has on a laptop with a conversation open: 1366, 1280, and 1366 with the facets.
    #[test]
    fn on_a_laptop_the_usual_columns_give_up_words_and_no_column() {
        let usual = ListColumns::default();
        for (width, badges, is_channel_sign) in [
            (700.0, BadgeForm::Words, false),
            (629.0, BadgeForm::Words, true),
            (610.0, BadgeForm::FirstInWords, true),
            (543.0, BadgeForm::Signs, true),
            (524.0, BadgeForm::Signs, true),
        ] {
            let layout = at(&usual, width);
            assert_eq!(layout.cells.len(), 5, "{width}");
            assert_eq!(layout.badges, badges, "{width}");
            assert_eq!(layout.is_channel_sign, is_channel_sign, "{width}");
        }
    }

    #[test]
    fn a_width_of_the_readers_choice_holds_while_there_is_room() {
        let wide = columns("subject customer:300 channel:200 activity");
        let roomy = at(&wide, 1_200.0);
        assert_eq!(
            roomy.template(&wide, 1_200.0),
            "minmax(0, 1.55fr) 300px 200px 94px"
        );
        let tight = at(&wide, 500.0);
        assert_eq!(
            tight.template(&wide, 500.0),
            "minmax(0, 1.55fr) minmax(0, 0.8fr) 16px 94px"
        );
    }

    #[test]
    fn rows_are_as_high_as_their_lines() {
        let usual = ListColumns::default();
        let row = |width, density| list_layout(&usual, width, density).row();
        assert!((row(900.0, ListDensity::Comfortable) - 46.0).abs() < 1e-9);
        assert!((row(900.0, ListDensity::Compact) - 30.0).abs() < 1e-9);
        assert!((row(300.0, ListDensity::Compact) - 72.0).abs() < 1e-9);
    }
}
