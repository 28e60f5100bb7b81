//! `sql`: an auditor's question over documented views.

use crate::exit_code::CommandError;
use crate::export_args::SqlArguments;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::{App, SqlLimits};
use catalogue::{TextKey, text};
use model::audit::{SqlTable, SqlValue};
use std::time::Duration;

/// Asks.
pub(crate) async fn sql(
    app: &App,
    asked: &SqlArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    app.enter_world(asked.world()).await?;
    let limits = SqlLimits {
        rows: usize::try_from(asked.limit).unwrap_or(usize::MAX),
        time: Duration::from_secs(asked.timeout.into()),
    };
    let answer = app.ask_sql(&asked.sql, limits).await?;
    match out.format {
        OutputFormat::Json => out.json(&answer)?,
        OutputFormat::Text if asked.csv => as_csv(&answer, out)?,
        OutputFormat::Text => as_table(&answer, out)?,
    }
    if answer.is_cut {
        out.flush()?;
        say(text(TextKey::SqlCut));
    }
    Ok(())
}

fn as_table(answer: &SqlTable, out: &mut ResultWriter) -> Result<(), CommandError> {
    let row = |row: &Vec<SqlValue>| row.iter().map(|value| cell(&told(value), 60)).collect();
    let rows: Vec<Vec<String>> = answer.rows.iter().map(row).collect();
    let head: Vec<&str> = answer.columns.iter().map(String::as_str).collect();
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

fn as_csv(answer: &SqlTable, out: &mut ResultWriter) -> Result<(), CommandError> {
    let mut line = |fields: &[String]| {
        let line = app::csv_line(fields).map_err(app::AppError::from)?;
        out.line(&line)
    };
    line(&answer.columns)?;
    answer.rows.iter().try_for_each(|row| {
        let fields: Vec<String> = row.iter().map(field).collect();
        line(&fields)
    })
}

/// A number is no formula, whatever it begins with.
fn field(value: &SqlValue) -> String {
    match value {
        SqlValue::Text(text) => app::guarded_field(text),
        other => told(other),
    }
}

fn told(value: &SqlValue) -> String {
    match value {
        SqlValue::Null => String::new(),
        SqlValue::Integer(number) => number.to_string(),
        SqlValue::Real(number) => number.to_string(),
        SqlValue::Text(text) => text.clone(),
    }
}
