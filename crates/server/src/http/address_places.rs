//! How many connections each address has, so that one of them cannot take every place. An address is a
//! household's: see the rate gate.

use super::rate_gate::network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The connections of each address.
#[derive(Clone, Debug)]
pub(crate) struct AddressPlaces {
    most: u32,
    taken: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

/// A place that an address has taken; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct AddressPlace {
    address: IpAddr,
    taken: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

impl AddressPlaces {
    /// So many for each address.
    pub(crate) fn new(most: u32) -> Self {
        Self {
            most,
            taken: Arc::default(),
        }
    }

    /// A place for a connection from this address; none where it has as many as it may.
    pub(crate) fn take(&self, address: IpAddr) -> Option<AddressPlace> {
        let address = network(address);
        // The map is whole after every step: a panic elsewhere does not spoil it.
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(AddressPlace {
            address,
            taken: self.taken.clone(),
        })
    }
}

impl Drop for AddressPlace {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_its_own_places_and_gets_them_back() {
        let places = AddressPlaces::new(2);
        let take = |text: &str| places.take(text.parse().unwrap());
        let (first, second) = (take("192.0.2.1"), take("192.0.2.1"));
        assert!(first.is_some() && second.is_some());
        assert!(take("192.0.2.1").is_none());
        assert!(take("192.0.2.2").is_some(), "another address");
        let house = [take("2001:db8:1:2::1"), take("2001:db8:1:2::2")];
        assert!(take("2001:db8:1:2::3").is_none(), "one household");
        drop(first);
        assert!(take("192.0.2.1").is_some());
        drop((second, house));
        assert!(
            places.taken.lock().unwrap().is_empty(),
            "nobody is remembered"
        );
    }
}
