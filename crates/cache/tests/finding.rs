//! Lists, filters and search, by cases.

mod support;

use cache::RunOutcome;
use chrono::{DateTime, Utc};
use model::metrics::ChannelCount;
use model::person::PersonLink;
use model::request::{FilterPeriod, ListFilter, ListSort, ListView, OpenList};
use model::search::SearchDiagnosis;
use model::view::RelatedConversation;
use model::{BodyFormat, Channel, ConversionKind, ListId, SourceId};
use support::*;

async fn library() -> Home {
    let home = Home::new().await;
    let mut a = talk("a", 100, &["Bonjour, un café s'il vous plaît", "Bien sûr"]);
    a.conversation.subject = Some("Réservation".to_owned());
    a.conversation.customer_id = Some("k1".into());
    let mut b = talk("b", 90, &["会議室を予約したい", "はい"]);
    b.conversation.channel = Channel::Email;
    b.conversation.external_identifier = Some("jane@visitors.example".to_owned());
    let mut c = talk("c", 80, &["meeting room", "tomorrow morning", "for six"]);
    c.conversation.channel = Channel::WhatsApp;
    c.conversation.visitor_token = Some("visitor-77".to_owned());
    let mut d = talk(
        "d",
        70,
        &[
            "<p>A <b>day</b> pass <a href='https://offers.example/flexi?a=1&amp;code=abc77'>here</a></p>\
             <script>alert('tracker')</script>",
            "hidden words",
        ],
    );
    d.messages[0].format = BodyFormat::Html;
    d.messages[1].sender = model::Sender::Tool;
    let changes = model::feed::ChangeSet {
        customers: vec![customer("k1", "Müller")],
        ..page(vec![a, b, c, d])
    };
    home.commit(&changes, "1").await;
    home
}

#[tokio::test]
async fn a_search_finds_all_its_words_anywhere_in_a_conversation() {
    let home = library().await;
    let cases: [(&str, &[&str], &str); 26] = [
        ("flexi", &["d"], "where a link leads"),
        ("link:offers.example", &["d"], "a link's host"),
        (
            "link:\"1 code abc77\"",
            &["d"],
            "its signs as its sender meant them",
        ),
        ("customer-said:flexi", &[], "nobody said it"),
        ("cafe", &["a"], "accents do not matter in the query"),
        ("CAFÉ", &["a"], "nor do they in the text, nor does case"),
        ("muller", &["a"], "the customer's name"),
        ("acme", &["a"], "the company"),
        ("k1@acme.example", &["a"], "the customer's address"),
        (
            "reservation cafe sur",
            &["a"],
            "words of the subject and of two messages",
        ),
        ("cafe meeting", &[], "words of two conversations"),
        ("会議室", &["b"], "words of a script without spaces"),
        ("議室", &["b"], "a part of them"),
        ("室会", &[], "in their order"),
        ("jane", &["b"], "a part of an identifier"),
        ("jane@visitors.example", &["b"], "all of it"),
        ("visitor-77", &["c"], "a visitor's token"),
        ("session-c", &["c"], "a session"),
        ("\"meeting room\"", &["c"], "a phrase"),
        (
            "\"room tomorrow\"",
            &[],
            "a phrase does not run into the next message",
        ),
        ("room tomorrow", &["c"], "words do"),
        ("day pass", &["d"], "the text of HTML"),
        ("tracker", &[], "and nothing but its text"),
        ("hidden", &[], "what a reader does not see is not found"),
        ("=tom", &[], "a whole word is asked for"),
        ("tom", &["c"], "or the beginning of one"),
    ];
    for (query, expected, why) in cases {
        assert_eq!(home.found(query).await, expected, "{query}: {why}");
    }
}

#[tokio::test]
async fn enter_never_narrows_a_search() {
    let home = library().await;
    for typed in ["meet", "meet ", "meeting"] {
        assert_eq!(home.found(typed).await, ["c"], "{typed:?}");
    }
    assert_eq!(home.found("=meet").await, [""; 0]);
    assert_eq!(
        home.found("m").await.len(),
        2,
        "Müller and meeting, morning"
    );
}

