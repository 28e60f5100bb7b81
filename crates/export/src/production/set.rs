//! Making a production set: one walk over the selection writes transcripts, rows and masks; numbers, coverage, certificate
//! and signature follow when it ended. Like an export it stands in two steps, so that the audit log tells of it first.

use super::certificate::certificate;
use super::numbers::RowTally;
use super::pages::{page_name, paged};
use super::record::{ProductionMask, ProductionMessage, ProductionRow};
use super::signing::SigningKey;
use super::term_hits::TermTally;
use super::verify_program::VERIFY_PROGRAM;
use crate::columns::messages;
use crate::coverage::{AuditAnchor, HandOverContext};
use crate::digest::FileDigest;
use crate::error::{ExportError, Result};
use crate::format::transcript::Transcript;
use crate::line::{ExportItem, SpaceNames};
use crate::manifest::{FileRecord, QueryRecord, SnapshotRecord, ZoneRecord};
use crate::redact::{MaskSession, MaskTally, NameBook};
use crate::target::{ExistingTarget, StagedTarget, TargetShape, private_file};
use crate::walk::{BatchQueue, ExportWatch, WalkDepth, WalkScope, walk};
use cache::{CacheReader, RecordedNames, StoredConversation};
use chrono::{DateTime, Utc};
use model::handover::{ExportMasking, ProductionResult, SystemMessages};
use model::request::{DataWorld, ListFilter, ListSort};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const VERSION: u32 = 1;

/// What to produce, and where to.
#[derive(Clone, Debug)]
pub struct ProductionOrder {
    /// Which conversations. The filter is already that of one world.
    pub filter: ListFilter,
    /// In which order they are numbered.
    pub sort: ListSort,
    /// Whether people are masked.
    pub masking: ExportMasking,
    /// Whether messages of systems and tools are on the pages.
    pub system_messages: SystemMessages,
    /// The folder.
    pub target: PathBuf,
    /// What happens to what stands there.
    pub existing: ExistingTarget,
}

/// A set that is written and not signed yet.
#[derive(Debug)]
pub struct PreparedProduction {
    staged: StagedTarget,
    context: HandOverContext,
    head: SetHead,
    written: SetCounts,
}

/// What stands above all rows.
#[derive(Debug)]
struct SetHead {
    query: QueryRecord,
    snapshot: SnapshotRecord,
    zones: ZoneRecord,
    redaction: Option<Vec<MaskTally>>,
    masks: u64,
}

/// What a walk wrote.
#[derive(Clone, Debug, Default)]
struct SetCounts {
    conversations: u64,
    messages: u64,
    pages: u64,
}

/// Everything of the set but the files, signed.
#[derive(Serialize)]
struct ProductionManifest<'s> {
    daybook_production: u32,
    made_at: DateTime<Utc>,
    made_by: String,
    world: DataWorld,
    query: &'s QueryRecord,
    snapshot: &'s SnapshotRecord,
    zones: &'s ZoneRecord,
    conversations: u64,
    messages: u64,
    pages: u64,
    masks: u64,
    redaction: &'s Option<Vec<MaskTally>>,
    audit: Option<&'s AuditAnchor>,
    public_key: String,
    files: Vec<FileRecord>,
}

/// What is needed while writing, on the writing thread.
struct SetWriter {
    folder: PathBuf,
    names: SpaceNames,
    system: SystemMessages,
    known_until: DateTime<Utc>,
    masks: MaskSession,
    terms: TermTally,
    tally: RowTally,
    counts: SetCounts,
    zones: BTreeSet<String>,
    rows: BufWriter<File>,
    table: csv::Writer<BufWriter<File>>,
    messages: BufWriter<File>,
    log: BufWriter<File>,
}

/// Writes a set beside its place.
///
/// # Errors
/// [`ExportError::Changed`] where something was synced meanwhile, so that numbers and rows would not be of one moment;
/// else as [`crate::prepare`].
pub async fn prepare_production(
    reader: &CacheReader,
    order: &ProductionOrder,
    context: HandOverContext,
    watch: &ExportWatch,
) -> Result<PreparedProduction> {
    let staged = StagedTarget::begin(&order.target, TargetShape::Folder, order.existing)?;
    let selection = reader.hold_selection(&order.filter, order.sort, context.made_at);
    let selection = selection.await?;
    let names = match order.masking {
        ExportMasking::AsItWas => RecordedNames::default(),
        ExportMasking::Masked => reader.recorded_names().await?,
    };
    let mut masks = MaskSession::new(order.masking, NameBook::new(&names));
    let query = QueryRecord::of(&selection, (&order.filter, order.sort), &mut masks);
    let terms = TermTally::of(selection.expression(), &mut masks);
    let spaces = SpaceNames::read(reader).await?;
    let folder = staged.content();
    let writer = SetWriter::begin(folder, spaces, order, (masks, terms), known_until(&context))?;
    let scope = WalkScope::Selection(&selection, WalkDepth::Whole);
    let written = walk(reader, scope, watch, |queue| writer.write(queue));
    let written = written.await?;
    let snapshot = SnapshotRecord::of(selection.generation(), reader.generation().await?, &context);
    if !snapshot.is_still() || !written.tally.agrees_with(selection.metrics()) {
        return Err(ExportError::Changed);
    }
    written.finish(staged, context, (query, snapshot))
}

