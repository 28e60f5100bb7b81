//! The answers of a test that drives the real window: WebDriver moves the page alone, and a dialog of the
//! desktop is none of it. Whoever starts the application names a file; what stands in it is the answer.
//!
//! Compiled with debug assertions alone, so that nothing of it is in what is released: the profiles
//! `release` and `dist` have none, and `cargo xtask dist` looks for the name in what it built.

use model::outward::{OutwardAnswer, OutwardQuestion};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file whose text answers: `once`, `until closed`, or anything else for no. What was asked is added
/// to a file of the same name with `.asked` behind it.
const VARIABLE: &str = "DAYBOOK_TEST_ANSWERS";

/// The answer to a question; `None` where a person is to be asked.
pub(crate) fn answer(question: &OutwardQuestion) -> Option<OutwardAnswer> {
    let file = std::env::var_os(VARIABLE)?;
    Some(answer_in(Path::new(&file), question))
}

/// The place that a test chooses for something of this name, in the file of answers with `.place` behind it: a folder,
/// or nothing for no place. `None` where a person is to be asked.
pub(crate) fn place(name: &str) -> Option<Option<PathBuf>> {
    let file = std::env::var_os(VARIABLE)?;
    Some(place_in(Path::new(&file), name))
}

fn place_in(file: &Path, name: &str) -> Option<PathBuf> {
    if let Err(error) = note(file, &format_args!("ChoosePlace {{ name: {name:?} }}")) {
        tracing::error!(%error, "a question was not noted");
        return None;
    }
    let mut beside = file.as_os_str().to_owned();
    beside.push(".place");
    let folder = std::fs::read_to_string(beside).unwrap_or_default();
    let folder = Some(folder.trim()).filter(|folder| !folder.is_empty());
    folder.map(|folder| Path::new(folder).join(name))
}

fn answer_in(file: &Path, question: &OutwardQuestion) -> OutwardAnswer {
    if let Err(error) = note(file, question) {
        tracing::error!(%error, "a question was not noted");
        return OutwardAnswer::Refused;
    }
    match std::fs::read_to_string(file).unwrap_or_default().trim() {
        "once" => OutwardAnswer::Once,
        "until closed" => OutwardAnswer::UntilClosed,
        _ => OutwardAnswer::Refused,
    }
}

fn note(file: &Path, question: &impl std::fmt::Debug) -> std::io::Result<()> {
    let mut asked = file.as_os_str().to_owned();
    asked.push(".asked");
    let mut asked = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(asked)?;
    writeln!(asked, "{question:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> OutwardQuestion {
        OutwardQuestion::OpenPage {
            host: "quay.example".to_owned(),
            url: "https://quay.example/".to_owned(),
        }
    }

    #[test]
    fn the_file_answers_and_what_was_asked_stands_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("answers");
        assert_eq!(answer_in(&file, &page()), OutwardAnswer::Refused, "no file");
        for (text, answer) in [
            ("once\n", OutwardAnswer::Once),
            ("until closed", OutwardAnswer::UntilClosed),
            ("yes", OutwardAnswer::Refused),
        ] {
            std::fs::write(&file, text).expect("written");
            assert_eq!(answer_in(&file, &page()), answer, "{text}");
        }
        let asked = std::fs::read_to_string(folder.path().join("answers.asked"));
        assert_eq!(asked.expect("a text").matches("quay.example").count(), 8);
    }

    #[test]
    fn a_folder_is_the_place_and_nothing_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("answers");
        assert_eq!(place_in(&file, "t.csv"), None);
        std::fs::write(folder.path().join("answers.place"), "/somewhere\n").expect("written");
        let place = place_in(&file, "t.csv");
        assert_eq!(place.as_deref(), Some(Path::new("/somewhere/t.csv")));
        let asked = std::fs::read_to_string(folder.path().join("answers.asked"));
        assert_eq!(asked.expect("a text").matches("t.csv").count(), 2);
    }

    /// The profiles of what is released leave this file out by having no debug assertions.
    #[test]
    fn no_profile_turns_debug_assertions_on() {
        let manifest = include_str!("../../Cargo.toml");
        assert!(manifest.contains("[profile.dist]"));
        assert!(
            !manifest.contains("debug-assertions"),
            "see the head of this file"
        );
    }
}
