//! Whether the person of a conversation had written before, by the one rule of identity. By whom each is, is read of
//! the whole store when it is first asked for; which is the earlier one is a pass over the index, among the sources
//! that are shown: what was invented is nobody's past.

use super::followed_reading::{FollowedReading, WholeReading};
use super::known_person::{IdentityKey, KnownPerson, by_conversation, persons};
use crate::error::Result;
use crate::index::bitmap::IdBitmap;
use crate::index::{ConversationIndex, IndexDelta};
use crate::table::contact;
use model::SourceId;
use model::identity::NumberHome;
use model::search::ContactHistory;
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::sync::Arc;

/// By what the persons of all conversations are known, as a small number for each customer, address and number.
#[derive(Clone, Debug, Default)]
pub(super) struct PersonCodes {
    by_id: Vec<Box<[u32]>>,
    codes: HashMap<IdentityKey, u32>,
}

/// What the history of each person was when a conversation began, by its id.
#[derive(Debug, Default)]
pub(super) struct ContactHistories(Vec<ContactHistory>);

/// The codes as they are held.
#[derive(Debug, Default)]
pub(crate) struct SharedPersonCodes(FollowedReading<PersonCodes>);

impl SharedPersonCodes {
    /// Notes what a commit changed.
    pub(super) fn note(&self, delta: &IndexDelta) {
        let patched = delta.patches.iter().map(|(id, _)| *id);
        self.0.note(patched.chain(delta.renamed.iter().copied()));
    }

    /// All is read anew, since a commit may have been missed.
    pub(super) fn distrust(&self) {
        self.0.distrust();
    }

    /// The codes as the store has them now.
    pub(super) async fn settled(&self, conn: &mut SqliteConnection) -> Result<Arc<PersonCodes>> {
        self.0.settled(conn, &PersonReading).await
    }
}

impl ContactHistories {
    /// That of a conversation.
    #[inline]
    pub(super) fn of(&self, id: u32) -> ContactHistory {
        let known = self.0.get(id as usize).copied();
        known.unwrap_or(ContactHistory::Unknown)
    }

    /// The conversations with a history.
    pub(super) fn ids_with(&self, wanted: ContactHistory) -> IdBitmap {
        let mut found = IdBitmap::below(self.0.len());
        for (id, history) in (0_u32..).zip(&self.0) {
            if *history == wanted {
                found.insert(id);
            }
        }
        found
    }
}

impl PersonCodes {
    fn put(&mut self, person: &KnownPerson) {
        let Ok(id) = u32::try_from(person.id) else {
            return;
        };
        let keys = person.known_by.iter().map(|it| it.key.clone());
        let codes = keys.map(|key| self.code(key)).collect();
        *self.slot(id) = codes;
    }

    fn code(&mut self, key: IdentityKey) -> u32 {
        let next = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        *self.codes.entry(key).or_insert(next)
    }

    fn slot(&mut self, id: u32) -> &mut Box<[u32]> {
        let at = id as usize;
        if at >= self.by_id.len() {
            self.by_id.resize(at + 1, Box::default());
        }
        &mut self.by_id[at]
    }

    fn of(&self, id: u32) -> &[u32] {
        self.by_id.get(id as usize).map_or(&[], |codes| codes)
    }

    /// The history of each person among these sources; none for all. Of two conversations that began at once, the one
    /// that was met first is the earlier.
    pub(super) fn histories(
        &self,
        index: &ConversationIndex,
        only: Option<&[SourceId]>,
    ) -> ContactHistories {
        let spaces = index.spaces_of(only);
        let is_shown = |space: u32| spaces.get(space as usize).is_some_and(|shown| *shown);
        let entries = (0_u32..).zip(index.entries());
        let shown = || {
            let present = entries.clone();
            present.filter(|(_, it)| it.is_present() && is_shown(it.space))
        };
        let mut first = vec![(i64::MAX, u32::MAX); self.codes.len()];
        for (id, entry) in shown() {
            for code in self.of(id) {
                let earliest = &mut first[*code as usize];
                *earliest = (*earliest).min((entry.started, id));
            }
        }
        let mut histories = vec![ContactHistory::Unknown; index.entries().len()];
        for (id, entry) in shown() {
            let is_later = |code: &u32| first[*code as usize] < (entry.started, id);
            histories[id as usize] = match self.of(id) {
                [] => ContactHistory::Unknown,
                codes if codes.iter().any(is_later) => ContactHistory::Returning,
                _ => ContactHistory::First,
            };
        }
        ContactHistories(histories)
    }
}

struct PersonReading;

impl WholeReading for PersonReading {
    type Value = PersonCodes;

    const MENDED_MOST: usize = 20_000;

    async fn read(&self, conn: &mut SqliteConnection) -> Result<PersonCodes> {
        let mut codes = PersonCodes::default();
        let mut captured = by_conversation(contact::all_captured(conn).await?);
        // There are a few zones for any number of conversations, and looking one up takes longer than all the rest.
        let mut homes: HashMap<Option<String>, NumberHome> = HashMap::new();
        contact::each(conn, |keys| {
            let home = homes
                .entry(keys.time_zone.clone())
                .or_insert_with_key(|zone| {
                    NumberHome::of_zone(zone.as_deref().unwrap_or_default())
                });
            let captured = captured.remove(&keys.id).unwrap_or_default();
            codes.put(&KnownPerson::at_home(*home, keys, captured));
        })
        .await?;
        Ok(codes)
    }

    async fn mended(
        &self,
        conn: &mut SqliteConnection,
        mut before: Arc<PersonCodes>,
        moved: &[u32],
    ) -> Result<Arc<PersonCodes>> {
        let codes = Arc::make_mut(&mut before);
        for id in moved {
            *codes.slot(*id) = Box::default();
        }
        for person in persons(conn, moved.iter().map(|id| i64::from(*id))).await? {
            codes.put(&person);
        }
        Ok(before)
    }
}
