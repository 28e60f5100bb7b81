//! Who is a customer, where and since when. One conversation in each twenty is of a newcomer who
//! becomes a customer in it; which one follows from the seed, so that nothing has to be remembered.

use super::calendar::{ActivityCalendar, CalendarSlot};
use super::people::{self, InventedPerson};
use super::places::PLACES;
use super::rng::SeededRng;
use super::scenario::SpokenLanguage;
use chrono::{DateTime, Duration, Utc};
use model::RemoteId;
use model::record::CustomerRecord;

/// Of so many conversations one makes a customer.
const BLOCK: u32 = 20;
/// An outcome comes at most so long after its conversation began.
const LATEST: Duration = Duration::days(9);

/// The customers of one script.
#[derive(Clone, Debug)]
pub(super) struct CustomerRoster {
    pub(super) seed: u64,
    pub(super) calendar: ActivityCalendar,
    conversations: u32,
    /// How many were customers before the history begins.
    members: u32,
}

impl CustomerRoster {
    pub(super) fn new(seed: u64, conversations: u32, until: DateTime<Utc>) -> Self {
        let calendar = ActivityCalendar::new(seed, conversations, until);
        Self {
            seed,
            calendar,
            conversations,
            members: (conversations / 14).clamp(45, 24_000),
        }
    }

    /// Every customer, the old ones first.
    pub(super) fn customers(&self) -> Vec<CustomerRecord> {
        let newcomers = (0..self.conversations.div_ceil(BLOCK))
            .filter(|block| self.index_of(*block) < self.conversations)
            .map(|block| self.members + block);
        (0..self.members)
            .chain(newcomers)
            .map(|number| self.record(number))
            .collect()
    }

    /// The customer whom conversation `index` makes, if it does.
    pub(super) fn newcomer(&self, index: u32) -> Option<u32> {
        let block = index / BLOCK;
        (self.index_of(block) == index).then_some(self.members + block)
    }

    /// A customer of `space` who is one at the moment of `slot`. Some come often.
    pub(super) fn regular(&self, dice: &mut SeededRng, index: u32, slot: CalendarSlot) -> u32 {
        for _ in 0..24 {
            let number = self.candidate(dice, index);
            if self.space_of(number) == slot.space && self.is_customer(number, slot.at) {
                return number;
            }
        }
        slot.space as u32
    }

    fn candidate(&self, dice: &mut SeededRng, index: u32) -> u32 {
        let blocks = (index / BLOCK) as usize;
        if blocks > 0 && dice.chance(26) {
            return self.members + dice.below(blocks) as u32;
        }
        let skew = dice.unit();
        (skew * skew * f64::from(self.members)) as u32
    }

    fn is_customer(&self, number: u32, at: DateTime<Utc>) -> bool {
        match number.checked_sub(self.members) {
            None => true,
            Some(block) => self.calendar.slot(self.index_of(block)).at + LATEST < at,
        }
    }

    fn index_of(&self, block: u32) -> u32 {
        let mut dice = SeededRng::new(self.seed, 11, u64::from(block));
        block * BLOCK + dice.below(BLOCK as usize) as u32
    }

    fn space_of(&self, number: u32) -> usize {
        match number.checked_sub(self.members) {
            Some(block) => self.calendar.slot(self.index_of(block)).space,
            // The first three stand for the three spaces, so that each has a customer.
            None if number < 3 => number as usize,
            None => {
                SeededRng::new(self.seed, 12, u64::from(number)).weighted([37, 38, 25].into_iter())
            }
        }
    }

    /// The person behind a customer's number: always the same one.
    pub(super) fn person(&self, number: u32) -> InventedPerson {
        let space = self.space_of(number);
        let mut dice = SeededRng::new(self.seed, 13, u64::from(number));
        let lang = people::language(&mut dice, &PLACES[space]);
        // Newcomers sign up in the languages that the scenarios of signing up speak.
        let joins = number >= self.members
            && !matches!(
                lang,
                SpokenLanguage::En | SpokenLanguage::De | SpokenLanguage::Es
            );
        let lang = if joins { SpokenLanguage::En } else { lang };
        let city = PLACES[space].home(&mut dice);
        InventedPerson::drawn(&mut dice, city, space, lang)
    }

    /// The id of a customer.
    pub(super) fn id(number: u32) -> RemoteId {
        RemoteId(format!("cu{}", 1_040 + number))
    }

    fn record(&self, number: u32) -> CustomerRecord {
        let person = self.person(number);
        CustomerRecord {
            id: Self::id(number),
            name: person.name(),
            company: person.company.map(str::to_owned),
            email: Some(person.email),
            profile_url: Some(format!("/records/customer/{}", 1_040 + number)),
        }
    }
}
