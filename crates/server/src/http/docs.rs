//! `/docs`: the interface described for a reader, made from the same document as `/openapi.json`. One
//! page without scripts and without anything from elsewhere, under a policy that would stop both.

use crate::html::EscapedHtml;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Map, Value};
use std::fmt::Write as _;

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const STYLE: &str = include_str!("docs.css");
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// How deep a schema is written out in one cell; named schemas are linked, not repeated.
const DEPTH: u8 = 4;

/// The page of a document.
pub(crate) fn page(document: &Value) -> Response {
    let mut response = Html(render(document)).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}

/// The style of the page: a file, because the policy allows none inside a page.
pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

fn render(document: &Value) -> String {
    let mut page = DocPage::default();
    let info = &document["info"];
    let title = info["title"].as_str().unwrap_or("daybook-server");
    page.raw("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    page.text(title);
    page.raw("</title><link rel=\"stylesheet\" href=\"/docs/style.css\"><main><h1>");
    page.text(title);
    page.raw("</h1>");
    page.paragraphs(&info["description"]);
    page.raw("<p>The same for programs: <a href=\"/openapi.json\">openapi.json</a></p>");
    let paths = document["paths"].as_object();
    let operations = operations(paths);
    contents(&mut page, &operations);
    for operation in &operations {
        operation.write(&mut page);
    }
    schemas(&mut page, &document["components"]["schemas"]);
    page.raw("</main></html>");
    page.0
}

struct DocOperation<'a> {
    method: String,
    path: &'a str,
    shared: &'a Value,
    body: &'a Value,
}

fn operations(paths: Option<&Map<String, Value>>) -> Vec<DocOperation<'_>> {
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        let here = METHODS.iter().filter_map(|method| {
            Some(DocOperation {
                method: method.to_uppercase(),
                path,
                shared: &item["parameters"],
                body: item.get(method)?,
            })
        });
        found.extend(here);
    }
    found
}

fn contents(page: &mut DocPage, operations: &[DocOperation<'_>]) {
    page.raw("<nav aria-label=\"Operations\"><ul>");
    for operation in operations {
        page.raw("<li><a href=\"#");
        page.text(&operation.anchor());
        page.raw("\"><code>");
        page.text(&format!("{} {}", operation.method, operation.path));
        page.raw("</code></a> ");
        page.text(operation.body["summary"].as_str().unwrap_or_default());
    }
    page.raw("</ul></nav>");
}

impl DocOperation<'_> {
    fn anchor(&self) -> String {
        format!("{} {}", self.method, self.path)
            .chars()
            .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
            .collect()
    }

    fn write(&self, page: &mut DocPage) {
        page.raw("<section id=\"");
        page.text(&self.anchor());
        page.raw("\"><h2><code>");
        page.text(&format!("{} {}", self.method, self.path));
        page.raw("</code></h2>");
        page.paragraphs(&self.body["summary"]);
        page.paragraphs(&self.body["description"]);
        self.parameters(page);
        self.request(page);
        self.answers(page);
        page.raw("</section>");
    }

    fn parameters(&self, page: &mut DocPage) {
        let own = self.body["parameters"].as_array();
        let all = self.shared.as_array().into_iter().chain(own).flatten();
        let all = all.collect::<Vec<_>>();
        if all.is_empty() {
            return;
        }
        page.raw("<h3>Parameters</h3><table><tr><th>name<th>in<th>type<th>what for");
        for parameter in all {
            page.raw("<tr><td><code>");
            page.text(parameter["name"].as_str().unwrap_or_default());
            page.raw("</code>");
            if parameter["required"] == Value::Bool(true) {
                page.raw(" <em>required</em>");
            }
            page.raw("<td>");
            page.text(parameter["in"].as_str().unwrap_or_default());
            page.raw("<td>");
            shape(page, &parameter["schema"], DEPTH);
            page.raw("<td>");
            page.text(parameter["description"].as_str().unwrap_or_default());
        }
        page.raw("</table>");
    }

    fn request(&self, page: &mut DocPage) {
        let Some(content) = self.body["requestBody"]["content"].as_object() else {
            return;
        };
        page.raw("<h3>Body</h3>");
        for (kind, media) in content {
            page.raw("<p><code>");
            page.text(kind);
            page.raw("</code>: ");
            shape(page, &media["schema"], DEPTH);
            page.raw("</p>");
        }
    }

    fn answers(&self, page: &mut DocPage) {
        page.raw("<h3>Answers</h3><table><tr><th>status<th>when<th>body");
        for (status, answer) in self.body["responses"].as_object().into_iter().flatten() {
            page.raw("<tr><td><code>");
            page.text(status);
            page.raw("</code><td>");
            page.text(answer["description"].as_str().unwrap_or_default());
            page.raw("<td>");
            for (kind, media) in answer["content"].as_object().into_iter().flatten() {
                match media.get("schema") {
                    Some(schema) => shape(page, schema, DEPTH),
                    None => page.text(kind),
                }
                page.raw(" ");
            }
        }
        page.raw("</table>");
    }
}