#[tokio::test]
async fn a_customer_who_is_renamed_is_found_by_the_new_name() {
    let home = library().await;
    let mut changes = page(vec![]);
    changes.customers = vec![customer("k1", "Schneider")];
    let done = home.commit(&changes, "2").await;
    assert!(done.generation > 0);
    assert_eq!(home.found("schneider").await, ["a"]);
    assert_eq!(home.found("muller").await, [""; 0]);
    assert_eq!(
        home.found("cafe schneider").await,
        ["a"],
        "the rest is still there"
    );
}

#[tokio::test]
async fn hits_are_marked_in_the_row() {
    let home = library().await;
    let list = home.list(search("cafe")).await;
    assert_eq!(hits(&list.rows[0].excerpt), ["café"]);
    assert_eq!(
        list.rows[0].excerpt_sender,
        Some(model::Sender::Customer),
        "not the last message, the matching one"
    );
    let list = home.list(search("réservation")).await;
    assert_eq!(hits(&list.rows[0].subject), ["Réservation"]);
    assert_eq!(
        text(&list.rows[0].excerpt),
        "Bien sûr",
        "no message matches: the last one stands"
    );
    assert_eq!(list.metrics.total, 1, "the strip follows the search");
}

#[tokio::test]
async fn what_of_a_search_cannot_be_used_is_said() {
    let home = library().await;
    let page = "room ".repeat(200) + &(0..120).map(|n| format!("w{n} ")).collect::<String>();
    let cut = SearchDiagnosis::WordsLeftOut {
        used: 100,
        left_out: 21,
    };
    let signs = SearchDiagnosis::SignsLeftOut {
        word: "$".to_owned(),
        read_as: None,
    };
    for (query, total, said) in [
        ("", 4, None),
        (page.as_str(), 0, Some(cut)),
        ("  ", 4, None),
        ("?! …", 4, Some(SearchDiagnosis::NothingSearchable)),
        ("\"", 4, Some(SearchDiagnosis::NothingSearchable)),
        ("\"meeting room", 1, Some(SearchDiagnosis::OpenQuote)),
        ("room $", 1, Some(signs)),
    ] {
        let list = home.list(search(query)).await;
        assert_eq!(list.total, total, "{query:?}");
        match said {
            Some(said) => assert!(
                list.diagnoses.contains(&said),
                "{query:?}: {:?}",
                list.diagnoses
            ),
            None => assert_eq!(list.diagnoses, [], "{query:?}"),
        }
    }
}

#[tokio::test]
async fn words_that_look_like_syntax_are_words() {
    let home = library().await;
    let long = "x ".repeat(2000);
    for query in [
        "AND",
        "NEAR(a b)",
        "head:room",
        "\"\"\"",
        "a* b* \"c",
        "-room",
        "^x",
        "'; DROP TABLE message; --",
        &long,
        "{a b}: c",
        "*",
        "\0",
    ] {
        let list = home
            .reader
            .open_list(
                &OpenList {
                    filter: search(query),
                    first_rows: 10,
                    locate: None,
                    sort: ListSort::default(),
                },
                now(),
            )
            .await;
        assert!(list.is_ok(), "{query:.40}: {list:?}");
    }
}

#[tokio::test]
async fn tabs_count_every_channel_whatever_tab_is_open() {
    let home = library().await;
    let open = |channel| {
        home.list(ListFilter {
            channel,
            ..ListFilter::default()
        })
    };
    let all = open(None).await;
    let expected = [
        (Channel::Chat, 2),
        (Channel::Email, 1),
        (Channel::WhatsApp, 1),
    ];
    let expected = expected.map(|(channel, conversations)| ChannelCount {
        channel,
        conversations,
    });
    assert_eq!(all.tabs, expected);
    for (channel, total) in [(Channel::Chat, 2), (Channel::Email, 1), (Channel::Voice, 0)] {
        let list = open(Some(channel.clone())).await;
        assert_eq!(
            (list.total, &list.tabs, list.tabs_total),
            (total, &all.tabs, 4),
            "{channel}"
        );
    }
}

