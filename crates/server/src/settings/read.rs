//! Reads settings: the file, then the environment over it, then the flags over both. It must not
//! read the environment itself (the program hands it in) and must not repeat a secret in an error.

use super::key::{KEYS, KeyPlace, SettingKey};
use super::raw::{self, PREFIX, RawSetting, RawValue, SettingOrigin};
use super::{ServerSettings, SettingSecret, SettingsError, SmtpSettings, SmtpTls};
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use url::Url;

/// The longest secret file that is read, in bytes.
const LONGEST_SECRET: u64 = 4096;
/// The shortest secret of a webhook, in bytes.
const SHORTEST_WEBHOOK_SECRET: usize = 16;
/// The variable that names the settings file; it is no setting itself.
const CONFIG: &str = "DAYBOOK_SERVER_CONFIG";

/// Where settings are said, from weak to strong.
#[derive(Clone, Debug, Default)]
pub struct SettingSources {
    /// The settings file.
    pub file: Option<PathBuf>,
    /// Variables and their values; those without the prefix `DAYBOOK_SERVER_` are passed over.
    pub environment: Vec<(String, String)>,
    /// Flags: the flag's name, the key, the value.
    pub flags: Vec<(&'static str, &'static str, String)>,
}

/// Reads and checks settings.
///
/// # Errors
/// The file or a secret cannot be read, a key is unknown, or a value is not allowed.
pub fn load(sources: &SettingSources) -> Result<ServerSettings, SettingsError> {
    let mut draft = SettingsDraft::default();
    if let Some(path) = &sources.file {
        let text = std::fs::read_to_string(path).map_err(|source| SettingsError::Read {
            path: path.clone(),
            source,
        })?;
        let base = path.parent().unwrap_or(Path::new(""));
        for said in raw::file(path, &text)? {
            draft.take(&said, base)?;
        }
    }
    for said in environment(&sources.environment)? {
        draft.take(&said, Path::new(""))?;
    }
    for (flag, key, value) in &sources.flags {
        let said = RawSetting {
            path: key.split('.').map(str::to_owned).collect(),
            value: RawValue::Text(value.clone()),
            origin: SettingOrigin::Flag(flag),
        };
        draft.take(&said, Path::new(""))?;
    }
    draft.finish()
}

/// Settings in the making.
#[derive(Debug, Default)]
pub(super) struct SettingsDraft {
    pub(super) settings: ServerSettings,
    pub(super) db_password: Option<SettingSecret>,
    smtp: Option<SmtpDraft>,
}

#[derive(Debug, Default)]
pub(super) struct SmtpDraft {
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) tls: Option<SmtpTls>,
    pub(super) user: Option<String>,
    pub(super) password: Option<SettingSecret>,
    pub(super) from: String,
}

impl SettingsDraft {
    pub(super) fn smtp(&mut self) -> &mut SmtpDraft {
        self.smtp.get_or_insert_default()
    }

    fn take(&mut self, said: &RawSetting, base: &Path) -> Result<(), SettingsError> {
        if said.value == RawValue::EmptySection
            && KEYS.iter().any(|key| is_section(key, &said.path))
        {
            return Ok(());
        }
        let found = KEYS.iter().find_map(|key| {
            let name = match_path(key, &said.path)?;
            let here = matches!(said.origin, SettingOrigin::Environment(_));
            let allowed = match key.place {
                KeyPlace::Anywhere => true,
                KeyPlace::File => !here,
                KeyPlace::Environment => here,
            };
            allowed.then_some((key, name))
        });
        let (key, name) = found.ok_or_else(|| unknown(said))?;
        let refused = |refusal: ValueRefusal| refusal.at(key, said);
        let RawValue::Text(value) = &said.value else {
            return Err(refused(ValueRefusal::Plain));
        };
        let given = GivenValue {
            value,
            name,
            base,
            origin: &said.origin,
        };
        (key.set)(self, &given).map_err(refused)
    }

