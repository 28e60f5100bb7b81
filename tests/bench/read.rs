//! Everything that a reader asks of a filled home, in milliseconds.

use crate::question::{Lines, first, note};
use crate::sync_run::milliseconds;
use crate::{fixture, machine, more_reads};
use anyhow::Result;
use app::App;
use model::request::{FilterPeriod, ListFilter, ListView, ListWindow, OpenConversation};
use model::view::ListOpened;
use model::{Channel, ConversationId, ConversionKind};
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

/// Questions of each kind.
const ASKED: usize = 200;

/// Words by how many conversations have them, as measured in the script.
const RARE: &[&str] = &["podcast", "taquillas", "projector", "wheelchair", "notary"];
const USUAL: &[&str] = &[
    "parking",
    "invoice",
    "terrace",
    "printer",
    "\"meeting room\"",
    "cancel",
];
const COMMON: &[&str] = &["the", "you", "a", "is", "for"];
const BEGINNINGS: &[&str] = &["pr", "con", "mee", "th", "bo", "in"];

/// Asks, and prints one line.
pub(crate) async fn run(home: &Path) -> Result<()> {
    let app = fixture::open(home).await?;
    let mut lines = Lines::new();
    let opened = app.open_list(first(ListFilter::default())).await?;
    windows(&app, &opened, &mut lines).await?;
    filters(&app, &mut lines).await?;
    searches(&app, &mut lines).await?;
    metrics(&app, &mut lines).await?;
    conversations(&app, &mut lines).await?;
    more_reads::run(&app, home, &mut lines).await?;
    lines.insert("idle_bytes".to_owned(), json!(machine::memory()));
    lines.insert("read_peak_bytes".to_owned(), json!(machine::peak_memory()));
    app.close().await;
    println!("{}", Value::Object(lines));
    Ok(())
}

/// From an unlocked, cold process to the first rows, and then to an answer for any filter.
pub(crate) async fn start(home: &Path) -> Result<()> {
    let app = fixture::open(home).await?;
    let started = Instant::now();
    let opened = app.open_list(first(ListFilter::default())).await?;
    let first_list_ms = milliseconds(started);
    let any = ListFilter {
        view: ListView::Unconverted,
        ..ListFilter::default()
    };
    app.open_list(first(any)).await?;
    println!(
        "{}",
        json!({ "first_list_ms": first_list_ms, "any_filter_ms": milliseconds(started),
        "rows": opened.rows.len() })
    );
    app.close().await;
    Ok(())
}

fn text(text: &str) -> ListFilter {
    ListFilter {
        text: text.to_owned(),
        ..ListFilter::default()
    }
}

async fn windows(app: &App, opened: &ListOpened, lines: &mut Lines) -> Result<()> {
    let mut dice = rand::rngs::StdRng::seed_from_u64(1);
    let mut times = Vec::new();
    for _ in 0..ASKED * 5 {
        let start = dice.random_range(0..opened.total.saturating_sub(50).max(1));
        let started = Instant::now();
        app.list_window(ListWindow {
            list: opened.list,
            start,
            count: 50,
        })
        .await?;
        times.push(milliseconds(started));
    }
    note(lines, "window", &times);
    Ok(())
}

async fn filters(app: &App, lines: &mut Lines) -> Result<()> {
    let mut filters: Vec<ListFilter> = Vec::new();
    for channel in [Channel::Chat, Channel::Email, Channel::WhatsApp] {
        filters.push(ListFilter {
            channel: Some(channel),
            ..ListFilter::default()
        });
    }
    for view in [
        ListView::Escalated,
        ListView::Unconverted,
        ListView::WithLead,
        ListView::Converted(ConversionKind::Tour),
    ] {
        filters.push(ListFilter {
            view,
            ..ListFilter::default()
        });
    }
    filters.push(ListFilter {
        period: FilterPeriod::LastDays(90),
        ..ListFilter::default()
    });
    let times = open_each(app, &filters, ASKED / filters.len()).await?;
    note(lines, "filter", &times);
    Ok(())
}

async fn open_each(app: &App, filters: &[ListFilter], rounds: usize) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        for filter in filters {
            let started = Instant::now();
            app.open_list(first(filter.clone())).await?;
            times.push(milliseconds(started));
        }
    }
    Ok(times)
}

async fn searches(app: &App, lines: &mut Lines) -> Result<()> {
    let kinds = [
        ("search_rare", RARE),
        ("search_usual", USUAL),
        ("search_common", COMMON),
    ];
    let mut all = Vec::new();
    for (name, words) in kinds {
        let filters: Vec<ListFilter> = words.iter().map(|word| text(word)).collect();
        let times = open_each(app, &filters, 20).await?;
        note(lines, name, &times);
        all.extend(times);
    }
    note(lines, "search", &all);
    let typing = |word: &&str| ListFilter { ..text(word) };
    let filters: Vec<ListFilter> = BEGINNINGS.iter().map(typing).collect();
    note(lines, "prefix", &open_each(app, &filters, 10).await?);
    Ok(())
}

/// Another period each time: an answer that is still held for the same filter costs nothing and
/// would measure nothing.
async fn metrics(app: &App, lines: &mut Lines) -> Result<()> {
    let (mut whole, mut filtered) = (Vec::new(), Vec::new());
    for round in 0..ASKED {
        let days = u16::try_from(round)?;
        let all = ListFilter {
            period: FilterPeriod::LastDays(1_000 + days),
            ..ListFilter::default()
        };
        whole.push(timed(app, &all).await?);
        let period = FilterPeriod::LastDays(20 + days % 160);
        let some = ListFilter {
            channel: Some(Channel::Email),
            period,
            ..ListFilter::default()
        };
        filtered.push(timed(app, &some).await?);
    }
    note(lines, "metrics", &whole);
    note(lines, "metrics_filtered", &filtered);
    Ok(())
}

async fn timed(app: &App, filter: &ListFilter) -> Result<f64> {
    let started = Instant::now();
    app.metrics(filter).await?;
    Ok(milliseconds(started))
}

async fn conversations(app: &App, lines: &mut Lines) -> Result<()> {
    let mut dice = rand::rngs::StdRng::seed_from_u64(2);
    let last = i64::try_from(app.status().await?.conversations)?;
    let mut times = Vec::new();
    for _ in 0..ASKED * 5 {
        let id = ConversationId(dice.random_range(1..=last));
        let started = Instant::now();
        app.conversation(&OpenConversation {
            id,
            text: String::new(),
        })
        .await?;
        times.push(milliseconds(started));
    }
    note(lines, "conversation", &times);
    Ok(())
}
