//! Which calls to action a text offers: links that carry the session of their conversation, or that lead to the
//! address where a daybook-server counts who follows them. What a link asks for is read of its path, never of its
//! host, which may be called `book.` whatever it sells.

use crate::rule::outcome_of_offer;
use chrono::{DateTime, Utc};
use model::{ConversionKind, OfferKind};

/// A session id of fewer characters may stand in a link by chance.
const FEWEST_OF_SESSION: usize = 8;
/// The token of a daybook-server's link has more characters than this.
const FEWEST_OF_TOKEN: usize = 16;

/// What the links of a text offer, in their order.
pub(crate) fn offered_in<'t>(
    text: &'t str,
    session_id: &'t str,
) -> impl Iterator<Item = OfferKind> + 't {
    addresses(text).filter_map(move |address| asked_by(address, session_id))
}

/// What one link of a conversation offers; none where it is no call to action.
#[must_use]
pub fn offered_by(url: &str, session_id: &str) -> Option<OfferKind> {
    asked_by(addresses(url).next()?, session_id)
}

/// When an offer was taken: when the first outcome that it asks for followed it. `outcomes` are those that count, with
/// their times. Who saw a click knows more; without it, of several offers before one outcome none is told from another.
#[must_use]
pub fn taken_at<'o>(
    kind: OfferKind,
    offered_at: DateTime<Utc>,
    outcomes: impl Iterator<Item = (&'o ConversionKind, DateTime<Utc>)>,
) -> Option<DateTime<Utc>> {
    let asked = outcome_of_offer(kind)?;
    let followed = outcomes.filter(|(kind, at)| **kind == asked && *at >= offered_at);
    followed.map(|(_, at)| at).min()
}

/// What an address, without its scheme, asks for.
fn asked_by(address: &str, session_id: &str) -> Option<OfferKind> {
    let path = path_of(address);
    let is_offer = carries(path, session_id) || is_counted(path);
    is_offer.then(|| kind_of(path, session_id))
}

/// The addresses of the web in a text.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let begins = text.match_indices("http").map(|(at, _)| &text[at..]);
    let rest = begins.filter_map(|from| {
        let after = from.strip_prefix("https://");
        after.or_else(|| from.strip_prefix("http://"))
    });
    rest.map(|address| address.split(is_end).next().unwrap_or_default())
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '<' | '>' | ')' | ']' | '}' | '|' | '`')
}

/// What stands behind the host.
fn path_of(address: &str) -> &str {
    let begin = address.find(['/', '?', '#']);
    begin.map_or("", |begin| &address[begin..])
}

fn carries(path: &str, session_id: &str) -> bool {
    session_id.len() >= FEWEST_OF_SESSION && path.contains(session_id)
}

/// Whether it is a link that a daybook-server counts: `/go/` and a token of its own.
fn is_counted(path: &str) -> bool {
    let Some((_, rest)) = path.split_once("/go/") else {
        return false;
    };
    let of_token = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    rest.chars().take_while(of_token).count() > FEWEST_OF_TOKEN
}

fn kind_of(path: &str, session_id: &str) -> OfferKind {
    // The session id is chance, and may hold any word.
    let path = path.replace(session_id, " ").to_lowercase();
    let words: Vec<&str> = path.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let has_pair = |one: &str, other: &str| words.windows(2).any(|pair| pair == [one, other]);
    if has(&["daypass", "daypasses"]) || has_pair("day", "pass") || has_pair("day", "passes") {
        OfferKind::DayPass
    } else if has(&["tour", "tours", "viewing", "visit"]) {
        OfferKind::Tour
    } else if has(PLAN) || has_pair("sign", "up") {
        OfferKind::Plan
    } else if has(&[
        "book",
        "booking",
        "bookings",
        "reserve",
        "reservation",
        "room",
        "rooms",
    ]) {
        OfferKind::Booking
    } else {
        OfferKind::Other
    }
}

