//! `cargo xtask test`: every check and every test, in the order in which a fault is cheapest to find.
//!
//! One set of features and one profile for everything native, so that no dependency is compiled
//! twice: `--workspace --all-targets` is used throughout, and linting is part of building. These tasks alone are linted, built and tested
//! by themselves: they want features that nothing else does, and `cargo xtask` has built them already.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use cargo_metadata::{MetadataCommand, TargetKind};

use crate::desktop_session::{DesktopSession, SCREEN};
use crate::{lint_driver, python, setup, shell, supply_chain, tidy, ui};

const EVERYTHING: [&str; 5] = [
    "--locked",
    "--workspace",
    "--all-targets",
    "--exclude",
    "xtask",
];
/// The tests of the real window. They wait more than they compute, so they run beside all others.
const WINDOW: &str = "e2e";
const TASKS: [&str; 3] = ["--locked", "--package", "xtask"];

#[derive(clap::Args)]
pub(crate) struct TestArgs {
    /// Leave out the interface, the window and the supply chain
    #[arg(long)]
    fast: bool,
    /// Run only the tests whose name contains this
    #[arg(value_name = "NAME")]
    filter: Option<String>,
}

/// Sets up and tests.
///
/// # Errors
/// At the first step that fails.
pub(crate) fn run(args: &TestArgs) -> Result<()> {
    let mut steps = TimedSteps::default();
    let outcome = all(args, &mut steps);
    steps.print();
    let tally = outcome?;
    println!(
        "{} passed, {} failed, {} ignored",
        tally.passed, tally.failed, tally.ignored
    );
    if tally.failed > 0 {
        bail!("{} tests failed", tally.failed);
    }
    Ok(())
}

fn all(args: &TestArgs, steps: &mut TimedSteps) -> Result<TestTally> {
    let purpose = if args.fast {
        setup::SetupPurpose::Fast
    } else {
        setup::SetupPurpose::Everything
    };
    steps.take("setup", || setup::run(purpose))?;
    steps.take("formatting", || {
        shell::check(shell::cargo()?.args(["fmt", "--all", "--check"]))
    })?;
    steps.take("tidy", || tidy::run(&tidy::TidyArgs::default()))?;
    if !args.fast {
        steps.take("interface", || ui::run(&ui::UiArgs::linted()))?;
        steps.take("supply chain", supply_chain::check)?;
    }
    steps.take("the tasks themselves", || check_tasks(args))?;
    steps.take("lints and build", || build(args))?;
    steps.take("documents", || test_documents(args))?;
    steps.take("tests", || test(args))
}

fn selection(args: &TestArgs) -> Vec<&'static str> {
    let mut words = EVERYTHING.to_vec();
    if args.fast {
        // The shell needs GTK and ui/dist; the journeys know no window.
        words.extend(["--exclude", "daybook"]);
    }
    words
}

fn check_tasks(args: &TestArgs) -> Result<()> {
    let lints = ["--all-targets", "--", "-D", "warnings"];
    shell::check(shell::cargo()?.arg("clippy").args(TASKS).args(lints))?;
    let mut test = shell::cargo()?;
    test.args(["test", "--quiet"]).args(TASKS);
    if !args.fast {
        supply_chain::apply(&mut test)?;
    }
    shell::check(&mut test)
}

/// Cargo, which lints what it compiles of the workspace. Every command of this file compiles so: cargo
/// keeps what was compiled otherwise apart.
fn linting_cargo() -> Result<Command> {
    let mut cargo = shell::cargo()?;
    lint_driver::lint_while_building(&mut cargo)?;
    Ok(cargo)
}

fn build(args: &TestArgs) -> Result<()> {
    shell::check(linting_cargo()?.arg("build").args(selection(args)))
}

/// `--all-targets` leaves out the examples in doc comments, and one of them shows that what must not
/// compile does not. A link that leads nowhere is a fault too, in private items as well: most of the house
/// is private. The whole workspace is named here too: by themselves, crates would have other features, and
/// all of their dependencies would be compiled again.
fn test_documents(args: &TestArgs) -> Result<()> {
    let mut cargo = linting_cargo()?;
    lint_driver::check_links_beside_examples(&mut cargo)?;
    let words = selection(args).into_iter();
    cargo
        .arg("test")
        .args(words.map(|word| {
            if word == "--all-targets" {
                "--doc"
            } else {
                word
            }
        }))
        .arg("--quiet");
    if let Some(filter) = &args.filter {
        cargo.args(["--", filter]);
    }
    shell::check(&mut cargo)
}

