//! What was said, and where: the settings file taken apart into single values that each know their
//! line, and the environment likewise. It must not know what a key means.

use super::SettingsError;
use super::origin::SettingOrigin;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The prefix of every variable that is a setting.
pub(super) const PREFIX: &str = "DAYBOOK_SERVER_";

/// One value as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RawSetting {
    pub(super) path: Vec<String>,
    pub(super) value: RawValue,
    pub(super) origin: SettingOrigin,
}

/// What stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RawValue {
    /// Something that a setting may be.
    Text(String),
    /// A section with nothing in it.
    EmptySection,
    /// Something that no setting is: a list, a date, a fraction.
    Other,
}

impl RawSetting {
    pub(super) fn name(&self) -> String {
        let quoted = |part: &String| {
            let bare = part
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"_-".contains(&it));
            if bare && !part.is_empty() {
                part.clone()
            } else {
                format!("{part:?}")
            }
        };
        self.path.iter().map(quoted).collect::<Vec<_>>().join(".")
    }
}

/// Every value of a settings file, in its order.
pub(super) fn file(path: &Path, text: &str) -> Result<Vec<RawSetting>, SettingsError> {
    let table = DeTable::parse(text).map_err(|error| SettingsError::Syntax {
        path: path.to_owned(),
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;
    let mut said = Vec::new();
    let mut walk = TomlWalk {
        path,
        text,
        said: &mut said,
    };
    walk.table(&[], table.get_ref());
    said.sort_by_key(|said| match &said.origin {
        SettingOrigin::File { line, .. } => *line,
        _ => 0,
    });
    Ok(said)
}

struct TomlWalk<'a> {
    path: &'a Path,
    text: &'a str,
    said: &'a mut Vec<RawSetting>,
}

impl TomlWalk<'_> {
    fn table(&mut self, above: &[String], table: &DeTable<'_>) {
        for (key, value) in table {
            let mut path = above.to_vec();
            path.push(key.get_ref().clone().into_owned());
            self.value(path, key.span().start, value);
        }
    }

    fn value(&mut self, path: Vec<String>, at: usize, value: &Spanned<DeValue<'_>>) {
        let value = match value.get_ref() {
            DeValue::Table(table) if !table.is_empty() => return self.table(&path, table),
            DeValue::Table(_) => RawValue::EmptySection,
            DeValue::String(text) => RawValue::Text(text.clone().into_owned()),
            DeValue::Integer(number) if number.radix() == 10 => {
                RawValue::Text(number.as_str().to_owned())
            }
            DeValue::Boolean(truth) => RawValue::Text(truth.to_string()),
            _ => RawValue::Other,
        };
        self.said.push(RawSetting {
            path,
            value,
            origin: SettingOrigin::File {
                path: self.path.to_owned(),
                line: line_of(self.text, at),
            },
        });
    }
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    1 + bytecount(before)
}

fn bytecount(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_line() {
        let text = "listen = \"x\"\n\n[links]\ntour = \"t\"\n[spaces.\"Harbour Lane\".links]\nplan = 1_000\nwhen = [1]\n[empty]\n";
        let said = file(Path::new("f.toml"), text).unwrap();
        let seen = said
            .iter()
            .map(|it| (it.name(), it.value.clone(), it.origin.to_string()))
            .collect::<Vec<_>>();
        let text = |text: &str| RawValue::Text(text.to_owned());
        let expected = [
            ("listen", text("x"), "f.toml, line 1"),
            ("links.tour", text("t"), "f.toml, line 4"),
            (
                "spaces.\"Harbour Lane\".links.plan",
                text("1000"),
                "f.toml, line 6",
            ),
            (
                "spaces.\"Harbour Lane\".links.when",
                RawValue::Other,
                "f.toml, line 7",
            ),
            ("empty", RawValue::EmptySection, "f.toml, line 8"),
        ]
        .map(|(name, value, origin)| (name.to_owned(), value, origin.to_owned()));
        assert_eq!(seen, expected);
    }

    #[test]
    fn what_is_not_toml_is_named_by_line_and_never_quoted() {
        let error = file(Path::new("f.toml"), "listen = \"a\"\npassword hunter2\n").unwrap_err();
        let words = error.to_string();
        assert!(words.starts_with("f.toml, line 2: "), "{words}");
        assert!(!words.contains("hunter2"), "{words}");
    }
}
