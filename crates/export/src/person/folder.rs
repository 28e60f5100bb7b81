//! Writing the folder: one walk over the conversations fills the page and the JSON beside each other, a conversation at a
//! time. It stands in two steps as every export does, so that the audit log tells of it first.

use super::page::{extra_facts, preface};
use super::record::{PersonJson, SubjectConversation};
use crate::coverage::HandOverContext;
use crate::digest::FileDigest;
use crate::error::{ExportError, Result};
use crate::export::{PreparedExport, file_record};
use crate::format::html_page::HtmlPage;
use crate::format::transcript::Transcript;
use crate::line::{ExportItem, SpaceNames};
use crate::manifest::{ContentRecord, ExportManifest, FileRecord, QueryRecord, SnapshotRecord};
use crate::redact::{MaskSession, MaskSubject, NameBook};
use crate::target::{ExistingTarget, StagedTarget, TargetShape, private_file};
use crate::walk::{BatchQueue, ExportWatch, WalkScope, walk};
use cache::{CacheReader, StoredConversation};
use catalogue::{Phrase, PlainFormats, TextKey, text};
use chrono::{DateTime, Utc};
use model::handover::{ExportMasking, SystemMessages};
use model::person::{HeldConversation, OwnNotes, PersonHoldings};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// The page.
const PAGE: &str = "transcript.html";
/// The same for programs.
const RECORD: &str = "person.json";

/// Whose file is written, and where to.
#[derive(Clone, Debug)]
pub struct PersonOrder {
    /// As the person was asked for.
    pub asked: String,
    /// What is held, with what is left out of it.
    pub holdings: PersonHoldings,
    /// Whether what the manager noted goes along.
    pub notes: OwnNotes,
    /// The folder.
    pub target: PathBuf,
    /// What happens to what stands there.
    pub existing: ExistingTarget,
}

/// What is needed while writing, on the writing thread.
struct PersonWriter {
    names: SpaceNames,
    masks: MaskSession,
    holdings: PersonHoldings,
    own_notes: OwnNotes,
    made_at: DateTime<Utc>,
    folder: PathBuf,
}

/// What came of writing.
struct WrittenPerson {
    files: Vec<FileRecord>,
    conversations: u64,
    messages: u64,
    zones: BTreeSet<String>,
    masks: MaskSession,
}

/// Writes a person's file beside its place.
///
/// # Errors
/// As [`crate::prepare`]. Whatever the error, nothing is left behind.
pub async fn prepare_person(
    reader: &CacheReader,
    order: PersonOrder,
    context: &HandOverContext,
    watch: &ExportWatch,
) -> Result<PreparedExport> {
    let staged = StagedTarget::begin(&order.target, TargetShape::Folder, order.existing)?;
    let generation = reader.generation().await?;
    let names = NameBook::new(&reader.recorded_names().await?);
    let masks = MaskSession::new(ExportMasking::Masked, names).about(subject(&order.holdings));
    let ids = order.holdings.included();
    let notes = order.notes;
    let left_out = order.holdings.totals().left_out;
    let writer = PersonWriter {
        names: SpaceNames::read(reader).await?,
        masks,
        holdings: order.holdings,
        own_notes: notes,
        made_at: context.made_at,
        folder: staged.content(),
    };
    let scope = WalkScope::Named(&ids);
    let written = walk(reader, scope, watch, |queue| writer.write(queue)).await?;
    if written.conversations != ids.len() as u64 {
        // One went while it was written: then this is not all that is held, and not what was looked at.
        return Err(ExportError::Changed);
    }
    let snapshot = SnapshotRecord::of(generation, reader.generation().await?, context);
    let query = QueryRecord::of_person(&order.asked);
    Ok(prepared(
        (staged, query, snapshot),
        written,
        (notes, left_out),
        context,
    ))
}

/// Whom the file is about: the names and writings of what is taken for theirs.
fn subject(holdings: &PersonHoldings) -> MaskSubject {
    let taken = holdings.conversations.iter().filter(|it| it.is_included());
    let names: BTreeSet<String> = taken.flat_map(|it| it.names.iter().cloned()).collect();
    let written = holdings.identities.iter();
    let written = written.flat_map(|it| it.written.iter().cloned());
    MaskSubject::new(names.into_iter().collect(), written.collect())
}

