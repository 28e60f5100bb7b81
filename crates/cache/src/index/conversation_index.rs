//! The index of all conversations. Lists, tabs, totals and metrics are passes over it; the database is
//! asked for texts only.
//!
//! It holds what was committed, and nothing else: the writer hands over what changed after each
//! commit. Loading runs behind the opening; what is committed meanwhile waits, and is laid over.

use super::entry::{EntryFlags, IndexEntry, IndexPatch};
use super::order::ActivityOrder;
use crate::time;
use insights::SpaceCalendar;
use model::view::ViewCounts;
use model::{Channel, SourceId};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A space, as far as passes need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SpaceEntry {
    pub(crate) source: SourceId,
    pub(crate) calendar: SpaceCalendar,
}

/// What a commit changed.
#[derive(Debug, Default)]
pub(crate) struct IndexDelta {
    pub(crate) patches: Vec<IndexPatch>,
    pub(crate) spaces: Vec<(u32, SpaceEntry)>,
    pub(crate) channels: Vec<(u16, Channel)>,
    /// Conversations whose customer is called otherwise. The index holds no names, and so nothing of this.
    pub(crate) renamed: Vec<u32>,
    /// Conversations of which it was told in which language they are held. The index holds nothing of that either.
    pub(crate) told: Vec<u32>,
    /// A source that is being removed: all of it vanishes at once.
    pub(crate) gone: Option<SourceId>,
    /// The generation after the commit.
    pub(crate) generation: u64,
}

/// Everything that was committed, as far as passes need it.
#[derive(Debug, Default)]
pub(crate) struct ConversationIndex {
    entries: Vec<IndexEntry>,
    spaces: BTreeMap<u32, SpaceEntry>,
    channels: Vec<Channel>,
    order: ActivityOrder,
    generation: u64,
}

/// What can be said of all conversations without looking at one.
#[derive(Clone, Debug, Default)]
pub(crate) struct IndexSummary {
    pub(crate) conversations: u64,
    pub(crate) oldest_start: Option<i64>,
    pub(crate) newest_activity: Option<i64>,
    pub(crate) views: ViewCounts,
    pub(crate) by_space: HashMap<u32, u64>,
}

impl ConversationIndex {
    /// The index of what the store held when its generation was this one.
    pub(crate) fn new(
        entries: Vec<IndexEntry>,
        spaces: impl Iterator<Item = (u32, SpaceEntry)>,
        channels: Vec<(u16, Channel)>,
        generation: u64,
    ) -> Self {
        let mut index = Self {
            generation,
            ..Self::default()
        };
        index.take_spaces(spaces);
        index.take_channels(channels);
        index.take_entries(entries);
        index.settle();
        index
    }

    /// Brings the order up to date with what came, went or had activity.
    pub(crate) fn settle(&mut self) {
        self.order.settle(&self.entries);
    }

    /// Whether the order is up to date.
    pub(crate) fn is_settled(&self) -> bool {
        self.order.is_settled()
    }

    pub(crate) fn entries(&self) -> &[IndexEntry] {
        &self.entries
    }

    /// The entry of a conversation that is there.
    #[inline]
    pub(crate) fn present(&self, id: u32) -> Option<&IndexEntry> {
        let entry = self.entries.get(id as usize);
        entry.filter(|entry| entry.is_present())
    }

    /// A space.
    pub(crate) fn space(&self, id: u32) -> Option<&SpaceEntry> {
        self.spaces.get(&id)
    }

    /// Channels by code.
    pub(crate) fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// The code of a channel, in any case of its letters; none where no conversation has it.
    pub(crate) fn code_of(&self, wanted: &Channel) -> Option<u16> {
        let name = wanted.as_str().to_lowercase();
        let mut channels = self.channels.iter();
        let code = channels.position(|channel| channel.as_str().to_lowercase() == name)?;
        u16::try_from(code).ok()
    }

    pub(crate) fn spaces(&self) -> impl Iterator<Item = (&u32, &SpaceEntry)> {
        self.spaces.iter()
    }

    /// One more than the highest id of a space.
    pub(crate) fn end_of_spaces(&self) -> usize {
        self.spaces
            .last_key_value()
            .map_or(0, |(id, _)| *id as usize + 1)
    }

