//! `view`: the views of the list, and handing one to another Daybook.

use crate::args::{SaveViewArguments, ViewCommand};
use crate::exit_code::CommandError;
use crate::input_file;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{PlainFormats, built_in_view_name, diagnosis_phrase, text};
use model::SavedViewId;
use model::failure::Failure;
use model::saved_view::{ViewChoice, ViewDraft, ViewLine};

/// Does what is asked with views.
pub(crate) async fn view(
    app: &App,
    asked: ViewCommand,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    match asked {
        ViewCommand::List => list(app, out).await,
        ViewCommand::Save(asked) => save(app, &asked).await,
        ViewCommand::Remove(asked) => {
            app.remove_view(saved(app, &asked.name).await?).await?;
            Ok(())
        }
        ViewCommand::Export(asked) => {
            let file = app.export_view(saved(app, &asked.name).await?).await?;
            out.line(&file)
        }
        ViewCommand::Import { file } => {
            app.import_view(&input_file::read(file.as_deref())?).await?;
            Ok(())
        }
    }
}

/// What a view of this name asks; a saved one is looked for first.
pub(crate) async fn named(app: &App, name: &str) -> Result<ViewLine, CommandError> {
    let wanted = name.to_lowercase();
    let mut lines = app.views().await?;
    // Built-in ones come first, and a saved one of the same name is meant before them.
    lines.reverse();
    lines
        .into_iter()
        .find(|line| shown_name(line).to_lowercase() == wanted)
        .ok_or(CommandError::Failed(Failure::NoView))
}

fn shown_name(line: &ViewLine) -> String {
    match line.view {
        ViewChoice::BuiltIn(view) => text(built_in_view_name(view)).to_owned(),
        ViewChoice::Saved(_) => line.name.clone(),
    }
}

async fn saved(app: &App, name: &str) -> Result<SavedViewId, CommandError> {
    match named(app, name).await?.view {
        ViewChoice::Saved(id) => Ok(id),
        ViewChoice::BuiltIn(_) => Err(CommandError::Failed(Failure::NoView)),
    }
}

async fn list(app: &App, out: &mut ResultWriter) -> Result<(), CommandError> {
    let lines = app.views().await?;
    for line in &lines {
        for diagnosis in &line.diagnoses {
            let said = diagnosis_phrase(diagnosis).say(&PlainFormats);
            say(&format!("{}: {said}", shown_name(line)));
        }
    }
    match out.format {
        OutputFormat::Json => out.json(&lines),
        OutputFormat::Text => {
            let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
            let lines = table(&["NAME", "CONVERSATIONS", "ORDER", "QUERY"], &rows);
            lines.iter().try_for_each(|line| out.line(line))
        }
    }
}

fn row(line: &ViewLine) -> Vec<String> {
    vec![
        cell(&shown_name(line), 40),
        line.conversations.to_string(),
        format!("{} {}", line.sort.by.as_str(), line.sort.direction.as_str()),
        cell(&line.query, 80),
    ]
}

async fn save(app: &App, asked: &SaveViewArguments) -> Result<(), CommandError> {
    let draft = ViewDraft {
        name: asked.name.clone(),
        query: asked.query.join(" "),
        sort: asked.order.sort(),
        place: None,
        columns: None,
    };
    app.save_view(draft).await?;
    Ok(())
}
