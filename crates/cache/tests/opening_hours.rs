//! Opening hours: searches, comparisons and the numbers after hours, against a reference that knows neither index nor
//! time-zone database: it adds the offsets of two zones by hand, and lays every span on a line.

mod support;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use model::SpaceId;
use model::after_hours::{AfterHoursRequest, AfterHoursView};
use model::comparison::{ComparisonRequest, ComparisonSide};
use model::feed::{ChangeSet, ConversationChange};
use model::metrics::{MetricAmount, MetricId, Metrics};
use model::opening_hours::{OpeningHours, OpeningSpan, OpeningStanding};
use model::record::SpaceRecord;
use model::request::{InferredOutcomes, ListFilter};
use model::search::OperatorPresence;
use model::{ConversionKind, Sender};
use proptest::prelude::*;
use proptest::test_runner::TestRng;
use std::collections::BTreeSet;
use support::*;

/// Spaces, by their ids and zones. The last one never gets hours.
const SPACES: [(&str, &str); 4] = [
    ("berlin", "Europe/Berlin"),
    ("kathmandu", "Asia/Kathmandu"),
    ("utc", "UTC"),
    ("silent", "Europe/Berlin"),
];
/// Conversations of one history.
const TALKS: u32 = 60;
/// Minutes of a day.
const DAY: u16 = 1_440;

/// As the wall of a space shows an instant. Berlin is an hour ahead, and two from the end of March to that of October.
fn on_the_wall(zone: &str, at: DateTime<Utc>) -> chrono::NaiveDateTime {
    let instant = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    let summer = instant("2026-03-29T01:00:00Z")..instant("2026-10-25T01:00:00Z");
    let ahead = match zone {
        "Europe/Berlin" if summer.contains(&at) => 120,
        "Europe/Berlin" => 60,
        "Asia/Kathmandu" => 345,
        _ => 0,
    };
    (at + TimeDelta::minutes(ahead)).naive_utc()
}

/// Whether any span that began that day or the day before holds the instant.
fn standing(hours: Option<&OpeningHours>, zone: &str, at: DateTime<Utc>) -> OpeningStanding {
    let Some(hours) = hours else {
        return OpeningStanding::Unknown;
    };
    let wall = on_the_wall(zone, at);
    let today = wall.date();
    let yesterday = today.pred_opt().expect("a day before");
    let is_in = |day: NaiveDate| {
        let spans = &hours.week[day.weekday().num_days_from_monday() as usize];
        let at = |minute: u16| day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.into());
        let is_open = |span: &OpeningSpan| at(span.opens) <= wall && wall < at(span.closes);
        !hours.closed.contains(&day) && spans.iter().any(is_open)
    };
    if is_in(today) || is_in(yesterday) {
        OpeningStanding::Inside
    } else {
        OpeningStanding::Outside
    }
}

/// A conversation, and how it stands.
struct TimedTalk {
    talk: ConversationChange,
    standing: OpeningStanding,
}

impl TimedTalk {
    fn has_operator(&self) -> bool {
        let mut senders = self.talk.messages.iter().map(|it| &it.sender);
        senders.any(|sender| *sender == Sender::Operator)
    }

    fn counts(&self, kind: &ConversionKind, inferred: InferredOutcomes) -> bool {
        let counts = |it: &model::record::ConversionRecord| {
            it.kind == *kind && (it.confirmed || inferred.are_counted())
        };
        self.talk.conversions.iter().any(counts)
    }
}

fn chance(rng: &mut TestRng, of: u32) -> bool {
    rng.random_range(0..of) == 0
}

fn random_hours(rng: &mut TestRng, around: NaiveDate) -> OpeningHours {
    let mut hours = OpeningHours::default();
    for day in &mut hours.week {
        for _ in 0..rng.random_range(0..3) {
            let opens = rng.random_range(0..DAY);
            let closes = opens + rng.random_range(1..DAY);
            day.push(OpeningSpan { opens, closes });
        }
    }
    for day in 0..8 {
        let date = around.checked_add_days(Days::new(day)).expect("a day");
        if chance(rng, 6) {
            hours.closed.insert(date);
        }
    }
    // As somebody types it: what is kept is what is read.
    hours.to_string().parse().expect("it is read")
}

