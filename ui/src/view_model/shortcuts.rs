//! The keyboard: which key means what, and where. Every part of the page that hears keys asks this
//! table, and the sheet of keys is drawn from it, so that it lists what works and nothing else.

use super::settings::SingleKeys;
use crate::i18n::TextKey;

/// Where a key is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyScope {
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
pub enum KeyAction {
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
    /// Gives the conversation a star, or takes it away.
    Star,
    /// The conversation is reviewed, or not.
    Review,
    /// Types a tag.
    Tag,
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
    /// Takes the chosen proposal; else goes to the list.
    Find,
    /// Empties the search; an empty one is left.
    Clear,
    /// The next proposal of a search; where there is none, to the list.
    NextProposal,
    /// The proposal before.
    PreviousProposal,
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
pub struct KeyShortcut {
    /// Where.
    pub place: KeyScope,
    /// The key as the browser names it, for a page that reads from left to right; behind `Shift+`
    /// where only that is meant.
    pub key: &'static str,
    /// What it does.
    pub act: KeyAction,
    /// In words.
    pub does: TextKey,
}

const fn shortcut(
    place: KeyScope,
    key: &'static str,
    act: KeyAction,
    does: TextKey,
) -> KeyShortcut {
    KeyShortcut {
        place,
        key,
        act,
        does,
    }
}

/// Every key that means something, in the order of the sheet.
pub const SHORTCUTS: &[KeyShortcut] = &[
    shortcut(
        KeyScope::Anywhere,
        "/",
        KeyAction::Search,
        TextKey::DoSearch,
    ),
    shortcut(KeyScope::Anywhere, "j", KeyAction::Next, TextKey::DoNext),
    shortcut(
        KeyScope::Anywhere,
        "k",
        KeyAction::Previous,
        TextKey::DoPrevious,
    ),
    shortcut(KeyScope::Anywhere, "o", KeyAction::Open, TextKey::DoOpen),
    shortcut(
        KeyScope::Anywhere,
        "Escape",
        KeyAction::Back,
        TextKey::DoBack,
    ),
    shortcut(
        KeyScope::Anywhere,
        "n",
        KeyAction::NextMatch,
        TextKey::DoNextMatch,
    ),
    shortcut(
        KeyScope::Anywhere,
        "N",
        KeyAction::PreviousMatch,
        TextKey::DoPreviousMatch,
    ),
    shortcut(
        KeyScope::Anywhere,
        "F6",
        KeyAction::NextPane,
        TextKey::DoNextPane,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Shift+F6",
        KeyAction::PreviousPane,
        TextKey::DoPreviousPane,
    ),
    shortcut(KeyScope::Anywhere, "s", KeyAction::Star, TextKey::DoStar),
    shortcut(
        KeyScope::Anywhere,
        "r",
        KeyAction::Review,
        TextKey::DoReview,
    ),
    shortcut(KeyScope::Anywhere, "e", KeyAction::Tag, TextKey::DoTag),
    shortcut(KeyScope::Anywhere, "?", KeyAction::Sheet, TextKey::DoSheet),
    shortcut(
        KeyScope::List,
        "ArrowDown",
        KeyAction::Next,
        TextKey::DoNext,
    ),
    shortcut(
        KeyScope::List,
        "ArrowUp",
        KeyAction::Previous,
        TextKey::DoPrevious,
    ),
    shortcut(
        KeyScope::List,
        "PageDown",
        KeyAction::PageDown,
        TextKey::DoPageDown,
    ),
    shortcut(
        KeyScope::List,
        "PageUp",
        KeyAction::PageUp,
        TextKey::DoPageUp,
    ),
    shortcut(KeyScope::List, "Home", KeyAction::First, TextKey::DoFirst),
    shortcut(KeyScope::List, "End", KeyAction::Last, TextKey::DoLast),
    shortcut(KeyScope::List, "Enter", KeyAction::Open, TextKey::DoOpen),
    shortcut(KeyScope::Search, "Enter", KeyAction::Find, TextKey::DoFind),
    shortcut(
        KeyScope::Search,
        "Escape",
        KeyAction::Clear,
        TextKey::DoClear,
    ),
    shortcut(
        KeyScope::Search,
        "ArrowDown",
        KeyAction::NextProposal,
        TextKey::DoNextProposal,
    ),
    shortcut(
        KeyScope::Search,
        "ArrowUp",
        KeyAction::PreviousProposal,
        TextKey::DoPreviousProposal,
    ),
    shortcut(
        KeyScope::Conversation,
        "Escape",
        KeyAction::Back,
        TextKey::DoBack,
    ),
    shortcut(
        KeyScope::Tabs,
        "ArrowRight",
        KeyAction::NextTab,
        TextKey::DoNextTab,
    ),
    shortcut(
        KeyScope::Tabs,
        "ArrowLeft",
        KeyAction::PreviousTab,
        TextKey::DoPreviousTab,
    ),
    shortcut(
        KeyScope::Border,
        "ArrowLeft",
        KeyAction::Wider,
        TextKey::DoWider,
    ),
    shortcut(
        KeyScope::Border,
        "ArrowRight",
        KeyAction::Narrower,
        TextKey::DoNarrower,
    ),
    shortcut(
        KeyScope::Border,
        "End",
        KeyAction::Widest,
        TextKey::DoWidest,
    ),
    shortcut(
        KeyScope::Border,
        "Home",
        KeyAction::Narrowest,
        TextKey::DoNarrowest,
    ),
];

/// A key that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPress<'a> {
    /// As the browser names it.
    pub key: &'a str,
    /// Whether Shift was held.
    pub shift: bool,
    /// Whether the page reads from right to left.
    pub rtl: bool,
}

