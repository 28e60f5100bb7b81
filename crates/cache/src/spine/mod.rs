//! The spine: what lists, tabs, totals and metrics need of every conversation, in memory. All of
//! them are passes over it; the database is asked for texts only.
//!
//! It holds what was committed, and nothing else: the writer hands over what changed after each
//! commit. Loading runs behind the opening; what is committed meanwhile waits, and is laid over.

pub(crate) mod bitmap;
pub(crate) mod fact;
pub(crate) mod order;
pub(crate) mod scope;

use crate::error::Result;
use crate::stamp;
use crate::table::spine::Patch;
use crate::table::{channel, meta, space, spine as table};
use fact::{Fact, Flags};
use insights::Calendar;
use model::view::ViewCounts;
use model::{Channel, SourceId};
use order::Order;
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// A space, as far as passes need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SpaceFact {
    pub(crate) source: SourceId,
    pub(crate) calendar: Calendar,
}

/// What a commit changed.
#[derive(Debug, Default)]
pub(crate) struct Delta {
    pub(crate) patches: Vec<Patch>,
    pub(crate) spaces: Vec<(u32, SpaceFact)>,
    pub(crate) channels: Vec<(u16, Channel)>,
    /// A source that is being removed: all of it vanishes at once.
    pub(crate) gone: Option<SourceId>,
    /// The generation after the commit.
    pub(crate) generation: u64,
}

/// Everything that was committed, as far as passes need it.
#[derive(Debug, Default)]
pub(crate) struct Spine {
    facts: Vec<Fact>,
    spaces: BTreeMap<u32, SpaceFact>,
    channels: Vec<Channel>,
    order: Order,
    generation: u64,
    ticket: Ticket,
}

/// What can be said of all conversations without looking at one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Survey {
    pub(crate) conversations: u64,
    pub(crate) oldest_start: Option<i64>,
    pub(crate) newest_activity: Option<i64>,
    pub(crate) views: ViewCounts,
    pub(crate) by_space: HashMap<u32, u64>,
}

impl Spine {
    /// Reads the spine from its table.
    pub(crate) async fn load(conn: &mut SqliteConnection) -> Result<Self> {
        let facts = table::load(conn).await?;
        // Spaces and channels after the facts, so that every one that a fact names is there.
        let spaces = space::all(conn).await?;
        let channels = channel::all(conn).await?;
        let mut spine = Self {
            generation: meta::generation(conn).await?,
            ..Self::default()
        };
        spine.take_spaces(spaces.iter().filter_map(space_fact));
        spine.take_channels(channels);
        spine.take_facts(facts);
        Ok(spine)
    }

    pub(crate) fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Channels by code.
    pub(crate) fn channels(&self) -> &[Channel] {
        &self.channels
    }

    pub(crate) fn spaces(&self) -> impl Iterator<Item = (&u32, &SpaceFact)> {
        self.spaces.iter()
    }

    /// One more than the highest id of a space.
    pub(crate) fn end_of_spaces(&self) -> usize {
        self.spaces
            .last_key_value()
            .map_or(0, |(id, _)| *id as usize + 1)
    }