fn schemas(page: &mut DocPage, schemas: &Value) {
    let Some(schemas) = schemas.as_object() else {
        return;
    };
    page.raw("<h2>Types</h2>");
    for (name, schema) in schemas {
        page.raw("<section id=\"type-");
        page.text(name);
        page.raw("\"><h3><code>");
        page.text(name);
        page.raw("</code></h3>");
        page.paragraphs(&schema["description"]);
        match schema["properties"].as_object() {
            Some(properties) => fields(page, schema, properties),
            None => {
                page.raw("<p>");
                shape(page, schema, DEPTH);
                page.raw("</p>");
            }
        }
        page.raw("</section>");
    }
}

fn fields(page: &mut DocPage, schema: &Value, properties: &Map<String, Value>) {
    page.raw("<table><tr><th>field<th>type<th>what for");
    for (name, field) in properties {
        page.raw("<tr><td><code>");
        page.text(name);
        page.raw("</code>");
        let required = schema["required"].as_array();
        if required.is_some_and(|names| names.iter().any(|it| it == name)) {
            page.raw(" <em>required</em>");
        }
        page.raw("<td>");
        shape(page, field, DEPTH);
        page.raw("<td>");
        page.text(field["description"].as_str().unwrap_or_default());
    }
    page.raw("</table>");
}

/// A schema in a few words; a named one is a link to its own section.
fn shape(page: &mut DocPage, schema: &Value, depth: u8) {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        page.raw("<a href=\"#type-");
        page.text(name);
        page.raw("\">");
        page.text(name);
        return page.raw("</a>");
    }
    let Some(depth) = depth.checked_sub(1) else {
        return page.text("…");
    };
    let choices = ["oneOf", "anyOf", "allOf"]
        .iter()
        .find_map(|it| schema[it].as_array());
    if let Some(choices) = choices {
        return joined(page, choices, |page, it| shape(page, it, depth));
    }
    if let Some(values) = schema["enum"].as_array() {
        return joined(page, values, |page, it| page.text(&it.to_string()));
    }
    match &schema["type"] {
        Value::Array(types) => joined(page, types, |page, it| {
            page.text(it.as_str().unwrap_or("?"))
        }),
        Value::String(kind) if kind == "array" => {
            page.text("list of ");
            shape(page, &schema["items"], depth);
        }
        Value::String(kind) => page.text(kind),
        _ => page.text("any"),
    }
    limits(page, schema);
}

fn limits(page: &mut DocPage, schema: &Value) {
    for (key, words) in [
        ("format", ""),
        ("const", "="),
        ("pattern", "like "),
        ("minimum", "from "),
        ("maximum", "to "),
        ("minLength", "at least "),
        ("maxLength", "at most "),
        ("default", "else "),
    ] {
        let value = match &schema[key] {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        page.text(&format!(", {words}{value}"));
    }
}

fn joined(page: &mut DocPage, items: &[Value], mut write: impl FnMut(&mut DocPage, &Value)) {
    for (nth, item) in items.iter().enumerate() {
        if nth > 0 {
            page.text(" or ");
        }
        write(page, item);
    }
}

/// HTML in the making. Everything but our own tags goes through [`DocPage::text`].
#[derive(Default)]
struct DocPage(String);

impl DocPage {
    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{}", EscapedHtml(text));
    }

    fn paragraphs(&mut self, text: &Value) {
        let text = text.as_str().unwrap_or_default();
        for paragraph in text.split("\n\n").filter(|it| !it.trim().is_empty()) {
            self.raw("<p>");
            self.text(paragraph);
            self.raw("</p>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_is_written_out_and_nothing_in_it_is_markup() {
        let document = json!({
            "info": {"title": "A <b>", "description": "One.\n\nTwo & three."},
            "paths": {"/v1/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "get": {
                    "summary": "Gets <script>",
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}],
                    "responses": {"200": {"description": "It", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}
                },
                "put": {"requestBody": {"content": {"application/json": {"schema": {"type": "array", "items": {"type": ["string", "null"]}}}}}, "responses": {}}
            }},
            "components": {"schemas": {"Thing": {
                "type": "object", "required": ["id"],
                "properties": {"id": {"type": "string", "description": "Its \"id\""}, "kind": {"enum": ["a", "b"]}}
            }}}
        });
        let html = render(&document);
        for expected in [
            "<h1>A &lt;b&gt;</h1><p>One.</p><p>Two &amp; three.</p>",
            "<code>GET /v1/things/{id}</code>",
            "Gets &lt;script&gt;",
            "<code>id</code> <em>required</em><td>path",
            "integer, from 1",
            "<a href=\"#type-Thing\">Thing</a>",
            "list of string or null",
            "Its &quot;id&quot;",
            "&quot;a&quot; or &quot;b&quot;",
        ] {
            assert!(html.contains(expected), "{expected}: {html}");
        }
        assert!(!html.contains("<script"), "{html}");
    }

    #[test]
    fn a_document_with_nothing_in_it_is_a_page() {
        assert!(render(&json!({})).contains("daybook-server"));
    }
}
