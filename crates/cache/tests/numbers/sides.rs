//! Sides of a comparison that are more than a column: in which language, whose person had written before, and whether
//! an operator wrote.

use super::{check_evidence, comparison, started};
use crate::support::{Home, customer, gone, new_source, now, outcome, page, search, space, talk};
use cache::RunOutcome;
use daybook_cache as cache;
use model::comparison::{ComparisonRow, ComparisonSide, ControlStanding, RateShift};
use model::dashboard::{DashboardRequest, DashboardView};
use model::feed::{ChangeSet, ConversationChange};
use model::metrics::MetricId;
use model::record::TombstoneKind;
use model::request::ListFilter;
use model::{Channel, ConversionKind, Sender};

async fn parts(home: &Home, filter: &ListFilter, side: ComparisonSide) -> Vec<(String, u64)> {
    let found = comparison(home, filter, side).await;
    for part in &found {
        check_evidence(home, filter, part).await;
    }
    let named = |part: &ComparisonRow| {
        let value = part.value.as_deref().unwrap_or("not known");
        (value.to_owned(), part.metrics.total)
    };
    found.iter().map(named).collect()
}

fn counted(parts: &[(&str, u64)]) -> Vec<(String, u64)> {
    let own = |(name, count): &(&str, u64)| ((*name).to_owned(), *count);
    parts.iter().map(own).collect()
}

fn from(mut talk: ConversationChange, identifier: &str) -> ConversationChange {
    talk.conversation.external_identifier = Some(identifier.to_owned());
    talk
}

fn of_customer(mut talk: ConversationChange, id: &str) -> ConversationChange {
    talk.conversation.customer_id = Some(id.into());
    talk
}

#[tokio::test]
async fn who_had_written_before_follows_what_is_known() {
    let home = Home::new().await;
    let contact = ComparisonSide::Contact;
    let all = search("");
    let number = |id: &str, minutes, number: &str| {
        let mut one = from(talk(id, minutes, &["hello"]), number);
        one.conversation.channel = Channel::WhatsApp;
        one
    };
    let talks = vec![
        from(talk("mail", 50, &["hello"]), "Ana@Example.com"),
        number("phone", 40, "+351 912 345 678"),
        number("again", 30, "00351912345678"),
        talk("nobody", 20, &["hello"]),
        of_customer(talk("customer", 10, &["hello"]), "k1"),
    ];
    home.commit(&page(talks), "1").await;
    let known = parts(&home, &all, contact).await;
    assert_eq!(
        known,
        counted(&[("first", 3), ("returning", 1), ("not known", 1)])
    );
    // What is outside of the scope counts as the past all the same.
    assert_eq!(
        home.found("contact:returning last:1d -status:ended").await,
        ["again"]
    );
    // The customer turns out to have the address of the first mail.
    let mut ana = customer("k1", "Ana");
    ana.email = Some("ana@example.com".to_owned());
    let learned = ChangeSet {
        customers: vec![ana],
        ..ChangeSet::default()
    };
    home.commit(&learned, "2").await;
    assert_eq!(home.found("contact:returning").await, ["customer", "again"]);
    // An earlier conversation of the number is told late; and the mail is forgotten.
    let late = ChangeSet {
        tombstones: vec![gone(TombstoneKind::Conversation, "mail")],
        ..page(vec![number("late", 60, "+351912345678")])
    };
    home.commit(&late, "3").await;
    assert_eq!(home.found("contact:returning").await, ["again", "phone"]);
    assert_eq!(home.found("contact:first").await, ["customer", "late"]);
    assert_eq!(
        parts(&home, &all, contact).await,
        counted(&[("first", 2), ("returning", 2), ("not known", 1)])
    );
}

