//! Review queues: drawn from what a filter selects, reviewed here, handed to somebody else as a file, and compared.
//! A file holds names of the server's, the seed and marks, and no word of a conversation.

use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use crate::review::list;
use crate::review::rule_trials::{RuleTrials, is_answer};
use cache::{CacheError, QueueItem};
use insights::{Agreement, cohen_kappa, proportional};
use model::request::{ListWindow, OpenList};
use model::review_queue::{
    AgreementView, DisagreementView, DrawQueue, ExportQueue, KappaView, QUEUE_FORMAT,
    QUEUE_VERSION, QueueFile, QueueFileItem, QueueHead, QueueItemView, QueueMarks, QueueStratum,
    QueueView, SampleOrder,
};
use model::view::ConversationRow;
use model::{Channel, ConversationId, ConversionKind, QueueId, RemoteId};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The most conversations that a queue is drawn from.
const DRAWN_FROM_MOST: u32 = 100_000;
/// The most conversations of a queue: more than anybody reviews.
const QUEUE_MOST: usize = 5_000;
/// The longest name of a queue or of a reviewer, in characters.
const NAME_MOST: usize = 80;
/// Rows read at once.
const WINDOW: u32 = 1_000;

/// Conversations of one channel and one outcome.
type StratumName = (Channel, Option<ConversionKind>);

/// One conversation that may be drawn.
struct Candidate {
    id: ConversationId,
    remote_id: RemoteId,
    stratum: StratumName,
}

/// Draws a queue.
pub(crate) async fn draw(home: &UnlockedHome, request: DrawQueue) -> Result<QueueView, AppError> {
    let name = checked_name(&request.name)?;
    let candidates = candidates(home, &request).await?;
    let sample = request.sample.map(|size| SampleOrder {
        size,
        // Short enough to be typed again.
        seed: request.seed.unwrap_or_else(|| rand::random::<u32>().into()),
    });
    let (strata, drawn) = drawn(candidates, sample);
    if drawn.is_empty() {
        return Err(InputRefusal::QueueEmpty.into());
    }
    if drawn.len() > QUEUE_MOST {
        return Err(InputRefusal::QueueTooLarge.into());
    }
    let mut items = Vec::with_capacity(drawn.len());
    for id in drawn {
        items.push(home.reader.lasting_name(id).await?);
    }
    let head = QueueHead {
        key: format!("{:032x}", rand::random::<u128>()),
        name,
        sample,
        strata,
        drawn_at: home.now(),
    };
    let id = add(home, head, items).await?;
    queue(home, id).await
}

async fn add(
    home: &UnlockedHome,
    head: QueueHead,
    items: Vec<(String, RemoteId)>,
) -> Result<QueueId, AppError> {
    let added = home.writer.add_queue(head, items).await;
    added.map_err(|error| match error {
        CacheError::NameTaken { .. } => InputRefusal::QueueNameTaken.into(),
        other => other.into(),
    })
}

/// Everything that the filter selects.
async fn candidates(home: &UnlockedHome, request: &DrawQueue) -> Result<Vec<Candidate>, AppError> {
    let asked = OpenList {
        filter: request.filter.clone(),
        ..OpenList::default()
    };
    let opened = list::open_list(home, asked).await?;
    if opened.total > DRAWN_FROM_MOST {
        return Err(InputRefusal::QueueTooLarge.into());
    }
    let mut candidates = Vec::with_capacity(opened.total as usize);
    for start in (0..opened.total).step_by(WINDOW as usize) {
        let window = ListWindow {
            list: opened.list,
            start,
            count: WINDOW,
        };
        let rows = list::list_window(home, window).await?;
        candidates.extend(rows.into_iter().map(Candidate::from));
    }
    Ok(candidates)
}

impl From<ConversationRow> for Candidate {
    fn from(row: ConversationRow) -> Self {
        let confirmed = row.conversions.into_iter().filter(|one| one.confirmed);
        let first = confirmed.map(|one| one.kind).min();
        Self {
            id: row.id,
            remote_id: row.remote_id,
            stratum: (row.channel, first),
        }
    }
}

