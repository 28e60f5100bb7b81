//! Records by id, as whole as they come. Several are asked for at once; where that does not work as it
//! is documented (fewer come than were asked for, one that is gone spoils the rest, the form itself is
//! not understood), what is left is asked for in smaller parts and at last one by one. What does not
//! come although nobody refuses it is not there.

use crate::decode::page::{FieldSet, ListRow};
use crate::decode::record::NexudusRecord;
use crate::decode::row_summary::RowSummary;
use crate::entity::Entity;
use crate::read::endpoint::EndpointAccess;
use crate::read::list::MOST_AT_ONCE;
use crate::read::reader::RecordReader;
use crate::read::request::RecordAnswer;
use futures::StreamExt;
use futures::stream;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Characters of a list of ids: the whole address stays below the 2,048 that Microsoft's servers take.
const MOST_QUERY: usize = 1_950;

/// What a batch has behind its list's path: it is documented as `…/visitors/?id=[1,2]`.
const BATCH: &str = "/";

/// Records by id; `None` where they cannot be read so.
type FoundRecords = Option<BTreeMap<i64, NexudusRecord>>;

/// What became of a request for several.
enum BatchAnswer {
    /// These came.
    Came(BTreeMap<i64, NexudusRecord>),
    /// It may not be read.
    Refused,
    /// The request as such failed; a smaller one may not.
    Failed,
}

/// What became of a request for one.
enum SingleAnswer {
    Here(NexudusRecord),
    Gone,
    /// It may not be read.
    Refused,
    /// Nobody can tell.
    Odd,
}

/// Ids that are still to be asked for, and what has come.
#[derive(Default)]
struct IdSearch {
    open: Vec<Vec<i64>>,
    found: BTreeMap<i64, NexudusRecord>,
}

impl IdSearch {
    /// Takes one over; `None` where the kind of record may not be read at all.
    fn take(&mut self, id: i64, one: SingleAnswer) -> Option<()> {
        match one {
            SingleAnswer::Here(record) => drop(self.found.insert(id, record)),
            SingleAnswer::Odd => drop(self.found.insert(id, NexudusRecord::unfilled(id))),
            SingleAnswer::Gone => {}
            SingleAnswer::Refused => return None,
        }
        Some(())
    }
}

impl RecordReader {
    /// Records by id; those that are gone are left out, and of those of which nothing can be told
    /// nothing but the id is known (see `NexudusRecord::is_unfilled`). `None` where they cannot be read so.
    ///
    /// # Errors
    /// What concerns everything.
    pub(crate) async fn by_id(
        &self,
        entity: Entity,
        ids: &[i64],
    ) -> Result<FoundRecords, SourceError> {
        if ids.is_empty() {
            return Ok(Some(BTreeMap::new()));
        }
        if self.state.known.lock().await.unread.contains(&entity) {
            return Ok(None);
        }
        let found = self.all_by_id(entity, ids).await?;
        if found.is_none() {
            // For this pass; the next one asks again.
            self.state.known.lock().await.unread.insert(entity);
        }
        Ok(found)
    }

    async fn all_by_id(&self, entity: Entity, ids: &[i64]) -> Result<FoundRecords, SourceError> {
        let parts = if self.is_read_singly(entity).await {
            ids.iter().map(|id| vec![*id]).collect()
        } else {
            parts(ids)
        };
        let asked = parts.into_iter().map(|ids| self.part_by_id(entity, ids));
        let asked: Vec<_> = asked.collect();
        let mut answers = stream::iter(asked).buffered(MOST_AT_ONCE);
        let mut found = BTreeMap::new();
        while let Some(answer) = answers.next().await {
            let Some(some) = answer? else {
                return Ok(None);
            };
            found.extend(some);
        }
        Ok(Some(found))
    }

