//! A pass over everything: which list comes next, what its watermark becomes, when everything is
//! compared, and when a batch is full. One request's worth of work is a step.

use crate::api::rate_limit::ago;
use crate::derive::batch::Page;
use crate::entity::Entity;
use crate::pass::again::{AGAIN, GROUPS};
use crate::pass::checkpoint::{Listing, Pass, Phase, Position};
use crate::read::access::Probed;
use crate::read::list::{Reach, Turned, changed};
use crate::source::{BATCH_TIME, FIRST_ROWS, NexudusSource};
use crate::staging::store::{Pending, View, name};
use chrono::{DateTime, TimeDelta, Utc};
use sources::{Batch, SourceError};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

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

impl NexudusSource {
    /// Goes on from a position until a batch is full or the pass is over.
    pub(crate) async fn advance(
        &self,
        position: Option<Position>,
        handed: &[Arc<Pending>],
    ) -> Result<(Batch, Pending), SourceError> {
        let is_fresh = position.is_none();
        let before = position.clone();
        let mut position = position.unwrap_or_default();
        let view = View::new(&*self.shelf, handed);
        let mut page = Page::new(view, &self.settings);
        if position.pass.is_none() {
            self.begin(&mut position, &mut page, is_fresh).await?;
        }
        let began = self.client.pace().timer().now();
        let most = if is_fresh {
            self.batch_rows.min(FIRST_ROWS)
        } else {
            self.batch_rows
        };
        let mut covered = 0;
        while let Some(pass) = position.pass.take() {
            covered += self.step(&mut position, pass, &mut page).await?;
            let late = (self.client.pace().timer().now() - began).to_std();
            let is_late = late.is_ok_and(|late| late >= BATCH_TIME);
            let is_full = covered > 0 && (is_late || covered >= most);
            if is_full || page.walked >= MOST_WALKED {
                // One that covers nothing would be taken for the end.
                covered = covered.max(1);
                break;
            }
        }
        self.estimate(&position, &mut page).await?;
        let (changes, pending) = page.finish();
        if before.as_ref() == Some(&position) && !changes.staged.is_empty() {
            position.turn += 1;
        }
        let remaining = match &position.pass {
            None => Some(0),
            Some(pass) => pass
                .total
                .map(|total| total.saturating_sub(pass.done).max(1)),
        };
        let batch = Batch {
            changes,
            next: position.to_text(),
            covered,
            remaining,
        };
        Ok((batch, pending))
    }

    /// Begins a pass. The first one asks what there is, so that its progress is known.
    async fn begin(
        &self,
        position: &mut Position,
        page: &mut Page<'_>,
        is_fresh: bool,
    ) -> Result<(), SourceError> {
        let (mut total, mut is_again) = (None, false);
        self.learnt.known.lock().await.unread.clear();
        if is_fresh {
            let table = self.probe().await?;
            total = Some(rows_of(&table));
            let body = serde_json::to_string(&table).unwrap_or_default();
            page.view.put(name::PROBE, "1", body, Vec::new());
            position.compared_at = Some(self.client.pace().timer().now());
            position.rules = self.settings.rules();
            position.keyed = true;
            let sessions = page.view.count(Entity::Sessions.name()).await?;
            is_again = sessions + page.view.count(Entity::Messages.name()).await? > 0;
            position.mends = crate::pass::mend::is_left(page).await?;
            if is_again {
                // What was kept before may hold what is gone by now.
                self.learnt.differs.store(true, Ordering::Relaxed);
                self.learnt.note_gap(None);
                self.learnt.compared.store(false, Ordering::Relaxed);
            }
        }
        let phase = if position.keyed {
            first()
        } else {
            let after = String::new();
            Phase::Mend { after, opens: true }
        };
        position.pass = Some(Pass {
            is_fresh,
            is_again,
            phase,
            done: 0,
            total,
        });
        Ok(())
    }

    /// Does one step; leaves the pass out of the position when it was the last one.
    async fn step(
        &self,
        position: &mut Position,
        mut pass: Pass,
        page: &mut Page<'_>,
    ) -> Result<u64, SourceError> {
        page.tells_all = pass.is_fresh;
        page.is_first = pass.is_fresh && !pass.is_again;
        page.is_keyed = position.keyed;
        page.awaits_outcomes = pass.is_fresh && matches!(pass.phase, Phase::List(_));
        let (covered, next) = match pass.phase.clone() {
            Phase::List(listing) => self.list(position, &mut pass, page, listing).await?,
            Phase::Heads { after } => self.heads(position, page, &after).await?,
            Phase::Derive { entity, after } => self.again(position, page, entity, &after).await?,
            Phase::Compare(listing) => self.compare(position, page, listing).await?,
            Phase::Gone { entity, after } => self.gone(position, page, entity, &after).await?,
            Phase::Beside { after } => self.compare_beside(page, &after).await?,
            Phase::Mend { after, opens } => self.mend(position, page, (&after, opens)).await?,
        };
        position.mends |= std::mem::take(&mut page.mends);
        pass.done += covered;
        self.note_access(position, page);
        if next.is_none() && matches!(&pass.phase, Phase::List(l) if l.entity == Entity::AuditTrail)
        {
            self.ask_again(position).await?;
        }
        let next = match next {
            Some(phase) => Some(phase),
            None => self.after(position, &pass),
        };
        match next {
            Some(phase) => position.pass = Some(Pass { phase, ..pass }),
            None => position.pass = None,
        }
        Ok(covered)
    }

