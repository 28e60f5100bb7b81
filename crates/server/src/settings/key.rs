//! Every key: what it is for, what it takes, and how it is set. The table below is what the reader of
//! settings, `config print` and docs/server.md go by; nothing else names a key.

use super::draft::SettingsDraft;
use super::value::{GivenValue, ValueRefusal};
use super::{
    CallToActionKind, ClientAddress, LinkTemplate, LogFormat, MetricsAccess, RecordAccess, SmtpTls,
};

/// Where a key may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the file and in the environment.
    Anywhere,
    /// In the file alone: its name holds a space's id.
    File,
    /// In the environment alone: it is a secret.
    Environment,
}

/// A key.
#[derive(Debug)]
pub struct SettingKey {
    /// Its name, with `*` for a part that the operator chooses.
    pub path: &'static str,
    /// Where it may be said.
    pub place: KeyPlace,
    /// What it takes, as the end of “it must be …”.
    pub allowed: &'static str,
    /// What holds if it is not said; empty for nothing.
    pub default: &'static str,
    /// What it is for, in one sentence.
    pub about: &'static str,
    pub(super) set: fn(&mut SettingsDraft, &GivenValue<'_>) -> Result<(), ValueRefusal>,
}

impl SettingKey {
    /// The variable that says it; `*` stands for the chosen part, in upper case.
    #[must_use]
    pub fn variable(&self) -> Option<String> {
        let name = self.path.replace('.', "_").to_uppercase();
        (self.place != KeyPlace::File).then(|| format!("{}{name}", super::raw::PREFIX))
    }
}

const TEMPLATE: &str = "an https address (http only to this machine) with {session_id} and perhaps {target} in it, the host written out";
const WHOLE: &str = "a whole number from 1 to 1000000";
const NAME: &str = "a secret of 16 bytes or more; the name of a webhook is a-z, 0-9 and _";

/// Every key there is.
pub const KEYS: &[SettingKey] = &[
    SettingKey {
        path: "listen",
        place: KeyPlace::Anywhere,
        allowed: "an address and a port, such as 127.0.0.1:8787 or [::]:8787; port 0 takes a free one",
        default: "127.0.0.1:8787",
        about: "Where the server listens, in plain HTTP; a proxy in front of it speaks TLS.",
        set: |draft, given| given.parse().map(|it| draft.settings.listen = it),
    },
    SettingKey {
        path: "db",
        place: KeyPlace::Anywhere,
        allowed: "a file, sqlite:FILE or postgres://USER@HOST/DATABASE; in the file, without a password",
        default: "",
        about: "The store. A relative file in the settings file is beside that file.",
        set: super::value::set_db,
    },
    SettingKey {
        path: "db_password_file",
        place: KeyPlace::Anywhere,
        allowed: "a readable file that holds the password of the PostgreSQL user",
        default: "",
        about: "The password for `db`, where that is PostgreSQL.",
        set: |draft, given| given.secret().map(|it| draft.db_password = Some(it)),
    },
    SettingKey {
        path: "db_password",
        place: KeyPlace::Environment,
        allowed: "the password of the PostgreSQL user",
        default: "",
        about: "The same, from the environment.",
        set: |draft, given| given.hidden().map(|it| draft.db_password = Some(it)),
    },
    SettingKey {
        path: "public_url",
        place: KeyPlace::Anywhere,
        allowed: "an http or https address with no query, such as https://daybook.example",
        default: "",
        about: "The address under which readers reach this server; the links it hands out begin with it.",
        set: |draft, given| {
            given
                .public_url()
                .map(|it| draft.settings.public_url = Some(it))
        },
    },
    SettingKey {
        path: "records",
        place: KeyPlace::Anywhere,
        allowed: "“token” or “open”",
        default: "token",
        about: "Who may open record pages: who holds a token that may read, or anybody who reaches the server (for practice data).",
        set: |draft, given| {
            let choices = [("token", RecordAccess::Token), ("open", RecordAccess::Open)];
            given.choice(&choices).map(|it| draft.settings.records = it)
        },
    },
    SettingKey {
        path: "metrics",
        place: KeyPlace::Anywhere,
        allowed: "“token” or “open”",
        default: "token",
        about: "Who may read the server's own numbers at /metrics: who holds a token, or anybody who reaches the server.",
        set: |draft, given| {
            let choices = [
                ("token", MetricsAccess::Token),
                ("open", MetricsAccess::Open),
            ];
            given.choice(&choices).map(|it| draft.settings.metrics = it)
        },
    },
    SettingKey {
        path: "client_address",
        place: KeyPlace::Anywhere,
        allowed: "“peer” or “forwarded”",
        default: "peer",
        about: "Where a client's address is read, for the limits: the connection's peer, or the last entry of X-Forwarded-For (only behind a proxy of yours).",
        set: |draft, given| {
            let choices = [
                ("peer", ClientAddress::Peer),
                ("forwarded", ClientAddress::Forwarded),
            ];
            given
                .choice(&choices)
                .map(|it| draft.settings.client_address = it)
        },
    },
    SettingKey {
        path: "stale_hours",
        place: KeyPlace::Anywhere,
        allowed: "a whole number of hours from 1 to 8760",
        default: "24",
        about: "After so many hours without activity a conversation is ended; e-mail not before 48, WhatsApp not before 24.",
        set: |draft, given| {
            given
                .number(1..=8760)
                .map(|it| draft.settings.stale_hours = it)
        },
    },
    SettingKey {
        path: "stale_check_minutes",
        place: KeyPlace::Anywhere,
        allowed: "a whole number of minutes from 1 to 1440",
        default: "10",
        about: "How often the server looks for stale conversations.",
        set: |draft, given| {
            given
                .number(1..=1440)
                .map(|it| draft.settings.stale_check_minutes = it)
        },
    },
    SettingKey {
        path: "dead_letters.keep_days",
        place: KeyPlace::Anywhere,
        allowed: "a whole number of days from 0 to 3650; 0 keeps them for ever",
        default: "90",
        about: "So many days after it first came a dead letter is dropped, replayed or not.",
        set: |draft, given| {
            given
                .number(0..=3650)
                .map(|it| draft.settings.dead_letters.keep_days = it)
        },
    },
    SettingKey {
        path: "links.day_pass",
        place: KeyPlace::Anywhere,
        allowed: TEMPLATE,
        default: "",
        about: "Where “get a day pass” leads.",
        set: |draft, given| link(draft, given, CallToActionKind::DayPass),
    },
    SettingKey {
        path: "links.plan",
        place: KeyPlace::Anywhere,
        allowed: TEMPLATE,
        default: "",
        about: "Where “sign up for a plan” leads.",
        set: |draft, given| link(draft, given, CallToActionKind::Plan),
    },
    SettingKey {
        path: "links.tour",
        place: KeyPlace::Anywhere,
        allowed: TEMPLATE,
        default: "",
        about: "Where “request a tour” leads.",
        set: |draft, given| link(draft, given, CallToActionKind::Tour),
    },
    SettingKey {
        path: "links.booking",
        place: KeyPlace::Anywhere,
        allowed: TEMPLATE,
        default: "",
        about: "Where “confirm the booking” leads.",
        set: |draft, given| link(draft, given, CallToActionKind::Booking),
    },
    SettingKey {
        path: "spaces.*.links.day_pass",
        place: KeyPlace::File,
        allowed: TEMPLATE,
        default: "",
        about: "The same for one space, by its id.",
        set: |draft, given| link(draft, given, CallToActionKind::DayPass),
    },
    SettingKey {
        path: "spaces.*.links.plan",
        place: KeyPlace::File,
        allowed: TEMPLATE,
        default: "",
        about: "The same for one space, by its id.",
        set: |draft, given| link(draft, given, CallToActionKind::Plan),
    },
    SettingKey {
        path: "spaces.*.links.tour",
        place: KeyPlace::File,
        allowed: TEMPLATE,
        default: "",
        about: "The same for one space, by its id.",
        set: |draft, given| link(draft, given, CallToActionKind::Tour),
    },
    SettingKey {
        path: "spaces.*.links.booking",
        place: KeyPlace::File,
        allowed: TEMPLATE,
        default: "",
        about: "The same for one space, by its id.",
        set: |draft, given| link(draft, given, CallToActionKind::Booking),
    },
    SettingKey {
        path: "smtp.host",
        place: KeyPlace::Anywhere,
        allowed: "the name or address of a mail server",
        default: "",
        about: "The server that takes outgoing mail; without one no transcript can be asked for.",
        set: |draft, given| given.line(253).map(|it| draft.smtp().host = it),
    },
    SettingKey {
        path: "smtp.port",
        place: KeyPlace::Anywhere,
        allowed: "a port from 1 to 65535",
        default: "465, 587 or 25, as tls says",
        about: "Its port.",
        set: |draft, given| {
            given
                .number(1..=u16::MAX)
                .map(|it| draft.smtp().port = Some(it))
        },
    },
    SettingKey {
        path: "smtp.tls",
        place: KeyPlace::Anywhere,
        allowed: "“implicit”, “starttls” or, to this machine only, “none”",
        default: "implicit",
        about: "How the connection is protected.",
        set: |draft, given| {
            let choices = [
                ("implicit", SmtpTls::Implicit),
                ("starttls", SmtpTls::StartTls),
                ("none", SmtpTls::None),
            ];
            given.choice(&choices).map(|it| draft.smtp().tls = Some(it))
        },
    },
    SettingKey {
        path: "smtp.user",
        place: KeyPlace::Anywhere,
        allowed: "the name to sign in with",
        default: "",
        about: "Who signs in.",
        set: |draft, given| given.line(256).map(|it| draft.smtp().user = Some(it)),
    },
    SettingKey {
        path: "smtp.password_file",
        place: KeyPlace::Anywhere,
        allowed: "a readable file that holds the password",
        default: "",
        about: "The password that goes with the user.",
        set: |draft, given| given.secret().map(|it| draft.smtp().password = Some(it)),
    },
    SettingKey {
        path: "smtp.password",
        place: KeyPlace::Environment,
        allowed: "the password",
        default: "",
        about: "The same, from the environment.",
        set: |draft, given| given.hidden().map(|it| draft.smtp().password = Some(it)),
    },
    SettingKey {
        path: "smtp.from",
        place: KeyPlace::Anywhere,
        allowed: "an e-mail address, alone or as Name <address>",
        default: "",
        about: "The sender of every transcript.",
        set: |draft, given| given.mailbox().map(|it| draft.smtp().from = it),
    },
    SettingKey {
        path: "brand.name",
        place: KeyPlace::Anywhere,
        allowed: "a line of text of at most 200 bytes",
        default: "",
        about: "Who speaks in a transcript.",
        set: |draft, given| given.line(200).map(|it| draft.settings.brand.name = it),
    },
    SettingKey {
        path: "brand.contact",
        place: KeyPlace::Anywhere,
        allowed: "text of at most 1000 bytes",
        default: "",
        about: "How the reader of a transcript gets in touch.",
        set: |draft, given| given.text(1000).map(|it| draft.settings.brand.contact = it),
    },
    SettingKey {
        path: "webhooks.*.secret_file",
        place: KeyPlace::Anywhere,
        allowed: "a readable file with a secret of 16 bytes or more; the name of a webhook is a-z, 0-9 and _",
        default: "",
        about: "The secret that signs what this webhook delivers.",
        set: |draft, given| given.webhook(given.secret()?, draft),
    },
    SettingKey {
        path: "webhooks.*.secret",
        place: KeyPlace::Environment,
        allowed: NAME,
        default: "",
        about: "The same, from the environment.",
        set: |draft, given| given.webhook(given.hidden()?, draft),
    },
    SettingKey {
        path: "limits.body_bytes",
        place: KeyPlace::Anywhere,
        allowed: "a whole number of bytes from 1024 to 16777216",
        default: "1048576",
        about: "The largest request body.",
        set: |draft, given| {
            given
                .number(1024..=16 << 20)
                .map(|it| draft.settings.limits.body_bytes = it)
        },
    },
    SettingKey {
        path: "limits.message_bytes",
        place: KeyPlace::Anywhere,
        allowed: "a whole number of bytes from 256 to 4194304",
        default: "262144",
        about: "The largest body of one message.",
        set: |draft, given| {
            given
                .number(256..=4 << 20)
                .map(|it| draft.settings.limits.message_bytes = it)
        },
    },
    SettingKey {
        path: "limits.request_seconds",
        place: KeyPlace::Anywhere,
        allowed: "a whole number of seconds from 35 to 600",
        default: "60",
        about: "Until when an answer must have begun; a long-poll waits at most 30 s.",
        set: |draft, given| {
            given
                .number(35..=600)
                .map(|it| draft.settings.limits.request_seconds = it)
        },
    },
    SettingKey {
        path: "limits.requests_per_second",
        place: KeyPlace::Anywhere,
        allowed: WHOLE,
        default: "500",
        about: "Requests a second of one token, on average.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.requests_per_second = it)
        },
    },
    SettingKey {
        path: "limits.anonymous_per_minute",
        place: KeyPlace::Anywhere,
        allowed: WHOLE,
        default: "600",
        about: "Requests a minute from one address that shows no token, on average.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.anonymous_per_minute = it)
        },
    },
    SettingKey {
        path: "limits.clicks_per_minute",
        place: KeyPlace::Anywhere,
        allowed: WHOLE,
        default: "60",
        about: "Clicks a minute on calls to action from one address, on average.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.clicks_per_minute = it)
        },
    },
    SettingKey {
        path: "limits.transcripts_per_hour",
        place: KeyPlace::Anywhere,
        allowed: WHOLE,
        default: "5",
        about: "Transcripts an hour of one conversation, and to one e-mail address.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.transcripts_per_hour = it)
        },
    },
    SettingKey {
        path: "limits.transcripts_per_hour_of_space",
        place: KeyPlace::Anywhere,
        allowed: WHOLE,
        default: "60",
        about: "Transcripts an hour of one space.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.transcripts_per_hour_of_space = it)
        },
    },
    SettingKey {
        path: "limits.transcripts_per_hour_of_server",
        place: KeyPlace::Anywhere,
        allowed: WHOLE,
        default: "300",
        about: "Transcripts an hour of the whole server.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.transcripts_per_hour_of_server = it)
        },
    },
    SettingKey {
        path: "limits.connections",
        place: KeyPlace::Anywhere,
        allowed: "a whole number from 1 to 100000",
        default: "1024",
        about: "Connections at once; more wait until one is closed.",
        set: |draft, given| {
            given
                .number(1..=100_000)
                .map(|it| draft.settings.limits.connections = it)
        },
    },
    SettingKey {
        path: "limits.connections_per_address",
        place: KeyPlace::Anywhere,
        allowed: "a whole number from 1 to 100000",
        default: "256",
        about: "Connections of one address at once; more are closed. Not counted where client_address is “forwarded”.",
        set: |draft, given| {
            given
                .number(1..=100_000)
                .map(|it| draft.settings.limits.connections_per_address = it)
        },
    },
    SettingKey {
        path: "log.format",
        place: KeyPlace::Anywhere,
        allowed: "“text” or “json”",
        default: "text",
        about: "The shape of the log on standard error.",
        set: |draft, given| {
            let choices = [("text", LogFormat::Text), ("json", LogFormat::Json)];
            given
                .choice(&choices)
                .map(|it| draft.settings.log.format = it)
        },
    },
    SettingKey {
        path: "log.filter",
        place: KeyPlace::Anywhere,
        allowed: "a level (error, warn, info, debug, trace) or a list such as “warn,server=debug”",
        default: "warn,server=info,daybook_server=info",
        about: "What is logged.",
        set: |draft, given| given.filter().map(|it| draft.settings.log.filter = it),
    },
];

fn link(
    draft: &mut SettingsDraft,
    given: &GivenValue<'_>,
    kind: CallToActionKind,
) -> Result<(), ValueRefusal> {
    let template =
        LinkTemplate::parse(given.value).map_err(|error| ValueRefusal::because(&error))?;
    let links = match given.name {
        Some(space) => draft.settings.spaces.entry(space.to_owned()).or_default(),
        None => &mut draft.settings.links,
    };
    links.set(kind, template);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_and_no_variable_is_there_twice() {
        let mut seen = HashSet::new();
        let mut variables = HashSet::new();
        for key in KEYS {
            assert!(seen.insert(key.path), "{}", key.path);
            assert!(key.about.ends_with('.'), "{}", key.path);
            if let Some(variable) = key.variable() {
                assert!(variables.insert(variable), "{}", key.path);
            }
        }
    }
}
