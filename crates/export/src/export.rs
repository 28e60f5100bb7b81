//! An export: walks a selection, writes it in one format beside its place, and says what it is. It stands in two steps,
//! so that the audit log can say of it before anybody has it: [`prepare`] makes it, [`PreparedExport::publish`] puts
//! it in place.

use crate::columns::{ColumnChoice, messages};
use crate::coverage::{AuditAnchor, HandOverContext};
use crate::digest::{DigestWriter, FileDigest};
use crate::error::{ExportError, Result};
use crate::format::TableSink;
use crate::format::csv_table::CsvTable;
use crate::format::eml_folder::EmlFolder;
use crate::format::html_page::HtmlPage;
use crate::format::json_table::{JsonShape, JsonTable};
use crate::format::pdf_page::PdfTranscripts;
use crate::format::transcript::Transcript;
use crate::format::xlsx_table::XlsxTable;
use crate::line::{ExportItem, SpaceNames};
use crate::manifest::{ContentRecord, ExportManifest, FileRecord, QueryRecord, SnapshotRecord};
use crate::redact::{MaskSession, NameBook};
use crate::target::{ExistingTarget, StagedTarget, TargetShape, private_file};
use crate::walk::{BatchQueue, ExportWatch, WalkDepth, WalkScope, walk};
use cache::{CacheReader, RecordedNames};
use catalogue::{Phrase, PlainFormats, TextKey, text};
use chrono::{DateTime, Utc};
use model::handover::{ExportFormat, ExportMasking, ExportRequest, ExportResult, ExportUnit};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// What to export, and where to.
#[derive(Clone, Debug)]
pub struct ExportOrder {
    /// What. The filter is already that of one world.
    pub request: ExportRequest,
    /// Where to: a file, or a folder for messages of a mail program.
    pub target: PathBuf,
    /// What happens to what stands there.
    pub existing: ExistingTarget,
}

/// An export that is written and not in place yet.
#[derive(Debug)]
pub struct PreparedExport {
    staged: StagedTarget,
    manifest: ExportManifest,
    masks: u64,
}

/// What is needed while writing, on the writing thread.
struct WritingDesk {
    columns: ColumnChoice,
    names: SpaceNames,
    masks: MaskSession,
    order: ExportOrder,
    folder: PathBuf,
    content: PathBuf,
    made_at: DateTime<Utc>,
    version: String,
}

/// What came of writing.
struct WrittenExport {
    files: Vec<FileRecord>,
    rows: u64,
    conversations: u64,
    zones: BTreeSet<String>,
    notes: Vec<String>,
    masks: MaskSession,
}

/// Counts what went through.
#[derive(Default)]
struct WriteCount {
    rows: u64,
    conversations: u64,
    zones: BTreeSet<String>,
}

/// Writes an export beside its place.
///
/// # Errors
/// [`ExportError::TargetExists`] and [`ExportError::TargetForeign`] before anything is read; [`ExportError::Stopped`]
/// where somebody stopped it. Whatever the error, nothing is left behind.
pub async fn prepare(
    reader: &CacheReader,
    order: ExportOrder,
    context: &HandOverContext,
    watch: &ExportWatch,
) -> Result<PreparedExport> {
    let columns = columns_of(&order.request)?;
    let shape = match order.request.format {
        ExportFormat::Eml => TargetShape::Folder,
        _ => TargetShape::File,
    };
    let staged = StagedTarget::begin(&order.target, shape, order.existing)?;
    let request = order.request.clone();
    let selection = reader.hold_selection(&request.filter, request.sort, context.made_at);
    let selection = selection.await?;
    let mut masks = MaskSession::new(
        request.masking,
        NameBook::new(&names_for(reader, &request).await?),
    );
    let query = QueryRecord::of(&selection, (&request.filter, request.sort), &mut masks);
    let desk = WritingDesk {
        columns: columns.clone(),
        names: SpaceNames::read(reader).await?,
        masks,
        order,
        folder: staged.folder().to_owned(),
        content: staged.content(),
        made_at: context.made_at,
        version: context.version.clone(),
    };
    let scope = WalkScope::Selection(&selection, depth(&request));
    let written = walk(reader, scope, watch, |queue| desk.write(queue));
    let written = written.await?;
    let snapshot = SnapshotRecord::of(selection.generation(), reader.generation().await?, context);
    Ok(prepared(
        (staged, request),
        &columns,
        (query, snapshot),
        written,
        context,
    ))
}

/// Every name that is known, where names are masked.
pub(crate) async fn names_for(
    reader: &CacheReader,
    request: &ExportRequest,
) -> Result<RecordedNames> {
    Ok(match request.masking {
        ExportMasking::AsItWas => RecordedNames::default(),
        ExportMasking::Masked => reader.recorded_names().await?,
    })
}

/// The columns that are asked for.
pub(crate) fn columns_of(request: &ExportRequest) -> Result<ColumnChoice> {
    if !request.format.is_table() && !request.columns.is_empty() {
        return Err(ExportError::NoColumns);
    }
    ColumnChoice::named(request.unit, &request.columns)
}

