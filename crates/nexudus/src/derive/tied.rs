//! What may have become an outcome because of rows that were read: what they name, what they are, and
//! what their people lead to. Whether it is one is judged elsewhere.

use crate::decode::record::Record;
use crate::derive::batch::{Page, session_keys};
use crate::derive::outcome::{self, Candidate, Known};
use crate::entity::Entity;
use crate::pass::again::rows_of;
use crate::pass::apply::product_key;
use crate::source::NexudusSource;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl NexudusSource {
    /// Outcomes that records of a conversation name.
    pub(crate) async fn pointed<'r>(
        &self,
        page: &mut Page<'_>,
        rows: impl Iterator<Item = &'r Record>,
    ) -> Result<(), SourceError> {
        let pointers: BTreeSet<(Entity, i64)> = rows.flat_map(Record::pointers).collect();
        let candidates = self.named(page, &pointers).await?;
        outcome::derive(page, &candidates).await
    }

    /// What is known of these; what is not kept is asked for by id, so that only what is there is
    /// told. In a first pass the lists, which come later, tell what they hold.
    async fn named(
        &self,
        page: &mut Page<'_>,
        pointers: &BTreeSet<(Entity, i64)>,
    ) -> Result<Vec<Candidate>, SourceError> {
        let mut candidates = Vec::with_capacity(pointers.len());
        for entity in Entity::OUTCOMES {
            let of_entity = pointers.iter().filter(|(one, _)| *one == entity);
            let ids: Vec<i64> = of_entity.map(|(_, id)| *id).collect();
            let names: Vec<String> = ids.iter().map(i64::to_string).collect();
            let kept = page.view.bodies(entity.name(), &names).await?;
            let mut missing = Vec::new();
            for id in ids {
                match kept.get(&id.to_string()).map(|body| Record::of_body(body)) {
                    Some(record) => candidates.push(Candidate {
                        entity,
                        id,
                        known: Known::Kept(record),
                    }),
                    None => missing.push(id),
                }
            }
            candidates.extend(self.missing(page, entity, &missing).await?);
        }
        Ok(candidates)
    }

    /// What the server knows of what is not kept.
    async fn missing(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        ids: &[i64],
    ) -> Result<Vec<Candidate>, SourceError> {
        if ids.is_empty() || (page.tells_all && page.is_listed(entity).await?) {
            return Ok(Vec::new());
        }
        let mut found = self.by_id(entity, ids).await?;
        let mut known = |id: i64| match &mut found {
            None => Known::Unread,
            Some(found) => match found.remove(&id) {
                Some(row) if row.is_unfilled() => Known::Unread,
                Some(row) => Known::Kept(row),
                None => Known::Gone,
            },
        };
        let candidates: Vec<Candidate> = ids
            .iter()
            .map(|id| Candidate {
                entity,
                id: *id,
                known: known(*id),
            })
            .collect();
        for one in &candidates {
            if let Known::Kept(row) = &one.known {
                let keys = outcome::keys(entity, one.id, row);
                page.view
                    .put(entity.name(), &one.id.to_string(), row.to_body(), keys);
            }
        }
        Ok(candidates)
    }

    /// What may be outcomes.
    pub(crate) async fn outcomes(
        &self,
        page: &mut Page<'_>,
        entity: Entity,
        rows: &[(i64, Record)],
        before: &HashMap<String, String>,
        is_fresh: bool,
    ) -> Result<(), SourceError> {
        let mut candidates: Vec<Candidate> = rows
            .iter()
            .map(|(id, row)| Candidate {
                entity,
                id: *id,
                known: Known::Kept(row.clone()),
            })
            .collect();
        if entity == Entity::Coworkers {
            self.customers(page, rows).await?;
            let others = neighbours(page, rows, before, is_fresh).await?;
            candidates.extend(others);
        }
        outcome::derive(page, &candidates).await
    }

    /// Customers who changed are told with their conversations. One conversation is enough to carry
    /// a customer; of those that nobody talked with nothing is told.
    pub(crate) async fn customers(
        &self,
        page: &mut Page<'_>,
        rows: &[(i64, Record)],
    ) -> Result<(), SourceError> {
        let keys: BTreeSet<String> = rows
            .iter()
            .map(|(id, _)| format!("coworker:{id}"))
            .collect();
        let theirs = page.view.with_keys(Entity::Sessions.name(), &keys).await?;
        let mut first: BTreeMap<i64, String> = BTreeMap::new();
        for kept in theirs.into_values() {
            let session = Record::of_body(kept.body.as_deref().unwrap_or_default());
            if let Some(coworker) = session.link("CoworkerId") {
                first.entry(coworker).or_insert(kept.id);
            }
        }
        for (id, _) in rows {
            let Some(conversation) = first.get(id) else {
                continue;
            };
            page.forget_customer(*id);
            page.conversation(conversation).await?;
            page.refresh(conversation).await?;
        }
        Ok(())
    }

    /// What was sold of products whose time passes changed.
    pub(crate) async fn sold(
        &self,
        page: &mut Page<'_>,
        passes: &[(i64, Record)],
    ) -> Result<(), SourceError> {
        let products = passes.iter().filter_map(|(_, row)| row.link("ProductId"));
        let keys: BTreeSet<String> = products.map(product_key).collect();
        let entity = Entity::Products;
        let sold = page.view.with_keys(entity.name(), &keys).await?;
        let candidates: Vec<Candidate> = sold
            .values()
            .filter_map(|kept| outcome::of_kept(entity, kept))
            .collect();
        outcome::derive(page, &candidates).await
    }

    /// Outcomes of conversations that begin or end otherwise than they did, or have got other keys. In a
    /// first pass the lists of what may be outcomes are still to come.
    pub(crate) async fn judge_moved(&self, page: &mut Page<'_>) -> Result<(), SourceError> {
        let moved = page.take_moved().await?;
        let begun = std::mem::take(&mut page.begun);
        if moved.is_empty() || page.awaits_outcomes {
            return Ok(());
        }
        let actions = Entity::ProposedActions.name();
        let actions = page.view.with_keys(actions, &begun).await?;
        self.actions(page, &rows_of(actions.values())).await?;
        let keys: BTreeSet<String> = moved.values().flat_map(session_keys).collect();
        let mut candidates = outcome::touched(page, &keys).await?;
        candidates.extend(outcome::told_of(page, moved.keys()).await?);
        outcome::derive(page, &candidates).await?;
        self.pointed(page, moved.values()).await
    }

    /// Outcomes of conversations that are gone.
    pub(crate) async fn orphans(
        &self,
        page: &mut Page<'_>,
        session: &Record,
    ) -> Result<(), SourceError> {
        let keys: BTreeSet<String> = session_keys(session).into_iter().collect();
        let mut candidates = outcome::touched(page, &keys).await?;
        let pointers: BTreeSet<(Entity, i64)> = session.pointers().into_iter().collect();
        candidates.extend(self.named(page, &pointers).await?);
        outcome::derive(page, &candidates).await
    }
}

/// What else is to be judged anew where customers changed: in a first pass, customers who turn out to
/// share a phone number; later, whatever their addresses lead to, now or before.
async fn neighbours(
    page: &mut Page<'_>,
    rows: &[(i64, Record)],
    before: &HashMap<String, String>,
    is_fresh: bool,
) -> Result<Vec<Candidate>, SourceError> {
    let entity = Entity::Coworkers;
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for (id, row) in rows {
        keys.extend(outcome::keys(entity, *id, row));
        let before = before.get(&id.to_string());
        let before = before.map(|body| outcome::keys(entity, *id, &Record::of_body(body)));
        keys.extend(before.into_iter().flatten());
    }
    let mut others = if is_fresh {
        outcome::sharing(page, &keys).await?
    } else {
        outcome::touched(page, &keys).await?
    };
    let these: BTreeSet<i64> = rows.iter().map(|(id, _)| *id).collect();
    others.retain(|one| one.entity != entity || !these.contains(&one.id));
    Ok(others)
}
