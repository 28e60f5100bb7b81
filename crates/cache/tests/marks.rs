//! What the manager noted: it outlives everything that can be downloaded again, and is found in lists.

mod support;

use model::feed::ConversationChange;
use model::lead::{LeadsRequest, SetFollowUp};
use model::marks::{
    ConversationMarks, FlagMessage, MarkChange, MarksChanged, MessageFlag, Rating, SetMarks,
    TagCount,
};
use model::record::LeadRecord;
use model::review_queue::QueueHead;
use model::search::SearchCompletion;
use model::{ConversationId, FlagKind, FollowUp, MessageId};
use support::*;

impl Home {
    async fn id(&self, name: &str) -> ConversationId {
        let found = self.reader.find_conversation(name).await.expect("reads");
        found.expect("it is there")
    }

    async fn change(&self, name: &str, changes: &[MarkChange]) -> MarksChanged {
        let set = SetMarks {
            conversation: self.id(name).await,
            changes: changes.to_vec(),
        };
        self.writer.set_marks(set, now()).await.expect("changed")
    }

    async fn marks(&self, name: &str) -> ConversationMarks {
        let id = self.id(name).await;
        let stored = self.reader.conversation(id).await.expect("reads");
        stored.expect("it is there").marks
    }

    async fn first_message(&self, name: &str) -> MessageId {
        let id = self.id(name).await;
        let stored = self.reader.conversation(id).await.expect("reads");
        stored.expect("it is there").messages[0].id
    }

    async fn flags(&self, name: &str) -> Vec<(String, MessageFlag)> {
        let id = self.id(name).await;
        let stored = self.reader.conversation(id).await.expect("reads");
        stored.expect("it is there").flags.into_iter().collect()
    }
}

fn everything() -> Vec<MarkChange> {
    vec![
        MarkChange::Star,
        MarkChange::Review,
        MarkChange::Rate(Rating::ALL[3]),
        MarkChange::Tag("price".to_owned()),
        MarkChange::Note("ask Rui".to_owned()),
    ]
}

fn flag(kind: FlagKind) -> Option<MessageFlag> {
    Some(MessageFlag { kind, note: None })
}

async fn with(names: &[&str]) -> Home {
    let home = Home::new().await;
    home.writer
        .set_source_identity(home.source, "store-1")
        .await
        .expect("kept");
    let talks = (0_i64..).zip(names);
    let talks = talks.map(|(n, name)| talk(name, n, &["any tours?", "yes, of the roof"]));
    home.commit(&page(talks.collect()), "1").await;
    home
}

#[tokio::test]
async fn every_change_is_answered_with_what_undoes_it() {
    let home = with(&["a", "b"]).await;
    let changed = home.change("a", &everything()).await;
    assert_eq!(changed.marks, home.marks("a").await);
    assert_eq!(changed.marks.reviewed_at, Some(now()));
    assert!(home.marks("b").await.is_empty());
    let undone = home.change("a", &changed.undo).await;
    assert!(undone.marks.is_empty());
    assert_eq!(
        home.change("a", &undone.undo).await.marks,
        changed.marks,
        "the undo is undone alike"
    );
    assert_eq!(home.change("a", &[MarkChange::Star]).await.undo, []);
}

#[tokio::test]
async fn an_undo_takes_back_its_own_change_alone() {
    let home = with(&["a"]).await;
    let starred = home.change("a", &[MarkChange::Star]).await;
    home.change("a", &[MarkChange::Tag("price".to_owned())])
        .await;
    let undone = home.change("a", &starred.undo).await;
    assert!(!undone.marks.starred);
    assert_eq!(undone.marks.tags, ["price"]);
}

