//! The keyboard: which key means what, and where. Every part of the page that hears keys asks this
//! table, and the sheet of keys is drawn from it, so that it lists what works and nothing else.

use super::settings::SingleKeys;
use crate::i18n::Key;

/// Where a key is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Everywhere, unless something is typed or a dialog is open.
    Anywhere,
    /// In the list.
    List,
    /// In the field of the search.
    Search,
    /// In the conversation.
    Conversation,
    /// On a channel's tab.
    Tabs,
    /// On the border between the list and the conversation.
    Border,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// To the search.
    Search,
    /// The next conversation.
    Next,
    /// The one before.
    Previous,
    /// Reads the selected conversation.
    Open,
    /// Back to the list.
    Back,
    /// The next match.
    NextMatch,
    /// The match before.
    PreviousMatch,
    /// The next pane.
    NextPane,
    /// The pane before.
    PreviousPane,
    /// The sheet of keys.
    Sheet,
    /// A screen of rows down.
    PageDown,
    /// A screen of rows up.
    PageUp,
    /// The first conversation.
    First,
    /// The last conversation.
    Last,
    /// Searches for whole words, and goes to the list.
    Find,
    /// Empties the search; an empty one is left.
    Clear,
    /// To the list.
    ToList,
    /// The next tab.
    NextTab,
    /// The tab before.
    PreviousTab,
    /// A wider conversation.
    Wider,
    /// A narrower one.
    Narrower,
    /// The widest.
    Widest,
    /// The narrowest.
    Narrowest,
}

/// One key at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Where.
    pub place: Place,
    /// The key as the browser names it, for a page that reads from left to right; behind `Shift+`
    /// where only that is meant.
    pub key: &'static str,
    /// What it does.
    pub act: Act,
    /// In words.
    pub does: Key,
}

const fn shortcut(place: Place, key: &'static str, act: Act, does: Key) -> Shortcut {
    Shortcut {
        place,
        key,
        act,
        does,
    }
}

/// Every key that means something, in the order of the sheet.
pub const SHORTCUTS: &[Shortcut] = &[
    shortcut(Place::Anywhere, "/", Act::Search, Key::DoSearch),
    shortcut(Place::Anywhere, "j", Act::Next, Key::DoNext),
    shortcut(Place::Anywhere, "k", Act::Previous, Key::DoPrevious),
    shortcut(Place::Anywhere, "o", Act::Open, Key::DoOpen),
    shortcut(Place::Anywhere, "Escape", Act::Back, Key::DoBack),
    shortcut(Place::Anywhere, "n", Act::NextMatch, Key::DoNextMatch),
    shortcut(
        Place::Anywhere,
        "N",
        Act::PreviousMatch,
        Key::DoPreviousMatch,
    ),
    shortcut(Place::Anywhere, "F6", Act::NextPane, Key::DoNextPane),
    shortcut(
        Place::Anywhere,
        "Shift+F6",
        Act::PreviousPane,
        Key::DoPreviousPane,
    ),
    shortcut(Place::Anywhere, "?", Act::Sheet, Key::DoSheet),
    shortcut(Place::List, "ArrowDown", Act::Next, Key::DoNext),
    shortcut(Place::List, "ArrowUp", Act::Previous, Key::DoPrevious),
    shortcut(Place::List, "PageDown", Act::PageDown, Key::DoPageDown),
    shortcut(Place::List, "PageUp", Act::PageUp, Key::DoPageUp),
    shortcut(Place::List, "Home", Act::First, Key::DoFirst),
    shortcut(Place::List, "End", Act::Last, Key::DoLast),
    shortcut(Place::List, "Enter", Act::Open, Key::DoOpen),
    shortcut(Place::Search, "Enter", Act::Find, Key::DoFind),
    shortcut(Place::Search, "Escape", Act::Clear, Key::DoClear),
    shortcut(Place::Search, "ArrowDown", Act::ToList, Key::DoToList),
    shortcut(Place::Conversation, "Escape", Act::Back, Key::DoBack),
    shortcut(Place::Tabs, "ArrowRight", Act::NextTab, Key::DoNextTab),
    shortcut(
        Place::Tabs,
        "ArrowLeft",
        Act::PreviousTab,
        Key::DoPreviousTab,
    ),
    shortcut(Place::Border, "ArrowLeft", Act::Wider, Key::DoWider),
    shortcut(Place::Border, "ArrowRight", Act::Narrower, Key::DoNarrower),
    shortcut(Place::Border, "End", Act::Widest, Key::DoWidest),
    shortcut(Place::Border, "Home", Act::Narrowest, Key::DoNarrowest),
];

/// A key that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pressed<'a> {
    /// As the browser names it.
    pub key: &'a str,
    /// Whether Shift was held.
    pub shift: bool,
    /// Whether the page reads from right to left.
    pub rtl: bool,
}

/// What a key means at a place, if anything.
#[must_use]
pub fn meaning(place: Place, pressed: Pressed<'_>) -> Option<Act> {
    let key = if pressed.rtl {
        mirrored(pressed.key)
    } else {
        pressed.key
    };
    let here = || SHORTCUTS.iter().filter(|one| one.place == place);
    let shifted = |one: &&Shortcut| one.key.strip_prefix("Shift+") == Some(key);
    let found = pressed.shift.then(|| here().find(shifted)).flatten();
    found
        .or_else(|| here().find(|one| one.key == key))
        .map(|one| one.act)
}