/// The strata, and what is drawn of them: all in the order of the list, or a sample in the order of chance.
fn drawn(
    candidates: Vec<Candidate>,
    sample: Option<SampleOrder>,
) -> (Vec<QueueStratum>, Vec<ConversationId>) {
    let mut by_stratum: BTreeMap<_, Vec<Candidate>> = BTreeMap::new();
    let in_order: Vec<ConversationId> = candidates.iter().map(|one| one.id).collect();
    for candidate in candidates {
        let stratum = by_stratum.entry(candidate.stratum.clone()).or_default();
        stratum.push(candidate);
    }
    let sizes: Vec<u64> = by_stratum.values().map(|all| all.len() as u64).collect();
    let Some(SampleOrder { size, seed }) = sample else {
        return (strata(&by_stratum, &sizes), in_order);
    };
    let parts = proportional(&sizes, u64::from(size));
    let strata = strata(&by_stratum, &parts);
    let mut chosen = Vec::new();
    for (all, part) in by_stratum.into_values().zip(parts) {
        let ranked = all
            .into_iter()
            .map(|one| (chance(seed, &one.remote_id), one.id));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_unstable_by_key(|(rank, _)| *rank);
        let part = usize::try_from(part).unwrap_or(usize::MAX);
        chosen.extend(ranked.into_iter().take(part));
    }
    chosen.sort_unstable_by_key(|(rank, _)| *rank);
    (strata, chosen.into_iter().map(|(_, id)| id).collect())
}

fn strata(by_stratum: &BTreeMap<StratumName, Vec<Candidate>>, drawn: &[u64]) -> Vec<QueueStratum> {
    let mut strata = Vec::with_capacity(drawn.len());
    for (((channel, outcome), all), drawn) in by_stratum.iter().zip(drawn) {
        strata.push(QueueStratum {
            channel: channel.clone(),
            outcome: outcome.clone(),
            conversations: all.len() as u64,
            drawn: *drawn,
        });
    }
    strata
}

/// The place of a conversation in the order of chance: the SHA-256 of the seed (8 bytes, little-endian) and its
/// name at the server, so that the same sample is drawn on another laptop, and by anybody who checks.
fn chance(seed: u64, name: &RemoteId) -> [u8; 32] {
    let hash = Sha256::new().chain_update(seed.to_le_bytes());
    hash.chain_update(name.as_str()).finalize().into()
}

/// Every queue, the newest first.
pub(crate) async fn queues(home: &UnlockedHome) -> Result<Vec<QueueView>, AppError> {
    let trials = RuleTrials::read(home).await?;
    let mut views = Vec::new();
    for (id, head) in home.reader.queues().await? {
        views.push(view(home, id, head, &trials).await?);
    }
    views.sort_by_key(|view| Reverse(view.id));
    Ok(views)
}

async fn head(home: &UnlockedHome, id: QueueId) -> Result<QueueHead, AppError> {
    let found = home.reader.queues().await?.into_iter();
    let mut found = found.filter(|(queue, _)| *queue == id);
    found.next().map(|(_, head)| head).ok_or(AppError::NoQueue)
}

/// A queue, as it stands.
pub(crate) async fn queue(home: &UnlockedHome, id: QueueId) -> Result<QueueView, AppError> {
    let head = head(home, id).await?;
    let trials = RuleTrials::read(home).await?;
    view(home, id, head, &trials).await
}

async fn view(
    home: &UnlockedHome,
    id: QueueId,
    head: QueueHead,
    trials: &RuleTrials,
) -> Result<QueueView, AppError> {
    let items = items_of(home, id, &head, trials).await?;
    let count = |is: &dyn Fn(&QueueItem) -> bool| {
        let counted = items.iter().filter(|item| is(item)).count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    };
    let is_open = |item: &&QueueItem| item.marks.reviewed_at.is_none();
    let mut open = items.iter().filter(is_open);
    Ok(QueueView {
        id,
        conversations: count(&|_| true),
        reviewed: count(&|item| item.marks.reviewed_at.is_some()),
        missing: count(&|item| item.conversation.is_none()),
        next: open.find_map(|item| item.conversation),
        reviewers: home.reader.queue_reviewers(id).await?,
        rule: trials.rule_of(&head.key),
        head,
    })
}

/// The conversations of a queue, in their order.
pub(crate) async fn items(
    home: &UnlockedHome,
    id: QueueId,
) -> Result<Vec<QueueItemView>, AppError> {
    let head = head(home, id).await?;
    let trials = RuleTrials::read(home).await?;
    let items = items_of(home, id, &head, &trials).await?;
    Ok((1..).zip(items).map(item_view).collect())
}

