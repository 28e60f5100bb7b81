//! Themes: what is asked and how it is answered, from messages to counts. Each number must be the length of the list that
//! its term finds, whatever is searched, synced or decided meanwhile.

mod support;

use insights::{AnswerReport, QuestionGroupCount, StatedKind};
use model::ConversionKind;
use model::feed::{ChangeSet, ConversationChange};
use model::record::TombstoneKind;
use model::request::ListFilter;
use model::search::FieldTest;
use model::theme::{ThemeDecision, ThemeDecisionKind};
use support::*;

const PASS: &str = "A day pass is €25, with coffee and the terrace.";
const DEARER: &str = "A day pass is €30, with coffee and the terrace.";

/// Conversations that ask for a day pass, for parking, and for something else; the odd ones have an outcome.
fn history() -> ChangeSet {
    let mut talks = Vec::new();
    let asked = [
        "Hi! How much is a day pass?",
        "how much is the day pass",
        "Hello, how much is a day pass please?",
    ];
    for at in 0..12_usize {
        let answer = if at < 6 { PASS } else { DEARER };
        let minutes = 1_000 - i64::try_from(at).expect("few");
        talks.push(with_outcome(
            at,
            talk(
                &format!("pass{at}"),
                minutes,
                &[asked[at % 3], answer, "Thanks"],
            ),
        ));
    }
    for at in 0..6_usize {
        let answer = if at % 2 == 0 {
            "We open at 9:00."
        } else {
            "We open at 8 am."
        };
        let id = format!("hours{at}");
        talks.push(with_outcome(
            at,
            talk(
                &id,
                500 - i64::try_from(at).expect("few"),
                &["When do you open on Sunday?", answer],
            ),
        ));
    }
    talks.push(talk(
        "alone",
        90,
        &["Is the printer a colour printer?", "Yes"],
    ));
    talks.push(talk("silent", 80, &["I need a desk", "Fine"]));
    page(talks)
}

fn with_outcome(at: usize, talk: ConversationChange) -> ConversationChange {
    let id = talk.conversation.id.to_string();
    ConversationChange {
        conversions: (at % 2 == 1)
            .then(|| outcome(&id, ConversionKind::Tour))
            .into_iter()
            .collect(),
        ..talk
    }
}

async fn asked(home: &Home, text: &str) -> Vec<(QuestionGroupCount, String)> {
    let themes = home
        .reader
        .themes(&search(text), now())
        .await
        .expect("themes");
    themes.groups
}

async fn of_group(home: &Home, wording: &str) -> QuestionGroupCount {
    let groups = asked(home, "").await;
    let found = groups.into_iter().find(|(_, it)| it.contains(wording));
    found.unwrap_or_else(|| panic!("{wording} is asked")).0
}

async fn answers(home: &Home, id: &str, text: &str) -> AnswerReport {
    let theme = home
        .reader
        .theme(id, &search(text), now())
        .await
        .expect("reads");
    theme.expect("there is one").answers
}

fn asks(what: &str) -> String {
    FieldTest::Asks(what.to_owned()).to_string()
}

async fn listed(home: &Home, term: &str) -> u64 {
    home.found(term).await.len() as u64
}

#[tokio::test]
async fn each_number_is_the_length_of_its_list() {
    let home = Home::new().await;
    home.commit(&history(), "1").await;
    for text in ["", "outcome:any", "outcome:none", "day pass"] {
        let themes = home
            .reader
            .themes(&search(text), now())
            .await
            .expect("themes");
        assert_eq!(themes.conversations, listed(&home, text).await, "{text}");
        for (count, wording) in &themes.groups {
            let term = asks(&count.id.to_string());
            let within = format!("({text}) {term}");
            let within = if text.is_empty() {
                term.as_str()
            } else {
                within.as_str()
            };
            assert_eq!(
                count.conversations,
                listed(&home, within).await,
                "{wording} in {text:?}"
            );
            let converted = listed(&home, &format!("{within} outcome:any")).await;
            assert_eq!(count.converted, converted, "{wording} in {text:?}");
        }
    }
    let themes = home
        .reader
        .themes(&ListFilter::default(), now())
        .await
        .expect("themes");
    assert_eq!(
        (themes.conversations, themes.asking, themes.alone),
        (20, 19, 1)
    );
    let told: Vec<(u64, u64)> = themes
        .groups
        .iter()
        .map(|(it, _)| (it.conversations, it.converted))
        .collect();
    assert_eq!(told, [(12, 6), (6, 3)]);
}

