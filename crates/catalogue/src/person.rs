//! The words for what is held on a person: by what they are known, why a conversation is theirs, and what is not certain.

use crate::{Phrase, PhraseArg, TextKey};
use model::person::{
    HeldConversation, HoldingReason, HoldingStanding, HoldingTotals, PersonHoldings, PersonLink,
};

/// As what something names a person.
#[must_use]
pub const fn person_link_name(link: PersonLink) -> TextKey {
    match link {
        PersonLink::Customer => TextKey::KnownAsCustomer,
        PersonLink::Email => TextKey::KnownAsEmail,
        PersonLink::Phone => TextKey::KnownAsPhone,
        PersonLink::Identifier => TextKey::KnownAsIdentifier,
        PersonLink::Visitor => TextKey::KnownAsVisitor,
    }
}

/// Why a conversation is the person's. A reason that leads through another one names that by its subject, or its id.
#[must_use]
pub fn holding_reason(holdings: &PersonHoldings, held: &HeldConversation) -> Phrase {
    match &held.reason {
        HoldingReason::Asked => TextKey::HoldingAsked.into(),
        HoldingReason::Named { link, written } => named(TextKey::HoldingNamed, *link, written),
        HoldingReason::Shared {
            link,
            written,
            with,
        } => {
            let mut all = holdings.conversations.iter();
            let other = all
                .find(|one| one.id == *with)
                .map_or_else(String::new, told);
            named(TextKey::HoldingShared, *link, written).with("other", PhraseArg::Text(other))
        }
    }
}

/// What a conversation is called where it is not the one that is told of.
fn told(held: &HeldConversation) -> String {
    if held.subject.trim().is_empty() {
        held.remote_id.to_string()
    } else {
        held.subject.clone()
    }
}

fn named(key: TextKey, link: PersonLink, written: &str) -> Phrase {
    Phrase::new(key)
        .with("what", PhraseArg::Key(person_link_name(link)))
        .with("written", PhraseArg::Text(written.to_owned()))
}

/// What is not certain about one conversation, and whether it is taken at all.
#[must_use]
pub fn holding_marks(held: &HeldConversation) -> Vec<Phrase> {
    let standing = match held.standing {
        HoldingStanding::Included => None,
        HoldingStanding::LeftOut => Some(TextKey::HoldingLeftOut.into()),
        HoldingStanding::Unreached => Some(TextKey::HoldingUnreached.into()),
    };
    let names = PhraseArg::Text(held.names.join(", "));
    let other = held
        .has_other_name
        .then(|| Phrase::new(TextKey::HoldingOtherName).with("names", names));
    standing.into_iter().chain(other).collect()
}

/// What is not certain about all of it: what several people may share, other names, a browser.
#[must_use]
pub fn holding_doubts(holdings: &PersonHoldings) -> Vec<Phrase> {
    let shared = holdings.identities.iter().filter(|it| it.may_be_shared);
    let shared = shared.map(|it| {
        named(
            TextKey::HoldingMayBeShared,
            it.link,
            it.written.first().map_or("", String::as_str),
        )
        .with("names", PhraseArg::Text(it.names.join(", ")))
    });
    let taken = || holdings.conversations.iter().filter(|it| it.is_included());
    let others = taken().filter(|it| it.has_other_name).count();
    let name = holdings.name.clone().unwrap_or_default();
    let others = (others > 0)
        .then(|| Phrase::count(TextKey::HoldingOthers, others).with("name", PhraseArg::Text(name)));
    let by_browser = |it: &&HeldConversation| matches!(&it.reason, HoldingReason::Shared { link, .. } if *link == PersonLink::Visitor);
    let browser = taken().filter(by_browser).count();
    let browser = (browser > 0).then(|| Phrase::count(TextKey::HoldingSameBrowser, browser));
    shared.chain(others).chain(browser).collect()
}

/// How much there is, a phrase for each kind of thing of which there is any.
#[must_use]
pub fn holding_totals(totals: &HoldingTotals) -> Vec<Phrase> {
    let count = |key, count| PhraseArg::count(key, count);
    let all = Phrase::new(TextKey::HoldingTotals)
        .with(
            "conversations",
            count(TextKey::CountConversations, totals.conversations),
        )
        .with("messages", count(TextKey::CountMessages, totals.messages))
        .with("outcomes", count(TextKey::CountOutcomes, totals.outcomes))
        .with("leads", count(TextKey::CountLeadsHeld, totals.leads));
    let beside = [
        (TextKey::HoldingNoted, totals.noted),
        (TextKey::HoldingsLeftOut, totals.left_out),
    ];
    let beside = beside.into_iter().filter(|(_, count)| *count > 0);
    let beside = beside.map(|(key, count)| Phrase::count(key, count));
    std::iter::once(all).chain(beside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;
    use model::person::HeldIdentity;
    use model::{Channel, ConversationId};

    fn held(id: i64, subject: &str, reason: HoldingReason) -> HeldConversation {
        HeldConversation {
            id: ConversationId(id),
            remote_id: format!("c{id}").as_str().into(),
            source: "Harbour".to_owned(),
            channel: Channel::Chat,
            subject: subject.to_owned(),
            started_at: chrono::DateTime::UNIX_EPOCH,
            time_zone: "UTC".to_owned(),
            messages: 1,
            outcomes: 0,
            leads: 0,
            is_noted: false,
            names: vec!["Omar Haddad".to_owned()],
            has_other_name: id == 2,
            reason,
            standing: HoldingStanding::Included,
        }
    }

    fn said(phrases: &[Phrase]) -> Vec<String> {
        phrases.iter().map(|it| it.say(&PlainFormats)).collect()
    }

    #[test]
    fn a_reason_names_the_conversation_through_which_it_leads() {
        let shared = |with| HoldingReason::Shared {
            link: PersonLink::Phone,
            written: "020 7946 0958".to_owned(),
            with: ConversationId(with),
        };
        let holdings = PersonHoldings {
            name: Some("Grace Lin".to_owned()),
            identities: vec![HeldIdentity {
                link: PersonLink::Phone,
                written: vec!["020 7946 0958".to_owned()],
                conversations: 2,
                names: vec!["Grace Lin".to_owned(), "Omar Haddad".to_owned()],
                may_be_shared: true,
            }],
            conversations: vec![
                held(1, " ", HoldingReason::Asked),
                held(2, "Parking", shared(1)),
                held(3, "Keys", shared(2)),
            ],
        };
        let reason =
            |at: usize| holding_reason(&holdings, &holdings.conversations[at]).say(&PlainFormats);
        assert_eq!(reason(0), "asked for");
        assert_eq!(reason(1), "telephone number 020 7946 0958, as in “c1”");
        assert_eq!(reason(2), "telephone number 020 7946 0958, as in “Parking”");
        let doubts = said(&holding_doubts(&holdings));
        assert!(doubts[0].contains("(Grace Lin, Omar Haddad)"), "{doubts:?}");
        assert!(doubts[1].starts_with("1 conversation bears"), "{doubts:?}");
        let marks = said(&holding_marks(&holdings.conversations[1]));
        assert_eq!(marks, ["under another name: Omar Haddad"]);
        let totals = said(&holding_totals(&holdings.totals()));
        assert_eq!(totals, ["3 conversations, 3 messages, 0 outcomes, 0 leads"]);
    }
}
