//! The report of a period: its numbers, its causes and what to read, put together for paper. No network is touched here.

use crate::error::AppError;
use crate::home::audit_trail::{AuditFacts, facts};
use crate::home::unlocked::UnlockedHome;
use crate::review::list::{self, check_search};
use crate::review::rules::{self, RuleScope};
use crate::review::{coverage, hand_over};
use crate::sync::service::SyncService;
use export::{ExportWatch, HandOverContext, ReportContent, ReportOrder, ReportReading};
use model::AuditAction;
use model::dashboard::DashboardRequest;
use model::handover::{ExportResult, HandOverPreview};
use model::report::ReportRequest;
use model::request::{ListFilter, ListSort};
use model::rule::RuleView;
use model::search::FieldTest;

/// Conversations that are named for reading.
const READINGS: usize = 5;
/// Of each cause so many are looked at, since the newest of one may be that of another.
const LOOKED_AT: u32 = 5;

/// Makes a report of the world that is shown. The audit log says of it before it is there, since it carries the head of
/// that log.
pub(crate) async fn report(
    service: &SyncService,
    order: ReportOrder,
    watch: &ExportWatch,
) -> Result<ExportResult, AppError> {
    let GatheredReport {
        mut content,
        context,
    } = gather(service, &order.request, watch).await?;
    let home = &service.home;
    let mut said = told_of(home, &order.request, &content);
    said.insert("kind".to_owned(), "report".into());
    let entry = home
        .audit
        .require(home.now(), AuditAction::Export, said)
        .await;
    content.anchor = hand_over::anchored(home, entry).await?;
    let prepared = export::prepare_report(&home.reader, &order, &content, &context).await?;
    Ok(prepared.publish(content.anchor, watch)?)
}

/// What a report would say. The audit log says that somebody looked.
pub(crate) async fn preview(
    service: &SyncService,
    request: &ReportRequest,
) -> Result<HandOverPreview, AppError> {
    let gathered = gather(service, request, &ExportWatch::default()).await?;
    let home = &service.home;
    let (content, context) = (&gathered.content, &gathered.context);
    let preview = export::preview_report(&home.reader, content, context).await?;
    let mut seen = told_of(home, request, content);
    seen.insert("kind".to_owned(), "preview".into());
    home.audit.note_view(home.now(), seen).await;
    Ok(preview)
}

/// What is put together before anything is written.
struct GatheredReport {
    content: ReportContent,
    context: HandOverContext,
}

async fn gather(
    service: &SyncService,
    asked: &ReportRequest,
    watch: &ExportWatch,
) -> Result<GatheredReport, AppError> {
    check_search(&asked.filter.text)?;
    let shown = hand_over::wanted_world(service).await?;
    let context = hand_over::context(service, &shown).await?;
    let home = &service.home;
    let world = shown.view.shown;
    let request = DashboardRequest {
        filter: hand_over::handed_over(asked.filter.clone(), shown),
        period: asked.period,
        ..DashboardRequest::default()
    };
    let view = list::dashboard(home, &request).await?;
    watch.go_on()?;
    let scope = RuleScope {
        filter: view.scope.clone(),
        world,
    };
    let mut causes = rules::rules(home, &scope).await?;
    causes.retain(|rule| !insights::is_disclosure(&rule.id));
    let readings = readings(home, &view.scope, &causes).await?;
    watch.go_on()?;
    let content = ReportContent {
        view,
        causes,
        readings,
        coverage: coverage::sources(service).await?,
        anchor: None,
    };
    Ok(GatheredReport { content, context })
}

/// What the audit log tells of a report: no word that was searched.
fn told_of(home: &UnlockedHome, request: &ReportRequest, content: &ReportContent) -> AuditFacts {
    facts([
        ("format", request.format.as_str().into()),
        (
            "search",
            home.audit.keyed_hash(request.filter.text.trim()).into(),
        ),
        ("conversations", content.view.metrics.total.into()),
    ])
}

/// The newest conversation of each of the first causes that hold of any, each conversation once.
async fn readings(
    home: &UnlockedHome,
    scope: &ListFilter,
    causes: &[RuleView],
) -> Result<Vec<ReportReading>, AppError> {
    let mut chosen: Vec<ReportReading> = Vec::new();
    for rule in causes.iter().filter(|rule| rule.conversations > 0) {
        if chosen.len() == READINGS {
            break;
        }
        let filter = under(scope, rule);
        let found = home
            .reader
            .hold_selection(&filter, ListSort::default(), home.now());
        let rows = home
            .reader
            .selected_rows(&found.await?, 0, LOOKED_AT)
            .await?;
        let is_new = |id| chosen.iter().all(|reading| reading.row.id != id);
        let row = rows.into_iter().find(|row| is_new(row.id));
        chosen.extend(row.map(|row| ReportReading {
            row,
            why: rule.name.clone(),
        }));
    }
    Ok(chosen)
}

/// What a rule holds of, within a scope.
fn under(scope: &ListFilter, rule: &RuleView) -> ListFilter {
    let term = FieldTest::Rule(rule.id.clone()).to_string();
    let text = match scope.text.trim() {
        "" => term,
        text => format!("({text}) {term}"),
    };
    ListFilter {
        text,
        ..scope.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::rule::RuleKind;

    #[test]
    fn a_rule_narrows_all_of_what_was_asked() {
        let rule = RuleView {
            id: "refused".to_owned(),
            name: "Refused".to_owned(),
            kind: RuleKind::BuiltIn,
            definition: String::new(),
            version: 1,
            conversations: 1,
            of: 1,
            precision: None,
            elusion: None,
            prevalence: None,
            measure: None,
            cost: None,
        };
        for (asked, expected) in [("", "rule:refused"), ("a OR b", "(a OR b) rule:refused")] {
            let scope = ListFilter {
                text: asked.to_owned(),
                ..ListFilter::default()
            };
            assert_eq!(under(&scope, &rule).text, expected);
        }
    }
}
