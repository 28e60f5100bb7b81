//! What the practice space promises: the same from the same seed, in order, whole, and varied.

use super::content;
use super::scenario::{ChannelKey, PersonKind, SpokenLanguage};
use super::{script, script_from};
use chrono::{DateTime, Duration, Utc};
use model::feed::ConversationChange;
use model::{
    BodyFormat, Channel, ConversionKind, Delivery, Escalation, InboxStatus, Origin, Sender, Status,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const MANY: u32 = 2_400;

fn until() -> DateTime<Utc> {
    "2026-11-21T10:00:00Z".parse().expect("a valid instant")
}

/// One practice space for all tests that only look.
fn space() -> &'static [ConversationChange] {
    static SPACE: OnceLock<Vec<ConversationChange>> = OnceLock::new();
    SPACE.get_or_init(|| script(7, MANY, until()).1.collect())
}

fn share(part: usize) -> f64 {
    part as f64 * 100.0 / f64::from(MANY)
}

fn with_kind(kind: &ConversionKind) -> usize {
    space()
        .iter()
        .filter(|change| change.conversions.iter().any(|made| &made.kind == kind))
        .count()
}

#[test]
fn equal_seeds_make_equal_spaces_and_other_seeds_others() {
    let make = |seed| {
        let (script, all) = script(seed, 300, until());
        (script, all.collect::<Vec<_>>())
    };
    assert_eq!(make(5), make(5));
    assert_ne!(make(5), make(6));
}

#[test]
fn a_conversation_follows_from_its_number_alone() {
    let tail: Vec<_> = script(7, MANY, until()).1.skip(2_000).take(50).collect();
    assert_eq!(tail, space()[2_000..2_050]);
    let (whole, rest) = script_from(7, MANY, until(), 2_000);
    assert_eq!(rest.take(50).collect::<Vec<_>>(), tail);
    assert_eq!(whole, script(7, MANY, until()).0);
}

/// A server lets somebody who writes on WhatsApp again go on in the open conversation.
#[test]
fn of_a_million_nobody_has_two_open_ones_on_whatsapp() {
    let mut open = BTreeSet::new();
    // The last day and more: what is older has ended.
    for change in script_from(7, 1_000_000, until(), 992_000).1 {
        let head = &change.conversation;
        if head.channel != Channel::WhatsApp || head.status != Some(Status::Active) {
            continue;
        }
        let number = head.external_identifier.as_deref();
        let number = number.map(model::identity::lookup_key);
        let customer = head.customer_id.as_ref().map(ToString::to_string);
        for person in number.into_iter().chain(customer) {
            assert!(open.insert(person), "{}: {head:?}", head.id);
        }
    }
    assert!(open.len() > 300, "{} are open", open.len());
}

/// Ids, sessions, tokens and records, at the end of small spaces and of large ones.
#[test]
fn no_two_things_of_many_have_an_id() {
    for all in [1_000, 30_000, 300_000] {
        let mut seen = BTreeSet::new();
        for change in script_from(11, all, until(), all.saturating_sub(1_500)).1 {
            let head = &change.conversation;
            let named = [&head.id.0, &head.session_id].into_iter();
            for id in named.chain(head.visitor_token.as_ref()) {
                assert!(seen.insert(id.clone()), "{id} twice of {all}");
            }
            for id in rows(&change) {
                assert!(seen.insert(id.clone()), "{id} twice of {all}");
            }
        }
    }
}

/// The ids of what a conversation holds.
fn rows(change: &ConversationChange) -> Vec<String> {
    let said = change.messages.iter().map(|one| &one.id);
    let made = change.conversions.iter().map(|one| &one.id);
    let left = change.leads.iter().map(|one| &one.id);
    let opened = change.tickets.iter().map(|one| &one.id);
    let proposed = change.inbox_items.iter().map(|one| &one.id);
    let all = said.chain(made).chain(left).chain(opened).chain(proposed);
    all.map(|id| id.0.clone()).collect()
}

#[test]
fn conversations_are_ordered_and_inside_the_180_days() {
    let starts: Vec<_> = space()
        .iter()
        .map(|change| change.conversation.started_at)
        .collect();
    assert!(starts.is_sorted(), "starts must ascend");
    assert!(starts[0] >= until() - Duration::days(180));
    assert!(
        starts[0] < until() - Duration::days(175),
        "the first days must not be empty"
    );
}

