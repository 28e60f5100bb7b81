//! The report of a period: what happened, what changed, what it may cost, what to read, and how much of it is known. It
//! is made of blocks once, and written as PDF or as a page from the same ones, so that the two cannot differ. People are
//! masked: a report goes to somebody else.

mod blocks;
mod content;

use crate::coverage::HandOverContext;
use crate::digest::FileDigest;
use crate::error::Result;
use crate::export::PreparedExport;
use crate::format::pdf_page::pdf_time;
use crate::manifest::{ContentRecord, ExportManifest, FileRecord, QueryRecord, SnapshotRecord};
use crate::redact::{MaskSession, NameBook};
use crate::target::{ExistingTarget, StagedTarget, TargetShape, private_file};
use blocks::{ReportPage, blocks};
use cache::CacheReader;
use catalogue::{Phrase, PlainFormats, TextKey, text};
pub use content::{ReportContent, ReportReading};
use document::{DocumentBlock, DocumentHead, FontChoice, PdfDocument, html_page, plain_text};
use model::handover::{ExportMasking, HandOverPreview};
use model::report::{ReportFormat, ReportRequest};
use model::request::ListSort;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What to report, and where to.
#[derive(Clone, Debug)]
pub struct ReportOrder {
    /// What. The filter is already that of one world.
    pub request: ReportRequest,
    /// The file.
    pub target: PathBuf,
    /// What happens to what stands there.
    pub existing: ExistingTarget,
}

/// Writes a report beside its place.
///
/// # Errors
/// As [`crate::prepare`].
pub async fn prepare_report(
    reader: &CacheReader,
    order: &ReportOrder,
    content: &ReportContent,
    context: &HandOverContext,
) -> Result<PreparedExport> {
    let staged = StagedTarget::begin(&order.target, TargetShape::File, order.existing)?;
    let MaskedReport { query, told, masks } = masked(reader, content, context).await?;
    let notes = write(&staged.content(), order.request.format, &told, context)?;
    let digest = FileDigest::of_file(&staged.content())?;
    let file = FileRecord {
        name: staged.name(),
        bytes: digest.bytes,
        sha256: digest.sha256,
    };
    let written = ContentRecord {
        format: order.request.format.as_str(),
        per: "report",
        columns: Vec::new(),
        conversations: content.view.metrics.total,
        rows: 0,
        files: vec![file],
    };
    let at_end = reader.generation().await?;
    let snapshot = SnapshotRecord::of(content.view.generation, at_end, context);
    let zones = content.view.zones.iter().cloned().collect();
    let mut notes = notes;
    if !snapshot.is_still() {
        notes.push(text(TextKey::ExportChangedMeanwhile).to_owned());
    }
    let mut manifest = ExportManifest::new(context, (query, written, snapshot), zones);
    manifest.redaction = Some(masks.tally());
    manifest.notes = notes;
    Ok(PreparedExport::new(staged, manifest, masks.total()))
}

/// A report as it is told, before it is written.
struct MaskedReport {
    query: QueryRecord,
    told: Vec<DocumentBlock>,
    masks: MaskSession,
}

async fn masked(
    reader: &CacheReader,
    content: &ReportContent,
    context: &HandOverContext,
) -> Result<MaskedReport> {
    let scope = &content.view.scope;
    let sort = ListSort::default();
    let selection = reader.hold_selection(scope, sort, context.made_at).await?;
    let names = NameBook::new(&reader.recorded_names().await?);
    let mut masks = MaskSession::new(ExportMasking::Masked, names);
    let query = QueryRecord::of(&selection, (scope, sort), &mut masks);
    let page = ReportPage {
        asked: query.in_words().to_owned(),
        world: context.world,
    };
    Ok(MaskedReport {
        told: blocks(content, &page, &mut masks),
        query,
        masks,
    })
}

/// What a report would say.
///
/// # Errors
/// [`crate::ExportError::Cache`] where the store fails.
pub async fn preview_report(
    reader: &CacheReader,
    content: &ReportContent,
    context: &HandOverContext,
) -> Result<HandOverPreview> {
    let report = masked(reader, content, context).await?;
    Ok(HandOverPreview {
        conversations: content.view.metrics.total,
        page: plain_text(&report.told),
        ..HandOverPreview::default()
    })
}

/// Writes the blocks; answers what a reader must know of the file.
fn write(
    path: &Path,
    format: ReportFormat,
    blocks: &[DocumentBlock],
    context: &HandOverContext,
) -> Result<Vec<String>> {
    let head = DocumentHead {
        title: text(TextKey::ReportTitle).to_owned(),
        made_by: format!("Daybook {}", context.version),
    };
    if format == ReportFormat::Html {
        let mut file = private_file(path)?;
        file.write_all(html_page(&head, blocks).as_bytes())?;
        return Ok(Vec::new());
    }
    let mut pdf = PdfDocument::begin(head, FontChoice::System)?;
    blocks.iter().try_for_each(|block| pdf.block(block))?;
    let done = pdf.finish(pdf_time(context.made_at))?;
    fs::write(path, &done.bytes)?;
    let unshown = usize::try_from(done.unshown).unwrap_or(usize::MAX);
    let said = || Phrase::count(TextKey::ExportUnshown, unshown).say(&PlainFormats);
    Ok((unshown > 0).then(said).into_iter().collect())
}