#[tokio::test]
async fn a_period_is_days_of_the_spaces_own_calendar() {
    let home = Home::new().await;
    let at = |id: &str, started_at: &str| {
        let mut one = talk(id, 0, &["x"]);
        one.conversation.started_at = started_at.parse().expect("a time");
        one
    };
    // Noon of 21 November in UTC is 13:00 in Berlin; the day there began at 23:00 UTC the day before.
    let talks = vec![
        at("today", "2026-11-20T23:00:00Z"),
        at("yesterday", "2026-11-20T22:59:59Z"),
        at("a week ago", "2026-11-14T23:00:00Z"),
        at("before", "2026-11-14T22:59:59Z"),
    ];
    home.commit(&page(talks), "1").await;
    let time = |text: &str| -> DateTime<Utc> { text.parse().expect("a time") };
    let between = FilterPeriod::Between(time("2026-11-14T22:59:59Z"), time("2026-11-14T23:00:00Z"));
    for (period, mut expected) in [
        (
            FilterPeriod::All,
            vec!["a week ago", "before", "today", "yesterday"],
        ),
        (FilterPeriod::LastDays(1), vec!["today"]),
        (FilterPeriod::LastDays(2), vec!["today", "yesterday"]),
        (
            FilterPeriod::LastDays(7),
            vec!["a week ago", "today", "yesterday"],
        ),
        (FilterPeriod::LastDays(0), vec![]),
        (between, vec!["before"]),
    ] {
        let mut found = remote_ids(
            &home
                .list(ListFilter {
                    period,
                    ..ListFilter::default()
                })
                .await
                .rows,
        );
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{period:?}");
    }
    let week = home
        .list(ListFilter {
            period: FilterPeriod::LastDays(7),
            ..ListFilter::default()
        })
        .await;
    let days: Vec<u32> = week.metrics.trend.iter().map(|day| day.total).collect();
    assert_eq!(days, [1, 0, 0, 0, 0, 1, 1], "the trend ends today");
}

#[tokio::test]
async fn views_select_by_outcome() {
    let home = Home::new().await;
    let with = |id: &str, kind: Option<ConversionKind>, confirmed: bool| {
        let mut one = talk(id, 50, &["x"]);
        one.conversions = kind
            .map(|kind| outcome(&format!("o-{id}"), kind))
            .into_iter()
            .collect();
        one.conversions
            .iter_mut()
            .for_each(|outcome| outcome.confirmed = confirmed);
        one
    };
    let locker = ConversionKind::Other("locker".to_owned());
    let talks = vec![
        with("tour", Some(ConversionKind::Tour), true),
        with("guess", Some(ConversionKind::Tour), false),
        with("locker", Some(locker.clone()), true),
        with("none", None, true),
    ];
    home.commit(&page(talks), "1").await;
    for (view, expected) in [
        (ListView::Converted(ConversionKind::Tour), vec!["tour"]),
        (ListView::Converted(locker.clone()), vec!["locker"]),
        (ListView::Converted(ConversionKind::Booking), vec![]),
        (ListView::Unconverted, vec!["none"]),
    ] {
        assert_eq!(
            remote_ids(
                &home
                    .list(ListFilter {
                        view: view.clone(),
                        ..ListFilter::default()
                    })
                    .await
                    .rows
            ),
            expected,
            "{view:?}"
        );
    }
    let metrics = home
        .reader
        .metrics(&ListFilter::default(), now())
        .await
        .expect("metrics");
    assert_eq!(
        (
            metrics.tours.conversations,
            metrics.any_conversion.conversations
        ),
        (1, 2),
        "a guess is not counted"
    );
    let both = ListFilter {
        view: ListView::Converted(locker),
        ..search("locker")
    };
    assert_eq!(home.list(both).await.total, 1);
}

