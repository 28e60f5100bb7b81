//! What every kind checks and does when a source is added.

use crate::error::{AppError, InputRefusal};
use crate::home::unlocked::UnlockedHome;
use cache::{CacheError, NewSource};
use model::{Role, SourceId};
use sources::{ServerIdentity, SourceError};
use vault::VaultSecret;

/// The longest name, in characters: it has to fit a line of the status bar.
const NAME_MOST: usize = 80;

/// The name without the blanks around it, if it can be one.
pub(crate) fn usable_name(name: &str) -> Result<&str, AppError> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err(InputRefusal::NameEmpty.into()),
        length if length > NAME_MOST => Err(InputRefusal::NameTooLong.into()),
        _ => Ok(name),
    }
}

/// Asked before the server is: the answer is the same whatever the server says.
pub(crate) async fn refuse_taken_name(home: &UnlockedHome, name: &str) -> Result<(), AppError> {
    let taken = home
        .reader
        .sources()
        .await?
        .iter()
        .any(|row| row.name == name);
    if taken {
        Err(CacheError::NameTaken {
            name: name.to_owned(),
        }
        .into())
    } else {
        Ok(())
    }
}

/// Refuses a store that is connected already: under two names everything in it would count twice.
pub(crate) async fn refuse_connected_store(
    home: &UnlockedHome,
    identity: &str,
) -> Result<(), AppError> {
    let rows = home.reader.sources().await?;
    match rows
        .into_iter()
        .find(|row| row.identity.as_deref() == Some(identity))
    {
        Some(row) => Err(AppError::AlreadyConnected { name: row.name }),
        None => Ok(()),
    }
}

/// Whether the sign-in may read conversations.
pub(crate) fn require_read(hello: &ServerIdentity) -> Result<(), AppError> {
    if hello.role.allows(&Role::Read) {
        return Ok(());
    }
    Err(SourceError::Forbidden {
        what: "read conversations".to_owned(),
    }
    .into())
}

/// Saves the source and its secret, or neither.
pub(crate) async fn save_source(
    home: &UnlockedHome,
    new: NewSource,
    identity: &str,
    secret: VaultSecret,
) -> Result<SourceId, AppError> {
    let url = new.url.clone();
    let source = home.writer.add_source(new).await?;
    let kept = keep(home, source, (&url, identity), secret).await;
    if kept.is_err() {
        home.writer.remove_source(source).await?;
    }
    kept.map(|()| source)
}

async fn keep(
    home: &UnlockedHome,
    source: SourceId,
    (url, identity): (&str, &str),
    secret: VaultSecret,
) -> Result<(), AppError> {
    home.bind_source_secret(source, url).await?;
    home.writer.set_source_identity(source, identity).await?;
    home.keep_source_secret(source, secret).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_checked() {
        assert_eq!(usable_name("  Harbour  ").expect("a name"), "Harbour");
        assert!(usable_name(" \n").is_err());
        assert!(usable_name(&"é".repeat(NAME_MOST)).is_ok());
        assert!(usable_name(&"é".repeat(NAME_MOST + 1)).is_err());
    }
}
