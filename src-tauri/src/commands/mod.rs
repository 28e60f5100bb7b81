//! What the window may call: one file per screen, each command one call into the `app` crate.

mod conversation;
mod first_start;
mod leaving;
mod list;
#[cfg(test)]
mod names;
mod nexudus;
mod startup;
mod status;

use tauri::Wry;
use tauri::ipc::Invoke;

/// Answers every command that `names.rs` lists.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        startup::startup,
        startup::choose_passphrase,
        startup::unlock,
        startup::start_over,
        first_start::open_practice,
        first_start::connect_daybook,
        first_start::remove_source,
        first_start::begin_anew,
        nexudus::connect_nexudus,
        nexudus::nexudus_account,
        nexudus::probe_nexudus,
        nexudus::change_nexudus,
        nexudus::sign_in_nexudus,
        nexudus::sign_out_nexudus,
        list::open_list,
        list::list_window,
        conversation::conversation,
        status::status,
        status::sync_now,
        status::cancel_sync,
        status::compare_numbers,
        status::remember,
        leaving::open_link,
        leaving::copy_text,
    ]
}

#[cfg(test)]
mod tests {
    use super::names::COMMANDS;
    use std::collections::BTreeSet;

    const FILES: [&str; 7] = [
        include_str!("startup.rs"),
        include_str!("first_start.rs"),
        include_str!("nexudus.rs"),
        include_str!("list.rs"),
        include_str!("conversation.rs"),
        include_str!("status.rs"),
        include_str!("leaving.rs"),
    ];

    fn written() -> BTreeSet<String> {
        let commands = FILES
            .iter()
            .flat_map(|file| file.split("#[tauri::command]").skip(1));
        commands
            .filter_map(|code| {
                code.split_once("fn ")
                    .and_then(|(_, rest)| rest.split_once('('))
            })
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    #[test]
    fn every_command_is_named_and_answered() {
        let named: BTreeSet<String> = COMMANDS.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(named, written(), "names.rs and the commands differ");
        let handler = include_str!("mod.rs");
        for name in COMMANDS {
            assert!(
                handler.contains(&format!("::{name},")),
                "{name} is not answered"
            );
        }
    }

    #[test]
    fn the_capability_allows_exactly_the_commands_and_hearing_events() {
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../../capabilities/main.json")).expect("JSON");
        let allowed: BTreeSet<&str> = capability["permissions"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|entry| entry.as_str())
            .collect();
        let commands: Vec<String> = COMMANDS
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect();
        let mut expected: BTreeSet<&str> = commands.iter().map(String::as_str).collect();
        expected.extend(["core:event:allow-listen", "core:event:allow-unlisten"]);
        assert_eq!(allowed, expected);
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
        assert!(
            capability.get("remote").is_none(),
            "no remote page may call anything"
        );
    }

    #[test]
    fn the_policy_names_no_network_host() {
        let config: serde_json::Value =
            serde_json::from_str(include_str!("../../../tauri.conf.json")).expect("JSON");
        let policy = config["app"]["security"]["csp"].as_str().expect("a policy");
        assert!(policy.starts_with("default-src 'none'"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        // Tauri's own loopback name is no host of any network.
        let foreign = policy.replace("http://ipc.localhost", "");
        assert!(
            !foreign.contains("://") && !foreign.contains('*'),
            "{foreign}"
        );
        assert_eq!(config["app"]["withGlobalTauri"], false);
    }
}
