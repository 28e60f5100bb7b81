//! The keyboard: which key means what, and where. Every part of the page that hears keys asks this
//! table, and the sheet of keys is drawn from it, so that it lists what works and nothing else.

use super::settings::{SingleKeys, ZoomStep};
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
    /// In the facets.
    Facets,
    /// In the conversation.
    Conversation,
    /// On a channel's tab.
    Tabs,
    /// On the border between the list and the conversation.
    Border,
    /// In the palette of commands.
    Palette,
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
    /// Shows the facets, or hides them.
    Facets,
    /// The next conversation of the queue that was not reviewed.
    NextInQueue,
    /// The one before.
    PreviousInQueue,
    /// To the review queues.
    Queues,
    /// Show the leads.
    Leads,
    /// Show the page in another size.
    Zoom(ZoomStep),
    /// The palette of commands.
    Palette,
    /// Reads the next conversation, wherever the keyboard is.
    NextOpen,
    /// Reads the one before.
    PreviousOpen,
    /// Back to the search or the filter before.
    GoBack,
    /// Forward again.
    GoForward,
    /// Lists everything.
    GoAll,
    /// Lists what was escalated.
    GoEscalated,
    /// Lists what led to nothing.
    GoUnconverted,
    /// Lists what has a lead.
    GoWithLead,
    /// To the settings.
    GoSettings,
    /// Lists a view, by its place in the navigation, from 1.
    View(u8),
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
    /// The key as the browser names it, for a page that reads from left to right; behind `Shift+`, `Ctrl+`
    /// or `Alt+` where only that is meant, and behind `g ` where it follows that letter.
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

/// The key of the view at a place of the navigation, counted from 1.
const fn view_key(key: &'static str, place: u8) -> KeyShortcut {
    shortcut(
        KeyScope::Anywhere,
        key,
        KeyAction::View(place),
        TextKey::DoView,
    )
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
    shortcut(
        KeyScope::Anywhere,
        "f",
        KeyAction::Facets,
        TextKey::DoFacets,
    ),
    shortcut(
        KeyScope::Anywhere,
        "q",
        KeyAction::NextInQueue,
        TextKey::DoNextInQueue,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Q",
        KeyAction::PreviousInQueue,
        TextKey::DoPreviousInQueue,
    ),
    shortcut(
        KeyScope::Anywhere,
        "g q",
        KeyAction::Queues,
        TextKey::DoQueues,
    ),
    shortcut(
        KeyScope::Anywhere,
        "g c",
        KeyAction::Leads,
        TextKey::DoLeads,
    ),
    shortcut(
        KeyScope::Anywhere,
        "]",
        KeyAction::NextOpen,
        TextKey::DoNextOpen,
    ),
    shortcut(
        KeyScope::Anywhere,
        "[",
        KeyAction::PreviousOpen,
        TextKey::DoPreviousOpen,
    ),
    shortcut(
        KeyScope::Anywhere,
        "g i",
        KeyAction::GoAll,
        TextKey::DoGoAll,
    ),
    shortcut(
        KeyScope::Anywhere,
        "g e",
        KeyAction::GoEscalated,
        TextKey::DoGoEscalated,
    ),
    shortcut(
        KeyScope::Anywhere,
        "g u",
        KeyAction::GoUnconverted,
        TextKey::DoGoUnconverted,
    ),
    shortcut(
        KeyScope::Anywhere,
        "g l",
        KeyAction::GoWithLead,
        TextKey::DoGoWithLead,
    ),
    shortcut(
        KeyScope::Anywhere,
        "g s",
        KeyAction::GoSettings,
        TextKey::DoGoSettings,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Ctrl+,",
        KeyAction::GoSettings,
        TextKey::DoGoSettings,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Ctrl+k",
        KeyAction::Palette,
        TextKey::DoPalette,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Ctrl++",
        KeyAction::Zoom(ZoomStep::Larger),
        TextKey::DoZoomLarger,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Ctrl+-",
        KeyAction::Zoom(ZoomStep::Smaller),
        TextKey::DoZoomSmaller,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Ctrl+0",
        KeyAction::Zoom(ZoomStep::Usual),
        TextKey::DoZoomUsual,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Alt+ArrowLeft",
        KeyAction::GoBack,
        TextKey::DoGoBack,
    ),
    shortcut(
        KeyScope::Anywhere,
        "Alt+ArrowRight",
        KeyAction::GoForward,
        TextKey::DoGoForward,
    ),
    view_key("Ctrl+1", 1),
    view_key("Ctrl+2", 2),
    view_key("Ctrl+3", 3),
    view_key("Ctrl+4", 4),
    view_key("Ctrl+5", 5),
    view_key("Ctrl+6", 6),
    view_key("Ctrl+7", 7),
    view_key("Ctrl+8", 8),
    view_key("Ctrl+9", 9),
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
    shortcut(KeyScope::Facets, "Escape", KeyAction::Back, TextKey::DoBack),
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
    shortcut(KeyScope::Palette, "Enter", KeyAction::Find, TextKey::DoRun),
    shortcut(
        KeyScope::Palette,
        "ArrowDown",
        KeyAction::NextProposal,
        TextKey::DoNextLine,
    ),
    shortcut(
        KeyScope::Palette,
        "ArrowUp",
        KeyAction::PreviousProposal,
        TextKey::DoPreviousLine,
    ),
    shortcut(
        KeyScope::Palette,
        "PageUp",
        KeyAction::First,
        TextKey::DoFirstLine,
    ),
    shortcut(
        KeyScope::Palette,
        "PageDown",
        KeyAction::Last,
        TextKey::DoLastLine,
    ),
];

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