/// A row of a conversation needs its head alone, unless its people must be known to be masked.
fn depth(request: &ExportRequest) -> WalkDepth {
    let is_masked = request.masking == ExportMasking::Masked;
    if request.format.is_table() && request.unit == ExportUnit::Conversation && !is_masked {
        WalkDepth::Heads
    } else {
        WalkDepth::Whole
    }
}

fn prepared(
    (staged, request): (StagedTarget, ExportRequest),
    columns: &ColumnChoice,
    (query, snapshot): (QueryRecord, SnapshotRecord),
    written: WrittenExport,
    context: &HandOverContext,
) -> PreparedExport {
    let name = staged.name();
    let is_table = request.format.is_table();
    let named = written
        .files
        .into_iter()
        .map(|file| match file.name.as_str() {
            "" => FileRecord {
                name: name.clone(),
                ..file
            },
            _ => file,
        });
    let per = if is_table {
        request.unit
    } else {
        ExportUnit::Message
    };
    let content = ContentRecord {
        format: request.format.as_str(),
        per: per.as_str(),
        columns: if is_table {
            columns.names()
        } else {
            Vec::new()
        },
        conversations: written.conversations,
        rows: written.rows,
        files: named.collect(),
    };
    let mut notes = written.notes;
    if !snapshot.is_still() {
        notes.push(text(TextKey::ExportChangedMeanwhile).to_owned());
    }
    let mut manifest = ExportManifest::new(context, (query, content, snapshot), written.zones);
    manifest.redaction = written.masks.is_on().then(|| written.masks.tally());
    manifest.notes = notes;
    PreparedExport::new(staged, manifest, written.masks.total())
}

impl PreparedExport {
    /// What was written beside its place, with what is said of it.
    pub(crate) fn new(staged: StagedTarget, manifest: ExportManifest, masks: u64) -> Self {
        Self {
            staged,
            manifest,
            masks,
        }
    }

    /// Conversations in it.
    #[must_use]
    pub fn conversations(&self) -> u64 {
        self.manifest.content.conversations
    }

    /// Rows in it.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.manifest.content.rows
    }

    /// The hash of its content: of its file, or, of a folder, of the names and hashes of its files.
    #[must_use]
    pub fn sha256(&self) -> String {
        match self.manifest.content.files.as_slice() {
            [file] if self.manifest.content.format != "eml" => file.sha256.clone(),
            files => {
                let lines = files
                    .iter()
                    .map(|file| format!("{}  {}\n", file.sha256, file.name));
                FileDigest::of_bytes(lines.collect::<String>().as_bytes()).sha256
            }
        }
    }

    /// Puts it in place with its manifest, which says where the audit log stood.
    ///
    /// # Errors
    /// As [`prepare`], where something else was put there meanwhile, somebody stopped it or the disk refuses.
    pub fn publish(
        mut self,
        audit: Option<AuditAnchor>,
        watch: &ExportWatch,
    ) -> Result<ExportResult> {
        watch.go_on()?;
        self.manifest.audit = audit;
        let mut text = serde_json::to_vec_pretty(&self.manifest)?;
        text.push(b'\n');
        let path = self.staged.target().display().to_string();
        let manifest = self.staged.publish(&text)?;
        Ok(ExportResult {
            path,
            manifest: manifest.display().to_string(),
            conversations: self.manifest.content.conversations,
            rows: self.manifest.content.rows,
            masks: self.masks,
            notes: self.manifest.notes,
        })
    }
}

impl WritingDesk {
    fn write(self, queue: BatchQueue) -> Result<WrittenExport> {
        match self.order.request.format {
            ExportFormat::Csv => {
                let to = stream(&self.content)?;
                let style = self.order.request.csv;
                self.stream_table(queue, to, |to, names| {
                    Ok(Box::new(CsvTable::new(to, style, names)?))
                })
            }
            ExportFormat::Json => self.json(queue, JsonShape::Array),
            ExportFormat::Jsonl => self.json(queue, JsonShape::Lines),
            ExportFormat::Xlsx => {
                let names = self.columns.names();
                let table = XlsxTable::new(&self.content, &self.folder, &names)?;
                let content = self.content.clone();
                self.table(queue, Box::new(table), || {
                    Ok(FileDigest::of_file(&content)?)
                })
            }
            ExportFormat::Html => self.page(queue),
            ExportFormat::Pdf => self.pdf(queue),
            ExportFormat::Eml => self.letters(queue),
        }
    }

    fn json(self, queue: BatchQueue, shape: JsonShape) -> Result<WrittenExport> {
        let to = stream(&self.content)?;
        self.stream_table(queue, to, |to, names| {
            Ok(Box::new(JsonTable::new(to, shape, names)))
        })
    }

