//! What the worst body costs: time and memory of hostile bodies, each in a process of its own, so that its
//! peak is its own and a crash is the fault of one. None may become more than the budget: it ends with an
//! error at the first that does. One in twenty-five is as large as a server takes.
//!
//! `cargo run --release -p daybook-body --example hostile_bodies -- 100000`; a second number is the seed
//! to begin with. The same seeds are the same bodies. `-- one SEED` converts one, `-- show SEED` prints it.

#![expect(clippy::print_stdout, reason = "an example is a program: it prints")]

#[path = "../tests/support/mod.rs"]
mod support;

use model::BodyFormat;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use support::generator::{LARGEST, body, largest_body};
use support::limits::assert_bounded;

/// Bodies of a run where nobody says how many.
const BODIES: u64 = 1_000;
/// Among how many one takes all the room that a server gives.
const ONE_LARGEST_IN: u64 = 25;
/// What one body should not take, in milliseconds and in kilobytes, where it is optimised.
const GOAL_MILLISECONDS: f64 = 250.0;
const GOAL_KILOBYTES: u64 = 64 << 10;

/// What one body cost.
#[derive(Clone)]
struct BodyCost {
    milliseconds: f64,
    kilobytes: u64,
    name: String,
}

/// What a run of bodies cost.
#[derive(Default)]
struct RunCosts {
    over_goal: u64,
    slowest: Option<BodyCost>,
    largest: Option<BodyCost>,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |word: &String| word.parse().expect("a number");
    match words.as_slice() {
        [one, seed] if one == "one" => measure(number(seed)),
        [show, seed] if show == "show" => print!("{}", made(number(seed)).1),
        [] => run(1, BODIES),
        [count] => run(1, number(count)),
        [count, from] => run(number(from), number(count)),
        _ => panic!("hostile_bodies [COUNT [FIRST SEED]], or: hostile_bodies one|show SEED"),
    }
}

/// The body of a seed.
fn made(seed: u64) -> (BodyFormat, String) {
    match seed % ONE_LARGEST_IN {
        0 => largest_body(seed),
        _ => body(seed, LARGEST),
    }
}

/// Converts one body for the window and for the index, asserts that it stays within the budget, and prints
/// the time of the longer of the two and the memory of both.
fn measure(seed: u64) {
    let (format, body) = made(seed);
    let before = peak();
    let (view, for_window) = timed(|| daybook_body::view(&format, &body));
    let (text, for_index) = timed(|| daybook_body::text(&format, &body));
    let cost = peak() - before;
    let took = for_window.max(for_index);
    let name = format!("seed {seed}, {format}, {} bytes", body.len());
    assert_bounded(body.len(), view, &text, &name);
    println!("{took}\t{cost}\t{name}");
}

/// What some work made, and its milliseconds.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = processor_time();
    let made = work();
    (made, (processor_time() - start).as_secs_f64() * 1e3)
}

/// How long this thread was at work: what else runs on the machine is left out, where the system says so.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let first = told.and_then(|it| it.split_whitespace().next()?.parse().ok());
    first.map_or_else(|| BEGIN.elapsed(), Duration::from_nanos)
}

static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The most memory that this process had, in kilobytes; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn run(from: u64, count: u64) {
    let program = std::env::current_exe().expect("this program");
    let mut costs = RunCosts::default();
    for seed in from..from + count {
        costs.add(cost_of(&program, seed));
    }
    println!("{count} bodies from seed {from}, none over the budget");
    for (what, cost) in [("slowest", costs.slowest), ("largest", costs.largest)] {
        if let Some(BodyCost {
            milliseconds,
            kilobytes,
            name,
        }) = cost
        {
            let megabytes = kilobytes as f64 / 1024.0;
            println!("{what}: {milliseconds:.1} ms, {megabytes:.1} MB ({name})");
        }
    }
    println!(
        "over {GOAL_MILLISECONDS} ms or {} MB: {}",
        GOAL_KILOBYTES >> 10,
        costs.over_goal
    );
}

/// What the body of a seed costs in a process of its own.
///
/// # Panics
/// If the process dies, or the body becomes more than the budget.
fn cost_of(program: &Path, seed: u64) -> BodyCost {
    let mut one = Command::new(program);
    one.args(["one", &seed.to_string()])
        .stderr(Stdio::inherit());
    let ran = one.output().expect("it runs");
    assert!(ran.status.success(), "seed {seed}: {}", ran.status);
    let out = String::from_utf8(ran.stdout).expect("text");
    let fields: Vec<&str> = out.trim().split('\t').collect();
    let [milliseconds, kilobytes, name] = fields.as_slice() else {
        panic!("seed {seed} said {out:?}");
    };
    BodyCost {
        milliseconds: milliseconds.parse().expect("a time"),
        kilobytes: kilobytes.parse().expect("a size"),
        name: (*name).to_owned(),
    }
}

impl RunCosts {
    fn add(&mut self, cost: BodyCost) {
        if cost.milliseconds > GOAL_MILLISECONDS || cost.kilobytes > GOAL_KILOBYTES {
            self.over_goal += 1;
            println!(
                "over the goal: {:.1} ms, {:.1} MB ({})",
                cost.milliseconds,
                cost.kilobytes as f64 / 1024.0,
                cost.name
            );
        }
        let slowest = self.slowest.as_ref().map_or(0.0, |it| it.milliseconds);
        let largest = self.largest.as_ref().map_or(0, |it| it.kilobytes);
        if cost.milliseconds > slowest {
            self.slowest = Some(cost.clone());
        }
        if cost.kilobytes > largest {
            self.largest = Some(cost);
        }
    }
}
