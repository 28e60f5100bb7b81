//! The wire: paths, envelopes, filters, and the quirks on the way out.

use super::auth::{CODE, TokenGrant, WRONG};
use super::fields::bare;
use super::meter::MeteredRequest;
use super::quirks::{CodeRefusal, DirMeaning, ListDirection, ServerQuirks, TokenPath};
use super::state::MockState;
use super::world::{WorldRow, filter_time};
use super::written::MockRowText;
use ::nexudus::Entity;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, Response, StatusCode, Uri, header};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The vendor's own default.
const USUAL_SIZE: usize = 25;
/// What operators' systems hold and nobody should keep.
pub(crate) const SECRETS: [&str; 12] = [
    "Office365AccessToken",
    "ZoomRefreshToken",
    "GoogleAccessToken",
    "DoordeckPrivateKey",
    "AccessPincode",
    "KeyFobNumber",
    "BankAccount",
    "BankAccountIban",
    "CardNumber",
    "VisitorCode",
    "Custom7",
    "Notes",
];

pub(crate) fn router(inner: Arc<MockState>) -> Router {
    Router::new().fallback(answer).with_state(inner)
}

async fn answer(State(inner): State<Arc<MockState>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let quirks = inner.quirks().clone();
    let number = {
        let mut meter = inner.meter();
        meter.note(MeteredRequest {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            at: inner.clock.read(),
        });
        meter.asked().len()
    };
    if !quirks.takes.is_zero() {
        inner
            .clock
            .advance(TimeDelta::from_std(quirks.takes).unwrap_or_default());
    }
    if let Some(throttle) = quirks.throttle
        && number.is_multiple_of(throttle.every)
    {
        return throttled(throttle.status, throttle.retry_after);
    }
    inner.hold.passes(&parts.uri).await;
    let mut response = if parts.uri.path() == "/api/token" {
        token(&inner, &quirks, &parts.method, &parts.headers, body).await
    } else {
        let authorization = parts.headers.get(header::AUTHORIZATION);
        let is_known = inner
            .accounts()
            .accepts(authorization.and_then(|value| value.to_str().ok()));
        read(&inner, &quirks, &parts.method, &parts.uri, is_known).await
    };
    if !quirks.no_date
        && let Ok(date) = httpdate(inner.clock.read()).parse()
    {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// The documented answer: no body, and a time to wait.
fn throttled(status: u16, retry_after: Option<u32>) -> Response<Body> {
    let mut builder = Response::builder().status(status);
    if let Some(seconds) = retry_after {
        builder = builder.header(header::RETRY_AFTER, seconds);
    }
    builder.body(Body::empty()).unwrap_or_default()
}

async fn token(
    inner: &MockState,
    quirks: &ServerQuirks,
    method: &Method,
    headers: &axum::http::HeaderMap,
    body: Body,
) -> Response<Body> {
    if quirks.token == TokenPath::Absent {
        return json_answer(StatusCode::NOT_FOUND, &json!({"message": "Not found"}));
    }
    if method != Method::POST {
        return json_answer(StatusCode::METHOD_NOT_ALLOWED, &json!({}));
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let bytes = axum::body::to_bytes(body, 64 << 10)
        .await
        .unwrap_or_default();
    let form = match kind {
        Some("application/x-www-form-urlencoded") => pairs(&String::from_utf8_lossy(&bytes)),
        // A JSON body has no grant type that anybody reads.
        _ => BTreeMap::new(),
    };
    let code = quirks.totp.then_some(match quirks.code {
        CodeRefusal::Named => CODE,
        CodeRefusal::Unsaid => WRONG,
    });
    match inner.accounts().grant(&form, code) {
        TokenGrant::Tokens { access, refresh } => json_answer(
            StatusCode::OK,
            &json!({
                "access_token": access,
                "token_type": "bearer",
                "expires_in": 604_799,
                "refresh_token": refresh,
            }),
        ),
        TokenGrant::Refused(error, description) => json_answer(
            StatusCode::BAD_REQUEST,
            &json!({"error": error, "error_description": description}),
        ),
    }
}

async fn read(
    inner: &MockState,
    quirks: &ServerQuirks,
    method: &Method,
    uri: &Uri,
    is_known: bool,
) -> Response<Body> {
    // A batch is documented with a slash before its question mark, and a list without.
    let is_batch = uri.path().ends_with('/');
    let path = uri.path().trim_start_matches("/api/").trim_end_matches('/');
    let (path, one) = one_of(path);
    let Some(entity) = entity_at(path).filter(|entity| !quirks.missing.contains(entity)) else {
        return json_answer(StatusCode::NOT_FOUND, &json!({"message": "Not found"}));
    };
    if method != Method::GET {
        return json_answer(StatusCode::METHOD_NOT_ALLOWED, &json!({}));
    }
    let query = pairs(uri.query().unwrap_or_default());
    let is_list = one.is_none() && !query.contains_key("id");
    let is_refused =
        quirks.refused.contains(&entity) || (!is_list && quirks.list_only.contains(&entity));
    if !is_known || is_refused {
        return json_answer(
            StatusCode::UNAUTHORIZED,
            &json!({"message": "Unauthorized"}),
        );
    }
    if quirks.silent.contains(&entity) {
        std::future::pending::<()>().await;
    }
    if quirks.html.contains(&entity) {
        return page(StatusCode::OK);
    }
    if quirks.failing.contains(&entity) {
        return page(StatusCode::INTERNAL_SERVER_ERROR);
    }
    if has_hiccup(inner, entity) {
        return page(StatusCode::INTERNAL_SERVER_ERROR);
    }
    if let Some(status) = status_of(quirks, entity, path, query.contains_key("id")) {
        return json_answer(status, &json!({"message": "No"}));
    }
    let ids = query
        .get("id")
        .filter(|_| is_batch && !quirks.batch_ignored.contains(&entity));
    let text = match (one, ids) {
        (Some(id), _) => single(inner, quirks, entity, id),
        (None, Some(ids)) => several(inner, quirks, entity, ids),
        (None, None) => Some(listed(inner, quirks, entity, &query)),
    };
    let Some(text) = text else {
        return json_answer(StatusCode::NOT_FOUND, &json!({"message": "Not found"}));
    };
    if quirks.truncated.contains(&entity) {
        return text_answer(StatusCode::OK, half(&text));
    }
    text_answer(StatusCode::OK, text)
}

/// Where each list is. Inferred paths are as inferred; a test moves one with [`ServerQuirks::missing`].
fn entity_at(path: &str) -> Option<Entity> {
    Some(match path {
        "sys/businesses" | "spaces/businesses" => Entity::Businesses,
        "billing/producttimepasses" => Entity::TimePasses,
        "crm/customfields" => Entity::CustomFields,
        "sys/aichannelsessions" | "crm/aichannelsessions" => Entity::Sessions,
        "sys/openaichatmessages" => Entity::Messages,
        "sys/proposedactions" => Entity::ProposedActions,
        "spaces/coworkers" => Entity::Coworkers,
        "spaces/visitors" => Entity::Visitors,
        "billing/coworkercontracts" => Entity::Contracts,
        "spaces/bookings" => Entity::Bookings,
        "billing/coworkerproducts" => Entity::Products,
        "sys/audittrailentries" => Entity::AuditTrail,
        "support/helpdeskmessages" => Entity::Tickets,
        "spaces/coworkermessages" => Entity::CoworkerMessages,
        "support/helpdeskcomments" => Entity::Comments,
        "billing/timepasses" => Entity::PassLimits,
        _ => return None,
    })
}

/// The name that filters of a list begin with.
fn filter_name(entity: Entity) -> &'static str {
    match entity {
        Entity::Businesses => "Business",
        Entity::TimePasses => "ProductTimePass",
        Entity::CustomFields => "CustomField",
        Entity::Sessions => "AiChannelSession",
        Entity::Messages => "OpenAiChatMessage",
        Entity::ProposedActions => "ProposedAction",
        Entity::Coworkers => "Coworker",
        Entity::Visitors => "Visitor",
        Entity::Contracts => "CoworkerContract",
        Entity::Bookings => "Booking",
        Entity::Products => "CoworkerProduct",
        Entity::AuditTrail => "AuditTrailEntry",
        Entity::Tickets => "HelpDeskMessage",
        Entity::CoworkerMessages => "CoworkerMessage",
        Entity::Comments => "HelpDeskComment",
        Entity::PassLimits => "TimePass",
    }
}

/// The path of a list, and the record of it that is asked for.
fn one_of(path: &str) -> (&str, Option<i64>) {
    let one = path.rsplit_once('/');
    one.and_then(|(list, id)| Some((list, Some(id.parse().ok()?))))
        .unwrap_or((path, None))
}

fn status_of(
    quirks: &ServerQuirks,
    entity: Entity,
    path: &str,
    by_ids: bool,
) -> Option<StatusCode> {
    let of_batch = quirks.batch_status.get(&entity).filter(|_| by_ids);
    let of_all = quirks.path_status.get(path).or(quirks.status.get(&entity));
    StatusCode::from_u16(*of_batch.or(of_all)?).ok()
}

fn has_hiccup(inner: &MockState, entity: Entity) -> bool {
    let mut quirks = inner.quirks();
    let left = quirks.hiccups.get_mut(&entity).filter(|left| **left > 0);
    left.is_some_and(|left| {
        *left -= 1;
        true
    })
}

/// One by id: a bare object, as whole as it gets.
fn single(inner: &MockState, quirks: &ServerQuirks, entity: Entity, id: i64) -> Option<String> {
    let world = inner.world();
    let record = world
        .get(entity, id)
        .filter(|_| !quirks.ghosts.contains(&id))?;
    Some(dressed(record, quirks).whole().to_owned())
}

/// Several by id: a bare array, each as whole as it gets.
fn several(inner: &MockState, quirks: &ServerQuirks, entity: Entity, ids: &str) -> Option<String> {
    let world = inner.world();
    let ids = ids.trim_matches(['[', ']']).split(',');
    let ids: Vec<i64> = ids.filter_map(|id| id.trim().parse().ok()).collect();
    let there = ids.iter().filter(|id| !quirks.ghosts.contains(id));
    let found: Vec<&WorldRow> = there.filter_map(|id| world.get(entity, *id)).collect();
    if quirks.batch_all_or_nothing && found.len() < ids.len() {
        return None;
    }
    let most = quirks.most_by_id.unwrap_or(usize::MAX);
    Some(array(found.into_iter().take(most), |record, answer| {
        if quirks.by_id_lacks.is_empty() {
            answer.push_str(dressed(record, quirks).whole());
        } else {
            let mut fields = record.fields.clone();
            fields.retain(|name, _| !quirks.by_id_lacks.contains(name.as_str()));
            answer.push_str(MockRowText::of(&fields).whole());
        }
    }))
}

fn array<'r>(
    records: impl Iterator<Item = &'r WorldRow>,
    write: impl Fn(&WorldRow, &mut String),
) -> String {
    let mut answer = String::from("[");
    for record in records {
        if answer.len() > 1 {
            answer.push(',');
        }
        write(record, &mut answer);
    }
    answer.push(']');
    answer
}

/// Which rows of a list, and in which order.
struct ListQuery<'q> {
    page: usize,
    size: usize,
    field: &'q str,
    descends: bool,
    /// Whether no filter is named.
    all: bool,
}

