//! The keys as a table in Markdown: `config keys` prints it, docs/server.md holds it, and a test
//! compares the two.

use super::KEYS;
use std::fmt::Write as _;

/// Every key, a row each.
#[must_use]
pub fn table() -> String {
    let mut out =
        "| key | variable | must be | without it | what for |\n|---|---|---|---|---|\n".to_owned();
    for key in KEYS {
        let variable = key
            .variable()
            .map_or_else(|| "–".to_owned(), |name| format!("`{name}`"));
        let default = match key.default {
            "" => "–".to_owned(),
            text => format!("`{text}`"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "| `{}` | {variable} | {} | {default} | {} |",
            key.path, key.allowed, key.about
        );
    }
    out
}
