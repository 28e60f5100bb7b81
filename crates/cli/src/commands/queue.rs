//! `queue`: conversations drawn to be reviewed, alone or by two.

use crate::args::{DrawArguments, ExportArguments, QueueCommand};
use crate::exit_code::CommandError;
use crate::input_file;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use model::QueueId;
use model::failure::Failure;
use model::request::ListFilter;
use model::review_queue::{
    AgreementView, DrawQueue, ExportQueue, KappaView, QueueItemView, QueueMarks, QueueStratum,
    QueueView, SampleOrder,
};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// Does what is asked of queues.
pub(crate) async fn queue(
    app: &App,
    asked: QueueCommand,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    match asked {
        QueueCommand::Draw(asked) => draw(app, &asked, out).await,
        QueueCommand::List { name: None } => list(app, out).await,
        QueueCommand::List { name: Some(name) } => items(app, &name, out).await,
        QueueCommand::Remove { name } => {
            let queue = named(app, &name).await?;
            Ok(app.remove_queue(queue.id).await?)
        }
        QueueCommand::Export(asked) => export(app, &asked).await,
        QueueCommand::Import { file } => import(app, &file, out).await,
        QueueCommand::Agreement { name } => agreement(app, &name, out).await,
    }
}

async fn named(app: &App, name: &str) -> Result<QueueView, CommandError> {
    let queues = app.queues().await?.into_iter();
    let mut queues = queues.filter(|queue| queue.head.name == name);
    queues.next().ok_or(CommandError::Failed(Failure::NoQueue))
}

async fn id_of(app: &App, name: &str) -> Result<QueueId, CommandError> {
    Ok(named(app, name).await?.id)
}

async fn draw(
    app: &App,
    asked: &DrawArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    app.enter_world(asked.query.world()).await?;
    let request = DrawQueue {
        name: asked.name.clone(),
        filter: ListFilter {
            text: asked.query.text(),
            ..ListFilter::default()
        },
        sample: asked.sample,
        seed: asked.seed,
    };
    told(&app.draw_queue(request).await?, out)
}

