//! What stands at a place already: whether an export wrote it, all of it. Its manifest says which files are its own; what
//! says nothing of itself, or holds another file, is somebody's. It must not touch what it looks at.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// What a manifest beside a result begins with.
const EXPORT: &str = "daybook_manifest";
/// What the manifest within a production set begins with.
const PRODUCTION: &str = "daybook_production";
/// The files of a set that its manifest does not name.
const UNNAMED: [&str; 2] = ["manifest.json", "manifest.json.minisig"];

/// Whether a file is the manifest of an export.
pub(crate) fn is_manifest(path: &Path) -> bool {
    read(path, EXPORT).is_some()
}

/// Whether a folder is what an export or a production wrote, and holds nothing else.
pub(crate) fn is_folder(folder: &Path, manifest: &Path) -> bool {
    let letters = || named(&read(manifest, EXPORT)?["content"]["files"]);
    let set = || {
        let mut named = named(&read(&folder.join(UNNAMED[0]), PRODUCTION)?["files"])?;
        named.extend(UNNAMED.map(str::to_owned));
        Some(named)
    };
    let known = letters().or_else(set);
    known.is_some_and(|known| holds_only(folder, "", &known).unwrap_or(false))
}

/// A manifest that says of itself what it is. What is no plain file was put there by somebody.
fn read(path: &Path, kind: &str) -> Option<Value> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    let text = is_file.then(|| fs::read(path).ok()).flatten()?;
    let manifest: Value = serde_json::from_slice(&text).ok()?;
    manifest[kind].is_u64().then_some(manifest)
}

fn named(files: &Value) -> Option<BTreeSet<String>> {
    let files = files.as_array()?.iter();
    files
        .map(|file| file["name"].as_str().map(str::to_owned))
        .collect()
}

fn holds_only(folder: &Path, before: &str, known: &BTreeSet<String>) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{before}{}", entry.file_name().display());
        let kind = entry.file_type()?;
        let is_known = if kind.is_dir() {
            holds_only(&entry.path(), &format!("{name}/"), known)?
        } else {
            kind.is_file() && known.contains(&name)
        };
        if !is_known {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const LETTERS: &str = r#"{"daybook_manifest":1,"content":{"files":[{"name":"a.eml"}]}}"#;
    const SET: &str = r#"{"daybook_production":1,"files":[{"name":"pages/1.txt"}]}"#;

    /// A name, and the text of the file that is called so.
    type NamedText = (&'static str, &'static str);

    /// A folder of these files, each with its text; what stands beside it is called `beside`.
    fn place(files: &[NamedText]) -> TempDir {
        let place = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = place.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        place
    }

    #[test]
    fn a_folder_is_ours_where_all_of_it_is() {
        let signed = ("f/manifest.json.minisig", "");
        let cases: &[(&str, &[NamedText], bool)] = &[
            ("letters", &[("f/a.eml", ""), ("beside", LETTERS)], true),
            (
                "another file",
                &[("f/a.eml", ""), ("f/novel.txt", ""), ("beside", LETTERS)],
                false,
            ),
            (
                "a folder in it",
                &[("f/a.eml", ""), ("f/n/a.eml", ""), ("beside", LETTERS)],
                false,
            ),
            ("nobody says so", &[("f/a.eml", "")], false),
            (
                "somebody's manifest",
                &[("f/a.eml", ""), ("beside", "{}")],
                false,
            ),
            ("no JSON", &[("f/a.eml", ""), ("beside", "notes")], false),
            (
                "a set",
                &[("f/pages/1.txt", ""), ("f/manifest.json", SET), signed],
                true,
            ),
            (
                "a set and notes",
                &[("f/notes", ""), ("f/manifest.json", SET), signed],
                false,
            ),
            ("a signature alone", &[signed], false),
        ];
        for (name, files, expected) in cases {
            let place = place(files);
            let (folder, beside) = (place.path().join("f"), place.path().join("beside"));
            assert_eq!(is_folder(&folder, &beside), *expected, "{name}");
        }
    }

    #[test]
    fn a_manifest_says_of_itself_what_it_is() {
        for (text, expected) in [
            (LETTERS, true),
            (SET, false),
            ("{}", false),
            ("", false),
            ("[1]", false),
        ] {
            let place = place(&[("beside", text)]);
            assert_eq!(
                is_manifest(&place.path().join("beside")),
                expected,
                "{text}"
            );
        }
    }
}
