//! Rules that each Rust file keeps, and the page that carries the interface.

use super::RuleBreach;
use super::lexer::BlankedCode;

/// Lines of a file before it must be divided.
const LONGEST: usize = 800;

/// Files whose purpose is to talk to a terminal.
const MAY_PRINT: [&str; 5] = [
    "crates/cli/",
    "crates/server/src/main.rs",
    "crates/server/src/cli/",
    "crates/testkit/src/bin/",
    "xtask/",
];
/// Test code: a panic there reaches a developer, never a user.
const MAY_UNWRAP: [&str; 2] = ["tests/", "crates/testkit/"];
/// Who owns a clock; everybody else is told the time.
const OWNS_CLOCK: [&str; 7] = [
    "crates/app/src/home/clock.rs",
    "crates/cli/",
    "crates/server/src/clock.rs",
    "crates/testkit/",
    "src-tauri/",
    "tests/",
    "xtask/",
];

/// A run of code that must not stand in some files, and the reason.
struct CodeRule {
    code: &'static [&'static str],
    applies: fn(&str) -> bool,
    in_tests: TestRule,
    why: &'static str,
}

#[derive(PartialEq, Eq)]
enum TestRule {
    Allowed,
    Forbidden,
}

const RULES: [CodeRule; 6] = [
    CodeRule {
        code: &["println!", "print!", "eprintln!", "eprint!"],
        applies: |file| !is_in(file, &MAY_PRINT) && !is_test_file(file) && !is_build_script(file),
        in_tests: TestRule::Allowed,
        why: "a library must not print: return it, or log it with tracing",
    },
    CodeRule {
        code: &["dbg!", "todo!", "unimplemented!"],
        applies: |_| true,
        in_tests: TestRule::Forbidden,
        why: "left over from writing",
    },
    CodeRule {
        code: &[".unwrap()", ".expect("],
        applies: |file| !is_in(file, &MAY_UNWRAP) && !is_test_file(file),
        in_tests: TestRule::Allowed,
        why: "a panic reaches the user as a crash: return an error",
    },
    CodeRule {
        code: &["inner_html", "set_inner_html", "insert_adjacent_html"],
        applies: |file| file.starts_with("ui/"),
        in_tests: TestRule::Forbidden,
        why: "markup from a stranger must never be parsed by the webview: build elements",
    },
    CodeRule {
        code: &[" style=", "<style"],
        applies: |file| file.starts_with("ui/"),
        in_tests: TestRule::Forbidden,
        why: "the content policy stops inline styles: use a class, or style:property=",
    },
    CodeRule {
        code: &["Utc::now(", "Local::now(", "SystemTime::now("],
        applies: |file| !is_in(file, &OWNS_CLOCK) && !is_test_file(file),
        in_tests: TestRule::Allowed,
        why: "time is passed in, so that a test can freeze it",
    },
];

/// Whether a file is compiled for tests alone, as its parent module says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileUse {
    Product,
    Tests,
}

/// The files that hold this file's test-only modules (`#[cfg(test)] mod mock;`): a path each of the
/// module itself and of the folder below it.
pub(super) fn test_modules(file: &str, text: &str) -> Vec<String> {
    let folder = match file.rsplit_once('/') {
        Some((folder, "lib.rs" | "main.rs" | "mod.rs")) => folder,
        _ => file.trim_end_matches(".rs"),
    };
    let names = BlankedCode::read(text)
        .numbered()
        .filter(|(_, line)| line.in_tests)
        .filter_map(|(_, line)| module_name(&line.code))
        .collect::<Vec<_>>();
    names
        .into_iter()
        .flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")])
        .collect()
}

fn module_name(code: &str) -> Option<String> {
    let (_, name) = code.trim().strip_suffix(';')?.split_once("mod ")?;
    Some(name.trim().to_owned())
}

/// What one Rust file breaks.
pub(super) fn breaches(file: &str, text: &str, used: FileUse) -> Vec<RuleBreach> {
    let mut found = Vec::new();
    if !text.trim_start_matches('\u{feff}').starts_with("//!") {
        found.push(RuleBreach::new(
            file,
            1,
            "a file begins with //!: what it is for, what it must not do",
        ));
    }
    let length = text.lines().count();
    if length > LONGEST {
        let why = format!("{length} lines: divide it, {LONGEST} is the limit");
        found.push(RuleBreach::new(file, LONGEST + 1, why));
    }
    let code = BlankedCode::read(text);
    for rule in RULES.iter().filter(|rule| (rule.applies)(file)) {
        if used == FileUse::Product || rule.in_tests == TestRule::Forbidden {
            found.extend(rule.breaches(file, &code));
        }
    }
    found
}

