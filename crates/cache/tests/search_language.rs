//! The search language against a reference that knows neither parser nor index: random conversations,
//! random questions, the same answers.

mod support;

use chrono::{Days, NaiveDate, TimeDelta};
use model::facet::{Facet, FacetChoice};
use model::feed::{ChangeSet, ConversationChange};
use model::identity::{ContactIdentity, NumberHome};
use model::marks::{ConversationMarks, FlagMessage, MarkChange, MessageFlag, Rating, SetMarks};
use model::search::{ContactHistory, FieldTest, OperatorPresence};
use model::{Channel, ConversionKind, Escalation, FlagKind, Origin, Sender, Status};
use proptest::prelude::*;
use proptest::test_runner::TestRng;
use std::collections::BTreeSet;
use support::*;

/// Words that stand in texts. Short, so that none is the beginning or a spelling of another one.
const WORDS: [&str; 8] = ["tour", "desk", "roof", "cat", "day", "pass", "moon", "bus"];
/// Conversations of one history.
const TALKS: usize = 60;
/// Questions to each history.
const QUESTIONS: usize = 150;

/// A question, as the reference understands it.
#[derive(Clone, Debug)]
enum Question {
    Word(Place, &'static str),
    /// A beginning, written with a star.
    Beginning(&'static str),
    /// The inside of a word, written with two.
    Inside(&'static str),
    Phrase(Place, [&'static str; 2]),
    Channel(Channel),
    Kind(ConversionKind),
    Converted,
    Unconverted,
    OnlyInferred,
    /// Of a kind, or of any.
    WithInferred(Option<ConversionKind>),
    Escalated,
    EscalatedAs(Escalation),
    Status(Status),
    Lead,
    Language(&'static str),
    Contact(ContactHistory),
    Operator(OperatorPresence),
    MoreMessages(u32),
    /// A silence of at least so many minutes.
    Gap(i64),
    /// At least so many minutes to the first confirmed outcome.
    ConvertedAfter(i64),
    Before(NaiveDate),
    After(NaiveDate),
    On(NaiveDate),
    Starred,
    Reviewed,
    Rated(u8),
    RatedAtLeast(u8),
    Unrated,
    Tag(&'static str),
    Untagged,
    Flagged,
    FlaggedAs(FlagKind),
    Noted,
    NoteSays(&'static str),
    Not(Box<Question>),
    All(Vec<Question>),
    Any(Vec<Question>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    Subject,
    Customer,
    Assistant,
    Operator,
}

impl Question {
    /// As somebody types it. What stands inside another one stands in brackets.
    fn typed(&self) -> String {
        let list = |parts: &[Self], between: &str| {
            let parts: Vec<String> = parts.iter().map(Self::typed).collect();
            format!("({})", parts.join(between))
        };
        match self {
            Self::Word(place, word) => format!("{}={word}", place.operator()),
            Self::Beginning(begun) => format!("{begun}*"),
            Self::Inside(part) => format!("*{part}*"),
            Self::Phrase(place, [one, other]) => format!("{}\"{one} {other}\"", place.operator()),
            Self::Channel(channel) => format!("channel:{channel}"),
            Self::Kind(kind) => format!("outcome:{kind}"),
            Self::Converted => "converted:yes".to_owned(),
            Self::Unconverted => "converted:no".to_owned(),
            Self::OnlyInferred => "converted:inferred".to_owned(),
            Self::WithInferred(None) => "with-inferred:any".to_owned(),
            Self::WithInferred(Some(kind)) => format!("with-inferred:{kind}"),
            Self::Escalated => "escalated:yes".to_owned(),
            Self::EscalatedAs(one) => format!("escalated:{one}"),
            Self::Status(status) => format!("status:{status}"),
            Self::Lead => "has:lead".to_owned(),
            Self::Language(code) => format!("lang:{code}"),
            Self::Contact(history) => format!("contact:{}", history.as_str()),
            Self::Operator(presence) => format!("operator:{}", presence.as_str()),
            Self::MoreMessages(count) => format!("messages:>{count}"),
            Self::Gap(minutes) => format!("gap:>={minutes}m"),
            Self::ConvertedAfter(minutes) => format!("converted-after:>={minutes}m"),
            Self::Before(day) => format!("before:{day}"),
            Self::After(day) => format!("after:{day}"),
            Self::On(day) => format!("on:{day}"),
            Self::Starred => "starred:yes".to_owned(),
            Self::Reviewed => "reviewed:yes".to_owned(),
            Self::Rated(rating) => format!("rating:{rating}"),
            Self::RatedAtLeast(rating) => format!("rating:>={rating}"),
            Self::Unrated => "rating:none".to_owned(),
            Self::Tag(tag) => format!("tag:{tag}"),
            Self::Untagged => "tag:none".to_owned(),
            Self::Flagged => "flagged:yes".to_owned(),
            Self::FlaggedAs(kind) => format!("flagged:{kind}"),
            Self::Noted => "note:yes".to_owned(),
            Self::NoteSays(word) => format!("note:{word}"),
            Self::Not(part) => format!("-{}", part.typed()),
            Self::All(parts) => list(parts, " "),
            Self::Any(parts) => list(parts, " OR "),
        }
    }

    fn holds(&self, one: &MarkedTalk) -> bool {
        let (talk, marks) = (&one.talk, &one.marks);
        let rating = marks.rating.map_or(0, Rating::get);
        let has = |it: &dyn Fn(&[&str]) -> bool, place: Place| {
            texts(talk, place).iter().any(|words| it(words))
        };
        let confirmed = || talk.conversions.iter().filter(|one| one.confirmed);
        let day = talk.conversation.started_at + TimeDelta::hours(1);
        let day = day.date_naive();
        match self {
            Self::Word(place, word) => has(&|words| words.contains(word), *place),
            Self::Beginning(begun) => has(
                &|words| words.iter().any(|word| word.starts_with(begun)),
                Place::Anywhere,
            ),
            Self::Inside(part) => has(
                &|words| words.iter().any(|word| word.contains(part)),
                Place::Anywhere,
            ),
            Self::Phrase(place, phrase) => {
                has(&|words| words.windows(2).any(|pair| pair == phrase), *place)
            }
            Self::Channel(channel) => talk.conversation.channel == *channel,
            Self::Kind(kind) => confirmed().any(|one| one.kind == *kind),
            Self::Converted => confirmed().next().is_some(),
            Self::Unconverted => talk.conversions.is_empty(),
            Self::OnlyInferred => !talk.conversions.is_empty() && confirmed().next().is_none(),
            Self::WithInferred(kind) => {
                let mut all = talk.conversions.iter();
                all.any(|one| kind.as_ref().is_none_or(|kind| one.kind == *kind))
            }
            Self::Escalated => talk.conversation.escalation != Escalation::None,
            Self::EscalatedAs(one) => talk.conversation.escalation == *one,
            Self::Status(status) => talk.conversation.status.as_ref() == Some(status),
            Self::Lead => !talk.leads.is_empty(),
            Self::Language(code) => language(talk) == *code,
            Self::Contact(history) => one.history == *history,
            Self::Operator(presence) => {
                let mut senders = talk.messages.iter().map(|message| &message.sender);
                let is_present = senders.any(|sender| *sender == Sender::Operator);
                is_present == (*presence == OperatorPresence::Present)
            }
            Self::MoreMessages(count) => {
                let shown = talk.messages.iter().filter(|one| one.sender.is_visible());
                shown.count() > *count as usize
            }
            Self::Gap(minutes) => {
                let shown = talk.messages.iter().filter(|one| one.sender.is_visible());
                let times: Vec<_> = shown.map(|one| one.sent_at).collect();
                let mut silences = times.windows(2).map(|pair| pair[1] - pair[0]);
                silences.any(|silence| silence >= TimeDelta::minutes(*minutes))
            }
            Self::ConvertedAfter(minutes) => {
                let started = talk.conversation.started_at;
                let times = confirmed().map(|one| one.occurred_at - started);
                let first = times.filter(|time| *time >= TimeDelta::zero()).min();
                first.is_some_and(|time| time >= TimeDelta::minutes(*minutes))
            }
            Self::Before(bound) => day < *bound,
            Self::After(bound) => day >= *bound,
            Self::On(bound) => day == *bound,
            Self::Starred => marks.starred,
            Self::Reviewed => marks.reviewed_at.is_some(),
            Self::Rated(wanted) => rating == *wanted,
            Self::RatedAtLeast(wanted) => rating >= *wanted,
            Self::Unrated => rating == 0,
            Self::Tag(tag) => marks.tags.iter().any(|it| it == tag),
            Self::Untagged => marks.tags.is_empty(),
            Self::Flagged => one.flag.is_some(),
            Self::FlaggedAs(kind) => one.flag.as_ref() == Some(kind),
            Self::Noted => marks.note.is_some(),
            Self::NoteSays(word) => {
                let note = marks.note.as_deref().unwrap_or_default();
                note.split(' ').any(|it| it.starts_with(word))
            }
            Self::Not(part) => !part.holds(one),
            Self::All(parts) => parts.iter().all(|part| part.holds(one)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(one)),
        }
    }
}

/// A conversation, and what was noted about it.
struct MarkedTalk {
    talk: ConversationChange,
    marks: ConversationMarks,
    /// How its first message is flagged.
    flag: Option<FlagKind>,
    /// Whether its person had written before.
    history: ContactHistory,
}

/// By what the person of a random talk is known: the customer and the visitor, and every address and number.
fn known_by(talk: &ConversationChange) -> (Option<&str>, Option<&str>, Vec<ContactIdentity>) {
    let home = NumberHome::of_zone("Europe/Berlin");
    let head = &talk.conversation;
    let customer = head.customer_id.as_ref().map(|id| id.as_str());
    let email = customer.map(|id| format!("{id}@acme.example"));
    let captured = talk
        .leads
        .iter()
        .flat_map(|lead| [&lead.email, &lead.phone]);
    let texts = email.into_iter().chain(captured.flatten().cloned());
    let mut contacts: Vec<_> = texts
        .map(|text| ContactIdentity::read(&text, home))
        .collect();
    let identifier = head.external_identifier.as_ref();
    contacts.extend(identifier.map(|text| ContactIdentity::read(text, home.on(&head.channel))));
    (customer, head.visitor_token.as_deref(), contacts)
}

fn is_same_person(one: &ConversationChange, other: &ConversationChange) -> bool {
    let (one, other) = (known_by(one), known_by(other));
    (one.0.is_some() && one.0 == other.0)
        || (one.1.is_some() && one.1 == other.1)
        || one.2.iter().any(|it| other.2.contains(it))
}

/// Every talk beside every other one. Of two that began at once, the one that was told first is the earlier.
fn tell_histories(marked: &mut [MarkedTalk]) {
    let histories: Vec<ContactHistory> = (0..marked.len())
        .map(|at| {
            let own = &marked[at].talk;
            if known_by(own) == (None, None, Vec::new()) {
                return ContactHistory::Unknown;
            }
            let began = |at: usize| (marked[at].talk.conversation.started_at, at);
            let mut others = (0..marked.len()).filter(|other| began(*other) < began(at));
            if others.any(|other| is_same_person(&marked[other].talk, own)) {
                ContactHistory::Returning
            } else {
                ContactHistory::First
            }
        })
        .collect();
    for (one, history) in marked.iter_mut().zip(histories) {
        one.history = history;
    }
}

impl Place {
    fn operator(self) -> &'static str {
        match self {
            Self::Anywhere => "",
            Self::Subject => "subject:",
            Self::Customer => "customer-said:",
            Self::Assistant => "ai-said:",
            Self::Operator => "operator-said:",
        }
    }
}

/// In which language the random talk was made: by the one long sentence in it.
fn language(talk: &ConversationChange) -> &'static str {
    let is_said = |(_, sentence): &&(&str, &str)| {
        talk.messages
            .iter()
            .any(|message| message.body == *sentence)
    };
    SPOKEN
        .iter()
        .find(is_said)
        .map_or("unknown", |(code, _)| *code)
}

/// The texts of a place, cut into words: each message is one, since no phrase runs over its end.
fn texts(talk: &ConversationChange, place: Place) -> Vec<Vec<&str>> {
    let said = talk.messages.iter().filter(|message| {
        let sender = &message.sender;
        match place {
            Place::Anywhere => sender.is_visible(),
            Place::Subject => false,
            Place::Customer => *sender == Sender::Customer,
            Place::Assistant => *sender == Sender::AiAgent,
            Place::Operator => *sender == Sender::Operator,
        }
    });
    let subject = talk.conversation.subject.as_deref();
    let subject = subject.filter(|_| matches!(place, Place::Anywhere | Place::Subject));
    let all = said.map(|message| message.body.as_str()).chain(subject);
    all.map(|text| text.split(' ').collect()).collect()
}

fn pick<T: Clone>(rng: &mut TestRng, from: &[T]) -> T {
    from[rng.random_range(0..from.len())].clone()
}

fn chance(rng: &mut TestRng, of: u32) -> bool {
    rng.random_range(0..of) == 0
}

fn sentence(rng: &mut TestRng) -> String {
    let words = rng.random_range(1..4);
    let words: Vec<&str> = (0..words).map(|_| pick(rng, &WORDS)).collect();
    words.join(" ")
}

fn some_day(rng: &mut TestRng) -> NaiveDate {
    let today = now().date_naive();
    let back = Days::new(rng.random_range(0..6));
    today.checked_sub_days(back).expect("a day")
}

const CHANNELS: [Channel; 3] = [Channel::Chat, Channel::WhatsApp, Channel::Voice];
const KINDS: [ConversionKind; 2] = [ConversionKind::Tour, ConversionKind::DayPass];
const ESCALATIONS: [Escalation; 3] = [Escalation::None, Escalation::Pending, Escalation::Resolved];
const STATUSES: [Status; 2] = [Status::Active, Status::Ended];
const ORIGINS: [Origin; 2] = [Origin::Inbound, Origin::OperatorTakeover];
const CITIES: [&str; 3] = ["Lisbon", "Porto", "Faro"];
/// A sentence of each language, in the letters that the reference knows.
const SPOKEN: [(&str, &str); 3] = [
    (
        "en",
        "good morning we would like to know how much a private office for four people costs every month and \
         whether somebody could show us around this week",
    ),
    (
        "de",
        "guten tag wir suchen ab dem ersten mai einen arbeitsplatz mit schreibtisch und parkplatz in der \
         innenstadt was kostet das im monat und kann man es sich vorher ansehen",
    ),
    (
        "es",
        "buenas tardes nos gustaria saber cuanto cuesta una oficina para cuatro personas con sala de reuniones \
         y si se puede visitar el espacio esta semana",
    ),
];
const LANGUAGES: [&str; 4] = ["en", "de", "es", "unknown"];
/// One person in two writings, another by number in three, which is two where a platform says it.
const CONTACTS: [&str; 6] = [
    "k0@acme.example",
    "K0@ACME.example",
    "kim@kiwi.nl",
    "+49 30 1234567",
    "0049 (0)30 1234567",
    "030 1234567",
];
const TAGS: [&str; 3] = ["price", "good", "train"];
const FLAGS: [FlagKind; 2] = [FlagKind::WrongPrice, FlagKind::Rude];
const PRESENCES: [OperatorPresence; 2] = [OperatorPresence::Absent, OperatorPresence::Present];
const PLACES: [Place; 5] = [
    Place::Anywhere,
    Place::Subject,
    Place::Customer,
    Place::Assistant,
    Place::Operator,
];
const SENDERS: [Sender; 5] = [
    Sender::Customer,
    Sender::AiAgent,
    Sender::Operator,
    Sender::System,
    Sender::Other(String::new()),
];

fn random_talk(rng: &mut TestRng, number: usize) -> ConversationChange {
    let spoken = (!chance(rng, 4)).then(|| pick(rng, &SPOKEN).1);
    // One short word is of no language; else one long sentence tells it, among short ones that may be of any.
    let bodies: Vec<String> = match spoken {
        None => vec![pick(rng, &WORDS).to_owned()],
        Some(long) => {
            let others = (0..rng.random_range(0..4)).map(|_| sentence(rng));
            std::iter::once(long.to_owned()).chain(others).collect()
        }
    };
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let ago = rng.random_range(0..6 * 24 * 60);
    let mut talk = talk(&format!("c{number}"), ago, &bodies);
    let mut later = TimeDelta::zero();
    for message in &mut talk.messages {
        later += TimeDelta::minutes(rng.random_range(0..60));
        message.sent_at += later;
        message.sender = match pick(rng, &SENDERS) {
            Sender::Other(_) => Sender::Other("bot".to_owned()),
            known => known,
        };
    }
    if spoken.is_some() {
        talk.messages[0].sender = Sender::Customer;
    }
    let head = &mut talk.conversation;
    head.channel = pick(rng, &CHANNELS);
    head.escalation = pick(rng, &ESCALATIONS);
    head.origin = pick(rng, &ORIGINS);
    head.place.city = chance(rng, 2).then(|| pick(rng, &CITIES).to_owned());
    head.status = chance(rng, 2).then(|| pick(rng, &STATUSES));
    head.subject = chance(rng, 2).then(|| sentence(rng));
    if chance(rng, 3) {
        let mut one = outcome(&format!("o{number}"), pick(rng, &KINDS));
        one.confirmed = chance(rng, 2);
        one.occurred_at += TimeDelta::minutes(rng.random_range(-200..400));
        talk.conversions.push(one);
    }
    if chance(rng, 4) {
        let mut one = lead(&format!("l{number}"));
        one.email = chance(rng, 3).then(|| pick(rng, &CONTACTS[..3]).to_owned());
        one.phone = chance(rng, 3).then(|| pick(rng, &CONTACTS[3..]).to_owned());
        talk.leads.push(one);
    }
    let head = &mut talk.conversation;
    head.customer_id = chance(rng, 8).then(|| pick(rng, &["k0", "k1"]).into());
    head.external_identifier = chance(rng, 6).then(|| pick(rng, &CONTACTS).to_owned());
    talk
}

fn with_customers(talks: Vec<ConversationChange>) -> ChangeSet {
    ChangeSet {
        customers: vec![customer("k0", "Kim"), customer("k1", "Kim")],
        ..page(talks)
    }
}

fn random_question(rng: &mut TestRng, depth: u32) -> Question {
    let kinds = if depth == 0 { 22 } else { 25 };
    let parts = |rng: &mut TestRng| -> Vec<Question> {
        let count = rng.random_range(2..4);
        (0..count)
            .map(|_| random_question(rng, depth - 1))
            .collect()
    };
    match rng.random_range(0..kinds) {
        0 | 1 => Question::Word(pick(rng, &PLACES), pick(rng, &WORDS)),
        2 => Question::Beginning(pick(rng, &["to", "d", "mo", "x"])),
        3 => Question::Inside(pick(rng, &["oo", "as", "ou", "zz"])),
        4 => Question::Phrase(pick(rng, &PLACES), [pick(rng, &WORDS), pick(rng, &WORDS)]),
        5 => Question::Channel(pick(rng, &CHANNELS)),
        6 if chance(rng, 3) => Question::WithInferred(Some(pick(rng, &KINDS))),
        6 => Question::Kind(pick(rng, &KINDS)),
        7 if chance(rng, 3) => Question::WithInferred(None),
        7 => Question::Converted,
        8 => Question::Unconverted,
        9 => Question::OnlyInferred,
        10 if chance(rng, 2) => Question::Operator(pick(rng, &PRESENCES)),
        10 => Question::Escalated,
        11 => Question::EscalatedAs(pick(rng, &ESCALATIONS[1..])),
        12 => Question::Status(pick(rng, &STATUSES)),
        13 if chance(rng, 3) => Question::Contact(pick(rng, &ContactHistory::ALL)),
        13 if chance(rng, 2) => Question::Language(pick(rng, &LANGUAGES)),
        13 => Question::Lead,
        14 if chance(rng, 3) => Question::ConvertedAfter(rng.random_range(0..400)),
        14 if chance(rng, 2) => Question::Gap(rng.random_range(1..90)),
        14 => Question::MoreMessages(rng.random_range(0..4)),
        15 if chance(rng, 2) => Question::Before(some_day(rng)),
        15 => Question::After(some_day(rng)),
        16 => Question::On(some_day(rng)),
        17 if chance(rng, 2) => Question::Starred,
        17 => Question::Reviewed,
        18 if chance(rng, 3) => Question::Unrated,
        18 if chance(rng, 2) => Question::Rated(rng.random_range(1..6)),
        18 => Question::RatedAtLeast(rng.random_range(1..6)),
        19 if chance(rng, 3) => Question::Untagged,
        19 => Question::Tag(pick(rng, &TAGS)),
        20 if chance(rng, 2) => Question::Flagged,
        20 => Question::FlaggedAs(pick(rng, &FLAGS)),
        21 if chance(rng, 2) => Question::Noted,
        21 => Question::NoteSays(pick(rng, &["to", "cat", "x"])),
        22 => Question::Not(Box::new(random_question(rng, depth - 1))),
        23 => Question::All(parts(rng)),
        _ => Question::Any(parts(rng)),
    }
}

/// What a manager may note of a conversation, one time in two.
fn random_changes(rng: &mut TestRng) -> Vec<MarkChange> {
    let mut changes = Vec::new();
    if chance(rng, 2) {
        return changes;
    }
    changes.extend(chance(rng, 2).then_some(MarkChange::Star));
    changes.extend(chance(rng, 2).then_some(MarkChange::Review));
    changes.extend(chance(rng, 2).then(|| MarkChange::Rate(pick(rng, &Rating::ALL))));
    for _ in 0..rng.random_range(0..3) {
        changes.push(MarkChange::Tag(pick(rng, &TAGS).to_owned()));
    }
    changes.extend(chance(rng, 2).then(|| MarkChange::Note(sentence(rng))));
    changes
}

/// Notes something of a conversation that is in the cache.
async fn noted(home: &Home, rng: &mut TestRng, talk: ConversationChange) -> MarkedTalk {
    let name = talk.conversation.id.as_str();
    let found = home.reader.find_conversation(name).await.expect("reads");
    let conversation = found.expect("it is there");
    let changes = random_changes(rng);
    let set = SetMarks {
        conversation,
        changes,
    };
    let changed = home.writer.set_marks(set, now()).await.expect("noted");
    let flag = chance(rng, 4).then(|| pick(rng, &FLAGS));
    if let Some(kind) = &flag {
        let stored = home.reader.conversation(conversation).await.expect("reads");
        let flag = Some(MessageFlag {
            kind: kind.clone(),
            note: None,
        });
        let message = stored.expect("it is there").messages[0].id;
        let set = FlagMessage { message, flag };
        home.writer.flag_message(set).await.expect("flagged");
    }
    MarkedTalk {
        talk,
        marks: changed.marks,
        flag,
        history: ContactHistory::Unknown,
    }
}

fn seed(number: u8) -> TestRng {
    TestRng::from_seed(prop::test_runner::RngAlgorithm::ChaCha, &[number; 32])
}

/// Histories that are tried; `SEARCH_SEEDS=100` for a long run by hand.
fn seeds() -> u8 {
    let asked = std::env::var("SEARCH_SEEDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(4)
}

#[tokio::test]
async fn every_question_is_answered_as_the_reference_answers_it() {
    for number in 0..seeds() {
        let mut rng = seed(number);
        let home = Home::new().await;
        let talks: Vec<_> = (0..TALKS).map(|one| random_talk(&mut rng, one)).collect();
        home.commit(&with_customers(talks.clone()), "1").await;
        let mut marked = Vec::new();
        for talk in talks {
            marked.push(noted(&home, &mut rng, talk).await);
        }
        tell_histories(&mut marked);
        let mut answered = 0;
        for _ in 0..QUESTIONS {
            let question = random_question(&mut rng, 3);
            let typed = question.typed();
            let list = home.list(search(&typed)).await;
            assert_eq!(list.diagnoses, [], "seed {number}: {typed}");
            let expected = marked.iter().filter(|one| question.holds(one));
            let expected: BTreeSet<String> = expected
                .map(|one| one.talk.conversation.id.0.clone())
                .collect();
            let found: Vec<String> = remote_ids(&list.rows);
            assert_eq!(
                found.iter().cloned().collect::<BTreeSet<_>>(),
                expected,
                "seed {number}: {typed}"
            );
            assert_eq!(list.metrics.total as usize, expected.len(), "{typed}");
            let times: Vec<_> = list.rows.iter().map(|row| row.last_activity_at).collect();
            assert!(times.is_sorted_by(|a, b| a >= b), "{typed}: newest first");
            answered += usize::from(!expected.is_empty() && expected.len() < TALKS);
        }
        assert!(
            answered > QUESTIONS / 4,
            "too few questions that tell anything: {answered}"
        );
    }
}

/// The facet of whose values a question asks any, if it asks nothing else.
fn facet_of_values(question: &Question) -> Option<Facet> {
    Some(match question {
        Question::Channel(_) => Facet::Channel,
        Question::Kind(_) => Facet::Outcome,
        Question::Converted | Question::Unconverted | Question::OnlyInferred => Facet::Converted,
        Question::Escalated | Question::EscalatedAs(_) => Facet::Escalation,
        Question::Status(_) => Facet::Status,
        Question::Lead => Facet::Lead,
        Question::Language(_) => Facet::Language,
        Question::Any(parts) => {
            let facet = facet_of_values(parts.first()?)?;
            let is_one = parts
                .iter()
                .all(|part| facet_of_values(part) == Some(facet));
            return is_one.then_some(facet);
        }
        Question::Not(part) => match &**part {
            Question::Not(part) => return facet_of_values(part),
            _ => return None,
        },
        Question::All(parts) => return facet_of_values(repeated(parts)?),
        _ => return None,
    })
}

/// What is asked, where all of it is the same.
fn repeated(parts: &[Question]) -> Option<&Question> {
    let first = parts.first()?;
    let is_same = |part: &Question| part.typed() == first.typed();
    parts.iter().all(is_same).then_some(first)
}

/// The same of a question that may also ask for none of them.
fn facet_of(question: &Question) -> Option<Facet> {
    match question {
        Question::Not(part) => facet_of(part),
        Question::All(parts) => repeated(parts).and_then(facet_of),
        other => facet_of_values(other),
    }
}

/// Whether a conversation has a value of a facet, looked at by itself.
fn has_value(test: &FieldTest, one: &MarkedTalk) -> bool {
    let head = &one.talk.conversation;
    let question = match test {
        FieldTest::Channel(channel) => Question::Channel(channel.clone()),
        FieldTest::Converted(kind) => Question::Kind(kind.clone()),
        FieldTest::AnyOutcome => Question::Converted,
        FieldTest::OnlyInferred => Question::OnlyInferred,
        FieldTest::Unconverted => Question::Unconverted,
        FieldTest::Escalation(escalation) => Question::EscalatedAs(escalation.clone()),
        FieldTest::Status(status) => Question::Status(status.clone()),
        FieldTest::HasLead => Question::Lead,
        FieldTest::Origin(origin) => return head.origin == *origin,
        FieldTest::Language(code) => return language(&one.talk) == code,
        FieldTest::Place(city) => return head.place.city.as_ref() == Some(city),
        other => panic!("no value of a facet that is tried here: {other:?}"),
    };
    question.holds(one)
}

/// Each facet is counted with every other part of the search and without its own, and what a click makes of the
/// search finds as many as were promised.
#[tokio::test]
async fn facets_are_counted_as_the_reference_counts_them() {
    for number in 0..seeds() {
        let mut rng = seed(number + 100);
        let home = Home::new().await;
        let talks: Vec<_> = (0..TALKS).map(|one| random_talk(&mut rng, one)).collect();
        home.commit(&with_customers(talks.clone()), "1").await;
        let mut marked = Vec::new();
        for talk in talks {
            marked.push(noted(&home, &mut rng, talk).await);
        }
        tell_histories(&mut marked);
        for round in 0..QUESTIONS / 5 {
            if round == 10 {
                begun_otherwise(&home, &mut rng, &mut marked).await;
            }
            check_facets(&home, &mut rng, &marked).await;
        }
    }
}

/// What is known of a conversation follows the server.
async fn begun_otherwise(home: &Home, rng: &mut TestRng, marked: &mut [MarkedTalk]) {
    for one in marked.iter_mut().step_by(3) {
        let head = &mut one.talk.conversation;
        head.origin = pick(rng, &ORIGINS);
        head.place.city = Some(pick(rng, &CITIES).to_owned());
        head.escalation = pick(rng, &ESCALATIONS);
    }
    let changed = marked.iter().step_by(3).map(|one| one.talk.clone());
    home.commit(&page(changed.collect()), "2").await;
}

async fn check_facets(home: &Home, rng: &mut TestRng, marked: &[MarkedTalk]) {
    let parts = rng.random_range(0..4);
    let parts: Vec<Question> = (0..parts).map(|_| random_question(rng, 2)).collect();
    let typed: Vec<String> = parts.iter().map(Question::typed).collect();
    let typed = typed.join(" ");
    let facets = home
        .reader
        .facets(&search(&typed), now())
        .await
        .expect("counted");
    assert!(facets.len() > 5, "{typed}: {facets:?}");
    for counts in facets {
        let is_own = |part: &&Question| facet_of(part) == Some(counts.facet);
        let others: Vec<&Question> = parts.iter().filter(|part| !is_own(part)).collect();
        let within = || {
            marked
                .iter()
                .filter(|one| others.iter().all(|part| part.holds(one)))
        };
        assert_eq!(
            counts.conversations,
            within().count() as u64,
            "{typed}: {:?}",
            counts.facet
        );
        for value in &counts.values {
            let expected = within().filter(|one| has_value(&value.test, one)).count() as u64;
            assert_eq!(value.conversations, expected, "{typed}: {}", value.test);
        }
        let value = pick(rng, &counts.values);
        if parts.iter().any(|part| is_own(&part)) {
            continue;
        }
        assert_eq!(value.choice, FacetChoice::Open, "{typed}: {}", value.test);
        let with = home.list(search(&value.toggled)).await;
        assert_eq!(
            u64::from(with.total),
            value.conversations,
            "{}",
            value.toggled
        );
        let without = home.list(search(&value.excluded)).await;
        let rest = counts.conversations - value.conversations;
        assert_eq!(u64::from(without.total), rest, "{}", value.excluded);
    }
}

/// Words as people write them: the cases are public reports of others.
#[tokio::test]
async fn words_are_found_as_people_write_them() {
    let home = Home::new().await;
    let mut phone = talk("phone", 90, &["Hi, is the loft free?"]);
    phone.conversation.external_identifier = Some("+44 20 7946 0018".to_owned());
    let talks = vec![
        talk("umlaut", 1, &["Ist das Büro von Jürgen Müller noch frei?"]),
        talk("spelled out", 2, &["Anja Mueller fragt"]),
        talk("apart", 3, &["Do you offer co-working on weekends?"]),
        talk("together", 4, &["Is coworking cheaper than an office?"]),
        talk("compound", 5, &["Wir brauchen einen Besprechungsraum"]),
        talk(
            "zero width",
            6,
            &["cancel my member\u{200B}ship at Acme\u{200B}Works"],
        ),
        talk(
            "ukrainian",
            7,
            &["Дем\u{2BC}янчук, Лук'ян, В\u{2019}ячеслав"],
        ),
        talk(
            "arabic",
            8,
            &["مرحبا، أريد حجز قاعة الاجتماعات لشركة الإبداع"],
        ),
        talk(
            "written number",
            9,
            &["Please call me on 020 7946 0123 after six"],
        ),
        phone,
    ];
    home.commit(&page(talks), "1").await;
    let cases: [(&str, &[&str]); 23] = [
        ("mueller", &["umlaut", "spelled out"]),
        ("müller", &["umlaut", "spelled out"]),
        ("=mueller", &["spelled out"]),
        ("muller", &["umlaut"]),
        ("buero", &["umlaut"]),
        ("coworking", &["apart", "together"]),
        ("co-working", &["apart", "together"]),
        ("*raum", &["compound"]),
        ("*sprechung*", &["compound"]),
        ("=membership", &["zero width"]),
        ("acmeworks", &["zero width"]),
        ("can\u{200B}cel", &["zero width"]),
        ("Дем'янчук", &["ukrainian"]),
        ("Лук\u{2BC}ян", &["ukrainian"]),
        ("В'ячеслав", &["ukrainian"]),
        ("اريد", &["arabic"]),
        ("قاعه", &["arabic"]),
        ("+44 20 7946 0018", &["phone"]),
        ("+442079460018", &["phone"]),
        ("00442079460018", &["phone"]),
        ("020 7946 0018", &["phone"]),
        ("02079460123", &["written number"]),
        ("\"co working\"", &["apart"]),
    ];
    for (typed, expected) in cases {
        let found: BTreeSet<String> = home.found(typed).await.into_iter().collect();
        let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{typed}");
    }
}
