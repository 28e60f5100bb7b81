//! `list`: conversations, in the order that is asked for. Long lists are written as they are read, so that
//! `--limit 1000000` needs no more memory than `--limit 50`.

use crate::commands::filter::{explain, filter_within, within};
use crate::commands::lacking::say_what_lacks;
use crate::exit_code::CommandError;
use crate::json::ConversationJson;
use crate::list_args::ListArguments;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use model::Escalation;
use model::request::{ListWindow, OpenList};
use model::view::{ConversationRow, ListOpened, PersonView};

/// Rows fetched at once.
const WINDOW: u32 = 500;

/// Lists conversations.
pub(crate) async fn list(
    app: &App,
    asked: &ListArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    app.enter_world(asked.query.world()).await?;
    let view = within(app, &asked.query).await?;
    let request = OpenList {
        filter: filter_within(view.as_ref(), &asked.query),
        sort: asked.order.sort_within(view.map(|view| view.sort)),
        first_rows: 0,
        locate: None,
    };
    let opened = app.open_list(request).await?;
    explain(&opened.diagnoses);
    say_what_lacks(app).await?;
    let wanted = u32::try_from(asked.limit)
        .unwrap_or(u32::MAX)
        .min(opened.total);
    match out.format {
        OutputFormat::Json => as_json(app, &opened, wanted, out).await,
        OutputFormat::Text => as_table(app, &opened, wanted, out).await,
    }
}

async fn as_json(
    app: &App,
    opened: &ListOpened,
    wanted: u32,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let mut written = 0;
    for window in windows(opened, wanted) {
        for row in app.list_window(window).await? {
            out.json_item(written, &ConversationJson::from(row))?;
            written += 1;
        }
    }
    out.json_end(written)
}

async fn as_table(
    app: &App,
    opened: &ListOpened,
    wanted: u32,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    // Columns are aligned within a window: a million rows are not held to align a million rows.
    for window in windows(opened, wanted) {
        let rows: Vec<Vec<String>> = app.list_window(window).await?.iter().map(row).collect();
        let lines = table(
            &[
                "ID",
                "LAST ACTIVITY (UTC)",
                "CHANNEL",
                "WHO",
                "SUBJECT",
                "MESSAGES",
                "OUTCOMES",
            ],
            &rows,
        );
        let from = usize::from(window.start > 0);
        lines
            .iter()
            .skip(from)
            .try_for_each(|line| out.line(line))?;
    }
    out.flush()?;
    say(&format!("{wanted} of {} conversations", opened.total));
    Ok(())
}

fn windows(opened: &ListOpened, wanted: u32) -> impl Iterator<Item = ListWindow> {
    let list = opened.list;
    (0..wanted)
        .step_by(WINDOW as usize)
        .map(move |start| ListWindow {
            list,
            start,
            count: WINDOW.min(wanted - start),
        })
}

fn row(row: &ConversationRow) -> Vec<String> {
    let subject: String = row
        .subject
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    let warning = if row.escalation == Escalation::None {
        ""
    } else {
        "⚠ "
    };
    vec![
        row.id.to_string(),
        row.last_activity_at.format("%Y-%m-%d %H:%M").to_string(),
        cell(row.channel.as_str(), 16),
        cell(&who(&row.person), 36),
        format!("{warning}{}", cell(&subject, 56)),
        row.messages.to_string(),
        outcomes(row),
    ]
}

/// The person in a few words.
pub(crate) fn who(person: &PersonView) -> String {
    match person {
        PersonView::Customer {
            name,
            company: Some(company),
            ..
        } => format!("{name} • {company}"),
        PersonView::Customer { name, .. } => name.clone(),
        PersonView::External { identifier } => identifier.clone(),
        PersonView::Visitor { token } => format!("visitor {token}"),
        PersonView::Unknown => "–".to_owned(),
    }
}

fn outcomes(row: &ConversationRow) -> String {
    row.conversions
        .iter()
        .map(|conversion| cell(conversion.kind.as_str(), 16))
        .collect::<Vec<_>>()
        .join(", ")
}
