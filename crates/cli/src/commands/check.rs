//! `source check`: what this laptop counts beside what the server counts, and by which time zones.

use crate::args::NameArgument;
use crate::completeness::reach;
use crate::exit_code::CommandError;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{one_line, table};
use app::{App, QuarantineEntry};
use insights::MetricSpec;
use model::SourceId;
use model::metrics::MetricComparison;
use serde_json::json;
use std::collections::BTreeSet;

/// Compares the numbers of a source with its server's.
pub(super) async fn check(
    app: &App,
    asked: &NameArgument,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let source = app.source_named(&asked.name).await?;
    let Some(compared) = app.cross_check(source.id).await? else {
        return Err(CommandError::NothingToCompare);
    };
    let zones = ZoneCheck::of(app, source.id).await?;
    match out.format {
        OutputFormat::Json => out.json(&json!({
            "source": source.name,
            "agrees": compared.iter().all(MetricComparison::agrees),
            "numbers": compared.iter().map(number).collect::<Vec<_>>(),
            "zones": { "database": zones.database, "unknown": zones.unknown },
            "reach": source.reach,
            "quarantined": app.quarantined(source.id).await?,
        }))?,
        OutputFormat::Text => {
            show(&compared, out)?;
            zones.show(out)?;
            if let Some(bound) = reach(&source.reach) {
                out.line(&bound)?;
            }
            set_aside(&app.quarantined(source.id).await?, out)?;
        }
    }
    match compared.iter().filter(|it| !it.agrees()).count() {
        0 => Ok(()),
        count => Err(CommandError::NumbersDiffer { count }),
    }
}

/// Which release of the zone database days are counted by, and the spaces' zones that it does not have.
struct ZoneCheck {
    database: String,
    unknown: BTreeSet<String>,
}

impl ZoneCheck {
    async fn of(app: &App, source: SourceId) -> Result<Self, CommandError> {
        let spaces = app.status().await?.spaces;
        let of_source = spaces.into_iter().filter(|space| space.source == source);
        let names: BTreeSet<String> = of_source.map(|space| space.time_zone).collect();
        let mut check = Self {
            database: app.zone("UTC".to_owned()).await?.database,
            unknown: BTreeSet::new(),
        };
        for name in names {
            let zone = app.zone(name).await?;
            if zone.steps.is_none() {
                check.unknown.insert(zone.name);
            }
        }
        Ok(check)
    }

    fn show(&self, out: &mut ResultWriter) -> Result<(), CommandError> {
        out.line(&format!("time zones of {}", self.database))?;
        for name in &self.unknown {
            out.line(&format!(
                "zone {name} is unknown: its days are those of UTC"
            ))?;
        }
        Ok(())
    }
}

/// The rows that were put aside, each by name.
fn set_aside(rows: &[QuarantineEntry], out: &mut ResultWriter) -> Result<(), CommandError> {
    for row in rows {
        let (kind, id, owner) = (&row.kind, one_line(&row.id), one_line(&row.owner));
        let place = if owner == id {
            String::new()
        } else {
            format!(" of conversation {owner}")
        };
        out.line(&format!("put aside: {kind} {id}{place}: {}", row.reason))?;
    }
    Ok(())
}

fn show(compared: &[MetricComparison], out: &mut ResultWriter) -> Result<(), CommandError> {
    let rows = compared.iter().map(row).collect::<Vec<_>>();
    let lines = table(&["NUMBER", "HERE", "SERVER", ""], &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

fn number(it: &MetricComparison) -> serde_json::Value {
    json!({ "name": MetricSpec::of(it.what).name, "here": it.here, "there": it.there })
}

fn row(it: &MetricComparison) -> Vec<String> {
    let text = |number: Option<f64>| match number {
        Some(whole) if whole.fract() == 0.0 => format!("{whole:.0}"),
        Some(mean) => format!("{mean:.2}"),
        None => "–".to_owned(),
    };
    let verdict = if it.agrees() { "" } else { "differs" };
    vec![
        MetricSpec::of(it.what).name.to_owned(),
        text(it.here),
        text(it.there),
        verdict.to_owned(),
    ]
}
