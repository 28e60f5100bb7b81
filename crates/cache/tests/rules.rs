//! Rules against a reference that knows neither phrases nor index: random conversations are put together of pieces
//! whose meaning is known, and each rule must find what the pieces say.

mod support;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use insights::{BUILT_IN_RULES, Proportion, RateStratum, RuleCost};
use model::feed::{ChangeSet, ConversationChange};
use model::request::ListFilter;
use model::rule::SavedRule;
use model::{Channel, ConversionKind, RemoteId, Sender};
use proptest::prelude::*;
use proptest::test_runner::TestRng;
use std::collections::{BTreeMap, BTreeSet};
use support::*;

/// Conversations of one history.
const TALKS: usize = 120;
/// Customers of them.
const CUSTOMERS: usize = 25;

/// A piece of a text, by what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Nothing,
    Thanks,
    Refusal,
    Person,
    Error,
    Price,
    Disclosure,
    Tour,
    DayPass,
}

const PIECES: [Piece; 9] = [
    Piece::Nothing,
    Piece::Thanks,
    Piece::Refusal,
    Piece::Person,
    Piece::Error,
    Piece::Price,
    Piece::Disclosure,
    Piece::Tour,
    Piece::DayPass,
];

impl Piece {
    fn text(self, rng: &mut TestRng, session: &str) -> String {
        let texts: &[&str] = match self {
            Self::Nothing => &[
                "We open at nine",
                "Gibt es Parkplätze?",
                "is it quiet there",
            ],
            Self::Thanks => &["Thanks", "Merci !", "👍"],
            Self::Refusal => &[
                "I don’t know that",
                "Das kann ich leider nicht beantworten.",
                "NO PUEDO RESPONDER a esto",
                "抱歉，我无法回答这个问题。",
            ],
            Self::Person => &[
                "Can I talk to a human?",
                "puis-je parler à quelqu’un",
                "我要转人工",
            ],
            Self::Error => &["Something went wrong.", "Es ist ein Fehler aufgetreten"],
            Self::Price => &["A desk is €25.", "25 EUR am Tag", "c'est 1.250,00 €"],
            Self::Disclosure => &["I'm the AI assistant here", "soy la asistente virtual"],
            Self::Tour => return format!("https://h.example/tours/1?s={session} "),
            Self::DayPass => return format!("(https://h.example/day-pass#{session})"),
        };
        texts[rng.random_range(0..texts.len())].to_owned()
    }
}

/// A conversation, and what its messages are made of.
#[derive(Clone, Debug)]
struct Composed {
    talk: ConversationChange,
    pieces: Vec<Vec<Piece>>,
}

fn pick<T: Clone>(rng: &mut TestRng, from: &[T]) -> T {
    from[rng.random_range(0..from.len())].clone()
}

fn composed(rng: &mut TestRng, number: usize) -> Composed {
    let id = format!("conversation-{number}");
    let session = format!("session-{id}");
    let senders = [
        Sender::Customer,
        Sender::AiAgent,
        Sender::AiAgent,
        Sender::Operator,
        Sender::System,
    ];
    let (mut pieces, mut bodies) = (Vec::new(), Vec::new());
    for _ in 0..rng.random_range(0..7) {
        let parts: Vec<Piece> = (0..rng.random_range(1..3))
            .map(|_| pick(rng, &PIECES))
            .collect();
        let texts: Vec<String> = parts.iter().map(|part| part.text(rng, &session)).collect();
        bodies.push(texts.join(" … "));
        pieces.push(parts);
    }
    let is_repeated = bodies.len() > 2 && rng.random_bool(0.3);
    if is_repeated {
        let last = bodies.len() - 1;
        bodies[last] = bodies[0].to_uppercase().replace("HTTPS", "https");
        pieces[last] = pieces[0].clone();
    }
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let mut talk = talk(&id, rng.random_range(0..90 * 24 * 60), &bodies);
    for message in &mut talk.messages {
        message.sender = pick(rng, &senders);
    }
    if let ([first, .., last], true) = (talk.messages.as_mut_slice(), is_repeated) {
        first.sender = Sender::Customer;
        last.sender = Sender::Customer;
    }
    talk.conversation.channel = pick(rng, &[Channel::Chat, Channel::WhatsApp]);
    talk.conversation.customer_id = rng
        .random_bool(0.5)
        .then(|| RemoteId(format!("k{}", rng.random_range(0..CUSTOMERS))));
    if rng.random_bool(0.4) {
        let mut one = outcome(&format!("o{number}"), ConversionKind::Tour);
        one.confirmed = rng.random_bool(0.7);
        talk.conversions.push(one);
    }
    Composed { talk, pieces }
}

