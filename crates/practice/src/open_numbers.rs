//! Whose WhatsApp conversations are open when the history ends. A messenger knows one exchange with a
//! number at a time, and a server lets whoever writes again go on in the open one: a script with two of
//! them could not have happened. It must not draw anything.

use model::feed::ConversationChange;
use model::identity::lookup_key;
use model::{Channel, Status};
use std::collections::HashSet;

/// The conversations that are open on WhatsApp in the end, one for each person.
#[derive(Debug, Default)]
pub(super) struct OpenNumbers {
    /// The conversations' numbers in the script.
    holders: HashSet<u32>,
    /// Numbers and customers that somebody holds.
    taken: HashSet<String>,
}

impl OpenNumbers {
    /// Takes in conversation `index`, if it is open on WhatsApp in the end and nobody before it has its person.
    pub(super) fn hold(&mut self, index: u32, change: &ConversationChange) {
        if !is_open_on_whatsapp(change) {
            return;
        }
        let persons = persons(change);
        if persons.iter().any(|it| self.taken.contains(it)) {
            return;
        }
        self.taken.extend(persons);
        self.holders.insert(index);
    }

    /// Whether conversation `index` can be as it is.
    pub(super) fn admit(&self, index: u32, change: &ConversationChange) -> bool {
        !is_open_on_whatsapp(change) || self.holders.contains(&index)
    }
}

fn is_open_on_whatsapp(change: &ConversationChange) -> bool {
    let head = &change.conversation;
    head.channel == Channel::WhatsApp && head.status == Some(Status::Active)
}

/// Under what a server finds the person again: the number, in the form that is looked up, and the customer.
fn persons(change: &ConversationChange) -> Vec<String> {
    let head = &change.conversation;
    let number = head.external_identifier.as_deref().map(lookup_key);
    let customer = head.customer_id.as_ref().map(|it| format!("customer {it}"));
    number.into_iter().chain(customer).collect()
}