fn prepared(
    (staged, query, snapshot): (StagedTarget, QueryRecord, SnapshotRecord),
    written: WrittenPerson,
    (own_notes, left_out): (OwnNotes, u64),
    context: &HandOverContext,
) -> PreparedExport {
    let content = ContentRecord {
        format: "person",
        per: "message",
        columns: Vec::new(),
        conversations: written.conversations,
        rows: written.messages,
        files: written.files,
    };
    let mut notes = notes(own_notes, left_out);
    notes.push(Phrase::count(TextKey::ExportMasked, written.masks.total()).say(&PlainFormats));
    if !snapshot.is_still() {
        notes.push(text(TextKey::ExportChangedMeanwhile).to_owned());
    }
    let mut manifest = ExportManifest::new(context, (query, content, snapshot), written.zones);
    manifest.redaction = Some(written.masks.tally());
    manifest.notes = notes;
    PreparedExport::new(staged, manifest, written.masks.total())
}

/// What a reader must know.
fn notes(own: OwnNotes, left_out: u64) -> Vec<String> {
    let noted = match own {
        OwnNotes::Kept => TextKey::PersonFileNoNotes,
        OwnNotes::Included => TextKey::PersonFileWithNotes,
    };
    let always = [
        TextKey::PersonFileOwnWords,
        TextKey::PersonFileLaptop,
        noted,
    ];
    let left_out = (left_out > 0)
        .then(|| Phrase::count(TextKey::PersonFileLeftOut, left_out).say(&PlainFormats));
    let always = always.into_iter().map(|key| text(key).to_owned());
    always.chain(left_out).collect()
}

impl PersonWriter {
    fn write(mut self, mut queue: BatchQueue) -> Result<WrittenPerson> {
        let (page_path, json_path) = (self.folder.join(PAGE), self.folder.join(RECORD));
        let mut page = HtmlPage::new(stream(&page_path)?, text(TextKey::PersonFileTitle))?;
        let mut json = PersonJson::begin(stream(&json_path)?, &self.holdings, self.made_at)?;
        let notes = notes(self.own_notes, self.holdings.totals().left_out);
        page.preface(&preface(&self.holdings, self.made_at), &notes)?;
        let (mut conversations, mut messages) = (0, 0);
        let mut zones = BTreeSet::new();
        queue.for_each(|item| {
            let ExportItem::Whole(stored) = item else {
                return Ok(());
            };
            let mut held = self.holdings.conversations.iter();
            let Some(held) = held.find(|it| it.id == stored.row.id).cloned() else {
                return Ok(());
            };
            page.conversation(&self.transcript(item, stored, &held))?;
            json.conversation(&self.record(stored, &held))?;
            conversations += 1;
            messages += stored.messages.len() as u64;
            zones.insert(stored.row.time_zone.clone());
            Ok(())
        })?;
        page.finish()?;
        json.finish()?;
        Ok(WrittenPerson {
            files: vec![file(PAGE, &page_path)?, file(RECORD, &json_path)?],
            conversations,
            messages,
            zones,
            masks: self.masks,
        })
    }

    /// Messages of systems and tools are held as well.
    fn transcript(
        &mut self,
        item: &ExportItem,
        stored: &StoredConversation,
        held: &HeldConversation,
    ) -> Transcript {
        self.masks.enter(item);
        let with = (&self.names, SystemMessages::Included);
        let mut told = Transcript::of(stored, with, &mut self.masks);
        let facts = extra_facts(
            stored,
            (&self.holdings, held),
            self.own_notes,
            &mut self.masks,
        );
        told.facts.extend(facts);
        told
    }

    fn record(
        &mut self,
        stored: &StoredConversation,
        held: &HeldConversation,
    ) -> SubjectConversation {
        let about = (&self.holdings, held);
        SubjectConversation::of(stored, about, self.own_notes, &mut self.masks)
    }
}

fn stream(path: &Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::new(private_file(path)?))
}

/// A file that is written, on the disk before the folder has its name.
fn file(name: &str, path: &Path) -> Result<FileRecord> {
    File::open(path)?.sync_all()?;
    Ok(file_record(name.to_owned(), FileDigest::of_file(path)?))
}