#[test]
fn nothing_lies_after_until_and_messages_ascend() {
    for seed in [1, 2, 3] {
        for change in script(seed, 900, until()).1 {
            let head = &change.conversation;
            let times: Vec<_> = change
                .messages
                .iter()
                .map(|message| message.sent_at)
                .collect();
            assert!(times.is_sorted(), "{}: {times:?}", head.id);
            assert!(
                times.first().is_some_and(|first| *first == head.started_at),
                "{}",
                head.id
            );
            assert_eq!(times.last(), Some(&head.last_activity_at), "{}", head.id);
            let others = change
                .conversions
                .iter()
                .map(|made| made.occurred_at)
                .chain(head.ended_at);
            let others = others.chain(change.leads.iter().map(|lead| lead.created_at));
            let others = others.chain(change.tickets.iter().map(|ticket| ticket.created_at));
            for at in times.into_iter().chain(others) {
                assert!(at <= until() && at >= head.started_at, "{}: {at}", head.id);
            }
            assert!(
                change
                    .inbox_items
                    .iter()
                    .all(|item| item.created_at <= until())
            );
        }
    }
}

/// How long the clean-up of a server that was not told otherwise waits.
fn patience(channel: &Channel) -> Duration {
    match channel {
        Channel::Email => Duration::hours(48),
        _ => Duration::hours(24),
    }
}

#[test]
fn a_letter_stays_open_for_two_days_and_everything_else_for_one() {
    let mut ended = BTreeSet::new();
    for seed in [1, 2, 3] {
        for change in script(seed, MANY, until()).1 {
            let head = &change.conversation;
            let (quiet, mail) = (
                until() - head.last_activity_at,
                head.channel == Channel::Email,
            );
            let swept = head.ended_at.map(|at| at - head.last_activity_at);
            let swept = swept.filter(|quiet| *quiet >= Duration::hours(24));
            if let Some(swept) = swept {
                assert!(swept >= patience(&head.channel), "{}: {swept}", head.id);
            }
            if (24..48).contains(&quiet.num_hours()) {
                ended.insert((mail, head.status == Some(Status::Ended)));
            }
        }
    }
    let expected = BTreeSet::from([(true, false), (false, true)]);
    assert_eq!(
        ended, expected,
        "(e-mail, ended) of what is quiet for a day"
    );
}

#[test]
fn a_gap_never_outlasts_the_clean_up() {
    for change in space() {
        for pair in change.messages.windows(2) {
            let gap = pair[1].sent_at - pair[0].sent_at;
            let head = &change.conversation;
            assert!(gap < patience(&head.channel), "{}: {gap}", head.id);
        }
    }
}

#[test]
fn status_says_whether_the_clean_up_came_by() {
    for change in space() {
        let head = &change.conversation;
        match head.status {
            Some(Status::Ended) => {
                assert!(head.ended_at.is_some_and(|at| at >= head.last_activity_at))
            }
            Some(Status::Active) => {
                assert!(head.ended_at.is_none());
                let quiet = until() - head.last_activity_at;
                assert!(quiet < patience(&head.channel), "{}: {quiet}", head.id);
            }
            ref other => panic!("{}: {other:?}", head.id),
        }
    }
    let active = space()
        .iter()
        .filter(|change| change.conversation.status == Some(Status::Active))
        .count();
    assert!((4..60).contains(&active), "{active} active");
}

#[test]
fn every_channel_origin_and_state_occurs() {
    let heads = || space().iter().map(|change| &change.conversation);
    for channel in Channel::KNOWN {
        assert!(heads().any(|head| &head.channel == channel), "{channel}");
    }
    for origin in Origin::KNOWN {
        assert!(heads().any(|head| &head.origin == origin), "{origin}");
    }
    for escalation in Escalation::KNOWN {
        assert!(
            heads().any(|head| &head.escalation == escalation),
            "{escalation}"
        );
    }
    assert!(space().iter().all(|change| {
        (change.conversation.escalation == Escalation::None) == change.tickets.is_empty()
    }));
}

