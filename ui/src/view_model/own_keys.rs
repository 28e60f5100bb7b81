//! Keys that the reader chose in the place of the table's. Only single keys can be changed, those that the
//! settings can switch off: what is held with Ctrl, the arrows and Escape are the same for everybody. It must not
//! decide what a key does.

use super::key_table::{KeyScope, KeyShortcut, SHORTCUTS};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands in the table before a key that follows the letter `g`.
pub const LEADER: &str = "g ";

/// The letter that begins a sequence of two.
pub const LEADING_KEY: &str = "g";

/// The reader's keys: by the key of a line of the table, the one that stands for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OwnKeys(BTreeMap<String, String>);

/// Why a key cannot be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRefusal {
    /// It is no key that gives one sign.
    NoSign,
    /// It begins the sequences of two.
    Leads,
    /// It does something else already.
    Taken(&'static KeyShortcut),
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

/// Whether another key may be chosen for a line.
#[must_use]
pub fn can_change(shortcut: &KeyShortcut) -> bool {
    is_single(shortcut) && is_sign(sign(shortcut.key))
}

/// The sign of a key, without the letter that it may follow.
fn sign(key: &str) -> &str {
    key.strip_prefix(LEADER).unwrap_or(key)
}

/// One sign, and no blank, which scrolls.
fn is_sign(key: &str) -> bool {
    key.chars().count() == 1 && key != " "
}

impl OwnKeys {
    /// What was remembered, without what this version has no line for, and without a key that is another line's.
    #[must_use]
    pub fn checked(self) -> Self {
        let mut checked = Self::default();
        for (of, key) in self.0 {
            let line = SHORTCUTS
                .iter()
                .find(|one| can_change(one) && one.key == of);
            if let Some(line) = line {
                // A refusal leaves the table's own key.
                let _ = checked.choose(line, sign(&key));
            }
        }
        checked
    }

    /// The key of a line, with the letter that it follows.
    #[must_use]
    pub fn key_of<'k>(&'k self, shortcut: &KeyShortcut) -> &'k str
    where
        'static: 'k,
    {
        match self.0.get(shortcut.key) {
            Some(own) if shortcut.place == KeyScope::Anywhere => own,
            _ => shortcut.key,
        }
    }

    /// Whether a line has a key of the reader's choice.
    #[must_use]
    pub fn is_own(&self, shortcut: &KeyShortcut) -> bool {
        shortcut.place == KeyScope::Anywhere && self.0.contains_key(shortcut.key)
    }

    /// Whether any line has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Makes a pressed key that of a line. A line of a sequence keeps the letter that it follows.
    ///
    /// # Errors
    /// Where the key cannot be had; then nothing is changed.
    pub fn choose(&mut self, shortcut: &KeyShortcut, pressed: &str) -> Result<(), KeyRefusal> {
        if !is_sign(pressed) {
            return Err(KeyRefusal::NoSign);
        }
        let follows = shortcut.key.starts_with(LEADER);
        if !follows && pressed == LEADING_KEY {
            return Err(KeyRefusal::Leads);
        }
        let key = if follows {
            format!("{LEADER}{pressed}")
        } else {
            pressed.to_owned()
        };
        let mut anywhere = SHORTCUTS
            .iter()
            .filter(|one| one.place == KeyScope::Anywhere);
        let taken = anywhere.find(|one| one.key != shortcut.key && self.key_of(one) == key);
        if let Some(taken) = taken {
            return Err(KeyRefusal::Taken(taken));
        }
        if key == shortcut.key {
            self.0.remove(shortcut.key);
        } else {
            self.0.insert(shortcut.key.to_owned(), key);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(key: &str) -> &'static KeyShortcut {
        let anywhere = |one: &&KeyShortcut| one.place == KeyScope::Anywhere && one.key == key;
        SHORTCUTS.iter().find(anywhere).expect("a line")
    }

    #[test]
    fn a_key_is_chosen_where_nothing_else_has_it() {
        let mut own = OwnKeys::default();
        assert_eq!(own.choose(line("j"), "d"), Ok(()));
        assert_eq!(own.key_of(line("j")), "d");
        assert_eq!(own.choose(line("g u"), "y"), Ok(()), "after its letter");
        assert_eq!(own.key_of(line("g u")), "g y");
        // The key that became free can be another's, and then the first cannot have it back.
        assert_eq!(own.choose(line("k"), "j"), Ok(()));
        let taken = own.choose(line("j"), "j");
        assert_eq!(taken, Err(KeyRefusal::Taken(line("k"))));
        assert_eq!(own.choose(line("k"), "k"), Ok(()));
        assert_eq!(own.choose(line("j"), "j"), Ok(()), "and now it can");
        assert_eq!(own.choose(line("g u"), "u"), Ok(()));
        assert!(
            own.is_empty(),
            "the table's own keys are none of the reader's"
        );
    }

    #[test]
    fn what_is_no_key_for_this_is_refused_and_changes_nothing() {
        let mut own = OwnKeys::default();
        let cases = [
            ("s", "Enter", KeyRefusal::NoSign),
            ("s", " ", KeyRefusal::NoSign),
            ("s", "", KeyRefusal::NoSign),
            ("s", "g", KeyRefusal::Leads),
            ("s", "r", KeyRefusal::Taken(line("r"))),
            ("g i", "e", KeyRefusal::Taken(line("g e"))),
        ];
        for (of, pressed, expected) in cases {
            assert_eq!(
                own.choose(line(of), pressed),
                Err(expected),
                "{of} {pressed}"
            );
        }
        assert!(own.is_empty());
        assert!(!can_change(line("Escape")) && !can_change(line("Ctrl+k")));
        assert!(can_change(line("?")) && can_change(line("g s")));
    }

    #[test]
    fn what_was_remembered_is_asked_again() {
        let text = r#"{"j":"d","k":"d","gone":"x","Ctrl+k":"p","s":"Enter","g i":"g z"}"#;
        let own: OwnKeys = serde_json::from_str(text).expect("reads");
        let own = own.checked();
        assert_eq!(own.key_of(line("j")), "d");
        assert_eq!(own.key_of(line("k")), "k", "the first has it");
        assert_eq!(own.key_of(line("Ctrl+k")), "Ctrl+k");
        assert_eq!(own.key_of(line("s")), "s");
        assert_eq!(own.key_of(line("g i")), "g z");
    }
}