impl SetWriter {
    fn begin(
        folder: PathBuf,
        names: SpaceNames,
        order: &ProductionOrder,
        (masks, terms): (MaskSession, TermTally),
        known_until: DateTime<Utc>,
    ) -> Result<Self> {
        let open =
            |name: &str| Ok::<_, ExportError>(BufWriter::new(private_file(&folder.join(name))?));
        let table = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(open("rows.csv")?);
        Ok(Self {
            names,
            system: order.system_messages,
            known_until,
            masks,
            terms,
            tally: RowTally::default(),
            counts: SetCounts::default(),
            zones: BTreeSet::new(),
            rows: open("rows.jsonl")?,
            table,
            messages: open("messages.jsonl")?,
            log: open("redaction-log.jsonl")?,
            folder,
        })
    }

    fn write(mut self, mut queue: BatchQueue) -> Result<Self> {
        // What was masked in the search stands above all rows.
        self.note_masks(None)?;
        queue.for_each(|item| match item {
            ExportItem::Whole(stored) => self.conversation(item, stored),
            ExportItem::Head(_) => Ok(()),
        })?;
        self.table.flush()?;
        for file in [&mut self.rows, &mut self.messages, &mut self.log] {
            file.flush()?;
        }
        Ok(self)
    }

    fn conversation(&mut self, item: &ExportItem, stored: &StoredConversation) -> Result<()> {
        let with = (&self.names, self.system);
        let Some(told) = Transcript::of_item(item, with, &mut self.masks) else {
            return Ok(());
        };
        let pages = paged(&told, self.counts.pages + 1);
        let number = self.counts.conversations + 1;
        let (space, _) = self.names.of(stored.row.space);
        let row = ProductionRow {
            row: number,
            transcript: format!("transcripts/{}.txt", page_name(pages.first_page)),
            first_page: pages.first_page,
            last_page: pages.last_page,
            title: told.title.clone(),
            messages_produced: told.lines.len() as u64,
            terms: self.terms.take(stored),
            ..ProductionRow::of(stored, space, self.known_until)
        };
        // An empty folder would be none of the set's files.
        make_folder(&self.folder.join("transcripts"))?;
        write_file(&self.folder.join(&row.transcript), pages.text.as_bytes())?;
        self.row(&row)?;
        self.said(stored, number, &pages.message_pages)?;
        self.note_masks(Some(number))?;
        self.zones.insert(stored.row.time_zone.clone());
        self.counts.conversations = number;
        self.counts.pages = pages.last_page;
        self.counts.messages += told.lines.len() as u64;
        Ok(())
    }

    fn row(&mut self, row: &ProductionRow) -> Result<()> {
        json_line(&mut self.rows, row)?;
        let fields = row.csv()?;
        if row.row == 1 {
            self.table.write_record(fields.iter().map(|it| &it.0))?;
        }
        self.table.write_record(fields.iter().map(|it| &it.1))?;
        self.tally.take(row);
        Ok(())
    }

    fn said(&mut self, stored: &StoredConversation, row: u64, pages: &[u64]) -> Result<()> {
        for (message, page) in messages(stored, self.system).zip(pages) {
            let said = ProductionMessage {
                row,
                page: *page,
                message: message.remote_id.as_str(),
                sent_at: message.sent_at,
                sender: message.sender.as_str(),
            };
            json_line(&mut self.messages, &said)?;
        }
        Ok(())
    }

    fn note_masks(&mut self, row: Option<u64>) -> Result<()> {
        for mask in self.masks.take_put() {
            json_line(&mut self.log, &ProductionMask { row, mask })?;
        }
        Ok(())
    }

    fn finish(
        self,
        staged: StagedTarget,
        context: HandOverContext,
        (query, snapshot): (QueryRecord, SnapshotRecord),
    ) -> Result<PreparedProduction> {
        write_json(&self.folder.join("numbers.json"), &self.tally.numbers())?;
        write_json(&self.folder.join("search-hits.json"), &self.terms.finish())?;
        let head = SetHead {
            query,
            snapshot,
            zones: ZoneRecord::of(self.zones),
            redaction: self.masks.is_on().then(|| self.masks.tally()),
            masks: self.masks.total(),
        };
        Ok(PreparedProduction {
            staged,
            context,
            head,
            written: self.counts,
        })
    }
}