/// Arrows along the line mean the other way where it is read the other way.
fn mirrored(key: &str) -> &str {
    match key {
        "ArrowLeft" => "ArrowRight",
        "ArrowRight" => "ArrowLeft",
        other => other,
    }
}

/// Whether a key is one of those that the settings can switch off: it stands alone and is heard
/// everywhere.
#[must_use]
pub fn is_single(shortcut: &Shortcut) -> bool {
    shortcut.place == Place::Anywhere && !shortcut.key.ends_with("F6")
}

/// Keys of one place, as the sheet shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where they are heard.
    pub title: Key,
    /// The keys.
    pub lines: Vec<Line>,
}

/// One line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The caps of the keys that are pressed together.
    pub caps: Vec<&'static str>,
    /// What they do.
    pub does: Key,
    /// Whether they do so now.
    pub works: bool,
}

/// The sheet, for these settings and this direction of the page.
#[must_use]
pub fn sheet(single: SingleKeys, rtl: bool) -> Vec<Group> {
    const GROUPS: [(Place, Key); 6] = [
        (Place::Anywhere, Key::KeysAnywhere),
        (Place::List, Key::KeysList),
        (Place::Search, Key::KeysSearch),
        (Place::Conversation, Key::KeysConversation),
        (Place::Tabs, Key::KeysTabs),
        (Place::Border, Key::KeysBorder),
    ];
    let line = |one: &Shortcut| Line {
        caps: caps(one.key, rtl),
        does: one.does,
        works: single == SingleKeys::On || !is_single(one),
    };
    let group = |(place, title): (Place, Key)| Group {
        title,
        lines: SHORTCUTS
            .iter()
            .filter(|one| one.place == place)
            .map(line)
            .collect(),
    };
    GROUPS.map(group).into()
}

/// The caps for an act that works everywhere.
#[must_use]
pub fn caps_of(act: Act) -> Vec<&'static str> {
    SHORTCUTS
        .iter()
        .find(|one| one.act == act)
        .map(|one| caps(one.key, false))
        .unwrap_or_default()
}

/// The caps of the keys that are pressed together for a key of the table.
fn caps(key: &'static str, rtl: bool) -> Vec<&'static str> {
    let key = if rtl { mirrored(key) } else { key };
    match key.strip_prefix("Shift+") {
        Some(rest) => vec!["Shift", cap(rest)],
        None if key == "N" => vec!["Shift", "N"],
        None => vec![cap(key)],
    }
}

fn cap(key: &'static str) -> &'static str {
    match key {
        "ArrowDown" => "↓",
        "ArrowUp" => "↑",
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "PageDown" => "Page ↓",
        "PageUp" => "Page ↑",
        "Escape" => "Esc",
        "j" => "J",
        "k" => "K",
        "n" => "N",
        "o" => "O",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Pressed<'_> {
        Pressed {
            key,
            shift: false,
            rtl: false,
        }
    }

    #[test]
    fn a_key_means_one_thing_at_a_place() {
        for one in SHORTCUTS {
            let same = |other: &&Shortcut| (other.place, other.key) == (one.place, one.key);
            assert_eq!(SHORTCUTS.iter().filter(same).count(), 1, "{one:?}");
        }
    }

    #[test]
    fn every_line_of_the_sheet_is_a_key_that_is_heard_and_the_other_way_round() {
        let lines: usize = sheet(SingleKeys::On, false)
            .iter()
            .map(|group| group.lines.len())
            .sum();
        assert_eq!(lines, SHORTCUTS.len());
        for one in SHORTCUTS {
            let (key, shift) = match one.key.strip_prefix("Shift+") {
                Some(key) => (key, true),
                None => (one.key, one.key == "N" || one.key == "?"),
            };
            let pressed = Pressed {
                key,
                shift,
                rtl: false,
            };
            assert_eq!(meaning(one.place, pressed), Some(one.act), "{one:?}");
        }
    }

    #[test]
    fn shift_is_another_key_only_where_the_table_says_so() {
        let shifted = |key| Pressed {
            shift: true,
            ..press(key)
        };
        assert_eq!(
            meaning(Place::Anywhere, shifted("F6")),
            Some(Act::PreviousPane)
        );
        assert_eq!(meaning(Place::Anywhere, press("F6")), Some(Act::NextPane));
        assert_eq!(meaning(Place::Border, shifted("End")), Some(Act::Widest));
        assert_eq!(meaning(Place::List, press("x")), None);
        assert_eq!(meaning(Place::Tabs, press("/")), None, "not at that place");
    }

    #[test]
    fn where_the_page_reads_the_other_way_arrows_do_too() {
        let rtl = |key| Pressed {
            rtl: true,
            ..press(key)
        };
        assert_eq!(meaning(Place::Tabs, rtl("ArrowLeft")), Some(Act::NextTab));
        assert_eq!(
            meaning(Place::Border, rtl("ArrowLeft")),
            Some(Act::Narrower)
        );
        let tabs = &sheet(SingleKeys::On, true)[4];
        assert_eq!(
            (tabs.lines[0].caps.as_slice(), tabs.lines[0].does),
            (["←"].as_slice(), Key::DoNextTab)
        );
    }

    #[test]
    fn single_keys_that_are_switched_off_are_not_said_to_work() {
        let off = sheet(SingleKeys::Off, false);
        let works: Vec<_> = off[0].lines.iter().filter(|line| line.works).collect();
        let does: Vec<Key> = works.iter().map(|line| line.does).collect();
        assert_eq!(does, [Key::DoNextPane, Key::DoPreviousPane]);
        assert!(off[1].lines.iter().all(|line| line.works));
    }
}
