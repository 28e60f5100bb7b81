//! The tools for chatbots, driven by the official Python client of the protocol; what they did is then
//! seen by whoever reads the conversation.

use super::home;
use crate::client::Server;
use crate::python;
use crate::things::{Home, conversation, message};
use axum::body::Bytes;
use axum::http::Method;
use model::{Escalation, RemoteId, Role};
use serde_json::{Value, json};
use server::settings::{CallToActionKind, LinkTemplate, SmtpSettings, SmtpTls};
use server::{HttpConfig, ServerSettings};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What a chatbot can do, and what it must say to do it.
const TOOLS: [(&str, &[&str]); 7] = [
    ("create_lead", &["conversation_id"]),
    ("email_conversation", &["conversation_id", "email"]),
    ("day_pass_link", &["conversation_id"]),
    ("plan_link", &["conversation_id"]),
    ("tour_link", &["conversation_id"]),
    ("booking_link", &["conversation_id"]),
    ("escalate", &["conversation_id", "subject"]),
];

fn config() -> HttpConfig {
    let mut settings = ServerSettings {
        smtp: Some(SmtpSettings {
            host: "localhost".to_owned(),
            port: 25,
            tls: SmtpTls::None,
            user: None,
            password: None,
            from: "desk@quay.example".to_owned(),
        }),
        ..(*HttpConfig::loopback().settings).clone()
    };
    for (kind, path) in [
        (CallToActionKind::DayPass, "passes/{target}"),
        (CallToActionKind::Plan, "plans/{target}"),
        (CallToActionKind::Tour, "tour"),
    ] {
        let address = format!("https://quay.example/{path}?session={{session_id}}");
        settings
            .links
            .set(kind, LinkTemplate::parse(&address).unwrap());
    }
    HttpConfig::from(settings)
}

/// Runs the client against a server; what it says, none where there is no Python for the tests.
async fn drive(server: &Server, token: &str, mode: &str, calls: Value) -> Option<Value> {
    let url = format!("http://{}/mcp", server.address);
    let mut client = Command::new(python::interpreter()?)
        .arg(python::script("mcp_client.py"))
        .args([&url, token, mode])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = client.stdin.take().unwrap();
    stdin.write_all(calls.to_string().as_bytes()).unwrap();
    drop(stdin);
    let ran = tokio::task::spawn_blocking(move || client.wait_with_output().unwrap());
    let ran = ran.await.unwrap();
    let errors = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{errors}");
    Some(serde_json::from_slice(&ran.stdout).unwrap())
}

async fn served() -> (Home, Server, String) {
    let home = home().await;
    let mut talk = conversation("c-1");
    talk.messages = vec![message("m-1", 0)];
    home.store.put(&talk).await.unwrap();
    let server = Server::start(&home.store, config()).await;
    let token = server.token(Role::Write).await;
    (home, server, token)
}

fn check_description(said: &Value) {
    assert_eq!(said["server"], "daybook-server");
    assert!(
        said["instructions"]
            .as_str()
            .unwrap()
            .contains("conversation_id")
    );
    let tools = said["tools"].as_array().unwrap();
    assert_eq!(tools.len(), TOOLS.len());
    for (tool, (name, required)) in tools.iter().zip(TOOLS) {
        assert_eq!(tool["name"], name);
        assert!(
            tool["description"]
                .as_str()
                .unwrap()
                .contains("Use it when")
                || tool["description"]
                    .as_str()
                    .unwrap()
                    .contains("Use it once"),
            "{tool}"
        );
        let schema = &tool["inputSchema"];
        assert_eq!(schema["required"], json!(required), "{name}");
        for (field, said) in schema["properties"].as_object().unwrap() {
            assert!(
                said["description"].is_string(),
                "{name}.{field} is not described"
            );
        }
        assert_eq!(tool["outputSchema"]["type"], "object", "{name}");
    }
}

