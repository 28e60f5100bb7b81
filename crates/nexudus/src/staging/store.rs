//! What a source kept of its earlier reads, and what it is about to keep. The rows themselves travel
//! with the batch and are written in its transaction; here they are only read.

use async_trait::async_trait;
use model::feed::StagedRecord;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

/// The kept records of one source, as they were committed.
#[async_trait]
pub trait StagingStore: Send + Sync {
    /// Those of these ids.
    ///
    /// # Errors
    /// [`SourceError::Refused`] where the store fails.
    async fn by_id(&self, entity: &str, ids: &[String]) -> Result<Vec<StagedRecord>, SourceError>;

    /// Those that have any of these keys.
    ///
    /// # Errors
    /// As above.
    async fn by_key(&self, entity: &str, keys: &[String])
    -> Result<Vec<StagedRecord>, SourceError>;

    /// Some after an id, by id, at most `limit`.
    ///
    /// # Errors
    /// As above.
    async fn after(
        &self,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StagedRecord>, SourceError>;

    /// How many.
    ///
    /// # Errors
    /// As above.
    async fn count(&self, entity: &str) -> Result<u64, SourceError>;
}

/// From so many ids on it is looked first whether any of them can be there.
const MANY: usize = 64;

/// What is kept besides the records of an [`Entity`](crate::entity::Entity).
pub(crate) mod name {
    /// A conversation of a session, as it was told last.
    pub(crate) const CONVERSATION: &str = "conversation";
    /// A conversation that is known by its messages alone, as it was told last.
    pub(crate) const GROUP: &str = "group";
    /// A conversation that the assistant began, as an inbox item said once.
    pub(crate) const BEGAN: &str = "began";
    /// How often everything was told.
    pub(crate) const FULL_PASS: &str = "full_pass";
    /// What an earlier version learnt of a conversation from its messages.
    pub(crate) const NOTE: &str = "note";
    /// An outcome as it was derived.
    pub(crate) const OUTCOME: &str = "outcome";
    /// Ids that the comparison under way met, by the page that they were met on.
    pub(crate) const MET: &str = "met";
    /// The probe's table.
    pub(crate) const PROBE: &str = "probe";
}

/// Records that were handed out in a batch and may not be committed yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct PendingRecords {
    /// By entity and id.
    records: BTreeMap<String, BTreeMap<String, Arc<StagedRecord>>>,
    /// Ids by entity and key.
    keys: HashMap<String, HashMap<String, BTreeSet<String>>>,
}

impl PendingRecords {
    pub(crate) fn put(&mut self, record: StagedRecord) {
        if !record.keys.is_empty() {
            let keys = self.keys.entry(record.entity.clone()).or_default();
            for key in &record.keys {
                keys.entry(key.clone())
                    .or_default()
                    .insert(record.id.clone());
            }
        }
        let record = Arc::new(record);
        match self.records.get_mut(&record.entity) {
            Some(of_entity) => drop(of_entity.insert(record.id.clone(), record)),
            None => {
                let first = BTreeMap::from([(record.id.clone(), Arc::clone(&record))]);
                self.records.insert(record.entity.clone(), first);
            }
        }
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = &Arc<StagedRecord>> {
        self.records.values().flat_map(BTreeMap::values)
    }

    fn of(&self, entity: &str) -> impl Iterator<Item = &StagedRecord> {
        self.records
            .get(entity)
            .into_iter()
            .flat_map(BTreeMap::values)
            .map(Arc::as_ref)
    }

    fn get(&self, entity: &str, id: &str) -> Option<&StagedRecord> {
        self.records.get(entity)?.get(id).map(Arc::as_ref)
    }

    /// Whether any record from one id to another is among them.
    fn holds_between(&self, entity: &str, first: &str, last: &str) -> bool {
        let ids = (Bound::Included(first), Bound::Included(last));
        let of_entity = self.records.get(entity);
        of_entity.is_some_and(|records| records.range::<str, _>(ids).next().is_some())
    }

    fn with_key(&self, entity: &str, key: &str) -> impl Iterator<Item = &StagedRecord> {
        let ids = self.keys.get(entity).and_then(|keys| keys.get(key));
        ids.into_iter()
            .flatten()
            .filter_map(move |id| self.get(entity, id))
            .filter(move |record| record.keys.iter().any(|one| one == key))
    }
}

/// The shelf as it will be: what is committed, under what was handed out, under what is being made.
pub(crate) struct StagedView<'s> {
    shelf: &'s dyn StagingStore,
    /// The newest first.
    handed: &'s [Arc<PendingRecords>],
    pub(crate) making: PendingRecords,
    /// What the shelf said already.
    read: HashMap<String, HashMap<String, Option<String>>>,
    /// Whether anything is committed, by entity.
    holds: HashMap<String, bool>,
}

