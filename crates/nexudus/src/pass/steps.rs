//! A pass over everything: which list comes next, what its watermark becomes, when everything is
//! compared, and when a batch is full. One request's worth of work is a step.

use crate::api::rate_limit::ago;
use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::derive::conversation::derive_touched;
use crate::derive::snapshot::ConversationSnapshot;
use crate::entity::{Entity, following};
use crate::pass::apply::PassScope;
use crate::pass::checkpoint::{PassPhase, PassProgress, RestagePart, SyncCheckpoint};
use crate::pass::reconcile::COMPARED;
use crate::pass::rederive::{GROUPS, REDERIVED_ORDER};
use crate::pass::runner::PassRunner;
use crate::read::endpoint::EndpointProbe;
use crate::read::list::{FillScope, changed};
use crate::read::list_progress::ListProgress;
use crate::read::reader_state::ListOutcome;
use crate::staging::keys::KEY_VERSION;
use crate::staging::store::{PendingRecords, StagedView, name};
use chrono::{DateTime, TimeDelta, Utc};
use sources::{ServerStanding, SourceBatch, SourceError};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Rows of the very first batch: what is written need not wait for much.
const FIRST_ROWS: u64 = 2_000;
/// A batch also ends after this time, so that a slow pace still shows progress and loses little.
const BATCH_TIME: Duration = Duration::from_secs(2);
/// Reread before a watermark, once it is known that filters and records share a clock: stamps are
/// told to the second, and filters take minutes.
const OVERLAP: TimeDelta = TimeDelta::minutes(15);
/// Reread while that is not known: no zone is further from another one.
const WIDE_OVERLAP: TimeDelta = TimeDelta::hours(26);
/// A change of the same minute could hide behind the stamp that is kept.
const UNSETTLED: TimeDelta = TimeDelta::minutes(2);
/// Rows looked through for one batch, whatever comes of them: a list whose filter does nothing is long.
const MOST_WALKED: u64 = 10_000;
/// Kept records walked at a time.
const WALK: u32 = 500;
/// Deletions are read from the audit trail.
const DELETED: &str = "&AuditTrailEntry_AuditType=3";

impl PassRunner {
    /// Goes on from a position until a batch is full or the pass is over.
    pub(crate) async fn advance(
        &self,
        position: Option<SyncCheckpoint>,
        handed: &[Arc<PendingRecords>],
    ) -> Result<(SourceBatch, PendingRecords), SourceError> {
        let is_fresh = position.is_none();
        let before = position.clone();
        let mut position = position.unwrap_or_default();
        let view = StagedView::new(&*self.shelf, handed);
        let mut batch = BatchBuilder::new(view, &self.reader.settings);
        if position.pass.is_none() {
            self.begin(&mut position, &mut batch, is_fresh).await?;
        }
        batch.full_pass = full_passes(&mut batch).await?;
        let covered = self.fill_batch(&mut position, &mut batch, is_fresh).await?;
        derive_touched(&mut batch).await?;
        self.estimate(&position, &mut batch).await?;
        let (changes, pending) = batch.finish(self.reader.latest_clock());
        if before.as_ref() == Some(&position) && !changes.staged.is_empty() {
            position.turn += 1;
        }
        let remaining = match &position.pass {
            None => Some(0),
            Some(pass) => pass
                .total
                .map(|total| total.saturating_sub(pass.done).max(1)),
        };
        let batch = SourceBatch {
            changes,
            next: position.to_text()?,
            covered,
            remaining,
            standing: ServerStanding::default(),
        };
        Ok((batch, pending))
    }

