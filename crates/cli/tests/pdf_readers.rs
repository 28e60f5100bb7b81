//! Transcripts as PDF, opened by the programs that people open one with: poppler for its text and its structure, qpdf for
//! its form. `cargo xtask test` installs both; where one is missing its test says that it was skipped.

#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use testkit::fixture::{SyncedHome, toured};

/// In directions, scripts and signs that one font alone does not have.
const SUBJECTS: [&str; 4] = [
    "مرحبا بالعالم",
    "你好，会议室",
    "Ωμέγα и Привет",
    "🎫 ticket",
];

struct PdfBench {
    home: SyncedHome,
    folder: tempfile::TempDir,
}

impl PdfBench {
    /// A conversation for each subject, and what its customer says.
    fn new(said: &[(&str, &str)]) -> Self {
        let named = said.iter().enumerate().map(|(at, (subject, said))| {
            let mut change = toured(&format!("c{at}"));
            change.conversation.subject = Some((*subject).to_owned());
            change.messages[0].body = (*said).to_owned();
            change
        });
        let all: Vec<_> = named.collect();
        Self {
            home: SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &all),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn export(&self, words: &[&str]) -> PathBuf {
        let target = self.folder.path().join("all.pdf");
        let out = target.to_str().expect("a text");
        let asked = ["export", "--format", "pdf", "--force", "--out", out];
        let ran = self.home.run(&[&asked, words].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        target
    }

    fn manifest(&self) -> String {
        let manifest = self.folder.path().join("all.pdf.manifest.json");
        std::fs::read_to_string(manifest).expect("a manifest")
    }
}

fn is_here(program: &str) -> bool {
    let is_here = Command::new(program).arg("--version").output().is_ok();
    if !is_here {
        eprintln!("skipped: {program} is not installed; `cargo xtask setup` installs it");
    }
    is_here
}

fn ran(program: &str, words: &[&str], pdf: &Path) -> Output {
    let mut command = Command::new(program);
    command.args(words).arg(pdf);
    if program == "pdftotext" {
        command.arg("-");
    }
    command.output().expect("it runs")
}

/// What a program says of a PDF, without the marks of direction that poppler puts around what runs from the right.
fn said_of(program: &str, words: &[&str], pdf: &Path) -> String {
    let ran = ran(program, words, pdf);
    assert!(ran.status.success(), "{program}: {ran:?}");
    let text = String::from_utf8_lossy(&ran.stdout);
    let is_mark = |sign: &char| matches!(sign, '\u{202A}'..='\u{202E}' | '\u{200E}' | '\u{200F}');
    text.chars().filter(|sign| !is_mark(sign)).collect()
}

#[test]
fn a_pdf_is_sound_and_gives_its_text_back() {
    if !is_here("qpdf") || !is_here("pdftotext") {
        return;
    }
    let said = SUBJECTS.map(|subject| (subject, "May I see the harbour office?"));
    let bench = PdfBench::new(&said);
    let pdf = bench.export(&[]);
    let checked = ran("qpdf", &["--check"], &pdf);
    assert!(checked.status.success(), "{checked:?}");
    let text = said_of("pdftotext", &["-enc", "UTF-8"], &pdf);
    for subject in SUBJECTS {
        assert!(text.contains(subject), "{subject}: {text}");
    }
    assert!(text.contains("Your tour is at ten."), "{text}");
    assert!(!text.contains("calendar lookup"), "a tool's: {text}");
    let with_tools = bench.export(&["--system"]);
    let text = said_of("pdftotext", &["-enc", "UTF-8"], &with_tools);
    assert!(text.contains("calendar lookup"), "{text}");
}

#[test]
fn its_structure_has_headings_and_paragraphs_in_reading_order() {
    if !is_here("pdfinfo") {
        return;
    }
    let bench = PdfBench::new(&[("Roof", "May I see the roof?")]);
    let pdf = bench.export(&[]);
    let structure = said_of("pdfinfo", &["-struct-text"], &pdf);
    let mut from = 0;
    let order = [
        "H1",
        "Conversations",
        "H2",
        "Roof",
        "L",
        "P",
        "May I see the roof?",
        "Your tour is at ten.",
    ];
    for told in order {
        let Some(at) = structure[from..].find(told) else {
            panic!("{told} in its order: {structure}");
        };
        from += at + told.len();
    }
    let about = said_of("pdfinfo", &[], &pdf);
    let is_tagged = about
        .lines()
        .any(|line| line.starts_with("Tagged:") && line.ends_with("yes"));
    assert!(is_tagged, "{about}");
}

#[test]
fn what_has_no_font_is_said_and_what_is_long_is_whole() {
    if !is_here("pdftotext") {
        return;
    }
    let long = "thousand ".repeat(20_000);
    let bench = PdfBench::new(&[("Private \u{F8FF}", &long)]);
    let pdf = bench.export(&[]);
    let text = said_of("pdftotext", &["-enc", "UTF-8"], &pdf);
    assert_eq!(text.matches("thousand").count(), 20_000);
    assert!(text.contains("[U+F8FF]"), "{}", &text[..400]);
    let manifest = bench.manifest();
    assert!(manifest.contains("no font on this machine"), "{manifest}");
}

#[test]
fn nothing_found_is_a_page_and_columns_are_refused() {
    if !is_here("pdftotext") {
        return;
    }
    let bench = PdfBench::new(&[("Roof", "May I see the roof?")]);
    let pdf = bench.export(&["nowhere-said"]);
    let text = said_of("pdftotext", &["-enc", "UTF-8"], &pdf);
    assert!(text.contains("Conversations"), "{text}");
    let out = bench.folder.path().join("other.pdf");
    let out = out.to_str().expect("a text");
    let words = [
        "export",
        "--format",
        "pdf",
        "--columns",
        "subject",
        "--out",
        out,
    ];
    let refused = bench.home.run(&words);
    assert_ne!(refused.code, 0);
    assert!(refused.stderr.contains("no columns"), "{}", refused.stderr);
}