impl<'s> StagedView<'s> {
    pub(crate) fn new(shelf: &'s dyn StagingStore, handed: &'s [Arc<PendingRecords>]) -> Self {
        Self {
            shelf,
            handed,
            making: PendingRecords::default(),
            read: HashMap::new(),
            holds: HashMap::new(),
        }
    }

    /// The body of one.
    pub(crate) async fn body(
        &mut self,
        entity: &str,
        id: &str,
    ) -> Result<Option<String>, SourceError> {
        if !self.is_known(entity, id) {
            self.prefetch(entity, &[id.to_owned()]).await?;
        }
        Ok(self.told(entity, id).map(str::to_owned))
    }

    /// Whether one is kept.
    pub(crate) async fn has(&mut self, entity: &str, id: &str) -> Result<bool, SourceError> {
        if !self.is_known(entity, id) {
            self.prefetch(entity, &[id.to_owned()]).await?;
        }
        Ok(self.told(entity, id).is_some())
    }

    /// The bodies of those that are kept.
    pub(crate) async fn bodies(
        &mut self,
        entity: &str,
        ids: &[String],
    ) -> Result<HashMap<String, String>, SourceError> {
        if !self.may_hold_any(entity, ids).await? {
            return Ok(HashMap::new());
        }
        self.prefetch(entity, ids).await?;
        let told = |id: &String| Some((id.clone(), self.told(entity, id)?.to_owned()));
        Ok(ids.iter().filter_map(told).collect())
    }