fn test(args: &TestArgs) -> Result<TestTally> {
    if args.fast {
        return counted(&mut test_command(args, &selection(args))?);
    }
    let session = window_session()?;
    let ready = |selection: &[String]| -> Result<Command> {
        let mut cargo = test_command(args, selection)?;
        python::apply(&mut cargo)?;
        session.apply(&mut cargo);
        // Every test makes a home of its own; one shared through the environment would hide a leak.
        cargo.env_remove("DAYBOOK_HOME");
        Ok(cargo)
    };
    let (mut window, mut others) = (ready(&window_alone(args))?, ready(&all_but_window(args)?)?);
    let (others, window) = std::thread::scope(|scope| {
        let window = scope.spawn(move || window.output());
        (counted(&mut others), window.join())
    });
    let window =
        window.map_err(|_| anyhow::anyhow!("the tests of the window could not be waited for"))?;
    Ok(others? + told(&window.context("cannot start cargo test")?)?)
}

/// Cargo, about to run tests of what was built.
fn test_command(args: &TestArgs, selection: &[impl AsRef<OsStr>]) -> Result<Command> {
    let mut cargo = linting_cargo()?;
    cargo.arg("test").args(selection).arg("--no-fail-fast");
    if let Some(filter) = &args.filter {
        cargo.args(["--", filter]);
    }
    Ok(cargo)
}

fn packages(args: &TestArgs) -> impl Iterator<Item = String> + use<> {
    let words = selection(args).into_iter();
    words
        .filter(|word| *word != "--all-targets")
        .map(str::to_owned)
}

fn window_alone(args: &TestArgs) -> Vec<String> {
    let only = ["--test", WINDOW].map(str::to_owned);
    packages(args).chain(only).collect()
}

/// Every target but the window's: cargo cannot leave one out, so the test programs are named.
fn all_but_window(args: &TestArgs) -> Result<Vec<String>> {
    let kinds = ["--lib", "--bins", "--examples"].map(str::to_owned);
    let tests = test_programs()?.into_iter().filter(|name| name != WINDOW);
    let tests = tests.flat_map(|name| ["--test".to_owned(), name]);
    Ok(packages(args).chain(kinds).chain(tests).collect())
}

/// The names of the workspace's test programs.
fn test_programs() -> Result<BTreeSet<String>> {
    let mut question = MetadataCommand::new();
    question.current_dir(shell::root()?).no_deps();
    let metadata = question.exec().context("cargo does not name the tests")?;
    let targets = metadata.packages.into_iter().flat_map(|it| it.targets);
    let tests = targets.filter(|it| it.kind.contains(&TargetKind::Test));
    Ok(tests.map(|it| it.name).collect())
}

fn window_session() -> Result<DesktopSession> {
    let mut session = DesktopSession::default();
    if cfg!(target_os = "linux") {
        session.start_display(SCREEN)?;
        session.start_key_store()?;
        session.hand_in_window("debug")?;
    }
    Ok(session)
}

/// What cargo's own result lines add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct TestTally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl TestTally {
    fn add_line(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in result.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl std::ops::Add for TestTally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            ignored: self.ignored + other.ignored,
        }
    }
}

/// Prints what a run of tests said that ran beside another, and counts it.
fn told(output: &Output) -> Result<TestTally> {
    let mut tally = TestTally::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        println!("{line}");
        tally.add_line(line);
    }
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    checked(tally, output.status)
}

fn checked(tally: TestTally, status: ExitStatus) -> Result<TestTally> {
    if !status.success() && tally.failed == 0 {
        bail!("cargo test ended with {status} and no failed test: a crash, or it did not compile");
    }
    Ok(tally)
}

fn counted(cargo: &mut Command) -> Result<TestTally> {
    let mut child = cargo
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo test")?;
    let mut tally = TestTally::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            tally.add_line(&line);
        }
    }
    checked(tally, child.wait()?)
}

/// The steps so far and how long each took.
#[derive(Default)]
struct TimedSteps {
    done: Vec<(&'static str, Duration, &'static str)>,
}

impl TimedSteps {
    fn take<T>(&mut self, name: &'static str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        shell::say(format!("== {name}"));
        let started = Instant::now();
        let outcome = step();
        let word = if outcome.is_ok() { "" } else { "FAILED" };
        self.done.push((name, started.elapsed(), word));
        outcome.with_context(|| format!("step “{name}”"))
    }

    fn print(&self) {
        let total: Duration = self.done.iter().map(|(_, time, _)| *time).sum();
        eprintln!();
        for (name, time, word) in &self.done {
            eprintln!("{name:<24} {:>7.1} s  {word}", time.as_secs_f64());
        }
        eprintln!("{:<24} {:>7.1} s", "total", total.as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_add_up() {
        let mut tally = TestTally::default();
        tally.add_line("running 3 tests");
        tally.add_line("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s");
        tally.add_line(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
        );
        assert_eq!(
            tally,
            TestTally {
                passed: 15,
                failed: 2,
                ignored: 1
            }
        );
    }

    #[test]
    fn a_failed_step_is_named_and_kept() {
        let mut steps = TimedSteps::default();
        let outcome = steps.take("lints", || -> Result<()> { bail!("no") });
        assert!(format!("{:#}", outcome.expect_err("fails")).contains("lints"));
        assert_eq!(steps.done.len(), 1);
    }
}
