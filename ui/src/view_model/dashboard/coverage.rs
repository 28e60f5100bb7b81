//! What is known, as a strip: a row for each channel and a mark for each day, or for some days side by side where the
//! period is long. Of days side by side the worst is told.

use super::days::day as day_words;
use crate::i18n::{Phrase, PhraseArg, TextKey, coverage_state};
use crate::view_model::labels::channel as channel_words;
use chrono::{Days, NaiveDate};
use model::Channel;
use model::coverage::{CoverageCell, CoverageState, CoverageView};
use std::collections::BTreeMap;

/// The most marks of a row: more are too thin to be told apart.
const MARKS_MOST: i64 = 62;

/// The strip.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageStrip {
    /// A row for each channel, in the order of their names.
    pub rows: Vec<CoverageRow>,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// Days on channels of which everything is known, as far as they are over.
    pub known: u64,
    /// Days on channels with conversations.
    pub of: u64,
    /// The states that occur, for the legend.
    pub states: Vec<CoverageState>,
}

/// A channel.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageRow {
    /// Which.
    pub channel: Channel,
    /// Its marks, from the first day to the last.
    pub marks: Vec<CoverageMark>,
}

/// A day, or days side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageMark {
    /// How much is known; none where no conversation began.
    pub state: Option<CoverageState>,
    /// What is to be said of it; none where no conversation began.
    pub words: Option<Phrase>,
}

/// What was summed up of days side by side.
#[derive(Clone, Copy)]
struct MarkSum {
    state: CoverageState,
    conversations: u64,
}

/// The strip of what is known; none where no conversation began.
#[must_use]
pub fn coverage_strip(view: &CoverageView) -> Option<CoverageStrip> {
    let first = view.cells.iter().map(|cell| cell.day).min()?;
    let last = view.cells.iter().map(|cell| cell.day).max()?;
    let days = (last - first).num_days() + 1;
    let step = (days + MARKS_MOST - 1) / MARKS_MOST;
    let mut channels: BTreeMap<&Channel, BTreeMap<i64, MarkSum>> = BTreeMap::new();
    for cell in &view.cells {
        let at = (cell.day - first).num_days() / step;
        add(channels.entry(&cell.channel).or_default(), at, cell);
    }
    let marks = (days + step - 1) / step;
    let rows = channels.into_iter().map(|(channel, sums)| CoverageRow {
        channel: channel.clone(),
        marks: (0..marks)
            .map(|at| mark(channel, first, (at, step), sums.get(&at)))
            .collect(),
    });
    let is_known = |cell: &&CoverageCell| !cell.state.is_lacking();
    Some(CoverageStrip {
        rows: rows.collect(),
        first,
        last,
        known: view.cells.iter().filter(is_known).count() as u64,
        of: view.cells.len() as u64,
        states: states(&view.cells),
    })
}

fn add(sums: &mut BTreeMap<i64, MarkSum>, at: i64, cell: &CoverageCell) {
    let sum = sums.entry(at).or_insert(MarkSum {
        state: cell.state,
        conversations: 0,
    });
    sum.state = sum.state.max(cell.state);
    sum.conversations += cell.conversations;
}

fn mark(
    channel: &Channel,
    first: NaiveDate,
    (at, step): (i64, i64),
    sum: Option<&MarkSum>,
) -> CoverageMark {
    let Some(sum) = sum else {
        return CoverageMark {
            state: None,
            words: None,
        };
    };
    let begins = u64::try_from(at * step).unwrap_or(0);
    let day = first.checked_add_days(Days::new(begins)).unwrap_or(first);
    let key = if step == 1 {
        TextKey::CoverageCell
    } else {
        TextKey::CoverageWeek
    };
    let words = Phrase::count(key, sum.conversations)
        .with("day", day_words(day))
        .with("channel", PhraseArg::Say(Box::new(channel_words(channel))))
        .with("state", PhraseArg::Key(coverage_state(sum.state)));
    CoverageMark {
        state: Some(sum.state),
        words: Some(words),
    }
}

fn states(cells: &[CoverageCell]) -> Vec<CoverageState> {
    let mut states: Vec<CoverageState> = cells.iter().map(|cell| cell.state).collect();
    states.sort_unstable();
    states.dedup();
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(day: &str, channel: Channel, state: CoverageState) -> CoverageCell {
        CoverageCell {
            day: day.parse().expect("a day"),
            channel,
            conversations: 2,
            state,
            set_aside: 0,
        }
    }

    fn view(cells: Vec<CoverageCell>) -> CoverageView {
        CoverageView {
            cells,
            ..CoverageView::default()
        }
    }

    #[test]
    fn each_day_has_a_mark_and_a_day_without_conversations_an_empty_one() {
        let strip = coverage_strip(&view(vec![
            cell("2026-11-01", Channel::Chat, CoverageState::Complete),
            cell("2026-11-03", Channel::Chat, CoverageState::Partial),
            cell("2026-11-02", Channel::Email, CoverageState::Ongoing),
        ]))
        .expect("there are days");
        let states = |row: usize| {
            let marks = strip.rows[row].marks.iter();
            marks.map(|mark| mark.state).collect::<Vec<_>>()
        };
        assert_eq!(
            states(0),
            [
                Some(CoverageState::Complete),
                None,
                Some(CoverageState::Partial)
            ]
        );
        assert_eq!(states(1), [None, Some(CoverageState::Ongoing), None]);
        assert_eq!((strip.known, strip.of), (2, 3));
    }

    #[test]
    fn of_days_side_by_side_the_worst_is_told() {
        let mut cells: Vec<CoverageCell> = (0..200)
            .map(|after| {
                let first: NaiveDate = "2026-01-01".parse().expect("a day");
                CoverageCell {
                    day: first + Days::new(after),
                    channel: Channel::Chat,
                    conversations: 1,
                    state: CoverageState::Complete,
                    set_aside: 0,
                }
            })
            .collect();
        cells[5].state = CoverageState::Refused;
        let strip = coverage_strip(&view(cells)).expect("there are days");
        let marks = &strip.rows[0].marks;
        assert!(marks.len() <= 62, "{}", marks.len());
        assert_eq!(marks[1].state, Some(CoverageState::Refused));
        assert_eq!(marks[2].state, Some(CoverageState::Complete));
    }

    #[test]
    fn nothing_known_is_no_strip() {
        assert_eq!(coverage_strip(&CoverageView::default()), None);
    }
}