impl<'q> ListQuery<'q> {
    fn of(query: &'q BTreeMap<String, String>, quirks: &ServerQuirks) -> Self {
        let number = |name: &str, usual: usize| {
            let text = query.get(name);
            text.and_then(|text| text.parse().ok()).unwrap_or(usual)
        };
        let most = quirks.most_rows.unwrap_or(usize::MAX);
        Self {
            page: number("page", 1).max(1),
            size: number("size", USUAL_SIZE).min(most).max(1),
            field: query.get("orderby").map_or("Id", String::as_str),
            descends: descends(query.get("dir").map(String::as_str), quirks),
            all: query
                .keys()
                .all(|key| ["page", "size", "orderby", "dir"].contains(&key.as_str())),
        }
    }

    fn first(&self) -> usize {
        (self.page - 1) * self.size
    }

    /// Orders rows, which lie in the order of their ids.
    fn order(&self, rows: &mut [&WorldRow]) {
        if self.field != "Id" {
            rows.sort_by_key(|record| sort_key(record, self.field));
        }
        if self.descends {
            rows.reverse();
        }
    }
}

fn listed(
    inner: &MockState,
    quirks: &ServerQuirks,
    entity: Entity,
    query: &BTreeMap<String, String>,
) -> String {
    let wanted = ListQuery::of(query, quirks);
    shift(inner, entity, wanted.page);
    let world = inner.world();
    let all = if quirks.hidden_from_lists.contains(&entity) {
        &[]
    } else {
        world.list(entity)
    };
    let all_come = wanted.all || quirks.unfiltered.contains(&entity);
    if all_come && wanted.field == "Id" && !wanted.descends {
        let rows = all.iter().skip(wanted.first()).take(wanted.size);
        return envelope(&wanted, quirks, all.len(), rows);
    }
    let mut rows: Vec<&WorldRow> = all
        .iter()
        .filter(|record| all_come || passes(record, entity, query, quirks))
        .collect();
    wanted.order(&mut rows);
    let some = rows.iter().skip(wanted.first()).take(wanted.size).copied();
    envelope(&wanted, quirks, rows.len(), some)
}