#[tokio::test]
async fn a_window_is_a_part_of_the_list_and_the_list_stands_still() {
    let home = Home::new().await;
    home.commit(
        &page(
            (0..300)
                .map(|n| talk(&format!("c{n}"), n, &["x"]))
                .collect(),
        ),
        "1",
    )
    .await;
    let request = OpenList {
        first_rows: 20,
        ..OpenList::default()
    };
    let list = home
        .reader
        .open_list(&request, now())
        .await
        .expect("a list");
    let all = home.window(&list, 0, 1000).await;
    assert_eq!((list.total, all.len(), list.rows.len()), (300, 300, 20));
    assert_eq!(list.rows, all[..20]);
    assert!(
        all.is_sorted_by(|a, b| a.last_activity_at >= b.last_activity_at),
        "newest activity first"
    );
    for (start, count) in [(0, 50), (17, 5), (299, 10), (300, 1), (5000, 3), (0, 0)] {
        let expected = &all[(start as usize).min(300)
            ..(start as usize + count as usize)
                .min(300)
                .max((start as usize).min(300))];
        assert_eq!(
            home.window(&list, start, count).await,
            expected,
            "{start}+{count}"
        );
    }
    home.commit(
        &page(
            (300..400)
                .map(|n| talk(&format!("c{n}"), n - 300, &["y"]))
                .collect(),
        ),
        "2",
    )
    .await;
    assert_eq!(
        home.window(&list, 0, 1000).await,
        all,
        "a sync does not move an open list"
    );
    assert_eq!(home.list(ListFilter::default()).await.total, 400);
    let located = OpenList {
        locate: Some(all[7].id),
        first_rows: 0,
        filter: ListFilter::default(),
        sort: ListSort::default(),
    };
    let located = home
        .reader
        .open_list(&located, now())
        .await
        .expect("a list");
    let place = located.located.expect("a place");
    assert_eq!(home.window(&located, place, 1).await[0].id, all[7].id);
}

#[tokio::test]
async fn only_the_newest_lists_are_held() {
    let home = library().await;
    let mut lists = Vec::new();
    for _ in 0..9 {
        lists.push(home.list(ListFilter::default()).await.list);
    }
    let window = |list| model::request::ListWindow {
        list,
        start: 0,
        count: 1,
    };
    for stale in [lists[0], ListId(999)] {
        let refused = home.reader.list_window(&window(stale)).await;
        assert!(
            matches!(refused, Err(cache::CacheError::StaleList)),
            "{refused:?}"
        );
    }
    assert_eq!(
        home.reader
            .list_window(&window(lists[1]))
            .await
            .expect("held")
            .len(),
        1
    );
}

#[tokio::test]
async fn spaces_and_sources_select() {
    let home = library().await;
    let other = home
        .writer
        .add_source(new_source("Other"))
        .await
        .expect("a source");
    home.writer
        .commit(other, STREAM, &page(vec![talk("z", 5, &["z"])]), "1")
        .await
        .expect("commits");
    let spaces = home.reader.spaces(None).await.expect("spaces");
    let of = |source| {
        spaces
            .iter()
            .find(|space| space.source == source)
            .expect("a space")
    };
    for (filter, total) in [
        (
            ListFilter {
                source: Some(other),
                ..ListFilter::default()
            },
            1,
        ),
        (
            ListFilter {
                source: Some(home.source),
                ..ListFilter::default()
            },
            4,
        ),
        (
            ListFilter {
                source: Some(SourceId(99)),
                ..ListFilter::default()
            },
            0,
        ),
        (
            ListFilter {
                space: Some(of(home.source).id),
                ..ListFilter::default()
            },
            4,
        ),
        (
            ListFilter {
                space: Some(of(other).id),
                source: Some(home.source),
                ..ListFilter::default()
            },
            0,
        ),
    ] {
        assert_eq!(home.list(filter.clone()).await.total, total, "{filter:?}");
    }
    assert_eq!(
        (of(home.source).conversations, of(other).conversations),
        (4, 1)
    );
}

