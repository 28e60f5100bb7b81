//! The report, as Markdown for `docs/BENCHMARKS.md`.

use crate::figures::{Size, median, quantile};
use serde_json::Value;

const MEGABYTE: f64 = 1_048_576.0;

/// Prints every size side by side, then the peers and the growth.
pub(crate) fn print(sizes: &[Size]) {
    let all: Vec<_> = rows().into_iter().chain(window_rows()).collect();
    table(sizes, &all);
    sizes.iter().for_each(print_peers);
    if let [small, .., large] = sizes {
        print_growth(small, large);
    }
}

/// Prints what the window took.
pub(crate) fn print_window(sizes: &[Size]) {
    table(sizes, &window_rows());
}

fn table(sizes: &[Size], rows: &[Row]) {
    let heads: Vec<String> = sizes
        .iter()
        .map(|size| format!("{} conversations", size.conversations))
        .collect();
    println!(
        "| what | {} |\n|---|{}",
        heads.join(" | "),
        "---|".repeat(sizes.len())
    );
    for (name, figure) in rows {
        let cells: Vec<String> = sizes.iter().map(figure).collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
}

type Figure = fn(&Size) -> String;
type Row = (&'static str, Figure);

fn window_rows() -> Vec<Row> {
    vec![
        (
            "window, process to first painted conversations, median (least to most) ms",
            |size| spread(&size.window_rows_ms),
        ),
        (
            "of that, until the page begins to load, median (least to most) ms",
            |size| spread(&size.window_page_ms),
        ),
        (
            "scrolling in the window, from frame to frame, p50 / p99 ms",
            |size| told_pair(&size.scroll, "frame_p50_ms", "frame_p99_ms"),
        ),
        (
            "scrolling in the window, work of the page in a frame, p50 / p99 ms",
            |size| told_pair(&size.scroll, "work_p50_ms", "work_p99_ms"),
        ),
        ("frames with a row still empty, share", |size| {
            told(&size.scroll, "late_share")
        }),
        (
            "jump anywhere in the window, to all rows drawn, p50 / p99 ms",
            |size| told_pair(&size.scroll, "jump_p50_ms", "jump_p99_ms"),
        ),
        (
            "an arrow in the window, to the row marked, p50 / p95 ms",
            |size| told_pair(&size.keys, "arrow_p50_ms", "arrow_p95_ms"),
        ),
        (
            "an arrow in the window, to the conversation painted, p50 / p95 ms",
            |size| told_pair(&size.keys, "open_p50_ms", "open_p95_ms"),
        ),
        (
            "a tab in the window, to its rows painted, p50 / p95 ms",
            |size| told_pair(&size.keys, "tab_p50_ms", "tab_p95_ms"),
        ),
        (
            "a letter in the search, to its rows painted, p50 / p95 ms",
            |size| told_pair(&size.keys, "letter_p50_ms", "letter_p95_ms"),
        ),
    ]
}

fn spread(values: &[f64]) -> String {
    if values.is_empty() {
        return "–".to_owned();
    }
    let (least, most) = (quantile(values, 0.0), quantile(values, 1.0));
    format!("{:.0} ({least:.0} to {most:.0})", median(values))
}

fn told_pair(line: &Value, first: &str, second: &str) -> String {
    format!("{} / {}", told(line, first), told(line, second))
}

fn rows() -> Vec<Row> {
    vec![
        ("messages", |size| format!("{:.0}", size.messages)),
        ("first sync, messages/s end to end", |size| {
            format!("{:.0}", median(&size.sync_rates))
        }),
        (
            "FTS5-only loop, not encrypted, messages/s (the limit)",
            |size| format!("{:.0}", median(&size.limit_rates)),
        ),
        ("ratio to the limit, median of rounds", |size| {
            format!("{:.2}", median(&ratios(size)))
        }),
        (
            "first sync of the same from the Nexudus mock without limits, time in that of daybook-server, median (least to most)",
            |size| times(&nexudus_ratios(size)),
        ),
        ("first 50 rows while the first sync runs, ms", |size| {
            format!("{:.0}", median(&size.first_rows_ms))
        }),
        ("sync with nothing new, ms", |size| {
            format!("{:.1}", median(&size.nothing_new_ms))
        }),
        ("start, unlocked home to first list, ms", |size| {
            format!("{:.1}", median(&size.start_ms))
        }),
        ("list window of 50 anywhere, p50 / p99 ms", |size| {
            pair(size, "window_p50_ms", "window_p99_ms")
        }),
        ("list window while a sync runs, p99 ms", |size| {
            told(&size.crowded, "window_p99_ms")
        }),
        ("list opened anew while a sync runs, p99 ms", |size| {
            told(&size.crowded, "open_p99_ms")
        }),
        (
            "filter with count, tabs and metrics, p50 / p95 ms",
            |size| pair(size, "filter_p50_ms", "filter_p95_ms"),
        ),
        ("another order of the list, p50 / p95 ms", |size| {
            pair(size, "order_p50_ms", "order_p95_ms")
        }),
        ("the same the first time, the longest, ms", |size| {
            format!("{:.0}", size.read("order_first_max_ms"))
        }),
        ("facets of a filter, p50 / p95 ms", |size| {
            pair(size, "facets_p50_ms", "facets_p95_ms")
        }),
        ("dashboard of a filter, p50 / p95 ms", |size| {
            pair(size, "dashboard_p50_ms", "dashboard_p95_ms")
        }),
        ("search, all words, p50 / p95 ms", |size| {
            pair(size, "search_p50_ms", "search_p95_ms")
        }),
        ("search, usual words, p50 / p99 ms", |size| {
            pair(size, "search_usual_p50_ms", "search_usual_p99_ms")
        }),
        ("search, commonest words, p50 / max ms", |size| {
            pair(size, "search_common_p50_ms", "search_common_max_ms")
        }),
        ("search as one types (prefix), p50 / p99 ms", |size| {
            pair(size, "prefix_p50_ms", "prefix_p99_ms")
        }),
        (
            "metric strip, whole history, computed anew, p50 / p99 ms",
            |size| pair(size, "metrics_p50_ms", "metrics_p99_ms"),
        ),
        (
            "metric strip, one channel and a period, p50 / p99 ms",
            |size| pair(size, "metrics_filtered_p50_ms", "metrics_filtered_p99_ms"),
        ),
        ("open a conversation, p50 / p99 ms", |size| {
            pair(size, "conversation_p50_ms", "conversation_p99_ms")
        }),
        ("next conversation, with its row, p50 / p99 ms", |size| {
            pair(size, "next_p50_ms", "next_p99_ms")
        }),
        ("export of everything as CSV, rows/s", |size| {
            format!("{:.0}", size.read("export_rows_s"))
        }),
        ("bytes on disk a message, encrypted, with index", |size| {
            format!("{:.0}", size.disk_bytes as f64 / size.messages)
        }),
        ("memory at rest after reading, MB", |size| {
            format!("{:.0}", size.read("idle_bytes") / MEGABYTE)
        }),
        (
            "peak memory reading, MB (Argon2id takes 64 of it for a moment)",
            |size| format!("{:.0}", size.read("read_peak_bytes") / MEGABYTE),
        ),
        ("peak memory syncing, MB (the same)", |size| {
            format!("{:.0}", median(&size.sync_peak_bytes) / MEGABYTE)
        }),
    ]
}

fn ratios(size: &Size) -> Vec<f64> {
    size.sync_rates
        .iter()
        .zip(&size.limit_rates)
        .map(|(sync, limit)| sync / limit)
        .collect()
}

fn nexudus_ratios(size: &Size) -> Vec<f64> {
    size.sync_rates
        .iter()
        .zip(&size.nexudus_rates)
        .map(|(daybook, nexudus)| daybook / nexudus)
        .collect()
}

fn times(values: &[f64]) -> String {
    if values.is_empty() {
        return "–".to_owned();
    }
    let (least, most) = (quantile(values, 0.0), quantile(values, 1.0));
    format!("{:.2} ({least:.2} to {most:.2})", median(values))
}

fn pair(size: &Size, first: &str, second: &str) -> String {
    format!("{:.2} / {:.2}", size.read(first), size.read(second))
}

fn told(line: &Value, name: &str) -> String {
    line[name]
        .as_f64()
        .map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

fn print_peers(size: &Size) {
    println!("\nPeers at {} conversations:", size.conversations);
    for line in &size.peers {
        println!("- {}", peer(size, line));
    }
}

fn peer(size: &Size, line: &Value) -> String {
    let word = |name: &str| line[name].as_str().unwrap_or_default();
    let number = |name: &str| line[name].as_f64().unwrap_or(f64::NAN);
    if !word("absent").is_empty() {
        return word("absent").to_owned();
    }
    let head = format!("{}, {}", word("peer"), word("what"));
    if line["seconds"].is_number() {
        let rate = number("messages") / number("seconds");
        let ratio = median(&size.sync_rates) / rate;
        return format!("{head}: {rate:.0} messages/s; Daybook's whole first sync {ratio:.1}×");
    }
    let (theirs, ours) = (number("p50_ms"), size.read(word("against")));
    let ratio = theirs / ours;
    format!("{head}: p50 {theirs:.2} ms; Daybook {ours:.2} ms, {ratio:.1}×")
}

/// How the times grow from the smallest to the largest size: the exponent of a power law.
fn print_growth(small: &Size, large: &Size) {
    let factor = f64::from(large.conversations) / f64::from(small.conversations);
    let exponent = |from: f64, to: f64| (to / from).ln() / factor.ln();
    println!(
        "\nGrowth from {} to {} conversations, as the exponent of a power law:",
        small.conversations, large.conversations
    );
    let seconds = |size: &Size| size.messages / median(&size.sync_rates);
    println!(
        "- first sync: {:.2}",
        exponent(seconds(small), seconds(large))
    );
    for name in [
        "window_p99_ms",
        "filter_p95_ms",
        "search_usual_p50_ms",
        "search_common_p50_ms",
        "metrics_p50_ms",
        "conversation_p99_ms",
    ] {
        println!(
            "- {}: {:.2}",
            name.trim_end_matches("_ms").replace('_', " "),
            exponent(small.read(name), large.read(name))
        );
    }
}