#[tokio::test]
async fn answers_are_told_apart_by_what_they_state_and_listed() {
    let home = Home::new().await;
    home.commit(&history(), "1").await;
    let pass = of_group(&home, "day pass").await.id.to_string();
    let report = answers(&home, &pass, "").await;
    assert_eq!((report.given, report.answers.len()), (12, 2));
    for answer in &report.answers {
        let term = asks(&format!("{pass}_{}", answer.key));
        assert_eq!(
            answer.course.conversations.len() as u64,
            listed(&home, &term).await,
            "{}",
            answer.text
        );
    }
    let [price] = report.disagreements.as_slice() else {
        panic!("{:?}", report.disagreements);
    };
    assert_eq!(price.kind, StatedKind::Price);
    assert!(
        price.changed_at.is_some(),
        "all of one came before all of the other"
    );
    for side in &price.sides {
        let term = asks(&format!("{pass}_{}", side.key));
        assert_eq!(
            side.course.conversations.len() as u64,
            listed(&home, &term).await,
            "{:?}",
            side.values
        );
    }
    let hours = of_group(&home, "open on Sunday").await.id.to_string();
    let report = answers(&home, &hours, "").await;
    let [time] = report.disagreements.as_slice() else {
        panic!("{:?}", report.disagreements);
    };
    assert_eq!(
        (time.kind, time.changed_at),
        (StatedKind::Time, None),
        "side by side"
    );
    let some = answers(&home, &hours, "outcome:any").await;
    assert_eq!(
        (some.given, some.disagreements.len()),
        (3, 0),
        "those of the scope say the same"
    );
}

#[tokio::test]
async fn what_changes_is_counted_anew_and_what_is_gone_leaves_nothing() {
    let home = Home::new().await;
    home.commit(&history(), "1").await;
    assert_eq!(of_group(&home, "day pass").await.conversations, 12);
    let mut changes = page(vec![talk("silent", 80, &["How much is a day pass?", PASS])]);
    changes.tombstones = vec![
        gone(TombstoneKind::Conversation, "pass0"),
        gone(TombstoneKind::Conversation, "pass1"),
    ];
    home.commit(&changes, "2").await;
    assert_eq!(of_group(&home, "day pass").await.conversations, 11);
    let mut conn = raw(home.path(), "cache.db").await;
    let orphans: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM question WHERE conversation NOT IN (SELECT id FROM conversation)",
    )
    .fetch_one(&mut conn)
    .await
    .expect("counts");
    assert_eq!(orphans, 0, "a text that is deleted is nowhere");
}

#[tokio::test]
async fn what_another_version_derived_is_derived_anew_and_gives_the_same() {
    let home = Home::new().await;
    home.commit(&history(), "1").await;
    let whole = asked(&home, "").await;
    let pass = whole[0].0.id.to_string();
    let answered = answers(&home, &pass, "").await;
    let home = home
        .changed_while_closed("DELETE FROM question; UPDATE conversation SET text_facts = 7")
        .await;
    assert_eq!(asked(&home, "").await, whole);
    assert_eq!(answers(&home, &pass, "").await, answered);
}

fn decision(wording: &str, kind: ThemeDecisionKind, value: Option<&str>) -> ThemeDecision {
    ThemeDecision {
        wording: wording.to_owned(),
        kind,
        value: value.map(str::to_owned),
    }
}