    fn finish(mut self) -> Result<ServerSettings, SettingsError> {
        if let Some(password) = self.db_password.take() {
            self.settings.db = match self.settings.db.take() {
                Some(db) => Some(with_password(&db, &password)?),
                None => return Err(no_postgres()),
            };
        }
        self.settings.smtp = self.smtp.map(SmtpDraft::finish).transpose()?;
        Ok(self.settings)
    }
}

impl SmtpDraft {
    fn finish(self) -> Result<SmtpSettings, SettingsError> {
        let missing = |key, because, allowed| SettingsError::Missing {
            key,
            because,
            allowed,
        };
        let said = "another smtp setting is there";
        if self.host.is_empty() {
            let allowed = "the name or address of a mail server";
            return Err(missing("smtp.host", said, allowed));
        }
        if self.from.is_empty() {
            return Err(missing("smtp.from", said, "an e-mail address"));
        }
        if self.user.is_some() && self.password.is_none() {
            let because = "smtp.user signs in";
            return Err(missing("smtp.password_file", because, "a readable file"));
        }
        let tls = self.tls.unwrap_or(SmtpTls::Implicit);
        if tls == SmtpTls::None && !is_this_machine(&self.host) {
            let because = "a mail server elsewhere would get every transcript in the clear";
            return Err(missing("smtp.tls", because, "“implicit” or “starttls”"));
        }
        Ok(SmtpSettings {
            host: self.host,
            port: self.port.unwrap_or(match tls {
                SmtpTls::Implicit => 465,
                SmtpTls::StartTls => 587,
                SmtpTls::None => 25,
            }),
            tls,
            user: self.user,
            password: self.password,
            from: self.from,
        })
    }
}

fn is_this_machine(host: &str) -> bool {
    let ip = host.parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
}

fn no_postgres() -> SettingsError {
    SettingsError::Missing {
        key: "db",
        because: "there is a db_password",
        allowed: "postgres://USER@HOST/DATABASE",
    }
}

fn with_password(
    db: &SettingSecret,
    password: &SettingSecret,
) -> Result<SettingSecret, SettingsError> {
    let mut url = Url::parse(db.reveal()).map_err(|_| no_postgres())?;
    if !is_postgres(db.reveal()) || url.set_password(Some(password.reveal())).is_err() {
        return Err(no_postgres());
    }
    Ok(SettingSecret::new(url))
}

fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// The part that the operator chose, if the path is this key's.
fn match_path<'a>(key: &SettingKey, path: &'a [String]) -> Option<Option<&'a str>> {
    let parts = key.path.split('.').collect::<Vec<_>>();
    let mut name = None;
    if parts.len() != path.len() {
        return None;
    }
    for (part, said) in parts.iter().zip(path) {
        match *part {
            "*" if !said.is_empty() => name = Some(said.as_str()),
            part if part == said => {}
            _ => return None,
        }
    }
    Some(name)
}

/// Whether the path names a section that this key stands in.
fn is_section(key: &SettingKey, path: &[String]) -> bool {
    let parts = key.path.split('.').collect::<Vec<_>>();
    let same = |(part, said): (&&str, &String)| *part == "*" || part == said;
    path.len() < parts.len() && parts.iter().zip(path).all(same)
}

fn environment(variables: &[(String, String)]) -> Result<Vec<RawSetting>, SettingsError> {
    let ours = variables
        .iter()
        .filter(|(name, _)| name.starts_with(PREFIX) && name != CONFIG);
    let mut said = ours
        .map(|(name, value)| RawSetting {
            path: KEYS
                .iter()
                .find_map(|key| match_variable(key, name))
                .unwrap_or_else(|| vec![name.clone()]),
            value: RawValue::Text(value.clone()),
            origin: SettingOrigin::Environment(name.clone()),
        })
        .collect::<Vec<_>>();
    said.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(said)
}

