//! What a manager asks beside lists and searches: other orders, facets, dashboards, the next conversation, and a file
//! of everything.

use crate::figures::quantile;
use crate::question::{Lines, first, note};
use crate::sync_run::milliseconds;
use anyhow::Result;
use app::{App, ExistingTarget, ExportOrder, ExportWatch};
use model::Channel;
use model::dashboard::{DashboardPeriod, DashboardRequest};
use model::handover::{ExportFormat, ExportMasking, ExportRequest, ExportUnit};
use model::request::{
    FilterPeriod, ListFilter, ListSort, ListWindow, OpenConversation, SortDirection, SortKey,
};
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// Questions of each kind.
const ASKED: u16 = 40;

/// Asks all of it.
pub(crate) async fn run(app: &App, home: &Path, lines: &mut Lines) -> Result<()> {
    orders(app, lines).await?;
    facets(app, lines).await?;
    dashboards(app, lines).await?;
    next(app, lines).await?;
    export(app, home, lines).await
}

/// The first time an order by a text reads the texts; from then on they are held.
async fn orders(app: &App, lines: &mut Lines) -> Result<()> {
    let (mut firsts, mut times) = (Vec::new(), Vec::new());
    for round in 0..ASKED / 4 {
        for by in [
            SortKey::Started,
            SortKey::Messages,
            SortKey::Subject,
            SortKey::Customer,
        ] {
            for direction in [SortDirection::Ascending, SortDirection::Descending] {
                let mut request = first(ListFilter::default());
                request.sort = ListSort { by, direction };
                let started = Instant::now();
                app.open_list(request).await?;
                let taken = milliseconds(started);
                match round {
                    0 => firsts.push(taken),
                    _ => times.push(taken),
                }
            }
        }
    }
    lines.insert(
        "order_first_max_ms".to_owned(),
        json!(quantile(&firsts, 1.0)),
    );
    note(lines, "order", &times);
    Ok(())
}

/// Of another period each time, as nothing that is held would measure anything.
fn filters() -> impl Iterator<Item = ListFilter> {
    (0..ASKED).map(|round| ListFilter {
        channel: (round % 2 == 0).then_some(Channel::Chat),
        period: FilterPeriod::LastDays(60 + round * 3),
        ..ListFilter::default()
    })
}

async fn facets(app: &App, lines: &mut Lines) -> Result<()> {
    let mut times = Vec::new();
    for filter in filters() {
        let started = Instant::now();
        app.facets(filter).await?;
        times.push(milliseconds(started));
    }
    note(lines, "facets", &times);
    Ok(())
}

async fn dashboards(app: &App, lines: &mut Lines) -> Result<()> {
    let mut times = Vec::new();
    for (days, filter) in (60..).zip(filters()) {
        let request = DashboardRequest {
            filter: ListFilter {
                period: FilterPeriod::default(),
                ..filter
            },
            period: DashboardPeriod::LastDays(days),
            ..DashboardRequest::default()
        };
        let started = Instant::now();
        app.dashboard(request).await?;
        times.push(milliseconds(started));
    }
    note(lines, "dashboard", &times);
    Ok(())
}

/// Down the list, as `j` goes: the row behind, and the conversation.
async fn next(app: &App, lines: &mut Lines) -> Result<()> {
    // Opened anew: so many lists were opened since the first that it is held no more.
    let opened = app.open_list(first(ListFilter::default())).await?;
    let mut times = Vec::new();
    let middle = opened.total / 2;
    for start in (middle..opened.total).take(400) {
        let started = Instant::now();
        let window = ListWindow {
            list: opened.list,
            start,
            count: 1,
        };
        for row in app.list_window(window).await? {
            let text = String::new();
            app.conversation(&OpenConversation { id: row.id, text })
                .await?;
        }
        times.push(milliseconds(started));
    }
    note(lines, "next", &times);
    Ok(())
}

/// Everything as CSV, a row a conversation, beside the home.
async fn export(app: &App, home: &Path, lines: &mut Lines) -> Result<()> {
    let target = std::path::absolute(home.with_extension("csv"))?;
    let order = ExportOrder {
        request: ExportRequest {
            filter: ListFilter::default(),
            sort: ListSort::default(),
            format: ExportFormat::Csv,
            unit: ExportUnit::Conversation,
            columns: Vec::new(),
            masking: ExportMasking::AsItWas,
            system_messages: model::handover::SystemMessages::default(),
            csv: model::handover::CsvStyle::default(),
        },
        target: target.clone(),
        existing: ExistingTarget::Replaced,
    };
    let started = Instant::now();
    let done = app.export_to(order, &ExportWatch::default()).await?;
    let seconds = started.elapsed().as_secs_f64();
    lines.insert(
        "export_rows_s".to_owned(),
        json!(done.rows as f64 / seconds),
    );
    for written in [target, done.manifest.into()] {
        drop(std::fs::remove_file(written));
    }
    Ok(())
}