/// The conversations of a queue with what was noted about them.
async fn items_of(
    home: &UnlockedHome,
    id: QueueId,
    head: &QueueHead,
    trials: &RuleTrials,
) -> Result<Vec<QueueItem>, AppError> {
    let mut items = home.reader.queue_items(id).await?;
    for item in &mut items {
        keep_answer(&mut item.marks, head, trials);
    }
    Ok(items)
}

/// Where a queue tries a rule, what was reviewed before the draw stands as not reviewed.
fn keep_answer(marks: &mut QueueMarks, head: &QueueHead, trials: &RuleTrials) {
    if trials.has(&head.key) && !is_answer(marks, head.drawn_at) {
        marks.reviewed_at = None;
    }
}

fn item_view((place, item): (u32, QueueItem)) -> QueueItemView {
    QueueItemView {
        place,
        conversation: item.conversation,
        remote_id: item.remote_id,
        marks: item.marks,
    }
}

/// Takes a queue away. What was noted stays.
pub(crate) async fn remove(home: &UnlockedHome, id: QueueId) -> Result<(), AppError> {
    head(home, id).await?;
    Ok(home.writer.remove_queue(id).await?)
}

/// A queue with what was noted here, as a file.
pub(crate) async fn export(
    home: &UnlockedHome,
    request: &ExportQueue,
) -> Result<QueueFile, AppError> {
    let head = head(home, request.queue).await?;
    let items = home.reader.queue_items(request.queue).await?.into_iter();
    let item = |item: QueueItem| QueueFileItem {
        store: item.store,
        conversation: item.remote_id,
        marks: item.marks,
    };
    Ok(QueueFile {
        format: QUEUE_FORMAT.to_owned(),
        version: QUEUE_VERSION,
        queue: head,
        reviewer: checked_name(&request.reviewer)?,
        items: items.map(item).collect(),
    })
}

/// Opens a file: a queue that is not here is added, and the marks in it stand beside those of this laptop, never
/// over them. The same reviewer's marks of before are replaced.
pub(crate) async fn import(home: &UnlockedHome, text: &str) -> Result<QueueView, AppError> {
    let file = read(text)?;
    let reviewer = checked_name(&file.reviewer)?;
    let known = home.reader.queues().await?;
    let same = known.iter().find(|(_, head)| head.key == file.queue.key);
    let id = match same {
        Some((id, _)) => *id,
        None => {
            let named = file.items.iter();
            let named = named.map(|item| (item.store.clone(), item.conversation.clone()));
            let mut name = checked_name(&file.queue.name)?;
            // Another queue has the name by chance: whoever opens a file cannot rename what is in it.
            if known.iter().any(|(_, head)| head.name == name) {
                name = format!("{name} ({reviewer})");
            }
            add(home, QueueHead { name, ..file.queue }, named.collect()).await?
        }
    };
    home.writer.keep_review(id, reviewer, file.items).await?;
    queue(home, id).await
}

/// Reads a file. One of a newer version may have another shape, and is told apart before that is looked at.
fn read(text: &str) -> Result<QueueFile, InputRefusal> {
    #[derive(serde::Deserialize)]
    struct FileKind {
        format: String,
        version: u32,
    }
    let no_queue = |_| InputRefusal::NoQueueFile;
    let kind: FileKind = serde_json::from_str(text).map_err(no_queue)?;
    if kind.format != QUEUE_FORMAT {
        return Err(InputRefusal::NoQueueFile);
    }
    if kind.version > QUEUE_VERSION {
        return Err(InputRefusal::QueueFileTooNew);
    }
    let file: QueueFile = serde_json::from_str(text).map_err(no_queue)?;
    if file.items.is_empty() || file.items.len() > QUEUE_MOST {
        return Err(InputRefusal::NoQueueFile);
    }
    Ok(file)
}