/// The path that a variable names, if it is this key's.
fn match_variable(key: &SettingKey, name: &str) -> Option<Vec<String>> {
    let pattern = key.variable()?;
    let path = |chosen: &str| {
        key.path
            .split('.')
            .map(|part| part.replace('*', chosen))
            .collect()
    };
    match pattern.split_once('*') {
        None => (pattern == name).then(|| path("")),
        Some((before, after)) => {
            let chosen = name.strip_prefix(before)?.strip_suffix(after)?;
            (!chosen.is_empty()).then(|| path(&chosen.to_lowercase()))
        }
    }
}

fn unknown(said: &RawSetting) -> SettingsError {
    let from_environment = matches!(said.origin, SettingOrigin::Environment(_));
    let name = said.name();
    let secret = KEYS
        .iter()
        .find(|key| key.place == KeyPlace::Environment && match_path(key, &said.path).is_some());
    let hint = match secret {
        Some(key) => format!(
            "a secret comes from a file of its own ({}_file) or from the variable {}",
            key.path,
            key.variable().unwrap_or_default()
        ),
        None => format!("there are {}", names(from_environment)),
    };
    SettingsError::Unknown {
        origin: said.origin.clone(),
        key: name,
        hint,
    }
}

fn names(of_variables: bool) -> String {
    let name = |key: &SettingKey| {
        if of_variables {
            return key.variable();
        }
        (key.place != KeyPlace::Environment).then(|| key.path.to_owned())
    };
    KEYS.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

/// Why a value is refused.
pub(super) enum ValueRefusal {
    /// It is not what is allowed.
    Plain,
    /// The same, with more to say. Never for a secret.
    Because(String),
    /// The file that it names does not do.
    File(PathBuf, String),
}

impl ValueRefusal {
    pub(super) fn because(error: &impl Display) -> Self {
        Self::Because(error.to_string())
    }

    fn at(self, key: &SettingKey, said: &RawSetting) -> SettingsError {
        let bad = |problem| SettingsError::Bad {
            origin: said.origin.clone(),
            key: said.name(),
            allowed: key.allowed,
            problem,
        };
        match self {
            Self::Plain => bad(String::new()),
            Self::Because(words) => bad(format!("; {words}")),
            Self::File(path, problem) => SettingsError::SecretFile {
                origin: said.origin.clone(),
                key: said.name(),
                path,
                problem,
            },
        }
    }
}

/// One value, for the key that takes it.
pub(super) struct GivenValue<'a> {
    pub(super) value: &'a str,
    /// The part of the key that the operator chose.
    pub(super) name: Option<&'a str>,
    base: &'a Path,
    origin: &'a SettingOrigin,
}