#[tokio::test]
async fn a_chatbot_does_everything_and_the_desk_sees_it() {
    for mode in ["legacy", "auto"] {
        let (home, server, token) = served().await;
        let calls = json!([
            ["create_lead", {"conversation_id": "c-1", "name": "Rosa", "email": "rosa@visitors.example", "note": "Six desks from May", "lead_id": "l-1"}],
            ["create_lead", {"conversation_id": "c-1", "name": "Rosa", "email": "rosa@visitors.example", "note": "Six desks from May", "lead_id": "l-1"}],
            ["email_conversation", {"conversation_id": "c-1", "email": "rosa@visitors.example"}],
            ["day_pass_link", {"conversation_id": "c-1", "pass": "week end"}],
            ["plan_link", {"conversation_id": "c-1", "plan": "flex", "message_id": "m-1"}],
            ["tour_link", {"conversation_id": "c-1"}],
            ["escalate", {"conversation_id": "c-1", "subject": "Wants a person", "ticket_id": "t-1"}],
        ]);
        let Some(said) = drive(&server, &token, mode, calls).await else {
            return;
        };
        check_description(&said);
        let results = said["results"].as_array().unwrap();
        let failed = results.iter().find(|it| it["failed"] != json!(false));
        assert_eq!((results.len(), failed), (7, None), "{mode}");
        assert_eq!(
            results[0]["answer"],
            json!({"lead_id": "l-1", "already_known": false})
        );
        assert_eq!(
            results[1]["answer"],
            json!({"lead_id": "l-1", "already_known": true})
        );
        assert_eq!(
            results[2]["answer"]["transcript_id"]
                .as_str()
                .unwrap()
                .len(),
            32
        );
        let session = "session=session-c-1";
        for (nth, leads_to) in [
            (
                3,
                format!("https://quay.example/passes/week%20end?{session}"),
            ),
            (4, format!("https://quay.example/plans/flex?{session}")),
            (5, format!("https://quay.example/tour?{session}")),
        ] {
            let url = results[nth]["answer"]["url"].as_str().unwrap();
            let path = url
                .strip_prefix(&format!("http://{}", server.address))
                .unwrap();
            let click = server.get(path, &[]).await;
            assert_eq!(
                (click.status.as_u16(), click.header("location")),
                (302, leads_to.as_str())
            );
        }
        assert_eq!(
            results[6]["answer"],
            json!({"ticket_id": "t-1", "already_known": false})
        );
        let whole = server
            .get_as(&token, "/v1/conversations/c-1")
            .await
            .json::<Value>();
        assert_eq!(whole["leads"][0]["email"], "rosa@visitors.example");
        assert_eq!(whole["leads"].as_array().unwrap().len(), 1);
        assert_eq!(whole["tickets"][0]["subject"], "Wants a person");
        assert_eq!(whole["tickets"][0]["escalated_by"], "assistant");
        assert_eq!(whole["conversation"]["escalation"], "pending");
        assert_eq!(home.store.levels().await.unwrap().transcripts_waiting, 1);
        let links = server
            .get_as(&token, "/v1/conversations/c-1/links")
            .await
            .json::<Value>();
        let kinds = links["links"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["kind"]);
        let mut kinds = kinds.collect::<Vec<_>>();
        kinds.sort_by_key(|it| it.to_string());
        assert_eq!(kinds, ["day_pass", "plan", "tour"], "{mode}");
    }
}

