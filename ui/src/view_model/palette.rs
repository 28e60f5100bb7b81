//! The command palette: everything that can be done or gone to, by name, and how what is typed finds it.
//! The keys that it shows are those of the table of keys.

use crate::i18n::TextKey;
use crate::view_model::own_keys::{OwnKeys, is_single};
use crate::view_model::settings::{ColourTheme, SingleKeys, ZoneChoice};
use crate::view_model::shortcuts::{KeyAction, KeyScope, KeyShortcut, SHORTCUTS, caps_of_shortcut};
use model::request::ListSort;
use model::saved_view::ViewLine;
use model::{SourceId, SpaceId};

/// A line of the palette.
#[derive(Clone, Debug, PartialEq)]
pub struct PaletteLine {
    /// What stands there.
    pub title: String,
    /// Under which heading.
    pub group: TextKey,
    /// The keys that do the same.
    pub caps: Vec<String>,
    /// What it does.
    pub act: PaletteAct,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq)]
pub enum PaletteAct {
    /// What a key does.
    Key(KeyAction),
    /// Lists what a view shows.
    View(Box<ViewLine>),
    /// Lists a space; none is every one.
    Space(Option<SpaceId>),
    /// Shows what is known of a source.
    Source(SourceId),
    /// Lists in another order.
    Sort(ListSort),
    /// Other colours.
    Theme(ColourTheme),
    /// Another zone of times.
    Zone(ZoneChoice),
    /// Single keys on or off.
    Keys(SingleKeys),
    /// Connects a source.
    Connect,
    /// Says when spaces are open.
    Hours,
    /// Saves the search as a view.
    SaveView,
    /// Asks the servers now.
    Sync,
}

impl PaletteAct {
    /// Whether it means nothing on another page than that of the list.
    #[must_use]
    pub const fn is_of_list(&self) -> bool {
        matches!(self, Self::Key(act) if act.is_of_list())
    }
}

/// A line that what was typed finds, and which of its letters.
#[derive(Clone, Debug, PartialEq)]
pub struct PaletteHit {
    /// The line.
    pub line: PaletteLine,
    /// The places of the letters that were found, as characters of the title.
    pub letters: Vec<usize>,
}

/// The commands that have keys. Keys that only make sense where they are pressed are left out.
#[must_use]
pub fn key_commands(say: impl Fn(TextKey) -> String, own: &OwnKeys) -> Vec<PaletteLine> {
    let anywhere = SHORTCUTS
        .iter()
        .filter(|one| one.place == KeyScope::Anywhere && one.act != KeyAction::Palette);
    anywhere
        .filter(|one| !matches!(one.act, KeyAction::View(_)) && is_first(one))
        .map(|one| PaletteLine {
            title: say(one.does),
            group: TextKey::PaletteCommands,
            caps: caps_of_shortcut(one, own),
            act: PaletteAct::Key(one.act),
        })
        .collect()
}

/// A command with two keys is told with the first of them.
fn is_first(shortcut: &KeyShortcut) -> bool {
    let same = |other: &&KeyShortcut| other.place == shortcut.place && other.act == shortcut.act;
    SHORTCUTS.iter().find(same) == Some(shortcut)
}

/// Whether the keys of a line act now; those that do not are not shown.
#[must_use]
pub fn acts_now(act: &PaletteAct, single: SingleKeys) -> bool {
    let PaletteAct::Key(act) = act else {
        return true;
    };
    single == SingleKeys::On
        || SHORTCUTS
            .iter()
            .any(|one| one.place == KeyScope::Anywhere && one.act == *act && !is_single(one))
}

/// The lines that what was typed finds, the best first, each group in one piece. Nothing typed finds all.
#[must_use]
pub fn find(lines: &[PaletteLine], typed: &str) -> Vec<PaletteHit> {
    let wanted: Vec<char> = folded(typed).filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<(u32, PaletteHit)> = lines
        .iter()
        .filter_map(|line| {
            let (cost, letters) = matched(&line.title, &wanted)?;
            Some((
                cost,
                PaletteHit {
                    line: line.clone(),
                    letters,
                },
            ))
        })
        .collect();
    found.sort_by_key(|(cost, _)| *cost);
    let mut groups: Vec<TextKey> = Vec::new();
    for (_, hit) in &found {
        if !groups.contains(&hit.line.group) {
            groups.push(hit.line.group);
        }
    }
    let place = |hit: &PaletteHit| groups.iter().position(|group| *group == hit.line.group);
    let mut hits: Vec<PaletteHit> = found.into_iter().map(|(_, hit)| hit).collect();
    hits.sort_by_key(place);
    hits
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c))
}