    /// What follows a phase that is over.
    fn after(&self, position: &mut Position, pass: &Pass) -> Option<Phase> {
        let listed = |entity: Entity| Some(Phase::List(Listing::of(entity)));
        match &pass.phase {
            Phase::List(listing) if listing.entity == Entity::Messages && pass.is_fresh => {
                Some(Phase::Heads {
                    after: String::new(),
                })
            }
            Phase::List(listing) => match following(&Entity::LISTED, listing.entity) {
                Some(entity) => listed(entity),
                None => self.at_the_end(position),
            },
            Phase::Heads { .. } => match following(&Entity::LISTED, Entity::Messages) {
                Some(entity) => listed(entity),
                None => None,
            },
            Phase::Derive { entity, .. } => match following(&AGAIN, *entity) {
                Some(entity) => Some(Phase::Derive {
                    entity,
                    after: String::new(),
                }),
                None => {
                    position.rules = self.settings.rules();
                    position.opened.clear();
                    self.comparison(position)
                }
            },
            Phase::Compare(_) | Phase::Gone { .. } | Phase::Beside { .. } => closing(position),
            Phase::Mend { opens, .. } => opens.then(first),
        }
    }

    fn at_the_end(&self, position: &mut Position) -> Option<Phase> {
        if position.rules != self.settings.rules() || !position.opened.is_empty() {
            return Some(Phase::Derive {
                entity: AGAIN[0],
                after: String::new(),
            });
        }
        self.comparison(position)
    }

    /// Everything is compared by id where that is due, and once where the counts differ in a way that
    /// the last comparison did not leave behind.
    fn comparison(&self, position: &mut Position) -> Option<Phase> {
        let now = self.client.pace().timer().now();
        let span = TimeDelta::days(i64::from(self.settings.compare_days.max(1)));
        let is_due = position.compared_at.is_none_or(|at| at + span <= now);
        let gap = self.learnt.gap();
        let is_doubted = self.learnt.differs.load(Ordering::Relaxed)
            && !self.learnt.compared.load(Ordering::Relaxed)
            && (gap.is_none() || gap != position.unexplained);
        if !is_due && !is_doubted {
            return closing(position);
        }
        self.learnt.compared.store(true, Ordering::Relaxed);
        self.learnt.differs.store(false, Ordering::Relaxed);
        position.compared_at = Some(now);
        position.unexplained = gap;
        Some(Phase::Compare(Listing::of(
            crate::pass::reconcile::COMPARED[0],
        )))
    }

    /// Turns a page of a list and takes it.
    async fn list(
        &self,
        position: &mut Position,
        pass: &mut Pass,
        page: &mut Page<'_>,
        mut listing: Listing,
    ) -> Result<(u64, Option<Phase>), SourceError> {
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
        let was_fresh = pass.is_fresh;
        let turned = if was_fresh {
            let whole = self.whole(listing).await?;
            listing = whole.listing;
            whole.turned
        } else {
            self.turn(&mut listing, since, filter).await?
        };
        let (rows, count, more) = match turned {
            Turned::Rows(rows, count, more) => (rows, count, more),
            Turned::Refused => {
                position.refused.insert(entity);
                self.learnt.access.lock().await.insert(entity, false);
                return Ok((0, None));
            }
        };
        // A list that went back comes to rows that it told already, and that may be elsewhere by now.
        page.is_first &= listing.back == 0;
        let is_open = position.refused.remove(&entity);
        if is_open && entity == Entity::TimePasses {
            position.opened.insert(entity);
        }
        if is_open && entity == Entity::Sessions && !pass.is_fresh {
            // What was grouped by its messages has sessions now: everything is told anew.
            self.learnt.told.lock().await.clear();
            (pass.is_fresh, pass.is_again) = (true, true);
        }
        page.walked += count;
        let taken = if was_fresh {
            self.take(page, entity, rows, &HashMap::new(), true).await?
        } else {
            self.take_changed(page, &mut listing, pass.is_fresh, mark, rows)
                .await?
        };
        position
            .unread
            .extend(listing.unread.map(|id| (entity, id)));
        let is_read = !position.unread.contains_key(&entity);
        self.learnt.access.lock().await.insert(entity, is_read);
        let covered = if pass.is_fresh { count } else { taken };
        if more {
            return Ok((covered, Some(Phase::List(listing))));
        }
        self.close(position, &listing).await?;
        Ok((covered, None))
    }