/// Around a change of the clocks, where most can go wrong.
fn random_talk(rng: &mut TestRng, number: u32, from: DateTime<Utc>) -> (ConversationChange, usize) {
    let place = rng.random_range(0..SPACES.len());
    let mut talk = talk(&format!("c{number}"), 0, &["hello", "hi", "thanks"]);
    let started = from + TimeDelta::minutes(rng.random_range(0..7 * 24 * 60));
    let head = &mut talk.conversation;
    (head.started_at, head.last_activity_at) = (started, started);
    head.space_id = SPACES[place].0.into();
    if chance(rng, 3) {
        talk.messages[1].sender = Sender::Operator;
    }
    for kind in [ConversionKind::Tour, ConversionKind::Booking] {
        if chance(rng, 3) {
            let mut one = outcome(&format!("{kind}{number}"), kind);
            one.confirmed = !chance(rng, 3);
            talk.conversions.push(one);
        }
    }
    (talk, place)
}

/// The local id of a space.
async fn space_id(home: &Home, name: &str) -> SpaceId {
    let spaces = home.reader.space_hours(None).await.expect("read");
    let mut of = spaces.iter().filter(|space| space.name == name);
    of.next().expect("it is here").space
}

async fn told(home: &Home, name: &str, hours: Option<OpeningHours>) -> Option<OpeningHours> {
    let space = space_id(home, name).await;
    let before = home.writer.set_opening_hours(space, hours).await;
    before.expect("it is kept")
}

fn spaces() -> Vec<SpaceRecord> {
    let space = |(id, zone): (&str, &str)| SpaceRecord {
        id: id.into(),
        name: id.to_owned(),
        time_zone: zone.to_owned(),
    };
    SPACES.map(space).to_vec()
}

async fn history(rng: &mut TestRng) -> (Home, Vec<TimedTalk>) {
    let home = Home::new().await;
    let changes = ["2026-03-26T00:00:00Z", "2026-10-22T00:00:00Z"];
    let from: DateTime<Utc> = changes[usize::from(chance(rng, 2))]
        .parse()
        .expect("a time");
    let talks: Vec<_> = (0..TALKS)
        .map(|number| random_talk(rng, number, from))
        .collect();
    let page = ChangeSet {
        spaces: spaces(),
        conversations: talks.iter().map(|(talk, _)| talk.clone()).collect(),
        ..ChangeSet::default()
    };
    home.commit(&page, "1").await;
    let hours: Vec<Option<OpeningHours>> = (0..SPACES.len())
        .map(|place| (place + 1 < SPACES.len()).then(|| random_hours(rng, from.date_naive())))
        .collect();
    for ((name, _), hours) in SPACES.iter().zip(&hours) {
        assert_eq!(told(&home, name, hours.clone()).await, None);
    }
    let timed = |(talk, place): (ConversationChange, usize)| TimedTalk {
        standing: standing(
            hours[place].as_ref(),
            SPACES[place].1,
            talk.conversation.started_at,
        ),
        talk,
    };
    (home, talks.into_iter().map(timed).collect())
}

async fn listed(home: &Home, text: &str) -> BTreeSet<String> {
    home.found(text).await.into_iter().collect()
}

fn expected(talks: &[TimedTalk], is_it: impl Fn(&TimedTalk) -> bool) -> BTreeSet<String> {
    let found = talks.iter().filter(|talk| is_it(talk));
    found.map(|it| it.talk.conversation.id.0.clone()).collect()
}

/// Searches find what the reference says, alone, turned round, and among others; and the three make up all.
async fn check_searches(home: &Home, talks: &[TimedTalk]) {
    let mut all = BTreeSet::new();
    for wanted in OpeningStanding::ALL {
        let term = format!("hours:{}", wanted.as_str());
        let found = listed(home, &term).await;
        assert_eq!(found, expected(talks, |it| it.standing == wanted), "{term}");
        assert_eq!(
            listed(home, &format!("-{term}")).await,
            expected(talks, |it| it.standing != wanted)
        );
        let text = format!("({term} OR outcome:tour) operator:yes");
        let is_it = |it: &TimedTalk| {
            let tour = it.counts(&ConversionKind::Tour, InferredOutcomes::Apart);
            (it.standing == wanted || tour) && it.has_operator()
        };
        assert_eq!(listed(home, &text).await, expected(talks, is_it), "{text}");
        all.extend(found);
    }
    assert_eq!(all.len(), talks.len(), "each is in one part");
}