#[tokio::test]
async fn rows_show_marks_and_operators_find_them_at_once() {
    let home = with(&["a", "b", "c"]).await;
    assert_eq!(home.found("starred:yes").await, Vec::<String>::new());
    home.change("b", &everything()).await;
    assert_eq!(home.found("starred:yes").await, ["b"]);
    assert_eq!(home.found("reviewed:no").await, ["a", "c"]);
    let list = home.list(search("")).await;
    let shown: Vec<bool> = list.rows.iter().map(|row| row.marks.starred).collect();
    assert_eq!(shown, [false, true, false]);
    assert_eq!(list.rows[1].marks.rating, Some(Rating::ALL[3]));
    home.change("b", &[MarkChange::Unstar]).await;
    assert_eq!(home.found("starred:yes").await, Vec::<String>::new());
    assert_eq!(home.found("tag:price note:rui").await, ["b"]);
}

#[tokio::test]
async fn a_message_is_flagged_and_the_flag_is_taken_away() {
    let home = with(&["a", "b"]).await;
    let message = home.first_message("b").await;
    let set = |flag| FlagMessage { message, flag };
    let price = flag(FlagKind::WrongPrice);
    let flagged = home.writer.flag_message(set(price.clone())).await;
    assert_eq!(flagged.expect("flagged").before, None);
    assert_eq!(home.found("flagged:wrong_price").await, ["b"]);
    let again = home.writer.flag_message(set(flag(FlagKind::Rude))).await;
    let again = again.expect("flagged");
    assert_eq!(again.before, price);
    let undone = home.writer.flag_message(set(again.before)).await;
    assert_eq!(undone.expect("flagged").before, flag(FlagKind::Rude));
    assert_eq!(home.flags("b").await[0].0, "b-m0", "the server's own id");
    home.writer
        .flag_message(set(None))
        .await
        .expect("unflagged");
    assert!(home.flags("b").await.is_empty());
    assert_eq!(home.found("flagged:yes").await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_there_cannot_be_marked_and_the_next_thing_works() {
    let home = with(&["a"]).await;
    let set = SetMarks {
        conversation: ConversationId(99),
        changes: everything(),
    };
    let refused = home.writer.set_marks(set, now()).await;
    assert!(matches!(refused, Err(cache::CacheError::NotFound)));
    let message = MessageId(home.first_message("a").await.0 + 70);
    let refused = home.writer.flag_message(FlagMessage {
        message,
        flag: flag(FlagKind::Rude),
    });
    assert!(matches!(refused.await, Err(cache::CacheError::NotFound)));
    home.change("a", &everything()).await;
    assert_eq!(home.found("starred:yes").await, ["a"]);
}

/// Everything is downloaded again under new local ids; the names of the server are the same.
#[tokio::test]
async fn marks_outlive_a_full_resync_that_lost_a_conversation_for_a_while() {
    let home = with(&["a", "b"]).await;
    home.change("a", &everything()).await;
    let message = home.first_message("a").await;
    let set = FlagMessage {
        message,
        flag: flag(FlagKind::Invented),
    };
    home.writer.flag_message(set).await.expect("flagged");
    let before = home.id("a").await;
    home.writer.begin_full(home.source).await.expect("begun");
    home.commit(&page(vec![talk("b", 1, &["x"])]), "2").await;
    let swept = home.writer.finish_full(home.source).await;
    assert_eq!(swept.expect("swept"), 1);
    assert_eq!(home.found("starred:yes").await, Vec::<String>::new());
    home.commit(&page(vec![talk("a", 1, &["any tours?"])]), "3")
        .await;
    assert_ne!(home.id("a").await, before, "a local id is never used again");
    assert_eq!(home.found("starred:yes").await, ["a"]);
    assert_eq!(home.found("flagged:invented").await, ["a"]);
    assert_eq!(home.marks("a").await.note.as_deref(), Some("ask Rui"));
}

#[tokio::test]
async fn marks_outlive_a_deleted_cache() {
    let home = with(&["a", "b"]).await;
    home.change("b", &everything()).await;
    let marks = home.marks("b").await;
    home.writer.close().await;
    let Home { dir, .. } = home;
    cache::wipe_cache(dir.path()).await.expect("wiped");
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    let source = reader.sources().await.expect("reads")[0].id;
    let home = Home {
        dir,
        writer,
        reader,
        source,
    };
    assert_eq!(home.found("starred:yes").await, Vec::<String>::new());
    // Another order, so that the local ids are others.
    let talks = vec![talk("b", 1, &["x"]), talk("a", 2, &["x"])];
    home.commit(&page(talks), "1").await;
    assert_eq!(home.found("starred:yes").await, ["b"]);
    assert_eq!(home.marks("b").await, marks);
}

/// What is held in memory is what is stored: whoever opens the files anew sees the same.
#[tokio::test]
async fn what_is_held_is_what_is_stored() {
    let names: Vec<String> = (0..20).map(|n| format!("c{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let home = with(&names).await;
    for (n, name) in names.iter().enumerate() {
        home.change(name, &everything()[..n % 6]).await;
        if n % 3 == 0 {
            home.change(name, &[MarkChange::Unstar]).await;
        }
    }
    let questions = [
        "starred:yes",
        "reviewed:yes",
        "rating:4",
        "tag:price",
        "note:yes",
    ];
    let mut held = Vec::new();
    for question in questions {
        held.push(home.found(question).await);
    }
    let rows = home.list(search("")).await.rows;
    home.writer.close().await;
    let (writer, reader) = cache::open(home.path(), &key()).await.expect("opens");
    let again = Home {
        dir: home.dir,
        writer,
        reader,
        source: home.source,
    };
    for (question, held) in questions.into_iter().zip(held) {
        assert_eq!(again.found(question).await, held, "{question}");
    }
    assert_eq!(again.list(search("")).await.rows, rows);
}

#[tokio::test]
async fn tags_in_use_are_proposed_with_their_counts() {
    let home = with(&["a", "b", "c"]).await;
    let tag = |tag: &str| MarkChange::Tag(tag.to_owned());
    home.change("a", &[tag("wrong price"), tag("tour")]).await;
    home.change("b", &[tag("wrong price")]).await;
    let count = |tag: &str, conversations| TagCount {
        tag: tag.to_owned(),
        conversations,
    };
    assert_eq!(
        home.reader.tags(None).await.expect("tags"),
        [count("wrong price", 2), count("tour", 1)]
    );
    assert_eq!(home.reader.tags(Some(&[])).await.expect("tags"), []);
    let proposed = home.reader.complete_search(&search("tag:w"), now()).await;
    let expected = SearchCompletion {
        text: "tag:\"wrong price\"".to_owned(),
        word: "tag:\"wrong price\"".to_owned(),
        conversations: Some(2),
    };
    assert_eq!(proposed.expect("proposals"), [expected]);
}

/// A queue is a question like any other, and a kept answer does not outlive it.
#[tokio::test]
async fn the_conversations_of_a_queue_are_listed_as_long_as_it_is_there() {
    let home = Home::new().await;
    home.commit(
        &page(vec![
            talk("a", 3, &["x"]),
            talk("b", 2, &["x"]),
            talk("c", 1, &["x"]),
        ]),
        "1",
    )
    .await;
    let head = QueueHead {
        key: "k".to_owned(),
        name: "March, first".to_owned(),
        sample: None,
        strata: Vec::new(),
        drawn_at: now(),
    };
    assert_eq!(home.found("queue:\"March, first\"").await, [""; 0]);
    let mut items = Vec::new();
    for name in ["a", "c"] {
        items.push(
            home.reader
                .lasting_name(home.id(name).await)
                .await
                .expect("reads"),
        );
    }
    let queue = home.writer.add_queue(head, items).await.expect("added");
    assert_eq!(home.found("queue:\"march, FIRST\"").await, ["c", "a"]);
    assert_eq!(home.found("-queue:\"March, first\"").await, ["b"]);
    home.change("c", &[MarkChange::Review]).await;
    assert_eq!(
        home.found("queue:\"March, first\" reviewed:no").await,
        ["a"]
    );
    home.writer.remove_queue(queue).await.expect("removed");
    assert_eq!(home.found("queue:\"March, first\"").await, [""; 0]);
}

fn lead(id: &str) -> ConversationChange {
    let mut change = talk(id, 1, &["call me"]);
    change.leads = vec![LeadRecord {
        id: format!("{id}-lead").as_str().into(),
        name: Some(id.to_owned()),
        email: None,
        phone: Some("+351 912 345 678".to_owned()),
        note: None,
        created_at: change.conversation.started_at,
    }];
    change
}

impl Home {
    async fn leads(&self, request: LeadsRequest) -> (u32, Vec<(String, FollowUp)>) {
        let request = LeadsRequest {
            count: 10,
            ..request
        };
        let page = self.reader.leads(&request, now()).await.expect("reads");
        let lines = page.leads.into_iter();
        let lines = lines.map(|line| (line.name.expect("a name"), line.follow_up));
        (page.total, lines.collect())
    }

    async fn follow_up(&self, name: &str, follow_up: FollowUp) -> FollowUp {
        let set = SetFollowUp {
            conversation: self.id(name).await,
            lead: format!("{name}-lead").as_str().into(),
            follow_up,
        };
        let changed = self.writer.set_follow_up(set, now()).await;
        changed.expect("changed").before
    }
}

fn in_state(follow_up: FollowUp) -> LeadsRequest {
    LeadsRequest {
        follow_up: Some(follow_up),
        ..LeadsRequest::default()
    }
}

#[tokio::test]
async fn what_became_of_leads_outlives_the_cache_and_is_found_by_state_and_search() {
    let home = with(&["a"]).await;
    home.commit(&page(vec![lead("b"), lead("c"), lead("d")]), "2")
        .await;
    assert_eq!(home.leads(LeadsRequest::default()).await.0, 3);
    assert_eq!(
        home.follow_up("b", FollowUp::NotReached).await,
        FollowUp::Open
    );
    assert_eq!(
        home.follow_up("b", FollowUp::Won).await,
        FollowUp::NotReached
    );
    home.follow_up("c", FollowUp::Lost).await;
    let won = home.leads(in_state(FollowUp::Won)).await;
    assert_eq!(won, (1, vec![("b".to_owned(), FollowUp::Won)]));
    assert_eq!(home.leads(in_state(FollowUp::Open)).await.0, 1);
    let asked = LeadsRequest {
        filter: search("id:c"),
        ..LeadsRequest::default()
    };
    let found = home.leads(asked).await;
    assert_eq!(found, (1, vec![("c".to_owned(), FollowUp::Lost)]));
    let states = home.reader.leads(&LeadsRequest::default(), now()).await;
    let states: u32 = states
        .expect("reads")
        .states
        .iter()
        .map(|it| it.leads)
        .sum();
    assert_eq!(states, 3, "the states add up to all");

    // A conversation without a lead, and a lead that it has not.
    let nobody = |name: ConversationId| SetFollowUp {
        conversation: name,
        lead: "nobody".into(),
        follow_up: FollowUp::Won,
    };
    for conversation in [home.id("a").await, home.id("b").await, ConversationId(99)] {
        let refused = home.writer.set_follow_up(nobody(conversation), now()).await;
        assert!(matches!(refused, Err(cache::CacheError::NotFound)));
    }
    home.writer.begin_full(home.source).await.expect("begun");
    home.commit(&page(vec![lead("c")]), "3").await;
    home.writer.finish_full(home.source).await.expect("swept");
    home.commit(&page(vec![lead("b")]), "4").await;
    assert_eq!(home.leads(in_state(FollowUp::Won)).await.0, 1);
    home.follow_up("b", FollowUp::Open).await;
    assert_eq!(home.leads(in_state(FollowUp::Won)).await.0, 0);
}
