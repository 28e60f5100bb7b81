//! The manifest beside an export: what it is, of which data, and how to see that it was not changed since. Keys are a
//! promise to scripts.

use crate::coverage::{AuditAnchor, HandOverContext, SourceSnapshot};
use crate::redact::{MaskSession, MaskTally};
use cache::HeldSelection;
use catalogue::{PlainFormats, TextKey, diagnosis_phrase, meaning_phrase, text};
use chrono::{DateTime, Utc};
use model::request::{DataWorld, ListFilter, ListSort};
use serde::Serialize;
use std::collections::BTreeSet;

/// The format of manifests that this version writes.
const VERSION: u32 = 1;

/// A manifest.
#[derive(Debug, Serialize)]
pub(crate) struct ExportManifest {
    daybook_manifest: u32,
    made_at: DateTime<Utc>,
    made_by: String,
    world: DataWorld,
    pub(crate) query: QueryRecord,
    pub(crate) content: ContentRecord,
    pub(crate) snapshot: SnapshotRecord,
    zones: ZoneRecord,
    pub(crate) redaction: Option<Vec<MaskTally>>,
    pub(crate) audit: Option<AuditAnchor>,
    pub(crate) notes: Vec<String>,
}

/// What was asked.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct QueryRecord {
    /// As it was typed.
    text: String,
    /// As a sentence.
    in_words: String,
    /// What of it was not understood as typed.
    not_understood: Vec<String>,
    sort_by: &'static str,
    direction: &'static str,
    /// The rest of the filter, which no search says.
    filter: ListFilter,
}

/// What stands in it.
#[derive(Debug, Serialize)]
pub(crate) struct ContentRecord {
    pub(crate) format: &'static str,
    pub(crate) per: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) conversations: u64,
    pub(crate) rows: u64,
    pub(crate) files: Vec<FileRecord>,
}

/// A file.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FileRecord {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// Of which moment the data is.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SnapshotRecord {
    /// The generation of the conversations when they were selected.
    generation: u64,
    /// The same when the last one was written; another one means that something was synced meanwhile.
    pub(crate) generation_at_end: u64,
    sources: Vec<SourceSnapshot>,
}

/// By which clocks.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ZoneRecord {
    database: &'static str,
    names: BTreeSet<String>,
}

impl QueryRecord {
    /// Of a selection, with what names somebody masked: a search is often for a name.
    pub(crate) fn of(
        selection: &HeldSelection,
        (filter, sort): (&ListFilter, ListSort),
        masks: &mut MaskSession,
    ) -> Self {
        let meaning = selection.meaning();
        let in_words = meaning.map_or_else(
            || text(TextKey::MeaningEverything).to_owned(),
            |meaning| meaning_phrase(&meaning).say(&PlainFormats),
        );
        let misread = selection.diagnoses().iter();
        let misread = misread.map(|it| masks.search_text(&diagnosis_phrase(it).say(&PlainFormats)));
        let not_understood = misread.collect();
        Self {
            text: masks.search_text(&filter.text),
            in_words: masks.search_text(&in_words),
            not_understood,
            sort_by: sort.by.as_str(),
            direction: sort.direction.as_str(),
            filter: ListFilter {
                text: String::new(),
                only: None,
                ..filter.clone()
            },
        }
    }
}

impl QueryRecord {
    /// As a sentence, masked where names are.
    pub(crate) fn in_words(&self) -> &str {
        &self.in_words
    }

    /// Of a person, as they were asked for.
    pub(crate) fn of_person(asked: &str) -> Self {
        let sort = ListSort::default();
        Self {
            text: asked.to_owned(),
            in_words: text(TextKey::PersonFileQuestion).to_owned(),
            not_understood: Vec::new(),
            sort_by: sort.by.as_str(),
            direction: sort.direction.as_str(),
            filter: ListFilter::default(),
        }
    }
}

impl SnapshotRecord {
    pub(crate) fn of(generation: u64, at_end: u64, context: &HandOverContext) -> Self {
        Self {
            generation,
            generation_at_end: at_end,
            sources: context.sources.clone(),
        }
    }

    /// Whether nothing was synced meanwhile.
    pub(crate) fn is_still(&self) -> bool {
        self.generation == self.generation_at_end
    }
}

impl ZoneRecord {
    pub(crate) fn of(names: BTreeSet<String>) -> Self {
        Self {
            database: zone::database_version(),
            names,
        }
    }
}

impl ExportManifest {
    pub(crate) fn new(
        context: &HandOverContext,
        (query, content, snapshot): (QueryRecord, ContentRecord, SnapshotRecord),
        zones: BTreeSet<String>,
    ) -> Self {
        Self {
            daybook_manifest: VERSION,
            made_at: context.made_at,
            made_by: format!("Daybook {}", context.version),
            world: context.world,
            query,
            content,
            snapshot,
            zones: ZoneRecord::of(zones),
            redaction: None,
            audit: None,
            notes: Vec::new(),
        }
    }
}
