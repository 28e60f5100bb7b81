//! Every key: what it is for, what it takes, and how it is set. The table below is what the reader of
//! settings, `config print` and docs/server.md go by; nothing else names a key.

use super::read::{Draft, Given, Refusal};
use super::{ClientAddress, LinkKind, LogFormat, MetricsAccess, RecordAccess, SmtpTls, Template};

/// Where a key may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the file and in the environment.
    Anywhere,
    /// In the file alone: its name holds a space's id.
    File,
    /// In the environment alone: it is a secret.
    Environment,
}

/// A key.
#[derive(Debug)]
pub struct Key {
    /// Its name, with `*` for a part that the operator chooses.
    pub path: &'static str,
    /// Where it may be said.
    pub place: Place,
    /// What it takes, as the end of “it must be …”.
    pub allowed: &'static str,
    /// What holds if it is not said; empty for nothing.
    pub default: &'static str,
    /// What it is for, in one sentence.
    pub about: &'static str,
    pub(super) set: fn(&mut Draft, &Given<'_>) -> Result<(), Refusal>,
}

impl Key {
    /// The variable that says it; `*` stands for the chosen part, in upper case.
    #[must_use]
    pub fn variable(&self) -> Option<String> {
        let name = self.path.replace('.', "_").to_uppercase();
        (self.place != Place::File).then(|| format!("{}{name}", super::said::PREFIX))
    }
}

const TEMPLATE: &str = "an https address (http only to this machine) with {session_id} and perhaps {target} in it, the host written out";
const WHOLE: &str = "a whole number from 1 to 1000000";
const NAME: &str = "a secret of 16 bytes or more; the name of a webhook is a-z, 0-9 and _";

/// Every key there is.
pub const KEYS: &[Key] = &[
    Key {
        path: "listen",
        place: Place::Anywhere,
        allowed: "an address and a port, such as 127.0.0.1:8787 or [::]:8787; port 0 takes a free one",
        default: "127.0.0.1:8787",
        about: "Where the server listens, in plain HTTP; a proxy in front of it speaks TLS.",
        set: |draft, given| given.parse().map(|it| draft.settings.listen = it),
    },
    Key {
        path: "db",
        place: Place::Anywhere,
        allowed: "a file, sqlite:FILE or postgres://USER@HOST/DATABASE; in the file, without a password",
        default: "",
        about: "The store. A relative file in the settings file is beside that file.",
        set: super::read::set_db,
    },
    Key {
        path: "db_password_file",
        place: Place::Anywhere,
        allowed: "a readable file that holds the password of the PostgreSQL user",
        default: "",
        about: "The password for `db`, where that is PostgreSQL.",
        set: |draft, given| given.secret().map(|it| draft.db_password = Some(it)),
    },
    Key {
        path: "db_password",
        place: Place::Environment,
        allowed: "the password of the PostgreSQL user",
        default: "",
        about: "The same, from the environment.",
        set: |draft, given| given.hidden().map(|it| draft.db_password = Some(it)),
    },
    Key {
        path: "public_url",
        place: Place::Anywhere,
        allowed: "an http or https address with no query, such as https://daybook.example",
        default: "",
        about: "The address under which readers reach this server; the links it hands out begin with it.",
        set: |draft, given| {
            given
                .public_url()
                .map(|it| draft.settings.public_url = Some(it))
        },
    },
    Key {
        path: "records",
        place: Place::Anywhere,
        allowed: "“token” or “open”",
        default: "token",
        about: "Who may open record pages: who holds a token that may read, or anybody who reaches the server (for practice data).",
        set: |draft, given| {
            let choices = [("token", RecordAccess::Token), ("open", RecordAccess::Open)];
            given.choice(&choices).map(|it| draft.settings.records = it)
        },
    },
    Key {
        path: "metrics",
        place: Place::Anywhere,
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
    Key {
        path: "client_address",
        place: Place::Anywhere,
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
    Key {
        path: "stale_hours",
        place: Place::Anywhere,
        allowed: "a whole number of hours from 1 to 8760",
        default: "24",
        about: "After so many hours without activity a conversation is ended; e-mail not before 48, WhatsApp not before 24.",
        set: |draft, given| {
            given
                .number(1..=8760)
                .map(|it| draft.settings.stale_hours = it)
        },
    },
    Key {
        path: "stale_check_minutes",
        place: Place::Anywhere,
        allowed: "a whole number of minutes from 1 to 1440",
        default: "10",
        about: "How often the server looks for stale conversations.",
        set: |draft, given| {
            given
                .number(1..=1440)
                .map(|it| draft.settings.stale_check_minutes = it)
        },
    },
    Key {
        path: "dead_letters.keep_days",
        place: Place::Anywhere,
        allowed: "a whole number of days from 0 to 3650; 0 keeps them for ever",
        default: "90",
        about: "So many days after it first came a dead letter is dropped, replayed or not.",
        set: |draft, given| {
            given
                .number(0..=3650)
                .map(|it| draft.settings.dead_letters.keep_days = it)
        },
    },
    Key {
        path: "links.day_pass",
        place: Place::Anywhere,
        allowed: TEMPLATE,
        default: "",
        about: "Where “get a day pass” leads.",
        set: |draft, given| link(draft, given, LinkKind::DayPass),
    },
    Key {
        path: "links.plan",
        place: Place::Anywhere,
        allowed: TEMPLATE,
        default: "",
        about: "Where “sign up for a plan” leads.",
        set: |draft, given| link(draft, given, LinkKind::Plan),
    },
    Key {
        path: "links.tour",
        place: Place::Anywhere,
        allowed: TEMPLATE,
        default: "",
        about: "Where “request a tour” leads.",
        set: |draft, given| link(draft, given, LinkKind::Tour),
    },
    Key {
        path: "links.booking",
        place: Place::Anywhere,
        allowed: TEMPLATE,
        default: "",
        about: "Where “confirm the booking” leads.",
        set: |draft, given| link(draft, given, LinkKind::Booking),
    },
    Key {
        path: "spaces.*.links.day_pass",
        place: Place::File,
        allowed: TEMPLATE,
        default: "",
        about: "The same for one space, by its id.",
        set: |draft, given| link(draft, given, LinkKind::DayPass),
    },
    Key {
        path: "spaces.*.links.plan",
        place: Place::File,
        allowed: TEMPLATE,
        default: "",
        about: "The same for one space, by its id.",
        set: |draft, given| link(draft, given, LinkKind::Plan),
    },
    Key {
        path: "spaces.*.links.tour",
        place: Place::File,
        allowed: TEMPLATE,
        default: "",
        about: "The same for one space, by its id.",
        set: |draft, given| link(draft, given, LinkKind::Tour),
    },
    Key {
        path: "spaces.*.links.booking",
        place: Place::File,
        allowed: TEMPLATE,
        default: "",
        about: "The same for one space, by its id.",
        set: |draft, given| link(draft, given, LinkKind::Booking),
    },
    Key {
        path: "smtp.host",
        place: Place::Anywhere,
        allowed: "the name or address of a mail server",
        default: "",
        about: "The server that takes outgoing mail; without one no transcript can be asked for.",
        set: |draft, given| given.line(253).map(|it| draft.smtp().host = it),
    },
    Key {
        path: "smtp.port",
        place: Place::Anywhere,
        allowed: "a port from 1 to 65535",
        default: "465, 587 or 25, as tls says",
        about: "Its port.",
        set: |draft, given| {
            given
                .number(1..=u16::MAX)
                .map(|it| draft.smtp().port = Some(it))
        },
    },
    Key {
        path: "smtp.tls",
        place: Place::Anywhere,
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
    Key {
        path: "smtp.user",
        place: Place::Anywhere,
        allowed: "the name to sign in with",
        default: "",
        about: "Who signs in.",
        set: |draft, given| given.line(256).map(|it| draft.smtp().user = Some(it)),
    },
    Key {
        path: "smtp.password_file",
        place: Place::Anywhere,
        allowed: "a readable file that holds the password",
        default: "",
        about: "The password that goes with the user.",
        set: |draft, given| given.secret().map(|it| draft.smtp().password = Some(it)),
    },
    Key {
        path: "smtp.password",
        place: Place::Environment,
        allowed: "the password",
        default: "",
        about: "The same, from the environment.",
        set: |draft, given| given.hidden().map(|it| draft.smtp().password = Some(it)),
    },
    Key {
        path: "smtp.from",
        place: Place::Anywhere,
        allowed: "an e-mail address, alone or as Name <address>",
        default: "",
        about: "The sender of every transcript.",
        set: |draft, given| given.mailbox().map(|it| draft.smtp().from = it),
    },
    Key {
        path: "brand.name",
        place: Place::Anywhere,
        allowed: "a line of text of at most 200 bytes",
        default: "",
        about: "Who speaks in a transcript.",
        set: |draft, given| given.line(200).map(|it| draft.settings.brand.name = it),
    },
    Key {
        path: "brand.contact",
        place: Place::Anywhere,
        allowed: "text of at most 1000 bytes",
        default: "",
        about: "How the reader of a transcript gets in touch.",
        set: |draft, given| given.text(1000).map(|it| draft.settings.brand.contact = it),
    },
    Key {
        path: "webhooks.*.secret_file",
        place: Place::Anywhere,
        allowed: "a readable file with a secret of 16 bytes or more; the name of a webhook is a-z, 0-9 and _",
        default: "",
        about: "The secret that signs what this webhook delivers.",
        set: |draft, given| given.webhook(given.secret()?, draft),
    },
    Key {
        path: "webhooks.*.secret",
        place: Place::Environment,
        allowed: NAME,
        default: "",
        about: "The same, from the environment.",
        set: |draft, given| given.webhook(given.hidden()?, draft),
    },
    Key {
        path: "limits.body_bytes",
        place: Place::Anywhere,
        allowed: "a whole number of bytes from 1024 to 16777216",
        default: "1048576",
        about: "The largest request body.",
        set: |draft, given| {
            given
                .number(1024..=16 << 20)
                .map(|it| draft.settings.limits.body_bytes = it)
        },
    },
    Key {
        path: "limits.message_bytes",
        place: Place::Anywhere,
        allowed: "a whole number of bytes from 256 to 4194304",
        default: "262144",
        about: "The largest body of one message.",
        set: |draft, given| {
            given
                .number(256..=4 << 20)
                .map(|it| draft.settings.limits.message_bytes = it)
        },
    },
    Key {
        path: "limits.request_seconds",
        place: Place::Anywhere,
        allowed: "a whole number of seconds from 35 to 600",
        default: "60",
        about: "Until when an answer must have begun; a long-poll waits at most 30 s.",
        set: |draft, given| {
            given
                .number(35..=600)
                .map(|it| draft.settings.limits.request_seconds = it)
        },
    },
    Key {
        path: "limits.requests_per_second",
        place: Place::Anywhere,
        allowed: WHOLE,
        default: "500",
        about: "Requests a second of one token, on average.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.requests_per_second = it)
        },
    },
    Key {
        path: "limits.anonymous_per_minute",
        place: Place::Anywhere,
        allowed: WHOLE,
        default: "600",
        about: "Requests a minute from one address that shows no token, on average.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.anonymous_per_minute = it)
        },
    },
    Key {
        path: "limits.clicks_per_minute",
        place: Place::Anywhere,
        allowed: WHOLE,
        default: "60",
        about: "Clicks a minute on calls to action from one address, on average.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.clicks_per_minute = it)
        },
    },
    Key {
        path: "limits.transcripts_per_hour",
        place: Place::Anywhere,
        allowed: WHOLE,
        default: "5",
        about: "Transcripts an hour of one conversation, and to one e-mail address.",
        set: |draft, given| {
            given
                .number(1..=1_000_000)
                .map(|it| draft.settings.limits.transcripts_per_hour = it)
        },
    },
    Key {
        path: "limits.connections",
        place: Place::Anywhere,
        allowed: "a whole number from 1 to 100000",
        default: "1024",
        about: "Connections at once; more wait until one is closed.",
        set: |draft, given| {
            given
                .number(1..=100_000)
                .map(|it| draft.settings.limits.connections = it)
        },
    },
    Key {
        path: "log.format",
        place: Place::Anywhere,
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
    Key {
        path: "log.filter",
        place: Place::Anywhere,
        allowed: "a level (error, warn, info, debug, trace) or a list such as “warn,server=debug”",
        default: "warn,server=info,daybook_server=info",
        about: "What is logged.",
        set: |draft, given| given.filter().map(|it| draft.settings.log.filter = it),
    },
];

fn link(draft: &mut Draft, given: &Given<'_>, kind: LinkKind) -> Result<(), Refusal> {
    let template = Template::parse(given.value).map_err(|error| Refusal::because(&error))?;
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
