//! Everything on one person: by whatever writing they are asked for, with the reasons, what is not certain, and what is
//! left out.

mod support;

use model::feed::{ChangeSet, ConversationChange};
use model::person::{
    HeldConversation, HoldingReason, HoldingStanding, PersonHoldings, PersonLink, PersonQuestion,
    PersonRequest,
};
use model::record::LeadRecord;
use model::{Channel, ConversationId, SourceId};
use support::*;

const WRITTEN: [&str; 5] = [
    "+49 30 901820",
    "0049 30 90 18 20",
    "(030) 901820",
    "MIA@Example.com",
    "Mia <mia@example.com>",
];

fn captured(id: &str, name: &str, email: &str, phone: &str) -> LeadRecord {
    LeadRecord {
        name: Some(name.to_owned()),
        email: Some(email.to_owned()),
        phone: Some(phone.to_owned()),
        ..lead(id)
    }
}

fn by(id: &str, minutes: i64, identifier: &str) -> ConversationChange {
    let mut talk = talk(id, minutes, &["hello", "hi"]);
    talk.conversation.external_identifier = Some(identifier.to_owned());
    talk
}

/// Mia calls, leaves her address in a chat, and writes from there; the visitor of the chat came before. Somebody else
/// has her name, and somebody else shares her telephone.
async fn filled() -> Home {
    let home = Home::new().await;
    let mut calls = by("calls", 60, "+49 30 901820");
    calls.conversation.channel = Channel::Voice;
    let mut chat = talk("chat", 50, &["a desk", "gladly"]);
    chat.conversation.visitor_token = Some("visitor-1".to_owned());
    chat.leads.push(captured(
        "l1",
        "Mia Weber",
        "Mia@Example.com",
        "(030) 901820",
    ));
    let mut before = talk("before", 55, &["how much is a desk?"]);
    before.conversation.visitor_token = Some("visitor-1".to_owned());
    let mut writes = by("writes", 40, "mia@example.com");
    writes.conversation.channel = Channel::Email;
    let mut named = talk("named", 30, &["I am Mia Weber"]);
    named.leads.push(captured(
        "l2",
        "Mia Weber",
        "other@example.com",
        "030 777777",
    ));
    let mut colleague = by("colleague", 20, "0049 30 901820");
    colleague
        .leads
        .push(captured("l3", "Omar Haddad", "omar@example.com", ""));
    let omar = by("omar", 10, "OMAR@example.com");
    let all = vec![calls, chat, before, writes, named, colleague, omar];
    home.commit(&page(all), "1").await;
    home
}

async fn asked(home: &Home, who: PersonQuestion, left_out: &[ConversationId]) -> PersonHoldings {
    let request = PersonRequest {
        who,
        left_out: left_out.to_vec(),
    };
    let held = home.reader.person_holdings(&request, &[home.source]).await;
    held.expect("reads")
}

async fn of(home: &Home, writing: &str) -> PersonHoldings {
    asked(home, PersonQuestion::Writing(writing.to_owned()), &[]).await
}

fn ids(holdings: &PersonHoldings) -> Vec<&str> {
    let held = holdings.conversations.iter();
    held.map(|it| it.remote_id.as_str()).collect()
}

fn one<'h>(holdings: &'h PersonHoldings, id: &str) -> &'h HeldConversation {
    let mut held = holdings.conversations.iter();
    held.find(|it| it.remote_id.as_str() == id)
        .expect("it is held")
}

#[tokio::test]
async fn every_writing_means_the_same_and_so_does_every_conversation() {
    let home = filled().await;
    let expected = ["omar", "colleague", "writes", "chat", "before", "calls"];
    for writing in WRITTEN {
        assert_eq!(ids(&of(&home, writing).await), expected, "{writing}");
    }
    let all = of(&home, WRITTEN[0]).await;
    for held in &all.conversations {
        let same = asked(&home, PersonQuestion::Conversation(held.id), &[]).await;
        assert_eq!(ids(&same), expected, "{}", held.remote_id);
        assert_eq!(
            one(&same, held.remote_id.as_str()).reason,
            HoldingReason::Asked
        );
    }
    for id in ["visitor-1", "calls", one(&all, "calls").remote_id.as_str()] {
        assert_eq!(ids(&of(&home, id).await), expected, "{id}");
    }
    for nobody in [
        "Mia Weber",
        "weber",
        "",
        "  ",
        "030 901821",
        "a@example.com",
    ] {
        assert_eq!(ids(&of(&home, nobody).await), [""; 0], "{nobody}");
    }
    let other_world = PersonRequest {
        who: PersonQuestion::Writing(WRITTEN[0].to_owned()),
        left_out: Vec::new(),
    };
    let other = [SourceId(home.source.0 + 1)];
    let none = home.reader.person_holdings(&other_world, &other).await;
    assert_eq!(none.expect("reads"), PersonHoldings::default());
}