/// Every number of a part is as long as the list of its term, and what the reference counts.
async fn check_part(
    home: &Home,
    (metrics, term): (&Metrics, &str),
    inferred: InferredOutcomes,
    part: &[&TimedTalk],
) {
    assert_eq!(metrics.total, part.len() as u64, "{term}");
    for kind in [ConversionKind::Tour, ConversionKind::Booking] {
        let what = MetricId::ALL
            .iter()
            .find(|id| id.kind() == Some(kind.clone()));
        let what = *what.expect("counted");
        let MetricAmount::Share(share) = metrics.amount(what) else {
            panic!("{what:?} is a share");
        };
        let counted = part.iter().filter(|it| it.counts(&kind, inferred)).count();
        assert_eq!(share.conversations, counted as u64, "{term} {what:?}");
        let asked = inferred.asked(Some(kind));
        let list = listed(home, &format!("{term} {asked}")).await;
        assert_eq!(list.len(), counted, "{term} {asked}");
    }
}

async fn after_hours(home: &Home, inferred: InferredOutcomes) -> AfterHoursView {
    let filter = ListFilter {
        inferred,
        ..ListFilter::default()
    };
    let request = AfterHoursRequest { filter };
    let counted = home.reader.after_hours(&request, now()).await;
    counted.expect("counted")
}

async fn check_numbers(home: &Home, talks: &[TimedTalk], inferred: InferredOutcomes) {
    let view = after_hours(home, inferred).await;
    let total = talks.len() as u64;
    assert_eq!(view.total, total);
    let parts = view.inside.total + view.outside.total + view.unknown.total;
    assert_eq!(parts, total, "the parts make up all");
    assert_eq!(
        view.ai_alone.total + view.with_operator.total,
        view.outside.total
    );
    let of = |is_it: &dyn Fn(&TimedTalk) -> bool| -> Vec<&TimedTalk> {
        talks.iter().filter(|talk| is_it(talk)).collect()
    };
    let standing = |wanted| of(&|it: &TimedTalk| it.standing == wanted);
    let outside = |present| {
        of(&|it: &TimedTalk| {
            it.standing == OpeningStanding::Outside && it.has_operator() == present
        })
    };
    let checked = [
        (
            &view.inside,
            "hours:inside",
            standing(OpeningStanding::Inside),
        ),
        (
            &view.outside,
            "hours:outside",
            standing(OpeningStanding::Outside),
        ),
        (
            &view.unknown,
            "hours:unknown",
            standing(OpeningStanding::Unknown),
        ),
        (&view.ai_alone, "hours:outside operator:no", outside(false)),
        (
            &view.with_operator,
            "hours:outside operator:yes",
            outside(true),
        ),
    ];
    for (metrics, term, part) in checked {
        check_part(home, (metrics, term), inferred, &part).await;
    }
    check_shares(&view);
    check_comparison(home, &view, inferred).await;
}

/// The share outside is of what is known; every rate outside stands beside that inside.
fn check_shares(view: &AfterHoursView) {
    let all = view
        .shares
        .iter()
        .find(|it| it.what == MetricId::Conversations);
    let all = all.expect("told");
    assert_eq!(all.known, view.inside.total + view.outside.total);
    assert_eq!(all.outside.conversations, view.outside.total);
    let share = |metrics: &Metrics| metrics.tours.rate;
    if let (Some(outside), Some(inside)) = (share(&view.outside), share(&view.inside)) {
        let tours = view
            .beside_inside
            .iter()
            .find(|it| it.what == MetricId::Tours);
        let difference = tours.expect("compared").difference;
        assert!((difference - (outside - inside)).abs() < 1e-12);
    }
}

/// The side of a comparison has the same parts, in the same order, each with the search that lists it.
async fn check_comparison(home: &Home, view: &AfterHoursView, inferred: InferredOutcomes) {
    let request = ComparisonRequest {
        filter: ListFilter {
            inferred,
            ..ListFilter::default()
        },
        side: ComparisonSide::Opening,
    };
    let rows = home
        .reader
        .comparison(&request, now())
        .await
        .expect("counted");
    let parts = [
        (Some("inside"), &view.inside),
        (Some("outside"), &view.outside),
        (None, &view.unknown),
    ];
    let mut told = parts.into_iter().filter(|(_, metrics)| metrics.total > 0);
    for row in rows {
        let (value, metrics) = told.next().expect("no part more");
        assert_eq!((row.value.as_deref(), &row.metrics), (value, metrics));
        let term = row.test.expect("a search lists it").to_string();
        assert_eq!(
            listed(home, &term).await.len() as u64,
            metrics.total,
            "{term}"
        );
    }
    assert_eq!(told.next(), None, "and no part less");
}