/// What a key means at a place, if anything.
#[must_use]
pub fn meaning(place: KeyScope, pressed: KeyPress<'_>) -> Option<KeyAction> {
    let key = if pressed.rtl {
        mirrored(pressed.key)
    } else {
        pressed.key
    };
    let here = || SHORTCUTS.iter().filter(|one| one.place == place);
    let shifted = |one: &&KeyShortcut| one.key.strip_prefix("Shift+") == Some(key);
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
pub fn is_single(shortcut: &KeyShortcut) -> bool {
    shortcut.place == KeyScope::Anywhere && !shortcut.key.ends_with("F6")
}

/// Keys of one place, as the sheet shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortcutGroup {
    /// Where they are heard.
    pub title: TextKey,
    /// The keys.
    pub lines: Vec<ShortcutLine>,
}

/// One line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortcutLine {
    /// The caps of the keys that are pressed together.
    pub caps: Vec<&'static str>,
    /// What they do.
    pub does: TextKey,
    /// Whether they do so now.
    pub works: bool,
}

/// The sheet, for these settings and this direction of the page.
#[must_use]
pub fn sheet(single: SingleKeys, rtl: bool) -> Vec<ShortcutGroup> {
    const GROUPS: [(KeyScope, TextKey); 6] = [
        (KeyScope::Anywhere, TextKey::KeysAnywhere),
        (KeyScope::List, TextKey::KeysList),
        (KeyScope::Search, TextKey::KeysSearch),
        (KeyScope::Conversation, TextKey::KeysConversation),
        (KeyScope::Tabs, TextKey::KeysTabs),
        (KeyScope::Border, TextKey::KeysBorder),
    ];
    let line = |one: &KeyShortcut| ShortcutLine {
        caps: caps(one.key, rtl),
        does: one.does,
        works: single == SingleKeys::On || !is_single(one),
    };
    let group = |(place, title): (KeyScope, TextKey)| ShortcutGroup {
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
pub fn caps_of(act: KeyAction) -> Vec<&'static str> {
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
        "s" => "S",
        "r" => "R",
        "e" => "E",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> KeyPress<'_> {
        KeyPress {
            key,
            shift: false,
            rtl: false,
        }
    }

    #[test]
    fn a_key_means_one_thing_at_a_place() {
        for one in SHORTCUTS {
            let same = |other: &&KeyShortcut| (other.place, other.key) == (one.place, one.key);
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
            let pressed = KeyPress {
                key,
                shift,
                rtl: false,
            };
            assert_eq!(meaning(one.place, pressed), Some(one.act), "{one:?}");
        }
    }

    #[test]
    fn shift_is_another_key_only_where_the_table_says_so() {
        let shifted = |key| KeyPress {
            shift: true,
            ..press(key)
        };
        assert_eq!(
            meaning(KeyScope::Anywhere, shifted("F6")),
            Some(KeyAction::PreviousPane)
        );
        assert_eq!(
            meaning(KeyScope::Anywhere, press("F6")),
            Some(KeyAction::NextPane)
        );
        assert_eq!(
            meaning(KeyScope::Border, shifted("End")),
            Some(KeyAction::Widest)
        );
        assert_eq!(meaning(KeyScope::List, press("x")), None);
        assert_eq!(
            meaning(KeyScope::Tabs, press("/")),
            None,
            "not at that place"
        );
    }

    #[test]
    fn where_the_page_reads_the_other_way_arrows_do_too() {
        let rtl = |key| KeyPress {
            rtl: true,
            ..press(key)
        };
        assert_eq!(
            meaning(KeyScope::Tabs, rtl("ArrowLeft")),
            Some(KeyAction::NextTab)
        );
        assert_eq!(
            meaning(KeyScope::Border, rtl("ArrowLeft")),
            Some(KeyAction::Narrower)
        );
        let tabs = &sheet(SingleKeys::On, true)[4];
        assert_eq!(
            (tabs.lines[0].caps.as_slice(), tabs.lines[0].does),
            (["←"].as_slice(), TextKey::DoNextTab)
        );
    }

    #[test]
    fn single_keys_that_are_switched_off_are_not_said_to_work() {
        let off = sheet(SingleKeys::Off, false);
        let works: Vec<_> = off[0].lines.iter().filter(|line| line.works).collect();
        let does: Vec<TextKey> = works.iter().map(|line| line.does).collect();
        assert_eq!(does, [TextKey::DoNextPane, TextKey::DoPreviousPane]);
        assert!(off[1].lines.iter().all(|line| line.works));
    }
}
