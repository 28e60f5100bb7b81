//! Conversations and what hangs on them. A new conversation is written from the page alone; for a
//! known one only what changed is written, and what is derived is made from the store.

use super::document::{self, summary_of};
use super::outcome_history::{self, PageOrigin};
use super::prepared::PreparedMessages;
use super::references::ResolvedReferences;
use super::report::{CommitSummary, IndexWork};
use super::retract::RetractedParts;
use super::summary::{self, MessageSummary, SummaryLine};
use super::validate::{ValidatedChanges, refusal};
use crate::error::Result;
use crate::index::conversation_index::start_day;
use crate::table::child::conversion::{self, OutcomeKinds};
use crate::table::child::{self, ConversationChild, lead};
use crate::table::conversation::{self, CachedConversation};
use crate::table::message::{self, MOST, MessageWrite, ORDINAL_BITS};
use crate::table::quarantine::{self, QuarantinedRow};
use crate::table::question::{self, QuestionList};
use crate::table::search::SaidWords;
use crate::table::{counts, meta};
use model::SourceId;
use model::feed::ConversationChange;
use model::record::ConversionRecord;
use sqlx::SqliteConnection;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// A conversation under way.
struct ConversationWrite<'d> {
    change: &'d ConversationChange,
    before: Option<CachedConversation>,
    row: CachedConversation,
    writes: Vec<MessageWrite<'d>>,
    /// What its customer asked; none where that was not derived.
    questions: Option<QuestionList>,
}

impl ConversationWrite<'_> {
    fn is_new(&self) -> bool {
        self.before.is_none()
    }
}

/// Which known conversations have other children than before.
#[derive(Default)]
struct ChangedChildren {
    outcomes: BTreeSet<i64>,
    leads: BTreeSet<i64>,
    others: BTreeSet<i64>,
}

/// Writes the page's conversations.
pub(crate) async fn write(
    conn: &mut SqliteConnection,
    source: SourceId,
    validated: &mut ValidatedChanges<'_>,
    prepared: &PreparedMessages,
    references: &mut ResolvedReferences,
    (retracted, page): (&RetractedParts, PageOrigin),
    outcome: &mut CommitSummary,
) -> Result<IndexWork> {
    let changes = std::mem::take(&mut validated.conversations);
    let mut drafts = draft(conn, source, &changes, references, &mut validated.refused).await?;
    prepare_messages(conn, &mut drafts, prepared, &mut validated.refused).await?;
    keep_histories(conn, &drafts, page).await?;
    let mut changed_children = write_children(conn, &drafts, &mut outcome.counts).await?;
    changed_children.outcomes.extend(&retracted.outcomes);
    write_messages(conn, &drafts, outcome).await?;
    let mut written = IndexWork {
        reindex: std::mem::take(&mut references.renamed),
        ..IndexWork::default()
    };
    derive_new(&mut drafts, references, &mut written);
    derive_known(
        conn,
        &mut drafts,
        &changed_children,
        retracted,
        references,
        &mut written,
    )
    .await?;
    store(conn, &drafts, &changed_children, references, outcome).await?;
    if validated.has_quarantine {
        release(conn, source, &drafts).await?;
    }
    written.seen.extend(drafts.iter().map(|draft| draft.row.id));
    Ok(written)
}

async fn draft<'d>(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &'d [Cow<'_, ConversationChange>],
    references: &mut ResolvedReferences,
    refused: &mut Vec<QuarantinedRow>,
) -> Result<Vec<ConversationWrite<'d>>> {
    let ids = changes.iter().map(|change| change.conversation.id.as_str());
    let stored = if changes.is_empty() {
        Vec::new()
    } else {
        conversation::by_remote(conn, source, ids).await?
    };
    let mut stored: HashMap<String, CachedConversation> = stored
        .into_iter()
        .map(|row| (row.remote_id.clone(), row))
        .collect();
    let mut drafts = Vec::with_capacity(changes.len());
    for change in changes {
        let head = &change.conversation;
        let Some(head_references) = references.of(conn, head).await? else {
            refused.push(refusal(
                "conversation",
                &head.id,
                &head.id,
                "too many channels",
                change.as_ref(),
            )?);
            continue;
        };
        let before = stored.remove(head.id.as_str());
        let mut row = before.clone().unwrap_or_else(|| CachedConversation {
            source_id: source.0,
            remote_id: head.id.as_str().to_owned(),
            ..CachedConversation::default()
        });
        row.set_head(head, head_references);
        drafts.push(ConversationWrite {
            change,
            before,
            row,
            writes: Vec::new(),
            questions: None,
        });
    }
    number(conn, &mut drafts).await?;
    Ok(drafts)
}

