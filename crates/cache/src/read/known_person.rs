//! By what the person of a conversation is known, and what two conversations have in common that names one person.
//! Whether two writings name the same is asked of the one rule of identity; a name is no such thing. It must not know
//! how conversations are found.

use crate::error::Result;
use crate::table::contact::{self, CapturedContact, PersonKeys};
use model::identity::{self, ContactIdentity, NumberHome};
use model::person::PersonLink;
use model::{Channel, SourceId};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// What names a person: conversations that have one in common are of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum IdentityKey {
    /// The local id of a customer, who is of one source.
    Customer(i64),
    /// An address, a number or a name on another network.
    Contact(PersonLink, String),
    /// The token of a visitor, which one server gave.
    Visitor(i64, String),
}

/// Something by which a person is known in a conversation.
#[derive(Clone, Debug)]
pub(super) struct KnownIdentity {
    pub(super) key: IdentityKey,
    /// How it is written there.
    pub(super) written: String,
    /// Of which country a number is that does not say so.
    home: NumberHome,
}

/// By what the person of a conversation is known.
#[derive(Clone, Debug)]
pub(super) struct KnownPerson {
    /// The conversation.
    pub(super) id: i64,
    pub(super) source: SourceId,
    pub(super) customer: Option<i64>,
    /// What says most first.
    pub(super) known_by: Vec<KnownIdentity>,
    /// The names of the person in it.
    pub(super) names: Vec<String>,
    /// The ids of the conversation at the server, and of its session.
    ids: [String; 2],
}