/// What stands in the table before a key that follows the letter `g`.
const LEADER: &str = "g ";

/// The letter that begins a sequence of two.
pub const LEADING_KEY: &str = "g";

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

/// What a key means at a place, if anything.
#[must_use]
pub fn meaning(place: KeyScope, pressed: KeyPress<'_>) -> Option<KeyAction> {
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
        let asked = |one: &&KeyShortcut| one.key.strip_prefix(pressed.with.prefix()) == Some(key);
        return here().find(asked).map(|one| one.act);
    }
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
    let is_held = ["Ctrl+", "Alt+"]
        .iter()
        .any(|held| shortcut.key.starts_with(held));
    shortcut.place == KeyScope::Anywhere && !shortcut.key.ends_with("F6") && !is_held
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
    const GROUPS: [(KeyScope, TextKey); 8] = [
        (KeyScope::Anywhere, TextKey::KeysAnywhere),
        (KeyScope::List, TextKey::KeysList),
        (KeyScope::Search, TextKey::KeysSearch),
        (KeyScope::Conversation, TextKey::KeysConversation),
        (KeyScope::Tabs, TextKey::KeysTabs),
        (KeyScope::Border, TextKey::KeysBorder),
        (KeyScope::Palette, TextKey::KeysPalette),
        (KeyScope::Facets, TextKey::KeysFacets),
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
pub fn caps_of_shortcut(shortcut: &KeyShortcut) -> Vec<&'static str> {
    caps(shortcut.key, false)
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
    const HELD: [(&str, &str); 4] = [
        ("Shift+", "Shift"),
        ("Ctrl+", "Ctrl"),
        ("Alt+", "Alt"),
        (LEADER, "G"),
    ];
    for (prefix, held) in HELD {
        if let Some(rest) = key.strip_prefix(prefix) {
            let rest = if rtl { mirrored(rest) } else { rest };
            return vec![held, cap(rest)];
        }
    }
    let key = if rtl { mirrored(key) } else { key };
    if key == "N" || key == "Q" {
        return vec!["Shift", cap(key)];
    }
    vec![cap(key)]
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
        // The nine views stand in one line.
        "1" => "1…9",
        "e" => "E",
        "f" => "F",
        "i" => "I",
        "j" => "J",
        "k" => "K",
        "l" => "L",
        "n" => "N",
        "c" => "C",
        "-" => "−",
        "o" => "O",
        "q" => "Q",
        "r" => "R",
        "s" => "S",
        "u" => "U",
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
        let lines: usize = sheet(SingleKeys::On, false)
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
        let held = [
            TextKey::DoNextPane,
            TextKey::DoPreviousPane,
            TextKey::DoGoSettings,
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
}
