//! Whose file it is. What names its subject stays as it is, and what the subject said does; what names anybody else is
//! masked. Where it is doubtful whether something names the subject, it does not: a file is for one person.

use super::names::normal_name;
use super::pseudonym::MaskClass;
use cache::{StoredConversation, StoredMessage, names_fit};
use model::Sender;
use model::identity::{NumberHome, is_same};
use model::view::PersonView;
use std::collections::BTreeSet;

/// The subject of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct MaskSubject {
    names: Vec<String>,
    /// Addresses, numbers, ids and tokens, as they are written.
    written: Vec<String>,
    /// Companies, as they are normal.
    companies: BTreeSet<String>,
    /// Ids of the conversation that is written now.
    ids: Vec<String>,
    /// Whether several people write as customers in it.
    is_shared: bool,
}

impl MaskSubject {
    /// Whom these names and writings mean.
    pub(crate) fn new(names: Vec<String>, written: Vec<String>) -> Self {
        Self {
            names,
            written,
            ..Self::default()
        }
    }

    /// Goes on to a conversation. It is the subject's, so that its person is the subject.
    pub(super) fn enter(&mut self, stored: &StoredConversation) {
        let row = &stored.row;
        self.ids = vec![row.session_id.clone(), row.remote_id.to_string()];
        self.companies.clear();
        match &row.person {
            PersonView::Customer { company, .. } => {
                self.companies.extend(company.as_deref().map(normal_name));
            }
            PersonView::Visitor { token } => self.ids.push(token.clone()),
            PersonView::External { .. } | PersonView::Unknown => {}
        }
        let customers = stored.messages.iter();
        let customers = customers.filter(|it| it.sender == Sender::Customer);
        let senders: BTreeSet<String> = customers
            .filter_map(|it| it.sender_name.as_deref().map(normal_name))
            .collect();
        self.is_shared = senders.len() > 1;
    }

    /// Whether the subject wrote a message. Where several people write as customers, the name tells.
    pub(super) fn wrote(&self, message: &StoredMessage) -> bool {
        let is_known = |name: &str| self.is_named(name) || self.written.iter().any(|it| it == name);
        let is_theirs = match message.sender_name.as_deref() {
            Some(name) if self.is_shared => is_known(name),
            _ => true,
        };
        message.sender == Sender::Customer && is_theirs
    }

    /// Whether something that was found in a text names the subject; `normal` is its normal form, or the whole name of
    /// which it is a part.
    pub(super) fn is_meant(
        &self,
        (class, found): (MaskClass, &str),
        normal: &str,
        home: NumberHome,
    ) -> bool {
        match class {
            MaskClass::Person | MaskClass::Staff => self.holds_name(normal),
            MaskClass::Company => self.companies.contains(normal),
            MaskClass::Email | MaskClass::Phone | MaskClass::Contact => {
                self.is_contact(found, home)
            }
            MaskClass::Link | MaskClass::Session => self.has_id(found),
            MaskClass::Card | MaskClass::Iban | MaskClass::Ip => false,
        }
    }

    /// Whether a field of the records names the subject. An operator is never the subject.
    pub(super) fn is_field(&self, class: MaskClass, value: &str, home: NumberHome) -> bool {
        match class {
            MaskClass::Staff => false,
            MaskClass::Person => self.is_named(value),
            _ => self.is_meant((class, value), &normal_name(value), home),
        }
    }

    fn is_named(&self, name: &str) -> bool {
        self.names.iter().any(|own| names_fit(own, name))
    }

    /// Whether a name is one of the subject's, or a part of one. A longer one may be somebody else's.
    fn holds_name(&self, normal: &str) -> bool {
        let words: BTreeSet<&str> = normal.split(' ').collect();
        let holds = |own: &String| {
            let own = normal_name(own);
            let own: BTreeSet<&str> = own.split(' ').collect();
            words.is_subset(&own)
        };
        self.names.iter().any(holds)
    }

    fn is_contact(&self, found: &str, home: NumberHome) -> bool {
        self.written.iter().any(|own| is_same(found, own, home))
    }

    fn has_id(&self, found: &str) -> bool {
        let mut ids = self.ids.iter().chain(&self.written);
        ids.any(|id| !id.is_empty() && found.contains(id.as_str()))
    }
}