/// New conversations get their ids, in the order of the page.
async fn number(conn: &mut SqliteConnection, drafts: &mut [ConversationWrite<'_>]) -> Result<()> {
    let count = drafts.iter().filter(|draft| draft.is_new()).count();
    if count == 0 {
        return Ok(());
    }
    let mut next = meta::take_conversation_ids(conn, count).await?;
    for draft in drafts.iter_mut().filter(|draft| draft.before.is_none()) {
        draft.row.id = next;
        next += 1;
    }
    Ok(())
}

/// Finds the messages that are new or changed, and gives new ones their ordinals.
async fn prepare_messages<'d>(
    conn: &mut SqliteConnection,
    drafts: &mut [ConversationWrite<'d>],
    prepared: &'d PreparedMessages,
    refused: &mut Vec<QuarantinedRow>,
) -> Result<()> {
    let asked =
        |draft: &&ConversationWrite<'_>| !draft.is_new() && !draft.change.messages.is_empty();
    let known: Vec<i64> = drafts
        .iter()
        .filter(asked)
        .map(|draft| draft.row.id)
        .collect();
    let stored = if known.is_empty() {
        HashMap::new()
    } else {
        message::hashes(conn, known).await?
    };
    for draft in drafts {
        prepare(draft, prepared, &stored, refused)?;
    }
    Ok(())
}

fn prepare<'d>(
    draft: &mut ConversationWrite<'d>,
    prepared: &'d PreparedMessages,
    stored: &HashMap<(i64, String), (i64, i64)>,
    refused: &mut Vec<QuarantinedRow>,
) -> Result<()> {
    let change = draft.change;
    for record in &change.messages {
        let prepared_message = prepared.get(record);
        let hash = prepared_message.map_or_else(|| message::hash(record), |known| known.hash);
        let before = match draft.before {
            Some(_) => stored.get(&(draft.row.id, record.id.as_str().to_owned())),
            None => None,
        };
        let id = match before {
            Some((_, same)) if *same == hash => continue,
            Some((id, _)) => *id,
            None if draft.row.next_ordinal < MOST => {
                draft.row.next_ordinal += 1;
                draft.row.id << ORDINAL_BITS | (draft.row.next_ordinal - 1)
            }
            None => {
                let owner = &change.conversation.id;
                refused.push(refusal(
                    "message",
                    owner,
                    &record.id,
                    "too many messages",
                    record,
                )?);
                continue;
            }
        };
        let write = MessageWrite::new(id, hash, record, prepared_message);
        if let Some(reason) = write.fault() {
            let owner = &change.conversation.id;
            refused.push(refusal("message", owner, &record.id, reason, record)?);
        }
        draft.writes.push(write);
    }
    Ok(())
}

/// Keeps what was said of the page's outcomes, before they are written. Most say what they said, or are new.
async fn keep_histories(
    conn: &mut SqliteConnection,
    drafts: &[ConversationWrite<'_>],
    page: PageOrigin,
) -> Result<()> {
    let of = |draft| {
        let (id, outcomes) = outcomes_of(draft);
        outcomes.iter().map(move |one| (id, one))
    };
    let has_past = |draft: &&ConversationWrite<'_>| {
        let mut outcomes = draft.change.conversions.iter();
        !draft.is_new() || outcomes.any(|one| !one.earlier.is_empty())
    };
    let known = drafts.iter().filter(|draft| !draft.is_new());
    let known: BTreeSet<i64> = known.map(|draft| draft.row.id).collect();
    let rows: Vec<_> = drafts.iter().filter(has_past).flat_map(of).collect();
    outcome_history::keep(conn, page, &rows, |id| known.contains(&id)).await
}

fn outcomes_of<'d>(draft: &ConversationWrite<'d>) -> (i64, &'d [ConversionRecord]) {
    (draft.row.id, &draft.change.conversions)
}

