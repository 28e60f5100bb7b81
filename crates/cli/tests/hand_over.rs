//! What leaves the laptop, from a terminal: exports with their manifests, production sets that are checked by plain
//! Python, and the audit log. Each command is a process of its own.

#![cfg(unix)]

mod cut_short;
mod proof;

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::fixture::{ProgramOutput, SyncedHome, escalated, toured};

struct ExportBench {
    home: SyncedHome,
    folder: tempfile::TempDir,
}

impl ExportBench {
    fn new() -> Self {
        let conversations = [toured("c1"), toured("c2"), escalated("c3")];
        Self {
            home: SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &conversations),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, words: &str, target: &Path) -> ProgramOutput {
        let target = target.to_str().expect("a text");
        let mut words: Vec<&str> = words.split(' ').collect();
        words.extend(["--out", target]);
        self.home.run(&words)
    }

    fn done(&self, words: &str, name: &str) -> PathBuf {
        let target = self.path(name);
        let ran = self.run(words, &target);
        assert_eq!(ran.code, 0, "{words}: {}", ran.stderr);
        target
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

fn manifest(target: &Path) -> Value {
    let name = format!("{}.manifest.json", target.display());
    json(Path::new(&name))
}

/// Runs Python; answers its code and what it said.
fn python(arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    let mut python = Command::new("python3");
    let ran = python
        .args(arguments)
        .arg(folder)
        .output()
        .expect("python3 runs");
    let said = [ran.stdout, ran.stderr].concat();
    (
        ran.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[test]
fn every_format_is_written_with_a_manifest_that_tells_of_it() {
    let bench = ExportBench::new();
    for (format, per, rows) in [
        ("csv", "conversation", 3),
        ("xlsx", "conversation", 3),
        ("json", "conversation", 3),
        ("jsonl", "conversation", 3),
        ("html", "message", 0),
    ] {
        let target = bench.done(
            &format!("export --format {format}"),
            &format!("all.{format}"),
        );
        let told = manifest(&target);
        assert_eq!(told["content"]["format"], format);
        assert_eq!(told["content"]["per"], per, "{told}");
        assert_eq!(told["content"]["conversations"], 3, "{told}");
        if rows > 0 {
            assert_eq!(told["content"]["rows"], rows, "{told}");
        }
        let file = &told["content"]["files"][0];
        let (code, said) = python(
            &[
                "-c",
                "import hashlib,sys;print(hashlib.sha256(open(sys.argv[1],'rb').read()).hexdigest())",
            ],
            &target,
        );
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(file["sha256"], said.trim(), "{format}");
        assert_eq!(told["world"], "real");
        assert_eq!(
            told["snapshot"]["sources"][0]["completeness"], "complete",
            "{told}"
        );
        assert!(told["audit"].is_object() || told["audit"].is_null());
    }
    let lines = fs::read_to_string(bench.path("all.jsonl")).expect("a file");
    assert_eq!(lines.lines().count(), 3);
    let table = fs::read_to_string(bench.path("all.csv")).expect("a file");
    assert!(table.starts_with("conversation,session,source,"), "{table}");
    let words = "export --format csv --separator ; --columns conversation,rating";
    let table = fs::read_to_string(bench.done(words, "semicolons.csv")).expect("a file");
    assert!(table.starts_with("conversation;rating\r\n"), "{table}");
    let workbook = fs::read(bench.path("all.xlsx")).expect("a file");
    assert!(workbook.starts_with(b"PK"));
}

#[test]
fn messages_and_letters_hold_what_was_said() {
    let bench = ExportBench::new();
    let target = bench.done(
        "export --format json --per message --columns sender,text",
        "m.json",
    );
    let rows = json(&target);
    let rows = rows.as_array().expect("rows");
    assert!(rows.len() > 3, "{rows:?}");
    assert!(
        rows.iter()
            .all(|row| row.as_object().is_some_and(|row| row.len() == 2))
    );
    let letters = bench.done("export --format eml", "letters");
    let read = "import email,email.policy,sys,pathlib\n\
        seen=set()\n\
        for p in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n\
        \x20   m=email.message_from_bytes(p.read_bytes(),policy=email.policy.default)\n\
        \x20   seen.add(m['message-id'])\n\
        \x20   print(m['subject'] is not None, len(m.get_body(('plain',)).get_content())>10, m.get_body(('html',)) is not None, not m.defects)\n\
        print(len(seen))";
    let (code, said) = python(&["-c", read], &letters);
    assert_eq!(
        (code, said.as_str()),
        (
            Some(0),
            format!("{}3\n", "True True True True\n".repeat(3)).as_str()
        )
    );
}

#[test]
fn what_cannot_be_done_says_so_and_the_next_one_works() {
    let bench = ExportBench::new();
    let target = bench.path("t.csv");
    fs::write(&target, "mine").expect("writes");
    let refused = bench.run("export --format csv", &target);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&target).expect("reads"), "mine");
    let forced = bench.run("export --format csv --force", &target);
    assert_eq!(forced.code, 2, "{}", forced.stderr);
    assert_eq!(fs::read_to_string(&target).expect("reads"), "mine");
    fs::remove_file(&target).expect("removed");
    bench.done("export --format csv", "t.csv");
    let again = bench.run("export --format csv --force", &target);
    assert_eq!(again.code, 0, "{}", again.stderr);
    let column = bench.run("export --format csv --columns colour", &bench.path("u.csv"));
    assert_eq!(column.code, 2, "{}", column.stderr);
    assert!(
        column.stderr.contains("last_activity_at"),
        "{}",
        column.stderr
    );
    let nowhere = bench.run("export --format csv", &bench.path("no/such/folder.csv"));
    assert_eq!(nowhere.code, 2, "{}", nowhere.stderr);
    bench.done("export --format csv --columns subject", "u.csv");
    let left: Vec<_> = fs::read_dir(bench.folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name.to_string_lossy().starts_with(".daybook"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn practice_and_real_data_are_in_no_file_together() {
    let bench = ExportBench::new();
    // Without a practice space nothing is handed over in its name.
    for (words, name) in [
        ("export --practice --format csv", "p.csv"),
        ("production --practice", "p"),
    ] {
        let target = bench.path(name);
        let refused = bench.run(words, &target);
        assert_ne!(refused.code, 0, "{words}");
        assert!(
            refused.stderr.contains("practice space"),
            "{}",
            refused.stderr
        );
        assert!(!target.exists(), "{words}");
    }
    let target = bench.done("export --format csv", "r.csv");
    assert_eq!(manifest(&target)["world"], "real");
}

#[test]
fn a_production_set_is_checked_by_plain_python() {
    let bench = ExportBench::new();
    for (words, name) in [
        ("production", "whole"),
        ("production --redact", "masked"),
        ("production nothing-like-this", "empty"),
    ] {
        let set = bench.done(words, name);
        let program = set.join("verify.py");
        let (code, said) = python(&[program.to_str().expect("a text")], &set);
        assert_eq!(code, Some(0), "{words}: {said}");
    }
    let set = bench.path("whole");
    let numbers = json(&set.join("numbers.json"));
    let tours = numbers["numbers"].as_array().expect("numbers").iter();
    let tours = tours
        .clone()
        .find(|number| number["id"] == "tours")
        .expect("tours");
    assert_eq!(
        (&tours["successes"], &tours["trials"]),
        (&2.into(), &3.into())
    );
    let key = json(&set.join("manifest.json"))["public_key"]
        .as_str()
        .expect("a key")
        .to_owned();
    let program = set.join("verify.py");
    let program = program.to_str().expect("a text");
    assert_eq!(python(&[program, "--key", &key], &set).0, Some(0));
    let (code, said) = python(&[program, "--key", "RWQf6LRC"], &set);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another key"), "{said}");
    fs::write(set.join("rows.jsonl"), "").expect("writes");
    let (code, said) = python(&[program], &set);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("rows.jsonl: has 0 bytes"), "{said}");
    let again = bench.run("production", &set);
    assert_eq!(again.code, 2, "{}", again.stderr);
    assert_eq!(bench.run("production --force", &set).code, 0);
}

#[test]
fn the_audit_log_tells_of_all_that_and_of_no_word() {
    let bench = ExportBench::new();
    bench.done("export tour --format csv", "t.csv");
    let shown = bench.home.run(&["show", "c1"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let marked = bench.home.run(&["mark", "c1", "--star"]);
    assert_eq!(marked.code, 0, "{}", marked.stderr);
    let listed = bench.home.run(&["audit", "list", "--json"]).json();
    let entries = listed.as_array().expect("entries");
    let has = |action: &str| entries.iter().any(|entry| entry["action"] == action);
    for action in ["unlock", "sync", "export", "search", "view", "annotate"] {
        assert!(has(action), "{action}: {listed}");
    }
    assert!(!listed.to_string().contains("tour"), "{listed}");
    let verified = bench.home.run(&["audit", "verify", "--json"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    let verified = verified.json();
    let head = verified["head"].as_str().expect("a head").to_owned();
    assert_eq!(
        bench.home.run(&["audit", "verify", "--head", &head]).code,
        0
    );
    let other = bench
        .home
        .run(&["audit", "verify", "--head", &"0".repeat(64)]);
    assert_eq!(other.code, 1, "{}", other.stderr);
}

#[test]
fn a_thousand_changes_of_a_production_set_are_all_found() {
    let conversations: Vec<_> = (0..30)
        .map(|place| match place % 3 {
            0 => escalated(&format!("c{place}")),
            _ => toured(&format!("c{place}")),
        })
        .collect();
    let home = SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &conversations);
    let folder = tempfile::tempdir().expect("a folder");
    let set = folder.path().join("set");
    let target = set.to_str().expect("a text");
    let made = home.run(&["production", "--redact", "--out", target]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let program = folder.path().join("verify.py");
    fs::copy(set.join("verify.py"), &program).expect("copied");
    let original = proof::OriginalSet::read(&set);
    let mut python = proof::VerifyProcess::new(&program, &set);
    let mut chance = proof::chance();
    for _ in 0..1_000 {
        let (what, undo) = original.change(&mut chance);
        assert_ne!(python.faults("all").0, 0, "{what} was not found");
        original.undo(&undo);
    }
    // Counting alone finds a number or a row that was changed, whatever the hashes say.
    for _ in 0..200 {
        let (what, undo) = original.change_number(&mut chance);
        assert_ne!(python.faults("content").0, 0, "{what} was not found");
        original.undo(&undo);
        let (what, undo) = original.change_row(&mut chance);
        assert_ne!(python.faults("content").0, 0, "{what} was not found");
        original.undo(&undo);
    }
    assert_eq!(python.faults("all"), (0, String::new()), "as it was");
}

#[test]
fn an_auditor_asks_the_views_and_nothing_else() {
    let bench = ExportBench::new();
    let ask = |sql: &str| bench.home.run(&["sql", sql, "--json"]);
    let counted = ask("SELECT count(*) AS n FROM v_conversation");
    assert_eq!(counted.code, 0, "{}", counted.stderr);
    assert_eq!(counted.json()["rows"][0][0], 3);
    let outcomes = ask("SELECT kind, sum(counts) AS n FROM v_outcome GROUP BY kind").json();
    assert_eq!(outcomes["rows"][0][0], "tour", "{outcomes}");
    for view in [
        "v_source",
        "v_space",
        "v_message",
        "v_lead",
        "v_ticket",
        "v_inbox_item",
    ] {
        let whole = ask(&format!("SELECT * FROM {view}"));
        assert_eq!(whole.code, 0, "{view}: {}", whole.stderr);
    }
    for refused in [
        "SELECT * FROM message",
        "SELECT * FROM main.message",
        "SELECT * FROM sqlite_schema",
        "DELETE FROM v_message",
        "SELECT 1; SELECT 2",
        "SELECT colour FROM v_message",
    ] {
        let ran = ask(refused);
        assert_eq!(ran.code, 2, "{refused}: {}", ran.stderr);
        assert!(ran.stderr.contains("v_conversation"), "{}", ran.stderr);
    }
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let ended = bench.home.run(&["sql", endless, "--timeout", "1"]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(ended.stderr.contains("--timeout"), "{}", ended.stderr);
    // It gives its rows at once and looks for others for ever: who has enough of them does not wait.
    let few = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 4";
    let begun = std::time::Instant::now();
    let enough = bench.home.run(&["sql", few, "--limit", "2", "--json"]);
    assert_eq!(enough.code, 0, "{}", enough.stderr);
    assert_eq!(enough.json()["is_cut"], true, "{}", enough.stdout);
    assert!(begun.elapsed() < std::time::Duration::from_secs(30));
    let next = ask("SELECT 1");
    assert_eq!(next.code, 0, "{}", next.stderr);
    let cut = bench.home.run(&[
        "sql",
        "SELECT '=1', -2 FROM v_conversation",
        "--limit",
        "1",
        "--csv",
    ]);
    assert_eq!(cut.code, 0, "{}", cut.stderr);
    assert_eq!(cut.stdout.lines().nth(1), Some("'=1,-2"), "{}", cut.stdout);
    assert!(cut.stderr.contains("--limit"), "{}", cut.stderr);
}

/// What a file or a folder holds, in lower case: every name, every file as it lies there, and everything that is packed
/// or written otherwise in it (`proof/content.py`).
fn content(path: &Path) -> String {
    let read = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proof/content.py");
    let (code, said) = python(&[read], path);
    assert_eq!(code, Some(0), "{said}");
    said.to_lowercase()
}

#[test]
fn nothing_hides_from_the_search_for_leaks() {
    let folder = tempfile::tempdir().expect("a folder");
    let make = "import sys,zipfile,gzip,io,pathlib,base64\n\
        p=pathlib.Path(sys.argv[1])\n\
        inner=io.BytesIO()\n\
        z=zipfile.ZipFile(inner,'w',zipfile.ZIP_DEFLATED)\n\
        z.writestr('deep-in/names.xml','found packed &#50;times')\n\
        z.close()\n\
        gzip.open(p/'twice.gz','wb').write(inner.getvalue())\n\
        (p/'found-name').mkdir()\n\
        (p/'found-name'/'x').write_text('a'*50+'foundlong'+'b'*50)\n\
        b=base64.b64encode(b'found attached').decode()\n\
        (p/'m.eml').write_text('Subject: =?utf-8?q?found_sub=6Aect?=\\n'\n\
        \x20 'Content-Type: multipart/mixed; boundary=b\\n\\n--b\\nContent-Type: text/plain\\n'\n\
        \x20 'Content-Transfer-Encoding: quoted-printable\\n\\nfound quo=\\nted\\n--b\\n'\n\
        \x20 'Content-Type: application/octet-stream; name=found-part\\n'\n\
        \x20 'Content-Transfer-Encoding: base64\\n\\n'+b+'\\n--b--\\n')";
    let (code, said) = python(&["-c", make], folder.path());
    assert_eq!(code, Some(0), "{said}");
    let text = content(folder.path());
    for hidden in [
        "found-name",
        "foundlong",
        "found packed 2times",
        "deep-in/names.xml",
        "found subject",
        "found quoted",
        "found attached",
        "found-part",
    ] {
        assert!(text.contains(hidden), "{hidden}: {text}");
    }
}

#[test]
fn known_names_leak_into_no_format_no_manifest_and_no_set() {
    let mut told = toured("c1");
    told.messages[0].body =
        "=1+1 I am Zoe  Marsh of MARSH & SONS, zoe@marsh.example, +351 912 345 678, \
        912345678, card 4111 1111 1111 1111, https://zoe.example/me, it is sess-0041-5552671-ab. Regards, Zoë"
            .to_owned();
    let conversations = [told, escalated("c3")];
    let bench = ExportBench {
        home: SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &conversations),
        folder: tempfile::tempdir().expect("a folder"),
    };
    // None of these is three digits alone: a time or a size may hold any three.
    let leaks = [
        "zoe",
        "zoë",
        "zo=c3",
        "marsh",
        "ada@",
        "912 345",
        "345 678",
        "912345",
        "sess-0041",
        "5552671",
        "4111 1111",
        "session-c1",
    ];
    let all = "zoe OR ada OR invoice";
    for words in [
        "--format csv",
        "--format csv --per message",
        "--format xlsx --per message",
        "--format json",
        "--format jsonl --per message",
        "--format html",
        "--format eml",
    ] {
        let name = words.replace([' ', '-'], "");
        let target = bench.done(&format!("export {all} --redact {words}"), &name);
        let beside = PathBuf::from(format!("{}.manifest.json", target.display()));
        for place in [&target, &beside] {
            let text = content(place);
            for leak in leaks {
                assert!(
                    !text.contains(leak),
                    "{words}: {leak} in {}: {text}",
                    place.display()
                );
            }
        }
        assert_eq!(manifest(&target)["content"]["conversations"], 2, "{words}");
        assert!(content(&target).contains("person-1"), "{words}");
    }
    let set = bench.done(&format!("production {all} --redact"), "set");
    let text = content(&set);
    for leak in leaks {
        assert!(!text.contains(leak), "{leak} in the set");
    }
    let plain = bench.done("export --format csv --per message", "plain.csv");
    let plain = content(&plain);
    assert!(plain.contains("\"'=1+1 i am zoe"), "the guard: {plain}");
}