    pub(crate) fn calendars(&self) -> impl Iterator<Item = SpaceCalendar> {
        self.spaces.values().map(|space| space.calendar)
    }

    /// All conversations, newest activity first.
    pub(crate) fn order(&self) -> Arc<Vec<u32>> {
        self.order.ids()
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// Lays a commit over.
    pub(crate) fn apply(&mut self, delta: IndexDelta) {
        self.take_spaces(delta.spaces.into_iter());
        self.take_channels(delta.channels);
        for (id, entry) in delta.patches {
            self.put(id, entry.unwrap_or(IndexEntry::ABSENT));
        }
        if let Some(source) = delta.gone {
            self.forget(source);
        }
        self.generation = self.generation.max(delta.generation);
    }

    /// One pass for the status bar, over the sources that are shown; none for all.
    pub(crate) fn summary(&self, only: Option<&[SourceId]>) -> IndexSummary {
        let shown = self.spaces_of(only);
        let mut survey = IndexSummary::default();
        for entry in self.entries.iter().filter(|entry| entry.is_present()) {
            if shown.get(entry.space as usize).is_some_and(|shown| *shown) {
                survey.add(entry);
            }
        }
        survey
    }

    /// Whether a space is of one of these sources, by its id.
    pub(crate) fn spaces_of(&self, only: Option<&[SourceId]>) -> Vec<bool> {
        let mut shown = vec![false; self.end_of_spaces()];
        for (id, space) in &self.spaces {
            if let Some(slot) = shown.get_mut(*id as usize) {
                *slot = only.is_none_or(|only| only.contains(&space.source));
            }
        }
        shown
    }

    fn take_entries(&mut self, entries: Vec<IndexEntry>) {
        self.entries = entries;
        for (id, entry) in (0_u32..).zip(&mut self.entries) {
            // Entries of a source whose removal was interrupted name a space that is no longer listed.
            if !self.spaces.contains_key(&entry.space) {
                *entry = IndexEntry::ABSENT;
            }
            if entry.is_present() {
                self.order.touch(id);
            }
        }
    }

    fn take_spaces(&mut self, spaces: impl Iterator<Item = (u32, SpaceEntry)>) {
        self.spaces.extend(spaces);
    }

    fn take_channels(&mut self, channels: Vec<(u16, Channel)>) {
        for (code, channel) in channels {
            let code = usize::from(code);
            if code >= self.channels.len() {
                self.channels
                    .resize(code + 1, Channel::Other(String::new()));
            }
            self.channels[code] = channel;
        }
    }

    fn put(&mut self, id: u32, entry: IndexEntry) {
        let at = id as usize;
        if at >= self.entries.len() {
            self.entries.resize(at + 1, IndexEntry::ABSENT);
        }
        let before = std::mem::replace(&mut self.entries[at], entry);
        if before.is_present() != entry.is_present() || before.last_activity != entry.last_activity
        {
            self.order.touch(id);
        }
    }

    fn forget(&mut self, source: SourceId) {
        for (id, entry) in (0_u32..).zip(&mut self.entries) {
            let of_source = self
                .spaces
                .get(&entry.space)
                .is_some_and(|space| space.source == source);
            if entry.is_present() && of_source {
                *entry = IndexEntry::ABSENT;
                self.order.touch(id);
            }
        }
        self.spaces.retain(|_, space| space.source != source);
    }
}

impl IndexSummary {
    fn add(&mut self, entry: &IndexEntry) {
        self.conversations += 1;
        self.oldest_start = Some(
            self.oldest_start
                .map_or(entry.started, |oldest| oldest.min(entry.started)),
        );
        self.newest_activity = Some(self.newest_activity.map_or(entry.last_activity, |newest| {
            newest.max(entry.last_activity)
        }));
        self.views.escalated += u64::from(entry.flags.has(EntryFlags::ESCALATED));
        self.views.unconverted += u64::from(!entry.has_badge());
        self.views.with_lead += u64::from(entry.flags.has(EntryFlags::LEAD));
        self.views.with_inferred += u64::from(entry.flags.has(EntryFlags::INFERRED));
        *self.by_space.entry(entry.space).or_default() += 1;
    }
}

/// The day of a start by a calendar.
pub(crate) fn start_day(started: i64, calendar: SpaceCalendar) -> i32 {
    calendar.day(time::instant(started))
}
