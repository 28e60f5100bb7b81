//! The document of the interface, made from the code: `/openapi.json` for programs, `/docs` for readers.

use super::{
    call_to_action, conversations, conversions, dead_letters, docs, feed, follow_up, health,
    metrics, people, schema, spaces, transcript, webhook,
};
use axum::response::{IntoResponse, Response};
use axum::{Json, http::StatusCode};
use serde_json::{Value, json};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

const ABOUT: &str = "Where conversations live and outcomes are tied to them.\n\n\
Every operation but the few that say so wants a token: `Authorization: Bearer dbt_…`. A token has a role; \
each role includes the ones before it: read, write, delete, admin. Narrower than these are converse (for a \
chatbot: it holds conversations, and reads one whose id it knows, but lists nobody's), metrics (the numbers \
alone), records (records of the business) and records:KIND (those of one kind).\n\n\
A token may be bound to spaces. What is of another space is not there for it (404, and left out of lists and \
counts), and it writes nothing there: `outside_spaces` (403) says that what was named is of no space of its \
own, or of another space too, and `needs_all_spaces` (403) that what the address shows or writes is of no one \
space. A token for all spaces may do either.\n\n\
What is refused is answered with a code and a message. Too many requests are answered with 429 and \
Retry-After; an answer that takes too long, or a server that is busy, with 503 and Retry-After.";

// An operation without a tag gets its file's name. Generated clients call their parts by the tags, so the
// first names stand where a file has another by now.
#[derive(OpenApi)]
#[openapi(
    info(title = "daybook-server", description = ABOUT),
    paths(
        health::health,
        health::ready,
        feed::server,
        feed::changes,
        feed::counts,
        spaces::put_space,
        conversations::begin,
        conversations::conversation,
        conversations::append,
        conversations::end,
        transcript::request,
        conversions::convert,
        conversions::take_back,
        conversions::correct,
        webhook::receive,
        dead_letters::dead_letters,
        dead_letters::replay,
        dead_letters::drop_letter,
        call_to_action::offer,
        call_to_action::list,
        call_to_action::uptake,
        call_to_action::follow,
        follow_up::lead,
        follow_up::escalate,
        follow_up::escalation,
        follow_up::inbox_item,
        people::put_customer,
        people::merge,
        people::separate,
        people::delete_conversation,
        people::person,
        people::delete_person,
        people::record,
        metrics::numbers,
        metrics::exposition,
    ),
    components(schemas(schema::ErrorBodySchema)),
    modifiers(&TokenScheme)
)]
struct ApiDocument;

/// Says how a token is shown.
struct TokenScheme;

impl Modify for TokenScheme {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", scheme);
    }
}

/// The document, with what the fields of a body are only good for together.
fn document() -> serde_json::Result<Value> {
    let mut document = serde_json::to_value(ApiDocument::openapi())?;
    let schemas = &mut document["components"]["schemas"];
    let said = |name: &str| json!({"required": [name], "properties": {name: {"type": "string", "pattern": "[^\\s\\u0000]"}}});
    schemas["NewLead"]["anyOf"] = ["name", "email", "phone"].map(said).into();
    schemas["Ending"]["anyOf"] = json!([
        {"properties": {"by": {"enum": ["operator", "api"]}}},
        {"properties": {"by": {"enum": ["visitor"]}, "confirmed": {"enum": [true]}}, "required": ["confirmed"]},
    ]);
    Ok(document)
}

/// The document for programs.
pub(crate) async fn json() -> Response {
    match document() {
        Ok(document) => Json(document).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The document for readers.
pub(crate) async fn page() -> Response {
    match document() {
        Ok(document) => docs::page(&document),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::feed::{
        ChangesPage, ConversationChange, ErrorBody, RecordCounts, ServerInfo, UnreadableRow,
    };
    use model::record::{
        ConversationRecord, ConversionRecord, CustomerRecord, GeoPlace, InboxItemRecord,
        LeadRecord, MessageRecord, SpaceRecord, TicketRecord, Tombstone,
    };
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeSet;

    fn document() -> Value {
        super::document().unwrap()
    }

    /// A value with every field of a schema said.
    fn example(document: &Value, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            return example(document, &document["components"]["schemas"][name]);
        }
        match schema["type"].as_str().unwrap_or("object") {
            "object" => {
                let fields = schema["properties"].as_object().unwrap();
                let fields = fields.iter();
                let fields = fields.map(|(name, it)| (name.clone(), example(document, it)));
                Value::Object(fields.collect())
            }
            "array" => Value::Array(vec![example(document, &schema["items"])]),
            "integer" => 1.into(),
            "boolean" => true.into(),
            _ if schema["format"] == "date-time" => "2026-11-21T09:00:00Z".into(),
            _ => "conversation".into(),
        }
    }

    /// Reads a full example as the model's type and writes it again: every field must survive, so
    /// that neither side has a field that the other lacks.
    fn same<T: Serialize + for<'d> Deserialize<'d>>(name: &str) -> BTreeSet<String> {
        let document = document();
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not in the document");
        let example = example(&document, schema);
        let value: T = serde_json::from_value(example.clone()).unwrap();
        assert_eq!(serde_json::to_value(&value).unwrap(), example, "{name}");
        let required = schema["required"].as_array().into_iter().flatten();
        let required = required.map(|it| it.as_str().unwrap().to_owned());
        let required = required.collect::<BTreeSet<_>>();
        for field in &required {
            let mut without = example.clone();
            without.as_object_mut().unwrap().remove(field);
            let lacking = serde_json::from_value::<T>(without);
            // The model reads a conversation without a place, and always writes one.
            assert!(lacking.is_err() || field == "place", "{name}.{field}");
        }
        required
    }

    #[test]
    fn the_shapes_are_the_models() {
        same::<ErrorBody>("ErrorBody");
        same::<ServerInfo>("ServerInfo");
        same::<RecordCounts>("Counts");
        same::<ChangesPage>("ChangesPage");
        same::<ConversationChange>("ConversationChange");
        same::<ConversationRecord>("ConversationRecord");
        same::<MessageRecord>("MessageRecord");
        same::<ConversionRecord>("ConversionRecord");
        same::<LeadRecord>("LeadRecord");
        same::<TicketRecord>("TicketRecord");
        same::<InboxItemRecord>("InboxItemRecord");
        same::<SpaceRecord>("SpaceRecord");
        same::<CustomerRecord>("CustomerRecord");
        same::<GeoPlace>("Place");
        same::<Tombstone>("Tombstone");
        same::<UnreadableRow>("UnreadableRow");
    }

    #[test]
    fn it_is_openapi_3_1_and_every_reference_leads_somewhere() {
        let document = document();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let text = document.to_string();
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(
                document["components"]["schemas"][name].is_object(),
                "{name}"
            );
        }
    }
}
