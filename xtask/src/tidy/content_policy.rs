//! The window's content policy: no host of a network in it, nothing inline, nothing evaluated.
//! The webview then has no way out, whatever a message contains.

use serde_json::Value;

use super::breach::RuleBreach;

/// Not a network: Tauri's own channel on Windows, answered inside the process.
const OWN_CHANNELS: [&str; 2] = ["http://ipc.localhost", "http://asset.localhost"];
const NETWORK: [&str; 5] = ["http:", "https:", "ws:", "wss:", "//"];
const UNSAFE: [&str; 3] = ["'unsafe-inline'", "'unsafe-eval'", "*"];

/// What the configuration's policy breaks.
pub(super) fn breaches(file: &str, text: &str) -> Vec<RuleBreach> {
    let Ok(config) = serde_json::from_str::<Value>(text) else {
        return vec![RuleBreach::new(file, 1, "this is not JSON")];
    };
    let security = &config["app"]["security"];
    let mut found = Vec::new();
    if security["csp"].is_null() {
        found.push(RuleBreach::new(
            file,
            1,
            "app.security.csp is missing: the webview could load anything",
        ));
    }
    for policy in ["csp", "devCsp"] {
        for token in tokens(&security[policy]) {
            if let Some(why) = objection(&token) {
                let line = text
                    .lines()
                    .position(|line| line.contains(&token))
                    .unwrap_or(0)
                    + 1;
                found.push(RuleBreach::new(
                    file,
                    line,
                    format!("{policy}: `{token}` {why}"),
                ));
            }
        }
    }
    found
}

/// A policy is one string, or an object of directives whose values are strings or lists.
fn tokens(policy: &Value) -> Vec<String> {
    match policy {
        Value::String(text) => text
            .split([' ', ';'])
            .filter(|token| !token.is_empty())
            .map(str::to_owned)
            .collect(),
        Value::Array(values) => values.iter().flat_map(tokens).collect(),
        Value::Object(directives) => directives.values().flat_map(tokens).collect(),
        _ => Vec::new(),
    }
}

fn objection(token: &str) -> Option<&'static str> {
    if OWN_CHANNELS.contains(&token) {
        return None;
    }
    if NETWORK.iter().any(|scheme| token.starts_with(scheme)) {
        return Some("opens the webview to a network");
    }
    UNSAFE.contains(&token).then_some("lets a message act")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(policy: &str) -> usize {
        let text = format!("{{\"app\": {{\"security\": {{\"csp\": {policy}}}}}}}");
        breaches("tauri.conf.json", &text).len()
    }

    #[test]
    fn only_a_closed_policy_passes() {
        let cases = [
            (
                "\"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ipc: http://ipc.localhost\"",
                0,
            ),
            (
                "{\"default-src\": \"'none'\", \"style-src\": [\"'self'\"]}",
                0,
            ),
            ("null", 1),
            ("\"default-src 'self' https://cdn.example\"", 1),
            ("\"style-src 'self' 'unsafe-inline'\"", 1),
            (
                "{\"img-src\": \"'self' https:\", \"script-src\": [\"*\"]}",
                2,
            ),
        ];
        for (policy, expected) in cases {
            assert_eq!(count(policy), expected, "{policy}");
        }
    }
}
