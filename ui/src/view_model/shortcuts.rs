//! The keyboard: how a press is read by the table of keys. Every part of the page that hears keys asks here,
//! and the sheet of keys is drawn from the same table, so that it lists what works and nothing else.

pub use super::key_table::{KeyAction, KeyScope, KeyShortcut, SHORTCUTS};
use super::own_keys::{LEADER, OwnKeys, can_change, is_single};
use super::settings::SingleKeys;
use crate::i18n::TextKey;

/// What a key was pressed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyChord {
    /// Nothing.
    #[default]
    Alone,
    /// Ctrl, or what stands for it on a Mac.
    Ctrl,
    /// Alt.
    Alt,
    /// The letter `g` just before.
    AfterG,
}

impl KeyChord {
    /// What stands before a key in the table.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Alone => "",
            Self::Ctrl => "Ctrl+",
            Self::Alt => "Alt+",
            Self::AfterG => LEADER,
        }
    }
}

/// A key that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPress<'a> {
    /// As the browser names it.
    pub key: &'a str,
    /// Whether Shift was held.
    pub shift: bool,
    /// What else was held, or pressed before.
    pub with: KeyChord,
    /// Whether the page reads from right to left.
    pub rtl: bool,
}

/// What a key means at a place, if anything, where the reader has keys of their own.
#[must_use]
pub fn meaning(place: KeyScope, pressed: KeyPress<'_>, own: &OwnKeys) -> Option<KeyAction> {
    let key = if pressed.rtl {
        mirrored(pressed.key)
    } else {
        pressed.key
    };
    // On many keyboards the plus is the equals sign with Shift, which nobody holds for this.
    let key = match (pressed.with, key) {
        (KeyChord::Ctrl, "=") => "+",
        _ => key,
    };
    let here = || SHORTCUTS.iter().filter(|one| one.place == place);
    if pressed.with != KeyChord::Alone {
        let asked =
            |one: &&KeyShortcut| own.key_of(one).strip_prefix(pressed.with.prefix()) == Some(key);
        return here().find(asked).map(|one| one.act);
    }
    let shifted = |one: &&KeyShortcut| one.key.strip_prefix("Shift+") == Some(key);
    let found = pressed.shift.then(|| here().find(shifted)).flatten();
    found
        .or_else(|| here().find(|one| own.key_of(one) == key))
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
    /// The line of the table.
    pub shortcut: &'static KeyShortcut,
    /// The caps of the keys that are pressed together.
    pub caps: Vec<String>,
    /// What they do.
    pub does: TextKey,
    /// Whether they do so now.
    pub works: bool,
    /// Whether another key may be chosen.
    pub can_change: bool,
}

/// The sheet, for these settings and this direction of the page.
#[must_use]
pub fn sheet(single: SingleKeys, own: &OwnKeys, rtl: bool) -> Vec<ShortcutGroup> {
    const GROUPS: [(KeyScope, TextKey); 10] = [
        (KeyScope::Anywhere, TextKey::KeysAnywhere),
        (KeyScope::List, TextKey::KeysList),
        (KeyScope::Search, TextKey::KeysSearch),
        (KeyScope::Conversation, TextKey::KeysConversation),
        (KeyScope::Tabs, TextKey::KeysTabs),
        (KeyScope::Border, TextKey::KeysBorder),
        (KeyScope::Palette, TextKey::KeysPalette),
        (KeyScope::Facets, TextKey::KeysFacets),
        (KeyScope::Columns, TextKey::KeysColumns),
        (KeyScope::FindHere, TextKey::FindHere),
    ];
    let line = |one: &'static KeyShortcut| ShortcutLine {
        shortcut: one,
        caps: caps(own.key_of(one), rtl),
        does: one.does,
        works: single == SingleKeys::On || !is_single(one),
        can_change: can_change(one),
    };
    let group = |(place, title): (KeyScope, TextKey)| ShortcutGroup {
        title,
        lines: SHORTCUTS
            .iter()
            .filter(|one| one.place == place && !is_one_of_nine(one))
            .map(line)
            .collect(),
    };
    GROUPS.map(group).into()
}

/// Views have nine keys alike; the sheet tells of them in one line.
const fn is_one_of_nine(shortcut: &KeyShortcut) -> bool {
    matches!(shortcut.act, KeyAction::View(place) if place > 1)
}

/// The caps of a line of the table.
#[must_use]
pub fn caps_of_shortcut(shortcut: &KeyShortcut, own: &OwnKeys) -> Vec<String> {
    caps(own.key_of(shortcut), false)
}

/// The caps for an act that works everywhere.
#[must_use]
pub fn caps_of(act: KeyAction, own: &OwnKeys) -> Vec<String> {
    let line = SHORTCUTS.iter().find(|one| one.act == act);
    line.map(|one| caps_of_shortcut(one, own))
        .unwrap_or_default()
}

/// The caps of the keys that are pressed together for a key.
fn caps(key: &str, rtl: bool) -> Vec<String> {
    const HELD: [(&str, &str); 4] = [
        ("Shift+", "Shift"),
        ("Ctrl+", "Ctrl"),
        ("Alt+", "Alt"),
        (LEADER, "G"),
    ];
    for (prefix, held) in HELD {
        if let Some(rest) = key.strip_prefix(prefix) {
            let rest = if rtl { mirrored(rest) } else { rest };
            return vec![held.to_owned(), cap(rest)];
        }
    }
    let key = if rtl { mirrored(key) } else { key };
    // A capital letter is its key with Shift.
    if key.chars().all(char::is_uppercase) {
        return vec!["Shift".to_owned(), cap(key)];
    }
    vec![cap(key)]
}

