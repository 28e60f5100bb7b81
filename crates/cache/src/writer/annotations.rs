//! Writing what the manager writes at days of the trend, in work.db.

use super::cache_writer::CacheWriter;
use crate::error::{CacheError, Result};
use crate::table::annotation;
use crate::table::opening_hours::SpaceKey;
use model::AnnotationId;
use model::annotation::{AnnotationDraft, StoredAnnotation};
use model::request::DataWorld;

impl CacheWriter {
    /// Writes a new annotation.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where its space is not in the cache; [`CacheError::InUse`] where another process writes,
    /// as for every write here.
    pub async fn add_annotation(
        &self,
        draft: &AnnotationDraft,
        world: DataWorld,
    ) -> Result<AnnotationId> {
        self.require_lock()?;
        let new = self.annotation_of(AnnotationId(0), draft, world).await?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            annotation::add(work.writable()?, &new).await
        })
        .await
    }

    /// Makes an annotation another one, and answers what it was.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is none, or its space is not in the cache.
    pub async fn change_annotation(
        &self,
        id: AnnotationId,
        draft: &AnnotationDraft,
        world: DataWorld,
    ) -> Result<StoredAnnotation> {
        self.require_lock()?;
        let changed = self.annotation_of(id, draft, world).await?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            let before = found(annotation::all(work).await?, id)?;
            annotation::put(work, &changed).await?;
            Ok(before)
        })
        .await
    }

    /// Takes an annotation away, and answers what it was.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is none.
    pub async fn remove_annotation(&self, id: AnnotationId) -> Result<StoredAnnotation> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            let before = found(annotation::all(work).await?, id)?;
            annotation::remove(work, id).await?;
            Ok(before)
        })
        .await
    }

    /// Has an annotation as it was, in the place of the one of its id.
    ///
    /// # Errors
    /// [`CacheError::InUse`] where another process writes.
    pub async fn restore_annotation(&self, kept: StoredAnnotation) -> Result<()> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            annotation::put(work.writable()?, &kept).await
        })
        .await
    }

    async fn annotation_of(
        &self,
        id: AnnotationId,
        draft: &AnnotationDraft,
        world: DataWorld,
    ) -> Result<StoredAnnotation> {
        let space = match draft.space {
            Some(space) => {
                let SpaceKey { store, space } = self.inner.shared.space_key(space).await?;
                Some((store, space))
            }
            None => None,
        };
        Ok(StoredAnnotation {
            id,
            day: draft.day,
            words: draft.words.clone(),
            space,
            world,
        })
    }
}

fn found(all: Vec<StoredAnnotation>, id: AnnotationId) -> Result<StoredAnnotation> {
    let mut all = all.into_iter();
    all.find(|one| one.id == id).ok_or(CacheError::NotFound)
}
