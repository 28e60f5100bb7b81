//! A production set is changed at random, a thousand times, and `verify.py` must find each change. It runs in one
//! process of Python, which checks the folder again after each change.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Python, checking a set.
pub(crate) struct VerifyProcess {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl VerifyProcess {
    /// With a program of its own: that of the set may be what was changed.
    pub(crate) fn new(program: &Path, set: &Path) -> Self {
        let harness = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proof/harness.py");
        let mut child = Command::new("python3")
            .arg(harness)
            .args([program, set])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs");
        let ask = child.stdin.take().expect("its input");
        let answers = BufReader::new(child.stdout.take().expect("its output"));
        Self {
            child,
            ask,
            answers,
        }
    }

    /// How many faults there are, and the first.
    pub(crate) fn faults(&mut self, what: &str) -> (u64, String) {
        writeln!(self.ask, "{what}").expect("it listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it answers");
        let (count, first) = line.trim_end().split_once(' ').unwrap_or((line.trim(), ""));
        (count.parse().expect("a number"), first.to_owned())
    }
}

impl Drop for VerifyProcess {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The files of a set as they were.
pub(crate) struct OriginalSet {
    folder: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
}

impl OriginalSet {
    pub(crate) fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        for (prefix, place) in [
            ("", folder.to_owned()),
            ("transcripts/", folder.join("transcripts")),
        ] {
            for entry in fs::read_dir(place).expect("a folder") {
                let entry = entry.expect("an entry");
                if entry.path().is_file() {
                    let name = format!("{prefix}{}", entry.file_name().display());
                    files.insert(name, fs::read(entry.path()).expect("reads"));
                }
            }
        }
        Self {
            folder: folder.to_owned(),
            files,
        }
    }

    pub(crate) fn names(&self) -> Vec<&String> {
        self.files.keys().collect()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.join(name), bytes).expect("writes");
    }

    fn take(&self, name: &str) {
        fs::remove_file(self.folder.join(name)).expect("removes");
    }

    /// Makes a change, and answers what it was and how it is undone.
    pub(crate) fn change(&self, chance: &mut StdRng) -> (String, Undo) {
        let names = self.names();
        let name = (*names.choose(chance).expect("a file")).clone();
        let bytes = &self.files[&name];
        match chance.random_range(0..7) {
            0 => self.flipped(chance, name, bytes),
            1 => self.rewritten(name, "a line removed", without_line(chance, bytes)),
            2 => self.rewritten(name, "a digit changed", other_digit(chance, bytes)),
            3 => self.rewritten(
                name,
                "cut",
                bytes[..chance.random_range(0..bytes.len())].to_vec(),
            ),
            4 => self.rewritten(name, "something added", [bytes.as_slice(), b" "].concat()),
            5 => {
                self.take(&name);
                (format!("{name}: removed"), Undo::Put(name))
            }
            _ => {
                let added = format!("added-{}.txt", chance.random::<u32>());
                self.put(&added, b"x");
                (format!("{added}: added"), Undo::Take(added))
            }
        }
    }

    fn flipped(&self, chance: &mut StdRng, name: String, bytes: &[u8]) -> (String, Undo) {
        let mut changed = bytes.to_vec();
        let at = chance.random_range(0..changed.len());
        changed[at] ^= 1 << chance.random_range(0..8);
        self.rewritten(name, &format!("byte {at}"), changed)
    }

    fn rewritten(&self, name: String, what: &str, changed: Vec<u8>) -> (String, Undo) {
        // A change that changes nothing is none.
        let changed = if changed == self.files[&name] {
            [changed.as_slice(), b"\n"].concat()
        } else {
            changed
        };
        self.put(&name, &changed);
        (format!("{name}: {what}"), Undo::Put(name))
    }

    /// One number of numbers.json made another; what it counts stays.
    pub(crate) fn change_number(&self, chance: &mut StdRng) -> (String, Undo) {
        let name = "numbers.json".to_owned();
        let mut told: Value = serde_json::from_slice(&self.files[&name]).expect("JSON");
        let mut places = Vec::new();
        number_places(&told, "", &mut places);
        let place = places.choose(chance).expect("a number").clone();
        let number = told.pointer_mut(&place).expect("it is there");
        *number = (number.as_f64().expect("a number") + 1.0).into();
        self.put(&name, told.to_string().as_bytes());
        (format!("{name}{place}"), Undo::Put(name))
    }

    /// One count of a row made another.
    pub(crate) fn change_row(&self, chance: &mut StdRng) -> (String, Undo) {
        let name = "rows.jsonl".to_owned();
        let text = String::from_utf8(self.files[&name].clone()).expect("text");
        let mut rows: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let at = chance.random_range(0..rows.len());
        let field = *[
            "tours",
            "outcomes",
            "messages",
            "leads",
            "row",
            "last_page",
            "converted",
        ]
        .choose(chance)
        .expect("a field");
        rows[at][field] = (rows[at][field].as_u64().expect("a count") + 1).into();
        let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
        self.put(&name, lines.as_bytes());
        (format!("{name}: {field} of row {at}"), Undo::Put(name))
    }

    pub(crate) fn undo(&self, undo: &Undo) {
        match undo {
            Undo::Put(name) => self.put(name, &self.files[name]),
            Undo::Take(name) => self.take(name),
        }
    }
}

/// How a change is undone.
pub(crate) enum Undo {
    Put(String),
    Take(String),
}

fn without_line(chance: &mut StdRng, bytes: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let at = chance.random_range(0..lines.len().max(1));
    let kept = lines.iter().enumerate().filter(|(place, _)| *place != at);
    kept.flat_map(|(_, line)| line.iter().copied()).collect()
}

fn other_digit(chance: &mut StdRng, bytes: &[u8]) -> Vec<u8> {
    let places: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at].is_ascii_digit())
        .collect();
    let mut changed = bytes.to_vec();
    if let Some(at) = places.choose(chance) {
        changed[*at] = b'0' + (changed[*at] - b'0' + chance.random_range(1..10)) % 10;
    }
    changed
}

/// Where numbers stand, but for those that say what is counted.
fn number_places(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(place.to_owned()),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                number_places(item, &format!("{place}/{at}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields.iter().filter(|(name, _)| *name != "where") {
                number_places(field, &format!("{place}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// Chance that begins at the same place each time.
pub(crate) fn chance() -> StdRng {
    StdRng::seed_from_u64(20_261_130)
}
