//! `annotation`: what the manager writes at days of the trend, and what was before and after each. It stays on this laptop,
//! and no server is told.

use crate::annotation_args::{
    AddAnnotation, AnnotationCommand, ChangeAnnotationArguments, CompareAnnotation,
};
use crate::commands::compare::{RateBesideRestJson, RateJson, besides, rates};
use crate::commands::with_inferred::{CountedJson, counting_filter, say_with_inferred};
use crate::exit_code::CommandError;
use crate::rate_words::{dash, days, rate};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{PlainFormats, TextKey, text, verdict_phrase};
use insights::MetricSpec;
use model::annotation::{
    AnnotatedSpace, AnnotationDraft, AnnotationSide, BeforeAfterRequest, BeforeAfterView,
    ChangeAnnotation, TrendAnnotation,
};
use model::comparison::RateShift;
use model::failure::Failure;
use model::metrics::{MetricAmount, MetricId, Metrics};
use model::opening_hours::SpaceHours;
use model::search::DaySpan;
use model::{AnnotationId, SpaceId};
use serde::Serialize;
use std::collections::BTreeMap;

/// An annotation, for machines.
#[derive(Serialize)]
struct AnnotationJson<'a> {
    id: AnnotationId,
    day: chrono::NaiveDate,
    words: &'a str,
    /// The name of its space; null is every one.
    space: Option<String>,
}

/// Before and after, for machines.
#[derive(Serialize)]
struct BeforeAfterJson<'a> {
    annotation: AnnotationJson<'a>,
    days: u32,
    before: SideJson,
    after: SideJson,
    /// Each rate after it beside that before, by the keys of `metrics --json`.
    change: BTreeMap<&'static str, RateBesideRestJson>,
    /// Why each moved: what the rates within the channels make of it, and what their mix. Together they are the difference.
    by_channel: BTreeMap<&'static str, ShiftJson>,
    /// The annotation before which it ends; null is today.
    ended_by: Option<AnnotationId>,
    others_before: Vec<AnnotationId>,
    converting_from: Option<chrono::NaiveDate>,
}

/// Why a rate moved, for machines.
#[derive(Serialize)]
struct ShiftJson {
    within: f64,
    mix: f64,
}

/// One side, for machines.
#[derive(Serialize)]
struct SideJson {
    period: DaySpan,
    conversations: u64,
    #[serde(flatten)]
    outcomes: BTreeMap<&'static str, RateJson>,
}

/// Does what is asked of annotations.
pub(crate) async fn annotation(
    app: &App,
    asked: AnnotationCommand,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    match asked {
        AnnotationCommand::List(world) => {
            app.enter_world(world.world()).await?;
            print(app, &app.annotations().await?, out).await
        }
        AnnotationCommand::Add(asked) => {
            let added = add(app, &asked).await?;
            print(app, &[added], out).await
        }
        AnnotationCommand::Change(asked) => {
            let changed = change(app, &asked).await?;
            print(app, &[changed], out).await
        }
        AnnotationCommand::Remove { id, world } => {
            app.enter_world(world.world()).await?;
            app.remove_annotation(AnnotationId(id)).await?;
            Ok(())
        }
        AnnotationCommand::Compare(asked) => compare(app, &asked, out).await,
    }
}

async fn add(app: &App, asked: &AddAnnotation) -> Result<TrendAnnotation, CommandError> {
    app.enter_world(asked.world.world()).await?;
    let draft = AnnotationDraft {
        day: app.named_day(&asked.day).await?,
        words: asked.words(),
        space: space_named(app, asked.space.as_deref()).await?,
    };
    Ok(app.add_annotation(draft).await?)
}

async fn space_named(app: &App, name: Option<&str>) -> Result<Option<SpaceId>, CommandError> {
    Ok(match name {
        Some(name) => Some(app.find_space(name).await?),
        None => None,
    })
}

/// What is not named stays as it is. One of a space that is not here must be told where it is of now.
async fn change(
    app: &App,
    asked: &ChangeAnnotationArguments,
) -> Result<TrendAnnotation, CommandError> {
    app.enter_world(asked.world.world()).await?;
    let known = named(app, AnnotationId(asked.id)).await?;
    let space = match (&asked.space, known.space) {
        (Some(name), _) => Some(app.find_space(name).await?),
        (None, AnnotatedSpace::One(space)) if !asked.every_space => Some(space),
        (None, AnnotatedSpace::Absent) if !asked.every_space => {
            return Err(CommandError::Failed(Failure::NoSpace));
        }
        (None, _) => None,
    };
    let draft = AnnotationDraft {
        day: match &asked.day {
            Some(day) => app.named_day(day).await?,
            None => known.day,
        },
        words: asked.words.clone().unwrap_or(known.words),
        space,
    };
    let annotation = known.id;
    app.change_annotation(ChangeAnnotation { annotation, draft })
        .await?;
    named(app, annotation).await
}

async fn named(app: &App, id: AnnotationId) -> Result<TrendAnnotation, CommandError> {
    let mut all = app.annotations().await?.into_iter();
    let found = all.find(|one| one.id == id);
    found.ok_or(CommandError::Failed(Failure::NoAnnotation))
}