    /// Takes steps until a batch is full or the pass is over; answers what they covered.
    async fn fill_batch(
        &self,
        position: &mut SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        is_fresh: bool,
    ) -> Result<u64, SourceError> {
        let began = self.reader.client.pace().timer().now();
        let most = if is_fresh {
            self.reader.batch_rows.min(FIRST_ROWS)
        } else {
            self.reader.batch_rows
        };
        let mut covered = 0;
        while let Some(pass) = position.pass.take() {
            covered += self.step(position, pass, batch).await?;
            let late = (self.reader.client.pace().timer().now() - began).to_std();
            let is_late = late.is_ok_and(|late| late >= BATCH_TIME);
            let is_full = covered > 0 && (is_late || covered >= most);
            if is_full || batch.walked >= MOST_WALKED {
                // One that covers nothing would be taken for the end.
                covered = covered.max(1);
                break;
            }
        }
        Ok(covered)
    }

    /// Notes what the pass under way still takes.
    async fn estimate(
        &self,
        position: &SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
    ) -> Result<(), SourceError> {
        let pass = position.pass.as_ref().filter(|pass| pass.is_fresh);
        let left = match pass.map(|pass| &pass.phase) {
            Some(PassPhase::List(listing)) => Some((listing.entity, Some(listing))),
            Some(PassPhase::Heads { .. }) => Some((Entity::Messages, None)),
            _ => None,
        };
        let requests = match left {
            Some((current, listing)) => {
                let table = batch.probed().await?;
                self.reader.requests_left(&table, current, listing)
            }
            None => None,
        };
        self.state.note_requests_left(requests);
        Ok(())
    }

    /// Begins a pass. The first one asks what there is, so that its progress is known.
    async fn begin(
        &self,
        position: &mut SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        is_fresh: bool,
    ) -> Result<(), SourceError> {
        let mut total = None;
        self.reader.state.known.lock().await.unread.clear();
        if is_fresh {
            let table = self.reader.probe().await?;
            total = Some(rows_of(&table));
            let body = serde_json::to_string(&table)
                .map_err(|_| SourceError::refused("what may be read could not be kept"))?;
            batch.view.put(name::PROBE, "1", body, Vec::new());
            let passes = full_passes(batch).await? + 1;
            batch
                .view
                .put(name::FULL_PASS, "1", passes.to_string(), Vec::new());
            position.compared_at = Some(self.reader.client.pace().timer().now());
            position.rules = self.reader.settings.rules();
            let sessions = batch.view.count(Entity::Sessions.name()).await?;
            let messages = batch.view.count(Entity::Messages.name()).await?;
            // Where nothing is kept, nothing is to be staged again.
            position.keyed = sessions + messages == 0;
            position.key_version = KEY_VERSION;
            if !position.is_keyed() {
                // What was kept before may hold what is gone by now.
                self.state.differs.store(true, Ordering::Relaxed);
                self.state.note_gap(None);
                self.state.compared.store(false, Ordering::Relaxed);
            }
        }
        let phase = if position.is_keyed() {
            first()
        } else {
            PassPhase::Restage {
                part: RestagePart::default(),
                after: String::new(),
            }
        };
        position.pass = Some(PassProgress {
            is_fresh,
            phase,
            done: 0,
            total,
        });
        Ok(())
    }

    /// Does one step; leaves the pass out of the position when it was the last one.
    async fn step(
        &self,
        position: &mut SyncCheckpoint,
        mut pass: PassProgress,
        batch: &mut BatchBuilder<'_>,
    ) -> Result<u64, SourceError> {
        let (covered, next) = match pass.phase.clone() {
            PassPhase::List(listing) => self.list(position, &mut pass, batch, listing).await?,
            PassPhase::Heads { after } => self.heads(position, batch, &after).await?,
            PassPhase::Derive { entity, after } => {
                self.rederive(position, batch, entity, &after).await?
            }
            PassPhase::Compare(listing) => self.compare(position, batch, listing).await?,
            PassPhase::Gone { entity, after } => self.gone(position, batch, entity, &after).await?,
            PassPhase::Beside { after } => self.compare_beside(batch, &after).await?,
            PassPhase::Restage { part, after } => {
                self.restage(position, batch, part, &after).await?
            }
        };
        if !matches!(pass.phase, PassPhase::Restage { .. }) {
            pass.done += covered;
        }
        self.note_access(position, batch);
        if std::mem::take(&mut batch.has_other_zone) {
            // Which numbers are one depends on the country: everything is derived again at the end of the pass.
            position.rules.clear();
        }
        if next.is_none()
            && matches!(&pass.phase, PassPhase::List(l) if l.entity == Entity::AuditTrail)
        {
            self.ask_again(position).await?;
        }
        let next = match next {
            Some(phase) => Some(phase),
            None => self.after(position, &pass),
        };
        match next {
            Some(phase) => position.pass = Some(PassProgress { phase, ..pass }),
            None => position.pass = None,
        }
        Ok(covered)
    }

