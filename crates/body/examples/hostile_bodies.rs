//! What the worst body costs: memory and time of hostile bodies as large as a server takes, each in a
//! process of its own, so that its peak is its own.
//!
//! `cargo run --release -p daybook-body --example hostile_bodies -- 300`

#![expect(clippy::print_stdout, reason = "an example is a program: it prints")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::process::Command;
use std::time::Instant;
use support::generator::{LARGEST, body, largest_body};

/// What one body cost.
struct BodyCost {
    milliseconds: f64,
    kilobytes: u64,
    name: String,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("one"), Some(seed)) => one(seed.parse().expect("a seed")),
        (count, _) => all(count.map_or(300, |count| count.parse().expect("a number"))),
    }
}

/// Converts one body, and prints what it cost.
fn one(seed: u64) {
    let (format, body) = match seed % 4 {
        0 => body(seed, LARGEST),
        _ => largest_body(seed),
    };
    let before = peak();
    let start = Instant::now();
    let view = daybook_body::view(&format, &body);
    let text = daybook_body::text(&format, &body);
    let took = start.elapsed().as_secs_f64() * 1e3;
    let cost = peak() - before;
    println!(
        "{took}\t{cost}\tseed {seed}, {format}, {} bytes, {} blocks, {} bytes of text",
        body.len(),
        view.blocks.len(),
        text.shown.len()
    );
}

/// The most memory that this process had, in kilobytes; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn all(count: u64) {
    let program = std::env::current_exe().expect("this program");
    let costs: Vec<BodyCost> = (1..=count)
        .map(|seed| {
            let run = Command::new(&program)
                .args(["one", &seed.to_string()])
                .output();
            let out = String::from_utf8(run.expect("it runs").stdout).expect("text");
            let mut fields = out.trim().split('\t');
            let mut next = || fields.next().unwrap_or_default().to_owned();
            BodyCost {
                milliseconds: next().parse().expect("the time"),
                kilobytes: next().parse().expect("the memory"),
                name: next(),
            }
        })
        .collect();
    let slowest = costs
        .iter()
        .max_by(|a, b| a.milliseconds.total_cmp(&b.milliseconds));
    let largest = costs.iter().max_by_key(|cost| cost.kilobytes);
    for (what, cost) in [("slowest", slowest), ("largest", largest)] {
        if let Some(cost) = cost {
            println!(
                "{what} of {count}: {:.1} ms, {:.1} MB ({})",
                cost.milliseconds,
                cost.kilobytes as f64 / 1024.0,
                cost.name
            );
        }
    }
}
