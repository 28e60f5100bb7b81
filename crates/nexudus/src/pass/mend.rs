//! The end of a pass that took something away: kept messages are walked once more, so that their
//! conversations know again when they began and ended, and groups that are empty go.

use crate::decode::vocabulary;
use crate::derive::batch::Page;
use crate::derive::message::{Said, group, message_keys, note};
use crate::entity::Entity;
use crate::pass::checkpoint::{Phase, Position};
use crate::source::NexudusSource;
use crate::staging::keys::AGAIN;
use crate::staging::store::name;
use model::feed::StagedRecord;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet};

/// Kept messages walked at a time.
const WALK: u32 = 1_000;

impl NexudusSource {
    /// Walks some messages.
    pub(crate) async fn mend(
        &self,
        position: &mut Position,
        page: &mut Page<'_>,
        (after, opens): (&str, bool),
    ) -> Result<(u64, Option<Phase>), SourceError> {
        let some = page
            .view
            .after(Entity::Messages.name(), after, WALK)
            .await?;
        let Some(last) = some.last().map(|kept| kept.id.clone()) else {
            self.mended(position, page).await?;
            return Ok((0, None));
        };
        let covered = some.len() as u64;
        let unlearnt = page.unlearnt().await?;
        let doubted = doubted_groups(page).await?;
        let said: Vec<(StagedRecord, Said)> = some
            .into_iter()
            .filter_map(|kept| Said::of_kept(&kept).map(|said| (kept, said)))
            .collect();
        let conversations: Vec<String> = said
            .iter()
            .map(|(_, said)| said.conversation.clone())
            .collect();
        let sessions = page
            .view
            .bodies(Entity::Sessions.name(), &conversations)
            .await?;
        for (kept, said) in said {
            let is_grouped = !sessions.contains_key(&said.conversation);
            let group = is_grouped.then_some(said.conversation.as_str());
            if unlearnt.contains(&said.conversation) {
                // What is in doubt is told from scratch at the end.
                let group = group.filter(|group| !doubted.contains_key(*group));
                learn_again(page, &said, group).await?;
            }
            put_keys(page, kept, message_keys(&said.record, group));
        }
        Ok((covered, Some(Phase::Mend { after: last, opens })))
    }

    /// All messages were walked.
    async fn mended(
        &self,
        position: &mut Position,
        page: &mut Page<'_>,
    ) -> Result<(), SourceError> {
        for conversation in page.unlearnt().await? {
            let mut note = page.note(&conversation).await?;
            note.again = false;
            page.learn(&conversation, note);
            page.conversation(&conversation).await?;
            page.refresh(&conversation).await?;
            page.note_moved(&conversation);
        }
        self.judge_moved(page).await?;
        page.is_keyed = true;
        let mut doubted = doubted_groups(page).await?;
        let all = if position.keyed {
            doubted.keys().cloned().collect()
        } else {
            all_groups(page).await?
        };
        let emptied = self.leave(page, &all).await?;
        doubted.retain(|group, _| !emptied.contains(group));
        self.regroup(page, doubted).await?;
        position.keyed = true;
        position.mends = false;
        Ok(())
    }
}

/// Whether a pass that was left off for good was to mend something.
pub(crate) async fn is_left(page: &Page<'_>) -> Result<bool, SourceError> {
    Ok(!page.unlearnt().await?.is_empty() || !doubted_groups(page).await?.is_empty())
}

/// What a message says of its conversation. Which way a customer message went is not kept.
async fn learn_again(
    page: &mut Page<'_>,
    said: &Said,
    grouped: Option<&str>,
) -> Result<(), SourceError> {
    let sender = vocabulary::sender(&said.record, None);
    note(page, said, &sender).await?;
    match grouped {
        Some(conversation) => group(page, conversation, &said.record).await,
        None => Ok(()),
    }
}

fn put_keys(page: &mut Page<'_>, kept: StagedRecord, keys: Vec<String>) {
    let before: BTreeSet<&String> = kept.keys.iter().collect();
    if before == keys.iter().collect() {
        return;
    }
    let body = kept.body.unwrap_or_default();
    page.view.put(Entity::Messages.name(), &kept.id, body, keys);
}

/// The groups of which nobody knows whether they have messages.
async fn doubted_groups(page: &Page<'_>) -> Result<BTreeMap<String, String>, SourceError> {
    let key = BTreeSet::from([AGAIN.to_owned()]);
    let marked = page.view.with_keys(name::GROUP, &key).await?;
    let marked = marked.into_values();
    Ok(marked
        .filter_map(|kept| Some((kept.id, kept.body?)))
        .collect())
}

async fn all_groups(page: &Page<'_>) -> Result<BTreeSet<String>, SourceError> {
    let (mut all, mut after) = (BTreeSet::new(), String::new());
    while let Some(some) = page.view.next(name::GROUP, &mut after, WALK).await? {
        all.extend(some.into_iter().map(|kept| kept.id));
    }
    Ok(all)
}