    /// A table that is written from its beginning to its end: what was written is hashed once more from the disk,
    /// so that the manifest tells of the file and not of what was meant to be in it.
    fn stream_table(
        self,
        queue: BatchQueue,
        to: BufWriter<File>,
        begin: impl FnOnce(BufWriter<File>, &[&str]) -> Result<Box<dyn TableSink>>,
    ) -> Result<WrittenExport> {
        let table = begin(to, &self.columns.names())?;
        let content = self.content.clone();
        self.table(queue, table, || Ok(FileDigest::of_file(&content)?))
    }

    fn table(
        mut self,
        mut queue: BatchQueue,
        mut table: Box<dyn TableSink>,
        digest: impl FnOnce() -> Result<FileDigest>,
    ) -> Result<WrittenExport> {
        let mut count = WriteCount::default();
        let system = self.order.request.system_messages;
        queue.for_each(|item| {
            let rows = self
                .columns
                .rows(item, (&self.names, system), &mut self.masks);
            count.note(item, rows.len());
            rows.iter().try_for_each(|cells| table.row(cells))
        })?;
        let notes = table.finish()?;
        let file = file_record(String::new(), digest()?);
        Ok(self.ended(count, vec![file], notes))
    }

    fn page(mut self, mut queue: BatchQueue) -> Result<WrittenExport> {
        let to = DigestWriter::new(stream(&self.content)?);
        let mut page = HtmlPage::new(to, text(TextKey::TranscriptTitle))?;
        let mut count = WriteCount::default();
        let system = self.order.request.system_messages;
        queue.for_each(|item| {
            count.note(item, said(item, system));
            match Transcript::of_item(item, (&self.names, system), &mut self.masks) {
                Some(told) => page.conversation(&told),
                None => Ok(()),
            }
        })?;
        page.finish()?;
        let file = file_record(String::new(), FileDigest::of_file(&self.content)?);
        Ok(self.ended(count, vec![file], Vec::new()))
    }

    fn pdf(mut self, mut queue: BatchQueue) -> Result<WrittenExport> {
        let watch = queue.watch();
        let mut pdf = PdfTranscripts::begin(text(TextKey::TranscriptTitle), &self.version)?;
        let mut count = WriteCount::default();
        let system = self.order.request.system_messages;
        queue.for_each(|item| {
            count.note(item, said(item, system));
            match Transcript::of_item(item, (&self.names, system), &mut self.masks) {
                Some(told) => pdf.conversation(&told, &watch),
                None => Ok(()),
            }
        })?;
        watch.go_on()?;
        let notes = pdf.finish(stream(&self.content)?, self.made_at)?;
        let file = file_record(String::new(), FileDigest::of_file(&self.content)?);
        Ok(self.ended(count, vec![file], notes))
    }

    fn letters(mut self, mut queue: BatchQueue) -> Result<WrittenExport> {
        let mut folder = EmlFolder::new(&self.content);
        let mut count = WriteCount::default();
        let system = self.order.request.system_messages;
        queue.for_each(|item| {
            count.note(item, said(item, system));
            match Transcript::of_item(item, (&self.names, system), &mut self.masks) {
                Some(told) => folder.conversation(&told),
                None => Ok(()),
            }
        })?;
        let files = folder.finish().into_iter();
        let files = files
            .map(|(name, digest)| file_record(name, digest))
            .collect();
        Ok(self.ended(count, files, Vec::new()))
    }

    fn ended(self, count: WriteCount, files: Vec<FileRecord>, notes: Vec<String>) -> WrittenExport {
        WrittenExport {
            files,
            rows: count.rows,
            conversations: count.conversations,
            zones: count.zones,
            notes: self.all_notes(notes),
            masks: self.masks,
        }
    }

    fn all_notes(&self, mut notes: Vec<String>) -> Vec<String> {
        use model::handover::SystemMessages;
        let request = &self.order.request;
        let tells_messages = !request.format.is_table() || request.unit == ExportUnit::Message;
        if tells_messages && request.system_messages == SystemMessages::LeftOut {
            notes.push(text(TextKey::ExportSystemLeftOut).to_owned());
        }
        if request.masking == ExportMasking::Masked {
            let masks = usize::try_from(self.masks.total()).unwrap_or(usize::MAX);
            notes.push(Phrase::count(TextKey::ExportMasked, masks).say(&PlainFormats));
        }
        notes
    }
}

impl WriteCount {
    fn note(&mut self, item: &ExportItem, rows: usize) {
        self.conversations += 1;
        self.rows += rows as u64;
        let zone = &item.row().time_zone;
        if !self.zones.contains(zone) {
            self.zones.insert(zone.clone());
        }
    }
}

/// How many messages are handed over of a conversation.
fn said(item: &ExportItem, system: model::handover::SystemMessages) -> usize {
    match item {
        ExportItem::Whole(stored) => messages(stored, system).count(),
        ExportItem::Head(_) => 0,
    }
}

fn stream(path: &Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::new(private_file(path)?))
}

pub(crate) fn file_record(name: String, digest: FileDigest) -> FileRecord {
    FileRecord {
        name,
        bytes: digest.bytes,
        sha256: digest.sha256,
    }
}