#[tokio::test]
async fn a_match_in_the_person_is_marked_where_it_was_asked_for() {
    let home = Home::new().await;
    let mut known = talk("known", 1, &["hello"]);
    known.conversation.customer_id = Some("p1".into());
    let mut written = talk("written", 2, &["hello"]);
    written.conversation.external_identifier = Some("rosa@acme.example".to_owned());
    let mut changes = page(vec![known, written]);
    changes.customers = vec![customer("p1", "Rosa Acme")];
    home.commit(&changes, "1").await;
    let rows = home.list(search("acme")).await.rows;
    let marked: Vec<(Vec<&str>, Vec<&str>)> = rows
        .iter()
        .map(|row| (hits(&row.person_shown), hits(&row.company_shown)))
        .collect();
    assert_eq!(
        marked,
        [(vec!["Acme"], vec!["Acme"]), (vec!["acme"], vec![])]
    );
    let rows = home.list(search("company:acme")).await.rows;
    assert_eq!(hits(&rows[0].person_shown), Vec::<&str>::new());
    assert_eq!(hits(&rows[0].company_shown), ["Acme"]);
    let rows = home.list(ListFilter::default()).await.rows;
    assert_eq!(text(&rows[0].person_shown), "Rosa Acme");
}

/// Two writings of one number or address are one person, and a word that merely occurs is none.
#[tokio::test]
async fn a_persons_other_conversations_are_told_with_the_reason() {
    let home = Home::new().await;
    let mut calls = talk("calls", 50, &["about a desk"]);
    calls.conversation.external_identifier = Some("+49 30 901820".to_owned());
    let mut at_home = talk("at home", 40, &["again about the desk"]);
    at_home.conversation.external_identifier = Some("(030) 90 18 20".to_owned());
    let mia = "you reach me at Mia@Example.com or 0049 30 901820";
    let mut captured = talk("captured", 30, &[mia]);
    captured.leads.push(model::record::LeadRecord {
        email: Some("Mia@Example.com".to_owned()),
        phone: Some("0049 30 901820".to_owned()),
        ..lead("l1")
    });
    let mut writes = talk("writes", 20, &["a bill"]);
    writes.conversation.channel = Channel::Email;
    writes.conversation.external_identifier = Some("mia@example.com".to_owned());
    let stranger = talk(
        "stranger",
        10,
        &["I am not mia@example.com, nor 030 901820"],
    );
    home.commit(&page(vec![calls, at_home, captured, writes, stranger]), "1")
        .await;
    let told = async |name: &str| {
        let found = home.reader.find_conversation(name).await.expect("reads");
        let id = found.expect("it is there");
        let related = home.reader.same_person(id, None).await.expect("reads");
        let subject = |one: &RelatedConversation| (one.subject.clone(), one.link);
        related.iter().map(subject).collect::<Vec<_>>()
    };
    let desk = |text: &str, link| (text.to_owned(), link);
    let expected = [
        desk(mia, PersonLink::Phone),
        desk("again about the desk", PersonLink::Phone),
    ];
    assert_eq!(told("calls").await, expected);
    assert_eq!(told("writes").await, [desk(mia, PersonLink::Email)]);
    assert_eq!(told("captured").await.len(), 3);
    assert_eq!(told("stranger").await, []);
    let other_world = [SourceId(home.source.0 + 1)];
    let found = home.reader.find_conversation("calls").await.expect("reads");
    let related = home
        .reader
        .same_person(found.expect("it is there"), Some(&other_world));
    assert_eq!(
        related.await.expect("reads"),
        [],
        "no strip spans two worlds"
    );
}