    async fn part_by_id(&self, entity: Entity, ids: Vec<i64>) -> Result<FoundRecords, SourceError> {
        let mut search = IdSearch {
            open: vec![ids],
            ..IdSearch::default()
        };
        while let Some(ids) = search.open.pop() {
            let can_be_read = if self.is_read_singly(entity).await {
                self.each(entity, &ids, &mut search).await?
            } else {
                match self.several(entity, &ids).await? {
                    BatchAnswer::Came(some) => self.sift(entity, &ids, some, &mut search).await?,
                    BatchAnswer::Refused => None,
                    BatchAnswer::Failed => self.cut(entity, &ids, &mut search).await?,
                }
            };
            if can_be_read.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(search.found))
    }

    /// What came, and what did not: fewer than asked for is a limit of the server, or the rest is gone;
    /// none at all is gone, unless one is there all the same.
    async fn sift(
        &self,
        entity: Entity,
        ids: &[i64],
        some: BTreeMap<i64, NexudusRecord>,
        search: &mut IdSearch,
    ) -> Result<Option<()>, SourceError> {
        let mut left: Vec<i64> = ids.to_vec();
        left.retain(|id| !some.contains_key(id));
        let came = !some.is_empty();
        search.found.extend(some);
        let Some(first) = left.first().copied() else {
            return Ok(Some(()));
        };
        if came {
            search.open.push(left);
            return Ok(Some(()));
        }
        let one = self.one(entity, first).await?;
        match &one {
            SingleAnswer::Gone => return Ok(Some(())),
            SingleAnswer::Here(_) => {
                self.read_singly(entity).await;
                search.open.push(left.split_off(1));
            }
            SingleAnswer::Odd => search.open.push(left.split_off(1)),
            SingleAnswer::Refused => {}
        }
        Ok(search.take(first, one))
    }

    /// What failed together is asked for in halves.
    async fn cut(
        &self,
        entity: Entity,
        ids: &[i64],
        search: &mut IdSearch,
    ) -> Result<Option<()>, SourceError> {
        if let [id] = ids {
            let one = self.one(entity, *id).await?;
            if matches!(one, SingleAnswer::Here(_)) {
                self.read_singly(entity).await;
            }
            let taken = search.take(*id, one);
            return Ok(taken.and(self.as_there(entity).await));
        }
        if self.as_there(entity).await.is_none() {
            // Nothing of it was ever read: the path may be wrong.
            for id in [ids.first(), ids.last()].into_iter().flatten() {
                let one = self.one(entity, *id).await?;
                if matches!(one, SingleAnswer::Here(_)) {
                    break;
                }
            }
            if self.as_there(entity).await.is_none() {
                return Ok(None);
            }
        }
        let (one, other) = ids.split_at(ids.len() / 2);
        search.open.extend([other.to_vec(), one.to_vec()]);
        Ok(Some(()))
    }

    async fn as_there(&self, entity: Entity) -> Option<()> {
        self.is_there(entity).await.then_some(())
    }

    /// Rows that were seen in a list, as they are by id; `None` where something is told by the list
    /// alone, or a row is there alone, or they cannot be read so.
    pub(crate) async fn seen_by_id(
        &self,
        entity: Entity,
        seen: &[RowSummary],
    ) -> Result<Option<Vec<NexudusRecord>>, SourceError> {
        // A row that moved while the list was read is in it twice.
        let mut met = HashSet::with_capacity(seen.len());
        let is_first = |glimpse: &&RowSummary| glimpse.id().is_some_and(|id| met.insert(id));
        let seen: Vec<&RowSummary> = seen.iter().filter(is_first).collect();
        let ids: Vec<i64> = seen.iter().filter_map(|glimpse| glimpse.id()).collect();
        let asked = parts(&ids)
            .into_iter()
            .map(|ids| self.several_known(entity, ids));
        let asked: Vec<_> = asked.collect();
        let mut answers = stream::iter(asked).buffered(MOST_AT_ONCE);
        let mut there = HashMap::with_capacity(ids.len());
        while let Some(answer) = answers.next().await {
            let RecordAnswer::Got(records, _) = answer? else {
                return Ok(None);
            };
            let named = records.into_iter();
            there.extend(named.filter_map(|one| Some((one.0.id()?, one))));
        }
        let mut whole = |glimpse: &RowSummary| {
            let (record, known) = there.remove(&glimpse.id()?)?;
            known.covers(glimpse.known).then_some(record)
        };
        Ok(seen.into_iter().map(&mut whole).collect())
    }

