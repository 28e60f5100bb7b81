//! Reads settings: the file, then the environment over it, then the flags over both. It must not
//! read the environment itself (the program hands it in) and must not repeat a secret in an error.

use super::key::{KEYS, Key, Place};
use super::said::{self, Origin, PREFIX, Said, Value};
use super::{Secret, Settings, SettingsError, Smtp, SmtpTls};
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
pub struct Sources {
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
pub fn load(sources: &Sources) -> Result<Settings, SettingsError> {
    let mut draft = Draft::default();
    if let Some(path) = &sources.file {
        let text = std::fs::read_to_string(path).map_err(|source| SettingsError::Read {
            path: path.clone(),
            source,
        })?;
        let base = path.parent().unwrap_or(Path::new(""));
        for said in said::file(path, &text)? {
            draft.take(&said, base)?;
        }
    }
    for said in environment(&sources.environment)? {
        draft.take(&said, Path::new(""))?;
    }
    for (flag, key, value) in &sources.flags {
        let said = Said {
            path: key.split('.').map(str::to_owned).collect(),
            value: Value::Text(value.clone()),
            origin: Origin::Flag(flag),
        };
        draft.take(&said, Path::new(""))?;
    }
    draft.finish()
}

/// Settings in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) settings: Settings,
    pub(super) db_password: Option<Secret>,
    smtp: Option<SmtpDraft>,
}

#[derive(Debug, Default)]
pub(super) struct SmtpDraft {
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) tls: Option<SmtpTls>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) from: String,
}

impl Draft {
    pub(super) fn smtp(&mut self) -> &mut SmtpDraft {
        self.smtp.get_or_insert_default()
    }

    fn take(&mut self, said: &Said, base: &Path) -> Result<(), SettingsError> {
        if said.value == Value::EmptySection && KEYS.iter().any(|key| is_section(key, &said.path)) {
            return Ok(());
        }
        let found = KEYS.iter().find_map(|key| {
            let name = match_path(key, &said.path)?;
            let here = matches!(said.origin, Origin::Environment(_));
            let allowed = match key.place {
                Place::Anywhere => true,
                Place::File => !here,
                Place::Environment => here,
            };
            allowed.then_some((key, name))
        });
        let (key, name) = found.ok_or_else(|| unknown(said))?;
        let refused = |refusal: Refusal| refusal.at(key, said);
        let Value::Text(value) = &said.value else {
            return Err(refused(Refusal::Plain));
        };
        let given = Given {
            value,
            name,
            base,
            origin: &said.origin,
        };
        (key.set)(self, &given).map_err(refused)
    }