    /// Reads many at once, so that later questions about one cost nothing.
    pub(crate) async fn prefetch(
        &mut self,
        entity: &str,
        ids: &[String],
    ) -> Result<(), SourceError> {
        let unknown: BTreeSet<&String> =
            ids.iter().filter(|id| !self.is_known(entity, id)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let unknown: Vec<String> = unknown.into_iter().cloned().collect();
        let found = match unknown.first() {
            Some(first) if !self.may_hold_from(entity, first, unknown.len()).await? => Vec::new(),
            _ => self.shelf.by_id(entity, &unknown).await?,
        };
        let read = self.read.entry(entity.to_owned()).or_default();
        read.extend(unknown.into_iter().map(|id| (id, None)));
        read.extend(found.into_iter().map(|one| (one.id, one.body)));
        Ok(())
    }

    /// Whether any of these can be kept. In a first pass each batch lies beyond all that is kept, and looking
    /// for each of its ten thousand ids in every batch that is handed out would find nothing, slowly.
    async fn may_hold_any(&mut self, entity: &str, ids: &[String]) -> Result<bool, SourceError> {
        let (Some(first), Some(last)) = (ids.iter().min(), ids.iter().max()) else {
            return Ok(false);
        };
        let is_pending = self
            .pending()
            .any(|pending| pending.holds_between(entity, first, last));
        Ok(is_pending || self.may_hold_from(entity, first, ids.len()).await?)
    }

    /// Whether the shelf is worth asking for so many ids from this one on. In a first pass each batch lies
    /// beyond all that is kept, and asking for its ten thousand ids would find nothing, slowly.
    async fn may_hold_from(
        &mut self,
        entity: &str,
        first: &str,
        count: usize,
    ) -> Result<bool, SourceError> {
        if !self.holds(entity).await? {
            return Ok(false);
        }
        if count < MANY {
            return Ok(true);
        }
        let is_there = !self
            .shelf
            .by_id(entity, &[first.to_owned()])
            .await?
            .is_empty();
        Ok(is_there || !self.shelf.after(entity, first, 1).await?.is_empty())
    }

    /// Whether anything of an entity is committed.
    async fn holds(&mut self, entity: &str) -> Result<bool, SourceError> {
        if let Some(holds) = self.holds.get(entity) {
            return Ok(*holds);
        }
        let holds = self.shelf.count(entity).await? > 0;
        self.holds.insert(entity.to_owned(), holds);
        Ok(holds)
    }

    /// Whether the shelf need not be asked.
    fn is_known(&self, entity: &str, id: &str) -> bool {
        let is_read = || {
            self.read
                .get(entity)
                .is_some_and(|read| read.contains_key(id))
        };
        self.newest(entity, id).is_some() || is_read()
    }

    /// What is known of one.
    fn told(&self, entity: &str, id: &str) -> Option<&str> {
        match self.newest(entity, id) {
            Some(record) => record.body.as_deref(),
            None => self.read.get(entity)?.get(id)?.as_deref(),
        }
    }

    /// Those with any of these keys, each once, by id: id, keys and body.
    pub(crate) async fn with_keys(
        &mut self,
        entity: &str,
        keys: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, StagedRecord>, SourceError> {
        let mut found = BTreeMap::new();
        if keys.is_empty() {
            return Ok(found);
        }
        if self.holds(entity).await? {
            let asked: Vec<String> = keys.iter().cloned().collect();
            for record in self.shelf.by_key(entity, &asked).await? {
                if self.newest(entity, &record.id).is_none() {
                    found.insert(record.id.clone(), record);
                }
            }
        }
        for pending in self.pending() {
            for record in keys.iter().flat_map(|key| pending.with_key(entity, key)) {
                let is_newest = self.newest(entity, &record.id) == Some(record);
                if is_newest && record.body.is_some() {
                    found.insert(record.id.clone(), record.clone());
                }
            }
        }
        Ok(found)
    }

    /// How many are kept of what is committed.
    pub(crate) async fn count(&self, entity: &str) -> Result<u64, SourceError> {
        self.shelf.count(entity).await
    }

    /// Some after an id, by id; none only where none is left.
    pub(crate) async fn after(
        &self,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StagedRecord>, SourceError> {
        let mut after = after.to_owned();
        loop {
            let (some, end) = self.stretch(entity, &after, limit).await?;
            match end {
                // What is committed there is to be dropped.
                Some(end) if some.is_empty() => after = end,
                _ => return Ok(some),
            }
        }
    }

    /// The next ones of a walk by id, which goes on behind them; `None` at its end.
    pub(crate) async fn next(
        &self,
        entity: &str,
        after: &mut String,
        limit: u32,
    ) -> Result<Option<Vec<StagedRecord>>, SourceError> {
        let some = self.after(entity, after, limit).await?;
        let Some(last) = some.last() else {
            return Ok(None);
        };
        after.clone_from(&last.id);
        Ok(Some(some))
    }

    /// What is kept in a stretch after an id; and where the stretch ends, unless nothing is committed
    /// after it.
    async fn stretch(
        &self,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<(Vec<StagedRecord>, Option<String>), SourceError> {
        let committed = self.shelf.after(entity, after, limit).await?;
        let mut all: BTreeMap<String, StagedRecord> = committed
            .into_iter()
            .map(|record| (record.id.clone(), record))
            .collect();
        // Beyond the last committed one of a full page nothing can be said yet.
        let end = (all.len() >= limit as usize)
            .then(|| all.keys().next_back().cloned())
            .flatten();
        for pending in self.pending() {
            let of_entity = pending.of(entity);
            let within = |id: &str| end.as_deref().is_none_or(|end| id <= end);
            for record in of_entity.filter(|one| one.id.as_str() > after && within(&one.id)) {
                if record.body.is_some() {
                    all.insert(record.id.clone(), record.clone());
                } else {
                    all.remove(&record.id);
                }
            }
        }
        Ok((all.into_values().collect(), end))
    }

    /// Keeps one.
    pub(crate) fn put(&mut self, entity: &str, id: &str, body: String, keys: Vec<String>) {
        self.making.put(StagedRecord {
            entity: entity.to_owned(),
            id: id.to_owned(),
            body: Some(body),
            keys,
        });
    }

    /// Keeps one no longer.
    pub(crate) fn drop(&mut self, entity: &str, id: &str) {
        self.making.put(StagedRecord {
            entity: entity.to_owned(),
            id: id.to_owned(),
            body: None,
            keys: Vec::new(),
        });
    }

    fn newest(&self, entity: &str, id: &str) -> Option<&StagedRecord> {
        let handed = || {
            self.handed
                .iter()
                .find_map(|pending| pending.get(entity, id))
        };
        self.making.get(entity, id).or_else(handed)
    }

    /// What is not committed for sure, the oldest first.
    fn pending(&self) -> impl Iterator<Item = &PendingRecords> {
        self.handed
            .iter()
            .rev()
            .map(Arc::as_ref)
            .chain([&self.making])
    }
}

#[cfg(any(test, feature = "testing"))]
pub use memory::MemoryStagingStore;

#[cfg(any(test, feature = "testing"))]
mod memory {
    use super::{SourceError, StagedRecord, StagingStore};
    use async_trait::async_trait;
    use std::borrow::Borrow;
    use std::collections::BTreeMap;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    /// A shelf in memory, for tests.
    #[derive(Debug, Default)]
    pub struct MemoryStagingStore {
        records: Mutex<BTreeMap<(String, String), StagedRecord>>,
    }

    impl MemoryStagingStore {
        /// Does what a commit does.
        pub fn commit<R: Borrow<StagedRecord>>(&self, records: &[R]) {
            let mut all = self.records();
            for record in records.iter().map(Borrow::borrow) {
                let name = (record.entity.clone(), record.id.clone());
                if record.body.is_some() {
                    all.insert(name, record.clone());
                } else {
                    all.remove(&name);
                }
            }
        }

        /// Everything, as text.
        #[must_use]
        pub fn dump(&self) -> String {
            format!("{:?}", self.records().values().collect::<Vec<_>>())
        }

        fn records(&self) -> MutexGuard<'_, BTreeMap<(String, String), StagedRecord>> {
            self.records.lock().unwrap_or_else(PoisonError::into_inner)
        }

        fn of(&self, entity: &str, wanted: impl Fn(&StagedRecord) -> bool) -> Vec<StagedRecord> {
            let all = self.records();
            let of_entity = all.values().filter(|record| record.entity == entity);
            of_entity.filter(|record| wanted(record)).cloned().collect()
        }
    }

    #[async_trait]
    impl StagingStore for MemoryStagingStore {
        async fn by_id(
            &self,
            entity: &str,
            ids: &[String],
        ) -> Result<Vec<StagedRecord>, SourceError> {
            Ok(self.of(entity, |record| ids.contains(&record.id)))
        }

        async fn by_key(
            &self,
            entity: &str,
            keys: &[String],
        ) -> Result<Vec<StagedRecord>, SourceError> {
            Ok(self.of(entity, |record| {
                record.keys.iter().any(|key| keys.contains(key))
            }))
        }

        async fn after(
            &self,
            entity: &str,
            after: &str,
            limit: u32,
        ) -> Result<Vec<StagedRecord>, SourceError> {
            let mut some = self.of(entity, |record| record.id.as_str() > after);
            some.truncate(limit as usize);
            Ok(some)
        }

        async fn count(&self, entity: &str) -> Result<u64, SourceError> {
            Ok(self.of(entity, |_| true).len() as u64)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_walk_goes_on_behind_what_is_dropped() {
        let kept = |id: &str, body: Option<&str>| StagedRecord {
            entity: "e".to_owned(),
            id: id.to_owned(),
            body: body.map(str::to_owned),
            keys: Vec::new(),
        };
        let shelf = MemoryStagingStore::default();
        shelf.commit(&["1", "2", "3", "4", "5"].map(|id| kept(id, Some("b"))));
        let mut handed = PendingRecords::default();
        handed.put(kept("1", None));
        let handed = [Arc::new(handed)];
        let mut view = StagedView::new(&shelf, &handed);
        for id in ["2", "3", "4"] {
            view.drop("e", id);
        }
        let left = view.after("e", "", 2).await.unwrap();
        assert_eq!(
            left.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(),
            ["5"]
        );
        assert!(view.after("e", "5", 2).await.unwrap().is_empty());
    }
}