fn cap(key: &str) -> String {
    match key {
        "ArrowDown" => "↓".to_owned(),
        "ArrowUp" => "↑".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "PageDown" => "Page ↓".to_owned(),
        "PageUp" => "Page ↑".to_owned(),
        "Escape" => "Esc".to_owned(),
        // The nine views stand in one line.
        "1" => "1…9".to_owned(),
        "-" => "−".to_owned(),
        letter if letter.chars().count() == 1 => letter.to_uppercase(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::zoom::ZoomStep;
    use super::*;

    fn meaning(place: KeyScope, pressed: KeyPress<'_>) -> Option<KeyAction> {
        super::meaning(place, pressed, &OwnKeys::default())
    }

    fn press(key: &str) -> KeyPress<'_> {
        KeyPress {
            key,
            shift: false,
            with: KeyChord::Alone,
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
        let lines: usize = sheet(SingleKeys::On, &OwnKeys::default(), false)
            .iter()
            .map(|group| group.lines.len())
            .sum();
        let nine = SHORTCUTS.iter().filter(|one| is_one_of_nine(one)).count();
        assert_eq!(lines + nine, SHORTCUTS.len());
        for one in SHORTCUTS {
            let (key, shift) = match one.key.strip_prefix("Shift+") {
                Some(key) => (key, true),
                None => (one.key, ["N", "Q", "?"].contains(&one.key)),
            };
            let chords = [KeyChord::Ctrl, KeyChord::Alt, KeyChord::AfterG];
            let with = chords
                .into_iter()
                .find(|with| key.starts_with(with.prefix()));
            let with = with.unwrap_or_default();
            let pressed = KeyPress {
                key: key.strip_prefix(with.prefix()).unwrap_or(key),
                shift,
                with,
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
        let tabs = &sheet(SingleKeys::On, &OwnKeys::default(), true)[4];
        assert_eq!(
            (tabs.lines[0].caps.as_slice(), tabs.lines[0].does),
            (["←".to_owned()].as_slice(), TextKey::DoNextTab)
        );
    }

    #[test]
    fn single_keys_that_are_switched_off_are_not_said_to_work() {
        let off = sheet(SingleKeys::Off, &OwnKeys::default(), false);
        let works: Vec<_> = off[0].lines.iter().filter(|line| line.works).collect();
        let does: Vec<TextKey> = works.iter().map(|line| line.does).collect();
        let held = [
            TextKey::DoNextPane,
            TextKey::DoPreviousPane,
            TextKey::DoFindHere,
            TextKey::DoExport,
            TextKey::DoGoSettings,
            TextKey::DoLock,
            TextKey::DoPalette,
            TextKey::DoZoomLarger,
            TextKey::DoZoomSmaller,
            TextKey::DoZoomUsual,
            TextKey::DoGoBack,
            TextKey::DoGoForward,
            TextKey::DoView,
        ];
        assert_eq!(does, held);
        assert!(off[1].lines.iter().all(|line| line.works));
    }

    #[test]
    fn what_is_held_is_another_key_and_no_letter_stands_with_alt() {
        let with = |key, with| meaning(KeyScope::Anywhere, KeyPress { with, ..press(key) });
        assert_eq!(with("k", KeyChord::Alone), Some(KeyAction::Previous));
        assert_eq!(with("k", KeyChord::Ctrl), Some(KeyAction::Palette));
        assert_eq!(with("k", KeyChord::Alt), None);
        assert_eq!(with("j", KeyChord::Ctrl), None, "it is the window's own");
        assert_eq!(with("e", KeyChord::AfterG), Some(KeyAction::GoEscalated));
        assert_eq!(with("e", KeyChord::Alone), Some(KeyAction::Tag));
        assert_eq!(with("4", KeyChord::Ctrl), Some(KeyAction::View(4)));
        let larger = Some(KeyAction::Zoom(ZoomStep::Larger));
        assert_eq!(with("+", KeyChord::Ctrl), larger);
        assert_eq!(with("=", KeyChord::Ctrl), larger);
        let letters = SHORTCUTS
            .iter()
            .filter_map(|one| one.key.strip_prefix("Alt+"));
        assert!(
            letters.into_iter().all(|key| key.len() > 1),
            "a menu or another language needs it"
        );
    }

    #[test]
    fn a_key_of_the_reader_is_heard_and_told_in_the_place_of_the_tables() {
        let next = SHORTCUTS.iter().find(|one| one.key == "j").expect("a line");
        let mut own = OwnKeys::default();
        assert_eq!(own.choose(next, "D"), Ok(()));
        let heard = |key| super::meaning(KeyScope::Anywhere, press(key), &own);
        assert_eq!((heard("D"), heard("j")), (Some(KeyAction::Next), None));
        assert_eq!(caps_of(KeyAction::Next, &own), ["Shift", "D"]);
        let in_list = super::meaning(KeyScope::List, press("ArrowDown"), &own);
        assert_eq!(in_list, Some(KeyAction::Next), "the arrows are everybody's");
    }
}