impl GivenValue<'_> {
    pub(super) fn parse<T: FromStr>(&self) -> Result<T, ValueRefusal> {
        self.value.parse().map_err(|_| ValueRefusal::Plain)
    }

    pub(super) fn number<T: FromStr + PartialOrd>(
        &self,
        range: RangeInclusive<T>,
    ) -> Result<T, ValueRefusal> {
        let number = self.parse()?;
        range
            .contains(&number)
            .then_some(number)
            .ok_or(ValueRefusal::Plain)
    }

    pub(super) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, ValueRefusal> {
        let found = choices.iter().find(|(word, _)| *word == self.value);
        found.map(|(_, choice)| *choice).ok_or(ValueRefusal::Plain)
    }

    /// Text of at most `most` bytes; line breaks are its own business.
    pub(super) fn text(&self, most: usize) -> Result<String, ValueRefusal> {
        let good = self.value.len() <= most && !self.value.contains('\0');
        good.then(|| self.value.to_owned())
            .ok_or(ValueRefusal::Plain)
    }

    /// One line that says something.
    pub(super) fn line(&self, most: usize) -> Result<String, ValueRefusal> {
        let text = self.text(most)?;
        let good = !text.trim().is_empty() && !text.contains(char::is_control);
        good.then_some(text).ok_or(ValueRefusal::Plain)
    }

    pub(super) fn mailbox(&self) -> Result<String, ValueRefusal> {
        let text = self.line(320)?;
        let address = match text.split_once('<') {
            Some((_, rest)) => rest.strip_suffix('>').ok_or(ValueRefusal::Plain)?,
            None => &text,
        };
        let parts = address.trim().rsplit_once('@');
        let good = parts.is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
            && !address.trim().contains([' ', '<', '>']);
        good.then(|| text.clone()).ok_or(ValueRefusal::Plain)
    }

    pub(super) fn public_url(&self) -> Result<Url, ValueRefusal> {
        let url: Url = self.parse()?;
        let good = ["http", "https"].contains(&url.scheme())
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        good.then_some(url).ok_or(ValueRefusal::Plain)
    }

    pub(super) fn filter(&self) -> Result<String, ValueRefusal> {
        let filter = tracing_subscriber::EnvFilter::try_new(self.value);
        let text = self.line(1000)?;
        filter.map(|_| text).map_err(|_| ValueRefusal::Plain)
    }

    /// The secret in the file that the value names, without the line break at its end.
    pub(super) fn secret(&self) -> Result<SettingSecret, ValueRefusal> {
        let path = self.base.join(self.value);
        let refuse = |problem: &str| ValueRefusal::File(path.clone(), problem.to_owned());
        let about = std::fs::metadata(&path)
            .map_err(|error| refuse(&format!("cannot be read: {}", error.kind())))?;
        if !about.is_file() || about.len() > LONGEST_SECRET {
            return Err(refuse("is no file of at most 4096 bytes"));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData => refuse("is not text"),
            kind => refuse(&format!("cannot be read: {kind}")),
        })?;
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err(refuse("is empty")),
            text => Ok(SettingSecret::new(text)),
        }
    }

    /// The value itself, as a secret.
    pub(super) fn hidden(&self) -> Result<SettingSecret, ValueRefusal> {
        let good = !self.value.is_empty();
        good.then(|| SettingSecret::new(self.value))
            .ok_or(ValueRefusal::Plain)
    }

    pub(super) fn webhook(
        &self,
        secret: SettingSecret,
        draft: &mut SettingsDraft,
    ) -> Result<(), ValueRefusal> {
        let name = self.name.unwrap_or_default();
        let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
        if !name.bytes().all(plain) || name.len() > 64 {
            return Err(ValueRefusal::Plain);
        }
        if secret.reveal().len() < SHORTEST_WEBHOOK_SECRET {
            return Err(ValueRefusal::Because("this one is too short".to_owned()));
        }
        draft.settings.webhooks.insert(name.to_owned(), secret);
        Ok(())
    }
}

/// Sets the store. A file named in the settings file is beside that file.
pub(super) fn set_db(
    draft: &mut SettingsDraft,
    given: &GivenValue<'_>,
) -> Result<(), ValueRefusal> {
    let text = given.line(2048)?;
    if is_postgres(&text) {
        let url = Url::parse(&text).map_err(|_| ValueRefusal::Plain)?;
        if url.password().is_some() && matches!(given.origin, SettingOrigin::File { .. }) {
            let words =
                "put the password into a file of its own, and name that in db_password_file";
            return Err(ValueRefusal::Because(words.to_owned()));
        }
        draft.settings.db = Some(SettingSecret::new(text));
        return Ok(());
    }
    let (scheme, path) = match text.strip_prefix("sqlite:") {
        Some(rest) => ("sqlite:", rest.strip_prefix("//").unwrap_or(rest)),
        None => ("", text.as_str()),
    };
    let nowhere =
        path.is_empty() || path == ":memory:" || (scheme.is_empty() && path.contains("://"));
    let path = given.base.join(path);
    let path = path
        .to_str()
        .filter(|_| !nowhere)
        .ok_or(ValueRefusal::Plain)?;
    draft.settings.db = Some(SettingSecret::new(format!("{scheme}{path}")));
    Ok(())
}