fn envelope<'r>(
    wanted: &ListQuery<'_>,
    quirks: &ServerQuirks,
    total: usize,
    rows: impl ExactSizeIterator<Item = &'r WorldRow>,
) -> String {
    let pages = total.div_ceil(wanted.size);
    let first = wanted.first();
    let head = json!({
        "CurrentPage": wanted.page,
        "CurrentPageSize": wanted.size,
        "CurrentOrderField": wanted.field,
        "CurrentSortDirection": if quirks.direction_as_text { json!("ASC") } else { json!(0) },
        "FirstItem": first + 1,
        "LastItem": first + rows.len(),
        "TotalItems": total,
        "TotalPages": pages,
        "HasNextPage": wanted.page < pages,
        "HasPreviousPage": wanted.page > 1,
    });
    let records = array(rows, |record, answer| {
        in_list(record, quirks).list(quirks.lists, answer);
    });
    let head = head.to_string();
    format!("{},\"Records\":{records}}}", head.trim_end_matches('}'))
}

/// Rows come and go before a page, once.
fn shift(inner: &MockState, entity: Entity, page: usize) {
    let mut quirks = inner.quirks();
    let due = quirks
        .shifts
        .iter()
        .position(|shift| shift.entity == entity && shift.page == page);
    if let Some(at) = due {
        let shift = quirks.shifts.remove(at);
        drop(quirks);
        inner.world().shift(entity, shift.delete, shift.insert);
    }
}

