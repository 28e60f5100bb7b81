//! Conversations and what hangs on them. A new conversation is written from the page alone; for a
//! known one only what changed is written, and what is derived is made from the store.

use super::Outcome;
use super::document::{self, gist_of};
use super::gist::{self, Gist, Line};
use super::intake::{Intake, refusal};
use super::reading::Readings;
use super::retract::Retracted;
use super::ties::Settled;
use crate::error::Result;
use crate::spine;
use crate::table::child::conversion::{self, Kinds};
use crate::table::child::{self, Child, lead};
use crate::table::conversation::{self, Row};
use crate::table::message::{self, MOST, ORDINAL_BITS, Write};
use crate::table::quarantine::{self, Refused};
use crate::table::search::Document;
use crate::table::{held, meta};
use model::SourceId;
use model::feed::ConversationChange;
use sqlx::SqliteConnection;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// What the full-text index and the full re-sync need to know of a page.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Documents of new conversations, by ascending id.
    pub(crate) fresh: Vec<Document>,
    /// Documents of known conversations that were made on the way.
    pub(crate) documents: Vec<Document>,
    /// Known conversations whose words changed.
    pub(crate) reindex: BTreeSet<i64>,
    /// Every conversation that the page named.
    pub(crate) met: Vec<i64>,
}

/// A conversation under way.
struct Draft<'d> {
    change: &'d ConversationChange,
    before: Option<Row>,
    row: Row,
    writes: Vec<Write<'d>>,
}

impl Draft<'_> {
    fn is_new(&self) -> bool {
        self.before.is_none()
    }
}

/// Which known conversations have other children than before.
#[derive(Default)]
struct Touched {
    outcomes: BTreeSet<i64>,
    leads: BTreeSet<i64>,
    others: BTreeSet<i64>,
}

/// Writes the page's conversations.
pub(crate) async fn write(
    conn: &mut SqliteConnection,
    source: SourceId,
    intake: &mut Intake<'_>,
    readings: &Readings,
    ties: &mut Settled,
    retracted: &Retracted,
    outcome: &mut Outcome,
) -> Result<Written> {
    let changes = std::mem::take(&mut intake.conversations);
    let mut drafts = draft(conn, source, &changes, ties, &mut intake.refused).await?;
    prepare_messages(conn, &mut drafts, readings, &mut intake.refused).await?;
    let mut touched = write_children(conn, &drafts, &mut outcome.held).await?;
    touched.outcomes.extend(&retracted.outcomes);
    write_messages(conn, &drafts, outcome).await?;
    let mut written = Written {
        reindex: std::mem::take(&mut ties.renamed),
        ..Written::default()
    };
    derive_new(&mut drafts, ties, &mut written);
    derive_known(conn, &mut drafts, &touched, retracted, ties, &mut written).await?;
    store(conn, &drafts, &touched, ties, outcome).await?;
    if intake.has_quarantine {
        release(conn, source, &drafts).await?;
    }
    written.met.extend(drafts.iter().map(|draft| draft.row.id));
    Ok(written)
}

async fn draft<'d>(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &'d [Cow<'_, ConversationChange>],
    ties: &mut Settled,
    refused: &mut Vec<Refused>,
) -> Result<Vec<Draft<'d>>> {
    let ids = changes.iter().map(|change| change.conversation.id.as_str());
    let stored = if changes.is_empty() {
        Vec::new()
    } else {
        conversation::by_remote(conn, source, ids).await?
    };
    let mut stored: HashMap<String, Row> = stored
        .into_iter()
        .map(|row| (row.remote_id.clone(), row))
        .collect();
    let mut drafts = Vec::with_capacity(changes.len());
    for change in changes {
        let head = &change.conversation;
        let Some(tied) = ties.of(conn, head).await? else {
            refused.push(refusal(
                "conversation",
                &head.id,
                &head.id,
                "too many channels",
                change.as_ref(),
            ));
            continue;
        };
        let before = stored.remove(head.id.as_str());
        let mut row = before.clone().unwrap_or_else(|| Row {
            source_id: source.0,
            remote_id: head.id.as_str().to_owned(),
            ..Row::default()
        });
        row.set_head(head, tied);
        drafts.push(Draft {
            change,
            before,
            row,
            writes: Vec::new(),
        });
    }
    number(conn, &mut drafts).await?;
    Ok(drafts)
}

/// New conversations get their ids, in the order of the page.
async fn number(conn: &mut SqliteConnection, drafts: &mut [Draft<'_>]) -> Result<()> {
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
    drafts: &mut [Draft<'d>],
    readings: &'d Readings,
    refused: &mut Vec<Refused>,
) -> Result<()> {
    let asked = |draft: &&Draft<'_>| !draft.is_new() && !draft.change.messages.is_empty();
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
        prepare(draft, readings, &stored, refused);
    }
    Ok(())
}

fn prepare<'d>(
    draft: &mut Draft<'d>,
    readings: &'d Readings,
    stored: &HashMap<(i64, String), (i64, i64)>,
    refused: &mut Vec<Refused>,
) {
    let change = draft.change;
    for record in &change.messages {
        let reading = readings.get(record);
        let hash = reading.map_or_else(|| message::hash(record), |known| known.hash);
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
                ));
                continue;
            }
        };
        draft.writes.push(Write::new(id, hash, record, reading));
    }
}