/// Histories that are tried; `SEARCH_SEEDS=100` for a long run by hand.
fn seeds() -> u8 {
    let asked = std::env::var("SEARCH_SEEDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(8)
}

#[tokio::test]
async fn whatever_began_when_the_reference_says_the_same() {
    for number in 0..seeds() {
        let mut rng = TestRng::from_seed(prop::test_runner::RngAlgorithm::ChaCha, &[number; 32]);
        let (home, talks) = history(&mut rng).await;
        check_searches(&home, &talks).await;
        for inferred in [InferredOutcomes::Apart, InferredOutcomes::Counted] {
            check_numbers(&home, &talks, inferred).await;
        }
    }
}

fn hours(text: &str) -> OpeningHours {
    text.parse().expect("opening hours")
}

/// What was found before is asked anew, in an open list of results too.
#[tokio::test]
async fn hours_count_from_the_moment_in_which_they_are_said() {
    let home = Home::new().await;
    home.commit(&page(vec![talk("noon", 0, &["hello"])]), "1")
        .await;
    assert_eq!(home.found("hours:unknown").await, ["noon"]);
    let name = "Space s1";
    let first = hours("daily 09:00-18:00");
    assert_eq!(told(&home, name, Some(first.clone())).await, None);
    assert_eq!(home.found("hours:inside").await, ["noon"]);
    assert!(home.found("hours:unknown").await.is_empty());
    let closed = hours("daily 09:00-18:00; closed 2026-11-21");
    assert_eq!(told(&home, name, Some(closed)).await, Some(first));
    assert_eq!(home.found("hours:outside").await, ["noon"]);
    let view = after_hours(&home, InferredOutcomes::Apart).await;
    assert!(view.spaces_unknown.is_empty());
    assert!(told(&home, name, None).await.is_some());
    assert_eq!(home.found("hours:unknown").await, ["noon"]);
    let view = after_hours(&home, InferredOutcomes::Apart).await;
    assert_eq!(view.spaces_unknown, [name]);
    let nobody = home.writer.set_opening_hours(SpaceId(99), None).await;
    assert!(matches!(nobody, Err(cache::CacheError::NotFound)));
}

/// They are the manager's own: a cache that is downloaded anew has them, and so has the file after a crash.
#[tokio::test]
async fn hours_outlive_the_cache() {
    let home = Home::new().await;
    let changes = page(vec![talk("noon", 0, &["hello"])]);
    home.commit(&changes, "1").await;
    told(&home, "Space s1", Some(hours("sat 09:00-18:00"))).await;
    let Home {
        dir,
        writer,
        reader,
        source,
    } = home;
    drop(reader);
    writer.close().await;
    drop(writer);
    cache::wipe_cache(dir.path()).await.expect("wiped");
    let (writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    let home = Home {
        dir,
        writer,
        reader,
        source,
    };
    home.commit(&changes, "1").await;
    assert_eq!(home.found("hours:inside").await, ["noon"]);
}

#[tokio::test]
async fn what_is_begun_is_proposed_with_what_it_finds() {
    let home = Home::new().await;
    home.commit(&page(vec![talk("noon", 0, &["hello"])]), "1")
        .await;
    told(&home, "Space s1", Some(hours("sat 09:00-18:00"))).await;
    let found = home.reader.complete_search(&search("hours:"), now()).await;
    let found: Vec<_> = found.expect("proposed").into_iter().collect();
    let told: Vec<_> = found
        .iter()
        .map(|it| (it.word.as_str(), it.conversations))
        .collect();
    assert_eq!(
        told,
        [
            ("hours:inside", Some(1)),
            ("hours:outside", Some(0)),
            ("hours:unknown", Some(0)),
        ]
    );
    let absent = OperatorPresence::Absent.as_str();
    let both = format!("hours:inside operator:{absent}");
    assert_eq!(home.found(&both).await, ["noon"]);
}