impl Composed {
    /// What a reader sees: who said it, of what pieces, and the text.
    fn shown(&self) -> Vec<(&Sender, &[Piece], &str)> {
        let messages = self.talk.messages.iter().zip(&self.pieces);
        let shown = messages.filter(|(message, _)| message.sender.is_visible());
        shown
            .map(|(message, pieces)| (&message.sender, pieces.as_slice(), message.body.as_str()))
            .collect()
    }

    fn said(&self, by: &[Sender], what: &[Piece]) -> bool {
        self.shown().iter().any(|(sender, pieces, _)| {
            by.contains(sender) && pieces.iter().any(|piece| what.contains(piece))
        })
    }

    fn is_converted(&self) -> bool {
        self.talk.conversions.iter().any(|one| one.confirmed)
    }

    fn holds(&self, rule: &str) -> bool {
        let space = [Sender::AiAgent, Sender::Operator];
        let offers = [Piece::Tour, Piece::DayPass];
        let shown = self.shown();
        let first = shown
            .iter()
            .find(|(sender, ..)| **sender == Sender::AiAgent);
        let last = shown
            .iter()
            .rposition(|(sender, ..)| **sender == Sender::Customer);
        match rule {
            "could_not_answer" => self.said(&[Sender::AiAgent], &[Piece::Refusal]),
            "asked_for_human" => self.said(&[Sender::Customer], &[Piece::Person]),
            "error" => self.said(&[Sender::AiAgent], &[Piece::Error]),
            "customer_spoke_last" => last.is_some_and(|at| at + 1 == shown.len()),
            "price_then_silence" => last.is_some_and(|at| {
                let after = &shown[at + 1..];
                after
                    .iter()
                    .any(|(_, pieces, _)| pieces.contains(&Piece::Price))
            }),
            "nothing_offered" => first.is_some() && !self.said(&space, &offers),
            "offered_not_taken" => self.said(&space, &offers) && !self.is_converted(),
            "repeated_question" => {
                let customer = shown
                    .iter()
                    .filter(|(sender, ..)| **sender == Sender::Customer);
                let long = customer.filter(|(_, _, text)| words_of(text) >= 3);
                let letters = |text: &str| text.replace(|c: char| !c.is_alphanumeric(), "");
                let texts = long.map(|(_, _, text)| letters(text).to_lowercase());
                let texts: Vec<String> = texts.collect();
                texts.iter().collect::<BTreeSet<_>>().len() < texts.len()
            }
            "says_it_is_ai" => {
                first.is_some_and(|(_, pieces, _)| pieces.contains(&Piece::Disclosure))
            }
            "does_not_say_it_is_ai" => first.is_some_and(|(_, pieces, text)| {
                !pieces.contains(&Piece::Disclosure) && text.chars().any(char::is_alphabetic)
            }),
            "unknown_if_it_says_ai" => {
                !self.holds("says_it_is_ai") && !self.holds("does_not_say_it_is_ai")
            }
            other => panic!("no reference for {other}"),
        }
    }
}

/// Words of a text; a Chinese letter is one, as nobody puts blanks there.
fn words_of(text: &str) -> usize {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let han = text.chars().filter(|c| is_han(*c)).count();
    let others = text.split(|c: char| !c.is_alphanumeric() || is_han(c));
    han + others.filter(|word| !word.is_empty()).count()
}

fn seed(number: u8) -> TestRng {
    TestRng::from_seed(prop::test_runner::RngAlgorithm::ChaCha, &[number; 32])
}

fn history(number: u8) -> Vec<Composed> {
    let mut rng = seed(number);
    (0..TALKS).map(|one| composed(&mut rng, one)).collect()
}

fn changes(history: &[Composed]) -> ChangeSet {
    let customers = (0..CUSTOMERS).map(|one| customer(&format!("k{one}"), "Ann"));
    ChangeSet {
        customers: customers.collect(),
        ..page(history.iter().map(|one| one.talk.clone()).collect())
    }
}

/// The same with the first messages of each conversation alone.
fn begun(history: &[Composed]) -> ChangeSet {
    let mut changes = changes(history);
    for talk in &mut changes.conversations {
        let half = talk.messages.len() / 2;
        talk.messages.truncate(half);
    }
    changes
}

fn expected(history: &[Composed], rule: &str) -> BTreeSet<String> {
    let held = history.iter().filter(|one| one.holds(rule));
    held.map(|one| one.talk.conversation.id.0.clone()).collect()
}

async fn check(home: &Home, history: &[Composed], when: &str) {
    for rule in BUILT_IN_RULES {
        let found = home.found(&format!("rule:{}", rule.id)).await;
        let found: BTreeSet<String> = found.into_iter().collect();
        assert_eq!(found, expected(history, rule.id), "{}, {when}", rule.id);
    }
}