fn sort_key(record: &WorldRow, field: &str) -> (String, i64) {
    let id = record.fields.get("Id").and_then(Value::as_i64).unwrap_or(0);
    let text = record
        .fields
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or_default();
    (text.to_owned(), id)
}

fn descends(dir: Option<&str>, quirks: &ServerQuirks) -> bool {
    match (quirks.dir, dir) {
        (_, None) => quirks.order == ListDirection::Descending,
        (DirMeaning::ZeroOne, Some(dir)) => dir == "1",
        (DirMeaning::OneMinusOne, Some(dir)) => dir == "-1",
        (DirMeaning::Words, Some(dir)) => dir.eq_ignore_ascii_case("descending"),
    }
}

/// Equality and ranges; names in any case; times to the minute, in the filter's own zone.
fn passes(
    record: &WorldRow,
    entity: Entity,
    query: &BTreeMap<String, String>,
    quirks: &ServerQuirks,
) -> bool {
    let name = filter_name(entity).to_ascii_lowercase();
    query.iter().all(|(key, wanted)| {
        let field = |prefix: &str| key.strip_prefix(&format!("{prefix}{name}_"));
        if let Some(field) = field("from_") {
            within(record, field, wanted, quirks).is_none_or(|(at, bound)| at >= bound)
        } else if let Some(field) = field("to_") {
            within(record, field, wanted, quirks).is_none_or(|(at, bound)| at <= bound)
        } else if let Some(field) = field("") {
            value_of(record, field).is_none_or(|value| said(value).eq_ignore_ascii_case(wanted))
        } else {
            true
        }
    })
}

