//! What a report says, as blocks. It counts nothing: every number stands in what it is given.

use super::content::{ReportContent, ReportReading};
use crate::coverage::AuditAnchor;
use crate::redact::MaskSession;
use catalogue::{Phrase, PhraseArg, PlainFormats, TextKey, coverage_words, text, verdict_phrase};
use document::{
    DocumentBlock, DocumentTable, HeadingLevel, IntervalFigure, IntervalRow, TableColumn,
};
use insights::MetricSpec;
use model::comparison::RateBesideRest;
use model::coverage::SourceCoverage;
use model::dashboard::DashboardView;
use model::metrics::{MetricAmount, MetricId, Metrics, Share};
use model::request::DataWorld;
use model::rule::{RuleCostView, RuleView};
use model::search::DaySpan;

/// Causes that are told at the most.
const CAUSES: usize = 8;

/// What stands above all of it.
pub(super) struct ReportPage {
    /// What was asked, as a sentence, masked.
    pub(super) asked: String,
    /// Of which world the conversations are.
    pub(super) world: DataWorld,
}

/// All of it.
pub(super) fn blocks(
    content: &ReportContent,
    page: &ReportPage,
    masks: &mut MaskSession,
) -> Vec<DocumentBlock> {
    let mut told = vec![DocumentBlock::Facts(head(content, page))];
    if page.world == DataWorld::Practice {
        told.push(remark(TextKey::ReportPractice));
    }
    if content.view.metrics.total == 0 {
        told.push(paragraph(TextKey::ReportNothing));
    } else {
        told.extend(numbers(&content.view));
        told.extend(causes(&content.causes, masks));
        told.extend(readings(&content.readings, masks));
    }
    told.push(heading(TextKey::ReportKnown));
    let known = content.coverage.iter().map(|source| known(source, masks));
    told.extend(known.map(DocumentBlock::Paragraph));
    told
}

fn head(content: &ReportContent, page: &ReportPage) -> Vec<(String, String)> {
    let view = &content.view;
    let mut facts = vec![
        fact(TextKey::ReportOf, page.asked.clone()),
        fact(TextKey::ReportDays, span(view.days.span)),
    ];
    let before = view.before.as_ref();
    facts.extend(before.map(|before| fact(TextKey::ReportBefore, span(before.span))));
    let counted = view.counted_at.format("%Y-%m-%d %H:%M UTC").to_string();
    facts.push(fact(TextKey::ReportMade, counted));
    let zones = Phrase::new(TextKey::ReportZoneNames)
        .with("zones", PhraseArg::Text(view.zones.join(", ")))
        .with("version", PhraseArg::Text(view.zone_database.clone()));
    facts.push(fact(TextKey::ReportZones, zones.say(&PlainFormats)));
    let anchor = content.anchor.as_ref();
    facts.extend(anchor.map(|anchor| fact(TextKey::ReportAudit, anchored(anchor))));
    facts
}

fn anchored(anchor: &AuditAnchor) -> String {
    Phrase::new(TextKey::ReportAuditHead)
        .with("entry", PhraseArg::Text(anchor.entry.to_string()))
        .with("head", PhraseArg::Text(anchor.head.clone()))
        .say(&PlainFormats)
}

fn numbers(view: &DashboardView) -> Vec<DocumentBlock> {
    let rows = MetricId::ALL.iter().map(|id| number(view, *id)).collect();
    let table = DocumentTable {
        caption: text(TextKey::ReportNumbersCaption).to_owned(),
        columns: columns(&[
            (TextKey::ReportNumber, 1.2),
            (TextKey::ReportNow, 1.6),
            (TextKey::ReportThen, 1.6),
            (TextKey::ReportChange, 1.6),
        ]),
        rows,
    };
    let mut told = vec![
        heading(TextKey::ReportNumbers),
        remark(TextKey::ReportNumbersNote),
        DocumentBlock::Table(table),
    ];
    let figure = rates(&view.metrics);
    if !figure.rows.is_empty() {
        told.push(DocumentBlock::Intervals(figure));
    }
    told
}

fn number(view: &DashboardView, id: MetricId) -> Vec<String> {
    let before = view.before.as_ref();
    let then = before.map_or_else(open, |before| amount(&before.metrics, id));
    let change = before.and_then(|before| before.rates.iter().find(|rate| rate.what == id));
    vec![
        MetricSpec::of(id).title.to_owned(),
        amount(&view.metrics, id),
        then,
        change.map_or_else(String::new, changed),
    ]
}

fn changed(change: &RateBesideRest) -> String {
    let verdict = verdict_phrase(change.verdict).say(&PlainFormats);
    Phrase::new(TextKey::ReportPoints)
        .with(
            "points",
            PhraseArg::Text(format!("{:+.1}", change.difference * 100.0)),
        )
        .with("verdict", PhraseArg::Text(verdict))
        .say(&PlainFormats)
}

fn amount(metrics: &Metrics, id: MetricId) -> String {
    match metrics.amount(id) {
        MetricAmount::Count(count) => count.map_or_else(open, |count| count.to_string()),
        MetricAmount::Average(mean) => mean.map_or_else(open, |mean| format!("{mean:.1}")),
        MetricAmount::Share(share) => told_share(metrics, share),
    }
}

/// Of fewer conversations than a rate may be told of, a count.
fn told_share(metrics: &Metrics, share: Share) -> String {
    let count = PhraseArg::Text(share.conversations.to_string());
    match (metrics.telling_rate(share), share.interval) {
        (Some(rate), Some((low, high))) => Phrase::new(TextKey::ReportShare)
            .with("count", count)
            .with("rate", percent(rate))
            .with("low", percent(low))
            .with("high", percent(high))
            .say(&PlainFormats),
        _ => Phrase::new(TextKey::ReportCountOf)
            .with("count", count)
            .with("total", PhraseArg::Text(metrics.total.to_string()))
            .say(&PlainFormats),
    }
}