/// What was invented for practice is nobody's past.
#[tokio::test]
async fn the_past_of_a_person_is_of_the_world_that_is_shown() {
    let home = Home::new().await;
    let earlier = from(talk("there", 50, &["hello"]), "ana@example.com");
    home.commit(&page(vec![earlier]), "1").await;
    let other = home.writer.add_source(new_source("Other")).await;
    let other = Home {
        source: other.expect("a source"),
        ..home
    };
    let later = from(talk("here", 10, &["hello"]), "ana@example.com");
    other.commit(&page(vec![later]), "1").await;
    assert_eq!(other.found("contact:returning").await, ["here"]);
    let shown = ListFilter {
        only: Some(vec![other.source]),
        ..search("")
    };
    let found = parts(&other, &shown, ComparisonSide::Contact).await;
    assert_eq!(found, counted(&[("first", 1)]));
}

#[tokio::test]
async fn operators_and_languages_are_sides() {
    let home = Home::new().await;
    let german = "guten tag wir suchen ab dem ersten mai einen arbeitsplatz mit schreibtisch und parkplatz in der \
                  innenstadt was kostet das im monat und kann man es sich vorher ansehen";
    let mut helped = talk("helped", 50, &[german, "einen moment", "gern"]);
    helped.messages[2].sender = Sender::Operator;
    let talks = vec![
        helped,
        talk("alone", 40, &[german, "gern"]),
        talk("short", 30, &["ok"]),
    ];
    home.commit(&page(talks), "1").await;
    let untold = parts(&home, &search(""), ComparisonSide::Language).await;
    let total: u64 = untold.iter().map(|(_, count)| count).sum();
    assert_eq!(total, 3, "told or not: {untold:?}");
    let run = home.writer.begin_run(home.source, now()).await;
    let run = run.expect("begins");
    let ended = home.writer.end_run(run, now(), &RunOutcome::Complete, None);
    ended.await.expect("ends");
    assert_eq!(
        parts(&home, &search(""), ComparisonSide::Language).await,
        counted(&[("de", 2), ("unknown", 1)])
    );
    assert_eq!(
        parts(&home, &search(""), ComparisonSide::Operator).await,
        counted(&[("ai_alone", 2), ("with_operator", 1)])
    );
    assert_eq!(home.found("operator:yes").await, ["helped"]);
    // Once there is a later message, it counts at once.
    let mut taken_over = talk("short", 30, &["ok", "Rui here"]);
    taken_over.messages[1].sender = Sender::Operator;
    home.commit(&page(vec![taken_over]), "2").await;
    assert_eq!(
        parts(&home, &search("operator:yes"), ComparisonSide::Operator).await,
        counted(&[("with_operator", 2)])
    );
}

/// In each zone there are a day without the hour from two to three and a day that has it twice. Every hour that a
/// comparison counts lists as many.
#[tokio::test]
async fn hours_are_those_of_the_clock_on_days_of_23_and_25_hours_too() {
    let home = Home::new().await;
    let at = |day: &str, hour: u32| {
        let started_at = format!("{day}T{hour:02}:30:00Z");
        started(&format!("{day}-{hour}"), &started_at)
    };
    let days = ["2026-03-29", "2026-10-25"];
    let talks = days
        .iter()
        .flat_map(|day| (0..22).map(|hour| at(day, hour)));
    home.commit(&page(talks.collect()), "1").await;
    let spring = parts(&home, &search("on:2026-03-29"), ComparisonSide::Hour).await;
    assert!(
        spring
            .iter()
            .all(|(hour, count)| hour != "02" && *count == 1)
    );
    let autumn = parts(&home, &search("on:2026-10-25"), ComparisonSide::Hour).await;
    let doubled: Vec<&(String, u64)> = autumn.iter().filter(|(_, count)| *count != 1).collect();
    assert_eq!(doubled, [&("02".to_owned(), 2)]);
}

/// So many conversations of a channel that began so many days ago, so many of them with a tour.
fn group(
    name: &str,
    channel: &Channel,
    days: i64,
    all: u32,
    tours: u32,
) -> Vec<ConversationChange> {
    let one = |at: u32| {
        let id = format!("{name}-{at}");
        let mut one = talk(&id, days * 24 * 60, &["hello", "hi"]);
        one.conversation.channel = channel.clone();
        if at < tours {
            one.conversions
                .push(outcome(&format!("{id}-t"), ConversionKind::Tour));
        }
        one
    };
    (0..all).map(one).collect()
}