#[tokio::test]
async fn what_goes_wrong_is_said_so_that_a_model_can_mend_it() {
    let (home, server, token) = served().await;
    let cases = [
        (
            "create_lead",
            json!({"conversation_id": "c-1"}),
            "a lead has a name, an e-mail address or",
        ),
        (
            "create_lead",
            json!({"conversation_id": "nowhere", "name": "Rosa"}),
            "there is no conversation nowhere",
        ),
        (
            "create_lead",
            json!({"name": "Rosa"}),
            "missing field `conversation_id`",
        ),
        (
            "create_lead",
            json!({"conversation_id": "c-1", "nom": "Rosa"}),
            "unknown field `nom`",
        ),
        (
            "email_conversation",
            json!({"conversation_id": "c-1", "email": "rosa"}),
            "email must be one e-mail address",
        ),
        (
            "booking_link",
            json!({"conversation_id": "c-1"}),
            "no address is configured",
        ),
        (
            "tour_link",
            json!({"conversation_id": "c-1", "office": "corner"}),
            "this call to action takes no target",
        ),
        (
            "plan_link",
            json!({"conversation_id": "c-1", "plan": "flex", "message_id": "m-9"}),
            "there is no message m-9",
        ),
        (
            "escalate",
            json!({"conversation_id": "c-1", "subject": " "}),
            "subject must not be empty",
        ),
        (
            "escalate",
            json!({"conversation_id": "../c-1", "subject": "x"}),
            "conversation_id must be",
        ),
    ];
    let calls = cases
        .iter()
        .map(|(tool, arguments, _)| json!([tool, arguments]));
    let Some(said) = drive(&server, &token, "auto", calls.collect()).await else {
        return;
    };
    for ((tool, _, expected), result) in cases.iter().zip(said["results"].as_array().unwrap()) {
        let words = result["words"].as_str().unwrap();
        assert_eq!(result["failed"], json!(true), "{tool}: {words}");
        assert!(words.contains(expected), "{tool}: {words}");
    }
    let whole = home
        .store
        .conversation(&RemoteId::from("c-1"))
        .await
        .unwrap()
        .unwrap();
    assert!(whole.leads.is_empty() && whole.tickets.is_empty());
    assert_eq!(whole.conversation.escalation, Escalation::None);
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_that_may_converse() {
    let (_home, server, _) = served().await;
    let ask = Bytes::from(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string());
    let kinds = [
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
    ];
    for method in [Method::POST, Method::GET, Method::DELETE] {
        let reply = server.send(method, "/mcp", &kinds, ask.clone()).await;
        assert_eq!(reply.error(), (401, "unauthorized".to_owned()));
    }
    let reader = format!("Bearer {}", server.token(Role::Read).await);
    let headers = [kinds[0], kinds[1], ("authorization", reader.as_str())];
    let reply = server
        .send(Method::POST, "/mcp", &headers, ask.clone())
        .await;
    assert_eq!(reply.error(), (403, "forbidden".to_owned()));
    let writer = format!("Bearer {}", server.token(Role::converse()).await);
    let headers = [kinds[0], kinds[1], ("authorization", writer.as_str())];
    // Under a name that nobody said is this server's, or for a page of another origin, there are no tools.
    for stranger in [
        ("host", "rebound.example"),
        ("origin", "https://evil.example"),
    ] {
        let asked = headers.into_iter().chain([stranger]).collect::<Vec<_>>();
        let reply = server.send(Method::POST, "/mcp", &asked, ask.clone()).await;
        assert_eq!(reply.error(), (403, "elsewhere".to_owned()), "{stranger:?}");
    }
    let reply = server
        .send(Method::POST, "/mcp", &headers, ask.clone())
        .await;
    let tools = reply.json::<Value>();
    assert_eq!(
        tools["result"]["tools"].as_array().unwrap().len(),
        7,
        "{tools}"
    );
    let get = server
        .send(Method::GET, "/mcp", &headers, Bytes::new())
        .await;
    assert_eq!(get.status, 405, "there is nothing to listen to");
    let large = Bytes::from(vec![b' '; 2 << 20]);
    let reply = server.send(Method::POST, "/mcp", &headers, large).await;
    assert_eq!(reply.status, 413);
}

#[tokio::test]
async fn a_server_that_does_not_know_its_own_address_offers_no_link() {
    let (home, server, token) = served().await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params":
        {"name": "tour_link", "arguments": {"conversation_id": "c-1"}}});
    let bearer = format!("Bearer {token}");
    let headers = [
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
        ("authorization", bearer.as_str()),
        ("host", "192.0.2.1"),
    ];
    let call = Bytes::from(call.to_string());
    let reply = server
        .send(Method::POST, "/mcp", &headers, call)
        .await
        .json::<Value>();
    let words = reply["result"]["content"][0]["text"].as_str().unwrap();
    assert!(words.contains("public_url"), "{reply}");
    let read = Server::start(&home.store, config()).await;
    let links = read
        .get_as(&token, "/v1/conversations/c-1/links")
        .await
        .json::<Value>();
    assert_eq!(
        links["links"],
        json!([]),
        "what nobody was given was not offered"
    );
}
