//! One value, checked: what a key may take, and why it is refused. It must not repeat a secret.

use super::SettingSecret;
use super::draft::SettingsDraft;
use super::origin::SettingOrigin;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use url::Url;

/// The longest secret file that is read, in bytes.
const LONGEST_SECRET: u64 = 4096;
/// The shortest secret of a webhook, in bytes.
const SHORTEST_WEBHOOK_SECRET: usize = 16;

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
}

/// One value, for the key that takes it.
pub(super) struct GivenValue<'a> {
    pub(super) value: &'a str,
    /// The part of the key that the operator chose.
    pub(super) name: Option<&'a str>,
    pub(super) base: &'a Path,
    pub(super) origin: &'a SettingOrigin,
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
        if is_open_to_others(&path, &about) {
            return Err(refuse(&format!(
                "can be read or changed by others; close it with: chmod 600 '{}'",
                path.display()
            )));
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

/// Whether others than the owner and the group may read a secret, or the group may change it. What a
/// container is handed lies where its own modes say nothing.
#[cfg(unix)]
fn is_open_to_others(path: &Path, about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    about.permissions().mode() & 0o027 != 0 && !path.starts_with("/run/secrets")
}

#[cfg(not(unix))]
fn is_open_to_others(_path: &Path, _about: &std::fs::Metadata) -> bool {
    false
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

pub(super) fn is_postgres(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}