const PLAN: &[&str] = &[
    "plan",
    "plans",
    "signup",
    "join",
    "membership",
    "memberships",
    "tariff",
    "tariffs",
    "contract",
    "contracts",
    "subscribe",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_link_offers_is_read_of_its_path() {
        let session = "0f8fad5bd9cb469fa165";
        let token = "Zm9vYmFyYmF6cXV4cXV1eA";
        let cases: [(String, &[OfferKind], &str); 14] = [
            (
                format!("[Go](https://book.h.example/go/{session}/tour)"),
                &[OfferKind::Tour],
                "a tour",
            ),
            (
                format!("https://h.example/day-pass?s={session}"),
                &[OfferKind::DayPass],
                "a day pass",
            ),
            (
                format!("https://h.example/plans/desk?s={session}"),
                &[OfferKind::Plan],
                "a plan",
            ),
            (
                format!("https://h.example/bookings/4#{session}"),
                &[OfferKind::Booking],
                "a fragment",
            ),
            (
                format!("http://localhost:9/{session}"),
                &[OfferKind::Other],
                "no word",
            ),
            (
                format!("https://h.example/go/{token}"),
                &[OfferKind::Other],
                "counted by an older server",
            ),
            (
                format!("https://h.example/go/{token}?for=day_pass"),
                &[OfferKind::DayPass],
                "counted by a server",
            ),
            ("https://h.example/go/west".to_owned(), &[], "no token"),
            ("https://h.example/tour".to_owned(), &[], "no session"),
            (
                format!("https://{session}.example/tour"),
                &[],
                "in the host alone",
            ),
            (
                format!("{session} https://h.example/tour"),
                &[],
                "beside a link",
            ),
            (
                format!("https://a.example/tour?s={session} https://a.example/rooms?s={session}"),
                &[OfferKind::Tour, OfferKind::Booking],
                "two",
            ),
            (format!("HTTP is https {session}"), &[], "no address"),
            (String::new(), &[], "nothing"),
        ];
        for (text, expected, why) in cases {
            let found: Vec<OfferKind> = offered_in(&text, session).collect();
            assert_eq!(found, expected, "{why}: {text}");
        }
        assert_eq!(
            offered_in("https://a.example/tour?s=1", "1").count(),
            0,
            "a short session"
        );
    }
    #[test]
    fn one_address_is_told_as_the_text_around_it_is() {
        let session = "0f8fad5bd9cb469fa165";
        let url = format!("https://h.example/go/{session}/day-pass");
        assert_eq!(offered_by(&url, session), Some(OfferKind::DayPass));
        assert_eq!(offered_by("https://h.example/day-pass", session), None);
        let mail = format!("mailto:tour@h.example?subject={session}");
        assert_eq!(offered_by(&mail, session), None);
    }

    #[test]
    fn an_offer_is_taken_by_what_it_asks_for_and_what_followed_it() {
        let at = |minute| DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute);
        let outcomes = [
            (&ConversionKind::Tour, at(5)),
            (&ConversionKind::Contract, at(9)),
            (&ConversionKind::Tour, at(20)),
        ];
        let taken = |kind, offered| taken_at(kind, at(offered), outcomes.into_iter());
        assert_eq!(taken(OfferKind::Tour, 1), Some(at(5)));
        assert_eq!(taken(OfferKind::Tour, 5), Some(at(5)), "in the same moment");
        assert_eq!(taken(OfferKind::Tour, 6), Some(at(20)));
        assert_eq!(taken(OfferKind::Tour, 21), None, "too late");
        assert_eq!(
            taken(OfferKind::Plan, 0),
            Some(at(9)),
            "a plan is a contract"
        );
        assert_eq!(taken(OfferKind::Booking, 0), None, "another kind");
        assert_eq!(
            taken(OfferKind::Other, 0),
            None,
            "nobody knows what it asks for"
        );
    }
}