    async fn several_known(
        &self,
        entity: Entity,
        ids: Vec<i64>,
    ) -> Result<RecordAnswer<Vec<(NexudusRecord, FieldSet)>>, SourceError> {
        self.ask(entity, BATCH, &query(&ids)).await
    }

    /// Several in one request.
    async fn several(&self, entity: Entity, ids: &[i64]) -> Result<BatchAnswer, SourceError> {
        let query = query(ids);
        Ok(
            match self
                .ask::<Vec<NexudusRecord>>(entity, BATCH, &query)
                .await?
            {
                RecordAnswer::Got(records, _) => {
                    let named = records.into_iter().filter_map(|one| Some((one.id()?, one)));
                    let asked: BTreeSet<i64> = ids.iter().copied().collect();
                    let came: BTreeMap<i64, NexudusRecord> =
                        named.filter(|(id, _)| asked.contains(id)).collect();
                    if !came.is_empty() {
                        self.state.known.lock().await.together.insert(entity);
                    }
                    BatchAnswer::Came(came)
                }
                RecordAnswer::Not(EndpointAccess::NoPermission) => BatchAnswer::Refused,
                RecordAnswer::Not(_) => BatchAnswer::Failed,
            },
        )
    }

    /// One by one.
    async fn each(
        &self,
        entity: Entity,
        ids: &[i64],
        search: &mut IdSearch,
    ) -> Result<Option<()>, SourceError> {
        for id in ids {
            let one = self.one(entity, *id).await?;
            if search.take(*id, one).is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    async fn one(&self, entity: Entity, id: i64) -> Result<SingleAnswer, SourceError> {
        let asked = self
            .ask::<NexudusRecord>(entity, &format!("/{id}"), "")
            .await?;
        Ok(match asked {
            RecordAnswer::Got(one, _) if one.id() == Some(id) => SingleAnswer::Here(one),
            RecordAnswer::Not(EndpointAccess::NoPermission) => SingleAnswer::Refused,
            RecordAnswer::Not(EndpointAccess::NotFound) => SingleAnswer::Gone,
            _ => SingleAnswer::Odd,
        })
    }

    /// Whether a kind of record is asked for one by one.
    pub(crate) async fn is_read_singly(&self, entity: Entity) -> bool {
        self.state.known.lock().await.singly.contains(&entity)
    }

    /// It is from now on, unless several came together before.
    async fn read_singly(&self, entity: Entity) {
        let mut known = self.state.known.lock().await;
        if !known.together.contains(&entity) {
            known.singly.insert(entity);
        }
    }
}

fn query(ids: &[i64]) -> String {
    let list: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!("id=[{}]", list.join(","))
}

/// Ids for as few requests as can be.
fn parts(ids: &[i64]) -> Vec<Vec<i64>> {
    let (mut parts, mut room) = (Vec::<Vec<i64>>::new(), 0);
    for id in ids {
        // With the comma before it.
        let length = id.to_string().len() + 1;
        match parts.last_mut() {
            Some(last) if length <= room => {
                last.push(*id);
                room -= length;
            }
            _ => {
                parts.push(vec![*id]);
                room = MOST_QUERY.saturating_sub("id=[".len() + length);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_asked_for_once_and_no_query_is_too_long() {
        let ids: Vec<i64> = (1_414_000_000..1_414_001_000).chain([7]).collect();
        let parts = parts(&ids);
        assert_eq!(parts.len(), 6);
        for part in &parts {
            let list: Vec<String> = part.iter().map(i64::to_string).collect();
            assert!(list.join(",").len() < 1_955, "{part:?}");
        }
        assert_eq!(parts.concat(), ids);
        assert!(super::parts(&[]).is_empty());
    }
}