#[tokio::test]
async fn each_is_told_with_its_reason_and_what_is_shared_is_said() {
    let home = filled().await;
    let held = of(&home, "mia@example.com").await;
    let named = |link, written: &str| HoldingReason::Named {
        link,
        written: written.to_owned(),
    };
    assert_eq!(
        one(&held, "writes").reason,
        named(PersonLink::Email, "mia@example.com")
    );
    assert_eq!(
        one(&held, "chat").reason,
        named(PersonLink::Email, "Mia@Example.com")
    );
    let shared = |link, written: &str, with: &str| HoldingReason::Shared {
        link,
        written: written.to_owned(),
        with: one(&held, with).id,
    };
    assert_eq!(
        one(&held, "before").reason,
        shared(PersonLink::Visitor, "visitor-1", "chat")
    );
    assert_eq!(
        one(&held, "calls").reason,
        shared(PersonLink::Phone, "+49 30 901820", "chat")
    );
    assert_eq!(
        one(&held, "omar").reason,
        shared(PersonLink::Email, "OMAR@example.com", "colleague")
    );
    assert_eq!(held.name.as_deref(), Some("Mia Weber"));
    assert!(one(&held, "colleague").has_other_name);
    assert!(!one(&held, "calls").has_other_name, "it bears no name");
    let phone = held
        .identities
        .iter()
        .find(|it| it.link == PersonLink::Phone);
    let phone = phone.expect("a number");
    assert_eq!(phone.conversations, 3);
    assert_eq!(phone.names, ["Mia Weber", "Omar Haddad"]);
    assert!(phone.may_be_shared);
    let email = held
        .identities
        .iter()
        .find(|it| it.link == PersonLink::Email);
    assert!(!email.expect("an address").may_be_shared);
    assert_eq!(held.totals().messages, 11);
    assert_eq!(held.totals().leads, 2);
}

#[tokio::test]
async fn what_is_left_out_takes_with_it_what_is_reached_through_it_alone() {
    let home = filled().await;
    let who = || PersonQuestion::Writing("mia@example.com".to_owned());
    let all = asked(&home, who(), &[]).await;
    let colleague = one(&all, "colleague").id;
    let held = asked(&home, who(), &[colleague]).await;
    assert_eq!(one(&held, "colleague").standing, HoldingStanding::LeftOut);
    assert_eq!(one(&held, "omar").standing, HoldingStanding::Unreached);
    assert_eq!(one(&held, "calls").standing, HoldingStanding::Included);
    assert_eq!(held.totals().left_out, 2);
    assert_eq!(held.included().len(), 4);
    let is_shared = held.identities.iter().any(|it| it.may_be_shared);
    assert!(!is_shared, "what is left out says nothing of the person");
    let everything: Vec<ConversationId> = all.included();
    let none = asked(&home, who(), &everything).await;
    assert_eq!((none.included().len(), none.conversations.len()), (0, 6));
}

#[tokio::test]
async fn whoever_has_no_conversation_left_is_forgotten_by_name() {
    let home = Home::new().await;
    let of = |id: &str, customer: &str| {
        let mut talk = talk(id, 5, &["a desk"]);
        talk.conversation.customer_id = Some(customer.into());
        talk
    };
    let changes = ChangeSet {
        customers: vec![
            customer("goes", "Ann Leaving"),
            customer("stays", "Mia Staying"),
        ],
        ..page(vec![of("c1", "goes"), of("c2", "stays"), of("c3", "stays")])
    };
    home.commit(&changes, "1").await;
    let gone = vec!["c1".into(), "c2".into()];
    let erased = home.writer.erase(home.source, gone, now());
    erased.await.expect("erases");
    let names = home.reader.recorded_names().await.expect("reads");
    assert_eq!(names.people, ["Mia Staying"]);
}