#[test]
fn every_sender_delivery_format_and_inbox_status_occurs() {
    let messages = || space().iter().flat_map(|change| &change.messages);
    for sender in Sender::KNOWN {
        assert!(
            messages().any(|message| &message.sender == sender),
            "{sender}"
        );
    }
    for delivery in Delivery::KNOWN {
        assert!(
            messages().any(|message| message.delivery.as_ref() == Some(delivery)),
            "{delivery}"
        );
    }
    for format in BodyFormat::KNOWN {
        assert!(
            messages().any(|message| &message.format == format),
            "{format}"
        );
    }
    let items = || space().iter().flat_map(|change| &change.inbox_items);
    for status in InboxStatus::KNOWN {
        assert!(items().any(|item| &item.status == status), "{status}");
    }
    assert!(
        messages()
            .all(|message| (message.sender == Sender::Operator) == message.sender_name.is_some())
    );
}

#[test]
fn shares_are_believable() {
    let channel = |wanted: Channel| {
        space()
            .iter()
            .filter(|change| change.conversation.channel == wanted)
            .count()
    };
    let cases = [
        ("bookings", with_kind(&ConversionKind::Booking), 14.0, 20.0),
        ("tours", with_kind(&ConversionKind::Tour), 5.0, 9.5),
        ("day passes", with_kind(&ConversionKind::DayPass), 7.0, 12.0),
        ("contracts", with_kind(&ConversionKind::Contract), 2.0, 5.0),
        ("customers", with_kind(&ConversionKind::Customer), 4.0, 6.0),
        ("chat", channel(Channel::Chat), 42.0, 53.0),
        ("email", channel(Channel::Email), 16.0, 24.0),
        ("whatsapp", channel(Channel::WhatsApp), 12.0, 20.0),
        ("voice", channel(Channel::Voice), 5.0, 11.0),
        (
            "leads",
            space()
                .iter()
                .filter(|change| !change.leads.is_empty())
                .count(),
            2.0,
            10.0,
        ),
        (
            "inferred",
            space()
                .iter()
                .filter(|change| change.conversions.iter().any(|made| !made.confirmed))
                .count(),
            1.0,
            6.0,
        ),
        (
            "known",
            space()
                .iter()
                .filter(|change| change.conversation.customer_id.is_some())
                .count(),
            38.0,
            56.0,
        ),
    ];
    for (name, count, low, high) in cases {
        let found = share(count);
        assert!((low..high).contains(&found), "{name}: {found:.1} %");
    }
}

#[test]
fn ids_are_unique() {
    let mut seen = BTreeSet::new();
    for change in space() {
        let head = &change.conversation;
        assert!(seen.insert(head.id.0.clone()) && seen.insert(head.session_id.clone()));
        assert_eq!(head.session_id.len(), 32);
        assert!(head.session_id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        for id in rows(change) {
            assert!(seen.insert(id.clone()), "{id} twice");
        }
    }
}

#[test]
fn outcomes_have_records_and_none_comes_twice() {
    let mut records = BTreeSet::new();
    for made in space().iter().flat_map(|change| &change.conversions) {
        let url = made.url.as_deref().unwrap_or_default();
        assert!(
            url.starts_with("/records/") && url.ends_with(&made.record),
            "{url}"
        );
        assert!(records.insert(url.to_owned()), "{url} twice");
    }
    let late = space().iter().filter(|change| {
        change
            .conversions
            .iter()
            .any(|made| made.occurred_at - change.conversation.last_activity_at > Duration::days(1))
    });
    assert!(late.count() > 15, "late conversions must occur");
}

#[test]
fn a_new_customer_comes_with_a_contract_or_a_day_pass() {
    for change in space() {
        let kinds: Vec<_> = change.conversions.iter().map(|made| &made.kind).collect();
        if kinds.contains(&&ConversionKind::Customer) {
            assert!(
                kinds.contains(&&ConversionKind::Contract)
                    || kinds.contains(&&ConversionKind::DayPass)
            );
            assert!(change.conversation.customer_id.is_some());
        }
    }
}

#[test]
fn customers_exist_before_they_are_named() {
    let (script, all) = script(7, MANY, until());
    let known: BTreeSet<_> = script
        .customers
        .iter()
        .map(|customer| customer.id.clone())
        .collect();
    assert_eq!(known.len(), script.customers.len());
    let mut since = BTreeMap::new();
    let mut visits: BTreeMap<_, u32> = BTreeMap::new();
    for change in all {
        let Some(id) = change.conversation.customer_id.clone() else {
            continue;
        };
        assert!(known.contains(&id), "{id}");
        *visits.entry(id.clone()).or_default() += 1;
        if let Some(made) = change
            .conversions
            .iter()
            .find(|made| made.kind == ConversionKind::Customer)
        {
            assert_eq!(visits[&id], 1, "{id} was named before the sign-up");
            since.insert(id, made.occurred_at);
        } else if let Some(joined) = since.get(&id) {
            assert!(*joined <= change.conversation.started_at, "{id}");
        }
    }
    assert!(
        visits.values().any(|count| *count >= 5),
        "some must come often"
    );
}

#[test]
fn people_are_known_by_what_their_channel_tells() {
    for change in space() {
        let head = &change.conversation;
        let known = head.customer_id.is_some()
            || head.external_identifier.is_some()
            || head.visitor_token.is_some();
        assert!(known, "{} is of nobody", head.id);
        assert_eq!(
            head.subject.is_some(),
            matches!(
                head.channel,
                Channel::Email | Channel::EmailMessage | Channel::HelpDesk
            )
        );
    }
}

#[test]
fn the_state_map_has_data() {
    let states: BTreeSet<_> = space()
        .iter()
        .map(|change| &change.conversation.place)
        .filter(|place| place.country.as_deref() == Some("US"))
        .filter_map(|place| place.region.clone())
        .collect();
    assert!(states.len() > 20, "{states:?}");
    assert!(states.iter().all(|state| state.len() == 2));
}

/// A slot that nothing filled: a lower-case word in braces.
fn open_slot(text: &str) -> Option<&str> {
    text.match_indices('{').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find('}')?;
        let name = &rest[..end];
        let plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b':'
        };
        (!name.is_empty() && name.bytes().all(plain)).then_some(name)
    })
}