impl PreparedProduction {
    /// Conversations in it.
    #[must_use]
    pub fn conversations(&self) -> u64 {
        self.written.conversations
    }

    /// Pages in it.
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.written.pages
    }

    /// The hash of its numbers, for the audit log.
    ///
    /// # Errors
    /// [`ExportError::Files`] where they cannot be read again.
    pub fn numbers_sha256(&self) -> Result<String> {
        let numbers = self.staged.content().join("numbers.json");
        Ok(FileDigest::of_file(&numbers)?.sha256)
    }

    /// Signs it, and puts it in place.
    ///
    /// # Errors
    /// [`ExportError::Signature`] where the key does not sign; else as [`prepare_production`].
    pub fn publish(
        self,
        audit: Option<&AuditAnchor>,
        key: &SigningKey,
        watch: &ExportWatch,
    ) -> Result<ProductionResult> {
        let folder = self.staged.content();
        write_file(&folder.join("verify.py"), VERIFY_PROGRAM.as_bytes())?;
        write_file(&folder.join("minisign.pub"), key.public_file()?.as_bytes())?;
        let paper = certificate(&self.context, self.counted(), audit, &key.public_key());
        write_file(&folder.join("certificate.txt"), paper.as_bytes())?;
        let manifest = self.manifest(audit, key, files_in(&folder)?)?;
        let comment = format!(
            "Daybook production set, {} pages, made {}",
            self.written.pages,
            self.context.made_at.to_rfc3339()
        );
        let signature = key.sign(&manifest, &comment)?;
        write_file(&folder.join("manifest.json"), &manifest)?;
        write_file(&folder.join("manifest.json.minisig"), signature.as_bytes())?;
        let result = ProductionResult {
            path: self.staged.target().display().to_string(),
            conversations: self.written.conversations,
            messages: self.written.messages,
            pages: self.written.pages,
            masks: self.head.masks,
            public_key: key.public_key(),
        };
        // Every file of it was read once more, which takes its time.
        watch.go_on()?;
        self.staged.publish_folder()?;
        Ok(result)
    }

    /// What a person signs for: pages, conversations and messages.
    fn counted(&self) -> [u64; 3] {
        let counts = &self.written;
        [counts.pages, counts.conversations, counts.messages]
    }

    fn manifest(
        &self,
        audit: Option<&AuditAnchor>,
        key: &SigningKey,
        files: Vec<FileRecord>,
    ) -> Result<Vec<u8>> {
        let manifest = ProductionManifest {
            daybook_production: VERSION,
            made_at: self.context.made_at,
            made_by: format!("Daybook {}", self.context.version),
            world: self.context.world,
            query: &self.head.query,
            snapshot: &self.head.snapshot,
            zones: &self.head.zones,
            conversations: self.written.conversations,
            messages: self.written.messages,
            pages: self.written.pages,
            masks: self.head.masks,
            redaction: &self.head.redaction,
            audit,
            public_key: key.public_key(),
            files,
        };
        let mut text = serde_json::to_vec_pretty(&manifest)?;
        text.push(b'\n');
        Ok(text)
    }
}

/// Every file of a set, by name, hashed as it lies there.
fn files_in(folder: &Path) -> Result<Vec<FileRecord>> {
    let mut found = Vec::new();
    for prefix in ["", "transcripts/"] {
        let place = folder.join(prefix);
        if place.is_dir() {
            take_files(&place, prefix, &mut found)?;
        }
    }
    found.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

fn take_files(place: &Path, prefix: &str, found: &mut Vec<FileRecord>) -> Result<()> {
    for entry in std::fs::read_dir(place)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let digest = FileDigest::of_file(&entry.path())?;
            found.push(FileRecord {
                name: format!("{prefix}{}", entry.file_name().to_string_lossy()),
                bytes: digest.bytes,
                sha256: digest.sha256,
            });
        }
    }
    Ok(())
}

/// Makes a folder that is there from the second call on. Its parent is never made anew: where the private folder was
/// taken away meanwhile, the rest of the set must not begin in a public one.
fn make_folder(path: &Path) -> std::io::Result<()> {
    match std::fs::create_dir(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn json_line(to: &mut impl Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *to, value)?;
    Ok(to.write_all(b"\n")?)
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    write_file(path, &text)
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = private_file(path)?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}

/// Until when outcomes would have come here: the earliest of the last whole syncs.
fn known_until(context: &HandOverContext) -> DateTime<Utc> {
    let synced = context.sources.iter().filter_map(|it| it.last_synced_at);
    synced.min().unwrap_or(context.made_at).min(context.made_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_in_its_parent_and_no_parent_is() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("transcripts");
        make_folder(&folder).expect("made");
        make_folder(&folder).expect("there");
        assert!(make_folder(&place.path().join("gone/transcripts")).is_err());
        assert!(!place.path().join("gone").exists());
    }
}