/// Whether the letters stand in a title in their order, where, and how far from a beginning of a word: the
/// less the better. The palette has some sixty lines, so every beginning is tried.
fn matched(title: &str, wanted: &[char]) -> Option<(u32, Vec<usize>)> {
    if wanted.is_empty() {
        return Some((0, Vec::new()));
    }
    let letters: Vec<char> = folded(title).collect();
    let begins = |at: usize| at == 0 || !letters[at - 1].is_alphanumeric();
    let starts = (0..letters.len()).filter(|at| letters[*at] == wanted[0]);
    starts
        .filter_map(|start| {
            let mut places = vec![start];
            for letter in &wanted[1..] {
                let after = places.last()? + 1;
                let rest = after..letters.len();
                let next = rest.clone().find(|at| letters[*at] == *letter);
                // The next letter itself is best; else the beginning of a word.
                let begun = rest
                    .clone()
                    .find(|at| letters[*at] == *letter && begins(*at));
                let best = next.filter(|at| *at == after).or(begun).or(next);
                places.push(best?);
            }
            let gaps = places
                .windows(2)
                .filter(|pair| pair[1] != pair[0] + 1 && !begins(pair[1]));
            let cost = 20 * gaps.count() + if begins(start) { 0 } else { 10 } + start.min(9);
            Some((u32::try_from(cost).unwrap_or(u32::MAX), places))
        })
        .min_by_key(|(cost, _)| *cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(title: &str, group: TextKey) -> PaletteLine {
        PaletteLine {
            title: title.to_owned(),
            group,
            caps: Vec::new(),
            act: PaletteAct::Sync,
        }
    }

    fn titles(typed: &str) -> Vec<String> {
        let lines = [
            line("To the search", TextKey::PaletteCommands),
            line("Go to Escalated", TextKey::PaletteCommands),
            line("The next conversation", TextKey::PaletteCommands),
            line("Tours without contract", TextKey::PaletteViews),
            line("Escape room", TextKey::PaletteSpaces),
        ];
        find(&lines, typed)
            .into_iter()
            .map(|hit| hit.line.title)
            .collect()
    }

    #[test]
    fn the_beginning_of_a_word_is_found_before_its_inside() {
        assert_eq!(titles("esc")[0], "Escape room");
        assert!(titles("esc").contains(&"Go to Escalated".to_owned()));
        assert_eq!(titles("twc"), ["Tours without contract"]);
        assert_eq!(titles("next con"), ["The next conversation"]);
        assert!(titles("zzz").is_empty());
        assert_eq!(titles("").len(), 5, "nothing typed finds all");
    }

    #[test]
    fn the_letters_that_were_found_are_told() {
        let lines = [line("Go to Escalated", TextKey::PaletteCommands)];
        assert_eq!(find(&lines, "ESC")[0].letters, [6, 7, 8]);
        assert_eq!(find(&lines, "ge")[0].letters, [0, 6]);
    }

    #[test]
    fn what_hands_over_the_list_is_offered_beside_it_alone() {
        for act in [KeyAction::Export, KeyAction::ExportOne, KeyAction::Star] {
            assert!(PaletteAct::Key(act).is_of_list(), "{act:?}");
        }
        for act in [KeyAction::Audit, KeyAction::Dashboard, KeyAction::GoAll] {
            assert!(!PaletteAct::Key(act).is_of_list(), "{act:?}");
        }
        assert!(!PaletteAct::Sync.is_of_list());
    }

    #[test]
    fn every_command_of_the_palette_has_its_keys_and_is_there_once() {
        let lines = key_commands(|key| format!("{key:?}"), &OwnKeys::default());
        for one in &lines {
            assert!(!one.caps.is_empty(), "{one:?}");
            let same = lines.iter().filter(|other| other.act == one.act);
            assert_eq!(same.count(), 1, "{one:?}");
        }
        assert!(!acts_now(
            &PaletteAct::Key(KeyAction::Search),
            SingleKeys::Off
        ));
        assert!(acts_now(
            &PaletteAct::Key(KeyAction::NextPane),
            SingleKeys::Off
        ));
    }
}