impl CodeRule {
    fn breaches(&self, file: &str, code: &BlankedCode) -> Vec<RuleBreach> {
        code.numbered()
            .filter(|(_, line)| self.in_tests == TestRule::Forbidden || !line.in_tests)
            .filter_map(|(number, line)| {
                let hit = self.code.iter().find(|run| stands_in(&line.code, run))?;
                if is_constant(&line.code) {
                    return None;
                }
                Some(RuleBreach::new(
                    file,
                    number,
                    format!("`{}`: {}", hit.trim(), self.why),
                ))
            })
            .collect()
    }
}

/// What the page that carries the interface breaks.
pub(super) fn page_breaches(file: &str, text: &str) -> Vec<RuleBreach> {
    let runs = [
        " style=",
        "<style",
        " onclick=",
        " onload=",
        "javascript:",
        "http://",
        "https://",
    ];
    text.lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let hit = runs.iter().find(|run| line.contains(*run))?;
            let why = format!(
                "`{}`: the page holds no inline style or code and names no host",
                hit.trim()
            );
            Some(RuleBreach::new(file, index + 1, why))
        })
        .collect()
}

/// What SQL breaks, in migrations and inside Rust: the runs are looked for outside of comments.
pub(super) fn sql_breaches(file: &str, text: &str) -> Vec<RuleBreach> {
    let runs = [
        (
            "select *",
            "name the columns: a new one must not move the others",
        ),
        (
            " offset ?",
            "it walks over what it skips: use keys or a result set",
        ),
        (
            " offset :",
            "it walks over what it skips: use keys or a result set",
        ),
        (
            " offset {",
            "it walks over what it skips: use keys or a result set",
        ),
    ];
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            !["//", "--"]
                .iter()
                .any(|mark| line.trim_start().starts_with(mark))
        })
        .filter_map(|(index, line)| {
            let line = line.to_lowercase();
            let (run, why) = runs.iter().find(|(run, _)| line.contains(run))?;
            Some(RuleBreach::new(
                file,
                index + 1,
                format!("`{}`: {why}", run.trim()),
            ))
        })
        .collect()
}

/// What is wrong in a constant is wrong when it is compiled, never on somebody's laptop.
fn is_constant(code: &str) -> bool {
    code.trim_start()
        .trim_start_matches("pub(crate) ")
        .trim_start_matches("pub ")
        .starts_with("const ")
        && !code.contains(" fn ")
}

/// Whether the run stands there as a whole word: `println!` is not found in `eprintln!`.
fn stands_in(code: &str, run: &str) -> bool {
    let starts_with_word = run.starts_with(|c: char| c.is_alphanumeric());
    code.match_indices(run).any(|(at, _)| {
        !starts_with_word
            || !code[..at]
                .chars()
                .next_back()
                .is_some_and(|before| before.is_alphanumeric() || before == '_')
    })
}

fn is_in(file: &str, places: &[&str]) -> bool {
    places.iter().any(|place| file.starts_with(place))
}

/// A build script talks to cargo by printing.
fn is_build_script(file: &str) -> bool {
    file.ends_with("/build.rs")
}

