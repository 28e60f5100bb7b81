//! Reads settings: the file, then the environment over it, then the flags over both. It must not
//! read the environment itself (the program hands it in) and must not repeat a secret in an error.

use super::draft::{SettingsDraft, SmtpDraft};
use super::key::{KEYS, KeyPlace, SettingKey};
use super::origin::SettingOrigin;
use super::raw::{self, PREFIX, RawSetting, RawValue};
use super::value::{GivenValue, ValueRefusal, is_postgres};
use super::{ServerSettings, SettingSecret, SettingsError, SmtpSettings, SmtpTls};
use std::path::{Path, PathBuf};
use url::Url;

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

impl SettingsDraft {
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
        let refused = |refusal: ValueRefusal| refused_at(refusal, key, said);
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

/// What is wrong, with the place where it was said.
fn refused_at(refusal: ValueRefusal, key: &SettingKey, said: &RawSetting) -> SettingsError {
    let bad = |problem| SettingsError::Bad {
        origin: said.origin.clone(),
        key: said.name(),
        allowed: key.allowed,
        problem,
    };
    match refusal {
        ValueRefusal::Plain => bad(String::new()),
        ValueRefusal::Because(words) => bad(format!("; {words}")),
        ValueRefusal::File(path, problem) => SettingsError::SecretFile {
            origin: said.origin.clone(),
            key: said.name(),
            path,
            problem,
        },
    }
}
