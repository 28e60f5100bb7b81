//! Settings as a settings file: what `config print` prints. Reading it gives the same settings, but
//! for the secrets: of those it says only that they are there.

use super::{
    CallToActionKind, ClientAddress, LinkTemplates, LogFormat, MetricsAccess, RecordAccess,
    ServerSettings, SettingSecret, SmtpSettings, SmtpTls,
};
use std::fmt::Write as _;

impl ServerSettings {
    /// The settings as TOML, secrets left out.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut page = SettingsPage::default();
        self.server(&mut page);
        page.section("dead_letters");
        page.number("keep_days", self.dead_letters.keep_days);
        page.section("log");
        page.text("format", log_format(self.log.format));
        page.text("filter", &self.log.filter);
        self.limits(&mut page);
        page.section("brand");
        page.said("name", &self.brand.name);
        page.said("contact", &self.brand.contact);
        links(&mut page, "links", &self.links);
        for (space, of_space) in &self.spaces {
            links(
                &mut page,
                &format!("spaces.{}.links", quoted(space)),
                of_space,
            );
        }
        if let Some(smtp) = &self.smtp {
            mail(&mut page, smtp);
        }
        for name in self.webhooks.keys() {
            page.section(&format!("webhooks.{name}"));
            page.note("its secret is set, and not shown");
        }
        page.0
    }

    fn server(&self, page: &mut SettingsPage) {
        page.text("listen", &self.listen.to_string());
        if let Some(db) = &self.db {
            page.text("db", &without_password(db));
        }
        page.said(
            "public_url",
            self.public_url.as_ref().map_or("", |url| url.as_str()),
        );
        page.text(
            "records",
            match self.records {
                RecordAccess::Token => "token",
                RecordAccess::Open => "open",
            },
        );
        page.text(
            "metrics",
            match self.metrics {
                MetricsAccess::Token => "token",
                MetricsAccess::Open => "open",
            },
        );
        page.text(
            "client_address",
            match self.client_address {
                ClientAddress::Peer => "peer",
                ClientAddress::Forwarded => "forwarded",
            },
        );
        page.number("stale_hours", self.stale_hours);
        page.number("stale_check_minutes", self.stale_check_minutes);
    }

    fn limits(&self, page: &mut SettingsPage) {
        let limits = self.limits;
        page.section("limits");
        page.number("body_bytes", limits.body_bytes);
        page.number("message_bytes", limits.message_bytes);
        page.number("request_seconds", limits.request_seconds);
        page.number("requests_per_second", limits.requests_per_second);
        page.number("anonymous_per_minute", limits.anonymous_per_minute);
        page.number("clicks_per_minute", limits.clicks_per_minute);
        page.number("transcripts_per_hour", limits.transcripts_per_hour);
        page.number(
            "transcripts_per_hour_of_space",
            limits.transcripts_per_hour_of_space,
        );
        page.number(
            "transcripts_per_hour_of_server",
            limits.transcripts_per_hour_of_server,
        );
        page.number("connections", limits.connections);
        page.number("connections_per_address", limits.connections_per_address);
    }
}

fn log_format(format: LogFormat) -> &'static str {
    match format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    }
}

fn links(page: &mut SettingsPage, section: &str, links: &LinkTemplates) {
    page.section(section);
    for kind in CallToActionKind::ALL {
        page.said(kind.word(), links.get(kind).map_or("", |it| it.as_str()));
    }
}

fn mail(page: &mut SettingsPage, smtp: &SmtpSettings) {
    page.section("smtp");
    page.text("host", &smtp.host);
    page.number("port", u32::from(smtp.port));
    page.text(
        "tls",
        match smtp.tls {
            SmtpTls::Implicit => "implicit",
            SmtpTls::StartTls => "starttls",
            SmtpTls::None => "none",
        },
    );
    page.said("user", smtp.user.as_deref().unwrap_or_default());
    if smtp.password.is_some() {
        page.note("the password is set, and not shown");
    }
    page.text("from", &smtp.from);
}

/// The address of the store, its password left out.
fn without_password(db: &SettingSecret) -> String {
    match url::Url::parse(db.reveal()) {
        Ok(mut url) if url.password().is_some() => {
            // An address that has a password can lose it.
            let _ = url.set_password(None);
            url.into()
        }
        _ => db.reveal().to_owned(),
    }
}

/// A string of TOML. Its escapes are those of JSON, but for the few that JSON leaves bare.
fn quoted(text: &str) -> String {
    let escaped = text.chars().fold(String::new(), |mut out, it| {
        match it {
            '"' | '\\' => out.extend(['\\', it]),
            it if it.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(it));
            }
            it => out.push(it),
        }
        out
    });
    format!("\"{escaped}\"")
}

#[derive(Default)]
struct SettingsPage(String);

impl SettingsPage {
    fn section(&mut self, name: &str) {
        self.line(&format!("\n[{name}]"));
    }

    fn note(&mut self, words: &str) {
        self.line(&format!("# {words}"));
    }

    fn text(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {}", quoted(value)));
    }

    /// A text, if there is one.
    fn said(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.text(key, value);
        }
    }

    fn number(&mut self, key: &str, value: u32) {
        self.line(&format!("{key} = {value}"));
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}
