//! Which conversations are of one person: those that have an identity in common, and those that these have one in common
//! with, to the end. What comes of it does not depend on the order in which conversations were added. It must not know
//! where they are kept.

use super::known_person::IdentityKey;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Conversations by what they have in common.
#[derive(Clone, Debug, Default)]
pub(super) struct PersonGraph {
    /// The identities of each conversation, as places in `holders`.
    keys: HashMap<i64, Vec<u32>>,
    /// The conversations that have each identity.
    holders: Vec<(IdentityKey, Vec<i64>)>,
    places: HashMap<IdentityKey, u32>,
}

/// How a conversation was reached: by what, from which.
pub(super) type GraphStep = (IdentityKey, i64);

/// What was reached: each conversation, with how. Those from which it began have no step.
pub(super) type ReachedConversations = BTreeMap<i64, Option<GraphStep>>;

impl PersonGraph {
    /// Adds a conversation.
    pub(super) fn add(&mut self, id: i64, keys: impl IntoIterator<Item = IdentityKey>) {
        for key in keys {
            let place = self.place(key);
            let Some((_, holders)) = self.holders.get_mut(place as usize) else {
                continue;
            };
            // Two writings of one number in one conversation are one identity.
            if holders.last() != Some(&id) {
                holders.push(id);
                self.keys.entry(id).or_default().push(place);
            }
        }
    }

    fn place(&mut self, key: IdentityKey) -> u32 {
        let next = u32::try_from(self.holders.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(key.clone()).or_insert(next);
        if place == next {
            self.holders.push((key, Vec::new()));
        }
        place
    }

    /// Everything that hangs together with these, in as few steps as there are, and of those by what says most. What is
    /// left out is not reached, and nothing through it.
    pub(super) fn reach(&self, from: &[i64], left_out: &BTreeSet<i64>) -> ReachedConversations {
        let begun = from.iter().filter(|id| !left_out.contains(id));
        let mut reached: ReachedConversations = begun.map(|id| (*id, None)).collect();
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        let mut edge: Vec<i64> = reached.keys().copied().collect();
        while !edge.is_empty() {
            let mut next: ReachedConversations = BTreeMap::new();
            for (place, with) in self.fresh(&edge, &mut seen) {
                self.step(place, with, &mut next);
            }
            next.retain(|id, _| !reached.contains_key(id) && !left_out.contains(id));
            edge = next.keys().copied().collect();
            reached.extend(next);
        }
        reached
    }

    /// The identities of some conversations that were not looked at, what says most first, each with the first of them
    /// that has it.
    fn fresh(&self, edge: &[i64], seen: &mut BTreeSet<u32>) -> Vec<(u32, i64)> {
        let mut fresh: BTreeMap<(&IdentityKey, u32), i64> = BTreeMap::new();
        for id in edge {
            for place in self.keys.get(id).into_iter().flatten() {
                if !seen.contains(place)
                    && let Some((key, _)) = self.holders.get(*place as usize)
                {
                    fresh.entry((key, *place)).or_insert(*id);
                }
            }
        }
        let fresh = fresh.into_iter().map(|((_, place), with)| (place, with));
        let fresh: Vec<(u32, i64)> = fresh.collect();
        seen.extend(fresh.iter().map(|(place, _)| *place));
        fresh
    }

    fn step(&self, place: u32, with: i64, next: &mut ReachedConversations) {
        let Some((key, holders)) = self.holders.get(place as usize) else {
            return;
        };
        for id in holders.iter().filter(|id| **id != with) {
            next.entry(*id).or_insert_with(|| Some((key.clone(), with)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::person::PersonLink;
    use proptest::prelude::*;

    fn key(number: u8) -> IdentityKey {
        match number % 3 {
            0 => IdentityKey::Customer(i64::from(number)),
            1 => IdentityKey::Contact(PersonLink::Phone, number.to_string()),
            _ => IdentityKey::Visitor(1, number.to_string()),
        }
    }

    /// A conversation, and the numbers of its identities.
    type KeyedConversation = (i64, Vec<u8>);

    fn graph(all: &[KeyedConversation]) -> PersonGraph {
        let mut graph = PersonGraph::default();
        for (id, keys) in all {
            graph.add(*id, keys.iter().map(|it| key(*it)));
        }
        graph
    }

    /// Looks at every pair until nothing is added any more.
    fn by_pairs(all: &[KeyedConversation], from: i64, left_out: &BTreeSet<i64>) -> BTreeSet<i64> {
        let allowed: Vec<KeyedConversation> = all
            .iter()
            .filter(|it| !left_out.contains(&it.0))
            .cloned()
            .collect();
        let begun = allowed.iter().filter(|it| it.0 == from).map(|it| it.0);
        let mut reached: BTreeSet<i64> = begun.collect();
        loop {
            let before = reached.len();
            for (one, keys) in &allowed {
                let is_linked = allowed.iter().any(|(other, theirs)| {
                    reached.contains(other) && keys.iter().any(|it| theirs.contains(it))
                });
                if is_linked {
                    reached.insert(*one);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    prop_compose! {
        fn conversations()(keys in prop::collection::vec(prop::collection::vec(0_u8..24, 0..4), 1..20)) -> Vec<KeyedConversation> {
            (1..).zip(keys).collect()
        }
    }

    proptest! {
        #[test]
        fn whatever_the_order_the_same_is_reached_as_pair_by_pair(
            (all, shuffled) in conversations().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
            left_out in prop::collection::btree_set(1_i64..20, 0..3),
        ) {
            let reached = graph(&all).reach(&[1], &left_out);
            let again = graph(&shuffled).reach(&[1], &left_out);
            prop_assert_eq!(&reached, &again, "and for the same reason");
            let ids: BTreeSet<i64> = reached.keys().copied().collect();
            prop_assert_eq!(ids, by_pairs(&all, 1, &left_out));
        }

        #[test]
        fn whoever_is_reached_reaches_the_same(all in conversations()) {
            let graph = graph(&all);
            let none = BTreeSet::new();
            let reached: Vec<i64> = graph.reach(&[1], &none).into_keys().collect();
            for id in &reached {
                let theirs: Vec<i64> = graph.reach(&[*id], &none).into_keys().collect();
                prop_assert_eq!(&theirs, &reached);
            }
        }
    }

    #[test]
    fn a_step_is_told_by_what_says_most() {
        let graph = graph(&[(1, vec![0, 1, 2]), (2, vec![2, 1, 0]), (3, vec![2])]);
        let reached = graph.reach(&[1], &BTreeSet::new());
        assert_eq!(reached[&1], None);
        assert_eq!(reached[&2], Some((key(0), 1)));
        assert_eq!(reached[&3], Some((key(2), 1)));
    }
}