#[tokio::test]
async fn every_rule_finds_what_the_pieces_of_its_conversations_say() {
    for number in 0..3 {
        let history = history(number);
        let home = Home::new().await;
        home.commit(&begun(&history), "1").await;
        home.found("rule:error").await;
        home.commit(&changes(&history), "2").await;
        check(&home, &history, "after two commits").await;
        for rule in BUILT_IN_RULES {
            let held = expected(&history, rule.id).len();
            assert!(
                held > 0 && held < TALKS,
                "{} tells nothing apart: {held}",
                rule.id
            );
        }
    }
}

#[tokio::test]
async fn what_another_version_derived_is_derived_anew() {
    let history = history(7);
    let home = Home::new().await;
    home.commit(&changes(&history), "1").await;
    let older = "UPDATE conversation SET text_facts = CASE id % 3
        WHEN 0 THEN 0 WHEN 1 THEN text_facts ELSE text_facts + (7 << 32) END";
    let home = home.changed_while_closed(older).await;
    check(&home, &history, "derived while it was asked").await;
    assert_eq!(
        home.reader.rule_progress(),
        None,
        "nothing is read any more"
    );
}

async fn counts(home: &Home, text: &str) -> Vec<cache::RuleCount> {
    let ids: Vec<String> = BUILT_IN_RULES
        .iter()
        .map(|rule| rule.id.to_owned())
        .collect();
    let filter = search(text);
    home.reader
        .rule_counts(&filter, &ids, now())
        .await
        .expect("counts")
}

/// As `insights` has it, from strata that are made here by hand.
fn expected_cost(history: &[Composed], rule: &str) -> Option<RuleCost> {
    let begun = |one: &Composed| one.talk.conversation.started_at;
    let mut strata: BTreeMap<_, [(u64, u64); 2]> = BTreeMap::new();
    let mut days = Vec::new();
    for (at, one) in history.iter().enumerate() {
        let head = &one.talk.conversation;
        let before = history.iter().enumerate().filter(|(other_at, other)| {
            let same = head.customer_id.is_some()
                && other.talk.conversation.customer_id == head.customer_id;
            same && (begun(other), *other_at) < (begun(one), at)
        });
        // Of the space in Berlin, in autumn: an hour ahead, and two until the end of October.
        let summer = head.started_at
            < "2026-10-25T01:00:00Z"
                .parse::<DateTime<Utc>>()
                .expect("a time");
        let local = head.started_at + TimeDelta::hours(if summer { 2 } else { 1 });
        let day = local.date_naive();
        days.push(day);
        let name = (
            head.channel.clone(),
            day.year(),
            day.month(),
            before.count() > 0,
        );
        let count = &mut strata.entry(name).or_default()[usize::from(!one.holds(rule))];
        count.0 += u64::from(one.is_converted());
        count.1 += 1;
    }
    let strata = strata.into_values().map(|[one, other]| RateStratum {
        one: Proportion::new(one.0, one.1),
        other: Proportion::new(other.0, other.1),
    });
    let strata: Vec<RateStratum> = strata.collect();
    let first = days.iter().min().expect("a day");
    let span = *days.iter().max().expect("a day") - *first;
    RuleCost::of(&strata, u32::try_from(span.num_days() + 1).expect("few"))
}

#[tokio::test]
async fn counts_and_costs_are_those_of_the_rows() {
    let history = history(3);
    let home = Home::new().await;
    home.commit(&changes(&history), "1").await;
    let mut told = 0;
    for count in counts(&home, "").await {
        assert_eq!(count.of, TALKS as u64);
        assert_eq!(
            count.conversations,
            expected(&history, &count.id).len() as u64
        );
        let cost = expected_cost(&history, &count.id).filter(|_| count.id != "offered_not_taken");
        assert_eq!(count.cost.is_some(), cost.is_some(), "{}", count.id);
        if let (Some(found), Some(expected)) = (count.cost, cost) {
            told += 1;
            assert_eq!(found.compared, expected.compared, "{}", count.id);
            for (one, other) in [
                (found.difference, expected.difference),
                (found.lost_per_month, expected.lost_per_month),
                (found.lost_interval.0, expected.lost_interval.0),
                (found.lost_interval.1, expected.lost_interval.1),
            ] {
                assert!(
                    (one - other).abs() < 1e-9,
                    "{}: {found:?} {expected:?}",
                    count.id
                );
            }
        }
    }
    assert!(told > 3, "too few that tell anything: {told}");
    for count in counts(&home, "channel:whatsapp").await {
        let listed = home
            .list(search(&format!("channel:whatsapp rule:{}", count.id)))
            .await;
        assert_eq!(count.conversations, u64::from(listed.total), "{}", count.id);
    }
}

