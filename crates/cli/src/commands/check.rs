//! `source check`: what this laptop counts beside what the server counts.

use crate::args::NameArgument;
use crate::exit_code::CommandError;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::table;
use app::App;
use insights::MetricSpec;
use model::metrics::MetricComparison;
use serde_json::json;

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
    match out.format {
        OutputFormat::Json => out.json(&json!({
            "source": source.name,
            "agrees": compared.iter().all(MetricComparison::agrees),
            "numbers": compared.iter().map(number).collect::<Vec<_>>(),
        }))?,
        OutputFormat::Text => show(&compared, out)?,
    }
    match compared.iter().filter(|it| !it.agrees()).count() {
        0 => Ok(()),
        count => Err(CommandError::NumbersDiffer { count }),
    }
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
