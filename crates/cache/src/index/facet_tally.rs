//! How many of some conversations have what, by code: one pass over their entries and coded facts. What a code
//! stands for is the business of whoever asks.

use super::conversation_index::ConversationIndex;
use super::entry::{EntryFlags, IndexEntry};
use super::fact_codes::{CodedFacts, FactCodes};

/// Kinds of outcome that have a bit.
const KINDS: usize = 8;

/// How many conversations have what.
#[derive(Clone, Debug, Default)]
pub(crate) struct FacetTally {
    pub(crate) conversations: u64,
    /// By the channel's code.
    pub(crate) channels: Vec<u64>,
    /// By the space's id.
    pub(crate) spaces: Vec<u64>,
    /// By the kind's bit.
    pub(crate) kinds: [u64; KINDS],
    pub(crate) confirmed: u64,
    pub(crate) only_inferred: u64,
    pub(crate) unconverted: u64,
    pub(crate) active: u64,
    pub(crate) ended: u64,
    pub(crate) with_lead: u64,
    /// By the codes of [`FactCodes`].
    pub(crate) origins: Vec<u64>,
    pub(crate) escalations: Vec<u64>,
    pub(crate) languages: Vec<u64>,
    pub(crate) places: Vec<u64>,
}

impl FacetTally {
    /// Counts these conversations; those that are gone are left out.
    pub(crate) fn of(index: &ConversationIndex, facts: &FactCodes, ids: &[u32]) -> Self {
        let mut tally = Self {
            channels: vec![0; index.channels().len()],
            spaces: vec![0; index.end_of_spaces()],
            origins: vec![0; facts.origins.values().len()],
            escalations: vec![0; facts.escalations.values().len()],
            languages: vec![0; facts.languages.values().len()],
            places: vec![0; facts.places.values().len()],
            ..Self::default()
        };
        for id in ids {
            if let Some(entry) = index.entries().get(*id as usize)
                && entry.is_present()
            {
                tally.add_entry(entry);
                tally.add_facts(facts.of(*id));
            }
        }
        tally
    }

    #[inline]
    fn add_entry(&mut self, entry: &IndexEntry) {
        self.conversations += 1;
        count(&mut self.channels, usize::from(entry.channel));
        count(&mut self.spaces, entry.space as usize);
        for (bit, kind) in self.kinds.iter_mut().enumerate() {
            *kind += u64::from(entry.kinds >> bit & 1);
        }
        let (confirmed, badge) = (entry.has_confirmed(), entry.has_badge());
        self.confirmed += u64::from(confirmed);
        self.only_inferred += u64::from(badge && !confirmed);
        self.unconverted += u64::from(!badge);
        let flag = |flag| u64::from(entry.flags.has(flag));
        self.active += flag(EntryFlags::ACTIVE);
        self.ended += flag(EntryFlags::ENDED);
        self.with_lead += flag(EntryFlags::LEAD);
    }

    #[inline]
    fn add_facts(&mut self, facts: Option<CodedFacts>) {
        let Some(facts) = facts else { return };
        count(&mut self.origins, usize::from(facts.origin));
        count(&mut self.escalations, usize::from(facts.escalation));
        count(&mut self.languages, usize::from(facts.language));
        count(&mut self.places, usize::from(facts.place));
    }
}

#[inline]
fn count(counts: &mut [u64], at: usize) {
    if let Some(count) = counts.get_mut(at) {
        *count += 1;
    }
}