#[test]
fn no_text_is_empty_or_left_unfilled() {
    for change in script(11, 6_000, until()).1 {
        let id = &change.conversation.id;
        assert!(
            change
                .messages
                .iter()
                .any(|message| message.sender.is_visible()),
            "{id} shows nothing"
        );
        let bodies = change.messages.iter().map(|message| message.body.as_str());
        let notes = change.leads.iter().filter_map(|lead| lead.note.as_deref());
        let titles = change.inbox_items.iter().map(|item| item.title.as_str());
        let subjects = change
            .tickets
            .iter()
            .map(|ticket| ticket.subject.as_str())
            .chain(change.conversation.subject.as_deref());
        for text in bodies.chain(notes).chain(titles).chain(subjects) {
            assert!(!text.trim().is_empty(), "{id} has an empty text");
            assert_eq!(open_slot(text), None, "{id}: {text}");
            assert!(!text.contains("|]") && !text.contains("[|"), "{id}: {text}");
        }
    }
}

#[test]
fn the_assistant_links_carry_the_session() {
    let mut links = 0;
    for change in space() {
        let marked = format!("/go/{}/", change.conversation.session_id);
        for body in change
            .messages
            .iter()
            .filter(|message| message.sender == Sender::AiAgent)
            .map(|message| &message.body)
        {
            assert_eq!(
                body.matches("/go/").count(),
                body.matches(&marked).count(),
                "{body}"
            );
            links += body.matches(&marked).count();
        }
    }
    assert!(links > 500, "{links} links");
}

#[test]
fn bodies_are_as_varied_as_life() {
    let bodies = || {
        space()
            .iter()
            .flat_map(|change| &change.messages)
            .map(|message| message.body.as_str())
    };
    let cases = [
        ("right-to-left", "السلام"),
        ("German", "Hallo"),
        ("Spanish", "¿"),
        ("French", "Bonjour"),
        ("Portuguese", "Olá"),
        ("an emoji", "🙏"),
        ("a table", "|---|"),
        ("an HTML table", "<table"),
        ("a tracking image", "<img src=\"https://track."),
        ("a quoted letter", "<blockquote"),
        ("a plain quotation", "\n> "),
        ("inline styles", "style=\""),
        ("a list", "\n- "),
    ];
    for (name, sign) in cases {
        assert!(
            bodies().any(|body| body.contains(sign)),
            "{name} is missing"
        );
    }
    let visible = |change: &ConversationChange| {
        change
            .messages
            .iter()
            .filter(|message| message.sender.is_visible())
            .count()
    };
    assert!(
        space().iter().any(|change| visible(change) >= 40),
        "a long conversation is missing"
    );
    assert!(
        space().iter().any(|change| visible(change) == 1),
        "a one-message conversation is missing"
    );
    let unconverted = space()
        .iter()
        .filter(|change| change.conversions.is_empty())
        .count();
    assert!(
        (45.0..72.0).contains(&share(unconverted)),
        "{unconverted} unconverted"
    );
}

