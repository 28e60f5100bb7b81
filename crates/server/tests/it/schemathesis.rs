//! schemathesis against a live server: all its checks over /openapi.json, a bounded number of examples,
//! always the same ones. It must find nothing, on either database.
//!
//! `DAYBOOK_SCHEMATHESIS_SEED` asks for other examples, `DAYBOOK_SCHEMATHESIS_EXAMPLES` for more of them.

use crate::client::Server;
use crate::python;
use crate::things::{Home, home, home_on_postgres, now};
use model::Role;
use server::settings::{SmtpSettings, SmtpTls};
use server::{HttpConfig, ServerSettings};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Examples of each operation in each phase: enough to meet the edges, few enough to end soon.
const EXAMPLES: &str = "15";

/// The program, beside the Python of the tests; none where there is no such Python.
fn program() -> Option<PathBuf> {
    let program = python::interpreter()?.with_file_name("schemathesis");
    assert!(program.exists(), "{} is missing", program.display());
    Some(program)
}

/// A server that can do everything. No mail leaves it: nobody works the queue.
fn config() -> HttpConfig {
    let everything = ServerSettings {
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
    HttpConfig::from(everything)
}

/// Always the same examples, or those of a seed.
fn choice_of_examples() -> Vec<String> {
    match std::env::var("DAYBOOK_SCHEMATHESIS_SEED") {
        Ok(seed) => vec!["--seed".to_owned(), seed],
        Err(_) => vec!["--generation-deterministic".to_owned()],
    }
}

async fn finds_nothing(home: Home) {
    let Some(program) = program() else {
        return;
    };
    // Something to be found by reading operations.
    let (script, conversations) = practice::script(3, 20, now());
    home.store.put_spaces(&script.spaces).await.unwrap();
    home.store.put_customers(&script.customers).await.unwrap();
    home.store
        .put_many(&conversations.collect::<Vec<_>>())
        .await
        .unwrap();
    let server = Server::start(&home.store, config()).await;
    let token = server.token(Role::Admin).await;
    let settings =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python/schemathesis.toml");
    let examples = std::env::var("DAYBOOK_SCHEMATHESIS_EXAMPLES");
    let examples = examples.unwrap_or_else(|_| EXAMPLES.to_owned());
    let mut run = Command::new(program);
    run.arg("--config-file")
        .arg(settings)
        .arg("run")
        .arg(format!("http://{}/openapi.json", server.address))
        .args(["--checks", "all", "--max-examples", &examples])
        .args(choice_of_examples())
        .args(["--workers", "1", "--no-color"])
        .args(["--request-timeout", "60", "--suppress-health-check", "all"])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .current_dir(home.dir.path());
    let ran = tokio::task::spawn_blocking(move || run.output().unwrap());
    let ran = ran.await.unwrap();
    let words = String::from_utf8_lossy(&ran.stdout);
    let errors = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{words}\n{errors}");
    assert!(words.contains("Test cases:"), "it ran none: {words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_finds_nothing_on_sqlite() {
    finds_nothing(home().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_finds_nothing_on_postgresql() {
    finds_nothing(home_on_postgres().await).await;
}