/// The persons of some conversations, in no order.
pub(super) async fn persons(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<KnownPerson>> {
    let keys = contact::keys(conn, ids).await?;
    with_captured(conn, keys).await
}

/// The same, of conversations whose heads were read.
pub(super) async fn with_captured(
    conn: &mut SqliteConnection,
    keys: Vec<PersonKeys>,
) -> Result<Vec<KnownPerson>> {
    let leads = keys.iter().filter(|it| it.leads > 0);
    let captured = contact::captured(conn, leads.map(|it| it.id)).await?;
    let mut by_id = by_conversation(captured);
    let known = |keys: PersonKeys| {
        let captured = by_id.remove(&keys.id).unwrap_or_default();
        KnownPerson::new(keys, captured)
    };
    Ok(keys.into_iter().map(known).collect())
}

/// What was captured, by conversation.
pub(super) fn by_conversation(
    captured: Vec<CapturedContact>,
) -> HashMap<i64, Vec<CapturedContact>> {
    let mut by_id: HashMap<i64, Vec<CapturedContact>> = HashMap::new();
    for one in captured {
        by_id.entry(one.id).or_default().push(one);
    }
    by_id
}

impl IdentityKey {
    fn of_contact(identity: &ContactIdentity) -> Self {
        let link = if identity.is_number() {
            PersonLink::Phone
        } else if identity.as_str().contains('@') {
            PersonLink::Email
        } else {
            PersonLink::Identifier
        };
        Self::Contact(link, identity.as_str().to_owned())
    }

    /// As what it names a person.
    pub(super) const fn link(&self) -> PersonLink {
        match self {
            Self::Customer(_) => PersonLink::Customer,
            Self::Contact(link, _) => *link,
            Self::Visitor(..) => PersonLink::Visitor,
        }
    }
}

impl KnownPerson {
    fn new(keys: PersonKeys, captured: Vec<CapturedContact>) -> Self {
        let home = NumberHome::of_zone(keys.time_zone.as_deref().unwrap_or_default());
        Self::at_home(home, keys, captured)
    }

    /// The same, where it is known already of which country a number is that does not say so.
    pub(super) fn at_home(
        home: NumberHome,
        keys: PersonKeys,
        captured: Vec<CapturedContact>,
    ) -> Self {
        let channel = Channel::from(keys.channel.as_deref().unwrap_or_default());
        let mut person = Self {
            id: keys.id,
            source: SourceId(keys.source_id),
            customer: keys.customer_id,
            known_by: Vec::new(),
            names: Vec::new(),
            ids: [keys.remote_id, keys.session_id],
        };
        let written = keys.customer_remote.unwrap_or_default();
        let customer = keys.customer_id.map(IdentityKey::Customer);
        person.add(customer, written, home);
        let mut names: Vec<String> = keys.name.into_iter().collect();
        person.add_contact(keys.email, home);
        for one in captured {
            person.add_contact(one.email, home);
            person.add_contact(one.phone, home);
            names.extend(one.name);
        }
        person.add_contact(keys.identifier, home.on(&channel));
        let token = keys.visitor_token.filter(|it| !it.trim().is_empty());
        let visitor = token.clone();
        let visitor = visitor.map(|it| IdentityKey::Visitor(keys.source_id, it));
        person.add(visitor, token.unwrap_or_default(), home);
        person.known_by.sort_by_key(|it| it.key.link());
        person.add_names(names);
        person
    }

    fn add_contact(&mut self, written: Option<String>, home: NumberHome) {
        // A dash in the place of an address names nobody.
        if let Some(written) = written.filter(|it| it.contains(char::is_alphanumeric)) {
            let key = IdentityKey::of_contact(&ContactIdentity::read(&written, home));
            self.add(Some(key), written, home);
        }
    }

    fn add(&mut self, key: Option<IdentityKey>, written: String, home: NumberHome) {
        let known = key.map(|key| KnownIdentity { key, written, home });
        self.known_by.extend(known);
    }

    fn add_names(&mut self, names: Vec<String>) {
        for name in names {
            let name = name.trim().to_owned();
            if !name.is_empty() && !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    /// What the two have in common that names one person; what says most.
    pub(super) fn link(&self, other: &Self) -> Option<PersonLink> {
        let mut known = self.known_by.iter();
        let common = known.find(|it| other.has(&it.key))?;
        Some(common.key.link())
    }

    /// Whether the person is known by this here.
    pub(super) fn has(&self, key: &IdentityKey) -> bool {
        self.known_by.iter().any(|own| own.key == *key)
    }

    /// How this is written here.
    pub(super) fn written(&self, key: &IdentityKey) -> &str {
        let mut known = self.known_by.iter();
        let found = known.find(|own| own.key == *key);
        found.map_or("", |own| own.written.as_str())
    }

    /// By what of it a writing names this person.
    pub(super) fn named_by(&self, wanted: &WantedWriting) -> Option<&KnownIdentity> {
        self.known_by.iter().find(|own| wanted.names(own))
    }

    /// Whether a text is an id of this conversation.
    pub(super) fn is_conversation(&self, text: &str) -> bool {
        self.ids.iter().any(|id| id == text)
    }

    /// What it is found by in the full-text index: contacts and tokens as they are written.
    pub(super) fn written_texts(&self) -> impl Iterator<Item = &String> {
        let said = |it: &&KnownIdentity| !matches!(it.key, IdentityKey::Customer(_));
        self.known_by.iter().filter(said).map(|it| &it.written)
    }
}

/// What somebody looks for.
#[derive(Clone, Debug)]
pub(super) struct WantedWriting {
    pub(super) text: String,
    lookup_key: String,
}

impl WantedWriting {
    pub(super) fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        Self {
            lookup_key: identity::lookup_key(&text),
            text,
        }
    }

    /// Whether this is it. Ids are compared as they are.
    fn names(&self, own: &KnownIdentity) -> bool {
        match own.key {
            // The cheap question first: all that is the same has the same key.
            IdentityKey::Contact(..) => {
                identity::lookup_key(&own.written) == self.lookup_key
                    && identity::names(&self.text, &own.written, own.home)
            }
            IdentityKey::Customer(_) | IdentityKey::Visitor(..) => own.written == self.text,
        }
    }
}
