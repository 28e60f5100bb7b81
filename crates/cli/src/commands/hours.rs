//! `hours`: when spaces are open, as the manager says. It stays on this laptop, and no server is told.

use crate::exit_code::CommandError;
use crate::hours_args::{HoursArguments, HoursCommand};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{TextKey, text};
use model::SpaceId;
use model::opening_hours::{SetOpeningHours, SpaceHours};
use serde::Serialize;

/// When a space is open, for machines.
#[derive(Serialize)]
struct SpaceHoursJson<'h> {
    space: SpaceId,
    name: &'h str,
    time_zone: &'h str,
    /// As `hours set` takes them; null where nobody said so.
    hours: Option<String>,
}

/// Does what is asked of opening hours.
pub(crate) async fn hours(
    app: &App,
    asked: HoursArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    app.enter_world(asked.world()).await?;
    let spaces = match asked.command {
        HoursCommand::List => app.opening_hours().await?,
        HoursCommand::Set(asked) => vec![set(app, &asked.space, Some(asked.text())).await?],
        HoursCommand::Remove { space } => vec![set(app, &space, None).await?],
    };
    match out.format {
        OutputFormat::Json => out.json(&spaces.iter().map(line).collect::<Vec<_>>()),
        OutputFormat::Text => {
            let rows: Vec<Vec<String>> = spaces.iter().map(row).collect();
            let lines = table(&["SPACE", "ZONE", "OPEN"], &rows);
            lines.iter().try_for_each(|line| out.line(line))
        }
    }
}

async fn set(app: &App, space: &str, hours: Option<String>) -> Result<SpaceHours, CommandError> {
    let space = app.find_space(space).await?;
    let changed = app
        .set_opening_hours(SetOpeningHours { space, hours })
        .await?;
    Ok(changed.now)
}

fn line(space: &SpaceHours) -> SpaceHoursJson<'_> {
    SpaceHoursJson {
        space: space.space,
        name: &space.name,
        time_zone: &space.time_zone,
        hours: space.hours.as_ref().map(ToString::to_string),
    }
}

fn row(space: &SpaceHours) -> Vec<String> {
    let unknown = || text(TextKey::HoursUnknown).to_owned();
    vec![
        cell(&space.name, 40),
        space.time_zone.clone(),
        space
            .hours
            .as_ref()
            .map_or_else(unknown, ToString::to_string),
    ]
}