/// How far each other reviewer agrees with what was noted here.
pub(crate) async fn agreement(
    home: &UnlockedHome,
    id: QueueId,
) -> Result<Vec<AgreementView>, AppError> {
    let head = head(home, id).await?;
    let trials = RuleTrials::read(home).await?;
    let items = items_of(home, id, &head, &trials).await?;
    let mut views = Vec::new();
    for reviewer in home.reader.queue_reviewers(id).await? {
        let mut theirs = home.reader.other_review(id, &reviewer).await?;
        for marks in theirs.values_mut() {
            keep_answer(marks, &head, &trials);
        }
        let both = (1..).zip(&items).filter_map(|(place, item)| {
            let theirs = theirs.remove(&(item.store.clone(), item.remote_id.clone()))?;
            Some((item_view((place, item.clone())), theirs))
        });
        views.push(compare(reviewer, both.collect()));
    }
    Ok(views)
}

fn compare(reviewer: String, both: Vec<(QueueItemView, QueueMarks)>) -> AgreementView {
    let rated = both
        .iter()
        .filter_map(|(item, theirs)| Some((item.marks.rating?, theirs.rating?)));
    let rated: Vec<_> = rated.collect();
    let reviewed = both
        .iter()
        .filter(|(item, theirs)| item.marks.reviewed_at.is_some() && theirs.reviewed_at.is_some());
    let flagged = reviewed.map(|(item, theirs)| (is_flagged(&item.marks), is_flagged(theirs)));
    let flagged: Vec<_> = flagged.collect();
    AgreementView {
        rating: cohen_kappa(&rated).map(kappa_view),
        flagged: cohen_kappa(&flagged).map(kappa_view),
        disagreements: disagreements(both),
        reviewer,
    }
}

fn is_flagged(marks: &QueueMarks) -> bool {
    !marks.flags.is_empty()
}

/// Where both rated and differ, or both reviewed and one alone flagged a message.
fn disagreements(both: Vec<(QueueItemView, QueueMarks)>) -> Vec<DisagreementView> {
    let differs = |(item, theirs): &(QueueItemView, QueueMarks)| {
        let mine = &item.marks;
        let is_rated = mine.rating.is_some() && theirs.rating.is_some();
        let is_reviewed = mine.reviewed_at.is_some() && theirs.reviewed_at.is_some();
        (is_rated && mine.rating != theirs.rating)
            || (is_reviewed && is_flagged(mine) != is_flagged(theirs))
    };
    let differing = both.into_iter().filter(differs);
    let view = |(item, theirs)| DisagreementView { item, theirs };
    differing.map(view).collect()
}

fn kappa_view(agreement: Agreement) -> KappaView {
    KappaView {
        pairs: agreement.pairs,
        observed: agreement.observed,
        kappa: agreement.kappa,
        interval: agreement.interval,
    }
}

/// A name of a queue or of a reviewer: it is shown on terminals, and one line.
fn checked_name(name: &str) -> Result<String, InputRefusal> {
    let name = name.trim();
    let is_long = name.chars().nth(NAME_MOST).is_some();
    if name.is_empty() || is_long || name.chars().any(char::is_control) {
        return Err(InputRefusal::QueueNameUnusable);
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: i64, channel: Channel) -> Candidate {
        Candidate {
            id: ConversationId(id),
            remote_id: RemoteId(format!("r{id}")),
            stratum: (channel, None),
        }
    }

    fn thirty() -> Vec<Candidate> {
        let channel = |id| {
            if id % 3 == 0 {
                Channel::WhatsApp
            } else {
                Channel::Chat
            }
        };
        (0..30).map(|id| candidate(id, channel(id))).collect()
    }

    #[test]
    fn a_seed_draws_the_same_sample_from_any_order_and_another_one_another() {
        let sample = |seed| Some(SampleOrder { size: 9, seed });
        let (strata, first) = drawn(thirty(), sample(7));
        let parts: Vec<(u64, u64)> = strata
            .iter()
            .map(|it| (it.conversations, it.drawn))
            .collect();
        assert_eq!(parts, [(20, 6), (10, 3)]);
        let mut turned = thirty();
        turned.reverse();
        assert_eq!(drawn(turned, sample(7)).1, first);
        assert_ne!(drawn(thirty(), sample(8)).1, first);
    }

    #[test]
    fn without_a_sample_all_are_drawn_in_the_order_of_the_list() {
        let (strata, all) = drawn(thirty(), None);
        let expected: Vec<ConversationId> = (0..30).map(ConversationId).collect();
        assert_eq!(all, expected);
        assert!(strata.iter().all(|it| it.drawn == it.conversations));
    }
}