async fn write_children(
    conn: &mut SqliteConnection,
    drafts: &[ConversationWrite<'_>],
    counts: &mut counts::CountsDelta,
) -> Result<ChangedChildren> {
    let outcomes = put_children(conn, drafts, |change| &change.conversions).await?;
    let leads = put_children(conn, drafts, |change| &change.leads).await?;
    let mut others = put_children(conn, drafts, |change| &change.tickets)
        .await?
        .conversations;
    others.append(
        &mut put_children(conn, drafts, |change| &change.inbox_items)
            .await?
            .conversations,
    );
    counts.conversions += outcomes.inserted;
    counts.leads += leads.inserted;
    Ok(ChangedChildren {
        outcomes: outcomes.conversations,
        leads: leads.conversations,
        others,
    })
}

async fn put_children<C: ConversationChild>(
    conn: &mut SqliteConnection,
    drafts: &[ConversationWrite<'_>],
    of: fn(&ConversationChange) -> &Vec<C>,
) -> Result<child::ChildrenWritten> {
    // New ids are higher than every known one: below the first of them a conversation may have children.
    let first_new = drafts
        .iter()
        .filter(|draft| draft.is_new())
        .map(|draft| draft.row.id)
        .min();
    let rows: Vec<(i64, &C)> = drafts
        .iter()
        .flat_map(|draft| of(draft.change).iter().map(|child| (draft.row.id, child)))
        .collect();
    child::put(conn, &rows, |id| first_new.is_none_or(|first| id < first)).await
}

async fn write_messages(
    conn: &mut SqliteConnection,
    drafts: &[ConversationWrite<'_>],
    outcome: &mut CommitSummary,
) -> Result<()> {
    for draft in drafts {
        outcome.messages += u32::try_from(draft.writes.len()).unwrap_or(u32::MAX);
        outcome.counts.messages += draft.row.next_ordinal
            - draft
                .before
                .as_ref()
                .map_or(0, |before| before.next_ordinal);
    }
    let writes: Vec<&MessageWrite<'_>> = drafts.iter().flat_map(|draft| &draft.writes).collect();
    message::put(conn, &writes).await
}

/// What a new conversation's row and document need is all in the page.
fn derive_new(
    drafts: &mut [ConversationWrite<'_>],
    references: &ResolvedReferences,
    written: &mut IndexWork,
) {
    let telling = LanguageTelling::of(drafts);
    for draft in drafts.iter_mut().filter(|draft| draft.is_new()) {
        let mut by_time: Vec<&MessageWrite<'_>> = draft.writes.iter().collect();
        by_time.sort_by_key(|write| (write.record.sent_at.timestamp_millis(), write.id));
        let mut summary = summary::summarize(&draft.row.session_id, by_time.into_iter().map(line));
        let mut kinds = OutcomeKinds::default();
        for conversion in last_of_each(&draft.change.conversions) {
            if conversion.stands() {
                kinds.add(&conversion.kind, conversion.confirmed);
            }
        }
        draft.row.set_kinds(kinds);
        draft.row.leads = count(last_of_each(&draft.change.leads).count());
        draft.questions = Some(std::mem::take(&mut summary.questions));
        let body = take_summary(&mut draft.row, summary, telling);
        written.fresh.push(document::of(
            &draft.row,
            references.customer(&draft.change.conversation),
            body,
        ));
    }
}

fn line<'w>(write: &'w MessageWrite<'_>) -> SummaryLine<'w> {
    SummaryLine {
        sender: write.record.sender.as_str(),
        is_visible: write.record.sender.is_visible(),
        text: write.shown(),
        hidden: write.hidden(),
        words: write.words,
        hidden_words: write.hidden_words,
        links: write.links(),
        link_words: write.link_words,
        sent_at: write.record.sent_at.timestamp_millis(),
    }
}

/// Of children with the same id the last one counts, as in the store.
fn last_of_each<C: ConversationChild>(children: &[C]) -> impl Iterator<Item = &C> {
    let last: HashMap<&str, &C> = children
        .iter()
        .map(|child| (child.remote().as_str(), child))
        .collect();
    last.into_values()
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// When it is told in which language a conversation is held.
#[derive(Clone, Copy)]
enum LanguageTelling {
    AtOnce,
    /// When the run is over: telling takes as long as all else that is done with a conversation.
    Later,
}

impl LanguageTelling {
    /// A page of more new conversations than this is one of a first sync.
    const FEW: usize = 100;

    fn of(drafts: &[ConversationWrite<'_>]) -> Self {
        let new = drafts.iter().filter(|draft| draft.is_new()).count();
        if new > Self::FEW {
            Self::Later
        } else {
            Self::AtOnce
        }
    }
}

/// Takes the summary over; answers what was said, for the index.
fn take_summary(
    row: &mut CachedConversation,
    summary: MessageSummary,
    telling: LanguageTelling,
) -> SaidWords {
    row.messages = summary.messages;
    row.visible_messages = summary.visible;
    row.first_line = summary.first_line;
    row.excerpt = summary.excerpt;
    row.excerpt_sender = summary.excerpt_sender;
    row.longest_gap = summary.longest_gap;
    row.text_facts = summary.facts.to_stored();
    row.language = match telling {
        LanguageTelling::AtOnce => summary.sample.language().to_owned(),
        LanguageTelling::Later => String::new(),
    };
    summary.said
}

/// What a known conversation's row and document need is read from the store, where it changed.
async fn derive_known(
    conn: &mut SqliteConnection,
    drafts: &mut [ConversationWrite<'_>],
    changed_children: &ChangedChildren,
    retracted: &RetractedParts,
    references: &ResolvedReferences,
    written: &mut IndexWork,
) -> Result<()> {
    for draft in drafts {
        let Some(before) = &draft.before else {
            continue;
        };
        let id = draft.row.id;
        if changed_children.outcomes.contains(&id) {
            draft.row.set_kinds(conversion::kinds(conn, id).await?);
        }
        if changed_children.leads.contains(&id) {
            draft.row.leads = lead::count(conn, id).await?;
        }
        // Most known conversations of a page come with what they had. Reading all messages of one is the
        // dearest thing here, so it is done only where its words are others now.
        let reworded = !draft.writes.is_empty() || retracted.messages.contains(&id);
        if reworded || !before.is_found_alike(&draft.row) {
            let messages = message::shown(conn, [id]).await?;
            let mut summary = summary_of(&draft.row.session_id, &messages);
            draft.questions = Some(std::mem::take(&mut summary.questions));
            let said = take_summary(&mut draft.row, summary, LanguageTelling::AtOnce);
            let customer = references.customer(&draft.change.conversation);
            written
                .documents
                .push(document::of(&draft.row, customer, said));
            written.reindex.insert(id);
        }
    }
    Ok(())
}

/// Writes the rows that differ, and notes what the index must know.
async fn store(
    conn: &mut SqliteConnection,
    drafts: &[ConversationWrite<'_>],
    changed_children: &ChangedChildren,
    references: &ResolvedReferences,
    outcome: &mut CommitSummary,
) -> Result<()> {
    let mut rows = Vec::new();
    for draft in drafts {
        let differs = draft.before.as_ref() != Some(&draft.row);
        if differs {
            let calendar = references.calendar(&draft.change.conversation)?;
            let entry = draft
                .row
                .index_entry(start_day(draft.row.started_at, calendar));
            outcome
                .delta
                .patches
                .extend(u32::try_from(draft.row.id).ok().map(|id| (id, Some(entry))));
            rows.push(&draft.row);
        }
        // Who is not known otherwise is called by their lead, and stands there in the order of names.
        if changed_children.leads.contains(&draft.row.id) {
            let called_otherwise = u32::try_from(draft.row.id).ok();
            outcome.delta.renamed.extend(called_otherwise);
        }
        if differs || changed_children.has(draft.row.id) || !draft.writes.is_empty() {
            outcome.conversations += 1;
            outcome.is_visible = true;
        }
        if draft.is_new() {
            outcome.new_conversations += 1;
            outcome.counts.conversations += 1;
        }
    }
    conversation::put(conn, &rows).await?;
    store_questions(conn, drafts).await
}

/// Writes what was asked, where it was derived. What a new conversation does not ask needs no statement.
async fn store_questions(
    conn: &mut SqliteConnection,
    drafts: &[ConversationWrite<'_>],
) -> Result<()> {
    let mut asked = Vec::new();
    for draft in drafts {
        match &draft.questions {
            Some(questions) if !questions.is_empty() => {
                asked.push((draft.row.id, questions.stored()))
            }
            Some(_) if !draft.is_new() => question::purge(conn, draft.row.id).await?,
            _ => {}
        }
    }
    question::put(conn, &asked).await
}

impl ChangedChildren {
    fn has(&self, id: i64) -> bool {
        self.outcomes.contains(&id) || self.leads.contains(&id) || self.others.contains(&id)
    }
}

/// Rows that arrived in good order leave the quarantine.
async fn release(
    conn: &mut SqliteConnection,
    source: SourceId,
    drafts: &[ConversationWrite<'_>],
) -> Result<()> {
    for draft in drafts {
        let change = draft.change;
        let owner = change.conversation.id.as_str();
        quarantine::release(conn, source, "conversation", owner, owner).await?;
        for write in draft.writes.iter().filter(|it| it.fault().is_none()) {
            quarantine::release(conn, source, "message", owner, write.record.id.as_str()).await?;
        }
        release_children(conn, source, owner, &change.conversions).await?;
        release_children(conn, source, owner, &change.leads).await?;
        release_children(conn, source, owner, &change.tickets).await?;
        release_children(conn, source, owner, &change.inbox_items).await?;
    }
    Ok(())
}

async fn release_children<C: ConversationChild>(
    conn: &mut SqliteConnection,
    source: SourceId,
    owner: &str,
    children: &[C],
) -> Result<()> {
    for child in children {
        quarantine::release(conn, source, C::KIND, owner, child.remote().as_str()).await?;
    }
    Ok(())
}