async fn print(
    app: &App,
    annotations: &[TrendAnnotation],
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let spaces = app.opening_hours().await?;
    match out.format {
        OutputFormat::Json => {
            let lines = annotations.iter().map(|one| for_machines(one, &spaces));
            out.json(&lines.collect::<Vec<_>>())
        }
        OutputFormat::Text => {
            let rows: Vec<Vec<String>> = annotations.iter().map(|one| row(one, &spaces)).collect();
            let lines = table(&["NUMBER", "DAY", "SPACE", "WORDS"], &rows);
            lines.iter().try_for_each(|line| out.line(line))
        }
    }
}

fn for_machines<'a>(one: &'a TrendAnnotation, spaces: &[SpaceHours]) -> AnnotationJson<'a> {
    AnnotationJson {
        id: one.id,
        day: one.day,
        words: &one.words,
        space: space_name(one, spaces),
    }
}

/// The name of its space; none is every one.
fn space_name(one: &TrendAnnotation, spaces: &[SpaceHours]) -> Option<String> {
    let absent = || text(TextKey::AnnotationSpaceAbsent).to_owned();
    match one.space {
        AnnotatedSpace::Every => None,
        AnnotatedSpace::Absent => Some(absent()),
        AnnotatedSpace::One(id) => {
            let name = spaces.iter().find(|it| it.space == id);
            Some(name.map_or_else(absent, |it| it.name.clone()))
        }
    }
}

fn row(one: &TrendAnnotation, spaces: &[SpaceHours]) -> Vec<String> {
    let every = || text(TextKey::AnnotationEverySpace).to_owned();
    vec![
        one.id.to_string(),
        one.day.to_string(),
        cell(&space_name(one, spaces).unwrap_or_else(every), 32),
        cell(&one.words, 80),
    ]
}

async fn compare(
    app: &App,
    asked: &CompareAnnotation,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = counting_filter(app, &asked.query, asked.inferred).await?;
    let inferred = filter.inferred;
    let annotation = asked.annotation();
    let view = app
        .before_after(BeforeAfterRequest { annotation, filter })
        .await?;
    let spaces = app.opening_hours().await?;
    match out.format {
        OutputFormat::Json => out.json(&CountedJson::new(compared(&view, &spaces), inferred)),
        OutputFormat::Text => {
            say_with_inferred(inferred, out)?;
            print_compared(&view, out)
        }
    }
}

fn compared<'a>(view: &'a BeforeAfterView, spaces: &[SpaceHours]) -> BeforeAfterJson<'a> {
    BeforeAfterJson {
        annotation: for_machines(&view.annotation, spaces),
        days: view.days,
        before: side(&view.before),
        after: side(&view.after),
        change: besides(&view.rates),
        by_channel: view.by_channel.iter().map(shift).collect(),
        ended_by: view.ended_by.as_ref().map(|one| one.id),
        others_before: view.others_before.iter().map(|one| one.id).collect(),
        converting_from: view.converting_from,
    }
}

fn shift(shift: &RateShift) -> (&'static str, ShiftJson) {
    let (within, mix) = (shift.within, shift.mix);
    (shift.what.key(), ShiftJson { within, mix })
}

fn side(side: &AnnotationSide) -> SideJson {
    SideJson {
        period: side.span,
        conversations: side.metrics.total,
        outcomes: rates(&side.metrics, MetricId::ALL),
    }
}

fn print_compared(view: &BeforeAfterView, out: &mut ResultWriter) -> Result<(), CommandError> {
    let one = &view.annotation;
    out.line(&format!("{} {}", one.day, one.words))?;
    out.line(&format!("After  {}", days(view.after.span)))?;
    out.line(&format!("Before {}", days(view.before.span)))?;
    let total = |side: &AnnotationSide| side.metrics.total.to_string();
    let all = vec![
        text(TextKey::HoursConversations).to_owned(),
        total(&view.before),
        total(&view.after),
    ];
    let told = MetricId::ALL.iter().filter_map(|what| outcome(view, *what));
    let rows: Vec<Vec<String>> = std::iter::once(all).chain(told).collect();
    let lines = table(&["", "BEFORE", "AFTER", "CHANGE"], &rows);
    lines.iter().try_for_each(|line| out.line(line))?;
    for other in &view.others_before {
        out.line(&format!(
            "{} {} {}",
            text(TextKey::AnnotationAlsoBefore),
            other.day,
            other.words
        ))?;
    }
    Ok(())
}

/// An outcome that either side has.
fn outcome(view: &BeforeAfterView, what: MetricId) -> Option<Vec<String>> {
    let share = |metrics: &Metrics| match metrics.amount(what) {
        MetricAmount::Share(share) => Some(share),
        MetricAmount::Count(_) | MetricAmount::Average(_) => None,
    };
    let (before, after) = (share(&view.before.metrics)?, share(&view.after.metrics)?);
    let change = view.rates.iter().find(|it| it.what == what);
    let points = |it: f64| format!("{:+.1}", it * 100.0);
    let change = change.map(|it| {
        format!(
            "{}, {} points ({} to {})",
            verdict_phrase(it.verdict).say(&PlainFormats),
            points(it.difference),
            points(it.interval.0),
            points(it.interval.1)
        )
    });
    (before.conversations + after.conversations > 0).then(|| {
        vec![
            MetricSpec::of(what).name.to_owned(),
            rate(&view.before.metrics, before),
            rate(&view.after.metrics, after),
            change.unwrap_or_else(dash),
        ]
    })
}