fn rates(metrics: &Metrics) -> IntervalFigure {
    let row = |id: &MetricId| {
        let MetricAmount::Share(share) = metrics.amount(*id) else {
            return None;
        };
        Some(IntervalRow {
            name: MetricSpec::of(*id).title.to_owned(),
            words: told_share(metrics, share),
            rate: metrics.telling_rate(share)?,
            interval: share.interval?,
        })
    };
    IntervalFigure {
        caption: text(TextKey::ReportRates).to_owned(),
        rows: MetricId::ALL.iter().filter_map(row).collect(),
    }
}

/// What costs most stands first already. What may cost nothing after all is left out: a report is read by people who
/// act on it.
fn causes(rules: &[RuleView], masks: &mut MaskSession) -> Vec<DocumentBlock> {
    let costly = rules.iter().filter_map(|rule| {
        let cost = rule
            .cost
            .as_ref()
            .filter(|cost| cost.lost_interval.0 > 0.0)?;
        Some(cause(rule, cost, masks))
    });
    let rows: Vec<Vec<String>> = costly.take(CAUSES).collect();
    let mut told = vec![heading(TextKey::ReportCauses)];
    if rows.is_empty() {
        told.push(paragraph(TextKey::ReportNoCauses));
        return told;
    }
    told.push(remark(TextKey::ReportCausesNote));
    told.push(DocumentBlock::Table(DocumentTable {
        caption: text(TextKey::ReportCausesCaption).to_owned(),
        columns: columns(&[
            (TextKey::ReportCause, 2.0),
            (TextKey::ReportFound, 1.0),
            (TextKey::ReportRight, 1.2),
            (TextKey::ReportLost, 1.4),
        ]),
        rows,
    }));
    told
}

fn cause(rule: &RuleView, cost: &RuleCostView, masks: &mut MaskSession) -> Vec<String> {
    let right = rule.precision.as_ref();
    let unmeasured = || text(TextKey::ReportUnmeasured).to_owned();
    let (low, high) = cost.lost_interval;
    let lost = Phrase::new(TextKey::ReportLostIn)
        .with("lost", decimal(cost.lost_per_month))
        .with("low", decimal(low))
        .with("high", decimal(high));
    vec![
        masks.text(&rule.name),
        rule.conversations.to_string(),
        right.map_or_else(unmeasured, |right| told_percent(right.rate)),
        lost.say(&PlainFormats),
    ]
}

fn readings(readings: &[ReportReading], masks: &mut MaskSession) -> Vec<DocumentBlock> {
    let mut told = vec![heading(TextKey::ReportReadings)];
    if readings.is_empty() {
        told.push(paragraph(TextKey::ReportNoReadings));
        return told;
    }
    told.push(DocumentBlock::Table(DocumentTable {
        caption: text(TextKey::ReportReadingsCaption).to_owned(),
        columns: columns(&[
            (TextKey::ReportConversation, 2.0),
            (TextKey::ReportBegan, 0.8),
            (TextKey::ReportWhy, 1.4),
            (TextKey::ReportReference, 1.4),
        ]),
        rows: readings.iter().map(|it| reading(it, masks)).collect(),
    }));
    told
}

fn reading(reading: &ReportReading, masks: &mut MaskSession) -> Vec<String> {
    let row = &reading.row;
    let title: String = row.subject.iter().map(|it| it.text.as_str()).collect();
    vec![
        masks.text(&title),
        row.started_at.format("%Y-%m-%d").to_string(),
        masks.text(&reading.why),
        // A session is somebody's; by this id exports name a conversation as well.
        row.remote_id.0.clone(),
    ]
}

fn known(source: &SourceCoverage, masks: &mut MaskSession) -> String {
    let never = || text(TextKey::ReportNeverSynced).to_owned();
    let when = source.known_until;
    let when = when.map_or_else(never, |at| at.format("%Y-%m-%d %H:%M UTC").to_string());
    Phrase::new(TextKey::ReportKnownUntil)
        .with("name", PhraseArg::Text(masks.text(&source.name)))
        .with("when", PhraseArg::Text(when))
        .with("what", PhraseArg::Text(coverage_words(source)))
        .say(&PlainFormats)
}

fn span(span: DaySpan) -> String {
    let day = |day: Option<chrono::NaiveDate>| {
        PhraseArg::Text(day.map_or_else(open, |day| day.to_string()))
    };
    Phrase::new(TextKey::ReportSpan)
        .with("first", day(span.first))
        .with("last", day(span.last))
        .say(&PlainFormats)
}

fn columns(columns: &[(TextKey, f32)]) -> Vec<TableColumn> {
    let column = |(title, share): &(TextKey, f32)| TableColumn {
        title: text(*title).to_owned(),
        share: *share,
    };
    columns.iter().map(column).collect()
}

fn heading(words: TextKey) -> DocumentBlock {
    DocumentBlock::Heading(HeadingLevel::Section, text(words).to_owned())
}

fn paragraph(words: TextKey) -> DocumentBlock {
    DocumentBlock::Paragraph(text(words).to_owned())
}

fn remark(words: TextKey) -> DocumentBlock {
    DocumentBlock::Remark(text(words).to_owned())
}

fn fact(name: TextKey, value: String) -> (String, String) {
    (text(name).to_owned(), value)
}

fn percent(share: f64) -> PhraseArg {
    PhraseArg::Text(told_percent(share))
}

fn told_percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn decimal(number: f64) -> PhraseArg {
    PhraseArg::Text(format!("{number:.1}"))
}

fn open() -> String {
    text(TextKey::ReportOpen).to_owned()
}