    /// What follows a phase that is over.
    fn after(&self, position: &mut SyncCheckpoint, pass: &PassProgress) -> Option<PassPhase> {
        let listed = |entity: Entity| Some(PassPhase::List(ListProgress::of(entity)));
        match &pass.phase {
            PassPhase::List(listing) if listing.entity == Entity::Messages && pass.is_fresh => {
                Some(PassPhase::Heads {
                    after: String::new(),
                })
            }
            PassPhase::List(listing) => match following(&Entity::LISTED, listing.entity) {
                Some(entity) => listed(entity),
                None => self.at_the_end(position),
            },
            PassPhase::Heads { .. } => match following(&Entity::LISTED, Entity::Messages) {
                Some(entity) => listed(entity),
                None => None,
            },
            PassPhase::Derive { entity, .. } => match following(&REDERIVED_ORDER, *entity) {
                Some(entity) => Some(PassPhase::Derive {
                    entity,
                    after: String::new(),
                }),
                None => {
                    position.rules = self.reader.settings.rules();
                    position.opened.clear();
                    self.comparison(position)
                }
            },
            PassPhase::Compare(_) | PassPhase::Gone { .. } | PassPhase::Beside { .. } => None,
            PassPhase::Restage { .. } => Some(first()),
        }
    }

    fn at_the_end(&self, position: &mut SyncCheckpoint) -> Option<PassPhase> {
        if position.rules != self.reader.settings.rules() || !position.opened.is_empty() {
            return Some(PassPhase::Derive {
                entity: REDERIVED_ORDER[0],
                after: String::new(),
            });
        }
        self.comparison(position)
    }

    /// Everything is compared by id where that is due, and once where the counts differ in a way that
    /// the last comparison did not leave behind.
    fn comparison(&self, position: &mut SyncCheckpoint) -> Option<PassPhase> {
        let now = self.reader.client.pace().timer().now();
        let span = TimeDelta::days(i64::from(self.reader.settings.compare_days.max(1)));
        let is_due = position.compared_at.is_none_or(|at| at + span <= now);
        let gap = self.state.gap();
        let is_doubted = self.state.differs.load(Ordering::Relaxed)
            && !self.state.compared.load(Ordering::Relaxed)
            && (gap.is_none() || gap != position.unexplained);
        if !is_due && !is_doubted {
            return None;
        }
        self.state.compared.store(true, Ordering::Relaxed);
        self.state.differs.store(false, Ordering::Relaxed);
        position.compared_at = Some(now);
        position.unexplained = gap;
        Some(PassPhase::Compare(ListProgress::of(COMPARED[0])))
    }