async fn write_children(
    conn: &mut SqliteConnection,
    drafts: &[Draft<'_>],
    held: &mut held::Delta,
) -> Result<Touched> {
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
    held.conversions += outcomes.inserted;
    held.leads += leads.inserted;
    Ok(Touched {
        outcomes: outcomes.conversations,
        leads: leads.conversations,
        others,
    })
}

async fn put_children<C: Child>(
    conn: &mut SqliteConnection,
    drafts: &[Draft<'_>],
    of: fn(&ConversationChange) -> &Vec<C>,
) -> Result<child::Written> {
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
    drafts: &[Draft<'_>],
    outcome: &mut Outcome,
) -> Result<()> {
    for draft in drafts {
        outcome.messages += u32::try_from(draft.writes.len()).unwrap_or(u32::MAX);
        outcome.held.messages += draft.row.next_ordinal
            - draft
                .before
                .as_ref()
                .map_or(0, |before| before.next_ordinal);
    }
    let writes: Vec<&Write<'_>> = drafts.iter().flat_map(|draft| &draft.writes).collect();
    message::put(conn, &writes).await
}

/// What a new conversation's row and document need is all in the page.
fn derive_new(drafts: &mut [Draft<'_>], ties: &Settled, written: &mut Written) {
    for draft in drafts.iter_mut().filter(|draft| draft.is_new()) {
        let mut by_time: Vec<&Write<'_>> = draft.writes.iter().collect();
        by_time.sort_by_key(|write| (write.record.sent_at.timestamp_millis(), write.id));
        let gist = gist::of(by_time.into_iter().map(line));
        let mut kinds = Kinds::default();
        for conversion in last_of_each(&draft.change.conversions) {
            kinds.add(&conversion.kind, conversion.confirmed);
        }
        draft.row.set_kinds(kinds);
        draft.row.leads = count(last_of_each(&draft.change.leads).count());
        let body = take_gist(&mut draft.row, gist);
        written.fresh.push(document::of(
            &draft.row,
            ties.customer(&draft.change.conversation),
            body,
        ));
    }
}

fn line<'w>(write: &'w Write<'_>) -> Line<'w> {
    Line {
        sender: write.record.sender.as_str(),
        is_visible: write.record.sender.is_visible(),
        text: write.shown(),
        words: write.words,
    }
}

/// Of children with the same id the last one counts, as in the store.
fn last_of_each<C: Child>(children: &[C]) -> impl Iterator<Item = &C> {
    let last: HashMap<&str, &C> = children
        .iter()
        .map(|child| (child.remote().as_str(), child))
        .collect();
    last.into_values()
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Takes the gist over; answers the body for the index.
fn take_gist(row: &mut Row, gist: Gist) -> String {
    row.messages = gist.messages;
    row.visible_messages = gist.visible;
    row.first_line = gist.first_line;
    row.excerpt = gist.excerpt;
    row.excerpt_sender = gist.excerpt_sender;
    gist.body
}

/// What a known conversation's row and document need is read from the store, where it changed.
async fn derive_known(
    conn: &mut SqliteConnection,
    drafts: &mut [Draft<'_>],
    touched: &Touched,
    retracted: &Retracted,
    ties: &Settled,
    written: &mut Written,
) -> Result<()> {
    for draft in drafts {
        let Some(before) = &draft.before else {
            continue;
        };
        let id = draft.row.id;
        if touched.outcomes.contains(&id) {
            draft.row.set_kinds(conversion::kinds(conn, id).await?);
        }
        if touched.leads.contains(&id) {
            draft.row.leads = lead::count(conn, id).await?;
        }
        let reworded = !draft.writes.is_empty() || retracted.messages.contains(&id);
        if reworded || !before.is_found_alike(&draft.row) {
            let body = take_gist(&mut draft.row, gist_of(&message::shown(conn, [id]).await?));
            let customer = ties.customer(&draft.change.conversation);
            written
                .documents
                .push(document::of(&draft.row, customer, body));
            written.reindex.insert(id);
        }
    }
    Ok(())
}

/// Writes the rows that differ, and notes what the spine must know.
async fn store(
    conn: &mut SqliteConnection,
    drafts: &[Draft<'_>],
    touched: &Touched,
    ties: &Settled,
    outcome: &mut Outcome,
) -> Result<()> {
    let mut rows = Vec::new();
    for draft in drafts {
        let differs = draft.before.as_ref() != Some(&draft.row);
        if differs {
            let calendar = ties.calendar(&draft.change.conversation)?;
            let fact = draft
                .row
                .fact(spine::start_day(draft.row.started_at, calendar));
            outcome
                .delta
                .patches
                .extend(u32::try_from(draft.row.id).ok().map(|id| (id, Some(fact))));
            rows.push(&draft.row);
        }
        if differs || touched.has(draft.row.id) || !draft.writes.is_empty() {
            outcome.conversations += 1;
            outcome.is_visible = true;
        }
        if draft.is_new() {
            outcome.new_conversations += 1;
            outcome.held.conversations += 1;
        }
    }
    conversation::put(conn, &rows).await
}

impl Touched {
    fn has(&self, id: i64) -> bool {
        self.outcomes.contains(&id) || self.leads.contains(&id) || self.others.contains(&id)
    }
}

/// Rows that arrived in good order leave the quarantine.
async fn release(
    conn: &mut SqliteConnection,
    source: SourceId,
    drafts: &[Draft<'_>],
) -> Result<()> {
    for draft in drafts {
        let change = draft.change;
        let owner = change.conversation.id.as_str();
        quarantine::release(conn, source, "conversation", owner, owner).await?;
        for write in &draft.writes {
            quarantine::release(conn, source, "message", owner, write.record.id.as_str()).await?;
        }
        release_children(conn, source, owner, &change.conversions).await?;
        release_children(conn, source, owner, &change.leads).await?;
        release_children(conn, source, owner, &change.tickets).await?;
        release_children(conn, source, owner, &change.inbox_items).await?;
    }
    Ok(())
}

async fn release_children<C: Child>(
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