/// A queue: how it came to be, and how far it is reviewed.
pub(crate) fn told(queue: &QueueView, out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(queue);
    }
    let how = match queue.head.sample {
        Some(SampleOrder { size, seed }) => format!("a sample of {size}, seed {seed}"),
        None => "all of them".to_owned(),
    };
    out.line(&format!("{}: {how}", cell(&queue.head.name, 80)))?;
    out.line(&progress(queue))?;
    let rows: Vec<Vec<String>> = queue.head.strata.iter().map(stratum).collect();
    let lines = table(&["CHANNEL", "OUTCOME", "DRAWN", "OF"], &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

fn stratum(stratum: &QueueStratum) -> Vec<String> {
    let outcome = stratum.outcome.as_ref();
    vec![
        cell(stratum.channel.as_str(), 24),
        outcome.map_or_else(|| "–".to_owned(), |kind| cell(kind.as_str(), 24)),
        stratum.drawn.to_string(),
        stratum.conversations.to_string(),
    ]
}

fn progress(queue: &QueueView) -> String {
    let missing = match queue.missing {
        0 => String::new(),
        missing => format!(", {missing} not on this laptop"),
    };
    let next = queue
        .next
        .map(|id| format!("; next: {id}"))
        .unwrap_or_default();
    format!(
        "{} of {} reviewed{missing}{next}",
        queue.reviewed, queue.conversations
    )
}

async fn list(app: &App, out: &mut ResultWriter) -> Result<(), CommandError> {
    let queues = app.queues().await?;
    if out.format == OutputFormat::Json {
        return out.json(&queues);
    }
    let row = |queue: &QueueView| {
        vec![
            cell(&queue.head.name, 40),
            progress(queue),
            cell(&queue.reviewers.join(", "), 40),
        ]
    };
    let rows: Vec<Vec<String>> = queues.iter().map(row).collect();
    let lines = table(&["NAME", "PROGRESS", "OTHER REVIEWERS"], &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

async fn items(app: &App, name: &str, out: &mut ResultWriter) -> Result<(), CommandError> {
    let items = app.queue_items(id_of(app, name).await?).await?;
    if out.format == OutputFormat::Json {
        return out.json(&items);
    }
    let rows: Vec<Vec<String>> = items.iter().map(item).collect();
    let head = [
        "PLACE",
        "ID",
        "ON THE SERVER",
        "REVIEWED",
        "RATING",
        "FLAGS",
    ];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

fn item(item: &QueueItemView) -> Vec<String> {
    let id = item.conversation.map(|id| id.to_string());
    let mut row = vec![
        item.place.to_string(),
        id.unwrap_or_else(|| "–".to_owned()),
        cell(item.remote_id.as_str(), 40),
    ];
    row.extend(judged(&item.marks));
    row
}

/// Reviewed, rating and flags.
fn judged(marks: &QueueMarks) -> [String; 3] {
    let reviewed = if marks.reviewed_at.is_some() {
        "yes"
    } else {
        "no"
    };
    let rating = marks.rating.map(|rating| rating.get().to_string());
    let flags: Vec<&str> = marks.flags.iter().map(|flag| flag.kind.as_str()).collect();
    [
        reviewed.to_owned(),
        rating.unwrap_or_else(|| "–".to_owned()),
        cell(&flags.join(", "), 40),
    ]
}

async fn export(app: &App, asked: &ExportArguments) -> Result<(), CommandError> {
    let request = ExportQueue {
        queue: id_of(app, &asked.name).await?,
        reviewer: asked.reviewer.clone(),
    };
    let file = app.export_queue(&request).await?;
    let text = serde_json::to_string_pretty(&file)?;
    write_new(&asked.file, &text).map_err(|source| CommandError::File {
        path: asked.file.clone(),
        source,
    })?;
    say(&format!(
        "{} conversations, by the server's ids, with the seed and the marks of {}; no word of any of them",
        file.items.len(),
        file.reviewer
    ));
    Ok(())
}

/// Writes a file that is not there yet: nothing of somebody else's is lost.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

async fn import(app: &App, path: &Path, out: &mut ResultWriter) -> Result<(), CommandError> {
    told(
        &app.import_queue(&input_file::read(Some(path))?).await?,
        out,
    )
}

async fn agreement(app: &App, name: &str, out: &mut ResultWriter) -> Result<(), CommandError> {
    let found = app.queue_agreement(id_of(app, name).await?).await?;
    if out.format == OutputFormat::Json {
        return out.json(&found);
    }
    if found.is_empty() {
        say("Nobody else's marks are here yet: import the file of another reviewer first.");
    }
    found.iter().try_for_each(|one| compared(one, out))
}

fn compared(found: &AgreementView, out: &mut ResultWriter) -> Result<(), CommandError> {
    out.line(&format!("with {}", cell(&found.reviewer, 80)))?;
    out.line(&format!("  rating       {}", kappa(found.rating.as_ref())))?;
    out.line(&format!("  flagged      {}", kappa(found.flagged.as_ref())))?;
    let rows: Vec<Vec<String>> = found
        .disagreements
        .iter()
        .map(|one| {
            let mut row = item(&one.item);
            row.extend(judged(&one.theirs));
            row
        })
        .collect();
    let head = [
        "PLACE",
        "ID",
        "ON THE SERVER",
        "REVIEWED",
        "RATING",
        "FLAGS",
        "THEIRS: REVIEWED",
        "RATING",
        "FLAGS",
    ];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

/// Below this many pairs an interval says more about the number of them than about the reviewers.
const FEWEST: u64 = model::metrics::FEWEST_FOR_RATE;

fn kappa(found: Option<&KappaView>) -> String {
    let Some(found) = found else {
        return "no conversation that both judged".to_owned();
    };
    let alike = format!(
        "{} judged by both, {:.0} % alike",
        found.pairs,
        100.0 * found.observed
    );
    match (found.kappa, found.interval) {
        (Some(kappa), Some((low, high))) => {
            let few = if found.pairs < FEWEST { "; few" } else { "" };
            format!("kappa {kappa:.2} ({low:.2} to {high:.2}; {alike}{few})")
        }
        _ => format!("{alike}; no kappa, since both judged all of them alike"),
    }
}