    async fn take_changed(
        &self,
        page: &mut Page<'_>,
        listing: &mut Listing,
        is_fresh: bool,
        mark: Option<DateTime<Utc>>,
        rows: Vec<crate::decode::record::Record>,
    ) -> Result<u64, SourceError> {
        let entity = listing.entity;
        let ids: Vec<String> = rows
            .iter()
            .filter_map(|row| Some(row.id()?.to_string()))
            .collect();
        let kept = if is_fresh {
            HashMap::new()
        } else {
            page.view.bodies(entity.name(), &ids).await?
        };
        let rows = if is_fresh {
            rows
        } else {
            changed(rows, &kept, mark.map(|mark| ago(mark, UNSETTLED)))
        };
        let reach = mark.map_or(Reach::All, |_| Reach::Some);
        let rows = self.fill_with(listing, rows, &kept, reach).await?;
        self.take(page, entity, rows, &kept, is_fresh).await
    }

    /// What is known of an entity when its list begins. One that could only be listed is tried by id:
    /// where it can be read now, its whole list is read again, so that what is missing comes.
    async fn recall(
        &self,
        position: &mut Position,
        pass: &Pass,
        listing: &Listing,
    ) -> Result<(), SourceError> {
        let entity = listing.entity;
        if listing.page > 1 || listing.back > 0 {
            return Ok(());
        }
        if position.marks.contains_key(&entity) && !position.refused.contains(&entity) {
            self.trust(entity).await;
        }
        let Some(id) = position.unread.get(&entity).copied() else {
            return Ok(());
        };
        if pass.is_fresh || self.by_id(entity, &[id]).await?.is_some() {
            position.unread.remove(&entity);
            position.marks.remove(&entity);
        }
        Ok(())
    }

    /// A list is over: its watermark moves. Rows that changed while it was read may have been read
    /// before, so the time that it took is not covered.
    async fn close(&self, position: &mut Position, listing: &Listing) -> Result<(), SourceError> {
        let Some((newest, id)) = listing.newest else {
            return Ok(());
        };
        let took = match (listing.began, listing.ended) {
            (Some(began), Some(ended)) => (ended - began).max(TimeDelta::zero()),
            _ => WIDE_OVERLAP,
        };
        // A record may be stamped in the future, by an import or a clock that runs ahead. No change of
        // after this moment was read, whatever a stamp says.
        let now = self.client.pace().timer().now();
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
        position: &mut Position,
        entity: Entity,
        (at, id): (DateTime<Utc>, i64),
    ) -> Result<(), SourceError> {
        let tells = matches!(entity, Entity::Sessions | Entity::Messages);
        if tells && position.one_clock.is_none() {
            position.one_clock = self.has_same_clock(entity, at, id).await?;
        }
        Ok(())
    }

    /// Tells the conversations that no message told: sessions without any, and groups whose messages the
    /// list did not name. Whether those are gone is for the comparison to say.
    async fn heads(
        &self,
        position: &Position,
        page: &mut Page<'_>,
        after: &str,
    ) -> Result<(u64, Option<Phase>), SourceError> {
        if position.refused.contains(&Entity::Sessions) {
            return Ok((0, None));
        }
        let group = after.strip_prefix(GROUPS);
        let list = group.map_or(Entity::Sessions.name(), |_| name::GROUP);
        let some = page.view.after(list, group.unwrap_or(after), WALK).await?;
        let covered = some.len() as u64;
        let next = match (some.last(), group) {
            (Some(last), Some(_)) => Some(format!("{GROUPS}{}", last.id)),
            (Some(last), None) => Some(last.id.clone()),
            (None, None) => Some(GROUPS.to_owned()),
            (None, Some(_)) => None,
        };
        let ids: Vec<String> = {
            let mut told = self.learnt.told.lock().await;
            if next.is_none() {
                told.clear();
            }
            let ids = some.into_iter().map(|kept| kept.id);
            ids.filter(|id| !told.contains(id)).collect()
        };
        page.look_ahead(&ids).await?;
        for id in &ids {
            page.conversation(id).await?;
        }
        Ok((covered, next.map(|after| Phase::Heads { after })))
    }
}

/// What a pass begins with.
fn first() -> Phase {
    Phase::List(Listing::of(Entity::LISTED[0]))
}

/// What a pass ends with, where something is to be mended.
fn closing(position: &Position) -> Option<Phase> {
    position.mends.then(|| Phase::Mend {
        after: String::new(),
        opens: false,
    })
}

/// How far before a watermark to read again.
fn overlap(position: &Position) -> TimeDelta {
    if position.one_clock == Some(true) {
        OVERLAP
    } else {
        WIDE_OVERLAP
    }
}

/// Rows that a first pass will cover. Sessions count twice: once as they are read, once as they are
/// told.
fn rows_of(table: &[Probed]) -> u64 {
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

/// What follows an entity in an order.
pub(crate) fn following(order: &[Entity], entity: Entity) -> Option<Entity> {
    let at = order.iter().position(|one| *one == entity)?;
    order.get(at + 1).copied()
}