async fn dashboard(home: &Home, side: ComparisonSide) -> DashboardView {
    let request = DashboardRequest {
        side,
        ..DashboardRequest::default()
    };
    let view = home.reader.dashboard(&request, now()).await;
    view.expect("counted")
}

fn tours(shifts: &[RateShift]) -> (f64, f64) {
    let mut of_tours = shifts.iter().filter(|it| it.what == MetricId::Tours);
    let tours = of_tours.next().expect("split");
    (tours.within, tours.mix)
}

/// By hand: one in two of chat and one in ten of mail, before and now. Before, they are 20 and 20, so 12 of 40; now 30
/// and 10, so 16 of 40: all of the ten points are mix. To a side whose parts did not change their shares, they all come
/// from within.
#[tokio::test]
async fn why_a_rate_moved_is_split_by_channels_and_by_the_side() {
    let home = Home::new().await;
    let talks = [
        group("chat-before", &Channel::Chat, 40, 20, 10),
        group("mail-before", &Channel::Email, 40, 20, 2),
        group("chat-now", &Channel::Chat, 10, 30, 15),
        group("mail-now", &Channel::Email, 10, 10, 1),
    ];
    home.commit(&page(talks.concat()), "1").await;
    let near = |found: (f64, f64), expected: (f64, f64)| {
        let is_near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(
            is_near(found.0, expected.0) && is_near(found.1, expected.1),
            "{found:?}"
        );
    };
    let view = dashboard(&home, ComparisonSide::Operator).await;
    let before = view.before.expect("there were days before");
    let change = before.rates.iter().find(|it| it.what == MetricId::Tours);
    assert!((change.expect("compared").difference - 0.1).abs() < 1e-9);
    near(tours(&before.by_channel), (0.0, 0.1));
    near(tours(&before.by_side), (0.1, 0.0));
    let view = dashboard(&home, ComparisonSide::Channel).await;
    let before = view.before.expect("there were days before");
    near(tours(&before.by_side), (0.0, 0.1));
}

#[tokio::test]
async fn spaces_stand_within_the_limits_of_their_size() {
    let home = Home::new().await;
    let groups = [
        ("s1", 100, 60),
        ("s2", 60, 12),
        ("s3", 20, 4),
        ("s4", 19, 19),
    ];
    let talks = groups.iter().flat_map(|(name, all, tours)| {
        let mut talks = group(name, &Channel::Chat, 5, *all, *tours);
        let moved = talks.iter_mut().map(|it| &mut it.conversation);
        moved.for_each(|head| head.space_id = (*name).into());
        talks
    });
    let changes = ChangeSet {
        spaces: groups.iter().map(|(name, ..)| space(name)).collect(),
        ..page(talks.collect())
    };
    home.commit(&changes, "1").await;
    let view = dashboard(&home, ComparisonSide::Space).await;
    let standing = |row: &ComparisonRow| {
        let mut control = row.control.iter().filter(|it| it.what == MetricId::Tours);
        control.next().map(|it| it.standing)
    };
    let found: Vec<_> = view.comparison.iter().map(standing).collect();
    let (above, below) = (ControlStanding::Above, ControlStanding::FarBelow);
    assert_eq!(
        found,
        [Some(above), Some(below), Some(ControlStanding::Below), None],
        "60 of 100, 12 of 60 and 4 of 20 beside 95 of 199; of 19 nothing is said"
    );
    let curve = view.control.iter().find(|it| it.what == MetricId::Tours);
    let curve = curve.expect("drawn");
    assert!((curve.target - 95.0 / 199.0).abs() < 1e-9);
    assert_eq!(curve.points.last().map(|it| it.conversations), Some(100));
    let view = dashboard(&home, ComparisonSide::Channel).await;
    assert!(view.control.is_empty(), "channels are no places of work");
    let rows = comparison(&home, &search("space:s1"), ComparisonSide::Space).await;
    assert!(rows.iter().all(|row| row.control.is_empty()), "one alone");
}