#[tokio::test]
async fn decisions_outlive_the_cache_and_are_taken_back() {
    let home = Home::new().await;
    home.commit(&history(), "1").await;
    let (pass, hours) = (
        of_group(&home, "day pass").await,
        of_group(&home, "open on Sunday").await,
    );
    let (pass, hours) = (pass.id.to_string(), hours.id.to_string());
    let undo_name = home
        .writer
        .decide_themes(vec![decision(
            &pass,
            ThemeDecisionKind::Name,
            Some("Prices"),
        )])
        .await
        .expect("decides");
    let undo_merge = home
        .writer
        .decide_themes(vec![decision(&hours, ThemeDecisionKind::Part, Some(&pass))])
        .await
        .expect("decides");
    let merged = asked(&home, "").await;
    assert_eq!(merged.len(), 1);
    assert_eq!(
        (
            merged[0].0.name.as_deref(),
            merged[0].0.conversations,
            merged[0].0.is_joined
        ),
        (Some("Prices"), 18, true)
    );
    assert_eq!(
        listed(&home, &asks(&hours)).await,
        18,
        "a list that was asked before is asked anew"
    );

    home.writer
        .begin_anew(home.source, "another")
        .await
        .expect("begins anew");
    assert!(asked(&home, "").await.is_empty());
    home.commit(&history(), "1").await;
    // Where a wording stands is another conversation then.
    let told = |groups: &[(QuestionGroupCount, String)]| {
        let told = groups.iter();
        let told =
            told.map(|(it, wording)| (it.id, it.name.clone(), it.conversations, wording.clone()));
        told.collect::<Vec<_>>()
    };
    let again = asked(&home, "").await;
    assert_eq!(
        told(&again),
        told(&merged),
        "what was decided is kept by wordings"
    );

    home.writer
        .decide_themes(undo_merge)
        .await
        .expect("takes back");
    home.writer
        .decide_themes(undo_name)
        .await
        .expect("takes back");
    let free = asked(&home, "").await;
    assert_eq!(free.len(), 2);
    assert!(
        free.iter()
            .all(|(it, _)| it.name.is_none() && !it.is_joined)
    );
}

#[tokio::test]
async fn a_phrase_lists_the_conversations_that_ask_it() {
    let home = Home::new().await;
    let mut talks = Vec::new();
    for at in 0..160_usize {
        let asked = if at % 2 == 1 {
            "Can I book a tour?"
        } else {
            "Is parking free?"
        };
        let id = format!("c{at}");
        talks.push(with_outcome(
            at,
            talk(&id, 900 - i64::try_from(at).expect("few"), &[asked, "Yes"]),
        ));
    }
    home.commit(&page(talks), "1").await;
    let themes = home
        .reader
        .themes(&ListFilter::default(), now())
        .await
        .expect("themes");
    assert!(
        themes
            .phrases
            .iter()
            .any(|it| it.odds.z > 0.0 && it.shown.contains("tour")),
        "{:?}",
        themes.phrases
    );
    assert!(
        themes
            .phrases
            .iter()
            .any(|it| it.odds.z < 0.0 && it.shown.contains("parking")),
        "{:?}",
        themes.phrases
    );
    for phrase in &themes.phrases {
        let term = asks(&phrase.stems);
        assert_eq!(
            listed(&home, &term).await,
            phrase.converted + phrase.unconverted,
            "{term}"
        );
        assert_eq!(
            listed(&home, &format!("{term} outcome:any")).await,
            phrase.converted,
            "{term}"
        );
    }
}

#[tokio::test]
async fn what_names_nothing_finds_nothing() {
    let home = Home::new().await;
    home.commit(&history(), "1").await;
    for what in ["q000000000000", "q000000000000_a00000000", "no such phrase"] {
        assert_eq!(listed(&home, &asks(what)).await, 0, "{what}");
    }
    let pass = of_group(&home, "day pass").await.id;
    assert_eq!(listed(&home, &asks(&format!("{pass}_a00000000"))).await, 0);
    assert_eq!(listed(&home, &asks(&format!("{pass}_"))).await, 0);
    assert!(
        home.reader
            .theme("q000000000000", &search(""), now())
            .await
            .expect("reads")
            .is_none()
    );
}