/// `crates/x/tests/…`, `examples/…`, `…/tests.rs` and `…/x_tests.rs`: compiled for tests alone.
fn is_test_file(file: &str) -> bool {
    file.split('/')
        .any(|part| ["tests", "tests.rs", "benches", "examples"].contains(&part))
        || file.ends_with("_tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &str, text: &str) -> Vec<usize> {
        breaches(file, text, FileUse::Product)
            .into_iter()
            .map(|breach| breach.line)
            .collect()
    }

    #[test]
    fn a_clean_file_passes() {
        let text = "//! For something.\nfn a() -> u8 { 1 }\n#[cfg(test)]\nmod tests {\n    fn b() { x.unwrap(); }\n}\n";
        assert_eq!(lines("crates/cache/src/lib.rs", text), Vec::<usize>::new());
    }

    #[test]
    fn each_rule_is_kept() {
        let cases = [
            ("crates/cache/src/a.rs", "fn a() {}\n", 1),
            (
                "crates/cache/src/a.rs",
                "//! A.\nfn a() { println!(\"x\"); }\n",
                2,
            ),
            (
                "crates/cache/src/a.rs",
                "//! A.\nfn a() {\n  eprintln!(\"x\"); }\n",
                3,
            ),
            ("src-tauri/src/lib.rs", "//! A.\nfn a() { dbg!(1); }\n", 2),
            (
                "crates/sync/src/a.rs",
                "//! A.\nfn a() { b.unwrap(); }\n",
                2,
            ),
            (
                "crates/sync/src/a.rs",
                "//! A.\nfn a() { b.expect(\"c\"); }\n",
                2,
            ),
            (
                "ui/src/a.rs",
                "//! A.\nfn a() { view! { <p inner_html=x/> } }\n",
                2,
            ),
            (
                "ui/src/a.rs",
                "//! A.\nfn a() { view! { <p style=\"top:0\"/> } }\n",
                2,
            ),
            (
                "crates/insights/src/a.rs",
                "//! A.\nfn a() { Utc::now() }\n",
                2,
            ),
        ];
        for (file, text, line) in cases {
            assert_eq!(lines(file, text), [line], "{file}: {text}");
        }
    }

    #[test]
    fn what_is_allowed_passes() {
        let cases = [
            (
                "crates/cli/src/main.rs",
                "//! A.\nfn a() { println!(\"x\"); }\n",
            ),
            (
                "crates/server/src/main.rs",
                "//! A.\nfn a() { println!(\"x\"); }\n",
            ),
            (
                "tests/sync.rs",
                "//! A.\nfn a() { b.unwrap(); println!(\"c\"); }\n",
            ),
            (
                "crates/cache/tests/a.rs",
                "//! A.\nfn a() { b.unwrap(); }\n",
            ),
            (
                "crates/cache/src/a.rs",
                "//! A. println!()\n// x.unwrap()\nfn a() { b.unwrap_or(1); }\n",
            ),
            (
                "crates/cache/src/a.rs",
                "//! A.\nfn a() -> &str { \"x.unwrap()\" }\n",
            ),
            (
                "crates/cache/src/a.rs",
                "//! A.\nconst A: NonZeroU32 = NonZeroU32::new(1).unwrap();\n",
            ),
            (
                "ui/src/a.rs",
                "//! A.\nfn a() { view! { <p style:top=x/> } }\n",
            ),
        ];
        for (file, text) in cases {
            assert_eq!(lines(file, text), Vec::<usize>::new(), "{file}: {text}");
        }
    }

    #[test]
    fn a_file_of_801_lines_is_too_long() {
        let long = format!("//! A.\n{}", "\n".repeat(800));
        assert_eq!(lines("crates/a/src/a.rs", &long), [801]);
        assert!(
            breaches(
                "crates/a/src/a.rs",
                &format!("//! A.\n{}", "\n".repeat(799)),
                FileUse::Product
            )
            .is_empty()
        );
    }

    #[test]
    fn the_page_names_no_host_and_holds_no_code() {
        let page = "<html>\n<link href=\"https://fonts.example/inter.css\">\n<body onload=\"a()\">\n<p style=\"x\">\n";
        let found: Vec<usize> = page_breaches("ui/index.html", page)
            .iter()
            .map(|breach| breach.line)
            .collect();
        assert_eq!(found, [2, 3, 4]);
    }

    #[test]
    fn sql_names_its_columns_and_skips_nothing() {
        let text =
            "-- select * would be wrong\nselect a from b\nSELECT * from b\nlimit ? offset ?\n";
        let found: Vec<usize> = sql_breaches("migrations/cache/0001_first.sql", text)
            .iter()
            .map(|breach| breach.line)
            .collect();
        assert_eq!(found, [3, 4]);
    }

    #[test]
    fn a_module_that_only_tests_compile_may_panic() {
        let parent = "//! A.\n#[cfg(test)]\nmod mock;\nmod real;\n";
        assert_eq!(
            test_modules("crates/a/src/lib.rs", parent),
            ["crates/a/src/mock.rs", "crates/a/src/mock/"]
        );
        assert_eq!(
            test_modules("crates/a/src/b.rs", parent),
            ["crates/a/src/b/mock.rs", "crates/a/src/b/mock/"]
        );
        let text = "//! A.\nfn a() { b.unwrap(); }\n";
        assert!(breaches("crates/a/src/mock.rs", text, FileUse::Tests).is_empty());
        assert_eq!(
            breaches("crates/a/src/mock.rs", text, FileUse::Product).len(),
            1
        );
    }
}