    fn finish(mut self) -> Result<Settings, SettingsError> {
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
    fn finish(self) -> Result<Smtp, SettingsError> {
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
        Ok(Smtp {
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

fn with_password(db: &Secret, password: &Secret) -> Result<Secret, SettingsError> {
    let mut url = Url::parse(db.reveal()).map_err(|_| no_postgres())?;
    if !is_postgres(db.reveal()) || url.set_password(Some(password.reveal())).is_err() {
        return Err(no_postgres());
    }
    Ok(Secret::new(url))
}

fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// The part that the operator chose, if the path is this key's.
fn match_path<'a>(key: &Key, path: &'a [String]) -> Option<Option<&'a str>> {
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
fn is_section(key: &Key, path: &[String]) -> bool {
    let parts = key.path.split('.').collect::<Vec<_>>();
    let same = |(part, said): (&&str, &String)| *part == "*" || part == said;
    path.len() < parts.len() && parts.iter().zip(path).all(same)
}

fn environment(variables: &[(String, String)]) -> Result<Vec<Said>, SettingsError> {
    let ours = variables
        .iter()
        .filter(|(name, _)| name.starts_with(PREFIX) && name != CONFIG);
    let mut said = ours
        .map(|(name, value)| Said {
            path: KEYS
                .iter()
                .find_map(|key| match_variable(key, name))
                .unwrap_or_else(|| vec![name.clone()]),
            value: Value::Text(value.clone()),
            origin: Origin::Environment(name.clone()),
        })
        .collect::<Vec<_>>();
    said.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(said)
}

/// The path that a variable names, if it is this key's.
fn match_variable(key: &Key, name: &str) -> Option<Vec<String>> {
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

fn unknown(said: &Said) -> SettingsError {
    let from_environment = matches!(said.origin, Origin::Environment(_));
    let name = said.name();
    let secret = KEYS
        .iter()
        .find(|key| key.place == Place::Environment && match_path(key, &said.path).is_some());
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
    let name = |key: &Key| {
        if of_variables {
            return key.variable();
        }
        (key.place != Place::Environment).then(|| key.path.to_owned())
    };
    KEYS.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

/// Why a value is refused.
pub(super) enum Refusal {
    /// It is not what is allowed.
    Plain,
    /// The same, with more to say. Never for a secret.
    Because(String),
    /// The file that it names does not do.
    File(PathBuf, String),
}

impl Refusal {
    pub(super) fn because(error: &impl Display) -> Self {
        Self::Because(error.to_string())
    }

    fn at(self, key: &Key, said: &Said) -> SettingsError {
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
pub(super) struct Given<'a> {
    pub(super) value: &'a str,
    /// The part of the key that the operator chose.
    pub(super) name: Option<&'a str>,
    base: &'a Path,
    origin: &'a Origin,
}

impl Given<'_> {
    pub(super) fn parse<T: FromStr>(&self) -> Result<T, Refusal> {
        self.value.parse().map_err(|_| Refusal::Plain)
    }

    pub(super) fn number<T: FromStr + PartialOrd>(
        &self,
        range: RangeInclusive<T>,
    ) -> Result<T, Refusal> {
        let number = self.parse()?;
        range
            .contains(&number)
            .then_some(number)
            .ok_or(Refusal::Plain)
    }

    pub(super) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, Refusal> {
        let found = choices.iter().find(|(word, _)| *word == self.value);
        found.map(|(_, choice)| *choice).ok_or(Refusal::Plain)
    }

    /// Text of at most `most` bytes; line breaks are its own business.
    pub(super) fn text(&self, most: usize) -> Result<String, Refusal> {
        let good = self.value.len() <= most && !self.value.contains('\0');
        good.then(|| self.value.to_owned()).ok_or(Refusal::Plain)
    }

    /// One line that says something.
    pub(super) fn line(&self, most: usize) -> Result<String, Refusal> {
        let text = self.text(most)?;
        let good = !text.trim().is_empty() && !text.contains(char::is_control);
        good.then_some(text).ok_or(Refusal::Plain)
    }

    pub(super) fn mailbox(&self) -> Result<String, Refusal> {
        let text = self.line(320)?;
        let address = match text.split_once('<') {
            Some((_, rest)) => rest.strip_suffix('>').ok_or(Refusal::Plain)?,
            None => &text,
        };
        let parts = address.trim().rsplit_once('@');
        let good = parts.is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
            && !address.trim().contains([' ', '<', '>']);
        good.then(|| text.clone()).ok_or(Refusal::Plain)
    }

    pub(super) fn public_url(&self) -> Result<Url, Refusal> {
        let url: Url = self.parse()?;
        let good = ["http", "https"].contains(&url.scheme())
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        good.then_some(url).ok_or(Refusal::Plain)
    }

    pub(super) fn filter(&self) -> Result<String, Refusal> {
        let filter = tracing_subscriber::EnvFilter::try_new(self.value);
        let text = self.line(1000)?;
        filter.map(|_| text).map_err(|_| Refusal::Plain)
    }

    /// The secret in the file that the value names, without the line break at its end.
    pub(super) fn secret(&self) -> Result<Secret, Refusal> {
        let path = self.base.join(self.value);
        let refuse = |problem: &str| Refusal::File(path.clone(), problem.to_owned());
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
            text => Ok(Secret::new(text)),
        }
    }

    /// The value itself, as a secret.
    pub(super) fn hidden(&self) -> Result<Secret, Refusal> {
        let good = !self.value.is_empty();
        good.then(|| Secret::new(self.value)).ok_or(Refusal::Plain)
    }

    pub(super) fn webhook(&self, secret: Secret, draft: &mut Draft) -> Result<(), Refusal> {
        let name = self.name.unwrap_or_default();
        let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
        if !name.bytes().all(plain) || name.len() > 64 {
            return Err(Refusal::Plain);
        }
        if secret.reveal().len() < SHORTEST_WEBHOOK_SECRET {
            return Err(Refusal::Because("this one is too short".to_owned()));
        }
        draft.settings.webhooks.insert(name.to_owned(), secret);
        Ok(())
    }
}

/// Sets the store. A file named in the settings file is beside that file.
pub(super) fn set_db(draft: &mut Draft, given: &Given<'_>) -> Result<(), Refusal> {
    let text = given.line(2048)?;
    if is_postgres(&text) {
        let url = Url::parse(&text).map_err(|_| Refusal::Plain)?;
        if url.password().is_some() && matches!(given.origin, Origin::File { .. }) {
            let words =
                "put the password into a file of its own, and name that in db_password_file";
            return Err(Refusal::Because(words.to_owned()));
        }
        draft.settings.db = Some(Secret::new(text));
        return Ok(());
    }
    let (scheme, path) = match text.strip_prefix("sqlite:") {
        Some(rest) => ("sqlite:", rest.strip_prefix("//").unwrap_or(rest)),
        None => ("", text.as_str()),
    };
    let nowhere =
        path.is_empty() || path == ":memory:" || (scheme.is_empty() && path.contains("://"));
    let path = given.base.join(path);
    let path = path.to_str().filter(|_| !nowhere).ok_or(Refusal::Plain)?;
    draft.settings.db = Some(Secret::new(format!("{scheme}{path}")));
    Ok(())
}