    /// Turns a page of a list and takes it.
    async fn list(
        &self,
        position: &mut SyncCheckpoint,
        pass: &mut PassProgress,
        batch: &mut BatchBuilder<'_>,
        mut listing: ListProgress,
    ) -> Result<(u64, Option<PassPhase>), SourceError> {
        let entity = listing.entity;
        if entity == Entity::AuditTrail && pass.is_fresh {
            // Nothing of before can be missing here; what is deleted from now on is.
            let newest = position.marks.values().max().copied();
            position.marks.extend(newest.map(|at| (entity, at)));
            return Ok((0, None));
        }
        self.recall(position, pass, &listing).await?;
        let mark = position.marks.get(&entity).copied();
        let since = mark
            .filter(|_| !pass.is_fresh)
            .map(|mark| ago(mark, overlap(position)));
        let filter = if entity == Entity::AuditTrail {
            DELETED
        } else {
            ""
        };
        let turned = if pass.is_fresh {
            let whole = self.reader.read_complete(listing).await?;
            listing = whole.listing;
            whole.turned
        } else {
            self.reader.read_pages(&mut listing, since, filter).await?
        };
        let (rows, count, more) = match turned {
            ListOutcome::Rows(rows, count, more) => (rows, count, more),
            ListOutcome::Refused => {
                position.refused.insert(entity);
                self.state.access.lock().await.insert(entity, false);
                return Ok((0, None));
            }
        };
        let is_open = position.refused.remove(&entity);
        if is_open && entity == Entity::TimePasses {
            position.opened.insert(entity);
        }
        batch.walked += count;
        let taken = if pass.is_fresh {
            self.apply_rows(batch, entity, rows, PassScope::Everything)
                .await?
        } else {
            self.take_changed(batch, &mut listing, mark, rows).await?
        };
        position
            .unread
            .extend(listing.unread.map(|id| (entity, id)));
        let is_read = !position.unread.contains_key(&entity);
        self.state.access.lock().await.insert(entity, is_read);
        let covered = if pass.is_fresh { count } else { taken };
        if more {
            return Ok((covered, Some(PassPhase::List(listing))));
        }
        self.close(position, &listing).await?;
        Ok((covered, None))
    }

    async fn take_changed(
        &self,
        batch: &mut BatchBuilder<'_>,
        listing: &mut ListProgress,
        mark: Option<DateTime<Utc>>,
        rows: Vec<NexudusRecord>,
    ) -> Result<u64, SourceError> {
        let entity = listing.entity;
        let ids: Vec<String> = rows
            .iter()
            .filter_map(|row| Some(row.id()?.to_string()))
            .collect();
        let kept = batch.view.bodies(entity.name(), &ids).await?;
        let rows = changed(rows, &kept, mark.map(|mark| ago(mark, UNSETTLED)));
        let reach = mark.map_or(FillScope::All, |_| FillScope::Some);
        let rows = self
            .reader
            .complete_rows_with(listing, rows, &kept, reach)
            .await?;
        self.apply_rows(batch, entity, rows, PassScope::ChangeSet)
            .await
    }

    /// What is known of an entity when its list begins. One that could only be listed is tried by id:
    /// where it can be read now, its whole list is read again, so that what is missing comes.
    async fn recall(
        &self,
        position: &mut SyncCheckpoint,
        pass: &PassProgress,
        listing: &ListProgress,
    ) -> Result<(), SourceError> {
        let entity = listing.entity;
        if listing.page > 1 || listing.back > 0 {
            return Ok(());
        }
        if position.marks.contains_key(&entity) && !position.refused.contains(&entity) {
            self.reader.trust(entity).await;
        }
        let Some(id) = position.unread.get(&entity).copied() else {
            return Ok(());
        };
        if pass.is_fresh || self.reader.by_id(entity, &[id]).await?.is_some() {
            position.unread.remove(&entity);
            position.marks.remove(&entity);
        }
        Ok(())
    }

    /// A list is over: its watermark moves. Rows that changed while it was read may have been read
    /// before, so the time that it took is not covered.
    async fn close(
        &self,
        position: &mut SyncCheckpoint,
        listing: &ListProgress,
    ) -> Result<(), SourceError> {
        let Some((newest, id)) = listing.newest else {
            return Ok(());
        };
        let took = match (listing.began, listing.ended) {
            (Some(began), Some(ended)) => (ended - began).max(TimeDelta::zero()),
            _ => WIDE_OVERLAP,
        };
        // A record may be stamped in the future, by an import or a clock that runs ahead. No change of
        // after this moment was read, whatever a stamp says.
        let now = self.reader.client.pace().timer().now();
        let read_to = ago(listing.ended.unwrap_or(now), took);
        let mark = ago(newest, took).min(read_to);
        let before = position.marks.get(&listing.entity).copied();
        let before = before.map_or(mark, |before| before.min(read_to));
        position.marks.insert(listing.entity, before.max(mark));
        self.learn_clock(position, listing.entity, (newest, id))
            .await
    }