#[tokio::test]
async fn a_rule_of_the_manager_is_a_search_under_a_name() {
    let history = history(4);
    let home = Home::new().await;
    home.commit(&changes(&history), "1").await;
    let rule = |id: &str, query: &str| SavedRule {
        id: id.to_owned(),
        name: id.to_owned(),
        version: 1,
        query: query.to_owned(),
    };
    let query = "channel:chat (rule:error OR customer-said:human)";
    home.writer
        .put_rule(rule("mine", query))
        .await
        .expect("kept");
    let sorted = |mut found: Vec<String>| {
        found.sort();
        found
    };
    let by_hand = sorted(home.found(query).await);
    assert!(
        !by_hand.is_empty() && by_hand.len() < TALKS,
        "{}",
        by_hand.len()
    );
    assert_eq!(sorted(home.found("rule:mine").await), by_hand);
    assert_eq!(
        sorted(home.found("rule:MINE").await),
        by_hand,
        "in any case"
    );
    let rest = home.found("-rule:mine").await;
    assert_eq!(
        rest.len() + by_hand.len(),
        TALKS,
        "and the opposite is the rest"
    );
    let ids = ["mine".to_owned()];
    let counted = home
        .reader
        .rule_counts(&ListFilter::default(), &ids, now())
        .await;
    let counted = counted.expect("counts");
    assert_eq!(counted[0].conversations, by_hand.len() as u64);

    home.writer
        .put_rule(rule("mine", "rule:error"))
        .await
        .expect("changed");
    let errors = sorted(home.found("rule:error").await);
    assert_eq!(sorted(home.found("rule:mine").await), errors, "asked anew");
    home.writer
        .put_rule(rule("circle", "rule:circle"))
        .await
        .expect("kept");
    assert_eq!(
        home.found("rule:circle").await,
        Vec::<String>::new(),
        "no circle"
    );
    let removed = home
        .writer
        .remove_rule("mine".to_owned())
        .await
        .expect("removed");
    assert_eq!(removed.query, "rule:error");
    assert_eq!(
        home.found("rule:mine").await,
        Vec::<String>::new(),
        "it is gone"
    );
    home.writer.put_rule(removed).await.expect("had back");
    assert_eq!(sorted(home.found("rule:mine").await), errors, "as it was");
    let gone = home.writer.remove_rule("mine".to_owned()).await;
    gone.expect("removed again");
    let again = home.writer.remove_rule("mine".to_owned()).await;
    assert!(
        matches!(again, Err(cache::CacheError::NotFound)),
        "{again:?}"
    );
    assert_eq!(
        sorted(home.found("rule:error").await),
        errors,
        "the next thing works"
    );
}

#[tokio::test]
async fn every_conversation_is_a_hit_or_of_the_rest() {
    let history = history(5);
    let home = Home::new().await;
    home.commit(&changes(&history), "1").await;
    let split = home
        .reader
        .rule_split("customer_spoke_last", None, now())
        .await
        .expect("split");
    let hits = expected(&history, "customer_spoke_last").len();
    assert_eq!((split.hits.len(), split.rest.len()), (hits, TALKS - hits));
    assert!(split.hits.iter().all(|id| !split.rest.contains(id)));
    let of_nobody = home
        .reader
        .rule_split("error", Some(&[]), now())
        .await
        .expect("split");
    assert_eq!(of_nobody, cache::RuleSplit::default(), "no source is shown");
}

#[tokio::test]
async fn what_was_offered_is_found_by_its_kind() {
    let history = history(6);
    let home = Home::new().await;
    home.commit(&changes(&history), "1").await;
    let space = [Sender::AiAgent, Sender::Operator];
    let cases: [(&str, &[Piece]); 4] = [
        ("has:offer", &[Piece::Tour, Piece::DayPass]),
        ("offered:tours", &[Piece::Tour]),
        ("offered:day_pass", &[Piece::DayPass]),
        ("offered:plan", &[]),
    ];
    for (query, pieces) in cases {
        let found: BTreeSet<String> = home.found(query).await.into_iter().collect();
        let offered = history.iter().filter(|one| one.said(&space, pieces));
        let expected: BTreeSet<String> = offered
            .map(|one| one.talk.conversation.id.0.clone())
            .collect();
        assert_eq!(found, expected, "{query}");
    }
    let none = home.found("offered:none").await.len();
    assert_eq!(none + home.found("offered:any").await.len(), TALKS);
}
