//! The entries of the audit log in words. What an entry says is ids, counts and keyed hashes; none of it is translated.

use crate::i18n::TextKey;
use model::AuditAction;
use serde_json::{Map, Value};

/// As much of a hash as is shown: the whole stands in the terminal.
const HASH: usize = 10;

/// What was done; an action of a newer Daybook by its own name.
#[must_use]
pub fn action_key(action: &AuditAction) -> Option<TextKey> {
    Some(match action {
        AuditAction::Unlock => TextKey::AuditUnlock,
        AuditAction::Sync => TextKey::AuditSync,
        AuditAction::View => TextKey::AuditView,
        AuditAction::Search => TextKey::AuditSearch,
        AuditAction::Annotate => TextKey::AuditAnnotate,
        AuditAction::Export => TextKey::AuditExport,
        AuditAction::Delete => TextKey::AuditDelete,
        _ => return None,
    })
}

/// With what, in one line. What is no object any more was changed, and is shown as it is.
#[must_use]
pub fn facts_of(what: &str) -> String {
    let Ok(facts) = serde_json::from_str::<Map<String, Value>>(what) else {
        return what.to_owned();
    };
    let facts = facts.iter().map(|(name, value)| {
        let value = match value {
            Value::String(text) => shortened(text),
            other => other.to_string(),
        };
        format!("{name} {value}")
    });
    facts.collect::<Vec<_>>().join(", ")
}

fn shortened(text: &str) -> String {
    let is_hash = text.len() > 2 * HASH && text.chars().all(|sign| sign.is_ascii_hexdigit());
    if is_hash {
        format!("{}…", &text[..HASH])
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_one_line_and_hashes_are_short() {
        let hash = "a".repeat(64);
        let what = format!(r#"{{"kind":"export","rows":3,"sha256":"{hash}"}}"#);
        assert_eq!(facts_of(&what), "kind export, rows 3, sha256 aaaaaaaaaa…");
        assert_eq!(facts_of("changed by hand"), "changed by hand");
    }

    #[test]
    fn a_newer_action_has_no_words_here() {
        assert_eq!(action_key(&AuditAction::Export), Some(TextKey::AuditExport));
        assert_eq!(action_key(&AuditAction::from("levitate")), None);
    }
}
