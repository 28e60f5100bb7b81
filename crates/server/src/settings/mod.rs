//! What an operator decides: read from a TOML file, the environment and flags, from weak to strong.
//! Every value is checked before anything starts. A secret comes from a file of its own or from the
//! environment; it must not appear in the settings file, in an error, in `Debug` or in print.

#[cfg(feature = "program")]
mod draft;
#[cfg(feature = "program")]
mod error;
#[cfg(feature = "program")]
mod key;
mod link_template;
#[cfg(feature = "program")]
mod origin;
#[cfg(feature = "program")]
mod raw;
#[cfg(feature = "program")]
mod read;
mod secret;
#[cfg(feature = "program")]
mod show;
#[cfg(feature = "program")]
mod table;
#[cfg(test)]
#[cfg(feature = "program")]
mod tests;
#[cfg(feature = "program")]
mod value;

#[cfg(feature = "program")]
pub use error::SettingsError;
#[cfg(feature = "program")]
pub use key::{KEYS, SettingKey};
pub use link_template::{CallToActionKind, LinkTemplate, LinkTemplates, TemplateError};
#[cfg(feature = "program")]
pub use read::{SettingSources, load};
pub use secret::SettingSecret;
#[cfg(feature = "program")]
pub use table::table;

use model::session::STALE_HOURS;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use url::Url;

/// All of it. [`ServerSettings::default`] is a server for this machine alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The store: a file, `sqlite:FILE` or `postgres://…`. It may hold a password.
    pub db: Option<SettingSecret>,
    /// The address under which readers reach this server, for the links that it hands out. With none,
    /// a request over loopback is answered with links to its own host, and any other with none.
    pub public_url: Option<Url>,
    /// Who may open record pages.
    pub records: RecordAccess,
    /// Who may read the server's own numbers at `/metrics`.
    pub metrics: MetricsAccess,
    /// Where a client's address is read.
    pub client_address: ClientAddress,
    /// Hours without activity after which a conversation is ended.
    pub stale_hours: u32,
    /// Minutes from one clean-up of stale conversations to the next.
    pub stale_check_minutes: u32,
    /// Deliveries that nobody could place.
    pub dead_letters: DeadLetterSettings,
    /// The targets of calls to action, where a space has none of its own.
    pub links: LinkTemplates,
    /// The targets of calls to action of single spaces, by the space's id.
    pub spaces: BTreeMap<String, LinkTemplates>,
    /// The server that takes outgoing mail. With none, no transcript can be asked for.
    pub smtp: Option<SmtpSettings>,
    /// Who speaks in a transcript.
    pub brand: BrandSettings,
    /// The secret of each webhook that may deliver outcomes, by its name.
    pub webhooks: BTreeMap<String, SettingSecret>,
    /// What one client may cost.
    pub limits: RequestLimits,
    /// What is logged, and how.
    pub log: LogSettings,
}

/// Who may open the record pages that badges link to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordAccess {
    /// Only who holds a token that may read.
    Token,
    /// Anybody who reaches the server. For practice data on loopback: a browser sends no token.
    Open,
}

/// Who may read the server's own numbers at `/metrics`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsAccess {
    /// Only who holds a token that may read.
    Token,
    /// Anybody who reaches the server: where only the collector can.
    Open,
}

/// Where a client's address is read, which the limits of those without a token count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAddress {
    /// The peer of the connection.
    Peer,
    /// The last entry of `X-Forwarded-For`: for a server that only a proxy of ours can reach.
    Forwarded,
}

/// The server that takes outgoing mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// Who signs in; nobody, if it wants nobody.
    pub user: Option<String>,
    /// The password that goes with the user.
    pub password: Option<SettingSecret>,
    /// The sender of every mail: `Name <address>` or an address.
    pub from: String,
}

/// How a connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// TLS from the first byte; usually port 465.
    Implicit,
    /// A plain greeting, then TLS or nothing; usually port 587.
    StartTls,
    /// No protection. Only to a server on this machine.
    None,
}

/// What becomes of deliveries that nobody could place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadLetterSettings {
    /// Days after which one is dropped; 0 keeps them for ever.
    pub keep_days: u32,
}