    pub(crate) fn calendars(&self) -> impl Iterator<Item = Calendar> {
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
    pub(crate) fn apply(&mut self, delta: Delta) {
        self.take_spaces(delta.spaces.into_iter());
        self.take_channels(delta.channels);
        for (id, fact) in delta.patches {
            self.put(id, fact.unwrap_or(Fact::ABSENT));
        }
        if let Some(source) = delta.gone {
            self.forget(source);
        }
        self.generation = self.generation.max(delta.generation);
    }

    /// One pass for the status bar.
    pub(crate) fn survey(&self) -> Survey {
        let mut survey = Survey::default();
        for fact in self.facts.iter().filter(|fact| fact.is_present()) {
            survey.add(fact);
        }
        survey
    }

    fn take_facts(&mut self, facts: Vec<Fact>) {
        self.facts = facts;
        for (id, fact) in (0_u32..).zip(&mut self.facts) {
            // Facts of a source whose removal was interrupted name a space that is no longer listed.
            if !self.spaces.contains_key(&fact.space) {
                *fact = Fact::ABSENT;
            }
            if fact.is_present() {
                self.order.touch(id);
            }
        }
    }

    fn take_spaces(&mut self, spaces: impl Iterator<Item = (u32, SpaceFact)>) {
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

    fn put(&mut self, id: u32, fact: Fact) {
        let at = id as usize;
        if at >= self.facts.len() {
            self.facts.resize(at + 1, Fact::ABSENT);
        }
        let before = std::mem::replace(&mut self.facts[at], fact);
        if before.is_present() != fact.is_present() || before.last_activity != fact.last_activity {
            self.order.touch(id);
        }
    }

    fn forget(&mut self, source: SourceId) {
        for (id, fact) in (0_u32..).zip(&mut self.facts) {
            let of_source = self
                .spaces
                .get(&fact.space)
                .is_some_and(|space| space.source == source);
            if fact.is_present() && of_source {
                *fact = Fact::ABSENT;
                self.order.touch(id);
            }
        }
        self.spaces.retain(|_, space| space.source != source);
    }
}

impl Survey {
    fn add(&mut self, fact: &Fact) {
        self.conversations += 1;
        self.oldest_start = Some(
            self.oldest_start
                .map_or(fact.started, |oldest| oldest.min(fact.started)),
        );
        self.newest_activity = Some(
            self.newest_activity
                .map_or(fact.last_activity, |newest| newest.max(fact.last_activity)),
        );
        self.views.escalated += u64::from(fact.flags.has(Flags::ESCALATED));
        self.views.unconverted += u64::from(!fact.has_badge());
        self.views.with_lead += u64::from(fact.flags.has(Flags::LEAD));
        *self.by_space.entry(fact.space).or_default() += 1;
    }
}

/// A space's row as the spine keeps it.
pub(crate) fn space_fact(row: &space::Row) -> Option<(u32, SpaceFact)> {
    let fact = SpaceFact {
        source: SourceId(row.source_id),
        calendar: Calendar::of(&row.time_zone),
    };
    Some((u32::try_from(row.id).ok()?, fact))
}

/// The day of a start by a calendar.
pub(crate) fn start_day(started: i64, calendar: Calendar) -> i32 {
    calendar.day(stamp::instant(started))
}

/// The spine as readers and the writer share it.
#[derive(Debug)]
pub(crate) struct Cell {
    state: RwLock<State>,
    /// Held by whoever loads, so that it is done once.
    loading: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
enum State {
    Waiting(Waiting),
    Ready(Spine),
}

/// Commits that came before the spine was read.
#[derive(Debug)]
struct Waiting {
    deltas: Vec<Delta>,
    ticket: Ticket,
}

/// Which waiting a load is for: one that began before a distrust must not be installed after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

impl Cell {
    pub(crate) fn new() -> Self {
        let waiting = Waiting {
            deltas: Vec::new(),
            ticket: Ticket(0),
        };
        Self {
            state: RwLock::new(State::Waiting(waiting)),
            loading: tokio::sync::Mutex::new(()),
        }
    }

    /// Hands a commit over.
    pub(crate) fn apply(&self, delta: Delta) {
        match &mut *self.write() {
            State::Waiting(waiting) => waiting.deltas.push(delta),
            State::Ready(spine) => spine.apply(delta),
        }
    }

    /// Forgets what was read, because a commit may have been missed; the next pass reads anew.
    pub(crate) fn distrust(&self) {
        let mut state = self.write();
        let ticket = match &*state {
            State::Waiting(waiting) => Ticket(waiting.ticket.0 + 1),
            State::Ready(spine) => Ticket(spine.ticket.0 + 1),
        };
        *state = State::Waiting(Waiting {
            deltas: Vec::new(),
            ticket,
        });
    }

    /// What a load must show at its end; `None` when there is nothing to load.
    pub(crate) fn ticket(&self) -> Option<Ticket> {
        match &*self.read() {
            State::Waiting(waiting) => Some(waiting.ticket),
            State::Ready(_) => None,
        }
    }

    /// Whoever holds this may load.
    pub(crate) async fn loading(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.loading.lock().await
    }

    /// Takes a loaded spine, and lays over it what was committed meanwhile. One whose ticket has
    /// expired is dropped.
    pub(crate) fn install(&self, mut spine: Spine, ticket: Ticket) {
        spine.ticket = ticket;
        spine.order.settle(&spine.facts);
        let mut state = self.write();
        let State::Waiting(waiting) = &mut *state else {
            return;
        };
        if waiting.ticket != ticket {
            return;
        }
        for delta in std::mem::take(&mut waiting.deltas) {
            spine.apply(delta);
        }
        *state = State::Ready(spine);
    }

    /// Runs a pass over a settled spine. `None` while it is not loaded.
    pub(crate) fn pass<T>(&self, run: impl FnOnce(&Spine) -> T) -> Option<T> {
        loop {
            match &*self.read() {
                State::Waiting(_) => return None,
                State::Ready(spine) if spine.order.is_settled() => return Some(run(spine)),
                State::Ready(_) => {}
            }
            // A commit may come between settling and reading; then it is settled once more.
            if let State::Ready(Spine { order, facts, .. }) = &mut *self.write() {
                order.settle(facts);
            }
        }
    }

    // A panic while the lock is held cannot leave the state half written in a way that matters more
    // than the panic itself, so a poisoned lock is taken over.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