/// Who looks for `raum` means the *Besprechungsraum* too, where nobody says *Raum*. It is said, and it is not
/// done to what was typed exactly.
#[tokio::test]
async fn a_word_that_stands_nowhere_is_looked_for_inside_of_words() {
    let home = Home::new().await;
    let talks = vec![
        talk("room", 1, &["Wir brauchen einen Besprechungsraum"]),
        talk("contract", 2, &["Mitgliedschaftsvertrag kündigen"]),
    ];
    home.commit(&page(talks), "1").await;
    let inside = |word: &str| SearchDiagnosis::FoundInside {
        word: word.to_owned(),
    };
    let cases: [(&str, &[&str], &[SearchDiagnosis]); 9] = [
        ("raum", &["room"], &[inside("raum")]),
        ("-raum", &["contract"], &[inside("raum")]),
        (
            "Vertrag OR raum",
            &["room", "contract"],
            &[inside("Vertrag"), inside("raum")],
        ),
        ("customer-said:raum", &["room"], &[inside("raum")]),
        ("=raum", &[], &[]),
        ("\"raum\"", &[], &[]),
        ("besprechung", &["room"], &[]),
        ("rau", &[], &[]),
        ("xyzzy", &[], &[]),
    ];
    for (typed, expected, diagnoses) in cases {
        let list = home.list(search(typed)).await;
        assert_eq!(remote_ids(&list.rows), expected, "{typed}");
        assert_eq!(list.diagnoses, diagnoses, "{typed}");
    }
    let facets = home.reader.facets(&search("raum"), now()).await;
    let facets = facets.expect("counted");
    assert!(
        facets.iter().all(|facet| facet.conversations == 1),
        "{facets:?}"
    );
    let list = home.list(search("raum")).await;
    assert_eq!(hits(&list.rows[0].excerpt), ["Besprechungsraum"]);
    home.commit(&page(vec![talk("word", 3, &["Ein Raum?"])]), "2")
        .await;
    assert_eq!(
        home.found("raum").await,
        ["word"],
        "the word itself is there now"
    );
}

/// A cache of an earlier version has its documents made again behind the window, and says so meanwhile.
#[tokio::test]
async fn an_index_of_an_earlier_version_is_made_again() {
    let home = Home::new().await;
    let talks: Vec<_> = (0..3_000)
        .map(|number| {
            talk(
                &format!("c{number}"),
                number,
                &["any tours?", "yes, of the roof"],
            )
        })
        .collect();
    home.commit(&page(talks), "1").await;
    // As the migration leaves it: no document, and the first conversation is the next to be indexed.
    let unindexed =
        "INSERT INTO search (search) VALUES ('delete-all'); UPDATE meta SET reindex_from = 1";
    let home = home.changed_while_closed(unindexed).await;
    let mut was_said = false;
    loop {
        let list = home.list(search("customer-said:tour")).await;
        if list.diagnoses.is_empty() {
            assert_eq!(list.total, 3_000);
            break;
        }
        assert_eq!(list.diagnoses, [SearchDiagnosis::StillIndexing]);
        was_said = true;
        tokio::task::yield_now().await;
    }
    assert!(
        was_said,
        "3,000 documents are not made before the first question"
    );
    assert_eq!(home.list(search("ai-said:roof")).await.total, 3_000);
    assert_eq!(home.list(search("customer-said:roof")).await.total, 0);
}

const ENGLISH: &str = "good morning we would like to know how much a private office for four people costs every \
    month and whether somebody could show us around this week";

/// A first sync tells languages when it is over; a list that was asked meanwhile said that it was not whole.
#[tokio::test]
async fn languages_that_are_told_after_a_run_are_a_new_state_of_the_data() {
    let home = Home::new().await;
    let talks = (0..700).map(|n| talk(&format!("c{n}"), 5, &[ENGLISH]));
    home.commit(&page(talks.collect()), "1").await;
    let before = home.list(search("lang:en")).await;
    assert_eq!(before.diagnoses, [SearchDiagnosis::StillIndexing]);
    let mut states = home.reader.watch();
    states.mark_unchanged();
    let run = home
        .writer
        .begin_run(home.source, now())
        .await
        .expect("begins");
    let ended = home
        .writer
        .end_run(run, now(), &RunOutcome::Complete, None)
        .await;
    ended.expect("ends");
    states.changed().await.expect("a new state");
    let after = home.list(search("lang:en")).await;
    assert_eq!((after.total, after.diagnoses.len()), (700, 0));
    assert!(home.list(search("lang:de")).await.rows.is_empty());
}
