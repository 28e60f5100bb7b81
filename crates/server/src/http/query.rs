//! The query of an address. A name that is not known is an error that says which are: a filter that is
//! ignored gives the numbers of everything. Times are those that can be, from the earlier to the later.

use super::error::HttpError;
use axum::extract::rejection::QueryRejection;
use axum::extract::{MatchedPath, Query, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use model::plausible_time::is_plausible;
use url::form_urlencoded;

/// What the interface for programs may be asked for beside the path; at every other address of it, nothing.
/// Pages and links that people open are not among these: mail programs add names of their own to them.
const NAMES: [(&str, &[&str]); 4] = [
    ("/v1/changes", &["after", "limit", "wait"]),
    ("/v1/metrics", &["space", "channel", "from", "to"]),
    ("/v1/offers", &["space", "from", "to"]),
    ("/v1/dead-letters", &["after"]),
];

/// A query, or why it cannot be read.
pub(crate) type AskedQuery<T> = Result<Query<T>, QueryRejection>;

/// What was asked for.
pub(crate) fn asked<T>(query: AskedQuery<T>) -> Result<T, HttpError> {
    match query {
        Ok(Query(asked)) => Ok(asked),
        Err(rejection) => Err(HttpError::bad_query(rejection.body_text())),
    }
}

/// Turns away names that nobody knows.
pub(crate) async fn known_names(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let known = path.and_then(|path| names_of(path.as_str()));
    let query = request.uri().query().unwrap_or_default();
    match known.and_then(|known| unknown_name(query, known)) {
        Some(refused) => refused.into_response(),
        None => next.run(request).await,
    }
}

/// The names that an address knows; none where that is not for us to say.
fn names_of(path: &str) -> Option<&'static [&'static str]> {
    let named = NAMES.iter().find(|(it, _)| *it == path);
    let nothing: &[&str] = &[];
    match named {
        Some((_, names)) => Some(names),
        None => path.starts_with("/v1/").then_some(nothing),
    }
}

fn unknown_name(query: &str, known: &[&str]) -> Option<HttpError> {
    let names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    let unknown = names.filter(|name| !known.contains(&name.as_ref()));
    let unknown = unknown.map(|name| format!("{:?}", shortened(&name)));
    let unknown = unknown.collect::<Vec<_>>();
    if unknown.is_empty() {
        return None;
    }
    let here = match known {
        [] => "this address takes no query".to_owned(),
        known => format!("this address knows {}", known.join(", ")),
    };
    let unknown = unknown.join(", ");
    Some(HttpError::unknown_name(format!(
        "{unknown} in the query is not known, and nothing was answered without it; {here}"
    )))
}

/// The beginning of a name: an answer need not be as long as a question.
fn shortened(name: &str) -> String {
    name.chars().take(60).collect()
}

/// When a period begins and ends, as it was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AskedPeriod {
    /// Then or later.
    pub(crate) from: Option<DateTime<Utc>>,
    /// Before then.
    pub(crate) to: Option<DateTime<Utc>>,
}

impl AskedPeriod {
    /// Reads a period.
    pub(crate) fn read(
        from: Option<&str>,
        to: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Self, HttpError> {
        let from = from.map(|it| instant(it, "from", now)).transpose()?;
        let to = to.map(|it| instant(it, "to", now)).transpose()?;
        if let (Some(begins), Some(ends)) = (from, to)
            && begins > ends
        {
            return Err(HttpError::bad_query(
                "from is after to: nothing lies between them; exchange the two",
            ));
        }
        Ok(Self { from, to })
    }
}

fn instant(text: &str, name: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, HttpError> {
    let at = text.parse::<DateTime<Utc>>().ok();
    at.filter(|at| is_plausible(*at, now)).ok_or_else(|| {
        HttpError::bad_query(format!(
            "{name} must be a time such as 2026-03-01T00:00:00Z (RFC 3339; a + is written %2B), from the year \
             2000 to 24 hours ahead of this server's clock"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_known_is_told_with_those_that_are() {
        let cases = [
            ("/v1/metrics", "from=x&to=y&space=s&channel=c", None),
            ("/v1/metrics", "", None),
            ("/v1/metrics", "since=2026", Some("\"since\"")),
            ("/v1/metrics", "From=2026", Some("\"From\"")),
            ("/v1/metrics", "from%20=2026", Some("\"from \"")),
            ("/v1/counts", "a=1&b", Some("\"a\", \"b\"")),
            ("/v1/counts", "=", Some("\"\"")),
            ("/go/{token}", "utm_source=mail", None),
        ];
        for (path, query, expected) in cases {
            let refused = names_of(path).and_then(|known| unknown_name(query, known));
            match expected {
                None => assert!(refused.is_none(), "{path}?{query}"),
                Some(names) => {
                    let words = refused.unwrap().message().to_owned();
                    assert!(words.starts_with(names), "{words}");
                }
            }
        }
    }

    #[test]
    fn a_period_is_of_times_that_can_be_and_the_right_way_round() {
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        let cases = [
            (None, None, true),
            (Some("2026-03-01T00:00:00Z"), None, true),
            (
                Some("2026-03-01T00:00:00+02:00"),
                Some("2026-04-01T00:00:00Z"),
                true,
            ),
            (
                Some("2026-03-01T00:00:00Z"),
                Some("2026-03-01T00:00:00Z"),
                true,
            ),
            (
                Some("2026-03-01T00:00:01Z"),
                Some("2026-03-01T00:00:00Z"),
                false,
            ),
            (Some("2026-03-01"), None, false),
            (Some(""), None, false),
            (None, Some("0001-01-01T00:00:00Z"), false),
            (None, Some("2026-11-22T09:00:01Z"), false),
        ];
        for (from, to, good) in cases {
            let read = AskedPeriod::read(from, to, now);
            assert_eq!(read.is_ok(), good, "{from:?} {to:?}");
        }
    }
}
