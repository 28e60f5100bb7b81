//! The names of the commands that a window may call. The build script makes a permission of each,
//! and a test compares them with the commands and with the capability.

/// Every command, in the order of the files.
pub(crate) const COMMANDS: &[&str] = &[
    "startup",
    "choose_passphrase",
    "unlock",
    "start_over",
    "open_practice",
    "connect_daybook",
    "remove_source",
    "connect_nexudus",
    "nexudus_account",
    "probe_nexudus",
    "change_nexudus",
    "sign_in_nexudus",
    "sign_out_nexudus",
    "open_list",
    "list_window",
    "conversation",
    "status",
    "sync_now",
    "cancel_sync",
    "compare_numbers",
    "remember",
    "open_link",
    "copy_text",
];