fn within(
    record: &WorldRow,
    field: &str,
    wanted: &str,
    quirks: &ServerQuirks,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let at = value_of(record, field)?.as_str()?.parse().ok()?;
    Some((at, filter_time(wanted, quirks.filter_ahead)?))
}

fn value_of<'r>(record: &'r WorldRow, field: &str) -> Option<&'r Value> {
    record
        .fields
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(field))
        .map(|(_, value)| value)
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A record as it leaves: with what nobody should keep, and with what nobody knows.
fn dressed<'r>(record: &'r WorldRow, quirks: &ServerQuirks) -> Cow<'r, MockRowText> {
    if quirks.secret.is_none() && !quirks.unknown_field && !quirks.bare_fields {
        return Cow::Borrowed(&record.written);
    }
    let mut fields = record.fields.clone();
    if let Some(secret) = &quirks.secret {
        for name in SECRETS {
            fields.insert(name.to_owned(), json!(format!("{secret}-{name}")));
        }
        fields.insert(
            "Integration".to_owned(),
            json!({"Token": format!("{secret}-nested"), "Keys": [format!("{secret}-array")]}),
        );
    }
    if quirks.bare_fields
        && let Some(values) = fields.get_mut("CustomFields")
    {
        *values = bare(values);
    }
    if quirks.unknown_field {
        fields.insert(
            "InventedIn2031".to_owned(),
            json!({"Deep": [1, {"er": null}]}),
        );
    }
    Cow::Owned(MockRowText::of(&fields))
}

/// A record as a list has it, before the list leaves out what it always does.
fn in_list<'r>(record: &'r WorldRow, quirks: &ServerQuirks) -> Cow<'r, MockRowText> {
    if quirks.nulled.is_empty() {
        return dressed(record, quirks);
    }
    let mut fields = record.fields.clone();
    for (name, value) in &mut fields {
        if quirks.nulled.contains(name.as_str()) {
            *value = Value::Null;
        }
    }
    Cow::Owned(MockRowText::of(&fields))
}

fn json_answer(status: StatusCode, value: &Value) -> Response<Body> {
    text_answer(status, value.to_string())
}

fn text_answer(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(text.into())
        .unwrap_or_default()
}

/// What comes when a server is in trouble, or when nobody asked for JSON.
fn page(status: StatusCode) -> Response<Body> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .body(Body::from(
            "<!DOCTYPE html><html><body><h1>Oops</h1></body></html>",
        ))
        .unwrap_or_default()
}

/// The first half, as if it were all: what a proxy that gave up hands on.
fn half(text: &str) -> Vec<u8> {
    text.as_bytes()[..text.len() / 2].to_vec()
}

/// Names in lower case.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let mut pairs = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.insert(plain(key).to_ascii_lowercase(), plain(value));
    }
    pairs
}

/// Undoes the escaping of forms and queries.
fn plain(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = |at: usize| {
            after
                .get(at)
                .and_then(|byte| char::from(*byte).to_digit(16))
        };
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = &after[2..];
            }
            (b'+', ..) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn httpdate(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