#[test]
fn two_conversations_rarely_read_the_same() {
    let of = |change: &ConversationChange| -> String {
        change
            .messages
            .iter()
            .filter(|message| message.sender.is_visible())
            .map(|message| message.body.as_str())
            .collect()
    };
    let texts: BTreeSet<_> = space().iter().map(of).collect();
    assert!(
        texts.len() as f64 > f64::from(MANY) * 0.965,
        "{} of {MANY} are different",
        texts.len()
    );
}

#[test]
fn small_spaces_work_too() {
    for count in [0, 1, 3, 19, 21, 60] {
        let (script, all) = script(3, count, until());
        assert_eq!(all.count(), count as usize);
        assert_eq!(script.spaces.len(), 3);
    }
}

#[test]
fn the_repertoire_is_wide_and_leaves_no_gap() {
    let keys: BTreeSet<_> = content::all().map(|scenario| scenario.key).collect();
    assert_eq!(keys.len(), content::all().count(), "keys are unique");
    assert!(keys.len() >= 80, "{} scenarios", keys.len());
    for road in ChannelKey::ALL {
        for who in [PersonKind::Member, PersonKind::Guest] {
            let exists = content::all().any(|scenario| {
                scenario.roads.contains(&road)
                    && scenario.lang == SpokenLanguage::En
                    && (scenario.who == who || scenario.who == PersonKind::Anyone)
            });
            // The help desk is for members; see `simulation`.
            assert!(
                exists || (road == ChannelKey::HelpDesk && who == PersonKind::Guest),
                "{road:?} {who:?}"
            );
        }
        let joins = content::all()
            .any(|scenario| scenario.roads.contains(&road) && scenario.who == PersonKind::Newcomer);
        assert!(
            joins
                || !matches!(
                    road,
                    ChannelKey::Chat | ChannelKey::Email | ChannelKey::WhatsApp
                ),
            "{road:?}"
        );
    }
    for scenario in
        content::all().filter(|scenario| scenario.roads.iter().any(|road| road.is_mail()))
    {
        assert!(
            !scenario.subjects.is_empty(),
            "{} has no subject",
            scenario.key
        );
    }
}

/// For reading with one's own eyes: `cargo test -p daybook-server practice -- --ignored --nocapture`.
#[test]
#[ignore = "prints conversations for a reader"]
#[allow(clippy::print_stdout)]
fn print_ten_conversations() {
    for change in space().iter().step_by(240) {
        let head = &change.conversation;
        println!(
            "\n== {} {} {} {:?} {:?}",
            head.id, head.channel, head.space_id, head.subject, head.customer_id
        );
        for message in &change.messages {
            println!(
                "[{} {}] {}",
                message.sent_at.format("%d %b %H:%M:%S"),
                message.sender,
                message.body
            );
        }
        for made in &change.conversions {
            println!(
                "-> {} {} {}",
                made.kind,
                made.occurred_at,
                made.url.as_deref().unwrap_or_default()
            );
        }
    }
}

#[test]
fn letters_greet_once_and_operators_write_in_the_day() {
    for change in space() {
        for message in &change.messages {
            for twice in [
                "Hi,</div>\n<div><br></div>\n<div>Hi,",
                "Hi all,\n\nHi,",
                "Hello,\n\nHi,",
            ] {
                assert!(!message.body.contains(twice), "{}", message.body);
            }
            if message.sender == Sender::Operator {
                let place = super::places::PLACES
                    .iter()
                    .find(|place| place.id == change.conversation.space_id.0);
                let zone = place.map_or(zone::Zone::UTC, super::places::PracticePlace::zone);
                let hour = chrono::Timelike::hour(&message.sent_at.with_timezone(&zone));
                assert!(
                    (7..21).contains(&hour),
                    "{} at {hour}",
                    change.conversation.id
                );
            }
        }
    }
}