    /// Learns whether filters and records share a clock, of the two lists that are read the most: the
    /// filters of the others are inferred, and may mean nothing.
    async fn learn_clock(
        &self,
        position: &mut SyncCheckpoint,
        entity: Entity,
        (at, id): (DateTime<Utc>, i64),
    ) -> Result<(), SourceError> {
        let tells = matches!(entity, Entity::Sessions | Entity::Messages);
        if tells && position.one_clock.is_none() {
            position.one_clock = self.reader.has_same_clock(entity, at, id).await?;
        }
        Ok(())
    }

    /// Tells the conversations that the pass has not told yet: sessions without messages, and what its lists
    /// did not name. Whether those are gone is for the comparison to say.
    async fn heads(
        &self,
        position: &SyncCheckpoint,
        batch: &mut BatchBuilder<'_>,
        after: &str,
    ) -> Result<(u64, Option<PassPhase>), SourceError> {
        if position.refused.contains(&Entity::Sessions) {
            return Ok((0, None));
        }
        let group = after.strip_prefix(GROUPS);
        let list = group.map_or(Entity::Sessions.name(), |_| name::GROUP);
        let some = batch.view.after(list, group.unwrap_or(after), WALK).await?;
        let covered = some.len() as u64;
        let next = match (some.last(), group) {
            (Some(last), Some(_)) => Some(format!("{GROUPS}{}", last.id)),
            (Some(last), None) => Some(last.id.clone()),
            (None, None) => Some(GROUPS.to_owned()),
            (None, Some(_)) => None,
        };
        let ids: Vec<String> = some.into_iter().map(|kept| kept.id).collect();
        let list = group.map_or(name::CONVERSATION, |_| name::GROUP);
        let told = batch.view.bodies(list, &ids).await?;
        let is_told = |id: &String| {
            let told = told
                .get(id)
                .and_then(|body| ConversationSnapshot::of_body(body));
            told.is_some_and(|told| told.told_in == batch.full_pass)
        };
        let untold = ids.into_iter().filter(|id| !is_told(id));
        let untold: Vec<String> = untold.collect();
        batch.touched.conversations.extend(untold);
        Ok((covered, next.map(|after| PassPhase::Heads { after })))
    }
}

/// How often everything was told, the pass under way included.
async fn full_passes(batch: &mut BatchBuilder<'_>) -> Result<u64, SourceError> {
    let passes = batch.view.body(name::FULL_PASS, "1").await?;
    Ok(passes.and_then(|passes| passes.parse().ok()).unwrap_or(0))
}

/// What a pass begins with.
fn first() -> PassPhase {
    PassPhase::List(ListProgress::of(Entity::LISTED[0]))
}

/// How far before a watermark to read again.
fn overlap(position: &SyncCheckpoint) -> TimeDelta {
    if position.one_clock == Some(true) {
        OVERLAP
    } else {
        WIDE_OVERLAP
    }
}

/// Rows that a first pass will cover. Sessions count twice: once as they are read, once as they are
/// told.
fn rows_of(table: &[EndpointProbe]) -> u64 {
    let rows = table.iter().map(|probed| {
        let total = probed.access.rows().unwrap_or(0);
        match probed.entity {
            Entity::Sessions => total * 2,
            Entity::AuditTrail
            | Entity::Tickets
            | Entity::CoworkerMessages
            | Entity::Comments
            | Entity::PassLimits => 0,
            _ => total,
        }
    });
    rows.sum()
}