impl DeadLetterSettings {
    /// After how long one is dropped; none if never.
    #[must_use]
    pub fn keep(self) -> Option<Duration> {
        let days = u64::from(self.keep_days);
        (days > 0).then(|| Duration::from_secs(days * 24 * 3600))
    }
}

/// Who speaks in a transcript.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrandSettings {
    /// The name.
    pub name: String,
    /// How a reader gets in touch: a line or more of text.
    pub contact: String,
}

/// What one client, and one request, may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimits {
    /// Bytes of a request body.
    pub body_bytes: u32,
    /// Bytes of the body of one message.
    pub message_bytes: u32,
    /// Seconds until an answer must have begun; a long-poll waits less.
    pub request_seconds: u32,
    /// Requests a second of one token, on average; bursts of twice that pass.
    pub requests_per_second: u32,
    /// Requests a minute of one address that shows no token, on average.
    pub anonymous_per_minute: u32,
    /// Clicks a minute on calls to action from one address, on average.
    pub clicks_per_minute: u32,
    /// Transcripts an hour of one conversation, and to one address.
    pub transcripts_per_hour: u32,
    /// Transcripts an hour of one space.
    pub transcripts_per_hour_of_space: u32,
    /// Transcripts an hour of the whole server.
    pub transcripts_per_hour_of_server: u32,
    /// Connections at once.
    pub connections: u32,
    /// Connections of one address at once, where addresses are those of peers.
    pub connections_per_address: u32,
}

impl RequestLimits {
    /// Rates that nobody reaches, for a server of this machine alone.
    #[must_use]
    pub fn unhurried() -> Self {
        Self {
            requests_per_second: 1_000_000,
            anonymous_per_minute: 1_000_000,
            clicks_per_minute: 1_000_000,
            ..Self::default()
        }
    }

    /// Until when an answer must have begun.
    #[must_use]
    pub fn request_time(self) -> Duration {
        Duration::from_secs(u64::from(self.request_seconds))
    }
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            message_bytes: 256 << 10,
            request_seconds: 60,
            requests_per_second: 500,
            anonymous_per_minute: 600,
            clicks_per_minute: 60,
            transcripts_per_hour: 5,
            transcripts_per_hour_of_space: 60,
            transcripts_per_hour_of_server: 300,
            connections: 1024,
            connections_per_address: 256,
        }
    }
}

/// What is logged, and how. Logs go to standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// The shape of a line.
    pub format: LogFormat,
    /// What passes, as `tracing` writes it: `info`, `warn,server=debug`.
    pub filter: String,
}

/// The shape of a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For eyes.
    Text,
    /// One JSON object a line, for a collector.
    Json,
}

impl ServerSettings {
    /// Where a call to action of this kind leads in this space: the space's own target, or the one
    /// for all. None if neither is configured.
    #[must_use]
    pub fn link(&self, kind: CallToActionKind, space: &str) -> Option<&LinkTemplate> {
        let own = self.spaces.get(space).and_then(|links| links.get(kind));
        own.or_else(|| self.links.get(kind))
    }

    /// Hours without activity after which a conversation is ended.
    #[must_use]
    pub fn stale_after(&self) -> Duration {
        Duration::from_secs(u64::from(self.stale_hours) * 3600)
    }

    /// From one clean-up to the next.
    #[must_use]
    pub fn stale_check_every(&self) -> Duration {
        Duration::from_secs(u64::from(self.stale_check_minutes) * 60)
    }
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8787)),
            db: None,
            public_url: None,
            records: RecordAccess::Token,
            metrics: MetricsAccess::Token,
            client_address: ClientAddress::Peer,
            stale_hours: STALE_HOURS,
            stale_check_minutes: 10,
            dead_letters: DeadLetterSettings { keep_days: 90 },
            links: LinkTemplates::default(),
            spaces: BTreeMap::new(),
            smtp: None,
            brand: BrandSettings::default(),
            webhooks: BTreeMap::new(),
            limits: RequestLimits::default(),
            log: LogSettings {
                format: LogFormat::Text,
                filter: "warn,server=info,daybook_server=info".to_owned(),
            },
        }
    }
}
