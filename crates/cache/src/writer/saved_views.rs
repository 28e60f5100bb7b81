//! The manager's own views, written to work.db: each change whole or not at all.

use super::cache_writer::CacheWriter;
use super::source_list::{begin, end};
use crate::error::{CacheError, Result};
use crate::table::saved_view;
use model::SavedViewId;
use model::saved_view::{SavedView, ViewDraft};
use sqlx::SqliteConnection;

impl CacheWriter {
    /// Saves a new view, at its place among the others.
    ///
    /// # Errors
    /// [`CacheError::ViewNameTaken`] where another one is called so; [`CacheError::InUse`] where another
    /// process writes.
    pub async fn add_view(&self, draft: &ViewDraft) -> Result<SavedViewId> {
        self.require_lock()?;
        let mut work = self.inner.shared.work.lock().await;
        let work = work.writable()?;
        begin(work).await?;
        let done = add(work, draft).await;
        end(work, done).await
    }

    /// Makes a view another one: its name, its search, its order, and where it stands.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is none; else as [`Self::add_view`].
    pub async fn change_view(&self, id: SavedViewId, draft: &ViewDraft) -> Result<()> {
        self.require_lock()?;
        let mut work = self.inner.shared.work.lock().await;
        let work = work.writable()?;
        begin(work).await?;
        let done = change(work, id, draft).await;
        end(work, done).await
    }

    /// Takes a view away, and answers what it was, so that it can be saved again.
    ///
    /// # Errors
    /// As [`Self::change_view`].
    pub async fn remove_view(&self, id: SavedViewId) -> Result<ViewDraft> {
        self.require_lock()?;
        let mut work = self.inner.shared.work.lock().await;
        let work = work.writable()?;
        begin(work).await?;
        let done = remove(work, id).await;
        end(work, done).await
    }
}

async fn add(work: &mut SqliteConnection, draft: &ViewDraft) -> Result<SavedViewId> {
    let before = saved_view::all(work).await?;
    free_name(&before, draft, None)?;
    let id = saved_view::add(work, draft).await?;
    stand_at(work, before, id, draft.place).await?;
    Ok(id)
}

async fn change(work: &mut SqliteConnection, id: SavedViewId, draft: &ViewDraft) -> Result<()> {
    let before = saved_view::all(work).await?;
    found(&before, id)?;
    free_name(&before, draft, Some(id))?;
    saved_view::put(work, id, draft).await?;
    stand_at(work, before, id, draft.place).await
}

async fn remove(work: &mut SqliteConnection, id: SavedViewId) -> Result<ViewDraft> {
    let before = saved_view::all(work).await?;
    let draft = found(&before, id)?;
    saved_view::delete(work, id).await?;
    let left: Vec<SavedViewId> = before
        .iter()
        .map(|view| view.id)
        .filter(|it| *it != id)
        .collect();
    saved_view::put_in_order(work, &left).await?;
    Ok(draft)
}

fn found(views: &[SavedView], id: SavedViewId) -> Result<ViewDraft> {
    let view = views.iter().find(|view| view.id == id);
    Ok(view.ok_or(CacheError::NotFound)?.draft.clone())
}

fn free_name(views: &[SavedView], draft: &ViewDraft, own: Option<SavedViewId>) -> Result<()> {
    let name = draft.name.to_lowercase();
    let mut others = views.iter().filter(|view| Some(view.id) != own);
    if others.any(|view| view.draft.name.to_lowercase() == name) {
        return Err(CacheError::ViewNameTaken);
    }
    Ok(())
}

/// Puts a view at a place among the others; none is where it was, or the end.
async fn stand_at(
    work: &mut SqliteConnection,
    before: Vec<SavedView>,
    id: SavedViewId,
    place: Option<u32>,
) -> Result<()> {
    let was = before.iter().position(|view| view.id == id);
    let mut order: Vec<SavedViewId> = before
        .iter()
        .map(|view| view.id)
        .filter(|it| *it != id)
        .collect();
    let wanted = place
        .map(|place| place as usize)
        .or(was)
        .unwrap_or(order.len());
    order.insert(wanted.min(order.len()), id);
    saved_view::put_in_order(work, &order).await
}
