//! The practice space: three coworking spaces and 180 days of conversations that look like life, made
//! by our own code out of a seed. What a newcomer sees first, and what tests and benchmarks run on.
//!
//! Pure: equal arguments give equal conversations. No clock, no system randomness, no store, and no
//! list of conversations in memory: each is made from its number alone when it is asked for.

mod calendar;
mod content;
mod courtesies;
mod customers;
mod email_text;
mod message_form;
mod open_numbers;
mod outcomes;
mod people;
mod phrasing;
mod places;
mod player;
mod rng;
mod scenario;
mod scenario_facts;
mod simulation;
mod timing;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use model::RemoteId;
use model::feed::ConversationChange;
use model::record::{CustomerRecord, SpaceRecord};

/// What exists beside the conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeScript {
    /// The three spaces.
    pub spaces: Vec<SpaceRecord>,
    /// Every customer that a conversation names; some of them sign up on the way.
    pub customers: Vec<CustomerRecord>,
}

/// The practice space of `seed`: its spaces and customers, and as many `conversations`, spread over the
/// 180 days before `until` and ordered by their start. No time in them lies after `until`.
pub fn script(
    seed: u64,
    conversations: u32,
    until: DateTime<Utc>,
) -> (PracticeScript, impl Iterator<Item = ConversationChange>) {
    script_from(seed, conversations, until, 0)
}

/// The same, without the `first` conversations, which are not made: whoever has them goes on at once.
pub fn script_from(
    seed: u64,
    conversations: u32,
    until: DateTime<Utc>,
    first: u32,
) -> (PracticeScript, impl Iterator<Item = ConversationChange>) {
    let cast = customers::CustomerRoster::new(seed, conversations, until);
    let script = PracticeScript {
        spaces: spaces(),
        customers: cast.customers(),
    };
    let stage = simulation::ConversationSimulation::new(cast, until);
    (
        script,
        (first..conversations).map(move |index| stage.conversation(index)),
    )
}

fn spaces() -> Vec<SpaceRecord> {
    let record = |place: &places::PracticePlace| SpaceRecord {
        id: RemoteId::from(place.id),
        name: place.name.to_owned(),
        time_zone: place.time_zone.to_owned(),
    };
    places::PLACES.iter().map(record).collect()
}
