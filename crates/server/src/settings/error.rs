//! What is wrong with the settings, said so that it can be mended: where, which key, what is allowed.
//! It must not repeat a secret.

use super::origin::SettingOrigin;
use std::path::PathBuf;

/// Settings that cannot be used. Nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The settings file cannot be read.
    #[error("cannot read the settings file {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The settings file is not TOML.
    #[error("{}, line {line}: this is not TOML: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// There is no such key.
    #[error("{origin}: there is no setting “{key}”; {hint}")]
    Unknown {
        /// Where it stands.
        origin: SettingOrigin,
        /// What was said.
        key: String,
        /// What there is.
        hint: String,
    },
    /// A value that the key does not take.
    #[error("{origin}: {key} must be {allowed}{problem}")]
    Bad {
        /// Where it stands.
        origin: SettingOrigin,
        /// The key.
        key: String,
        /// What is allowed.
        allowed: &'static str,
        /// What is wrong with this value, where there is more to say.
        problem: String,
    },
    /// A file that should hold a secret cannot be used.
    #[error("{origin}: {key} names {}, and that {problem}", path.display())]
    SecretFile {
        /// Where it stands.
        origin: SettingOrigin,
        /// The key.
        key: String,
        /// The file with the secret.
        path: PathBuf,
        /// What is wrong with it; never what is in it.
        problem: String,
    },
    /// A key that another one needs.
    #[error("{key} is missing: it is needed because {because}; it must be {allowed}")]
    Missing {
        /// The key.
        key: &'static str,
        /// What needs it.
        because: &'static str,
        /// What is allowed.
        allowed: &'static str,
    },
}

impl SettingsError {
    /// Whether the same call may succeed later, with nothing changed: never.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        false
    }
}
